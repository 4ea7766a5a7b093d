"""Phones of invented people: every conversation test runs over both channels through them."""
