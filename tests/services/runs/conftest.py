"""A worker with a child and a venue, and the form that has every type of question."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from models import Child, Venue, Worker
from services.actors import actor_of
from tests import factories
from tests.conftest import Begin
from tests.forms.published import publish_form
from tests.services.runs.desk import Desk


@dataclass(frozen=True)
class Post:
    """A grid worker, a child and a hotel of the grid."""

    worker: Worker
    child: Child
    venue: Venue
    begin: Begin

    def desk(self, language: str = "zh_Hans") -> Desk:
        """The worker at work."""
        self.worker.language = language
        return Desk(self.begin, actor_of(self.worker))

    async def visit(self, form_id: str = "every_type") -> Desk:
        """The worker, with a run about the child begun."""
        desk = self.desk()
        await desk.start(form_id, child_id=self.child.id)
        return desk


@pytest.fixture
async def post(begin: Begin) -> Post:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid)
        child = await factories.child(uow, town, village, grid)
        venue = await factories.venue(uow, town, village, grid)
        for form_id in ("every_type", "home_visit", "hotel"):
            await publish_form(uow, form_id)
    return Post(worker, child, venue, begin)
