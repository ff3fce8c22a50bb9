"""A Bot API of our own on loopback, that checks every request and every update against the official schema."""

from tests.real.fake_telegram.people import Person
from tests.real.fake_telegram.schema import SchemaError
from tests.real.fake_telegram.sent import Sent
from tests.real.fake_telegram.server import TOKEN, FakeTelegram

__all__ = ["TOKEN", "FakeTelegram", "Person", "SchemaError", "Sent"]
