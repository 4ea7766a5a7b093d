"""Intake: order, retries, crashes, replies."""
