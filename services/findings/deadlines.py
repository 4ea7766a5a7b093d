"""By when a finding has to be in order."""

from __future__ import annotations

from datetime import date, timedelta

from models import Finding
from services.calendar import load_calendar
from services.climbs import finding_ladder
from services.follow_ups import SERIOUS, Problem, days, departments
from services.policy import Tell, Unit, load_policy


def deadline_of(problem: Problem, found_on: date) -> date | None:
    """The last day: by `R n` or `V n` of the form, else by severity (policy).

    None for what can only be watched: a problem that asks for no re-check, no alert and no
    transfer stays open until a visit finds it in order.
    """
    told = [n for letter in "RV" if (n := days(problem.follow_up, letter)) is not None]
    if told:
        return found_on + timedelta(days=min(told))
    if not problem.alerts and not departments(problem.follow_up):
        return None
    rule = load_policy().finding_deadlines[problem.severity]
    if rule.unit is Unit.WORKING_DAYS:
        return load_calendar().add_working_days(found_on, rule.days)
    return found_on + timedelta(days=rule.days)


def climbs_by_itself(finding: Finding) -> bool:
    """Whether the finding climbs when it is late.

    Where all that is asked is another visit to the child (`V n`), the due visit climbs instead.
    """
    if finding.deadline is None:
        return False
    only_visit = days(finding.follow_up, "V") is not None and days(finding.follow_up, "R") is None
    return not (finding.child_id is not None and only_visit)


def climbs_every_day(finding: Finding) -> bool:
    """Serious ones climb on days off too."""
    return finding.severity >= SERIOUS


def arm(finding: Finding) -> None:
    """Set when the tick has to look at a finding next."""
    finding.next_action_at = None
    if finding.deadline is not None and climbs_by_itself(finding):
        finding.next_action_at = finding_ladder().moment(
            finding.deadline, finding.stage, every_day=climbs_every_day(finding)
        )


def is_to_be_transferred(finding: Finding) -> bool:
    """Whether it has been late so long that the lead department has to take it over."""
    steps = finding_ladder().steps[: finding.stage]
    return any(step.tell is Tell.LEAD_DEPARTMENT for step in steps)
