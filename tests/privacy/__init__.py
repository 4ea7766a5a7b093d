"""Sealing, keys and redaction."""
