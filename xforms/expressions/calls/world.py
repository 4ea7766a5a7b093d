"""Functions that ask for clock, chance or form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.expressions.calls.table import Args, Generated, arity, define
from xforms.expressions.scope import Scope
from xforms.expressions.tokens import ExpressionError

if TYPE_CHECKING:
    from xforms.expressions.codegen import Generator


@define("today")
def _today(_generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0)
    scope.uses.volatile = True
    return "R.today", "s"


@define("now")
def _now(_generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0)
    scope.uses.volatile = True
    return "R.now", "s"


@define("random")
def _random(_generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0)
    scope.uses.volatile = True
    return "R.random()", "n"


@define("uuid")
def _uuid(generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0, 1)
    scope.uses.volatile = True
    return f"R.uuid({generator.number(args[0], scope) if args else ''})", "s"


@define("version")
def _version(_generator: Generator, args: Args, scope: Scope) -> Generated:
    arity(args, 0)
    return repr(scope.schema.version), "s"


@define("depend")
def _depend(generator: Generator, args: Args, scope: Scope) -> Generated:
    if not args:
        raise ExpressionError("depend() needs an argument")
    for arg in args[1:]:
        generator.any(arg, scope)
    operand = generator.any(args[0], scope)
    return operand.code, operand.kind
