"""Speed, memory and taps: figures, taken in one run, never in a timed test."""
