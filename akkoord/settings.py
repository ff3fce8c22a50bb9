"""Every setting of the service: from the environment, from files with secrets, and from one TOML file."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Self, get_args, get_origin

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic import model_validator as check
from pydantic_core import PydanticUndefined
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from akkoord.setting_parts import (
    BackupSettings,
    Imap,
    Log,
    Mail,
    Part,
    Reminder,
    Smtp,
    Telegram,
    Watching,
    Web,
    WebAddress,
)

PREFIX = "AKKOORD_"
CONFIG = f"{PREFIX}CONFIG"
DEFAULT_FILE = "akkoord.toml"
MASK = "********"


class SettingsError(Exception):
    """The settings can't be used. problems: one sentence each, naming the setting and what is allowed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
