"""Heights read from terrain rasters: samples a second, by format, beside other ways to read them.

  python -m benchmarks.elevation [--samples 1000000]

The ground is invented (hills, valleys and noise), so that nothing need be fetched.
Samples lie 8 m apart along winding lines, as those of edges do, or anywhere. Every
figure is of heights that were compared with one another, in processor time of one core.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from itinera.elevation.terrain import open_terrain
from itinera.geodesy import FloatArray

WEST, NORTH = 2.0, 51.0  # of a tile of one degree
LAMBERT_93 = (684_000.0, 7_032_000.0)  # metres, EPSG:2154, near Lens
STEP_M = 8.0  # between the samples of a line
LINE = 400  # samples of a line
PEER_SAMPLES = 20_000  # those who read point by point are slow
AGREE_M = 0.05  # bilinear by two programs


@dataclass(frozen=True)
class Sheet:
    """A raster to be read: what it is, its file, system, and the ground it covers in degrees."""

    what: str
    path: Path
    crs: str
    box: tuple[float, float, float, float]


def ground(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return heights that rise and fall by tens of metres within kilometres."""
    rough = np.sin(x * 211.0) * np.cos(y * 173.0) + 0.3 * np.sin(x * 1900.0 + y * 1700.0)
    return 150.0 + 60.0 * rough + 8.0 * np.sin(x * 9000.0) * np.sin(y * 7000.0)


def sheets(folder: Path) -> Iterator[Sheet]:
    """Write one raster of each kind."""
    tile = (WEST + 0.01, NORTH - 0.99, WEST + 0.99, NORTH - 0.01)
    for side, name in ((1201, "3 arc-seconds"), (3601, "1 arc-second")):
        posts = _posts(side, 1.0 / (side - 1))
        path = folder / str(side) / "N50E002.hgt"
        path.parent.mkdir()
        posts.astype(">i2").tofile(path)
        yield Sheet(f"SRTM `.hgt`, {name}", path, "EPSG:4326", tile)
    posts = _posts(3600, 1.0 / 3600.0).astype(np.float32)
    path = _geotiff(folder / "glo30.tif", posts, (WEST, NORTH), 1.0 / 3600.0, "EPSG:4326")
    yield Sheet("GeoTIFF as Copernicus GLO-30, 3,600² posts, deflate", path, "EPSG:4326", tile)
    posts = _posts(1600, 25.0 / 100_000.0).astype(np.float32)
    path = _geotiff(folder / "bdalti.tif", posts, LAMBERT_93, 25.0, "EPSG:2154")
    yield Sheet("GeoTIFF in Lambert-93, 25 m, 1,600² posts", path, "EPSG:2154", _lambert_box(1600))
    path = _ascii(folder / "bdalti.asc", posts[:1000, :1000], LAMBERT_93, 25.0)
    yield Sheet("`.asc` as BD ALTI, 25 m, 1,000² posts", path, "EPSG:2154", _lambert_box(1000))


def _posts(side: int, step: float) -> FloatArray:
    """Return heights of a square, `step` degrees or thereabouts from post to post."""
    along = np.arange(side) * step
    return ground(*np.meshgrid(along, along[::-1]))


def _geotiff(
    path: Path, posts: np.ndarray, first: tuple[float, float], step: float, crs: str
) -> Path:
    """Write a tiled and packed GeoTIFF."""
    import rasterio
    from rasterio.transform import Affine

    (x, y), (high, wide) = first, posts.shape
    with rasterio.open(
        path, "w", driver="GTiff", dtype=posts.dtype.name, count=1, height=high, width=wide,
        crs=crs, transform=Affine(step, 0, x - step / 2, 0, -step, y + step / 2), tiled=True,
        blockxsize=512, blockysize=512, compress="deflate", predictor=3,
    ) as dataset:  # fmt: skip
        dataset.write(posts, 1)
    return path


def _ascii(path: Path, posts: np.ndarray, first: tuple[float, float], step: float) -> Path:
    """Write an ESRI grid."""
    (x, y), (high, wide) = first, posts.shape
    head = (
        f"ncols {wide}\nnrows {high}\nxllcorner {x - step / 2}\n"
        f"yllcorner {y - (high - 0.5) * step}\ncellsize {step}\nNODATA_value -99999.00\n"
    )
    with path.open("w", encoding="ascii") as stream:
        stream.write(head)
        np.savetxt(stream, posts, fmt="%.2f")
    return path


def _lambert_box(side: int) -> tuple[float, float, float, float]:
    """Return degrees well inside a square of 25 m posts from the Lambert corner."""
    from pyproj import Transformer

    to_degrees = Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)
    far = (side - 1) * 25.0
    x, y = LAMBERT_93
    (west, east), (south, north) = to_degrees.transform([x, x + far], [y - far, y])
    edge = 0.02
    return west + edge, south + edge, east - edge, north - edge


