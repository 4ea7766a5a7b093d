"""Any table that a spreadsheet can write is read as it was written, here and by the engine."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from xforms.attached import Choosing, Need
from xforms.attached.lists import look_at
from xforms.parse.instances import from_file

CELLS = st.text(
    st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12
)
CODES = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)
TABLES = st.lists(
    st.tuples(CODES, CELLS, CELLS), min_size=1, max_size=20, unique_by=lambda r: r[0]
)


@settings(max_examples=200, deadline=None)
@given(
    rows=TABLES,
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_of_any_spreadsheet_is_read_as_it_was_written(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str, end: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(("code", "title", "town"))
    writer.writerows(rows)
    content = out.getvalue().encode(encoding)
    need = Need("wards.csv", {"code", "title", "town"}, [Choosing("code")])
    found = look_at(need, content)
    assert (found.rows, found.faults) == (len(rows), ())
    assert [fault.code for fault in found.warnings if fault.code != "FILE-GB"] == []
    items = from_file("wards.csv", content).at(("root", "item"))
    assert [tuple(item.d.values()) for item in items] == rows
