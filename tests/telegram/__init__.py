"""Telegram: a local server that speaks the Bot API, and the channel against it."""
