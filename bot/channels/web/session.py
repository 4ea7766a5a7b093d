"""The web chat as an aiogram session: what a bot sends becomes rows in the chat's log."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    SendChatAction,
    SendDocument,
    SendLocation,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import File as TelegramFile
from aiogram.types import InputMediaDocument, InputMediaPhoto, Message, User

from bot.channels.web.chat_log import ChatClosedError, ChatLog, Logged, UnchangedError
from bot.channels.web.events import Bubble
from bot.channels.web.log_rows import NoSuchMessageError
from bot.channels.web.markup import (
    MAX_CAPTION,
    RefusedError,
    UnsupportedError,
    checked_text,
    file_of,
    menu_of,
    rows_of,
)
from bot.channels.web.updates import (
    BOT_ID,
    bot_user,
    chat_of_query,
    message_of,
    place_of_file,
)
from bot.channels.web.updates import file_of as file_fields

TOKEN = f"{BOT_ID}:web-channel"
"""Not a secret: aiogram wants the shape of a token."""

T = TypeVar("T")
Step = Callable[[Bot, Any], Awaitable[Any]]


def web_bot(log: ChatLog) -> Bot:
    """A bot that talks into the web chats of a log."""
    return Bot(token=TOKEN, session=WebSession(log))


class WebSession(BaseSession):
    """Delivers a bot's methods to the log; refuses what the page cannot show."""

    def __init__(self, log: ChatLog) -> None:
        super().__init__(api=TelegramAPIServer(base="web://{token}/{method}", file="{path}"))
        self._log = log
        self._steps: dict[type, Step] = {
            SendMessage: self._send_message,
            SendPhoto: self._send_photo,
            SendDocument: self._send_document,
            SendLocation: self._send_location,
            SendChatAction: self._send_chat_action,
            EditMessageText: self._edit_text,
            EditMessageCaption: self._edit_caption,
            EditMessageReplyMarkup: self._edit_reply_markup,
            EditMessageMedia: self._edit_media,
            DeleteMessage: self._delete_message,
            AnswerCallbackQuery: self._answer_callback_query,
            GetFile: self._get_file,
            GetMe: self._get_me,
        }

    async def close(self) -> None:
        """Nothing is held open."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[T],
        timeout: int | None = None,  # noqa: ARG002, ASYNC109 - aiogram's signature
    ) -> T:
        """Do what the method says.

        Raises:
            TelegramBadRequest: As the Bot API would.
            TelegramForbiddenError: Nobody is behind the chat any more.
            UnsupportedError: The page cannot do this.
        """
        step = self._steps.get(type(method))
        if step is None:
            raise UnsupportedError(type(method).__name__)
        _refuse_markup(bot, method)
        try:
            return cast("T", await step(bot, method))
        except ChatClosedError as error:
            raise TelegramForbiddenError(
                method, "Forbidden: bot was blocked by the user"
            ) from error
        except UnchangedError as error:
            raise TelegramBadRequest(method, "Bad Request: message is not modified") from error
        except NoSuchMessageError as error:
            raise TelegramBadRequest(method, "Bad Request: message to edit not found") from error
        except RefusedError as error:
            raise TelegramBadRequest(method, f"Bad Request: {error}") from error

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,  # noqa: ARG002 - aiogram's signature
        timeout: int = 30,  # noqa: ARG002, ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file (`url` is the `file_path` that `getFile` gave)."""
        _, body = await self._stored(url)
        for start in range(0, len(body), chunk_size):
            yield body[start : start + chunk_size]

    async def _send_message(self, bot: Bot, method: SendMessage) -> Message:
        bubble = Bubble(text=checked_text(method.text), rows=rows_of(method.reply_markup))
        return await self._add(bot, method, bubble)

    async def _send_photo(self, bot: Bot, method: SendPhoto) -> Message:
        bubble = Bubble(
            text=checked_text(method.caption, MAX_CAPTION), rows=rows_of(method.reply_markup)
        )
        return await self._add(
            bot, method, bubble, picture=await file_of(bot, method.photo, "picture.jpg")
        )

    async def _send_document(self, bot: Bot, method: SendDocument) -> Message:
        bubble = Bubble(
            text=checked_text(method.caption, MAX_CAPTION), rows=rows_of(method.reply_markup)
        )
        return await self._add(
            bot, method, bubble, document=await file_of(bot, method.document, "file")
        )

    async def _send_location(self, bot: Bot, method: SendLocation) -> Message:
        bubble = Bubble(
            place=(method.latitude, method.longitude), rows=rows_of(method.reply_markup)
        )
        return await self._add(bot, method, bubble)

    async def _send_chat_action(self, _bot: Bot, method: SendChatAction) -> bool:
        self._log.typing(_chat(method))
        return True

    async def _edit_text(self, bot: Bot, method: EditMessageText) -> Message:
        text, rows = checked_text(method.text), rows_of(method.reply_markup)

        def change(old: Bubble) -> Bubble:
            if old.files or old.place:
                raise RefusedError("there is no text in the message to edit")
            return replace(_own(old), text=text, rows=rows)

        return await self._edit(bot, method, change)

    async def _edit_caption(self, bot: Bot, method: EditMessageCaption) -> Message:
        text = checked_text(method.caption, MAX_CAPTION)
        rows = rows_of(method.reply_markup)

        def change(old: Bubble) -> Bubble:
            if not old.files:
                raise RefusedError("there is no caption in the message to edit")
            return replace(_own(old), text=text, rows=rows)

        return await self._edit(bot, method, change)

    async def _edit_reply_markup(self, bot: Bot, method: EditMessageReplyMarkup) -> Message:
        rows = rows_of(method.reply_markup)
        return await self._edit(bot, method, lambda old: replace(_own(old), rows=rows))

    async def _edit_media(self, bot: Bot, method: EditMessageMedia) -> Message:
        media = method.media
        if not isinstance(media, InputMediaPhoto | InputMediaDocument):
            raise UnsupportedError(type(media).__name__)
        file = await file_of(bot, media.media, "file")
        bubble = Bubble(
            text=checked_text(media.caption, MAX_CAPTION), rows=rows_of(method.reply_markup)
        )
        kind = "picture" if isinstance(media, InputMediaPhoto) else "document"

        def change(old: Bubble) -> Bubble:
            _own(old)
            return bubble

        return await self._edit(bot, method, change, **{kind: file})

    async def _delete_message(self, _bot: Bot, method: DeleteMessage) -> bool:
        try:
            await self._log.remove(_chat(method), method.message_id)
        except NoSuchMessageError as error:
            raise RefusedError("message to delete not found") from error
        return True

    async def _answer_callback_query(self, _bot: Bot, method: AnswerCallbackQuery) -> bool:
        try:
            chat_id = chat_of_query(method.callback_query_id)
        except ValueError as error:
            raise RefusedError("query is too old and response timeout expired") from error
        if method.text:
            await self._log.toast(chat_id, method.text, alert=bool(method.show_alert))
        return True

    async def _get_file(self, _bot: Bot, method: GetFile) -> TelegramFile:
        chat_id, fields = await self._file_fields(method.file_id)
        return TelegramFile(file_path=method.file_id, **file_fields(chat_id, fields))

    async def _get_me(self, _bot: Bot, _method: GetMe) -> User:
        return User(**bot_user(), username="hulei_web_bot")

    async def _file_fields(self, file_id: str) -> Any:
        (ref, _), (chat_id, _uid) = await self._stored(file_id), place_of_file(file_id)
        return chat_id, ref

    async def _stored(self, file_id: str) -> Any:
        try:
            found = await self._log.file(*place_of_file(file_id))
        except ValueError:
            found = None
        if found is None:
            raise RefusedError("wrong file_id or the file is temporarily unavailable")
        return found

    async def _add(self, bot: Bot, method: Any, bubble: Bubble, **files: Any) -> Message:
        chat_id = _chat(method)
        menu = menu_of(method.reply_markup)
        logged = await self._log.add(chat_id, bubble, menu=menu, **files)
        return _message(bot, chat_id, logged)

    async def _edit(
        self, bot: Bot, method: Any, change: Callable[[Bubble], Bubble], **files: Any
    ) -> Message:
        chat_id = _chat(method)
        logged = await self._log.edit(chat_id, method.message_id or 0, change, **files)
        return _message(bot, chat_id, logged)


def _message(bot: Bot, chat_id: int, logged: Logged) -> Message:
    raw = message_of(chat_id, logged.message_id, logged.bubble)
    return Message.model_validate(raw, context={"bot": bot})


def _chat(method: Any) -> int:
    try:
        return int(method.chat_id)
    except (TypeError, ValueError) as error:
        raise RefusedError("chat not found") from error


def _own(bubble: Bubble) -> Bubble:
    if bubble.mine:
        raise RefusedError("message can't be edited")
    return bubble


def _refuse_markup(bot: Bot, method: Any) -> None:
    """The page shows plain text: a mark-up that would appear as signs is a bug of ours."""
    parse_mode = getattr(method, "parse_mode", None)
    if isinstance(parse_mode, Default):
        parse_mode = bot.default[parse_mode.name]
    if parse_mode or getattr(method, "entities", None):
        raise UnsupportedError("text with mark-up")
