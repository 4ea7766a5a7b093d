"""A terminal: what is typed, what is printed; and the process left as it was."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import structlog

from bot.__main__ import main
from xforms.xlsform import from_markdown
from xforms.xlsform.excel import to_xlsx


class Printed(NamedTuple):
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


Terminal = Callable[..., Printed]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Commands set up the process's logging."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture
def terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Terminal:
    """`terminal("form", "check", path, typed=[…])`: run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object, typed: list[str] | None = None) -> Printed:
        lines = "".join(f"{line}\n" for line in typed or [])
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        return Printed(status, *capsys.readouterr())

    return run


SMALL = """# small

## survey

| type | name | label | required | constraint | constraint_message | relevant |
| --- | --- | --- | --- | --- | --- | --- |
| text | who | 谁家？ | yes |  |  |  |
| integer | age | 几岁？ | yes | . < 18 | 要小于18 |  |
| select_one yn | ill | 有没有病？ | yes |  |  |  |
| text | what | 什么病？ |  |  |  | ${ill} = 'yes' |

## choices

| list_name | name | label |
| --- | --- | --- |
| yn | yes | 有 |
| yn | no | 没有 |

## settings

| form_title | form_id | version |
| --- | --- | --- |
| 小表 | small | 1 |
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small checklist as a workbook."""
    path = tmp_path / "small.xlsx"
    path.write_bytes(to_xlsx(from_markdown(SMALL)))
    return path
