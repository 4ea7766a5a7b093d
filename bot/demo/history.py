"""What was found the last time: one submitted home visit per child, one inspection per venue."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from random import Random

from bot.demo.children import PER_VILLAGE, last_seen_on
from models import Child, Run, Submission, Venue, Worker
from models.base import random_name
from models.child import Sex
from models.run import RunStatus
from privacy.sealed import Sealed, place
from services import sealing
from services.unit_of_work import LOCAL_ZONE, UnitOfWork

VISIT_HOUR = time(16, 0)
INSPECTION = {"ht_led": "no", "ht_esport": "no", "ht_ack": "王经理"}
"""Facts of an inspection that the next form shows again."""

UNVISITED = 3
"""In each village the child at this position is new and was never visited."""


async def make_visits(
    uow: UnitOfWork, children: list[Child], workers: dict[int, Worker], version_id: int
) -> None:
    """The last visit to each child, by whoever is responsible for it (`workers` by child id)."""
    random = Random(11)  # noqa: S311 - an invented history, not a secret
    for index, child in enumerate(children):
        number = index % PER_VILLAGE
        if number == UNVISITED and index < UNVISITED + 2 * PER_VILLAGE:
            child.registered_on = uow.today
            continue
        phase = (number + 3 * (index // PER_VILLAGE)) % PER_VILLAGE
        seen = last_seen_on(uow.today, phase, child)
        child.last_seen_on = seen
        row = await _past(uow, child, workers[child.id], (version_id, "home_visit"), seen)
        row.child_id, row.child_seen = child.id, True
        row.answers = await _answers(uow, f"child:{child.uid}", row.uid, _visit(child, random))


async def make_inspections(
    uow: UnitOfWork, hotels: list[Venue], inspector: Worker, version_id: int
) -> None:
    """The last inspection of each hotel."""
    for index, venue in enumerate(hotels):
        seen = date.fromordinal(uow.today.toordinal() - 20 - 9 * index)
        venue.last_inspected_on = seen
        row = await _past(uow, venue, inspector, (version_id, "hotel"), seen)
        row.venue_id = venue.id
        owner = f"venue:{venue.uid}"
        row.answers = await _answers(uow, owner, row.uid, dict(INSPECTION))


async def _answers(uow: UnitOfWork, owner: str, uid: str, answers: dict[str, str]) -> Sealed:
    text = json.dumps(answers, ensure_ascii=False)
    return await sealing.seal(uow, owner, ("submissions", "answers", uid), text)


async def _past(
    uow: UnitOfWork, subject: Child | Venue, worker: Worker, form: tuple[int, str], day: date
) -> Submission:
    version_id, form_id = form
    at = datetime.combine(day, VISIT_HOUR, tzinfo=LOCAL_ZONE).astimezone(UTC)
    run = Run(
        town_id=subject.town_id,
        worker_id=worker.id,
        form_version_id=version_id,
        child_id=subject.id if isinstance(subject, Child) else None,
        venue_id=subject.id if isinstance(subject, Venue) else None,
        status=RunStatus.SUBMITTED,
        started_at=at,
        updated_at=at,
    )
    uow.session.add(run)
    await uow.session.flush()
    uid = random_name()
    kind = "child" if isinstance(subject, Child) else "venue"
    cipher = await sealing.cipher_of(uow, f"{kind}:{subject.uid}")
    row = Submission(
        uid=uid,
        town_id=subject.town_id,
        village_id=subject.village_id,
        run_id=run.id,
        form_id=form_id,
        form_version_id=version_id,
        worker_id=worker.id,
        visited_on=day,
        submitted_at=at,
        answers=cipher.seal("{}", place("submissions", "answers", uid)),
        xml=cipher.seal("", place("submissions", "xml", uid)),
    )
    uow.session.add(row)
    return row


def _visit(child: Child, random: Random) -> dict[str, str]:
    """Answers of an ordinary visit; the next form shows the facts among them for one tap."""
    left_behind = "left_behind" in child.classes
    answers = {
        "hv_mode": "home",
        "hv_team": "grid director",
        "hv_two_adults": "yes",
        "hv_met": "child",
        "hv_lives_with": "pgp" if left_behind else "mother",
        "hv_carer": "gp" if left_behind else "mother",
        "hv_carer_age": str(random.randint(58, 68) if left_behind else random.randint(30, 45)),
        "hv_econ": "none",
        "hv_school": "in",
        "hv_edu_today": "body drown",
        "hv_actions": "edu guide",
    }
    if left_behind:
        answers |= {
            "hv_entrust": "yes",
            "hv_entrust_told": "yes",
            "hv_parent_contact": "weekly",
            "hv_parent_home": "m3",
        }
    if child.sex is Sex.FEMALE:
        answers["hv_female"] = "yes"
    return answers
