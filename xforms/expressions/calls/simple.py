"""Functions that are a template over typed arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xforms.expressions.calls.table import CALLS, SELF, Args, Generated, Make, arity, moment
from xforms.expressions.scope import Scope
from xforms.expressions.syntax import Call, Expr
from xforms.expressions.tokens import ExpressionError

if TYPE_CHECKING:
    from xforms.expressions.codegen import Generator

_SIMPLE: dict[str, tuple[str, str, str]] = {
    # name: (argument types; Python; result type). "m" is a moment, "x" a number that counts the
    # time of day of a computed moment; "?" stands before optional ones.
    "true": ("", "True", "b"),
    "false": ("", "False", "b"),
    "boolean": ("b", "{0}", "b"),
    "boolean-from-string": ("s", "({0} in TRUE_TEXTS)", "b"),
    "not": ("b", "(not {0})", "b"),
    "string": ("?s", "{0}", "s"),
    "number": ("?n", "{0}", "n"),
    "int": ("n", "truncate({0})", "n"),
    "floor": ("n", "floor({0})", "n"),
    "ceiling": ("n", "ceiling({0})", "n"),
    "abs": ("x", "abs({0})", "n"),
    "sqrt": ("x", "safe_math(SQRT, {0})", "n"),
    "exp": ("x", "safe_math(EXP, {0})", "n"),
    "exp10": ("x", "power(10.0, {0})", "n"),
    "log": ("x", "safe_math(LOG, {0})", "n"),
    "log10": ("x", "safe_math(LOG10, {0})", "n"),
    "sin": ("x", "safe_math(SIN, {0})", "n"),
    "cos": ("x", "safe_math(COS, {0})", "n"),
    "tan": ("x", "safe_math(TAN, {0})", "n"),
    "asin": ("x", "safe_math(ASIN, {0})", "n"),
    "acos": ("x", "safe_math(ACOS, {0})", "n"),
    "atan": ("x", "safe_math(ATAN, {0})", "n"),
    "atan2": ("xx", "ATAN2({0}, {1})", "n"),
    "pow": ("xx", "power({0}, {1})", "n"),
    "pi": ("", "PI", "n"),
    "contains": ("ss", "({1} in {0})", "b"),
    "starts-with": ("ss", "{0}.startswith({1})", "b"),
    "ends-with": ("ss", "{0}.endswith({1})", "b"),
    "substring-before": ("ss", "substring_before({0}, {1})", "s"),
    "substring-after": ("ss", "substring_after({0}, {1})", "s"),
    "translate": ("sss", "translate({0}, {1}, {2})", "s"),
    "string-length": ("?s", "float(len({0}))", "n"),
    "normalize-space": ("?s", "' '.join({0}.split())", "s"),
    "count-selected": ("s", "float(len({0}.split()))", "n"),
    "selected-at": ("sn", "selected_at({0}, {1})", "s"),
    "decimal-date-time": ("m", "decimal_date_time({0}, R)", "n"),
    "decimal-time": ("m", "decimal_time({0}, R)", "n"),
    "format-date": ("ms", "format_date({0}, {1}, R)", "s"),
    "format-date-time": ("ms", "format_date({0}, {1}, R)", "s"),
    "base64-decode": ("s", "base64_decode({0})", "s"),
    "extract-signed": ("ss", "extract_signed({0}, {1})", "s"),
    "property": ("s", "R.property({0})", "s"),
    "geofence": ("ss", "geofence({0}, {1})", "b"),
    "intersects": ("s", "intersects({0})", "b"),
    "pulldata": ("ssss", "R.pulldata({0}, {1}, {2}, {3})", "s"),
}


def _argument(generator: Generator, kind: str, arg: Expr, scope: Scope) -> str:
    if kind == "n" or (kind == "x" and not _computes_moment(arg)):
        return str(generator.number(arg, scope))
    if kind == "s":
        return str(generator.text(arg, scope))
    if kind == "b":
        return str(generator.boolean(arg, scope))
    code, _ = moment(generator, arg, scope)
    if kind == "x":
        return f"decimal_date_time({code}, R)"
    return code


def _computes_moment(expr: Expr) -> bool:
    """In mathematics a computed moment counts with its time of day, elsewhere as whole days."""
    if not isinstance(expr, Call):
        return False
    if expr.name in ("if", "coalesce"):
        return any(_computes_moment(arg) for arg in expr.args[-2:])
    return expr.name in ("now", "date-time")


def _simple(name: str) -> Make:
    kinds, template, result = _SIMPLE[name]
    optional = kinds.startswith("?")
    kinds = kinds.lstrip("?")

    def make(generator: Generator, args: Args, scope: Scope) -> Generated:
        given = args
        if optional and not args:
            own = _own_value(kinds, scope)
            if own:
                return template.format(own), result
            given = (SELF,)
        try:
            arity(given, len(kinds))
        except ExpressionError as error:
            raise ExpressionError(f"{name}() {error}") from None
        codes = [
            _argument(generator, kind, arg, scope) for kind, arg in zip(kinds, given, strict=True)
        ]
        return template.format(*codes), result

    return make


def _own_value(kind: str, scope: Scope) -> str:
    """The context's own text, without counting as reading itself; '' inside a predicate."""
    if scope.outer is not None or scope.item or scope.node.kind not in ("leaf", "attribute"):
        return ""
    own = f"{scope.expr}.v[{scope.node.slot}]"
    return f"NUM[{own}]" if kind == "n" else own


for _name in _SIMPLE:
    CALLS[_name] = _simple(_name)
