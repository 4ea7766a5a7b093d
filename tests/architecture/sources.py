"""The project's own source files."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "jobs", "views", "services", "models", "xforms", "privacy")


def sources(*packages: str) -> list[Path]:
    """All Python files of these packages (default: all of them)."""
    return sorted(
        path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py")
    )
