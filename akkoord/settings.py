"""Every setting of the service: from the environment, from files with secrets, and from one TOML file."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Self, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic import model_validator as check
from pydantic_core import PydanticUndefined
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "AKKOORD_"
CONFIG = f"{PREFIX}CONFIG"
DEFAULT_FILE = "akkoord.toml"
MASK = "********"
TELEGRAM_PORTS = (None, 443, 80, 88, 8443)

Host = Annotated[str, StringConstraints(min_length=1, max_length=253, pattern=r"^[^\s/]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]
MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", to_lower=True)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/[^\s]*)?$")]


class SettingsError(Exception):
    """The settings can't be used. problems: one sentence each, naming the setting and what is allowed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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

    token_url: WebAddress = Field(description="address where a refresh token is exchanged for an access token")
    client_id: str = Field(min_length=1, description="the application's id at the provider")
    client_secret: SecretStr = Field(default=SecretStr(""), description="the application's secret, if it has one")
    refresh_token: SecretStr = Field(min_length=1, description="the mailbox owner's consent, as the provider gave it")
    scope: str = Field(default="", description="what to ask for, as the provider names it")


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
        default=25_000_000, description="bytes of the largest mail; the mail server should take no larger ones either"
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


class Settings(Part):
    """All of it. Parts without a default are switched off when they are absent."""

    database_url: str = Field(
        default="sqlite:///var/akkoord.db",
        description="sqlite:///FILE, or postgresql://user:password@host/name",
        json_schema_extra={"secret": True},  # it may hold a password
    )
    base_url: WebAddress = Field(
        default="http://127.0.0.1:8080", description="where people reach the pages; links in mail begin with it"
    )
    undo_hours: Annotated[int, Field(ge=1, le=168)] = Field(
        default=24, description="hours in which an answer can be taken back"
    )
    web: Web = Field(default_factory=Web)
    mail: Mail = Field(default_factory=Mail)
    reminder: Reminder = Field(default_factory=Reminder)
    log: Log = Field(default_factory=Log)
    backup: BackupSettings = Field(default_factory=BackupSettings)
    smtp: Smtp | None = Field(default=None)
    imap: Imap | None = Field(default=None)
    telegram: Telegram | None = Field(default=None)
    watch: Watching | None = Field(default=None)

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str) -> str:
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+asyncpg://", 1)
        if not url.startswith(("sqlite:///", "postgresql+asyncpg://")):
            raise ValueError("it begins with sqlite:/// or postgresql://")
        try:
            make_url(url)
        except (ArgumentError, ValueError):
            raise ValueError("it can't be read; is its port a number?") from None
        return url

    @check(mode="after")
    def _belongs_together(self) -> Self:
        reads = "imap" if self.imap is not None else "mail.lmtp" if self.mail.lmtp is not None else ""
        if reads and not (self.mail.authserv_ids or self.mail.microsoft_stamp):
            raise ValueError(
                f"{reads}: set mail.authserv_ids to the name your own mail server stamps, or no mail can be believed"
            )
        return self

    def shown(self) -> dict[str, Any]:
        """Give every setting as it is, with secrets hidden."""
        return _hidden(self.model_dump(mode="json"), self)


def is_loopback(host: str) -> bool:
    """Say whether only this very machine can reach a host."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _hidden(values: dict[str, Any], part: BaseModel) -> dict[str, Any]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            values[name] = _hidden(values[name], value)
        elif isinstance(value, SecretStr):
            values[name] = MASK if value.get_secret_value() else ""
        elif name == "database_url" and not str(value).startswith("sqlite"):
            url = make_url(str(value))
            bare = URL.create(url.drivername, host=url.host, port=url.port, database=url.database)
            values[name] = str(bare).replace("://", f"://{MASK}@", 1)
    return values


def every_setting(part: type[BaseModel] = Settings, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """List every setting: its path, and its field."""
    found: dict[tuple[str, ...], Any] = {}
    for name, field in part.model_fields.items():
        inner = _part_of(field.annotation)
        if inner is not None:
            found.update(every_setting(inner, (*path, name)))
        else:
            found[*path, name] = field
    return found


def variable(path: tuple[str, ...]) -> str:
    """Name the environment variable of a setting."""
    return PREFIX + "__".join(path).upper()


def default_of(field: Any) -> str:
    """Write a setting's default as the documentation does."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "required"
    if isinstance(value, SecretStr):
        return "empty"
    if isinstance(value, time):
        return value.isoformat("minutes")
    if value in ("", []):
        return "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_secret(field: Any) -> bool:
    """Say whether a setting is a secret, which may also come from a file."""
    return field.annotation is SecretStr or bool((field.json_schema_extra or {}).get("secret"))


