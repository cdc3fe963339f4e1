"""Spoil heaps put right: higher than a coarse raster says, and only inside their outline."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

from conftest import SHARED
from itinera.elevation.terrils import Corrections, Shape, Terril, shape_named
from itinera.errors import InputError
from itinera.geodesy import FloatArray, metres_per_degree

ORIGIN = np.array([2.8, 50.4])
SCALE = np.array(metres_per_degree(50.4))
CELL_M = 30.0
Formula = Callable[[FloatArray], FloatArray]  # (n, 2) metres → (n,) metres


def disc(radius_m: float, stretch: float = 1.0) -> Polygon:
    """Return a round (or oblong) footprint about the origin, in degrees."""
    turn = np.linspace(0.0, 2 * np.pi, 181)[:-1]
    ring = np.stack([np.cos(turn) * radius_m * stretch, np.sin(turn) * radius_m], axis=1)
    return Polygon(ring / SCALE + ORIGIN)


def seen_by_a_raster(truth: Formula, reach_m: float) -> Formula:
    """Return what a raster of 30 m sees: the mean of each cell, bilinear between centres."""
    n = int(np.ceil(reach_m / CELL_M)) + 2
    centres = np.arange(-n, n + 1) * CELL_M
    fine = (np.arange(10) + 0.5) / 10 * CELL_M - CELL_M / 2
    x, y = np.meshgrid((centres[:, None] + fine).ravel(), (centres[:, None] + fine).ravel())
    means = truth(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(2 * n + 1, 10, 2 * n + 1, 10)
    grid = means.mean(axis=(1, 3))

    def heights(xy: FloatArray) -> FloatArray:
        at = np.clip(xy / CELL_M + n, 0.0, 2 * n - 1e-9)
        low = at.astype(int)
        (fx, fy), (i, j) = (at - low).T, low.T
        upper = grid[j, i] * (1 - fx) + grid[j, i + 1] * fx
        lower = grid[j + 1, i] * (1 - fx) + grid[j + 1, i + 1] * fx
        out: FloatArray = upper * (1 - fy) + lower * fy
        return out

    return heights


def in_degrees(formula: Formula) -> Formula:
    """Turn a formula of metres into one of degrees."""
    return lambda lonlat: formula((lonlat - ORIGIN) * SCALE)


def inside(footprint: Polygon, step_m: float = 7.0) -> FloatArray:
    """Return places all over a footprint, in degrees."""
    low, high = np.array(footprint.bounds).reshape(2, 2)
    axes = [np.arange(low[k], high[k], step_m / SCALE[k]) for k in (0, 1)]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)
    kept: FloatArray = grid[shapely.contains_xy(footprint, *grid.T)]
    return kept


def corrected(terril: Terril, raster: Formula, lonlat: FloatArray) -> FloatArray:
    """Return corrected heights."""
    fitted = Corrections.of([terril], raster)
    result, raised = fitted.applied(lonlat, raster(lonlat), np.ones(len(lonlat), np.bool_))
    assert np.array_equal(raised, result > raster(lonlat))
    return result


def rms(error: FloatArray) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt((error**2).mean()))


def cone(radius_m: float, height_m: float, base_m: float = 40.0) -> Formula:
    """Return a cone on flat land."""
    return lambda xy: base_m + height_m * np.maximum(1.0 - np.hypot(*xy.T) / radius_m, 0.0)


@pytest.mark.parametrize("aside", [(0.0, 0.0), (15.0, 15.0), (7.0, -11.0)])
@pytest.mark.parametrize(("radius_m", "height_m"), [(120.0, 80.0), (200.0, 120.0), (90.0, 40.0)])
def test_a_flattened_cone_gets_its_top_back(
    radius_m: float, height_m: float, aside: tuple[float, float]
) -> None:
    """Wherever the cells lie: errors fall by 1.6 around the top, and by 1.3 below it."""
    world = cone(radius_m, height_m)
    seen = seen_by_a_raster(lambda xy: world(xy + np.array(aside)), radius_m)
    truth, raster = in_degrees(world), in_degrees(lambda xy: seen(xy - np.array(aside)))
    heap = Terril("T", disc(radius_m), Shape.CONE, height_m=height_m, base_m=40.0)
    assert raster(ORIGIN[None])[0] < 40.0 + height_m - 5.0  # what 30 m cells lose
    assert corrected(heap, raster, ORIGIN[None])[0] == pytest.approx(40.0 + height_m, abs=1.0)
    places = inside(heap.footprint)
    apart = np.hypot(*((places - ORIGIN) * SCALE).T)
    before, after = raster(places) - truth(places), corrected(heap, raster, places) - truth(places)
    top, flank = apart < 30.0, (apart > 30.0) & (apart < radius_m - 20.0)
    assert rms(after[top]) < rms(before[top]) / 1.6
    assert rms(after[flank]) < rms(before[flank]) / 1.3
    assert rms(after) < rms(before) / 1.2


def test_altitude_and_height_are_two_numbers() -> None:
    """A height stands on the base; an altitude needs none."""
    flat = in_degrees(lambda xy: np.full(len(xy), 40.0))
    for heap, top in (
        (Terril("T", disc(100), Shape.CONE, height_m=100.0), 140.0),
        (Terril("T", disc(100), Shape.CONE, height_m=100.0, base_m=35.0), 135.0),
        (Terril("T", disc(100), Shape.CONE, altitude_m=100.0), 100.0),
        (Terril("T", disc(100), Shape.CONE, altitude_m=100.0, height_m=10.0), 100.0),
    ):
        assert corrected(heap, flat, ORIGIN[None])[0] == pytest.approx(top, abs=1.0)


def test_a_plateau_is_flat_on_top_and_as_steep_as_shale_lies() -> None:
    """20 m high at 35°: the slope is 29 m wide, and all within is at 60 m."""
    flat = in_degrees(lambda xy: np.full(len(xy), 40.0))
    heap = Terril("T", disc(100), Shape.PLATEAU, height_m=20.0)
    east = np.array([[x, 0.0] for x in (0.0, 40.0, 70.0, 85.0, 99.9)]) / SCALE + ORIGIN
    found = corrected(heap, flat, east)
    assert found == pytest.approx([60.0, 60.0, 60.0, 50.5, 40.0], abs=0.4)


def test_a_ridge_keeps_its_height_along_its_length() -> None:
    flat = in_degrees(lambda xy: np.full(len(xy), 40.0))
    long = shapely.box(*(np.array([-200.0, -20.0]) / SCALE + ORIGIN), *(
        np.array([200.0, 20.0]) / SCALE + ORIGIN
    ))  # fmt: skip
    heap = Terril("T", long, Shape.RIDGE, height_m=10.0)
    along = np.array([[x, 0.0] for x in (-150.0, 0.0, 150.0)]) / SCALE + ORIGIN
    assert corrected(heap, flat, along) == pytest.approx([50.0] * 3, abs=0.6)
    halfway = np.array([[0.0, 10.0]]) / SCALE + ORIGIN
    assert corrected(heap, flat, halfway)[0] == pytest.approx(45.0, abs=0.6)


def test_a_truncated_cone_is_a_cone_below_and_flat_above() -> None:
    flat = in_degrees(lambda xy: np.full(len(xy), 40.0))
    heap = Terril("T", disc(100), Shape.TRUNCATED, height_m=35.0)
    east = np.array([[x, 0.0] for x in (0.0, 25.0, 65.0)]) / SCALE + ORIGIN
    assert corrected(heap, flat, east) == pytest.approx([75.0, 75.0, 57.5], abs=0.5)


HILLS = st.tuples(*[st.floats(-20.0, 20.0)] * 4)


@settings(max_examples=60, deadline=None)
@given(HILLS, st.sampled_from(Shape), st.floats(1.0, 150.0), st.floats(0.4, 3.0))
def test_never_lower_never_outside_never_above_the_top(
    hills: tuple[float, ...], shape: Shape, height_m: float, stretch: float
) -> None:
    """On any ground and for any shape; at the rim the raster's own heights go on."""
    ground = in_degrees(
        lambda xy: (
            50.0
            + sum(a * np.sin(xy[:, 0] / (50 + 40 * i) + i) for i, a in enumerate(hills))
            + 0.02 * xy[:, 1]
        )
    )
    heap = Terril("T", disc(100, stretch), shape, height_m=height_m)
    around = inside(disc(200, stretch), 11.0)
    before, after = ground(around), corrected(heap, ground, around)
    outside = ~shapely.contains_xy(heap.footprint, *around.T)
    assert (after >= before).all()
    assert np.array_equal(after[outside], before[outside])
    rim = shapely.get_coordinates(heap.footprint)
    top = heap.top_m(float(ground(rim).mean()))
    assert after.max() <= max(before.max(), top, ground(rim).max()) + 1.0
    shrunk = (rim - ORIGIN) * 0.9995 + ORIGIN
    assert corrected(heap, ground, shrunk) == pytest.approx(ground(shrunk), abs=1.0)


