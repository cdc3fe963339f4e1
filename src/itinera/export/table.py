"""Lengths and times between places, as JSON or as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from itinera.export.json import notes_on

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.itinerary import Stop
    from itinera.planning.table import Matrix

FORMATS = ("json", "csv")


def matrix_to_json(matrix: Matrix, *, lang: str) -> str:
    """Write a matrix as one JSON document, null where no way leads."""
    return json.dumps(matrix_document(matrix, lang=lang), ensure_ascii=False) + "\n"


def matrix_document(matrix: Matrix, *, lang: str) -> dict[str, Any]:
    """Return the document: rows are starts, columns are ends."""
    return {
        "profile": matrix.profile,
        "starts": [_place(stop) for stop in matrix.starts],
        "ends": [_place(stop) for stop in matrix.ends],
        "length_m": _rows(matrix.length_m, 2),
        "time_s": _rows(matrix.time_s, 1),
        "climb_m": _rows(matrix.climb_m, 1),
        "descent_m": _rows(matrix.descent_m, 1),
        "data": asdict(matrix.data),
        "notes": notes_on(matrix.data, lang),
    }


def matrix_to_csv(matrix: Matrix) -> str:
    """Write a matrix as CSV, one line per pair: from, to, length_m, time_s, climb_m, descent_m."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["from", "to", "length_m", "time_s", "climb_m", "descent_m"])
    columns = [
        _rows(matrix.length_m, 2),
        _rows(matrix.time_s, 1),
        _rows(matrix.climb_m, 1),
        _rows(matrix.descent_m, 1),
    ]
    for i, start in enumerate(matrix.starts):
        for j, end in enumerate(matrix.ends):
            writer.writerow([_title(start), _title(end), *(rows[i][j] for rows in columns)])
    return text.getvalue()


def _rows(values: FloatArray, decimals: int) -> list[list[float | None]]:
    """Return numbers by row, None where there is none."""
    rounded = np.round(values, decimals).tolist()
    return [[None if math.isnan(value) else value for value in row] for row in rounded]


def _place(stop: Stop) -> dict[str, Any]:
    lon, lat = stop.lonlat
    return {"id": stop.id, "name": stop.name, "lonlat": [round(lon, 7), round(lat, 7)]}


def _title(stop: Stop) -> str:
    """Return what a person calls a place."""
    lon, lat = stop.lonlat
    return stop.name or f"{lat:.6f},{lon:.6f}"
