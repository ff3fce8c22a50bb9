"""Checks values against the reduced schema of the official Bot API documentation."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA: Mapping[str, Mapping[str, tuple[str, bool]]] = json.loads(
    Path(__file__).with_name("botapi_10_3_reduced.json").read_text(encoding="utf-8")
)
METHODS = {name.lower(): name for name in SCHEMA if name[0].islower()}
SCALARS: Mapping[str, type | tuple[type, ...]] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "True": bool,
    "Float": (int, float),
}
# Names that begin like a member of a "one of" type and are something else.
NOT_MEMBERS = frozenset({"ChatMemberUpdated"})
# "One of" types whose members don't carry its name.
MEMBERS = {"MaybeInaccessibleMessage": ("Message", "InaccessibleMessage")}
# Fields by which a member says which one it is, and the words that differ from its name.
TELLING = ("type", "status", "source")
OTHERWISE_NAMED = {"creator": "Owner", "kicked": "Banned"}


class SchemaError(AssertionError):
    """A request, an answer or an update does not have the documented shape."""


@cache
def members(name: str) -> tuple[str, ...]:
    """Say which concrete types a "one of" type stands for; none for a type that is simply empty."""
    if name in MEMBERS:
        return MEMBERS[name]
    begins = re.compile(re.escape(name) + "[A-Z]")
    return tuple(kind for kind in SCHEMA if begins.match(kind) and kind not in NOT_MEMBERS)


def told_members(name: str, value: object, where: str) -> tuple[str, ...]:
    """Say which member of a "one of" type a value claims to be; all of them when they carry no such field.

    Raises: SchemaError when there is no such member.
    """
    kinds = members(name)
    field = next((each for each in TELLING if all(each in SCHEMA[kind] for kind in kinds)), None)
    if field is None or not isinstance(value, dict):
        return kinds
    told = str(value.get(field, ""))
    wanted = name + OTHERWISE_NAMED.get(told, told.title().replace("_", ""))
    if wanted not in kinds:
        raise SchemaError(f"{where}.{field} is none that {name} knows: {told!r}")
    return (wanted,)


def check(value: object, kind: str, where: str) -> None:
    """Check a decoded JSON value against a type as the documentation writes it ("Array of User", "Integer or String").

    Raises: SchemaError, naming the place.
    """
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise SchemaError(f"{where} must be an array, not {value!r}")
        for index, each in enumerate(value):
            check(each, kind.removeprefix("Array of "), f"{where}[{index}]")
        return
    alternatives = re.split(r" or |, | and ", kind)
    if len(alternatives) > 1:
        check_one_of(value, tuple(alternatives), where)
    elif kind in SCALARS:
        check_scalar(value, kind, where)
    elif kind not in SCHEMA:
        raise SchemaError(f"{where} has a type the schema doesn't know: {kind}")
    elif not SCHEMA[kind] and members(kind):
        check_one_of(value, told_members(kind, value, where), where)
    else:
        check_fields(value, kind, where)


def check_scalar(value: object, kind: str, where: str) -> None:
    """Check a number, a text or a truth value; a truth value is no number here."""
    fits = isinstance(value, SCALARS[kind]) and (isinstance(value, bool) == (kind in {"Boolean", "True"}))
    if not fits or (kind == "True" and value is not True):
        raise SchemaError(f"{where} must be {kind}, not {value!r}")


def check_one_of(value: object, kinds: tuple[str, ...], where: str) -> None:
    """Check that at least one of these types fits."""
    troubles = []
    for kind in kinds:
        try:
            check(value, kind, where)
        except SchemaError as error:
            troubles.append(str(error))
        else:
            return
    raise SchemaError(f"{where} is none of {', '.join(kinds)}: {'; '.join(troubles)}")


def check_fields(value: object, kind: str, where: str) -> None:
    """Check an object, or the parameters of a method: nothing required is missing and nothing is unknown."""
    if not isinstance(value, dict):
        raise SchemaError(f"{where} must be a {kind}, not {value!r}")
    fields = SCHEMA[kind]
    unknown = sorted(value.keys() - fields.keys())
    if unknown:
        raise SchemaError(f"{where} has fields that {kind} doesn't know: {', '.join(unknown)}")
    missing = sorted(name for name, (_, required) in fields.items() if required and name not in value)
    if missing:
        raise SchemaError(f"{where} lacks what {kind} requires: {', '.join(missing)}")
    for name, each in value.items():
        check(each, fields[name][0], f"{where}.{name}")


def read_parameters(method: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Read form fields as the types that the method declares, then check them all.

    Raises: SchemaError.
    """
    declared = SCHEMA[method]
    values: dict[str, Any] = {}
    for name, text in form.items():
        if name not in declared:
            raise SchemaError(f"{method} doesn't know the parameter {name}")
        kind = declared[name][0]
        values[name] = text if kind == "String" else read_json(text, kind, f"{method}.{name}")
    check_fields(values, method, method)
    return values


def read_json(text: str, kind: str, where: str) -> object:
    """Read one form field; what may be a number or a text is a number when it looks like one."""
    try:
        value: object = json.loads(text)
    except ValueError:
        value = text
    if isinstance(value, str) and kind not in {"Integer or String", "InputFile or String"}:
        raise SchemaError(f"{where} must be {kind}, not {text!r}")
    return value
