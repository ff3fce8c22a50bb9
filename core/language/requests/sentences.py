"""Match whole sentences against the commands' templates (hassil); values were read before, by our own readers.

Names, weeks, numbers and days stand in the matched text as "someone", "someweek", "somenumber" and "someday", so that
no open slot can swallow a "niet" and a template is matched against words that were all typed.
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import yaml
from hassil import Intents, recognize_all

from core.language.clauses.item import Item, Kind
from core.language.clauses.items import QUIET
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort, Token, fold
from core.language.vocabulary.words import LANGUAGES
from core.languages import FOLDER
from core.languages import LANGUAGES as LANGUAGE

# Of these files each command is a request: only ever a whole message, with its values as fields.
REQUEST_FILES: tuple[str, ...] = (
    "people.yaml",
    "problems.yaml",
    "contacts.yaml",
    "tenants.yaml",
    "operations.yaml",
    "files.yaml",
    "roles.yaml",
)
FILES = ("desk.yaml", "logbook.yaml", *REQUEST_FILES)
PLACES = {Kind.NAME: "someone", Kind.WEEKS: "someweek", Kind.NUMBERS: "somenumber", Kind.DAYS: "someday"}
SILENT = frozenset({Kind.COMMA, Kind.COLON, Kind.STOP, Kind.QUESTION, Kind.OPEN, Kind.ASIDE})
LONGEST = 20
# These only show something, so that a word too many in them does no harm.
FILLED = frozenset(
    {"logbook.list_open", "logbook.show", "logbook.mine", "logbook.history", "logbook.who", "logbook.receipt"}
    | {"desk.help"}
)
# An emoji that greets or thanks.
WAVED = frozenset({"emoji", "courtesy"})
# Stands for a sign that means something ("…", a crossed-out emoji); the matcher would leave it out.
UNSAID = "somesign"
# Every command, as bits.
EVERY = -1
UNHEARD = frozenset({*QUIET, "-"})
STANDING_IN = frozenset(
    {"someone", "somebody", "someweek", "somenumber", "someday", "somedays", "somepast", "sometime", "someaddress"}
    | {"sometext"}
)
RULE_NAME = re.compile(r"<[^>]*>")
# Cut off as `text.tokenise` does it.
ELIDED = re.compile(r"\b([cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[aeiouyhàâæéèêëîïôöùûüœ<(\[|)])", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?![^<]*>)")


def skeleton(said: Said, items: Sequence[Item]) -> str:
    """Write items as the text that templates are matched against.

    Empty when it can be no command: it is too long, or no command's templates have all of its words.
    """
    words: list[str] = []
    commands, able = _commands(), EVERY
    for item in items:
        if item.kind in SILENT or item.labels >= WAVED:
            continue
        place = PLACES.get(item.kind)
        typed = map(_as_typed, said.tokens[item.first : item.last]) if place is None else (place,)
        for word in typed:
            if word:
                able &= commands.get(word, 0)
                words.append(word)
        if not able:
            return ""
    return " ".join(words) if len(words) <= LONGEST else ""


def _as_typed(token: Token) -> str:
    """Write a word as it is matched, empty for a sign that is not; who types what stands for a value gives none."""
    if token.sort is Sort.WORD or token.sort is Sort.NUMBER:
        return UNSAID if token.folded in STANDING_IN else token.folded.replace("'", "")
    return "" if token.folded in UNHEARD else UNSAID


def command_of(text: str, language: str) -> str:
    """Give the one command a sentence means, in this language before the others; empty when none or several."""
    if not text:
        return ""
    names = (language, *(other for other in LANGUAGES if other != language))
    for name in names:
        found = _matches(text, name)
        if found:
            return next(iter(found)) if len(found) == 1 else ""
    return next((shown for name in names if (shown := _shown_again(text, name))), "")


def _shown_again(text: str, language: str) -> str:
    """Give the one look-up that a sentence means once its fillers are left out: "zeig mir nochmal die Liste".

    Only what shows something is read so: a filler could be the word that an act hangs on.
    """
    fillers = _fillers(language)
    kept = " ".join(fillers.sub(" ", text).split()) if fillers else text
    found = _matches(kept, language) if kept != text else frozenset()
    return next(iter(found)) if len(found) == 1 and found <= FILLED else ""


@cache
def _fillers(language: str) -> re.Pattern[str] | None:
    """Give the words that a wish to be shown something may hold beside its own; None when a language names none."""
    words = sorted(_filling(language), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else None


def _filling(language: str) -> list[str]:
    return [fold(word) for word in _load(language, "logbook.yaml").get("fillers") or ()]


@lru_cache(maxsize=4096)
def _matches(text: str, language: str) -> frozenset[str]:
    """Match a text against the templates of those commands that have all of its words; mostly there are none."""
    able = _able(text, language)
    if not able:
        return frozenset()
    whole = _intents(language)
    some = replace(whole, intents={name: intent for name, intent in whole.intents.items() if name in able})
    return frozenset(result.intent.name for result in recognize_all(text, some))


def _able(text: str, language: str) -> frozenset[str]:
    """Give the commands whose templates hold every word of a text."""
    of = _commands_by_word(language)
    able: frozenset[str] | None = None
    for word in text.split():
        commands = of.get(word)
        if commands is None:
            return frozenset()
        able = commands if able is None else able & commands
        if not able:
            break
    return able or frozenset()


@cache
def _intents(language: str) -> Intents:
    merged: dict[str, Any] = {"language": language, "intents": {}, "expansion_rules": {}}
    for file in FILES:
        raw = _load(language, file)
        merged["intents"] |= {name: {"data": intent["data"]} for name, intent in raw["intents"].items()}
        merged["expansion_rules"] |= raw.get("expansion_rules") or {}
    return Intents.from_dict(merged)


@cache
def _words_of_commands(language: str) -> Mapping[str, frozenset[str]]:
    """Give, by command, every word that its templates hold, those of the rules that they use included."""
    rules: dict[str, str] = {}
    sentences: dict[str, list[str]] = {}
    for file in FILES:
        raw = _load(language, file)
        rules |= raw.get("expansion_rules") or {}
        for name, intent in raw["intents"].items():
            sentences.setdefault(name, []).extend(line for one in intent["data"] for line in one["sentences"])
    return {name: frozenset().union(*(_words_of(line, rules) for line in lines)) for name, lines in sentences.items()}


@cache
def _commands_by_word(language: str) -> Mapping[str, frozenset[str]]:
    """Give, by word, the commands whose templates hold it."""
    found: dict[str, set[str]] = {}
    for name, words in _words_of_commands(language).items():
        for word in words:
            found.setdefault(word, set()).add(name)
    alike = {frozenset(names): frozenset(names) for names in found.values()}
    return {sys.intern(word): alike[frozenset(names)] for word, names in found.items()}


def _words_of(template: str, rules: Mapping[str, str]) -> frozenset[str]:
    """Give the words of one template as they are matched; "mean[t]" is two."""
    plain = template.replace("'", "")
    words = re.findall(r"[^\W_]+", RULE_NAME.sub(" ", plain))
    words += [head + ending for head, ending in re.findall(r"([^\W_]+)\[([^\W_]+)\]", plain)]
    used = (rules[name[1:-1]] for name in RULE_NAME.findall(template))
    return frozenset(words).union(*(_words_of(rule, rules) for rule in used))


@cache
def _commands() -> Mapping[str, int]:
    """Give, by word, the commands of any language whose templates hold it, each as a bit; for a filler every one."""
    fillers = (word for language in LANGUAGES for words in _filling(language) for word in words.split())
    return _as_bits(lambda _: True) | dict.fromkeys(fillers, EVERY)


@cache
def requests_by_word() -> Mapping[str, int]:
    """Give, by word, the requests of any language whose templates hold it, each as a bit.

    Somebody whom nobody knows may stand where a student should.
    """
    found = _as_bits(lambda name: name in requests())
    return found | {"somebody": found["somebody"] | found["someone"]}


def _as_bits(counts: Callable[[str], bool]) -> dict[str, int]:
    """Give, by word, the commands that count, of each language by itself, each as a bit."""
    found: dict[str, int] = {}
    bits: dict[tuple[str, str], int] = {}
    for language in LANGUAGES:
        for word, names in _commands_by_word(language).items():
            for name in filter(counts, names):
                found[word] = found.get(word, 0) | bits.setdefault((language, name), 1 << len(bits))
    return found


@cache
def requests() -> frozenset[str]:
    """Give the commands that are requests."""
    return frozenset(
        name for language in LANGUAGES for file in REQUEST_FILES for name in _load(language, file)["intents"]
    )


@cache
def request_words() -> frozenset[str]:
    """Give every word that the templates of requests hold, in any language; what stands for a value is none."""
    of = [pair for language in LANGUAGES for pair in _commands_by_word(language).items()]
    return frozenset(word for word, names in of if not names.isdisjoint(requests())) - STANDING_IN


def examples(language: str) -> dict[str, list[str]]:
    """Give what one can say, by command, as its files say it."""
    return {
        name: [str(example) for example in intent["examples"]]
        for file in FILES
        for name, intent in _load(language, file)["intents"].items()
    }


@cache
def _load(language: str, file: str) -> dict[str, Any]:
    """Read one file of a language, folded as words are matched; one that the language lacks holds no command."""
    path = FOLDER / language / file
    if not path.exists():
        return {"intents": {}}
    raw = dict(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader))
    raw["expansion_rules"] = {
        name: _folded(rule, language) for name, rule in (raw.get("expansion_rules") or {}).items()
    }
    for intent in raw["intents"].values():
        for one in intent["data"]:
            one["sentences"] = [_folded(line, language) for line in one["sentences"]]
    return raw


def _folded(template: str, language: str) -> str:
    """Write a template's words as those of a message are folded, each also as its letters are typed otherwise."""

    def folded(word: re.Match[str]) -> str:
        otherwise = word[0].lower()
        for letter, typed in LANGUAGE[language].typed_as.items():
            otherwise = otherwise.replace(letter, typed)
        both = dict.fromkeys((fold(word[0]), fold(otherwise)))
        return next(iter(both)) if len(both) == 1 else f"({'|'.join(both)})"

    return WORD.sub(folded, ELIDED.sub(r"\1 ", template.replace("-", " ")))


def warm() -> None:
    """Parse and expand every template once, and let go of what they were built from."""
    for language in LANGUAGES:
        list(recognize_all("warm", _intents(language)))
        _commands_by_word(language)
    request_words()
    requests_by_word()
    _commands()
    for built in (_load, _words_of_commands):
        built.cache_clear()
