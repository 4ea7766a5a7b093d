"""Forms and where they come from: the clerk's workbooks, checked, with their rules on problems."""
