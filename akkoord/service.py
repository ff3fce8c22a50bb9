"""The composition root: builds the parts that the settings ask for, starts their loops, and stops them together."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from akkoord.backups.upgrading import bring_up_to_date
from akkoord.delivery import Delivery, Post, keep_delivering, wait_for_change
from akkoord.doctor.rounds import log_cheap_rounds
from akkoord.enduring import Endurance
from akkoord.fetching import Fetching
from akkoord.hearing import Hearing, until
from akkoord.lmtp import take_mail
from akkoord.mail_reading import MailReading
from akkoord.oauth import TokenSource
from akkoord.pages import DeskPages
from akkoord.posts import ChatPost, MailPost
from akkoord.room import MovedClock
from akkoord.setting_parts import Mail
from akkoord.settings import Settings, variable
from akkoord.together import together
from akkoord.trouble import CannotStart, cannot_listen, opening
from akkoord.tryout import RoomTryOut, open_tryout
from akkoord.watching.page import show_watch
from akkoord.watching.watch import Loop, Watch
from akkoord.webhook import bot_id_of, webhook_of
from bot.build import build_bot
from bot.door import ChatDoor
from bot.files import fetch
from bot.keeping import WebhookKeeper
from bot.menu import show_menu
from bot.polling import Polling
from bot.sending import ChatSender
from bot.trouble import ChatTrouble
from bot.webhook import add_webhook
from core import language
from core.connection import Alarm
from core.desk import Desk, DeskSettings, now_utc
from core.engine import Database
from core.incoming import Channel, Door
from core.menus import EVERYONE, menus, plan_menus
from core.reminders.service import ReminderSettings, plan
from core.settling import OutgoingSettings
from core.wording import Wording
from mailin.apart import ReadApart
from mailin.door import MailDoor
from mailout.sending import MailSender, Security, SmtpSettings
from web.app import build_app, build_runner
from web.door import LinkDoor

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
PLAN_SECONDS = 30.0
NAME_SECONDS = 60.0
MENU_SECONDS = 3600.0
RECEIVERS_AT_ONCE = 8


@dataclass(slots=True)
class Service:
    """All parts, built and not yet started. stop: set it to end every loop."""

    settings: Settings
    database: Database
    desk: Desk
    delivery: Delivery
    clock: Callable[[], datetime] = now_utc
    bot: Bot | None = None
    chat: ChatSender | None = None
    smtp: MailSender | None = None
    tryout: RoomTryOut | None = None
    telegram: Alarm = field(default_factory=lambda: Alarm("telegram"))
    watch: Watch = field(default_factory=Watch)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    hearing: Hearing = field(init=False)

    def __post_init__(self) -> None:
        self.hearing = Hearing(self.desk, self.chat, self.stop)

    async def decide(self, stop: asyncio.Event) -> None:
        """Decide what was received, the long messages beside the others."""
        await together(self._decide(stop, are_long=False), self._decide(stop, are_long=True))

    async def _decide(self, stop: asyncio.Event, *, are_long: bool) -> None:
        """Decide what was received, whenever something changed and once a second besides."""
        changed = self.database.watch()
        while not stop.is_set():
            changed.clear()
            if not are_long:
                self.watch.beat("decide")
            await self.desk.decide_these(are_long=are_long)
            await wait_for_change(changed, stop, PAUSE_SECONDS)

    async def fetch(self, stop: asyncio.Event) -> None:
        """Fetch the files that messages wait for, and throw away what was kept long enough."""
        telegram = partial(fetch, self.bot) if self.bot is not None else None
        fetching = Fetching(self.database, self.desk.doors, telegram, clock=self.clock)
        changed = self.database.watch()
        while not stop.is_set():
            changed.clear()
            self.watch.beat("fetch")
            await fetching.clean()
            await fetching.fetch_all()
            await wait_for_change(changed, stop, PAUSE_SECONDS)

    async def deliver(self, stop: asyncio.Event) -> None:
        """Send what is due."""
        await keep_delivering(self.delivery, stop, pause=PAUSE_SECONDS)

    async def remind(self, stop: asyncio.Event) -> None:
        """Plan the reminders of this week as their moments come; at the start also what was missed."""
        settings = reminders_of(self.settings)
        while not stop.is_set():
            self.watch.beat("remind")
            planned = await self.database.turn(lambda session: plan(session, self.clock(), settings))
            if planned:
                log.info("reminders_planned", count=planned)
            await until(stop, PLAN_SECONDS)

    async def keep_menus(self, stop: asyncio.Event) -> None:
        """Plan the command menus of chats whose people have another role or language than before."""
        while not stop.is_set():
            await self.database.turn(lambda session: plan_menus(session, self.clock()))
            await until(stop, MENU_SECONDS)

    async def poll(self, stop: asyncio.Event) -> None:
        """Receive from Telegram: ask for updates, or have Telegram bring them to the pages' door."""
        if self.bot is not None and (webhook := webhook_of(self.settings)) is not None:
            keeper = WebhookKeeper(self.bot, webhook, clock=self.clock, alarm=self.telegram)
            self.watch.connections["telegram"] = keeper.health
            await keeper.run(stop)
        elif self.bot is not None:
            polling = Polling(self.bot, self.hearing.store, clock=self.clock, alarm=self.telegram)
            self.watch.connections["telegram"] = polling.health
            await polling.run(stop)

    async def learn_name(self, stop: asyncio.Event) -> None:
        """Ask the bot's user name, which start links need, until it is known."""
        while self.bot is not None and not stop.is_set():
            try:
                async with asyncio.timeout(PLAN_SECONDS):
                    me = await self.bot.get_me()
            except (TelegramError, TimeoutError) as error:
                log.info("telegram_away", why=type(error).__name__)
                await until(stop, NAME_SECONDS)
            else:
                self.delivery.settings = replace(self.delivery.settings, bot_name=me.username or "")
                await self._show_menu()
                return

    async def _show_menu(self) -> None:
        """Set the menu that everybody sees whose chat is not linked yet."""
        if self.bot is None:
            return
        try:
            async with asyncio.timeout(PLAN_SECONDS):
                await show_menu(self.bot, {language: menu[EVERYONE] for language, menu in menus().items()})
        except (ChatTrouble, TimeoutError) as trouble:
            log.warning("menu_not_shown", why=type(trouble).__name__)

    async def read_mail(self, stop: asyncio.Event) -> None:
        """Receive from the mailbox."""
        if self.settings.imap is not None:
            await MailReading(self.database, self.desk, self.watch).run(self.settings.imap, stop)

    @asynccontextmanager
    async def pages(self, advice: str) -> AsyncIterator[None]:
        """Serve the pages for as long as this is entered.

        Raises: CannotStart when their place is taken, with this advice how to choose another.
        """
        host, port = self.settings.web.host, self.settings.web.port
        pages = DeskPages(self.database, self.desk, clock=self.clock)
        app = build_app(pages, tryout=self.tryout)
        if self.tryout is None and (webhook := webhook_of(self.settings)) is not None:
            add_webhook(app, webhook, bot_id=bot_id_of(self.settings), store=self.hearing.store_brought)
        runner = build_runner(app)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise cannot_listen(host, port, error, advice) from error
            yield
        finally:
            await runner.cleanup()

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve the pages until told to stop."""
        advice = f"{variable(('web', 'host'))} and {variable(('web', 'port'))} say where."
        async with self.pages(advice):
            where = f"http://{self.settings.web.host}:{self.settings.web.port}"
            log.info("pages_shown", at=where, links_begin_with=self.settings.base_url)
            await stop.wait()

    def loops(self) -> dict[str, list[Loop]]:
        """Name the loops by the part of the service that they are; when people try it out, one room does all work."""
        if self.tryout is not None:
            return {"web": [self.serve], "work": [self.tryout.room.keep]}
        return {
            "web": [self.serve],
            "chat": [self.poll] if self.bot is not None else [],
            "mail": [
                *([self.read_mail] if self.settings.imap is not None else []),
                *([partial(take_mail, self.settings, self.desk)] if self.settings.mail.lmtp is not None else []),
            ],
            "work": [
                self.decide,
                self.fetch,
                self.deliver,
                self.remind,
                *([self.learn_name, self.keep_menus] if self.bot is not None else []),
            ],
        }

    async def run(self, parts: set[str] | None = None) -> None:
        """Run until told to stop; when one loop fails for good, all stop and the failure is raised."""
        with opening(self.settings.database_url):
            await bring_up_to_date(self.database, self.settings.backup, now_utc)
        self.desk.decides = parts is None or "work" in parts
        warm_up()
        if parts is None:
            if self.database.is_sqlite:  # which only one service runs on, unless its parts run apart
                await self.desk.take_over()
            await self.open_tryout()
        loops = self.loops()
        chosen = [part for part, group in loops.items() if group and (parts is None or part in parts)]
        log.info("started", parts=", ".join(chosen))
        for what, name in not_set(self.settings).items():
            log.info("not_set", what=what, setting=name)
        wanted = [loop for part in chosen for loop in loops[part]]
        self.watch.follow(self.desk, self.delivery)
        endurance = Endurance(self.database, self.clock)
        async with asyncio.TaskGroup() as group:
            for loop in wanted:
                group.create_task(self.watch.mind(endurance.enduring(loop), self.stop))
            group.create_task(show_watch(self.settings.watch, self.database, self.watch, self.clock, self.stop))
            group.create_task(log_cheap_rounds(self.settings, clock=self.clock))

    async def open_tryout(self) -> None:
        """Let people try it out, where that may be: its clock can be moved, and it is a database with example data."""
        if isinstance(self.clock, MovedClock):
            self.tryout = await open_tryout(self, self.clock, reminders_of(self.settings))

    async def close(self) -> None:
        """Let go of every connection, and of the process that reads long mails."""
        mail_door = self.desk.doors[Channel.MAIL]
        if isinstance(mail_door, ReadApart):
            await asyncio.to_thread(mail_door.close)
        if self.smtp is not None:
            await self.smtp.close()
        if self.bot is not None:
            await self.bot.shutdown()
        await self.database.close()


def reminders_of(settings: Settings) -> ReminderSettings:
    """Say when reminders go."""
    reminder = settings.reminder
    return ReminderSettings(
        at=time(reminder.at.hour, reminder.at.minute),
        first=reminder.first,
        second=reminder.second,
        school_days=reminder.school_days,
        student_first=reminder.student_first,
        student_first_at=reminder.student_first_at.replace(second=0, microsecond=0, tzinfo=None),
        student_second=reminder.student_second,
        student_second_at=reminder.student_second_at.replace(second=0, microsecond=0, tzinfo=None),
    )


def not_set(settings: Settings) -> dict[str, str]:
    """Name what is switched off since nothing is set for it, each with the variable to begin with."""
    wires = {
        "chat": (settings.telegram, variable(("telegram", "token"))),
        "mail": (settings.imap or settings.mail.lmtp, variable(("imap", "host"))),
        "sending mail": (settings.smtp, variable(("smtp", "host"))),
    }
    return {what: name for what, (part, name) in wires.items() if part is None}


def warm_up() -> None:
    """Load every sentence now, and spare the garbage collector what then lives as long as the process does.

    Without that each full collection walks through the whole vocabulary, which is a fifth of a decision's time.
    """
    language.warm()
    gc.collect()
    gc.freeze()


def mail_door(mail: Mail) -> MailDoor:
    """Build what reads mail, as it is set."""
    return MailDoor(
        frozenset(mail.authserv_ids),
        own_domain=mail.address.rpartition("@")[2],
        reply_address=mail.address,
        microsoft_stamp=mail.microsoft_stamp,
    )


def build_doors(settings: Settings) -> dict[Channel, Door]:
    """Build the reader of each channel."""
    return {
        Channel.CHAT: ChatDoor(),
        Channel.MAIL: ReadApart(mail_door(settings.mail)),
        Channel.LINK: LinkDoor(),
    }


def build(settings: Settings, *, clock: Callable[[], datetime] = now_utc) -> Service:
    """Build all parts that the settings ask for; nothing is connected yet."""
    database = Database(settings.database_url)
    base_url = settings.base_url.rstrip("/")
    posts: dict[Channel, Post] = {}
    bot = chat = sender = chat_post = None
    telegram = Alarm("telegram")
    if settings.telegram is not None:
        bot = build_bot(settings.telegram.token.get_secret_value(), base_url=settings.telegram.base_url or None)
        chat = ChatSender(bot)
        posts[Channel.CHAT] = chat_post = ChatPost(chat, clock=clock, alarm=telegram)
    if settings.smtp is not None:
        smtp = settings.smtp
        source = TokenSource(smtp.oauth) if smtp.oauth is not None else None
        sender = MailSender(
            SmtpSettings(
                host=smtp.host,
                port=smtp.port,
                security=Security(smtp.security.value),
                username=smtp.user,
                password=smtp.password.get_secret_value(),
                token=source.token if source is not None else None,
                forget_token=source.forget if source is not None else None,
                timeout=smtp.timeout,
            ),
            clock=clock,
        )
        posts[Channel.MAIL] = MailPost(sender, address=settings.mail.address, base_url=base_url, clock=clock)
    desk = Desk(
        database,
        build_doors(settings),
        settings=DeskSettings(undo_window=timedelta(hours=settings.undo_hours), base_url=base_url),
        clock=clock,
    )
    delivery = Delivery(
        database,
        Wording(),
        posts,
        settings=OutgoingSettings(base_url, has_chat=bot is not None),
        clock=clock,
        receivers_at_once=RECEIVERS_AT_ONCE,
    )
    service = Service(
        settings, database, desk, delivery, clock=clock, bot=bot, chat=chat, smtp=sender, telegram=telegram
    )
    if chat_post is not None:
        service.watch.connections["telegram"] = chat_post.health  # until receiving says it, where this process does
    if sender is not None:
        service.watch.connections["smtp"] = sender.health
    return service


async def run(settings: Settings, parts: set[str] | None = None) -> None:
    """Build the service and run it until SIGINT or SIGTERM. Raises: CannotStart."""
    with opening(settings.database_url):
        service = build(settings, clock=MovedClock())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, service.stop.set)
    try:
        await service.run(parts)
        log.info("stopped")
    except ExceptionGroup as group:
        told, rest = group.split(CannotStart)
        if told is None or rest is not None:
            raise
        raise told.exceptions[0] from group
    finally:
        await service.close()
