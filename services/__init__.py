"""Use cases: what happens in one transaction. No channel, no wording, no commit."""
