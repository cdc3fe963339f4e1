"""What itinera installs may be used by anybody: the licences of the installed packages."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: Licences that ask to publish the source of whatever is combined with them.
STRONG_COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)
WEAK_COPYLEFT = re.compile(r"\bLGPL|Lesser General Public|\bMPL|Mozilla Public", re.IGNORECASE)

#: File-wise or library-wise copyleft that binds nobody who only imports the package
#: (docs/decisions.md says why each is here).
WEAK_ACCEPTED = {
    "certifi": "MPL-2.0: a file of root certificates, used unchanged by requests",
    "hypothesis": "MPL-2.0: tests only",
    "pathspec": "MPL-2.0: tests only, through mypy",
    "orjson": "MPL-2.0 or Apache or MIT at choice",
    "tqdm": "MPL-2.0 and MIT",
}


@cache
def distribution(name: str) -> metadata.Distribution | None:
    """Return an installed distribution, None where a marker left it out."""
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def needs_of(name: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """Return the names of everything that `name` needs, with these extras, transitively."""
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = [(canonicalize_name(name), extras)]
    while queue:
        row = queue.pop()
        found = distribution(row[0])
        if row in seen or found is None:
            continue
        seen.add(row)
        for text in found.requires or []:
            need = Requirement(text)
            contexts = [{"extra": e} for e in row[1]] or [{"extra": ""}]
            if need.marker is None or any(need.marker.evaluate(c) for c in contexts):
                queue.append((canonicalize_name(need.name), frozenset(need.extras)))
    return {name for name, _ in seen}


def licence_of(name: str) -> str:
    """Return what a distribution says of its licence: expression, classifiers or text."""
    found = distribution(name)
    assert found is not None
    said = found.metadata
    classified = [c for c in said.get_all("Classifier") or [] if c.startswith("License ::")]
    expression = said.get("License-Expression") or ""
    if expression or classified:
        return " | ".join([expression, *classified])
    return (said.get("License") or "")[:200] or _licence_in_bill_of_materials(found)


def _licence_in_bill_of_materials(found: metadata.Distribution) -> str:
    """Return the licences in the bill of materials that compiled wheels carry (PEP 770)."""
    for file in found.files or []:
        if file.name.endswith(".cyclonedx.json"):
            component = json.loads(file.read_text())["metadata"]["component"]
            return " | ".join(row["expression"] for row in component.get("licenses", []))
    return ""


@pytest.mark.parametrize("extras", [frozenset(), frozenset({"test"})], ids=["runtime", "test"])
def test_no_copyleft_outside_the_benchmarks(extras: frozenset[str]) -> None:
    """GPL and AGPL never reach a user or a test; weak copyleft is listed with its reason."""
    names = needs_of("itinera", extras) - {"itinera"}
    assert len(names) > 10
    strong = {n: licence_of(n) for n in names if _is_strong(licence_of(n))}
    assert strong == {}
    weak = {n for n in names if WEAK_COPYLEFT.search(licence_of(n))}
    assert weak <= set(WEAK_ACCEPTED)


def _is_strong(licence: str) -> bool:
    """Tell strong copyleft from LGPL and from "GPL or something free at choice"."""
    alternatives = re.split(r"\bOR\b|\|", WEAK_COPYLEFT.sub("", licence))
    return all(STRONG_COPYLEFT.search(part) for part in alternatives if part.strip()) and bool(
        STRONG_COPYLEFT.search(licence)
    )


def test_every_package_states_a_licence() -> None:
    """A package without a licence may not be used at all."""
    silent = [n for n in needs_of("itinera", frozenset({"test"})) if not licence_of(n).strip()]
    assert silent == []


def test_igraph_is_in_the_benchmarks_only() -> None:
    """The GPL package that we measure against stays in its extra."""
    rows = [Requirement(text) for text in metadata.requires("itinera") or []]
    igraph = [row for row in rows if row.name == "igraph"]
    assert igraph
    assert all('extra == "bench"' in str(row.marker) for row in igraph)


@pytest.mark.parametrize(
    ("licence", "strong"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("LGPL-2.1-or-later", False),
        ("MIT OR GPL-2.0", False),
        ("BSD-3-Clause", False),
    ],
)
def test_the_judge_of_licences(licence: str, strong: bool) -> None:
    """The judge itself knows strong copyleft when it sees it."""
    assert _is_strong(licence) is strong
