"""Forms for tests only."""
