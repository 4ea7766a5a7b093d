"""Refresh the catalogues in locales/ from views/; `--check` only says if they are stale."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"
LANGUAGES = ("zh_Hans", "en")
KEYWORDS = {"_": None, "gettext": None}
HEADER = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
"""No dates and names: they would change with every run."""


def extracted() -> Catalog:
    """All messages of the views, sorted, without places (they would change with every edit)."""
    catalog = Catalog()
    for _name, _line, message, _comments, _context in extract_from_dir(
        ROOT / "views", method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        catalog.add(message)
    return catalog


def written(catalog: Catalog) -> bytes:
    """A catalogue as the text of its file."""
    out = io.BytesIO()
    write_po(
        out, catalog, omit_header=True, sort_output=True, ignore_obsolete=True, no_location=True
    )
    return HEADER + out.getvalue()


def refresh(language: str, template: Catalog) -> None:
    """Add new messages to a language's catalogue, drop the gone, and compile it."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
    catalog = Catalog(locale=language)
    for message in template:
        if message.id:
            old = known.get(message.id)
            catalog.add(message.id, old.string if old else "", flags=message.flags)
    path.write_bytes(written(catalog))
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> int:
    """Refresh, or check; 1 when stale."""
    template = extracted()
    text, path = written(template), LOCALES / "messages.pot"
    if "--check" in sys.argv[1:]:
        if path.read_bytes() != text:
            sys.stderr.write("locales/messages.pot 已过期 / is stale: run make translations\n")
            return 1
        return 0
    path.write_bytes(text)
    for language in LANGUAGES:
        refresh(language, template)
    return 0


if __name__ == "__main__":
    sys.exit(main())
