"""Why somebody may pass a way or a node, or may not: the rule that decided and its tags.

The element is written as OpenStreetMap does, with its number. Ways that nobody
may pass are explained too, and what the profile itself refuses is added::

    itinera explain way/123 --profile gravel
    itinera explain node/456 --profile hike --on 2026-06-01
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from itinera.cli.options import LANGUAGES, add_graph_option, day, graph_folder

if TYPE_CHECKING:
    from datetime import date

    from itinera.graph.explain import Explanation
    from itinera.graph.routegraph import RouteGraph
    from itinera.osm.access import Verdict
    from itinera.osm.codes import Access
    from itinera.profile.model import Profile
    from itinera.profile.refusals import Refusal

#: Words of the report: English, French, Dutch.
WORDS = {
    "forward": ("forward", "dans le sens de la voie", "in de richting van de weg"),
    "backward": ("backward", "à contresens de la voie", "tegen de richting van de weg"),
    "through": ("through", "au passage", "doorgang"),
    "both": ("both ways", "dans les deux sens", "in beide richtingen"),
    "foot": ("on foot", "à pied", "te voet"),
    "bicycle": ("by bicycle", "à vélo", "met de fiets"),
    "NO": ("no", "non", "nee"),
    "PRIVATE": ("with leave only", "sur autorisation", "alleen met toestemming"),
    "PUSH": ("pushing", "vélo à la main", "fiets aan de hand"),
    "DESTINATION": ("to reach what lies there", "desserte seulement", "bestemmingsverkeer"),
    "UNKNOWN": ("yes, as far as is known", "oui, pour autant qu'on sache", "ja, voor zover bekend"),
    "PERMISSIVE": ("yes, by tolerance", "oui, par tolérance", "ja, gedoogd"),
    "YES": ("yes", "oui", "ja"),
    "DESIGNATED": ("yes, made for it", "oui, prévu pour", "ja, ervoor bestemd"),
    "tags": ("tags", "attributs", "tags"),
    "dated": ("at some times", "à certaines dates", "op bepaalde tijden"),
    "undecided": ("nobody can decide", "indécidable", "niet te bepalen"),
    "refuses": ("the profile refuses", "le profil refuse", "het profiel weigert"),
    "too_steep": (
        "too steep for this profile",
        "trop raide pour ce profil",
        "te steil voor dit profiel",
    ),
    "on": ("on", "le", "op"),
    "edges": ("edges in the graph", "arêtes dans le graphe", "kanten in de graaf"),
    "outside": (
        "not in the graph: nobody ever passes, or it lies outside",
        "absent du graphe : nul n'y passe, ou hors de la zone",
        "niet in de graaf: niemand komt er, of het ligt erbuiten",
    ),
}

_STEEP = ("limits.max_incline_pct", "limits.max_up_pct", "limits.max_down_pct")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `itinera explain`."""
    parser.add_argument("element", metavar="way/ID|node/ID", help="what to explain")
    parser.add_argument(
        "--profile", default="hike", metavar="NAME|FILE", help="who travels (default: hike)"
    )
    parser.add_argument(
        "--on", type=day, metavar="YYYY-MM-DD", help="tell also what holds that day"
    )
    add_graph_option(parser)
    parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="language of the texts")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Explain one way or node."""
    from itinera.graph.explain import explain
    from itinera.graph.store import open_graph
    from itinera.osm.codes import Mode
    from itinera.profile import load_profile

    profile = load_profile(args.profile)
    graph = open_graph(graph_folder(args.graph))
    explanation = explain(graph, args.element, Mode[profile.mode.upper()])
    refusals = _refusals(profile, graph, explanation)
    report = _document(explanation, profile, refusals, args)
    if args.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(explanation, profile, refusals, args)))
    return 0


def _refusals(profile: Profile, graph: RouteGraph, explanation: Explanation) -> tuple[Refusal, ...]:
    """Return what the profile refuses on any edge of the way, or at the node."""
    from itinera.profile.refusals import edge_refusals, node_refusals

    found = [r for edge in explanation.edges.tolist() for r in edge_refusals(profile, graph, edge)]
    found += [r for node in explanation.nodes.tolist() for r in node_refusals(profile, graph, node)]
    return tuple(dict.fromkeys(found))


def _document(
    explanation: Explanation,
    profile: Profile,
    refusals: tuple[Refusal, ...],
    args: argparse.Namespace,
) -> dict[str, Any]:  # Any: a JSON document
    """Return the explanation as a JSON document."""
    from dataclasses import asdict

    document: dict[str, Any] = {
        "element": explanation.element,
        "profile": profile.name,
        "mode": profile.mode,
        "tags": dict(explanation.tags),
        **{name: _verdict(v, args.lang) for name, v in explanation.verdicts.items()},
        "dated": [
            {**asdict(rule), "access": rule.access.name.lower()} for rule in explanation.dated
        ],
        "refusals": [asdict(refusal) for refusal in refusals],
        "edges": len(explanation.edges),
    }
    if args.on is not None:
        answers, undecided = explanation.on(args.on)
        document["on"] = {
            "date": args.on.isoformat(),
            **{name: access.name.lower() for name, access in answers.items()},
            "undecided": list(undecided),
        }
    return document


def _verdict(verdict: Verdict, lang: str) -> dict[str, Any]:  # Any: a JSON document
    """Return a verdict as a part of the document."""
    from itinera.osm.access.sentences import sentence

    return {
        "access": verdict.access.name.lower(),
        "passable": verdict.passable,
        "rule": verdict.rule,
        "text": sentence(verdict.rule, lang),
        "tags": list(verdict.tags),
    }


def _lines(
    explanation: Explanation,
    profile: Profile,
    refusals: tuple[Refusal, ...],
    args: argparse.Namespace,
) -> list[str]:
    """Return the explanation as lines for people."""
    from itinera.osm.access.sentences import sentence

    lang = args.lang
    tags = ", ".join(f"{key}={value}" for key, value in explanation.tags.items())
    lines = [f"{explanation.element} ({profile.name}, {_word(profile.mode, lang)})"]
    lines.append(f"  {_word('tags', lang)}: {tags or '—'}")
    for name, verdict in explanation.verdicts.items():
        read = f" [{verdict.rule}: {', '.join(verdict.tags)}]" if verdict.tags else ""
        text = sentence(verdict.rule, lang)
        lines.append(f"  {_word(name, lang)}: {_access(verdict.access, lang)}. {text}{read}")
    for rule in explanation.dated:
        what = f"{_word(rule.direction, lang)}: {_access(rule.access, lang)}"
        lines.append(f"  {_word('dated', lang)}, {what} @ ({rule.condition}) [{rule.tag}]")
    lines += _day_lines(explanation, args.on, lang)
    for refusal in refusals:
        lines.append(f"  {_word('refuses', lang)}: {_refusal(refusal, lang)}")
    if explanation.element.startswith("way/"):
        count = len(explanation.edges)
        lines.append(
            f"  {_word('edges', lang)}: {count}" if count else f"  {_word('outside', lang)}"
        )
    return lines


def _refusal(refusal: Refusal, lang: str) -> str:
    """Say what in the profile refuses what."""
    found = f"({refusal.found}, {_word(refusal.direction, lang)})"
    steep = f"{_word('too_steep', lang)}, " if refusal.key in _STEEP else ""
    return f"{steep}{refusal.key} = {refusal.value} {found}"


def _day_lines(explanation: Explanation, on: date | None, lang: str) -> list[str]:
    """Return what holds on the day that was asked for."""
    if on is None:
        return []
    answers, undecided = explanation.on(on)
    told = ", ".join(f"{_word(n, lang)}: {_access(a, lang)}" for n, a in answers.items())
    lines = [f"  {_word('on', lang)} {on.isoformat()}, {told}"]
    if undecided:
        lines.append(f"  {_word('undecided', lang)}: {'; '.join(undecided)}")
    return lines


def _access(access: Access, lang: str) -> str:
    """Say an access value."""
    return _word(access.name, lang)


def _word(key: str, lang: str) -> str:
    """Say a word of the report."""
    return WORDS[key][("en", "fr", "nl").index(lang)]