def test_a_summit_that_the_raster_hardly_sees_stays_in_the_middle() -> None:
    """A wood of 10 m at the rim is no summit of a heap of 100 m."""
    wood = in_degrees(lambda xy: np.where(xy[:, 0] > 60.0, 50.0, 40.0))
    heap = Terril("T", disc(100), Shape.CONE, altitude_m=140.0)
    assert corrected(heap, wood, ORIGIN[None])[0] == pytest.approx(140.0, abs=1.0)


def test_what_is_unknown_or_fine_enough_stays() -> None:
    flat = in_degrees(lambda xy: np.where(xy[:, 0] < 0.0, np.nan, 40.0))
    heap = Terril("T", disc(100), Shape.CONE, height_m=100.0)
    places = np.array([[-50.0, 0.0], [50.0, 0.0], [60.0, 0.0]]) / SCALE + ORIGIN
    fitted = Corrections.of([heap], flat)
    result, raised = fitted.applied(places, flat(places), np.array([True, True, False]))
    assert np.isnan(result[0])
    assert result[1] > 80.0
    assert result[2] == 40.0
    assert raised.tolist() == [False, True, False]


def test_a_terril_without_known_rim_or_real_height_is_left_out() -> None:
    heap = Terril("T", disc(100), Shape.CONE, altitude_m=42.0)
    assert Corrections.of([heap], lambda p: np.full(len(p), 40.0)).ids == ()
    assert Corrections.of([heap], lambda p: np.full(len(p), np.nan)).ids == ()
    assert Corrections.of([heap], lambda p: np.full(len(p), 30.0)).ids == ("T",)


