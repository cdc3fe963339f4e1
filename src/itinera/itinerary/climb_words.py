"""Climb in words: the numbers, and how they were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itinera.itinerary.i18n import translator

if TYPE_CHECKING:
    from itinera.elevation.climb import Climb
    from itinera.itinerary.elevation import Elevation, NamedClimb
    from itinera.itinerary.i18n import Translator
    from itinera.itinerary.itinerary import Itinerary


def counted(climb: Climb, t: Translator) -> str:
    """Say climb and descent as reported, smoothed and raw, with the rule."""
    return t(
        "Climb {climb} m, descent {descent} m: changes from {threshold} m on, smoothed over "
        "{width} m (smoothed only {smooth_up} and {smooth_down} m, raw {raw_up} and {raw_down} m).",
        climb=t.number(climb.climb_m),
        descent=t.number(climb.descent_m),
        threshold=t.number(climb.rule.threshold_m),
        width=t.number(climb.rule.smooth_m),
        smooth_up=t.number(climb.smoothed_climb_m),
        smooth_down=t.number(climb.smoothed_descent_m),
        raw_up=t.number(climb.raw_climb_m),
        raw_down=t.number(climb.raw_descent_m),
    )


def rule_of(climb: Climb, t: Translator) -> str:
    """Say by which rule a climb was counted, in a few words."""
    return t(
        "changes from {threshold} m on, smoothed over {width} m",
        threshold=t.number(climb.rule.threshold_m),
        width=t.number(climb.rule.smooth_m),
    )


def climb_sentences(itinerary: Itinerary) -> list[str]:
    """Say what is known of the ups and downs of an itinerary, nothing where nothing is."""
    t = translator(itinerary.lang)
    elevation = itinerary.elevation
    if elevation is not None:
        return [counted(elevation.climb, t), *_reserves(elevation, t)]
    if itinerary.climb_m is None or itinerary.descent_m is None:
        return []
    climb, descent = t.number(itinerary.climb_m), t.number(itinerary.descent_m)
    return [t("Climb {climb} m, descent {descent} m.", climb=climb, descent=descent)]


def hardest_sentences(itinerary: Itinerary) -> list[str]:
    """Say which climb is the longest and which the steepest, once if it is the same."""
    elevation, t = itinerary.elevation, translator(itinerary.lang)
    if elevation is None or elevation.longest is None or elevation.steepest is None:
        return []
    longest = t("Longest climb: {climb}.", climb=_climb(elevation.longest, t))
    steepest = t("Steepest climb: {climb}.", climb=_climb(elevation.steepest, t))
    if elevation.longest is elevation.steepest:
        return [longest]
    return [longest, steepest]


def _climb(one: NamedClimb, t: Translator) -> str:
    """Say one climb: "62 m over 480 m, 12.9 % (at most 21 %), up to Terril 74a, km 3.4"."""
    ascent = one.ascent
    values = {
        "rise": t.number(ascent.rise_m),
        "length": t.distance(ascent.length_m),
        "mean": t.number(ascent.mean_pct, 1),
        "most": t.number(ascent.max_pct),
        "km": t.number(ascent.from_m / 1000.0, 1),
    }
    if one.name:
        return t(
            "{rise} m over {length} from km {km} up to {name}, {mean} %, at most {most} %",
            name=one.name,
            **values,
        )
    return t("{rise} m over {length} from km {km}, {mean} %, at most {most} %", **values)


def _reserves(elevation: Elevation, t: Translator) -> list[str]:
    """Say what is to be kept in mind of the heights."""
    said = []
    if elevation.climb.unknown_m >= 1.0:
        length = t.distance(elevation.climb.unknown_m)
        said.append(
            t("Heights are unknown along {length}, where nothing is counted.", length=length)
        )
    if elevation.model_m > 0.0:
        said.append(t("The terrain is a model, not a survey."))
    return said
