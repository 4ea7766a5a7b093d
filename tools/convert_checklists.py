"""Convert the shipped checklists once, so that the first start does not have to wait for it."""

from __future__ import annotations

from services.form_library.source import CHECKLISTS, FORMS, load_checklist

CACHE = CHECKLISTS.parent / ".cache" / "forms"


def main() -> None:
    """Fill the cache that `bot.first_start` reads; unchanged forms cost milliseconds."""
    for name in FORMS:
        load_checklist(CHECKLISTS / f"{name}.md", cache=CACHE)


if __name__ == "__main__":
    main()
