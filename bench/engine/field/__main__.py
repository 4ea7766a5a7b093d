"""`python -m bench.engine.field FOLDER`: write the forms for `python -m bench.engine.corpus`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bench.engine.field.legacy import legacy
from bench.engine.field.reading import forms
from xforms.xlsform import convert

HOSPITALS = """name,label,type,beds
a,Alpha,a,10
b,Beta,b,25
c,Gamma,a,
12,Twelve,b,7
x y,"Ex, Why",a,3
"""


def write(folder: Path, xform: str) -> None:
    """One form with the table that some of them ask for."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.xml").write_text(xform, encoding="utf-8")
    if "hospitals.csv" in xform:
        (folder / "hospitals.csv").write_text(HOSPITALS, encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> None:
    """Every form as it is converted today and as it was once."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.field", description=__doc__)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args(argv)
    written = 0
    for at, (name, workbook) in enumerate(forms()):
        xform = convert(workbook, form_name="data").xform
        write(args.folder / name, xform)
        write(args.folder / f"{name}-legacy", legacy(xform, templates=bool(at % 2)))
        written += 2
    print(f"{written} forms in {args.folder}")


if __name__ == "__main__":
    main()
