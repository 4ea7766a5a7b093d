"""The table of functions: name to the Python that a call becomes. Nothing else can be called."""

from xforms.expressions.calls import nodes, simple, values, world
from xforms.expressions.calls.table import CALLS, Generated

__all__ = ["CALLS", "Generated", "nodes", "simple", "values", "world"]
