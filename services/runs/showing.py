"""From a run in memory to the values of its present screen."""

from __future__ import annotations

from datetime import date, timedelta

import xforms
from models import Run
from services.runs import answering, problems, walking
from services.runs.loading import OpenRun, copy_of
from services.runs.notes import ALARM, REASON, REVIEW
from services.runs.prefill import Subject
from services.runs.standing import (
    AlarmScreen,
    Answer,
    BlockScreen,
    EndedScreen,
    Found,
    Mark,
    Point,
    QuestionScreen,
    Ready,
    ReasonScreen,
    Remark,
    RepeatScreen,
    ReviewScreen,
    Route,
    Section,
    Shown,
    Standing,
    Stop,
)

MAX_QUICK = 12
"""Buttons for ready values; more are typed."""

PAST_DAYS = (0, -1, -2)
COMING_DAYS = (1, 3, 7, 14, 30)
"""Days from today that a date question offers as buttons."""


def ended(row: Run, subject: Subject, title: str, today: date) -> Standing:
    """A run that has been handed in or thrown away."""
    return Standing(
        run_id=row.id,
        revision=row.revision,
        code=subject.code,
        title=title,
        screen=EndedScreen(row.status),
        today=today,
        child_id=row.child_id,
        venue_id=row.venue_id,
    )


def standing(
    run: OpenRun,
    today: date,
    *,
    remark: Remark | None = None,
    raised: tuple[Found, ...] = (),
    stale: bool = False,
) -> Standing:
    """The present screen with everything a view needs."""
    row = run.row
    position = walking.present(run)
    done, total = walking.counted(run, position) if position is not None else (0, 0)
    return Standing(
        run_id=row.id,
        revision=row.revision,
        code=run.subject.code,
        title=run.form.title,
        screen=_screen(run, position, today),
        today=today,
        child_id=row.child_id,
        venue_id=row.venue_id,
        recheck=row.recheck_of_id is not None,
        done=done,
        total=total,
        may_go_back=_may_go_back(run),
        returning=run.notes.returning,
        remark=remark,
        raised=raised,
        stale=stale,
    )


def route(run: OpenRun) -> Route:
    """All screens in order, for going to any of them."""
    stops = tuple(
        Stop(
            ref=position.ref,
            label=label_of(run, position),
            done=position.ref in run.notes.seen and walking.is_complete(run, position),
            here=position.ref == run.row.at,
        )
        for position in walking.screens(run)
    )
    return Route(run.row.id, run.row.revision, run.subject.code, run.form.title, stops)


def label_of(run: OpenRun, position: xforms.Position) -> str:
    """What a screen is called in a list."""
    if position.kind == "question":
        prompt = run.answers.prompt(position.ref)
        around = _around(run, prompt, walking.row_around(run, position.ref))
        return f"{around} {short_name(run, prompt)}".strip()
    if position.kind == "group":
        group = run.answers.group(position.ref)
        return group.label or short_name(run, group.prompts[0])
    return run.answers.repeat(position.ref).label


def short_name(run: OpenRun, prompt: xforms.Prompt) -> str:
    """The form's short name of a question in the language shown, else its label."""
    code = "en" if run.answers.language.rstrip(")").endswith("en") else "zh"
    return prompt.attributes.get(f"hulei:short_{code}") or prompt.label or prompt.name


def answer_of(prompt: xforms.Prompt, value: str | None = None) -> Answer:
    """An answer with the labels of what was chosen."""
    raw = prompt.value if value is None else value
    labels = {choice.value: choice.label for choice in prompt.choices}
    chosen = raw.split() if prompt.control in answering.MANY else [raw] if raw else []
    shapes = [word for word in prompt.appearance.split() if word in ("year", "month-year")]
    shown_as = shapes[0] if shapes and prompt.type == "date" else prompt.type
    return Answer(shown_as, raw, tuple(labels.get(v, v) for v in chosen) if labels else ())


def _may_go_back(run: OpenRun) -> bool:
    if run.notes.point or run.row.at in (ALARM, REASON):
        return True
    return walking.preceding(run, run.row.at) is not None


