"""Profiles say who travels and what every way costs them.

itinera profiles list               the shipped profiles, one line each
itinera profiles show hike          the file of one, to copy and edit
itinera profiles check mine.toml    every key and value of a file of your own
"""

from __future__ import annotations

import argparse
import json
import sys

LANGUAGES = ("fr", "en", "nl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add list, show and check."""
    actions = parser.add_subparsers(dest="action", metavar="list|show|check", required=True)
    listing = actions.add_parser("list", help="the shipped profiles, one line each")
    listing.add_argument("--lang", choices=LANGUAGES, default="en", help="language (default en)")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    showing = actions.add_parser("show", help="print the file of a profile")
    showing.add_argument("profile", metavar="NAME|FILE")
    checking = actions.add_parser("check", help="check a profile file")
    checking.add_argument("profile", metavar="FILE", help="a .toml file, or a shipped name")
    checking.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Run the chosen action."""
    actions = {"list": _list, "show": _show, "check": _check}
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from itinera.profile import builtin_profiles, load_profile

    rows = [
        {
            "name": profile.name,
            "mode": profile.mode,
            "title": profile.title.get(args.lang),
            "description": profile.description.get(args.lang),
        }
        for profile in map(load_profile, builtin_profiles())
    ]
    if args.json:
        print(json.dumps({"profiles": rows}, ensure_ascii=False, indent=2))
        return 0
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        print(f"{row['name']:<{width}}  {row['title']}: {row['description']}")
    return 0


def _show(args: argparse.Namespace) -> int:
    from itinera.profile.load import profile_text

    sys.stdout.write(profile_text(args.profile))
    return 0


def _check(args: argparse.Namespace) -> int:
    from itinera.profile import load_profile

    profile = load_profile(args.profile)
    if args.json:
        print(json.dumps({"name": profile.name, "mode": profile.mode, "ok": True}))
    else:
        print(f"{args.profile}: ok, profile {profile.name!r} travels by {profile.mode}.")
    return 0
