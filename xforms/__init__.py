"""A complete ODK XForms runtime: compile a form once, run it for many people, offline and pure.

form = xforms.compile_form(xform)
run = xforms.start(form, xforms.Surroundings(now=datetime.now(zone), seed=1))
at = run.first()
while at is not None:
    print(run.prompt(at.ref).label)
    run.answer(at.ref, input())
    at = run.next(at)
print(run.submission().xml)
"""

from __future__ import annotations

from collections.abc import Mapping

from xforms.answering import Accepted, Rejected
from xforms.cache import read as from_cache
from xforms.carrying import carry
from xforms.checks import Problem
from xforms.choices import Choice
from xforms.compile import compile_form
from xforms.faults import FormFault, FormRefused, RunRefused
from xforms.form import Form
from xforms.items import Instance
from xforms.parse.instances import from_file
from xforms.persistence import fill, load
from xforms.prompts import Group, Prompt, Repeat
from xforms.ranges import Range
from xforms.run import Run
from xforms.screens import Position
from xforms.submission import Submission
from xforms.surroundings import Surroundings

__all__ = [
    "Accepted",
    "Choice",
    "Form",
    "FormFault",
    "FormRefused",
    "Group",
    "Position",
    "Problem",
    "Prompt",
    "Range",
    "Rejected",
    "Repeat",
    "Run",
    "RunRefused",
    "Submission",
    "Surroundings",
    "carry_over",
    "compile_form",
    "from_cache",
    "restore",
    "start",
]


def start(
    form: Form,
    surroundings: Surroundings,
    *,
    instances: Mapping[str, bytes] | None = None,
    language: str | None = None,
) -> Run:
    """Begin a run.

    Args:
        form: the compiled form.
        surroundings: clock, seed and properties.
        instances: external instances of this run alone, by id or file name.
        language: one of the form's; its default if None.

    Raises:
        FormRefused: an instance is unreadable.
        RunRefused: the form has no such language.
    """
    if language is not None and language not in form.languages:
        raise RunRefused("RUN-LANGUAGE", "the form has no such language")
    chosen = form.default_language if language is None else language
    run = Run(form, surroundings, _instances(form, instances or {}), chosen)
    run.begin()
    return run


def restore(
    form: Form,
    blob: bytes,
    surroundings: Surroundings,
    *,
    instances: Mapping[str, bytes] | None = None,
) -> Run:
    """Bring a suspended run back; nothing is evaluated.

    Raises:
        RunRefused: not a dump, or one of another form.
    """
    stored = load(blob)
    if stored[1] != form.digest:
        raise RunRefused("RUN-FORM", "the stored state belongs to another version of the form")
    run = Run(form, surroundings, _instances(form, instances or {}), stored[2])
    run.chance.seed = stored[3]
    fill(run, stored)
    return run


def carry_over(
    old: Form,
    blob: bytes,
    new: Form,
    surroundings: Surroundings,
    *,
    instances: Mapping[str, bytes] | None = None,
) -> Run:
    """Bring a suspended run of one version of a form over to another version.

    Answers move by path; calculations, relevance and new defaults are evaluated anew.

    Raises:
        RunRefused: the dump is not one of the old form.
    """
    before = restore(old, blob, surroundings, instances=instances)
    language = before.language if before.language in new.languages else new.default_language
    run = Run(new, surroundings, _instances(new, instances or {}), language)
    run.chance.seed, run.chance.drawn = before.chance.seed, before.chance.drawn
    carry(before, run)
    return run


def _instances(form: Form, given: Mapping[str, bytes]) -> dict[str, Instance]:
    """Per-run instances by id; a file name stands for every instance that names it."""
    found: dict[str, Instance] = {}
    for name, content in given.items():
        instance = from_file(name, content)
        found[name] = instance
        found.setdefault(name.rpartition(".")[0] or name, instance)
        for key, source in form.schema.instances.items():
            if source.rpartition("/")[2] == name:
                found[key] = instance
    return found
