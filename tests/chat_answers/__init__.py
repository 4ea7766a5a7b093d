"""Typed answers: every type a chat can carry."""
