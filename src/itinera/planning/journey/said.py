"""What there is to say of a whole journey: in words, in the traveller's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.itinerary.i18n import translator
from itinera.itinerary.shares import repeated_metres
from itinera.planning.journey.dates import day_of, shut_m
from itinera.planning.journey.follow import follow_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itinera.itinerary.i18n import Translator
    from itinera.planning.journey.laying import Laid
    from itinera.planning.journey.telling import StageWay

__all__ = ["notes_on"]

MOST_NAMED = 8  # places left out that are named; the document lists them all
MEASURES = {"length_m": (1000.0, "km"), "km_effort": (1.0, "km-effort"), "time_s": (3600.0, "h")}
NEAR = 1.005  # so little above what no split can beat is as good as best


def notes_on(laid: Laid, ways: Sequence[StageWay], lang: str) -> tuple[str, ...]:
    """Return what to know of a journey."""
    t = translator(lang)
    return (
        *_visited(laid, t),
        *_left_out(laid, t),
        *_again(laid, t),
        *(
            note
            for one in laid.tour.followed
            for note in follow_notes(one, lang, along=laid.road.trace.track)
        ),
        *_shut(laid, ways, t),
        *_climb(laid, t),
        *_stages(laid, ways, t),
        *_added(laid, t),
        *([t("The time limit ended the search early.")] if laid.tour.struck else []),
    )


def _visited(laid: Laid, t: Translator) -> list[str]:
    """Say how many of the places are visited."""
    if not laid.asked.visits:
        return []
    wished = [i for i, visit in enumerate(laid.asked.visits) if not visit.must]
    taken = len([i for i in laid.tour.taken if i in set(wished)])
    musts = len(laid.asked.visits) - len(wished)
    said = t(
        "Visited: {musts} places that had to be, {taken} of {wished} that were wished for.",
        musts=str(musts),
        taken=str(taken),
        wished=str(len(wished)),
    )
    return [said]


def _left_out(laid: Laid, t: Translator) -> list[str]:
    """Name the cheapest places that were left out, with what each would cost."""
    visits = laid.asked.visits
    found = sorted(laid.tour.left_out, key=lambda one: (one.extra_m, one.visit))
    if not found:
        return []
    named = [
        f"{visits[one.visit].stop.name or '?'} (+{t.distance(one.extra_m)})"
        for one in found[:MOST_NAMED]
        if one.extra_m < float("inf")
    ]
    rest = len(found) - len(named)
    said = t("Left out, with what each would cost: {places}.", places=", ".join(named))
    if rest:
        said += " " + t("And {count} more.", count=rest)
    return [said] if named else [t("{count} places cannot be reached.", count=rest)]


def _again(laid: Laid, t: Translator) -> list[str]:
    """Say how much is travelled twice, where it is something."""
    metres = repeated_metres(laid.road.trace.track)
    if metres < 1.0:
        return []
    share = t.number(100.0 * metres / laid.road.trace.length_m, 1)
    return [
        t("{distance} are travelled twice ({share} %).", distance=t.distance(metres), share=share)
    ]


def _shut(laid: Laid, ways: Sequence[StageWay], t: Translator) -> list[str]:
    """Say of which stages something is closed on the day when one comes there."""
    said = []
    for way in ways:
        day = day_of(laid.road.request, way.number)
        metres = shut_m(laid.road, way.day.legs, day)
        if metres > 0.0 and day is not None:
            said.append(
                t(
                    "Stage {number}: {distance} are closed on its day, {day}.",
                    number=way.number,
                    distance=t.distance(metres),
                    day=day.isoformat(),
                )
            )
    return said


def _climb(laid: Laid, t: Translator) -> list[str]:
    """Say what is climbed, where a climb was wished."""
    wished = laid.road.request.climb_m
    if wished is None:
        return []
    climb = t.number(float(laid.road.trace.risen_m[-1]))
    return [
        t(
            "Climb of the whole: {climb} m; wished: {wished} m.",
            climb=climb,
            wished=t.number(wished),
        )
    ]


def _stages(laid: Laid, ways: Sequence[StageWay], t: Translator) -> list[str]:
    """Say how even the stages are."""
    wish = laid.road.request.stages
    if laid.split is None or wish is None:
        return []
    per, unit = MEASURES[wish.measure]
    least, most = min(laid.split.efforts) / per, laid.split.worst / per
    bound = laid.split.lower_bound / per
    said = t(
        "{count} stages of {least} to {most} {unit}.",
        count=len(ways),
        least=t.number(least, 1),
        most=t.number(most, 1),
        unit=unit,
    )
    if bound > 0.0 and most > NEAR * bound:
        said += " " + t(
            "Along this way the hardest cannot take less than {bound} {unit}.",
            bound=t.number(bound, 1),
            unit=unit,
        )
    return [said]


def _added(laid: Laid, t: Translator) -> list[str]:
    """Say which beds the tour was led past."""
    wanted = laid.road.request.visits
    names = [visit.stop.name or "?" for visit in laid.asked.visits if visit not in wanted]
    if not names:
        return []
    return [t("Led past {places}, so that a stage can end there.", places=", ".join(names))]
