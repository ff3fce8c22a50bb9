"""The pages as HTML: one layout, one page with hours, one plain page for the rest; no scripts anywhere."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from core import languages, wording_filters
from core.contacts.activation import ActivationFacts
from core.files.downloading import DownloadFacts
from core.languages import CODES, DEFAULT, first_of, known
from core.logbook.page import PageDifference, PageFacts, PageWeek
from core.questions import base36
from core.wording_cache import BesideTheTemplates
from core.wording_filters import Filters

TEMPLATES = Path(__file__).parent.parent / "templates" / "web"
# Those whose words the pages have; another language's reader gets the one it falls back to.
LANGUAGES = tuple(sorted(code for code in CODES if (TEMPLATES / f"{code}.html").exists()))
DEFAULT_LANGUAGE = DEFAULT
# What compiling a page depends on, besides its template.
SOURCES = (__file__, wording_filters.__file__, languages.__file__)
QUARTER = 15
LONGEST_SEEN = 400


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page says on top. name: the sentence's; html: already worded by the desk, used instead of the sentence.

    week_id: the week whose form it is about. seen: the hours that the form's page showed, to name what changed since.
    """

    name: str = ""
    html: str = ""
    week_id: int | None = None
    seen: Mapping[date, int] = field(default_factory=dict)


class PageMaker:
    """All templates of the pages, read once; a faulty one is found when the service starts."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._css = (folder / "style.css").read_text("utf-8")
        self._environments = {language: self._environment(folder, language) for language in LANGUAGES}
        for environment in self._environments.values():
            for name in ("page.html", "plain.html", "unsubscribe.html", "activation.html", "download.html"):
                environment.get_template(name)

    @property
    def policy(self) -> str:
        """The content security policy under which every page is shown: our own style, our own form, nothing else."""
        digest = base64.b64encode(hashlib.sha256(self._css.encode()).digest()).decode()
        return (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )

    def _environment(self, folder: Path, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(folder),
            bytecode_cache=BesideTheTemplates(folder, SOURCES, language=language),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(Filters(language).all())
        environment.filters.update(seen=write_seen, in_quarters=_in_quarters)
        environment.globals.update(language=language, css=Markup(self._css), nonce=_nonce)  # noqa: S704 - our own file
        environment.globals["say"] = environment.get_template(f"{language}.html").module
        return environment

    def hours(self, page: PageFacts, *, notice: Notice | None = None, done: int | None = None) -> str:
        """Make the page with hours. done: the week just approved; it is praised only if the database agrees."""
        environment = self._environments[spoken(page.language)]
        notice = notice or Notice()
        finished = page.week(done) if done is not None else None
        if finished is not None and (finished.asks or not any(given.is_own for given in finished.approvals)):
            finished = None
        changes = {week.week_id: _changes(week, notice) for week in page.weeks}
        text = Markup(notice.html)  # noqa: S704 - worded by our own templates with autoescape
        if not text and notice.name:
            text = getattr(environment.globals["say"], notice.name)()
        return environment.get_template("page.html").render(
            page=page,
            notice=text,
            tone="heed" if notice.name == "changed" else "bad",
            done=finished,
            changes=changes,
            open_count=sum(week.asks for week in page.weeks),
            many_schools=len({week.school for week in page.weeks}) > 1,
            notice_week=notice.week_id,
            wrong=notice.name in {"no_total", "wrong_total"},
        )

    def plain(self, kind: str, language: str) -> str:
        """Make a page without hours. kind: "gone", "unknown", "method", "too_large", "bad_form", "slow" or "fault"."""
        return self._environments[spoken(language)].get_template("plain.html").render(kind=kind)

    def unsubscribe(self, state: str, language: str) -> str:
        """Make the page that stops reminders. state: "ask", "stopped", "refused", "busy" or "unknown"."""
        return self._environments[spoken(language)].get_template("unsubscribe.html").render(state=state)

    def activation(self, page: ActivationFacts | None, *, came: str = "", language: str = "") -> str:
        """Make the page of an invitation. page: None for an unknown link. came: what came of a post just now."""
        environment = self._environments[spoken(page.language if page is not None else language)]
        state = page.state if page is not None else "unknown"
        notice = environment.globals["say"].activation_notice(came, state)  # type: ignore[attr-defined]  # a template's macro
        return environment.get_template("activation.html").render(page=page, state=state, came=came, notice=notice)

    def download(self, page: DownloadFacts | None, *, came: str = "", language: str = "") -> str:
        """Make the page of a download. page: None for an unknown link. came: why a post just now gave nothing."""
        environment = self._environments[spoken(page.language if page is not None else language)]
        state = page.state if page is not None else "unknown"
        return environment.get_template("download.html").render(page=page, state=state, came=came)


def spoken(language: str) -> str:
    """Give the language we will speak when asked for this one."""
    return first_of(language, LANGUAGES)


def wished(accept_language: str) -> str:
    """Pick the first language of a browser's wishes that our pages have; failing that, what the first falls back to."""
    wishes = [short for wish in accept_language.split(",") if (short := known(wish.partition(";")[0].strip()))]
    served = [short for short in wishes if short in LANGUAGES]
    return next(iter(served + [spoken(short) for short in wishes]), DEFAULT_LANGUAGE)


def write_seen(week: PageWeek) -> str:
    """Write the hours a page shows into its form, day by day, so that a later difference can be named."""
    return ".".join(f"{day.date:%Y%m%d}-{base36(day.minutes)}" for day in week.days)


def read_seen(text: str) -> dict[date, int]:
    """Read back the hours a form's page showed; empty when it is not ours. Only ever used to point at differences."""
    seen: dict[date, int] = {}
    if not text or len(text) > LONGEST_SEEN or not text.isascii():
        return {}
    for part in text.split("."):
        day, _, minutes = part.partition("-")
        try:
            seen[date.fromisoformat(day)] = int(minutes, 36)
        except ValueError:
            return {}
    return seen


def _changes(week: PageWeek, notice: Notice) -> tuple[PageDifference, ...]:
    """Compare a week with what the form's page showed of it."""
    if week.week_id != notice.week_id or not notice.seen or notice.name != "changed":
        return ()
    now = {day.date: day.minutes for day in week.days}
    return tuple(
        PageDifference(day, notice.seen.get(day), now.get(day))
        for day in sorted(now.keys() | notice.seen.keys())
        if now.get(day) != notice.seen.get(day)
    )


def _in_quarters(week: PageWeek) -> bool:
    """Say whether a keypad with a decimal comma is enough to type the total."""
    return all(day.minutes % QUARTER == 0 for day in week.days)


def _nonce() -> str:
    """Make what tells two showings of one form apart."""
    return secrets.token_urlsafe(16)
