"""The audit log of a run."""
