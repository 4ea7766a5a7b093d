"""The order in which a form is asked, worked out once: per frame, a flat list of screens."""

from __future__ import annotations

from dataclasses import dataclass, field

from xforms.schema import Control, Node, Schema


@dataclass(slots=True, eq=False)
class Screen:
    """One screen of a frame: a question, a group shown whole, or a repeat."""

    kind: str
    node: Node
    slot: int
    control: Control
    members: tuple[Control, ...] = ()
    """Questions of a group shown whole, in order."""
    index: int = 0


@dataclass(slots=True, eq=False)
class Screens:
    """Screens by frame, and where each node stands."""

    frames: list[list[Screen]]
    at: dict[int, tuple[int, int]] = field(default_factory=dict)
    """node → (frame, index)"""


def plan_screens(schema: Schema) -> list[Screens]:
    """Lay out the body; a list of one, so that the plan stays plain."""
    made = Screens([[] for _ in schema.frames])
    _lay(schema.body, made)
    return [made]


def _lay(controls: list[Control], made: Screens) -> None:
    for control in controls:
        if control.kind == "repeat":
            _repeat(control, made)
        elif control.kind == "group":
            _group(control, made)
        elif control.node is not None:
            _enter(Screen("question", control.node, control.node.slot, control), made)


def _enter(screen: Screen, made: Screens) -> None:
    frame = screen.node.frame
    if screen.node.inner is not None and screen.kind == "group":
        frame = screen.node.inner
    strangers = [one for one in screen.members if one.node is None or one.node.frame is not frame]
    screen.members = tuple(one for one in screen.members if one not in strangers)
    screens = made.frames[frame.id]
    screen.index = len(screens)
    screens.append(screen)
    if screen.kind != "group" or screen.node.inner is None:
        made.at.setdefault(screen.node.id, (frame.id, screen.index))
    for member in screen.members:
        if member.node is not None:
            made.at.setdefault(member.node.id, (frame.id, screen.index))
    for one in strangers:  # of another repeat: asked by themselves
        _lay([one], made)


def _repeat(control: Control, made: Screens) -> None:
    node = control.node
    if node is None or node.inner is None:
        _lay(control.children, made)
        return
    _enter(Screen("repeat", node, node.slot, control), made)
    if _whole(control):
        members = tuple(_questions(control))
        _enter(Screen("group", node, 0, control, members), made)
    else:
        _lay(control.children, made)


def _group(control: Control, made: Screens) -> None:
    if control.node is not None and _whole(control) and control.node.inner is None:
        members = tuple(_questions(control))
        screen = Screen("group", control.node, control.node.slot, control, members)
        _enter(screen, made)
    else:
        _lay(control.children, made)


def _whole(control: Control) -> bool:
    """field-list without a repeat inside: everything on one screen."""
    words = control.appearance.split()
    return ("field-list" in words or "table-list" in words) and not _has_repeat(control)


def _has_repeat(control: Control) -> bool:
    return any(child.kind == "repeat" or _has_repeat(child) for child in control.children)


def _questions(control: Control) -> list[Control]:
    found: list[Control] = []
    for child in control.children:
        if child.kind == "group":
            found.extend(_questions(child))
        elif child.node is not None:
            found.append(child)
    return found