def along_lines(box: tuple[float, float, float, float], n: int) -> FloatArray:
    """Return places 8 m apart along winding lines that begin one beside another."""
    rng = np.random.default_rng(1)
    west, south, east, north = box
    lines = -(-n // LINE)
    reach = STEP_M * LINE / 60_000.0
    starts = rng.uniform((west + reach, south + reach), (east - reach, north - reach), (lines, 2))
    starts = starts[np.lexsort((starts[:, 0], np.floor(starts[:, 1] * 50.0)))]
    heading = rng.uniform(0.0, 2.0 * np.pi, (lines, 1)) + rng.normal(0, 0.1, (lines, LINE)).cumsum(
        axis=1
    )
    steps = np.stack((np.cos(heading) / 71_000.0, np.sin(heading) / 111_000.0), axis=-1) * STEP_M
    return (starts[:, np.newaxis] + steps.cumsum(axis=1)).reshape(-1, 2)[:n]


def anywhere(box: tuple[float, float, float, float], n: int) -> FloatArray:
    """Return places all over, in no order."""
    west, south, east, north = box
    return np.random.default_rng(2).uniform((west, south), (east, north), (n, 2))


def ours(sheet: Sheet) -> Callable[[FloatArray], FloatArray]:
    """Return what reads heights our way; the raster is open, nothing of it read."""
    terrain = open_terrain([sheet.path], crs=sheet.crs)
    return lambda lonlat: terrain.heights(lonlat).ele_m


def sample(sheet: Sheet) -> Callable[[FloatArray], FloatArray]:
    """Return rasterio's own sampling: the nearest post, no interpolation."""
    import rasterio
    from rasterio.warp import transform

    dataset = rasterio.open(sheet.path)

    def read(lonlat: FloatArray) -> FloatArray:
        xs, ys = transform("EPSG:4326", sheet.crs, lonlat[:, 0], lonlat[:, 1])
        return np.array([row[0] for row in dataset.sample(zip(xs, ys, strict=True))], dtype=float)

    return read


def point_by_point(sheet: Sheet) -> Callable[[FloatArray], FloatArray]:
    """Return the plain way: for each place a window of four posts, and bilinear by hand."""
    import rasterio
    from rasterio.warp import transform
    from rasterio.windows import Window

    dataset = rasterio.open(sheet.path)

    def read(lonlat: FloatArray) -> FloatArray:
        xs, ys = transform("EPSG:4326", sheet.crs, lonlat[:, 0], lonlat[:, 1])
        found = []
        for x, y in zip(xs, ys, strict=True):
            col, row = (part - 0.5 for part in ~dataset.transform * (x, y))
            j, i = int(col), int(row)
            posts = dataset.read(1, window=Window(j, i, 2, 2)).astype(float)
            down, right = row - i, col - j
            upper, lower = posts @ (1.0 - right, right)
            found.append(upper * (1.0 - down) + lower * down)
        return np.array(found)

    return read


PEERS = {"rasterio `sample` (nearest post)": sample, "four posts a place": point_by_point}


def timed(read: Callable[[FloatArray], FloatArray], lonlat: FloatArray) -> tuple[float, FloatArray]:
    """Return samples per second of processor time, and the heights, which must be known."""
    begin = time.process_time()
    found = read(lonlat)
    rate = len(lonlat) / (time.process_time() - begin)
    if not np.isfinite(found).all():
        raise RuntimeError(f"{int(np.isnan(found).sum())} of {len(found)} places have no height")
    return rate, found


def measure(sheet: Sheet, n: int) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of a raster: who read where, samples a second, seconds a million."""
    places = along_lines(sheet.box, n)
    rate, heights = timed(ours(sheet), places)
    yield _row("itinera, along lines", rate)
    yield _row("itinera, anywhere", timed(ours(sheet), anywhere(sheet.box, n))[0])
    some = slice(0, PEER_SAMPLES)
    for name, peer in PEERS.items():
        rate, found = timed(peer(sheet), places[some])
        apart = np.abs(found - heights[some])
        if peer is point_by_point and apart.max() > AGREE_M:
            raise RuntimeError(f"{name} and itinera differ by {apart.max():.2f} m")
        yield _row(f"{name}, along lines", rate)


def _row(who: str, rate: float) -> tuple[str, str, str]:
    return who, f"{rate:,.0f}", f"{1e6 / rate:,.2f} s"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.elevation")
    parser.add_argument("--samples", type=int, default=1_000_000)
    args = parser.parse_args()
    os.environ.setdefault("GDAL_NUM_THREADS", "1")
    say = sys.stdout.write
    say("| raster | read by | samples a second | a million |\n| --- | --- | ---: | ---: |\n")
    with tempfile.TemporaryDirectory(prefix="itinera-elevation-") as folder:
        for sheet in sheets(Path(folder)):
            for who, rate, seconds in measure(sheet, args.samples):
                say(f"| {sheet.what} | {who} | {rate} | {seconds} |\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
