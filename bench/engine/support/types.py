"""One probe for each question type of XLSForm, and for each appearance that changes a value."""

from __future__ import annotations

from bench.engine.support.probes import Probe, put, q

DAY, MOMENT = "2026-01-15", "2026-01-15T10:00:00.000Z"
POINT = "23.1 113.3 12.0 5.0"
FILE = "the clerk sends the file with the form, or after it"
TRACE = "23.1 113.3 0.0 0.0;23.2 113.4 0.0 0.0"


def _simple(
    kind: str, value: str, expect: str | None = None, carried: str = "", **more: str
) -> Probe:
    return Probe(
        kind + (f" ({more['appearance']})" if "appearance" in more else ""),
        [q(kind, **more)],
        [put(value)],
        "/data/q",
        value if expect is None else expect,
        carried=carried,
    )


TEXTS = [
    _simple("text", "words"),
    _simple("text", "007", appearance="numbers"),
    _simple("text", "two\nlines", appearance="multiline"),
    _simple("text", "http://example.org", appearance="url"),
    _simple(
        "text", "x", carried="typed; the other app is not started", appearance="ex:org.example"
    ),
    _simple("barcode", "6901234567892", carried="typed, or read from a photo"),
]
NUMBERS = [
    _simple("integer", "12"),
    _simple("decimal", "2.50", "2.5"),
    _simple("integer", "12000", appearance="thousands-sep"),
    _simple("integer", "3", appearance="counter"),
    _simple("decimal", "270.5", appearance="bearing"),
    _simple("range", "7", parameters="start=1 end=10 step=1"),
    _simple("range", "2.5", parameters="start=0 end=5 step=0.5"),
]
TIMES = [
    _simple("date", DAY),
    _simple("time", "08:30:00.000Z"),
    _simple("dateTime", MOMENT),
    _simple("date", DAY, appearance="month-year"),
    _simple("date", DAY, appearance="year"),
    _simple("date", DAY, appearance="no-calendar"),
    _simple("date", DAY, carried="asked as an ordinary date", appearance="ethiopian"),
    _simple("date", DAY, carried="asked as an ordinary date", appearance="bikram-sambat"),
]
CHOICES = [
    _simple("select_one fruit", "pear"),
    _simple("select_multiple fruit", "apple fig"),
    _simple("select_one fruit", "pear", appearance="minimal"),
    _simple("select_one fruit", "pear", appearance="autocomplete"),
    _simple("select_one fruit", "pear", appearance="likert"),
    _simple(
        "select_one fruit", "pear", carried="buttons, without the picture", appearance="image-map"
    ),
    _simple("select_multiple fruit", "pear", appearance="columns-2"),
    _simple("select_one fruit or_other", "other"),
    Probe(
        "or_other, the second question",
        [q("select_one fruit or_other")],
        [put("other"), put("melon", "q_other")],
        "/data/q_other",
        "melon",
    ),
    _simple("select_one_from_file places.csv", "north", carried=FILE),
    _simple("select_multiple_from_file places.csv", "north south", carried=FILE),
    _simple("rank fruit", "fig apple pear"),
    _simple("acknowledge", "OK"),
    _simple("trigger", "OK"),
]
FILES = [
    _simple("image", "one.jpg"),
    _simple("image", "sig.png", carried="a photo of the signature", appearance="signature"),
    _simple("image", "draw.png", carried="a photo", appearance="draw"),
    _simple("audio", "one.ogg"),
    _simple("video", "one.mp4"),
    _simple("file", "one.pdf"),
]
PLACES = [
    _simple("geopoint", POINT),
    _simple("geotrace", TRACE, carried="several locations, one after another"),
    _simple(
        "geoshape", TRACE + ";23.1 113.4 0.0 0.0;23.1 113.3 0.0 0.0", carried="several locations"
    ),
]
UNASKED = [
    Probe("note", [q("note")], [], "/data/q", "Q", "label"),
    Probe("note with a calculation", [q("note", calculation="1 + 1")], [], "/data/q", "2"),
    Probe("calculate", [q("calculate", calculation="2 * 3")], [], "/data/q", "6"),
    Probe("hidden", [q("hidden", default="x")], [], "/data/q", "x"),
    Probe("start", [q("start"), q("text", "t")], [], "<start>2026-01-15T10", True, "there"),
    Probe("end", [q("end"), q("text", "t")], [], "<end>2026-01-15T10", True, "there"),
    Probe("today", [q("today"), q("text", "t")], [], "<today>2026-01-15</today>", True, "there"),
]
for probe in UNASKED[4:]:
    probe.rows[0]["name"] = probe.name  # preloads are named after what they are
