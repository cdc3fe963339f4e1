"""Heights along edges: equal where edges meet, straight over bridges, level on towpaths."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinera.elevation.heights import Heights
from itinera.graph.edgeheights import UNKNOWN_DM, EdgeHeights
from itinera.graph.elevate import with_heights
from itinera.graph.routegraph import RouteGraph
from itinera.osm.codes import HeightFlag
from sketch import World, sketch
from terrains import FormulaTerrain, plane


def heights_of(graph: RouteGraph) -> EdgeHeights:
    """Return the heights of a graph that has some."""
    assert graph.heights is not None
    return graph.heights


def raised(world: World, terrain: FormulaTerrain) -> EdgeHeights:
    """Return the heights of a drawn world on a terrain."""
    return heights_of(with_heights(world.graph, terrain))


def node_ends(graph: RouteGraph, heights: EdgeHeights) -> list[tuple[int, int]]:
    """Return (node, decimetres there) for both ends of every edge."""
    first, last = heights.offsets[:-1], heights.offsets[1:] - 1
    found = []
    for side, row in ((0, first), (1, last)):
        rise = heights.rise_dm[row].astype(np.int64)
        dm = np.where(rise == UNKNOWN_DM, UNKNOWN_DM, heights.base_dm + rise)
        found += list(zip(graph.edges.nodes[:, side].tolist(), dm.tolist(), strict=True))
    return found


CROSSROADS = sketch("A-B-C\n|\\|/|\nD-E-F\n  |\n  G")


def test_samples_are_at_most_ten_metres_apart_with_both_ends() -> None:
    heights = raised(CROSSROADS, plane(3.0))
    steps = CROSSROADS.graph.edges.length_m / (np.diff(heights.offsets) - 1)
    assert steps.max() <= 10.0 + 1e-3
    assert np.diff(heights.offsets).min() >= 2


def test_a_slope_is_read_by_eye() -> None:
    """A–B is 200 m eastwards at 10 %: from 50 to 70 m."""
    world = sketch("A-B-C")
    heights = raised(world, plane(10.0))
    along = heights.of_arc(world.arc("AB"))
    assert along[0] == 50.0
    assert along[-1] == 70.0
    assert along == pytest.approx(np.linspace(50.0, 70.0, len(along)), abs=0.051)
    assert heights.of_arc(world.arc("BA")).tolist() == along[::-1].tolist()
    assert heights.climb_m[world.arc("AB")] == pytest.approx(20.0, abs=0.01)
    assert heights.climb_m[world.arc("BA")] == 0.0
    assert heights.steepest_pct[world.arc("AB")] == pytest.approx(10.0, abs=0.01)
    assert heights.steepest_pct[world.arc("BA")] == 0.0
    assert not heights.flags.any()


def test_five_kilometres_at_one_per_cent_in_edges_of_fifty_metres_climb_fifty() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTU"
    world = sketch("-".join(letters), step_m=25.0)  # 20 edges of 50 m: a fifth of it
    heights = raised(world, plane(1.0))
    arcs = world.arcs(letters)
    assert world.graph.edges.length_m == pytest.approx(np.full(20, 50.0), rel=1e-3)
    assert float(heights.climb_m[arcs].sum()) * 5 == pytest.approx(50.0, abs=0.05)
    assert float(heights.climb_m[[a ^ 1 for a in arcs]].sum()) == 0.0


def test_a_bend_is_sampled_along_the_line_not_along_the_chord() -> None:
    world = sketch("A-+\n  |\n  B")  # 200 m east, then 200 m south
    along = raised(world, plane(10.0)).of_arc(world.arc("AB"))
    quarter = len(along) // 4
    assert along[quarter] == pytest.approx(60.0, abs=0.6)
    assert along[-quarter:] == pytest.approx(np.full(quarter, 70.0), abs=0.051)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-60.0, 60.0), min_size=6, max_size=6),
    st.floats(-400.0, 4000.0),
    st.booleans(),
)
def test_edges_that_meet_have_one_height(waves: list[float], level: float, bridge: bool) -> None:
    """Whatever the terrain, whatever is bridged: a node has one height."""
    world = TAGGED if bridge else CROSSROADS
    terrain = FormulaTerrain(
        lambda x, y: (
            level
            + sum(w * np.sin(x / (30 + 40 * i) + y / (90 - 10 * i)) for i, w in enumerate(waves))
        )
    )
    known: dict[int, int] = {}
    for node, dm in node_ends(world.graph, raised(world, terrain)):
        assert known.setdefault(node, dm) == dm


TAGGED = sketch(
    "A-B-C\n|\\|/|\nD-E-F\n  |\n  G",
    tags={
        "AB": {"bridge": "yes"},
        "BE": {"towpath": "yes"},
        "EG": {"towpath": "yes"},
        "EF": {"embankment": "yes"},
        "CF": {"tunnel": "yes"},
    },
)


@settings(max_examples=40, deadline=None)
@given(st.floats(-400.0, 4000.0), st.booleans())
def test_flat_land_never_climbs(level: float, tagged: bool) -> None:
    world = TAGGED if tagged else CROSSROADS
    heights = raised(world, FormulaTerrain(lambda x, _y: level + 0 * x))
    assert not heights.climb_m.any()
    assert not heights.steepest_pct.any()
    assert np.unique(heights.base_dm).tolist() == [round(level * 10)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-30.0, 30.0), min_size=4, max_size=4))
def test_a_street_drawn_the_other_way_swaps_what_its_arcs_climb(waves: list[float]) -> None:
    terrain = FormulaTerrain(
        lambda x, _y: 100 + sum(w * np.sin(x / (20 + 30 * i)) for i, w in enumerate(waves))
    )
    there, back = raised(ALONG, terrain), raised(AGAINST, terrain)
    a, b = ALONG.arc("AB"), AGAINST.arc("AB")
    assert a != b
    for x, y in ((a, b), (a ^ 1, b ^ 1)):
        assert there.climb_m[x] == pytest.approx(back.climb_m[y], abs=1e-3)
        assert there.steepest_pct[x] == pytest.approx(back.steepest_pct[y], abs=1e-3)


ALONG, AGAINST = sketch("A-----B"), sketch("A-----B", ways=["BA"])


def test_what_is_unknown_stays_unknown() -> None:
    """No raster lies east of 150 m: no zero, no guess, no climb there."""
    world = sketch("A-B-C\n    |\n    D")
    heights = raised(world, FormulaTerrain(lambda x, _y: np.where(x < 150.0, 40.0, np.nan)))
    along = heights.of_arc(world.arc("AB"))
    assert along[0] == 40.0
    assert np.isnan(along[-1])
    assert np.isnan(heights.of_arc(world.arc("CD"))).all()
    assert heights.climb_m[world.arc("CD")] == 0.0
    assert np.isnan(heights.steepest_pct[world.arc("CD")])
    assert heights.steepest_pct[world.arc("AB")] == 0.0
    assert heights.flags[world.edge("AB")] == HeightFlag.UNKNOWN
    assert heights.flags[world.edge("CD")] == HeightFlag.UNKNOWN


def test_a_bridged_void_is_marked() -> None:
    world = sketch("A-B-C")
    terrain = FormulaTerrain(lambda x, _y: 40.0 + 0 * x, bridged=lambda x, _y: np.abs(x - 90) < 20)
    heights = raised(world, terrain)
    assert heights.flags[world.edge("AB")] == HeightFlag.BRIDGED_VOID
    assert heights.flags[world.edge("BC")] == 0


def test_heights_of_a_model_are_marked() -> None:
    heights = raised(CROSSROADS, FormulaTerrain(lambda x, _y: 40.0 + 0 * x, model=True))
    assert (heights.flags == HeightFlag.MODEL).all()


VALLEY = FormulaTerrain(lambda x, _y: 100.0 - 40.0 * np.exp(-(((x - 500.0) / 150.0) ** 2)))


def test_a_bridge_runs_straight_between_its_ends_as_a_whole() -> None:
    """B–C–D is one bridge in two pieces: no dip into the valley, at C neither."""
    world = sketch(
        "A--B--C--D--A'".replace("A'", "E"), tags={"BCD": {"bridge": "yes"}}, step_m=1000 / 12
    )
    heights = raised(world, VALLEY)
    along = np.concatenate([heights.of_arc(world.arc("BC")), heights.of_arc(world.arc("CD"))])
    assert along == pytest.approx(np.linspace(along[0], along[-1], len(along)), abs=0.3)
    assert along.min() > 90.0
    assert heights.flags[world.edge("BC")] == HeightFlag.SPANNED
    assert heights.climb_m[world.arc("BC")] < 0.2
    assert raised(sketch("A--B--C--D--E", step_m=1000 / 12), VALLEY).of_arc(4).min() < 61.0


def test_a_bridge_in_unequal_pieces_rises_by_the_metres() -> None:
    """100 m and 300 m of one bridge from 10 to 50 m: 20 m where they join."""
    world = sketch("A-B-C---D-E", tags={"BCD": {"bridge": "yes"}}, step_m=50.0)
    ends = FormulaTerrain(lambda x, _y: np.where(x < 150, 10.0, np.where(x < 350, -9.0, 30.0)))
    assert raised(world, ends).of_arc(world.arc("BC"))[-1] == pytest.approx(
        10.0 + 20.0 * world.graph.edges.length_m[world.edge("BC")] / 300.0, abs=0.1
    )


def test_two_bridges_with_a_road_between_them_touch_the_ground_there() -> None:
    world = sketch("A-B-C-D-E\n    |\n    F", tags={"BCD": {"bridge": "yes"}}, step_m=125.0)
    heights = raised(world, VALLEY)
    assert heights.of_arc(world.arc("BC"))[-1] == pytest.approx(60.0, abs=0.1)


def test_stairs_lead_up_to_a_bridge() -> None:
    world = sketch(
        "A-B-C-D-E\n    |\n    F",
        tags={"BCD": {"bridge": "yes"}, "CF": {"highway": "steps"}},
        step_m=125.0,
    )
    heights = raised(world, VALLEY)
    deck = heights.of_arc(world.arc("BC"))[-1]
    assert deck == pytest.approx(heights.of_arc(world.arc("BC"))[0], abs=0.5)
    assert heights.of_arc(world.arc("CF"))[-1] == pytest.approx(60.0, abs=0.1)
    assert heights.climb_m[world.arc("FC")] == pytest.approx(deck - 60.0, abs=0.5)


def test_a_forked_bridge_meets_in_the_air() -> None:
    """B and D at 10 m, F at 40 m, 250 m each: C at the mean of the three, 20 m."""
    world = sketch(
        "A-B-C-D-E\n    |\n    F-G", tags={"BCD": {"bridge": "yes"}, "CF": {"bridge": "yes"}}
    )
    terrain = FormulaTerrain(
        lambda x, y: np.where(y > 190, 40.0, np.where(abs(x - 400) < 150, -50.0, 10.0))
    )
    assert raised(world, terrain).of_arc(world.arc("BC"))[-1] == pytest.approx(20.0, abs=0.1)


def test_a_bridge_with_an_unknown_end_is_unknown_inside() -> None:
    world = sketch("A-B-C-D-E", tags={"BCD": {"bridge": "yes"}})
    heights = raised(world, FormulaTerrain(lambda x, _y: np.where(x > 590, np.nan, 10.0)))
    along = heights.of_arc(world.arc("BC"))
    assert along[0] == 10.0
    assert np.isnan(along[1:]).all()


def test_a_bridge_over_a_void_is_known() -> None:
    world = sketch("A-B-C-D-E", tags={"BCD": {"bridge": "yes"}})
    terrain = FormulaTerrain(lambda x, _y: np.where(abs(x - 400) < 190, np.nan, 10.0))
    heights = raised(world, terrain)
    assert (heights.of_arc(world.arc("BC")) == 10.0).all()
    assert heights.flags[world.edge("BC")] == HeightFlag.SPANNED


def test_a_bridge_cut_off_by_the_border_stays_level() -> None:
    """C is inside the valley only because the map ends there."""
    world = sketch("A---B----C", tags={"BC": {"bridge": "yes"}}, step_m=50.0)
    heights = raised(world, VALLEY)
    assert heights.climb_m[world.arc("CB")] == 0.0
    assert np.ptp(heights.of_arc(world.arc("BC"))) == 0.0


def test_a_bridge_by_itself_lies_on_the_ground() -> None:
    world = sketch("A-B", tags={"AB": {"bridge": "yes"}})
    assert raised(world, plane(10.0)).of_arc(world.arc("AB"))[-1] == pytest.approx(70.0, abs=0.1)


def test_a_dam_is_straight_from_junction_to_junction() -> None:
    world = sketch("A----B----C", tags={"AB": {"waterway": "dam"}})
    bumps = FormulaTerrain(lambda x, _y: 30.0 + 6.0 * np.sin(x / 40.0) ** 2)
    heights = raised(world, bumps)
    dam, road = world.arc("AB"), world.arc("BC")
    assert heights.climb_m[dam] + heights.climb_m[dam ^ 1] < 6.0
    assert heights.climb_m[road] > 12.0
    assert heights.flags[world.edge("AB")] == HeightFlag.FLAT


def test_a_dam_in_pieces_is_unknown_where_its_ground_is() -> None:
    """Unlike a bridge a dam stands on the ground: a void in its middle stays one."""
    world = sketch("A-B--C--D-E", tags={"BCD": {"waterway": "dam"}})
    terrain = FormulaTerrain(lambda x, _y: np.where(abs(x - 500) < 50, np.nan, 10.0))
    heights = raised(world, terrain)
    along = heights.of_arc(world.arc("BC"))
    assert np.isnan(along[-1])
    assert along[0] == 10.0
    assert heights.flags[world.edge("BC")] == HeightFlag.FLAT | HeightFlag.UNKNOWN


def test_a_bridge_on_a_dam_is_a_bridge() -> None:
    both = {"bridge": "yes", "waterway": "dam"}
    world = sketch("A-B-C-D-E", tags={"BC": both, "CD": {"bridge": "yes"}}, step_m=125.0)
    heights = raised(world, VALLEY)
    assert heights.flags[world.edge("BC")] == HeightFlag.SPANNED
    assert heights.of_arc(world.arc("BC")).min() > 90.0


def test_an_embankment_over_a_hill_is_no_dam() -> None:
    """Drawn straight it would leave the ground by 20 m: then the raster is believed."""
    world = sketch("A----B----C", tags={"AB": {"embankment": "yes"}})
    hill = FormulaTerrain(lambda x, _y: 30.0 + 50.0 * np.sin(np.pi * x / 500.0) ** 2)
    heights = raised(world, hill)
    assert heights.climb_m[world.arc("AB")] == pytest.approx(50.0, abs=1.0)
    assert heights.flags[world.edge("AB")] == 0


def test_ground_follows_a_node_that_was_moved() -> None:
    """A road that meets a towpath 4 m below comes down over 100 m, not over one sample."""
    world = sketch("A-----B----C\n      |\n      |\n      D", tags={"ABC": {"towpath": "yes"}})
    bank = FormulaTerrain(lambda x, y: np.where((np.abs(x - 600) < 60), 34.0, 30.0) + 0 * y)
    heights = raised(world, bank)
    road = heights.of_arc(world.arc("BD"))
    assert road[0] == 30.0
    assert road[-1] == 34.0
    assert heights.steepest_pct[world.arc("BD")] == pytest.approx(4.0, abs=0.1)


def test_ground_follows_beyond_the_next_node() -> None:
    """B is 4 m below its road: at E, 40 m on, 2.4 m are left at 4 %; at D, 200 m on, none."""
    art = "A" + "-" * 29 + "B" + "-" * 29 + "C\n"
    road = "".join(" " * 30 + sign + "\n" for sign in "|E|||||||D")
    world = sketch(art + road, tags={"ABC": {"towpath": "yes"}}, step_m=20.0)
    bank = FormulaTerrain(lambda x, _y: np.where(np.abs(x - 600) < 60, 34.0, 30.0))
    heights = raised(world, bank)
    assert heights.of_arc(world.arc("BE"))[[0, -1]].tolist() == [30.0, 31.6]
    assert heights.of_arc(world.arc("ED"))[[0, -1]].tolist() == [31.6, 34.0]
    assert heights.steepest_pct[world.arc("BE")] == pytest.approx(4.0, abs=0.05)
    assert heights.climb_m[world.arc("ED")] == pytest.approx(2.4, abs=0.05)


def test_the_same_terrain_gives_the_same_columns() -> None:
    one, two = raised(TAGGED, VALLEY), raised(TAGGED, VALLEY)
    for field in dataclasses.fields(one):
        assert getattr(one, field.name).tobytes() == getattr(two, field.name).tobytes()


def test_the_graphs_id_and_attribution_follow_the_rasters() -> None:
    plain = CROSSROADS.graph
    one = with_heights(plain, plane(1.0))
    other = with_heights(
        plain, FormulaTerrain(lambda x, _y: x, name="other", attribution="© Survey")
    )
    assert len({plain.source.graph_id, one.source.graph_id, other.source.graph_id}) == 3
    assert one.source.attribution == plain.source.attribution
    assert other.source.attribution == f"{plain.source.attribution}. © Survey"
    assert ("dem:other", "0" * 64) in other.source.options


def test_blocks_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = raised(TAGGED, VALLEY)
    monkeypatch.setattr("itinera.graph.sampling.blocks.__defaults__", (25,))
    parts = raised(TAGGED, VALLEY)
    assert whole.rise_dm.tolist() == parts.rise_dm.tolist()
    assert whole.climb_m == pytest.approx(parts.climb_m, abs=1e-4)


def test_a_terrain_asked_for_nothing_known() -> None:
    """A map wholly off the rasters: every sample unknown, nothing zero."""

    class Nowhere(FormulaTerrain):
        def heights(self, lonlat: np.ndarray) -> Heights:
            found = super().heights(lonlat)
            return dataclasses.replace(found, ele_m=np.full(len(lonlat), np.nan))

    heights = raised(TAGGED, Nowhere(lambda x, _y: x))
    assert (heights.rise_dm == UNKNOWN_DM).all()
    assert np.isnan(heights.steepest_pct).all()
    assert not heights.climb_m.any()
    assert (heights.flags & HeightFlag.UNKNOWN).all()