def test_a_terril_without_numbers_or_outline_is_refused() -> None:
    with pytest.raises(InputError, match="Neither height nor altitude of the terril 'T9'"):
        Terril("T9", disc(10), Shape.CONE)
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(InputError, match="footprint of the terril 'T9' is empty or crosses"):
        Terril("T9", bow, Shape.CONE, height_m=10.0)


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("Conique", Shape.CONE),
        ("Grand terril moderne", Shape.CONE),
        ("Conique (étêté)", Shape.TRUNCATED),
        ("Tronqué", Shape.TRUNCATED),
        ("Cavalier", Shape.RIDGE),
        ("Plat", Shape.PLATEAU),
        ("Arasé construit", Shape.PLATEAU),
        ("Terrasses", Shape.PLATEAU),
        ("Typologie particulière", None),
        ("Bassin de décantation", None),
        ("", None),
    ],
)
def test_shapes_are_named_in_french(words: str, shape: Shape | None) -> None:
    assert shape_named(words) is shape


def real_footprints() -> dict[str, Polygon]:
    """Return the outlines of real terrils by number."""
    found = json.loads((SHARED / "data/basin/terrils.geojson").read_text())["features"]
    return {f["properties"]["no_terril"]: shapely.geometry.shape(f["geometry"]) for f in found}


@pytest.mark.parametrize(("number", "height_m"), [("T141", 67.0), ("T174", 103.0), ("T087", 100.0)])
def test_real_outlines_with_a_cone_of_their_known_height(number: str, height_m: float) -> None:
    """The true surface is ruled along rays, which ours is not: errors fall all the same."""
    footprint = real_footprints()[number]
    footprint = (
        footprint if isinstance(footprint, Polygon) else max(footprint.geoms, key=lambda p: p.area)
    )
    middle = np.array([footprint.centroid.x, footprint.centroid.y])
    scale = np.array(metres_per_degree(middle[1]))
    outline = (shapely.get_coordinates(footprint) - middle) * scale
    turn = np.arctan2(outline[:, 1], outline[:, 0])
    order = np.argsort(turn)

    def truth(xy: FloatArray) -> FloatArray:
        reach = np.interp(
            np.arctan2(xy[:, 1], xy[:, 0]),
            turn[order],
            np.hypot(*outline[order].T),
            period=2 * np.pi,
        )
        out: FloatArray = 40.0 + height_m * np.maximum(1.0 - np.hypot(*xy.T) / reach, 0.0)
        return out

    seen = seen_by_a_raster(truth, float(np.abs(outline).max()))

    def raster(lonlat: FloatArray) -> FloatArray:
        return seen((lonlat - middle) * scale)

    heap = Terril(number, footprint, Shape.CONE, height_m=height_m, base_m=40.0)
    places = inside(footprint)
    exact = truth((places - middle) * scale)
    before, after = raster(places) - exact, corrected(heap, raster, places) - exact
    top = exact > 40.0 + 0.7 * height_m
    assert rms(after[top]) < rms(before[top]) / 1.5
    assert rms(after) < rms(before) / 1.15
