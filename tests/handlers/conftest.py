"""A running town over each channel."""

from __future__ import annotations

from tests.phones.fixtures import town

__all__ = ["town"]
