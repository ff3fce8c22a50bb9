"""Closed sets of names, each name one object: what kinds of things there are, looked at hundreds of times a message."""

from typing import Self, cast


class Named(str):
    """A name out of a closed set. A set is a class that declares its names; each is written in lower case.

    It is no enum: until Python 3.12 reading a member of one takes longer than most of what is done with it.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for name in cls.__annotations__:
            setattr(cls, name, cls(name.lower()))

    @classmethod
    def of(cls, written: str) -> Self:
        """Give the one name that is written so."""
        return cast("Self", getattr(cls, written.upper()))
