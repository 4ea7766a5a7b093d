"""Tests of the composition root: intake, dispatcher, sender, start-up."""
