"""The server: methods over HTTP, a queue of updates with long polling, and what a test may look at or break."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.real.fake_telegram.bringing import Bringer, accepted_webhook
from tests.real.fake_telegram.files import Files
from tests.real.fake_telegram.people import Groups, Person
from tests.real.fake_telegram.schema import METHODS, SCHEMA, SchemaError, check, read_parameters
from tests.real.fake_telegram.sent import (
    Failure,
    Refusal,
    Sent,
    accepted_buttons,
    accepted_commands,
    accepted_photo,
    accepted_text,
)

TOKEN = "4242:test-token"
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
ACTIONS = frozenset({"typing", "upload_document", "upload_photo"})
Parameters = dict[str, Any]


class FakeTelegram:
    """One bot's Bot API. It keeps its queue and messages when stopped, and starts again on the same port.

    calls: every request in order, as (method, parameters). violations: what broke the schema; the end of `async with`
    raises when there are any. files: what people sent. answers: texts shown for pressed buttons, by query id. bringer:
    who brings updates to the webhook, when there is one.
    """

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self.me = {"id": 4242, "is_bot": True, "first_name": "Akkoord", "username": "akkoord_test_bot"}
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, Parameters]] = []
        self.violations: list[str] = []
        self.answers: dict[str, str | None] = {}
        self.files = Files()
        self.commands: dict[str, list[tuple[str, str]]] = {}
        self.webhook = ""
        self.secret = ""
        self.pending: list[dict[str, Any]] = []
        self._people: dict[int, Person] = {}
        self.groups = Groups()
        self._allowed: frozenset[str] | None = None
        self._last_update = 1000
        self._last_message = 10
        self._queries: set[str] = set()
        self._failures: dict[str, list[Failure]] = defaultdict(list)
        self._read: dict[int, int] = defaultdict(int)
        self.changed = asyncio.Condition()
        self._poller = 0
        self.bringer = Bringer(self)
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        if error is None and self.violations:
            raise SchemaError("; ".join(self.violations))

    async def start(self) -> None:
        """Listen on loopback; a second time on the same port."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._give_file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening and break every open connection; what was not acknowledged stays in the queue."""
        async with self.changed:
            self._poller += 1
            self.changed.notify_all()
        await self.bringer.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base_url(self) -> str:
        """What to give the bot; the token follows it."""
        return f"http://127.0.0.1:{self._port}/bot"

    # What a test does and sees

    def user(self, user_id: int, first_name: str = "Noor", language_code: str = "nl", *, last_name: str = "") -> Person:
        """Introduce a person who has begun a chat with the bot; the same id gives the same person."""
        if user_id not in self._people:
            self._people[user_id] = Person(self, user_id, first_name, language_code, last_name=last_name)
        return self._people[user_id]

    async def upgrade_group(self, group_id: int, new_id: int, *, silent: bool = False) -> None:
        """Make a group a supergroup, which has another id. silent: the bot only hears it when it writes there."""
        chat = self.groups.upgrade(group_id, new_id)
        if not silent:
            told = {"message_id": self.next_message_id(), "date": self.now(), "chat": chat}
            await self.push(message=told | {"migrate_to_chat_id": new_id})

    def fail_next(
        self,
        method: str,
        status: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
        times: int = 1,
        done: bool = False,
    ) -> None:
        """Let the next calls of a method fail. done: they are carried out all the same, and only then fail."""
        told = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to_chat_id}
        parameters = {name: value for name, value in told.items() if value is not None}
        self._failures[method] += [Failure(status, description, parameters, done)] * times

    async def next_message(self, chat_id: int, timeout: float = 60.0) -> Sent:  # noqa: ASYNC109 - a test names its patience
        """Wait for the next message to a chat that was not taken before. Raises: TimeoutError."""

        def unread() -> Sent | None:
            here = [sent for sent in self.sent if sent.chat_id == chat_id]
            return here[self._read[chat_id]] if len(here) > self._read[chat_id] else None

        async with asyncio.timeout(timeout), self.changed:
            await self.changed.wait_for(lambda: unread() is not None)
            self._read[chat_id] += 1
            return [sent for sent in self.sent if sent.chat_id == chat_id][self._read[chat_id] - 1]

    async def until(self, seen: Callable[[], bool], timeout: float = 60.0) -> None:  # noqa: ASYNC109 - as above
        """Wait until a statement about this server holds, looking after every call. Raises: TimeoutError."""
        async with asyncio.timeout(timeout), self.changed:
            await self.changed.wait_for(seen)

    async def push(self, *, unchecked: bool = False, **content: Any) -> int:
        """Put an update in the queue, checked against the schema unless a test wants a strange one. Returns its id.

        What the bot did not ask for is left out, as the real one does; then the id is 0.
        """
        kind = next(iter(content))
        self._last_update += 1
        update = {"update_id": self._last_update, **content}
        if not unchecked:
            check(update, "Update", "update")
        if (kind in UNASKED) if self._allowed is None else (kind not in self._allowed):
            return 0
        async with self.changed:
            self.pending.append(update)
            self.changed.notify_all()
        self.bringer.begin()
        return self._last_update

    def called(self, method: str) -> list[Parameters]:
        """The parameters of every call of one method."""
        return [parameters for name, parameters in self.calls if name == method]

    def now(self) -> int:
        """The moment as Telegram writes it."""
        return int(self._now())

    def next_message_id(self) -> int:
        """Give out the next number; people and bot share one row of numbers."""
        self._last_message += 1
        return self._last_message

    def open_query(self) -> str:
        """Begin a pressed button's query, which may be answered once."""
        query_id = f"query-{len(self._queries) + len(self.answers) + 1}"
        self._queries.add(query_id)
        return query_id

    def as_message(self, sent: Sent) -> dict[str, Any]:
        """Show one of the bot's messages the way the Bot API does."""
        person = self._people.get(sent.chat_id)
        return sent.shown(self.me, person.chat if person else self.groups.chat(sent.chat_id), self.now())

    # What the bot calls

    async def _handle(self, request: web.Request) -> web.Response:
        method = METHODS.get(request.match_info["method"].lower())
        if request.match_info["token"] != TOKEN:
            return refuse(Refusal(401, "Unauthorized"))
        handler = HANDLERS.get(method or "")
        if method is None or handler is None:
            self.violations.append(f"unknown method {request.match_info['method']}")
            return refuse(Refusal(404, "Not Found: method not found"))
        try:
            posted = await request.post()
            files = {name: each.file.read() for name, each in posted.items() if isinstance(each, web.FileField)}
            said = {name: "a file" if name in files else str(value) for name, value in posted.items()}
            # A file has the shape of nothing in the schema; what it holds is for who takes it.
            parameters = read_parameters(method, {**request.query, **said}) | files
            self.calls.append((method, parameters))
            result = await self._answer(method, handler, parameters)
            if method in RESULTS:
                check(result, RESULTS[method], f"the answer of {method}")
        except SchemaError as error:
            self.violations.append(str(error))
            return refuse(Refusal(400, f"Bad Request: {error}"))
        except Refusal as refusal:
            return refuse(refusal)
        except ConnectionResetError:
            return refuse(Refusal(400, "Bad Request: the bot left while it was asking"))
        finally:
            async with self.changed:
                self.changed.notify_all()
        return web.json_response({"ok": True, "result": result})

    async def _answer(self, method: str, handler: "Handler", parameters: Parameters) -> object:
        failure = self._failures[method].pop(0) if self._failures[method] else None
        if failure is None:
            return await handler(self, parameters)
        if failure.done:
            await handler(self, parameters)
        raise Refusal(failure.status, failure.description, **failure.parameters)

    async def _get_me(self, _parameters: Parameters) -> object:
        return self.me

    async def _delete_webhook(self, _parameters: Parameters) -> object:
        self.webhook = self.secret = ""
        return True

    async def _set_webhook(self, parameters: Parameters) -> object:
        accepted_webhook(parameters)
        self._ask_for(parameters)
        self.webhook, self.secret = parameters["url"], parameters.get("secret_token", "")
        self._poller += 1  # whoever polls is told
        self.bringer.begin()
        return True

    async def _webhook_info(self, _parameters: Parameters) -> object:
        told = {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.pending)}
        return told | self.bringer.last_error

    def _ask_for(self, parameters: Parameters) -> None:
        """Remember which kinds of updates are wanted."""
        if "allowed_updates" in parameters:
            unknown = set(parameters["allowed_updates"]) - SCHEMA["Update"].keys()
            if unknown:
                raise SchemaError(f"unknown kinds are asked for: {sorted(unknown)}")
            self._allowed = frozenset(parameters["allowed_updates"]) or None

    async def _get_updates(self, parameters: Parameters) -> object:
        if self.webhook:
            webhook = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise Refusal(409, f"Conflict: {webhook}")
        self._ask_for(parameters)
        offset = parameters.get("offset", 0)
        async with self.changed:
            self._poller = mine = self._poller + 1
            self.changed.notify_all()
            if offset < 0:
                self.pending = self.pending[offset:]
            else:
                self.pending = [each for each in self.pending if each["update_id"] >= offset]
            try:
                async with asyncio.timeout(parameters.get("timeout", 0)):
                    await self.changed.wait_for(lambda: self.pending or self._poller != mine)
            except TimeoutError:
                return []
            if self._poller != mine:
                other = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise Refusal(409, f"Conflict: {other}")
            return self.pending[: parameters.get("limit", 100)]

    async def _send_message(self, parameters: Parameters) -> object:
        chat_id = self._reachable(parameters["chat_id"])
        accepted_text(parameters["text"], parameters.get("entities", []))
        previewed = not parameters.get("link_preview_options", {}).get("is_disabled", False)
        words = {"text": parameters["text"], "entities": parameters.get("entities", [])}
        return self._keep(chat_id, parameters, **words, previewed=previewed)

    async def _send_photo(self, parameters: Parameters) -> object:
        chat_id = self._reachable(parameters["chat_id"])
        if not isinstance(parameters["photo"], bytes):
            raise SchemaError("a photo must be sent along, not named")
        accepted_photo(parameters["photo"])
        caption, marks = parameters.get("caption", ""), parameters.get("caption_entities", [])
        accepted_text(caption, marks, is_caption=True)
        return self._keep(chat_id, parameters, text=caption, entities=marks, photo=parameters["photo"])

    def _keep(self, chat_id: int, parameters: Parameters, **content: Any) -> object:
        """Put a message of the bot on the screen."""
        buttons = accepted_buttons(parameters.get("reply_markup"))
        sent = Sent(
            chat_id=chat_id,
            message_id=self.next_message_id(),
            date=self.now(),
            buttons=buttons,
            first_buttons=buttons,
            reply_to=parameters.get("reply_parameters", {}).get("message_id"),
            silent=parameters.get("disable_notification", False),
            **content,
        )
        self.sent.append(sent)
        return self.as_message(sent)

    async def _edit_text(self, parameters: Parameters) -> object:
        sent = self._editable(parameters)
        accepted_text(parameters["text"], parameters.get("entities", []))
        now = (parameters["text"], parameters.get("entities", []), accepted_buttons(parameters.get("reply_markup")))
        if (sent.text, sent.entities, sent.buttons) == now:
            raise Refusal(400, NOT_MODIFIED)
        sent.text, sent.entities, sent.buttons = now
        sent.edits += 1
        return self.as_message(sent)

    async def _edit_buttons(self, parameters: Parameters) -> object:
        sent = self._editable(parameters)
        buttons = accepted_buttons(parameters.get("reply_markup"))
        if sent.buttons == buttons:
            raise Refusal(400, NOT_MODIFIED)
        sent.buttons = buttons
        sent.edits += 1
        return self.as_message(sent)

    async def _delete_message(self, parameters: Parameters) -> object:
        self._editable(parameters).deleted = True
        return True

    async def _answer_query(self, parameters: Parameters) -> object:
        query_id = parameters["callback_query_id"]
        if query_id not in self._queries:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(parameters.get("text", "")) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self._queries.discard(query_id)
        self.answers[query_id] = parameters.get("text")
        return True

    async def _chat_action(self, parameters: Parameters) -> object:
        self._reachable(parameters["chat_id"])
        if parameters["action"] not in ACTIONS:
            raise SchemaError(f"unknown chat action {parameters['action']}")
        return True

    async def _set_commands(self, parameters: Parameters) -> object:
        self.commands[parameters.get("language_code", "")] = accepted_commands(parameters["commands"])
        return True

    async def _get_file(self, parameters: Parameters) -> object:
        return self.files.told(parameters["file_id"])

    async def _give_file(self, request: web.Request) -> web.Response:
        failure = self._failures["file"].pop(0) if self._failures["file"] else None
        async with self.changed:
            self.changed.notify_all()
        if request.match_info["token"] != TOKEN or failure is not None:
            return refuse(Refusal(failure.status, failure.description) if failure else Refusal(401, "Unauthorized"))
        return self.files.given_under(request.match_info["path"])

    def _reachable(self, chat_id: object) -> int:
        person = self._people.get(chat_id) if isinstance(chat_id, int) else None
        if isinstance(chat_id, int) and self.groups.has(chat_id):
            return self.groups.reachable(chat_id)
        if person is None:
            raise Refusal(400, "Bad Request: chat not found")
        if person.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return person.id

    def _editable(self, parameters: Parameters) -> Sent:
        self._reachable(parameters.get("chat_id"))
        for sent in self.sent:
            if (sent.chat_id, sent.message_id) == (
                parameters["chat_id"],
                parameters["message_id"],
            ) and not sent.deleted:
                return sent
        raise Refusal(400, "Bad Request: message to edit not found")


