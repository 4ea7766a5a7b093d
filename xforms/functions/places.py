"""Geography: lengths and areas on a sphere, points in polygons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

EARTH_RADIUS_M = 6_378_100.0
"""As JavaRosa and ODK Web Forms have it: one degree of the equator is 111,318.845 m."""

Point = tuple[float, float]


def point(text: str) -> Point | None:
    """Latitude and longitude in degrees of `lat lon [alt [acc]]`."""
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
    except ValueError:
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return latitude, longitude


def points(texts: Sequence[str]) -> list[Point]:
    """All points of some answers: geopoints, or lines with `;` between their points."""
    found: list[Point] = []
    for text in texts:
        for part in text.split(";"):
            place = point(part) if part.strip() else None
            if place is not None:
                found.append(place)
    return found


def _between(start: Point, end: Point) -> float:
    """Length in metres by the spherical law of cosines, as JavaRosa computes it."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*start, *end))
    cosine = math.sin(lat1) * math.sin(lat2)
    cosine += math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return math.acos(max(-1.0, min(1.0, cosine))) * EARTH_RADIUS_M


def distance(texts: Sequence[str]) -> float:
    """The distance function: metres along the points; fewer than two make 0."""
    places = points(texts)
    return sum(_between(start, end) for start, end in pairwise(places))


def area(texts: Sequence[str]) -> float:
    """Square metres by triangles on a plane at the first point, to the last digit as JavaRosa."""
    places = points(texts)
    if len(places) < 3:
        return 0.0
    around = 2 * EARTH_RADIUS_M * math.pi
    lat0, lon0 = places[0]
    flat = [
        (
            (lon - lon0) * around * math.cos(math.radians(lat)) / 360.0,
            (lat - lat0) * around / 360.0,
        )
        for lat, lon in places[1:]
    ]
    total = sum((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in pairwise(flat))
    return abs(total)


def area_of_text(texts: Sequence[str]) -> float:
    """A literal: square metres on the sphere to two places, as Web Forms computes."""
    places = points(texts)
    if len(places) < 3:
        return 0.0
    total = 0.0
    for start, end in zip(places, places[1:] + places[:1], strict=False):
        width = math.radians(end[1] - start[1])
        total += width * (2 + math.sin(math.radians(start[0])) + math.sin(math.radians(end[0])))
    return round(abs(total * EARTH_RADIUS_M**2 / 2.0), 2)


def geofence(place: str, polygon: str) -> bool:
    """The geofence function: whether the point lies inside the closed outline.

    Of the border, the southern and western sides count as inside.
    """
    here, corners = point(place), points([polygon])
    if here is None or len(corners) < 2 or corners[0] != corners[-1]:
        return False
    inside = False
    for (lat1, lon1), (lat2, lon2) in pairwise(corners):
        if (lat1 > here[0]) != (lat2 > here[0]):
            crossing = (lon2 - lon1) * (here[0] - lat1) / (lat2 - lat1) + lon1
            if here[1] < crossing:
                inside = not inside
    return inside


def intersects(line: str) -> bool:
    """The intersects function: whether a line or outline crosses itself."""
    corners = points([line])
    edges = list(pairwise(corners))
    closed = len(corners) > 2 and corners[0] == corners[-1]
    for at, (a, b) in enumerate(edges):
        for other in range(at + 2, len(edges)):
            if closed and at == 0 and other == len(edges) - 1:
                continue
            c, d = edges[other]
            if _cross(a, b, c, d):
                return True
    return False


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return (_side(a, b, c) > 0) != (_side(a, b, d) > 0) and (
        (_side(c, d, a) > 0) != (_side(c, d, b) > 0)
    )
