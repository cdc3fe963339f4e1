"""Dated restrictions: whom, in which direction, when."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest

from itinera.graph.routegraph import DatedRestriction, RouteGraph
from itinera.osm.codes import Access
from itinera.profile.closures import access_on, node_access_on
from random_columns import plain_graph

SPRING = "Mar 01-Jul 31"
MAY, OCTOBER = date(2026, 5, 1), date(2026, 10, 1)


def restricted(*restrictions: DatedRestriction) -> RouteGraph:
    """Return one plain edge that bears restrictions."""
    graph = plain_graph()
    edges = dataclasses.replace(graph.edges, dated=np.zeros(1, np.int32))
    return dataclasses.replace(graph, edges=edges, dated=(restrictions,))


def closing(mode: str, direction: str = "both", condition: str = SPRING) -> DatedRestriction:
    """Return a restriction that forbids."""
    return DatedRestriction(mode, direction, Access.NO, condition, "access:conditional=…")


@pytest.mark.parametrize(
    ("restriction", "mode", "on", "forward", "backward"),
    [
        (closing("foot"), "foot", MAY, Access.NO, Access.NO),
        (closing("foot"), "bicycle", MAY, Access.YES, Access.YES),
        (closing("foot"), "foot", OCTOBER, Access.YES, Access.YES),
        (closing("foot"), "foot", None, Access.YES, Access.YES),
        (closing("foot", "forward"), "foot", MAY, Access.NO, Access.YES),
        (closing("bicycle", "backward"), "bicycle", MAY, Access.YES, Access.NO),
        (closing("foot", "both", "19:00-23:00"), "foot", MAY, Access.NO, Access.NO),
        (closing("foot", "both", "20:00-23:00"), "foot", MAY, Access.YES, Access.YES),
        (closing("foot", "both", "wet"), "foot", MAY, Access.YES, Access.YES),
    ],
)
def test_restrictions_bind_on_their_days(
    restriction: DatedRestriction, mode: str, on: date | None, forward: int, backward: int
) -> None:
    ruled = access_on(restricted(restriction), mode, on)
    assert [int(column[0]) for column in ruled] == [forward, backward]


def test_the_columns_of_the_graph_stay_as_they_are() -> None:
    graph = restricted(closing("foot"))
    access_on(graph, "foot", MAY)
    assert graph.edges.fwd_foot[0] == Access.YES


def test_nodes_close_likewise() -> None:
    graph = dataclasses.replace(plain_graph(), node_dated={1: (closing("foot"),)})
    assert node_access_on(graph, "foot", MAY).tolist() == [Access.YES, Access.NO]
    assert node_access_on(graph, "bicycle", MAY).tolist() == [Access.YES, Access.YES]
    assert node_access_on(graph, "foot", None).tolist() == [Access.YES, Access.YES]
