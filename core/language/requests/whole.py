"""Read a whole message as a request to the assistant: "herinner me donderdag", "meld een probleem over Daan: ...".

A request is matched by the templates of its domain, with its values taken out; it is never a part of a message, so that
no verdict on hours can hide in one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from core.language.clauses.item import Item
from core.language.meaning import Certainty, Context, Doubt, Meaning, Problem
from core.language.requests.sentences import command_of, request_words, requests, requests_by_word
from core.language.requests.slots import Around, Slotted, has_question, slotted
from core.language.values.ahead import leads
from core.language.vocabulary.names import Names, names_of
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort, clean, tokenise
from core.language.vocabulary.words import LANGUAGES, language_of, lexicon

LONGEST_HEAD = 60
LONGEST_TEXT = 4_000
TEXT = "sometext"
# Sent at once, and all of it as it was typed, whatever else stands in it.
AT_ONCE = frozenset({"problems.leak"})
# Asks itself which of two students is meant, and keeps what was said meanwhile.
ASKS_WHOM = frozenset({"problems.report"})
STOPS = frozenset({".", "!"})
LINES = frozenset({Sort.LINE, Sort.BLANK})


def read_request(
    said: Said,
    items: Sequence[Item],
    context: Context,
    *,
    names: Names,
    text: str,
    language: str,
    judges: Callable[[str], bool],
) -> Meaning | Doubt | None:
    """Read a whole message as one request; None when it is anything else.

    items: the message without its salutation and signature. names: of all whom this person may see.
    judges: whether words are a verdict on hours by themselves;
    a sentence that is one is no free text of the request before it. What is asked about somebody unknown, or about one
    of two students, is a doubt.
    """
    if not items:
        return None
    first, last = items[0].first, items[-1].last
    around = Around(said, text, names, request_words(), context.now, requests_by_word())
    for found, end, begin in _heads(around, first, last):
        if begin is not None:
            # What holds no more than thanks or a name is all that they want to say.
            end_of_tail = last if begin < last else len(said.tokens)
            tail = text[said.tokens[begin].start : said.tokens[end_of_tail - 1].end].strip()
            if not tail or len(tail) > LONGEST_TEXT:
                continue
            found.put(TEXT, "text", tail)
        if meaning := _matched(found, context, language, text):
            if isinstance(meaning, Doubt):
                return meaning
            is_sentence = begin is not None and said.tokens[end].folded in STOPS
            if is_sentence and meaning.command not in AT_ONCE and judges(meaning.fields["text"]):
                return None
            asks = has_question(said, first, end)
            return replace(meaning, certainty=Certainty.LIKELY) if asks or found.is_near else meaning
    return None


def _heads(around: Around, first: int, last: int) -> Iterator[tuple[Slotted, int, int | None]]:
    """Give what may be a request, with where it ends and where its free text begins."""
    whole = slotted(around, first, last) if last - first <= LONGEST_HEAD else last
    if not isinstance(whole, int) and whole.words:
        yield whole, last, None
    # Where all of it was stuck, each part that goes on behind that place is stuck as well.
    stuck = whole if isinstance(whole, int) else last
    for end in _cuts(around.said, first, last, stuck):
        found = slotted(around, first, end)
        if not isinstance(found, int) and found.words:
            yield found, end, end + 1


def values_in(text: str, context: Context) -> dict[str, Any]:
    """Read the values that an answer holds, by kind as in a request's fields; none when a word of it has no place."""
    cleaned = clean(text[:LONGEST_TEXT]).strip()
    tokens = tokenise(cleaned)
    said = Said(tokens, lexicon(language_of(tokens, context.language)), today=context.now.date())
    known = names_of(tuple(context.seen or context.known))
    found = slotted(Around(said, cleaned, known, request_words(), context.now), 0, len(tokens))
    if isinstance(found, int):
        return {}
    dossiers = sorted({dossier for name in found.students for dossier in name.dossiers})
    return found.fields | ({"dossiers": dossiers} if dossiers and not found.is_near else {})


@cache
def _text_leads() -> frozenset[str]:
    """Give every word that a free text may begin behind, in any language."""
    return frozenset().union(*(leads(language).text_leads for language in LANGUAGES))


def warm() -> None:
    """Read the small words that requests begin their values with, so that the first message is not the slow one."""
    _text_leads()


def _cuts(said: Said, first: int, last: int, stuck: int) -> Iterator[int]:
    """Give where the request may end, with its free text behind it: at a colon, a line or sentence's end, a "that".

    A stop that belongs to an initial, as in "J. de Boer", ends no sentence, so that what stands behind it is looked at.
    """
    lead_words = _text_leads()
    for at in range(first, min(stuck + 1, len(said.tokens) - 1, first + LONGEST_HEAD)):
        token = said.tokens[at]
        is_colon = token.folded == ":" and not (token.near and said.near_number(at + 1))
        if is_colon or token.sort in LINES:
            yield at
            return
        is_stop = token.folded in STOPS and at + 1 < last and not said.tokens[at + 1].near
        if token.folded in lead_words or is_stop:
            yield at


def _matched(found: Slotted, context: Context, language: str, text: str) -> Meaning | Doubt | None:
    command = command_of(" ".join(found.words), language)
    if command not in requests():
        if not found.strangers:
            return None
        # Somebody whom this person does not see, where a student belongs.
        words = " ".join("someone" if word == "somebody" else word for word in found.words)
        return Doubt(Problem.UNKNOWN_NAME, found.strangers[0]) if command_of(words, language) in requests() else None
    dossiers: list[int] = []
    for name in found.students:
        if command not in ASKS_WHOM and not _is_one_student(name.dossiers, context):
            return Doubt(Problem.WHICH_STUDENT, text, candidates=tuple(sorted(name.dossiers)))
        dossiers += sorted(name.dossiers)
    fields: dict[str, Any] = {kind: values for kind, values in found.fields.items() if kind != "text"}
    if dossiers:
        fields["dossiers"] = dossiers
    if "text" in found.fields:
        fields["text"] = found.fields["text"][0]
    return Meaning(command, words=text, fields=fields)


def _is_one_student(dossiers: frozenset[int], context: Context) -> bool:
    """Say whether these dossiers are of one student; one without a student's id stands by itself."""
    whose = {one.student_id for one in context.seen or context.known if one.dossier_id in dossiers}
    return len(dossiers) <= 1 or len(whose - {None}) == 1