def refuse(refusal: Refusal) -> web.Response:
    """Write a refusal the way the Bot API does."""
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    body |= {"parameters": refusal.parameters} if refusal.parameters else {}
    return web.json_response(body, status=refusal.status)


NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
Handler = Callable[[FakeTelegram, Parameters], Awaitable[object]]
HANDLERS: Mapping[str, Handler] = {
    "getMe": FakeTelegram._get_me,
    "deleteWebhook": FakeTelegram._delete_webhook,
    "setWebhook": FakeTelegram._set_webhook,
    "getWebhookInfo": FakeTelegram._webhook_info,
    "getUpdates": FakeTelegram._get_updates,
    "sendMessage": FakeTelegram._send_message,
    "sendPhoto": FakeTelegram._send_photo,
    "editMessageText": FakeTelegram._edit_text,
    "editMessageReplyMarkup": FakeTelegram._edit_buttons,
    "deleteMessage": FakeTelegram._delete_message,
    "answerCallbackQuery": FakeTelegram._answer_query,
    "sendChatAction": FakeTelegram._chat_action,
    "setMyCommands": FakeTelegram._set_commands,
    "getFile": FakeTelegram._get_file,
}
# What is checked on its way out; updates were checked when they were pushed.
RESULTS: Mapping[str, str] = {
    "getMe": "User",
    "getFile": "File",
    "getWebhookInfo": "WebhookInfo",
    "sendMessage": "Message",
    "sendPhoto": "Message",
    "editMessageText": "Message",
    "editMessageReplyMarkup": "Message",
}