GROUPS = [
    Probe(
        "group",
        [q("begin_group", "g"), q("text"), {"type": "end_group"}],
        [put("x", "/data/g/q")],
        "/data/g/q",
        "x",
    ),
    Probe(
        "field-list group",
        [q("begin_group", "g", appearance="field-list"), q("text"), {"type": "end_group"}],
        [put("x", "/data/g/q")],
        "/data/g/q",
        "x",
        carried="one screen where it fits",
    ),
    Probe(
        "repeat",
        [q("begin_repeat", "r"), q("text"), {"type": "end_repeat"}],
        [{"op": "add", "ref": "/data/r"}, put("x", "/data/r[2]/q")],
        "/data/r[2]/q",
        "x",
    ),
    Probe(
        "nested repeat",
        [
            *(q("begin_repeat", "r"), q("begin_repeat", "s"), q("text")),
            *({"type": "end_repeat"}, {"type": "end_repeat"}),
        ],
        [{"op": "add", "ref": "/data/r[1]/s"}, put("x", "/data/r[1]/s[2]/q")],
        "/data/r[1]/s[2]/q",
        "x",
    ),
]
OUTSIDE = [
    Probe(
        "csv-external",
        [
            q("csv-external", "places"),
            q("calculate", calculation="instance('places')/root/item[name = 'north']/w"),
        ],
        [],
        "/data/q",
        "1",
        carried=FILE,
    ),
    Probe(
        "xml-external",
        [
            q("xml-external", "towns"),
            q("calculate", calculation="instance('towns')/root/item[name = 'n1']/label"),
        ],
        [],
        "/data/q",
        "New Town",
        carried=FILE,
    ),
    Probe(
        "select_one_from_file, GeoJSON",
        [q("select_one_from_file wells.geojson")],
        [],
        "/data/q",
        [["w1", "Well"]],
        "choices",
        carried=FILE,
    ),
    Probe(
        "select_one_from_file, XML",
        [q("select_one_from_file towns.xml")],
        [],
        "/data/q",
        [["n1", "New Town"]],
        "choices",
        carried=FILE,
    ),
    Probe(
        "select_one_from_file, columns by name",
        [q("select_one_from_file places.csv", parameters="value=label, label=name")],
        [],
        "/data/q",
        [["North", "north"], ["South", "south"]],
        "choices",
        carried=FILE,
    ),
    Probe(
        "search() in a file",
        [
            q("text", "t"),
            q("select_one found", appearance="search('places', 'matches', 'w', ${t})"),
        ],
        [put("2", "t")],
        "/data/q",
        [["south", "South"]],
        "choices",
        choices=[{"list_name": "found", "name": "name", "label": "label"}],
        carried=FILE,
    ),
    Probe(
        "select_one from a repeat",
        [
            *(q("begin_repeat", "r"), q("text", "t"), {"type": "end_repeat"}),
            q("select_one ${t}"),
        ],
        [put("Ann", "/data/r[1]/t"), put("Ann")],
        "/data/q",
        "Ann",
    ),
    Probe(
        "select_one_external",
        [q("text", "t"), q("select_one_external village", choice_filter="g = ${t}")],
        [put("b", "t")],
        "/data/q",
        [["v2", "Lower"]],
        "choices",
        external_choices=[
            {"list_name": "village", "name": "v1", "label": "Upper", "g": "a"},
            {"list_name": "village", "name": "v2", "label": "Lower", "g": "b"},
        ],
    ),
    Probe("username", [q("username"), q("text", "t")], [], "/data/username", "lin"),
    Probe("deviceid", [q("deviceid"), q("text", "t")], [], "/data/deviceid", "device-1"),
    Probe("phonenumber", [q("phonenumber"), q("text", "t")], [], "/data/phonenumber", "000"),
    Probe("email", [q("email"), q("text", "t")], [], "/data/email", "lin@example.org"),
    Probe(
        "start-geopoint",
        [q("start-geopoint"), q("text", "t")],
        [put("x", "t")],
        "/data/t",
        "x",
        carried="left blank: a chat gives a place only when asked",
    ),
    Probe("audit", [q("audit", "audit"), q("text", "t")], [put("x", "t")], "/data/t", "x"),
]
for probe in OUTSIDE[5:]:
    if probe.name in ("username", "deviceid", "phonenumber", "email", "start-geopoint"):
        probe.rows[0]["name"] = probe.name
SECTIONS = {
    "Text": TEXTS,
    "Numbers": NUMBERS,
    "Dates and times": TIMES,
    "Choices": CHOICES,
    "Files": FILES,
    "Places": PLACES,
    "Not asked": UNASKED,
    "From outside": OUTSIDE,
    "Groups": GROUPS,
}
