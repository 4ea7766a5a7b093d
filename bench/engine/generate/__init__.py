"""Random XLSForms and random walks through them, drawn with Hypothesis."""
