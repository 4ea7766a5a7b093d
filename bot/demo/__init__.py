"""The demo: the invented town 青禾镇, a clock that can be moved, everything on SQLite."""