def _screen(run: OpenRun, position: xforms.Position | None, today: date) -> Shown:
    at = run.row.at
    if at == ALARM:
        found = problems.alarms(run)
        return AlarmScreen(found, problems.situations(found))
    if at == REASON:
        return ReasonScreen(problems.alarms(run))
    if at == REVIEW or position is None:
        return _review(run)
    if run.notes.point:
        return _question(run, run.answers.prompt(run.notes.point), today)
    if position.kind == "group":
        return _block(run, position.ref)
    if position.kind == "repeat":
        return _repeat(run, position.ref)
    return _question(run, run.answers.prompt(position.ref), today)


def _around(run: OpenRun, prompt: xforms.Prompt, row: walking.Row | None) -> str:
    """The block or list entry that a question stands in: `其他孩子 2`."""
    if run.notes.point or row is not None:
        words = prompt.path[-1:] if row is None else (*prompt.path[-1:], str(row.number))
        return " ".join(words)
    return ""


def _question(run: OpenRun, prompt: xforms.Prompt, today: date) -> QuestionScreen:
    value = run.notes.pending.get(prompt.ref, prompt.value)
    row = walking.row_around(run, prompt.ref)
    return QuestionScreen(
        prompt=prompt,
        value=value,
        quick=_quick(run, prompt, today),
        same=_is_filled(run, prompt) and _is_like_last(run, prompt),
        may_skip=not prompt.required and not walking.is_note(prompt) and not prompt.readonly,
        inside=_around(run, prompt, row),
        may_remove=row is not None and row.may_remove and not run.notes.point,
        example=answering.example_of(prompt),
        voice=None if (voice := walking.voice_of(run, prompt)) is None else bool(voice.value),
    )


def _is_filled(run: OpenRun, prompt: xforms.Prompt) -> bool:
    """A fact that was filled in beforehand and that the person has not changed."""
    fact = walking.FACT in prompt.attributes
    return fact and bool(prompt.value) and prompt.ref not in run.notes.touched


def _is_like_last(run: OpenRun, prompt: xforms.Prompt) -> bool:
    return run.last.get(prompt.name) == prompt.value


def _block(run: OpenRun, ref: str) -> BlockScreen:
    group = run.answers.group(ref)
    notes = [
        text
        for prompt in group.prompts
        if walking.is_note(prompt)
        for text in (prompt.label, prompt.hint, prompt.value)
        if text
    ]
    troubled = _troubled(run)
    points = tuple(point_of(run, prompt, troubled) for prompt in walking.points_of(run, ref))
    row = walking.row_around(run, ref)
    label = " ".join([group.label, str(row.number)]) if row is not None else group.label
    removable = row is not None and row.may_remove
    return BlockScreen(label, tuple(notes), points, _ready(run, ref), removable)


def _troubled(run: OpenRun) -> set[str]:
    return {problem.question for problem in problems.found(run)}


def point_of(run: OpenRun, prompt: xforms.Prompt, troubled: set[str]) -> Point:
    """One question as a row of a block or of the review; `troubled` are those with problems."""
    value = run.notes.pending.get(prompt.ref, prompt.value)
    return Point(
        ref=prompt.ref,
        short=short_name(run, prompt),
        label=prompt.label,
        mark=_mark(run, prompt, value, troubled),
        answer=answer_of(prompt, value),
        tap=_tap(prompt),
        required=prompt.required,
    )


def _mark(run: OpenRun, prompt: xforms.Prompt, value: str, troubled: set[str]) -> Mark:
    if prompt.ref in run.notes.pending or walking.is_wrong(prompt):
        return Mark.WRONG
    if not value:
        return Mark.OPEN
    if prompt.name in troubled:
        return Mark.OTHER
    if _is_filled(run, prompt):
        return Mark.SAME if _is_like_last(run, prompt) else Mark.FILLED
    normal = prompt.attributes.get(walking.NORMAL)
    if normal is None:
        return Mark.GIVEN
    return Mark.NORMAL if value == normal else Mark.OTHER


def _tap(prompt: xforms.Prompt) -> int | None:
    """What a tap on a yes/no point sets: the answer that is not normal, then back and forth."""
    normal = prompt.attributes.get(walking.NORMAL)
    values = [choice.value for choice in prompt.choices]
    if prompt.control != "select1" or len(values) != 2 or normal not in values:
        return None
    usual = values.index(normal)
    return usual if prompt.value == values[1 - usual] else 1 - usual


