"""Themes: what draws a loop besides its length.

::

    themes.toml  the themes: which ways and places are worth something, and how much
    model        the same as values
    near         which edges lie near places
    ways         a number from 0 to 1 for every edge
    places       which places there are, and which edges pass them
    drawn        themes laid on a graph, put together by weight
"""

from itinera.planning.themes.drawn import Themes, attraction_of
from itinera.planning.themes.model import Theme, parse_theme, theme_of, theme_rows, themes

__all__ = ["Theme", "Themes", "attraction_of", "parse_theme", "theme_of", "theme_rows", "themes"]