def _part_of(annotation: Any) -> type[BaseModel] | None:
    """Give the group that a field holds, also when it may be absent."""
    for candidate in get_args(annotation) if get_origin(annotation) is not None else (annotation,):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def load(environ: Mapping[str, str] | None = None, *, file: Path | None = None) -> Settings:
    """Read the settings: the environment first, then files named by *_FILE, then the TOML file, then the defaults.

    Raises: SettingsError with every problem there is, so that nothing starts half.
    """
    environ = os.environ if environ is None else environ
    problems: list[str] = []
    values = _from_file(environ, file, problems)
    _from_environment(environ, values, problems)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_sentence(detail) for detail in error.errors()]
        raise SettingsError(problems) from None
    if problems:
        raise SettingsError(problems)
    return settings


def _from_file(environ: Mapping[str, str], file: Path | None, problems: list[str]) -> dict[str, Any]:
    named = environ.get(CONFIG)
    path = file or Path(named or DEFAULT_FILE)
    if not path.exists():
        if named or file:
            problems.append(f"{path}: there is no such file; {CONFIG} must name the TOML file, or be left out")
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{path}: not readable as TOML: {error}")
        return {}


def _from_environment(environ: Mapping[str, str], values: dict[str, Any], problems: list[str]) -> None:
    """Lay the environment over the file's values; a name that is no setting is an error with the nearest that is."""
    known = {variable(path): (path, field) for path, field in every_setting().items()}
    files = {f"{name}_FILE": name for name, (_, field) in known.items() if is_secret(field)}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name == CONFIG:
            continue
        if name in known:
            path, field = known[name]
            _put(values, path, _as_list(field, environ[name]))
        elif name in files:
            if files[name] in environ:
                problems.append(f"{name}: {files[name]} is set too; give one of them")
                continue
            try:
                secret = Path(environ[name]).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{name}: the file can't be read: {error}")
            else:
                _put(values, known[files[name]][0], secret)
        else:
            near = difflib.get_close_matches(name, [*known, *files, CONFIG], n=1)
            hint = f"; did you mean {near[0]}?" if near else "; docs/configuration.md lists them all"
            problems.append(f"{name}: there is no such setting{hint}")


def _as_list(field: Any, text: str) -> Any:
    """Read a list from the environment: names with commas between them."""
    if get_origin(field.annotation) is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *parts, last = path
    for part in parts:
        inner = values.setdefault(part, {})
        if not isinstance(inner, dict):
            return  # the file has a single value where a part belongs, which is said when all is checked
        values = inner
    values[last] = value


def _sentence(detail: Any) -> str:
    """Say what is wrong with one setting and what is allowed."""
    path = tuple(str(part) for part in detail["loc"])
    name = ".".join(path) or "settings"
    fields = every_setting()
    field = fields.get(path)
    message = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, [".".join(known) for known in fields], n=1)
        return f"{name}: there is no such setting" + (f"; did you mean {near[0]}?" if near else "")
    if detail["type"] == "model_type":
        return f"{name}: this is a part with settings of its own, such as [{name}] in the TOML file"
    if detail["type"] == "missing":
        return f"{name}: this is needed ({variable(path)})"
    allowed = f" Allowed: {field.description}." if field is not None and field.description else ""
    given = "" if field is not None and is_secret(field) else f" (now {detail.get('input')!r})"
    if detail["type"] == "value_error":
        given = ""
    return f"{name}: {message}{given}.{allowed}"
