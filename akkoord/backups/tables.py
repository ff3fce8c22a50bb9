"""A database's tables as they are now, in types that SQLite and PostgreSQL read and write alike.

They are read from the database itself and not from the models, since a backup may be of an older shape.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    Time,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.db import UtcDateTime
from core.upgrade import SEEN

FETCHED = 1000


class UnknownKind(Exception):  # noqa: N818 - a fact about the database
    """A column holds something that no backup can carry yet; a new kind belongs in this module."""


class StoredJson(TypeDecorator[str]):
    """JSON exactly as PostgreSQL stores it: as its text, neither read nor written anew."""

    impl = Text
    cache_ok = True

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Read the text."""
        return cast(column, Text)

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        """Write the text."""
        return cast(type_coerce(bindvalue, Text), JSON)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a column holds. write, read: to and from JSON; None where JSON has it as it is."""

    name: str
    reflected: type[TypeEngine[Any]]
    stored: TypeEngine[Any]
    write: Callable[[Any], Any] | None = None
    read: Callable[[Any], Any] | None = None


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


# The first that fits counts: a Float is a Numeric as well.
KINDS = (
    Kind("bool", Boolean, Boolean()),
    Kind("moment", DateTime, UtcDateTime(), datetime.isoformat, datetime.fromisoformat),
    Kind("date", Date, Date(), date.isoformat, date.fromisoformat),
    Kind("time", Time, Time(), time.isoformat, time.fromisoformat),
    Kind("json", JSON, Text()),
    Kind("bytes", LargeBinary, LargeBinary(), _encoded, _decoded),
    Kind("int", Integer, Integer()),
    Kind("float", Float, Float()),
    Kind("number", Numeric, Numeric(), str, Decimal),
    Kind("text", String, Text()),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Portable:
    """One table. columns: the name of each and of its kind, in order. key: the columns that number its rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    table: Table

    def count(self, session: Session) -> int:
        """Count its rows."""
        return session.scalar(select(func.count()).select_from(self.table)) or 0

    def lines(self, session: Session) -> Iterator[bytes]:
        """Give each row as a line of JSON: a list of its values in the order of the columns; by key, streamed."""
        writers = [BY_NAME[kind].write for _, kind in self.columns]
        order = [self.table.c[name] for name in self.key or [name for name, _ in self.columns]]
        rows = session.execute(select(self.table).order_by(*order), execution_options={"yield_per": FETCHED})
        for row in rows:
            values = [
                value if write is None or value is None else write(value)
                for value, write in zip(row, writers, strict=True)
            ]
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    def row(self, line: bytes) -> dict[str, Any]:
        """Read one line back. Raises: ValueError when it is not a row of this table."""
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != len(self.columns):
            raise ValueError(f"not a row of {self.name}")
        return {
            name: value if value is None or (read := BY_NAME[kind].read) is None else read(value)
            for (name, kind), value in zip(self.columns, values, strict=True)
        }


def tables_of(session: Session) -> list[Portable]:
    """Read which tables there are, each after those that its rows refer to; the migrations' own table is none of them.

    Raises: UnknownKind.
    """
    connection = session.connection()
    reflected = MetaData()
    reflected.reflect(connection)
    is_postgresql = connection.dialect.name == "postgresql"
    return [_portable(table, is_postgresql) for table in reflected.sorted_tables if table.name != SEEN.name]


def _portable(table: Table, is_postgresql: bool) -> Portable:  # noqa: FBT001 - which of the two engines it is
    columns = tuple((column.name, _kind_of(column).name) for column in table.columns)
    key = tuple(column.name for column in table.primary_key.columns)
    own = [Column(name, _stored(kind, is_postgresql=is_postgresql), primary_key=name in key) for name, kind in columns]
    return Portable(table.name, columns, key, Table(table.name, MetaData(), *own))


def _stored(kind: str, *, is_postgresql: bool) -> TypeEngine[Any]:
    return StoredJson() if kind == "json" and is_postgresql else BY_NAME[kind].stored


def _kind_of(column: Column[Any]) -> Kind:
    for kind in KINDS:
        if isinstance(column.type, kind.reflected):
            return kind
    raise UnknownKind(f"{column.table.name}.{column.name} is of the type {column.type!r}")


def fullest(session: Session, tables: Sequence[Portable]) -> str | None:
    """Name a table that holds rows; None when there are no rows at all."""
    return next((one.name for one in tables if session.execute(select(one.table).limit(1)).first() is not None), None)
