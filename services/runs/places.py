"""How exactly a place may be kept."""

from __future__ import annotations

PLACES = ("geopoint", "geotrace", "geoshape")
"""Types that are answered by sending where one is, once or several times."""

COARSE_DECIMALS = 3
"""Of a degree: about 100 m (checklists.md: never a track, never an exact place)."""

COARSE_METRES = 100


def coarse(latitude: float, longitude: float) -> str:
    """A place in the form's notation, rounded to about 100 m."""
    north, east = round(latitude, COARSE_DECIMALS), round(longitude, COARSE_DECIMALS)
    return f"{north:g} {east:g} 0 {COARSE_METRES}"
