"""Our engine with JavaRosa's documented habits in place of our own, to predict what JavaRosa says.

Every habit is a row of docs/forms-divergences.md, written here as code. A difference on which this
engine says exactly what JavaRosa said is explained; one on which it does not is a finding.
"""
