"""Composition root: command line, settings, channels, middlewares. Nobody imports it."""
