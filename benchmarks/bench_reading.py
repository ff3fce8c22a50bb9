"""How long one message may take to read: chat messages and mails, and the worst texts and mails that the tests know.

One JSON line a figure, in milliseconds of work on one core; the median of nine. Language alone has a bar (BARS), with
20 names in reach and with 500: in everyday messages a mean under 0.5 ms and 99 in 100 under 3 ms, and under 40 MB for
all templates of all languages.

First the lines of the development corpus, with what was typed of its mails. Chat messages are those of many_words.txt
of 80 letters at most; a mail is three of them with a greeting and a signature. Of each it is told what reading it word
by word takes, and what all takes that the desk asks of a message: by its cues as well, where that led to nothing that
is sure, and what it may be about where that is not known either.
"""

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import yaml

from core.language import read_loosely, reader, warm
from core.language.clauses.heard import forget
from core.language.meaning import Certainty, Context, Known, OpenWeek, Reading
from core.language.reader import LONGEST
from core.language.requests.gist import gist_of
from tests.language.mutations import CLOSINGS, GREETINGS, SIGNATURES
from tests.language.situations import digest
from tests.language.test_growth import SHAPES
from tests.language.test_many_words import LINES
from tests.mailin.letters import DOOR, letter, quoted
from tests.mailin.test_door import LONG as LONG_BODIES
from tests.mailin.test_door import LONG_HTML

ROUNDS = 9
WORDS = "akkoord behalve dinsdag, dat was 6 uur"
TALK = Path(__file__).parents[1] / "tests" / "talk"
IN_REACH = (20, 500)
# Milliseconds at most: the mean, and 99 in 100.
BARS = (0.5, 3.0)
LONGEST_CHAT = 80
SENTENCES = 3
# A name is a first part with a second; a surname has each letter once more.
FIRST = (
    "Ba",
    "Ce",
    "Di",
    "Fe",
    "Ga",
    "Hu",
    "Jo",
    "Ka",
    "Le",
    "Mi",
    "Na",
    "Pe",
    "Ro",
    "Si",
    "Ta",
    "Vi",
    "We",
    "Xa",
    "Yo",
    "Za",
)
SECOND = ("bke", "dra", "fien", "gert", "ko", "lle", "mke", "nno", "pper", "rik", "ske", "tje", "vin", "wout", "zzy")
LOADED = """
from pathlib import Path
def held():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").open() if line.startswith("VmRSS:"))
before = held()
from core.language import warm
warm()
print((held() - before) / 1024)
"""


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the median of several runs, in milliseconds."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def tell(name: str, value: float, unit: str = "ms") -> None:
    """Print one figure."""
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit}))


def chats() -> list[tuple[str, str]]:
    """Give short messages as (language, words), each once."""
    return list(dict.fromkeys((language, said) for language, _, _, said in LINES if len(said) <= LONGEST_CHAT))


def corpus() -> Iterator[tuple[str, str]]:
    """Give the lines of the development corpus as (language, words), without what a mail quotes."""
    for line in (TALK / "utterances-dev.jsonl").read_text("utf-8").splitlines():
        said = json.loads(line)
        is_mail = said["channel"] == "email"
        text = str(DOOR.typed(DOOR.read(letter(said["text"])), []).text) if is_mail else str(said["text"])
        yield str(said["lang"]), text


def mails() -> Iterator[tuple[str, str]]:
    """Give mails of some sentences each, greeted and signed, as (language, words)."""
    for language in ("nl", "en"):
        said = [words for of, words in chats() if of == language]
        for at in range(0, len(said) - SENTENCES, SENTENCES):
            greeting = GREETINGS[language][at % len(GREETINGS[language])]
            closing = CLOSINGS[language][at % len(CLOSINGS[language])]
            body = ". ".join(said[at : at + SENTENCES])
            yield language, f"{greeting}{body}.{closing}{SIGNATURES[at % len(SIGNATURES)]}"


