"""The values in a request that was known by its cues: as its templates would have taken them out of it."""

import re
from collections.abc import Sequence
from typing import Any

from core.language.clauses.item import Item
from core.language.meaning import Context
from core.language.requests.sentences import request_words
from core.language.requests.slots import Around, gathered
from core.language.vocabulary.names import names_of
from core.language.vocabulary.said import Said

# The commands of these domains say what they ask in words of their own.
WITHOUT_VALUES = frozenset({"desk", "logbook"})
STORED = re.compile(r"\b[A-Za-z]-(\d{1,9})\b")
FILE_NAME = re.compile(r"[\w()+-][\w()+. -]{0,80}?\.(?:csv|tsv|xlsx|xlsm|xls|ods)\b", re.IGNORECASE)


def values_for(command: str, said: Said, text: str, items: Sequence[Item], context: Context) -> dict[str, Any]:
    """Give what a request says, by kind as `Meaning.fields` has it, from the whole message without its edges."""
    if command.partition(".")[0] in WITHOUT_VALUES or not items:
        return {}
    first, last = items[0].first, items[-1].last
    known = names_of(tuple(context.seen or context.known))
    found = gathered(Around(said, text, known, request_words(), context.now), first, last)
    words = text[said.tokens[first].start : said.tokens[last - 1].end].strip()
    fields: dict[str, Any] = {**found.fields, "said": words}
    dossiers = sorted({dossier for name in found.students for dossier in name.dossiers})
    if dossiers:
        fields["dossiers"] = dossiers
    if stored := [int(number) for number in STORED.findall(words)]:
        fields["numbers"] = stored
    if files := [name.split()[-1] for name in FILE_NAME.findall(words)]:
        fields["files"] = files
    return fields


__all__ = ["values_for"]