def _ready(run: OpenRun, ref: str) -> Ready:
    points = walking.points_of(run, ref)
    unanswered = [p for p in points if not p.value]
    if walking.unfillable(run, xforms.Position(ref, "group")):
        return Ready.OPEN
    if any(p.ref in run.notes.pending or walking.is_wrong(p) for p in points):
        return Ready.WRONG
    filled = [p for p in points if _is_filled(run, p)]
    same = all(_is_like_last(run, p) for p in filled)
    if any(walking.NORMAL in p.attributes for p in unanswered):
        if filled:
            return Ready.SAME_REST_NORMAL if same else Ready.RIGHT_REST_NORMAL
        return Ready.NORMAL if len(unanswered) == len(points) else Ready.REST_NORMAL
    if filled and len(filled) + len(unanswered) == len(points):
        return Ready.SAME if same else Ready.RIGHT
    return Ready.NEXT


def _repeat(run: OpenRun, ref: str) -> RepeatScreen:
    repeat = run.answers.repeat(ref)
    return RepeatScreen(repeat.label, tuple(repeat.instances), repeat.may_add, repeat.may_remove)


def _review(run: OpenRun) -> ReviewScreen:
    troubled = _troubled(run)
    sections = tuple(
        _section(run, number, position, troubled)
        for number, position in enumerate(walking.screens(run))
        if not walking.is_text(run, position)
    )
    return ReviewScreen(
        sections=sections,
        found=problems.found(run),
        missing=sum(not section.done for section in sections),
        confirm=_confirm_label(run),
    )


def _section(run: OpenRun, number: int, position: xforms.Position, troubled: set[str]) -> Section:
    ref, block = position.ref, walking.is_block(position)
    if position.kind == "repeat":
        rows = run.answers.repeat(ref).instances
        points = tuple(
            Point(at, label, label, Mark.GIVEN, Answer("string", label)) for at, label in rows
        )
    else:
        prompts = walking.points_of(run, ref) if block else (run.answers.prompt(ref),)
        points = tuple(point_of(run, p, troubled) for p in prompts if not walking.is_note(p))
    label, done = label_of(run, position), walking.is_complete(run, position)
    return Section(number, label, points, block, done)


def _confirm_label(run: OpenRun) -> str:
    nodes = run.answers.nodes_with(walking.CONFIRM)
    return run.answers.prompt(nodes[0][0]).label if nodes else ""


def _quick(run: OpenRun, prompt: xforms.Prompt, today: date) -> tuple[str, ...]:
    """Ready values for buttons, only such as the form accepts now."""
    if prompt.choices or prompt.readonly:
        return ()
    told = prompt.attributes.get(walking.QUICK, "").split()
    if told:
        return _accepted(run, prompt, told)
    normal = prompt.attributes.get(walking.NORMAL, "")
    if prompt.type == "date":
        days = [today + timedelta(days=n) for n in (*PAST_DAYS, *COMING_DAYS)]
        return _accepted(run, prompt, [day.isoformat() for day in days])
    if prompt.control == "range":
        return _accepted(run, prompt, _steps(prompt))
    if prompt.type == "int":
        return _small_numbers(run, prompt, normal)
    return _accepted(run, prompt, [normal] if normal else [])


def _small_numbers(run: OpenRun, prompt: xforms.Prompt, normal: str) -> tuple[str, ...]:
    """Buttons for a narrow range, or where the normal answer is a small number."""
    taken = _accepted(run, prompt, [str(n) for n in range(MAX_QUICK + 1)])
    narrow = 0 < len(taken) <= MAX_QUICK and str(MAX_QUICK) not in taken
    if narrow or normal in taken[:10]:
        return taken[:10]
    return _accepted(run, prompt, [normal] if normal else [])


def _accepted(run: OpenRun, prompt: xforms.Prompt, values: list[str]) -> tuple[str, ...]:
    """Those the form accepts, tried on a copy."""
    trial = copy_of(run)
    return tuple(v for v in values if not isinstance(trial.answer(prompt.ref, v), xforms.Rejected))


def _steps(prompt: xforms.Prompt) -> list[str]:
    span = prompt.range
    if span is None or span.step <= 0 or (span.end - span.start) / span.step > MAX_QUICK:
        return []
    count = int((span.end - span.start) / span.step) + 1
    return [f"{span.start + span.step * n:g}" for n in range(count)]
