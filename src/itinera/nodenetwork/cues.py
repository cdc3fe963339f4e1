"""What to say at numbered nodes: which way to turn, and what is odd about the way chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itinera.geodesy import metres_per_degree, to_degrees
from itinera.itinerary.i18n import message
from itinera.itinerary.itinerary import Cue, RouteWarning
from itinera.nodenetwork.course import stretches
from itinera.nodenetwork.sequence import ACROSS_M, numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itinera.itinerary.i18n import Translator
    from itinera.nodenetwork.course import Course
    from itinera.nodenetwork.model import NodeNetwork
    from itinera.nodenetwork.sequence import Chain

LOOK_M = 20.0  # how far before and behind a node a way shows where it goes
_SAID = {
    "continue": message("At node {node}, go straight on towards {next}"),
    "slight_left": message("At node {node}, bear left towards {next}"),
    "left": message("At node {node}, turn left towards {next}"),
    "sharp_left": message("At node {node}, turn sharp left towards {next}"),
    "slight_right": message("At node {node}, bear right towards {next}"),
    "right": message("At node {node}, turn right towards {next}"),
    "sharp_right": message("At node {node}, turn sharp right towards {next}"),
    "uturn": message("At node {node}, turn back towards {next}"),
}
_DEPART = message("Start at node {node}, towards {next}")
_ARRIVE = message("Arrival: node {node}")
_UNDERFOOT = {"steps": message("Steps"), "ferry": message("Ferry: mind the timetable")}
# Up to how many degrees a turn bears each name.
_TURNS = ((20.0, "continue"), (50.0, "slight_{side}"), (125.0, "{side}"), (170.0, "sharp_{side}"))


def cues_of(network: NodeNetwork, course: Course, t: Translator) -> tuple[Cue, ...]:
    """Return what to do at each numbered node, from "depart" to "arrive".

    The posts of one junction give one cue, at the first; the turn is that between
    coming to the first and leaving the last.
    """
    passed = [course.rides[0].start, *(ride.end for ride in course.rides)]
    numbers = [network.nodes[node].number for node in passed]
    junctions = list(_junctions(numbers, course))
    cues = []
    for rank, (first, last) in enumerate(junctions):
        number = numbers[first]
        if rank + 1 == len(junctions):
            turn, said = "arrive", t(_ARRIVE, node=number)
        else:
            onward = numbers[junctions[rank + 1][0]]
            turn = _turn(course, course.point[first], course.point[last]) if rank else "depart"
            said = t(_SAID[turn] if rank else _DEPART, node=number, next=onward)
        at = course.point[first]
        lon, lat = to_degrees(course.fixed[at]).tolist()
        cues.append(Cue(float(course.along_m[at]), (lon, lat), turn, number, said))
    return tuple(cues)


def _junctions(numbers: Sequence[str], course: Course) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of posts of one junction."""
    first = 0
    for i, ride in enumerate(course.rides):
        if numbers[i] != numbers[i + 1] or ride.length_m > ACROSS_M:
            yield first, i
            first = i + 1
    yield first, len(numbers) - 1


def _turn(course: Course, first: int, last: int) -> str:
    """Return the name of the turn between coming to a point of the line and leaving another."""
    change = _bearing(course, last, ahead=True) - _bearing(course, first, ahead=False)
    change = (change + 180.0) % 360.0 - 180.0
    side = "left" if change < 0.0 else "right"
    for most, name in _TURNS:
        if abs(change) <= most:
            return name.format(side=side)
    return "uturn"


def _bearing(course: Course, at: int, *, ahead: bool) -> float:
    """Return the direction of travel just before or just behind a point, in degrees."""
    along = course.along_m
    far = along[at] + LOOK_M if ahead else along[at] - LOOK_M
    other = np.array(
        [np.interp(far, along, course.fixed[:, axis].astype(np.float64)) for axis in (0, 1)]
    )
    here = course.fixed[at].astype(np.float64)
    step = (other - here if ahead else here - other) * metres_per_degree(here[1] / 1e7)
    return float(np.degrees(np.arctan2(step[0], step[1])))


def warnings_of(network: NodeNetwork, course: Course, t: Translator) -> tuple[RouteWarning, ...]:
    """Return what to know before setting out: gaps, alternates, inferred nodes, steps, ferries."""
    return tuple(sorted(_warnings(network, course, t), key=lambda warning: warning.from_m))


def _warnings(network: NodeNetwork, course: Course, t: Translator) -> Iterator[RouteWarning]:
    for i, ride in enumerate(course.rides):
        begin, end = course.point[i], course.point[i + 1]
        node = network.nodes[ride.end]
        yield from _underfoot(course, i, t)
        if ride.leg is None:
            text = t("No way is known across junction {node}: a straight line", node=node.number)
            yield _warning(course, "junction_gap", text, begin, end)
        elif ride.leg.state == "alternate":
            text = t("Alternate leg {ref}", ref=ride.leg.ref)
            yield _warning(course, "alternate_leg", text, begin, end)
        if node.inferred:
            text = t("Node {node} is not in the data: where the leg ends", node=node.number)
            yield _warning(course, "inferred_node", text, end, end)


def _underfoot(course: Course, i: int, t: Translator) -> Iterator[RouteWarning]:
    """Yield the steps and ferries of a leg."""
    for first, last, highway, _ in stretches(course.rides[i]):
        if highway in _UNDERFOOT:
            begin, end = course.point[i] + first, course.point[i] + last
            yield _warning(course, highway, t(_UNDERFOOT[highway]), begin, end)


def _warning(course: Course, code: str, text: str, begin: int, end: int) -> RouteWarning:
    lon, lat = to_degrees(course.fixed[begin]).tolist()
    along = course.along_m
    return RouteWarning(code, text, float(along[begin]), float(along[end]), (lon, lat))


def notes_of(network: NodeNetwork, chains: Sequence[Chain], t: Translator) -> list[str]:
    """Return what was chosen for the traveller: chains through numbers that nobody named."""
    notes = []
    for chain in chains:
        passed = numbers_of(network, chain)
        if chain.direct or not passed:
            continue
        one = network.nodes[chain.rides[0].start].number
        other = network.nodes[chain.rides[-1].end].number
        notes.append(
            t(
                "No signed leg joins {one} and {other}: the way goes through {numbers}.",
                one=one,
                other=other,
                numbers=", ".join(passed),
            )
        )
    notes.append(
        t("The way follows the signs; what is closed or forbidden on it was not looked up.")
    )
    return notes
