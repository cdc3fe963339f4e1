"""Somebody's own track: read, matched to the graph, judged; and two versions compared."""

from __future__ import annotations
