"""Wording and pictures."""
