"""Who may pass: hand-made tables, the published table, and what must hold for every tag set."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SHARED
from itinera.osm.access import (
    NODE_KEYS,
    WAY_KEYS,
    is_highway_like,
    is_routable_way,
    node_access,
    way_access,
)
from itinera.osm.access.kinds import DEFAULTS, GONE
from itinera.osm.access.sentences import SENTENCES, sentence
from itinera.osm.access.values import VALUES
from itinera.osm.codes import PASSABLE, Access, Mode
from itinera.osm.keys import is_relevant

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent

#: Deviations from the published table, as docs/access.md lists them: none so far.
DEVIATIONS: frozenset[tuple[str, str, str]] = frozenset()


def rows(name: str) -> list[dict[str, str]]:
    """Read a table beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tags_of(text: str) -> dict[str, str]:
    """Read "highway=path foot=yes"."""
    return dict(part.split("=", 1) for part in text.split())


def row_id(row: Mapping[str, str]) -> str:
    return f"{row['mode']}: {row['tags']}"


@pytest.mark.parametrize("row", rows("way_table.csv"), ids=row_id)
def test_a_way_is_passed_as_the_table_says(row: dict[str, str]) -> None:
    answer = way_access(tags_of(row["tags"]), Mode[row["mode"].upper()])
    got = (answer.forward.access.name.lower(), answer.backward.access.name.lower())
    assert got == (row["forward"], row["backward"]), (row["note"], answer)


@pytest.mark.parametrize("row", rows("node_table.csv"), ids=row_id)
def test_a_node_is_passed_as_the_table_says(row: dict[str, str]) -> None:
    answer = node_access(tags_of(row["tags"]), Mode[row["mode"].upper()])
    assert answer.access.name.lower() == row["access"], (row["note"], answer)


def published() -> list[dict[str, str]]:
    """Return the published cases, none on a machine without them."""
    path = SHARED / "facts" / "access_cases.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agrees(case: Mapping[str, str]) -> bool:
    """Ask our rules for a published case; way and node together must let one pass."""
    mode = Mode[case["mode"].upper()]
    way = way_access(json.loads(case["way_tags"]), mode)
    node = node_access(json.loads(case["node_tags"]), mode).access >= PASSABLE
    answers = {"forward": way.forward.passable and node, "backward": way.backward.passable and node}
    return all(case[side] in ("", str(int(answer))) for side, answer in answers.items())


@pytest.mark.skipif(not published(), reason="the shared table of cases is not on this machine")
def test_the_published_cases_agree_but_for_the_documented_ones() -> None:
    cases = published()
    differing = {
        (case["mode"], case["way_tags"], case["node_tags"]) for case in cases if not agrees(case)
    }
    assert differing == DEVIATIONS
    assert len(cases) == 288
    assert 1 - len(differing) / len(cases) >= 0.96


HIGHWAYS = st.sampled_from([*DEFAULTS, *GONE, "some_tag"])
ACCESS_VALUES = st.sampled_from([*VALUES, "some_tag", "yes;no"])
ONEWAYS = st.sampled_from(["yes", "no", "-1", "1", "true", "reverse", "alternating", "reversible"])
OPTIONAL = {
    **dict.fromkeys(
        [
            f"{key}{side}"
            for key in ("access", "vehicle", "bicycle", "foot")
            for side in ("", ":forward", ":backward")
        ],
        ACCESS_VALUES,
    ),
    "oneway": ONEWAYS,
    "oneway:bicycle": ONEWAYS,
    "oneway:foot": ONEWAYS,
    "junction": st.sampled_from(["roundabout", "circular", "yes"]),
    "cycleway": st.sampled_from(["opposite", "opposite_lane", "lane", "track", "no", "separate"]),
    "cycleway:left": st.sampled_from(["opposite_lane", "lane", "track", "no", "separate"]),
    "cycleway:left:oneway": st.sampled_from(["-1", "no", "yes"]),
    "cycleway:right": st.sampled_from(["lane", "track", "no", "separate"]),
    "sidewalk": st.sampled_from(["both", "no", "separate"]),
    "motorroad": st.sampled_from(["yes", "no"]),
    "barrier": st.sampled_from(["gate", "stile", "fence", "turnstile", "bollard"]),
    "locked": st.sampled_from(["yes", "no"]),
    "smoothness": st.sampled_from(["good", "impassable"]),
    "sac_scale": st.sampled_from(["hiking", "alpine_hiking"]),
    "service": st.just("driveway"),
    "conveying": st.sampled_from(["yes", "forward", "backward"]),
    "construction": st.sampled_from(["minor", "yes"]),
}
WAYS = st.fixed_dictionaries({"highway": HIGHWAYS}, optional=OPTIONAL)
NODES = st.fixed_dictionaries(
    {},
    optional={
        "barrier": st.sampled_from(["gate", "stile", "fence", "turnstile", "bollard", "wall"]),
        "locked": st.just("yes"),
        "highway": st.sampled_from(["crossing", "traffic_signals"]),
        "access": ACCESS_VALUES,
        "vehicle": ACCESS_VALUES,
        "bicycle": ACCESS_VALUES,
        "foot": ACCESS_VALUES,
    },
)
MODES = st.sampled_from(Mode)


