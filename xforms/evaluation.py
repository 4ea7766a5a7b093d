"""Evaluating an expression that is no part of the form: for tests and tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.expressions.codegen import Generator
from xforms.expressions.parser import parse
from xforms.expressions.scope import Uses, scope_of
from xforms.expressions.tokens import ExpressionError
from xforms.faults import refused
from xforms.program import Program, load
from xforms.references import locate

if TYPE_CHECKING:
    from xforms.run import Run


def evaluate(run: Run, ref: str, expression: str) -> str:
    """The value, as a calculation on the node would store it.

    Raises:
        FormRefused: not an expression.
    """
    cell, node = locate(run, ref)
    instance = node.inner is not None and cell.d == node.inner.id
    scope = scope_of(run.form.schema, node, Uses(), instance=instance)
    program = Program()
    try:
        number = program.add(Generator().stored(parse(expression), scope))
    except ExpressionError as error:
        raise refused("FORM-EXPRESSION", str(error), "Correct the expression.") from None
    return str(load(program.compiled(), 1)[number](cell, run))
