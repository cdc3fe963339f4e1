"""Who may pass each distinct set of tags, worked out once per set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.graph.routegraph import DatedRestriction
from itinera.osm.access import node_access, way_access
from itinera.osm.codes import Access, Mode

if TYPE_CHECKING:
    from itinera.geodesy import BoolArray, ByteArray, IntArray
    from itinera.osm.extract import Tags

Dated = tuple[DatedRestriction, ...]
#: Tags that no access rule reads; sets that differ in them only are judged once.
SILENT = frozenset({"surface", "width", "est_width", "lit", "maxspeed", "lanes", "level", "layer",
                    "tracktype", "incline", "bridge", "tunnel", "covered", "trail_visibility",
                    "mtb:scale", "maxspeed:forward", "maxspeed:backward", "duration"})  # fmt: skip
MODES = ((Mode.FOOT, "foot"), (Mode.BICYCLE, "bicycle"))


@dataclass(frozen=True, slots=True)
class AccessTable:
    """One row per distinct tag set.

    Attributes
    ----------
    fwd_foot, bwd_foot, fwd_bicycle, bwd_bicycle : uint8, shape (n,)
        codes.Access; for nodes the forward columns hold the one answer there is.
    dated : int32, shape (n,)
        Index into `restrictions`, -1 = none.
    restrictions
        Distinct groups of dated restrictions.
    """

    fwd_foot: ByteArray
    bwd_foot: ByteArray
    fwd_bicycle: ByteArray
    bwd_bicycle: ByteArray
    dated: IntArray
    restrictions: tuple[Dated, ...]

    def ever_passable(self) -> BoolArray:
        """Tell which tag sets let somebody pass, be it by leave of an owner or at some times."""
        somebody: BoolArray = np.zeros(len(self.dated), dtype=np.bool_)
        for column in (self.fwd_foot, self.bwd_foot, self.fwd_bicycle, self.bwd_bicycle):
            somebody |= column > Access.NO
        return somebody | (self.dated >= 0)


def way_table(tagsets: list[Tags], used: IntArray) -> AccessTable:
    """Work out who may pass along ways; rows of sets not in `used` stay 0."""
    access = np.zeros((4, len(tagsets)), dtype=np.uint8)
    dated: dict[int, Dated] = {}
    known: dict[tuple[tuple[str, str], ...], tuple[list[int], Dated]] = {}
    for i in used.tolist():
        key = tuple([tag for tag in tagsets[i].items() if tag[0] not in SILENT])
        if key not in known:
            known[key] = _way_row(tagsets[i])
        access[:, i], restrictions = known[key]
        if restrictions:
            dated[i] = restrictions
    return _table(access, dated)


def _way_row(tags: Tags) -> tuple[list[int], Dated]:
    """Return the four access codes of one set of tags and its dated restrictions."""
    codes: list[int] = []
    restrictions: list[DatedRestriction] = []
    for mode, name in MODES:
        answer = way_access(tags, mode)
        codes += [int(answer.forward.access), int(answer.backward.access)]
        restrictions += [
            DatedRestriction(name, rule.direction, int(rule.access), rule.condition, rule.tag)
            for rule in answer.dated
        ]
    return codes, tuple(restrictions)


def node_table(tagsets: list[Tags], used: IntArray) -> AccessTable:
    """Work out who may pass through nodes, likewise."""
    access = np.zeros((4, len(tagsets)), dtype=np.uint8)
    dated: dict[int, Dated] = {}
    for i in used.tolist():
        restrictions: list[DatedRestriction] = []
        for mode, name in MODES:
            answer = node_access(tagsets[i], mode)
            access[2 * mode : 2 * mode + 2, i] = answer.access
            restrictions += [
                DatedRestriction(name, rule.direction, int(rule.access), rule.condition, rule.tag)
                for rule in answer.dated
            ]
        if restrictions:
            dated[i] = tuple(restrictions)
    return _table(access, dated)


def _table(access: ByteArray, dated: dict[int, Dated]) -> AccessTable:
    """Give numbers to the distinct groups of dated restrictions in a fixed order."""
    groups = sorted(set(dated.values()), key=repr)
    number = {group: i for i, group in enumerate(groups)}
    column = np.full(access.shape[1], -1, dtype=np.int32)
    for row, group in dated.items():
        column[row] = number[group]
    return AccessTable(access[0], access[1], access[2], access[3], column, tuple(groups))
