"""A web chat for everybody of the demo, so that pushes arrive before anybody is chosen."""

from __future__ import annotations

from bot.channels.web.log_rows import CHANNEL, owner
from bot.channels.web.sign_in import new_chat_id
from models import ChannelAccount, Worker
from services import sealing
from services.unit_of_work import UnitOfWork


async def give_phones(uow: UnitOfWork, staff: list[Worker]) -> None:
    """Bind one chat to each member of staff."""
    for worker in staff:
        chat_id = new_chat_id()
        uow.session.add(
            ChannelAccount(channel=CHANNEL, chat_id=chat_id, worker_id=worker.id, bound_at=uow.now)
        )
        await sealing.cipher_of(uow, owner(chat_id))