def in_reach(context: Context, count: int) -> Context:
    """Give a context with as many students as this more."""
    known = list(context.known)
    for number in range(len(known), count):
        first, second = FIRST[number % len(FIRST)], SECOND[number // len(FIRST) % len(SECOND)]
        known.append(Known(number + 100, first + second, "van", f"{second.title()}{first.lower()}ma"))
    return replace(context, known=known)


def scenario() -> Context:
    """Give what the development corpus is said about: its students, with their weeks as one list of many numbers."""
    raw = yaml.safe_load((TALK / "scenario-dev.yaml").read_text("utf-8"))
    known: list[Known] = []
    weeks: list[OpenWeek] = []
    for number, dossier in enumerate(raw["dossiers"], 1):
        student = raw["people"][dossier["student"]]
        known.append(Known(number, student["first"], student.get("infix", ""), student["last"]))
        for week, hours in (dossier.get("weeks") or {}).items():
            year, _, in_year = str(week).rpartition("-W")
            monday = date.fromisocalendar(int(year or raw["now"].year), int(in_year), 1)
            days = zip(range(7), hours["hours"] if isinstance(hours, dict) else hours, strict=False)
            minutes = {monday + timedelta(day): round((amount or 0) * 60) for day, amount in days}
            weeks.append(OpenWeek(len(weeks) + 1, number, monday, minutes, frozenset(minutes), len(weeks) + 1))
    return replace(digest(), now=raw["now"], known=known, weeks=weeks, focus=[week.week_id for week in weeks])


def read(words: str, context: Context) -> Reading:
    """Read a message that was not heard before."""
    forget()
    return reader.read(words, context)


def asked(words: str, context: Context) -> object:
    """Read a message as the desk does, as far as no command has to be looked up."""
    reading = read(words, context)
    if reading.meanings and not reading.blocks_all and any(m.certainty is Certainty.SURE for m in reading.meanings):
        return reading
    return read_loosely(words, context) or gist_of(words, context)


def tell_of_language(name: str, texts: Sequence[tuple[str, str]], context: Context) -> None:
    """Print what each text takes, for language alone: the mean, and what 99 in 100 stay under."""
    for count in IN_REACH:
        contexts = {language: replace(in_reach(context, count), language=language) for language, _ in texts}
        for how, reading in (("word by word", read), ("all that is asked", asked)):
            times = sorted(median(lambda: reading(words, contexts[of])) for of, words in texts)  # noqa: B023 - called at once
            mean, most = statistics.mean(times), times[len(times) * 99 // 100]
            tell(f"{name}, {how}, {count} names in reach: mean (bar {BARS[0]})", mean)
            tell(f"{name}, {how}, {count} names in reach: 99 in 100 (bar {BARS[1]})", most)


def tell_of_memory() -> None:
    """Print what all languages take once they are loaded, in a process of their own."""
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True, text=True)
    tell("every language loaded (bar 40)", float(loaded.stdout), "MB")


def whole(raw: bytes) -> None:
    """Read a mail and find what was typed."""
    DOOR.typed(DOOR.read(raw), [])


def main() -> None:
    """Measure language and mail."""
    warm()
    gc.collect()
    gc.freeze()
    tell_of_memory()
    tell_of_language("a line of the corpus", list(corpus()), scenario())
    tell_of_language("a chat message", chats(), digest())
    tell_of_language("a mail", list(mails()), digest())
    context = digest()
    tell("an everyday answer, language alone", median(lambda: read(WORDS, context), 99))
    texts = [(shape * (LONGEST // len(shape) + 1))[:LONGEST] for shape in SHAPES]
    tell("the worst known text of 20,000 characters", max(median(lambda: read(text, context), 3) for text in texts))  # noqa: B023 - called at once
    everyday = letter(f"{WORDS}\n\nOp ma 9 mrt 2026 schreef Akkoord:\n{quoted()}", html="<p>Akkoord</p>")
    tell("an everyday mail", median(lambda: whole(everyday), 99))
    pages = [f"From: a@b.example\r\nContent-Type: text/html\r\n\r\n{html}".encode() for html in LONG_HTML]
    worst = [*(letter(text) for text in LONG_BODIES), *pages]
    tell("the worst known mail of 60 to 400 kB", max(median(lambda: whole(mail), 3) for mail in worst))  # noqa: B023 - called at once


if __name__ == "__main__":
    main()