@given(WAYS, MODES)
def test_an_unrelated_tag_changes_no_way(tags: dict[str, str], mode: Mode) -> None:
    more = {**tags, "name": "no", "source": "private", "boat": "no", "note": "closed"}
    assert way_access(more, mode) == way_access(tags, mode)


@given(NODES, MODES)
def test_an_unrelated_tag_changes_no_node(tags: dict[str, str], mode: Mode) -> None:
    assert node_access({**tags, "name": "no", "horse": "no"}, mode) == node_access(tags, mode)


def mirrored(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags of the same way drawn in the other direction."""
    swap = {"forward": "backward", "backward": "forward", "left": "right", "right": "left"}
    turn = {"yes": "-1", "1": "-1", "true": "-1", "-1": "yes", "reverse": "yes"}
    result = {}
    for key, value in tags.items():
        parts = [swap.get(part, part) for part in key.split(":")]
        turned = turn if key in ("oneway", "oneway:bicycle", "oneway:foot") else {}
        if key == "conveying":
            turned = swap
        result[":".join(parts)] = turned.get(value, value)
    if tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway":
        result.setdefault("oneway", "-1")  # implied by the form, and now the other way round
    return result


@given(WAYS.filter(lambda tags: tags.get("oneway") != "reversible"), MODES)
def test_a_way_drawn_the_other_way_round_mirrors_the_verdicts(
    tags: dict[str, str], mode: Mode
) -> None:
    plain, turned = way_access(tags, mode), way_access(mirrored(tags), mode)
    assert (plain.forward.access, plain.backward.access) == (
        turned.backward.access,
        turned.forward.access,
    )


@given(WAYS)
def test_where_one_pushes_a_walker_is_not_shut_out_by_a_tag(tags: dict[str, str]) -> None:
    ride, walk = way_access(tags, Mode.BICYCLE), way_access(tags, Mode.FOOT)
    for rider, walker in ((ride.forward, walk.forward), (ride.backward, walk.backward)):
        if rider.access is Access.PUSH and rider.rule != "dismount":
            assert walker.rule not in ("forbidden", "private", "use_sidepath", "oneway_foot")


@given(WAYS)
def test_only_a_bicycle_is_pushed(tags: dict[str, str]) -> None:
    answer = way_access(tags, Mode.FOOT)
    assert Access.PUSH not in (answer.forward.access, answer.backward.access)


@given(WAYS, MODES)
def test_what_is_not_there_is_passed_by_nobody(tags: dict[str, str], mode: Mode) -> None:
    for highway in GONE:
        answer = way_access({**tags, "highway": highway}, mode)
        assert not answer.forward.passable
        assert not answer.backward.passable


@given(WAYS, MODES)
def test_every_verdict_names_a_rule_in_words_and_tags_it_read(
    tags: dict[str, str], mode: Mode
) -> None:
    answer = way_access(tags, mode)
    for verdict in (answer.forward, answer.backward):
        assert verdict.text == SENTENCES[verdict.rule][0]
        assert verdict.tags
        for tag in verdict.tags:
            key, _, value = tag.partition("=")
            assert tags[key] == value


def test_rules_speak_english_french_and_dutch_and_english_to_others() -> None:
    assert len({sentence("steps", language) for language in ("en", "fr", "nl")}) == 3
    assert sentence("steps", "de") == sentence("steps", "en")
    assert all(len(texts) == 3 and all(texts) for texts in SENTENCES.values())


class Recorder(dict[str, str]):
    """Tags that remember which keys were asked for."""

    def __init__(self, tags: Mapping[str, str], asked: set[str]) -> None:
        super().__init__(tags)
        self.asked = asked

    def get(self, key: str, default: str | None = None) -> str | None:
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


def test_the_reader_keeps_every_key_that_a_rule_reads() -> None:
    asked: set[str] = set()
    for row in rows("way_table.csv"):
        way_access(Recorder(tags_of(row["tags"]), asked), Mode[row["mode"].upper()])
    for row in rows("node_table.csv"):
        node_access(Recorder(tags_of(row["tags"]), asked), Mode[row["mode"].upper()])
    assert len(asked) > 40
    assert [key for key in sorted(asked) if not is_relevant(key)] == []


def test_every_routable_way_has_a_key_of_the_prefilter() -> None:
    for row in rows("way_table.csv"):
        tags = tags_of(row["tags"])
        if is_routable_way(tags):
            assert not WAY_KEYS.isdisjoint(tags)


def test_a_node_without_a_key_of_the_prefilter_stops_nobody() -> None:
    for row in rows("node_table.csv"):
        tags = tags_of(row["tags"])
        if NODE_KEYS.isdisjoint(tags):
            assert row["access"] == "yes"


def test_a_planned_road_is_explained_but_not_in_the_graph() -> None:
    assert is_highway_like({"highway": "proposed"})
    assert not is_routable_way({"highway": "proposed"})
    assert is_routable_way({"highway": "motorway"})
    assert not is_highway_like({"building": "yes"})


def test_riding_against_a_oneway_names_what_allows_it() -> None:
    answer = way_access(
        {"highway": "tertiary", "oneway": "-1", "cycleway": "opposite"}, Mode.BICYCLE
    )
    assert (answer.forward.rule, answer.backward.rule) == ("contraflow", "default_yes")
    assert answer.forward.tags == ("highway=tertiary", "oneway=-1", "cycleway=opposite")
