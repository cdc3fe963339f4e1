"""Where a track goes and its traveller may not, and who says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itinera.osm.access import node_access, way_access
from itinera.osm.access.sentences import sentence
from itinera.osm.codes import PASSABLE, Mode
from itinera.profile.closures import access_on, node_access_on
from itinera.profile.refusals import edge_refusals, node_refusals
from itinera.tracks.words import said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from itinera.geodesy import ByteArray
    from itinera.graph.routegraph import RouteGraph
    from itinera.osm.access import Verdict
    from itinera.profile.model import Profile
    from itinera.profile.refusals import Refusal
    from itinera.profile.weighting import Weighting
    from itinera.tracks.lay import Run

FORBIDDEN, CLOSED, REFUSED, TURN = "forbidden", "closed", "refused", "forbidden_turn"
_NAMES = ("", FORBIDDEN, CLOSED, REFUSED)


@dataclass(frozen=True, slots=True)
class Breach:
    """A stretch or a point that the traveller may not pass.

    Attributes
    ----------
    kind
        "forbidden" by law, "closed" on the day, "refused" by the profile, or a
        "forbidden_turn".
    from_m, to_m
        Metres along the recording, equal at a point.
    lonlat
        (lon, lat) where it begins, in degrees.
    element
        "way/ID", "node/ID" or "relation/ID".
    name
        Of the way, "" where it has none.
    direction
        "forward" or "backward" along the way, "through" a node.
    rule, tags
        What decided (`itinera explain` tells more), and what it read.
    text
        The reason as a sentence.
    """

    kind: str
    from_m: float
    to_m: float
    lonlat: tuple[float, float]
    element: str
    name: str
    direction: str
    rule: str
    tags: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Whose travel is judged, and on which day."""

    graph: RouteGraph
    profile: Profile
    weighting: Weighting
    on: date | None
    lang: str
    access: tuple[ByteArray, ByteArray]
    node_access: ByteArray

    @classmethod
    def of(
        cls,
        graph: RouteGraph,
        profile: Profile,
        weighting: Weighting,
        on: date | None,
        lang: str,
    ) -> Judge:
        """Look up who may pass on the day."""
        access = access_on(graph, profile.mode, on)
        nodes = node_access_on(graph, profile.mode, on)
        return cls(graph, profile, weighting, on, lang, access, nodes)

    @property
    def mode(self) -> Mode:
        """What access rules speak of."""
        return Mode[self.profile.mode.upper()]

    def breaches(self, run: Run) -> list[Breach]:
        """Return what is not allowed along a run, in order."""
        found = [*self._ways(run), *self._nodes(run), *self._turns(run)]
        return sorted(found, key=lambda breach: (breach.from_m, breach.to_m, breach.element))

    def _ways(self, run: Run) -> Iterator[Breach]:
        """Yield a breach for each run of pieces of one way that may not be travelled."""
        track, graph = run.track, self.graph
        edges, arcs = track.edges, track.arcs
        plain = graph.arc_access(self.profile.mode)[arcs] < PASSABLE
        dated = np.where(arcs & 1, self.access[1][edges], self.access[0][edges]) < PASSABLE
        refused = ~np.isfinite(self.weighting.cost[arcs])
        kind = np.select([plain & dated, dated, refused], [1, 2, 3], 0)
        way = graph.edges.way[edges]
        same = (np.diff(kind) == 0) & (np.diff(way) == 0) & (np.diff(arcs & 1) == 0)
        begins = np.concatenate(([0], np.flatnonzero(~same) + 1)).tolist()
        for begin, end in zip(begins, [*begins[1:], len(arcs)], strict=True):
            if kind[begin]:
                yield self._way(run, begin, end, _NAMES[kind[begin]])

    def _way(self, run: Run, begin: int, end: int, kind: str) -> Breach:
        """Say why a way may not be travelled."""
        graph, edge = self.graph, int(run.track.edges[begin])
        backward = bool(run.track.arcs[begin] & 1)
        rule, tags, text = self._reason(edge, backward=backward, kind=kind)
        return Breach(
            kind=kind,
            from_m=run.recorded_at(float(run.track.at_m[begin])),
            to_m=run.recorded_at(float(run.track.at_m[end])),
            lonlat=run.track.lonlat_at(begin),
            element=f"way/{int(graph.edges.way[edge])}",
            name=graph.names[int(graph.edges.name[edge]) or int(graph.edges.ref[edge])],
            direction="backward" if backward else "forward",
            rule=rule,
            tags=tags,
            text=text,
        )

    def _reason(self, edge: int, *, backward: bool, kind: str) -> tuple[str, tuple[str, ...], str]:
        """Return rule, tags and sentence for an edge that may not be travelled."""
        graph = self.graph
        if kind == REFUSED:
            side = "backward" if backward else "forward"
            refusals = [
                refusal
                for refusal in edge_refusals(self.profile, graph, edge)
                if refusal.direction in ("both", side)
            ]
            return self._refused(refusals)
        if kind == CLOSED:
            rows = graph.dated[int(graph.edges.dated[edge])]
            tags = tuple(row.tag for row in rows if row.mode == self.profile.mode)
            conditions = "; ".join(dict.fromkeys(row.condition for row in rows))
            return "dated", tags, said("closed", self.lang, condition=conditions)
        access = way_access(json.loads(graph.tagsets[int(graph.edges.tagset[edge])]), self.mode)
        return self._verdict(access.backward if backward else access.forward)

    def _refused(self, refusals: list[Refusal]) -> tuple[str, tuple[str, ...], str]:
        """Return what of a profile refuses; an avoided area has no line in it."""
        if not refusals:
            return "avoided", (), said("refused", self.lang, key="--avoid", value="", found="")
        first = refusals[0]
        text = said("refused", self.lang, key=first.key, value=first.value, found=first.found)
        return first.key, tuple(refusal.found for refusal in refusals), text

    def _verdict(self, verdict: Verdict) -> tuple[str, tuple[str, ...], str]:
        """Return what of the access rules decided."""
        return verdict.rule, verdict.tags, sentence(verdict.rule, self.lang)

    def _nodes(self, run: Run) -> Iterator[Breach]:
        """Yield a breach for each node that is passed and may not be."""
        track, graph = run.track, self.graph
        passed = (track.node >= 0) & (track.arcs[:-1] != (track.arcs[1:] ^ 1))
        illegal = self.node_access[track.node] < PASSABLE
        refused = ~np.isfinite(self.weighting.node_cost[track.node])
        for row in np.flatnonzero(passed & (illegal | refused)).tolist():
            node = int(track.node[row])
            if illegal[row]:
                tags = json.loads(graph.tagsets[int(graph.nodes.tagset[node])])
                reason = self._verdict(node_access(tags, self.mode).verdict)
            else:
                reason = self._refused(node_refusals(self.profile, graph, node))
            at_m = run.recorded_at(float(track.at_m[row + 1]))
            kind = FORBIDDEN if illegal[row] else REFUSED
            element = f"node/{int(graph.nodes.osm_id[node])}"
            place = track.lonlat_at(row + 1)
            yield Breach(kind, at_m, at_m, place, element, "", "through", *reason)

    def _turns(self, run: Run) -> Iterator[Breach]:
        """Yield a breach for each forbidden turn that was made."""
        turns, track = self.graph.turns, run.track
        binds = turns.foot if self.profile.mode == "foot" else turns.bicycle
        first = turns.arcs[turns.offsets[:-1]]
        rows = np.flatnonzero((binds > 0) & np.isin(first, track.arcs)).tolist()
        for row in rows:
            wanted = turns.arcs[turns.offsets[row] : turns.offsets[row + 1]]
            for at in np.flatnonzero(track.arcs == wanted[0]).tolist():
                if np.array_equal(track.arcs[at : at + len(wanted)], wanted):
                    yield self._turn(run, at + 1, int(turns.relation[row]))

    def _turn(self, run: Run, piece: int, relation: int) -> Breach:
        """Return the breach of a forbidden turn onto a piece."""
        at_m = run.recorded_at(float(run.track.at_m[piece]))
        text = said("turn", self.lang, relation=relation)
        place = run.track.lonlat_at(piece)
        element = f"relation/{relation}"
        return Breach(TURN, at_m, at_m, place, element, "", "through", "restriction", (), text)
