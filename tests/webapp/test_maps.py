"""folium's maps: what goes into their script."""

from __future__ import annotations

from itinera_web.maps import Ground, Line, Pin, draw_map

HOSTILE = "</div><script>alert(1)</script> `${1 + 1}` \\"
GROUND = Ground("/basemap/x/{z}/{x}/{y}.json", "© <b>somebody</b>")


def test_texts_cannot_leave_their_place() -> None:
    """Neither markup nor a template literal's own signs get into the script."""
    line = Line([(50.0, 2.0), (50.1, 2.1)], "#b3261e", HOSTILE)
    pin = Pin((50.0, 2.0), "via", "<1>", "<script>alert(2)")
    drawn = draw_map([line], [pin], bbox=(2.0, 50.0, 2.1, 50.1), ground=GROUND)
    assert "<script>alert" not in drawn.script
    assert "${1" not in drawn.script
    assert "<b>somebody" not in drawn.script
    assert "<1>" not in drawn.script


def test_a_map_asks_no_other_host() -> None:
    """folium's own list of scripts and styles is left out."""
    line = Line([(50.0, 2.0), (50.1, 2.1)], "#b3261e", "")
    drawn = draw_map([line], [], bbox=(2.0, 50.0, 2.1, 50.1), ground=GROUND, links={0: "/there"})
    assert "http" not in drawn.script + drawn.html
    assert 'location.href = "/there"' in drawn.script
