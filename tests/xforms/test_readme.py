"""The example of the package's own page runs as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.xforms.forms import ask, bind, xform

ROOT = Path(__file__).parents[2]


def test_the_example_on_the_page_walks_a_form(tmp_path: Path) -> None:
    page = (ROOT / "xforms" / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    binds = bind("b", relevant="/data/a = 'yes'") + bind("c", calculate="concat(/data/b, '!')")
    source = xform("<a/><b/><c/>", binds, ask("a") + ask("b"))
    (tmp_path / "form.xml").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", example],
        input="yes\n早\n",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=True,
        timeout=60,
    )
    assert "<a>yes</a><b>早</b><c>早!</c>" in done.stdout
