"""Migrations against the models."""
