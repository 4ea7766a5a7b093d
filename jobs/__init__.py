"""The clock ticked: remind, escalate, digest, deliver (APScheduler)."""
