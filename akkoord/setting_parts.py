"""The parts of the settings: what may be set of each, and what goes together."""

import re
from datetime import time
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator
from pydantic import model_validator as check

TELEGRAM_PORTS = (None, 443, 80, 88, 8443)
Host = Annotated[str, StringConstraints(min_length=1, max_length=253, pattern=r"^[^\s/]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]
MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", to_lower=True)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/[^\s]*)?$")]


def is_loopback(host: str) -> bool:
    """Say whether only this very machine can reach a host."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Security(StrEnum):
    """How a connection to a mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Part(BaseModel):
    """A group of settings. Unknown names are errors, so that a typing mistake is never silently a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OAuth(Part):
    """How to get an access token for a mailbox whose provider no longer takes passwords."""

    token_url: WebAddress = Field(description="address where the provider gives access tokens")
    client_id: str = Field(min_length=1, description="the application's id at the provider")
    client_secret: SecretStr = Field(default=SecretStr(""), description="the application's secret, if it has one")
    refresh_token: SecretStr = Field(
        default=SecretStr(""),
        description="the mailbox owner's consent, as the provider gave it; empty: the application signs in as itself",
    )
    scope: str = Field(default="", description="what to ask for, as the provider names it")

    @check(mode="after")
    def _some_proof(self) -> Self:
        if not (self.refresh_token.get_secret_value() or self.client_secret.get_secret_value()):
            raise ValueError("give a refresh_token, or the client_secret of an application that signs in as itself")
        return self


class Server(Part):
    """What SMTP and IMAP have in common."""

    host: Host = Field(description="name or address of the server")
    security: Security = Field(default=Security.TLS, description="none, starttls or tls")
    user: str = Field(default="", description="account name; empty for a server that asks for none")
    password: SecretStr = Field(default=SecretStr(""), description="the account's password")
    oauth: OAuth | None = Field(default=None, description="instead of a password")
    timeout: Annotated[float, Field(gt=0, le=300)] = Field(default=30, description="seconds before giving up")

    @check(mode="after")
    def _one_proof(self) -> Self:
        if self.oauth is not None and self.password.get_secret_value():
            raise ValueError("give a password or oauth, not both")
        if self.oauth is not None and not self.user:
            raise ValueError("oauth needs the user whose mailbox it is")
        if self.oauth is None and bool(self.user) != bool(self.password.get_secret_value()):
            raise ValueError("a user needs a password or oauth, and a password needs its user")
        return self


class Smtp(Server):
    """The server that takes our mail."""

    port: Port = Field(default=465, description="465 for tls, 587 for starttls")


class Imap(Server):
    """The mailbox we read."""

    port: Port = Field(default=993, description="993 for tls, 143 otherwise")
    folder: str = Field(default="INBOX", min_length=1, description="the folder that is read")
    processed_folder: str = Field(default="", description="where read mail is moved; empty leaves it")

    @check(mode="after")
    def _someones(self) -> Self:
        if not self.user:
            raise ValueError("a mailbox has a user; set it, with a password or oauth")
        if self.processed_folder and self.processed_folder.casefold() == self.folder.casefold():
            raise ValueError("processed_folder must be another folder than the one that is read")
        return self


class Lmtp(Part):
    """Where a mail server of our own hands mail over. Whoever can connect there is believed as that server is."""

    host: Host = Field(default="127.0.0.1", description="address to listen on, for our own mail server alone")
    port: Port = Field(default=2424, description="port to listen on")
    socket: str = Field(default="", description="path of a Unix socket, instead of an address and a port")
    most_bytes: Annotated[int, Field(ge=100_000, le=1_000_000_000)] = Field(
        default=36_000_000, description="bytes of the largest mail; the mail server should take no larger ones either"
    )


class Mail(Part):
    """Who we are by mail, and whose word we take for who others are."""

    address: MailAddress = Field(
        default="antwoord@akkoord.example", description="the address that sends and that answers come to"
    )
    authserv_ids: list[str] = Field(
        default_factory=list, description="names under which our own mail server stamps Authentication-Results"
    )
    microsoft_stamp: bool = Field(default=False, description="read Microsoft's stamp, which has no name")
    lmtp: Lmtp | None = Field(default=None, description="mail handed over by a mail server of our own")


class Webhook(Part):
    """Where Telegram brings updates itself."""

    url: WebAddress = Field(
        description="public address to which Telegram brings updates, such as https://akkoord.school.example/telegram"
    )
    secret: SecretStr = Field(description="16 to 256 letters, digits, _ and - that Telegram shows there")
    connections: Annotated[int, Field(ge=1, le=100)] = Field(
        default=20, description="how many updates Telegram may bring at once"
    )

    @field_validator("secret")
    @classmethod
    def _unguessable(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
            raise ValueError("it must be 16 to 256 letters, digits, _ and -")
        return secret


class Telegram(Part):
    """The bot."""

    token: SecretStr = Field(min_length=1, description="the bot's token")
    base_url: str = Field(
        default="", description="a Bot API server of one's own, up to the token; empty for Telegram's"
    )
    webhook: Webhook | None = Field(default=None, description="instead of asking for updates")

    @check(mode="after")
    def _can_be_reached(self) -> Self:
        if self.webhook is None:
            return self
        address = urlsplit(self.webhook.url)
        if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", address.path) or address.query or address.fragment:
            raise ValueError("webhook.url needs a path of its own and nothing behind it, such as /telegram")
        if not self.base_url and (address.scheme != "https" or address.port not in TELEGRAM_PORTS):
            raise ValueError(
                "webhook.url must begin with https://, on port 443, 80, 88 or 8443: Telegram goes nowhere else"
            )
        if not self.token.get_secret_value().partition(":")[0].isdecimal():
            raise ValueError("the token must begin with the bot's number and a colon")
        return self


class Reminder(Part):
    """When reminders go, on each receiver's own clock."""

    at: time = Field(default=time(8), description="time of day, such as 08:00")
    first: Annotated[int, Field(ge=0, le=6)] = Field(default=0, description="weekday of the digest, Monday is 0")
    second: Annotated[int, Field(ge=0, le=6)] = Field(default=2, description="weekday of the second one")
    school_days: Annotated[int, Field(ge=1, le=90)] = Field(
        default=14, description="days that hours may wait before their school hears of it"
    )

    student_first: Annotated[int, Field(ge=0, le=6)] = Field(
        default=4, description="weekday on which students hear what they did not hand in; Friday is 4"
    )
    student_first_at: time = Field(default=time(16), description="time of day of that reminder")
    student_second: Annotated[int, Field(ge=0, le=6)] = Field(
        default=6, description="weekday of the second one to students; Sunday is 6"
    )
    student_second_at: time = Field(default=time(19), description="time of day of the second one to students")

    @check(mode="after")
    def _in_order(self) -> Self:
        if self.second <= self.first or self.student_second <= self.student_first:
            raise ValueError("the second reminder must fall on a later weekday than the first")
        return self


