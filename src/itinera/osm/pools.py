"""Strings and tag sets seen while reading, kept once each and sorted at the end."""

from __future__ import annotations

import json

import numpy as np

from itinera.osm.extract import Tags

TagTuple = tuple[tuple[str, str], ...]


class NamePool:
    """Names in the order they were met; `finish` sorts them, so that order leaves no trace."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {"": 0}

    def add(self, name: str) -> int:
        """Return the number of `name`, a new one if it is new."""
        return self._index.setdefault(name, len(self._index))

    def finish(self) -> tuple[list[str], np.ndarray[tuple[int], np.dtype[np.int32]]]:
        """Return the sorted names and, per number given so far, the place in them."""
        names = list(self._index)
        order = sorted(range(len(names)), key=names.__getitem__)
        renumber = np.empty(len(names), dtype=np.int32)
        renumber[order] = np.arange(len(names), dtype=np.int32)
        return [names[i] for i in order], renumber


class TagPool:
    """Distinct sets of tags, likewise."""

    def __init__(self) -> None:
        self._index: dict[TagTuple, int] = {(): 0}

    def add(self, tags: TagTuple) -> int:
        """Return the number of a set of tags, a new one if it is new."""
        return self._index.setdefault(tags, len(self._index))

    def finish(self) -> tuple[dict[str, Tags], np.ndarray[tuple[int], np.dtype[np.int32]]]:
        """Return JSON → tags, sorted, and, per number given so far, the place in them."""
        texts = [as_json(dict(tags)) for tags in self._index]
        known = dict(zip(texts, map(dict, self._index), strict=True))
        distinct = sorted(known, key=lambda text: (len(text) > 2, text))  # "{}" first
        place = {text: i for i, text in enumerate(distinct)}
        renumber = np.array([place[text] for text in texts], dtype=np.int32)
        return {text: known[text] for text in distinct}, renumber


def as_json(tags: Tags) -> str:
    """Return tags as JSON with sorted keys, the same for the same tags."""
    return json.dumps(tags, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
