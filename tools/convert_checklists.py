"""Convert the shipped checklists once, so that the first start does not have to wait for it."""

from __future__ import annotations

from pathlib import Path

from services.form_library import source

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("home_visit", "hotel")


def main() -> None:
    """Fill the cache that `bot.first_start` reads; unchanged forms cost milliseconds."""
    for name in SHIPPED:
        source.load_checklist(ROOT / "checklists" / f"{name}.md", cache=ROOT / ".cache" / "forms")


if __name__ == "__main__":
    main()