class Web(Part):
    """Where the pages listen."""

    host: Host = Field(default="127.0.0.1", description="address to listen on")
    port: Port = Field(default=8080, description="port to listen on")


class BackupSettings(Part):
    """Where backups go, and how many of those that are taken by themselves are kept."""

    folder: str = Field(
        default="var/backups", min_length=1, description="folder for backups; keep it off this machine too"
    )
    keep: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=5, description="backups kept of those taken before an upgrade; 0 takes none"
    )


class Watching(Part):
    """Where a monitoring system reads how the service fares."""

    host: Host = Field(default="127.0.0.1", description="address to listen on; another than loopback needs a token")
    port: Port = Field(description="port for /readyz and /metrics, which the pages never show")
    token: SecretStr = Field(default=SecretStr(""), description="what who reads them must bring, as a bearer token")

    @check(mode="after")
    def _not_for_everybody(self) -> Self:
        if not self.token.get_secret_value() and not is_loopback(self.host):
            raise ValueError("others can reach this host, so it needs a token")
        return self


class Log(Part):
    """How much is logged, and how."""

    level: str = Field(
        default="info", pattern="^(debug|info|warning|error)$", description="debug, info, warning, error"
    )
    as_json: bool = Field(default=False, description="one JSON object a line instead of text")
