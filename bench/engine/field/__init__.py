"""Sixty-odd forms in the style of the field, and what older converters would make of them."""
