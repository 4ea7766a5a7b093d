"""The command line, as a person at a terminal sees it."""
