"""Ticks and deliveries."""
