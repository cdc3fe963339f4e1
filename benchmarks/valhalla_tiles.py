"""Valhalla's tiles of an OSM file, built as its package builds them."""

from __future__ import annotations

import json
from pathlib import Path

import valhalla

from benchmarks.measure import Process, run


def build(osm_file: Path, folder: Path) -> tuple[Process, Path]:
    """Build tiles with all cores (its default); return what it took and the configuration."""
    tiles = folder / "valhalla"
    tiles.mkdir()
    config = valhalla.get_config(tile_extract="", tile_dir=str(tiles))
    path = folder / "valhalla.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    process = run(
        [program, "-c", path, osm_file.resolve()], folder=folder
    )  # it leaves files behind
    if not list(tiles.rglob("*.gph")):
        raise RuntimeError("Valhalla built no tile")
    return process, path
