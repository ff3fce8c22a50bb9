"""The wording: a reply is a name and facts, and one block of a template per language says it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from core import languages, wording_filters
from core.languages import CODES, LANGUAGES, first_of
from core.wording_cache import BesideTheTemplates
from core.wording_filters import Filters

Face = Literal["chat", "mail"]
TEMPLATES = Path(__file__).parent.parent / "templates"
DEFAULT_LANGUAGE = languages.DEFAULT
PIECES = "pieces.html"
SHARED = "shared/pieces.html"
LABELS = "labels"
BUTTON_WORDS = re.compile(r"\[(?P<label>[a-z]+(?:_[a-z]+)*)(?: (?P<number>\d{1,4}(?:-\d{1,4})?))?\]")


class UnknownWording(LookupError):  # noqa: N818 - named after what is missing
    """No template says this. Facts: name, language."""

    def __init__(self, name: str, language: str) -> None:
        super().__init__(f"no wording for {name} in {language}")
        self.name = name
        self.language = language


@dataclass(frozen=True, slots=True)
class Said:
    """What is said. html: semantic and safe to send; subject, preheader: plain text on one line."""

    html: str
    subject: str
    preheader: str = ""


class _Pieces:
    """Small pieces that many blocks share, by name: a language's own, and those without words that all have."""

    def found_in(self, *modules: TemplateModule) -> None:
        """Take the pieces of these modules; a later one goes before."""
        for module in modules:
            vars(self).update({name: piece for name, piece in vars(module).items() if isinstance(piece, Macro)})


class Wording:
    """All templates of a folder, read once; a faulty one is found when the service starts."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self.languages = tuple(language for language in CODES if (folder / language / PIECES).exists())
        self._templates = {language: self._load(folder / language, language) for language in self.languages}

    def _load(self, folder: Path, language: str) -> dict[str, Template]:
        environment = Environment(
            loader=FileSystemLoader([*(folder.parent / code for code in LANGUAGES[language].order), folder.parent]),
            bytecode_cache=BesideTheTemplates(folder, (__file__, wording_filters.__file__, languages.__file__)),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(Filters(language).all())
        environment.globals.update(
            say_part=self._part(language), subject_of=self._part_subject(language), read_back=self._read_back(language)
        )
        pieces = environment.globals["pieces"] = _Pieces()
        pieces.found_in(environment.get_template(SHARED).module, environment.get_template(PIECES).module)
        return {path.stem: environment.get_template(path.name) for path in folder.glob("*.html") if path.name != PIECES}

    def say(self, name: str, facts: Mapping[str, Any], language: str, face: Face = "chat") -> Said:
        """Say a reply in a language, for chat or for mail.

        name: "<domain>.<block>". A block called `<block>_mail` is the mail's face; `<block>_subject` is its subject,
        `<block>_preheader` the line an inbox shows beside it. A language we don't speak becomes Dutch; a block that a
        language lacks is said in the one it falls back to, with that one's dates and numbers.
        Raises: UnknownWording when no such block exists; jinja2.UndefinedError when a fact is missing.
        """
        language = self.spoken(language)
        template, block = self._find(name, language)
        context = template.new_context({**facts, "face": face})
        return Said(
            html=_render(template, self._face(template, block, face), context).strip(),
            subject=self._subject(template, block, context),
            preheader=_plain(_render(template, f"{block}_preheader", context)),
        )

    def label(self, choice: Mapping[str, Any], language: str) -> str:
        """Say what stands on a button; a label that is no block of labels.html is said as it is."""
        label = str(choice["label"])
        try:
            template, block = self._find(f"{LABELS}.{label}", self.spoken(language))
        except UnknownWording:
            return label
        return _plain(_render(template, block, template.new_context(dict(choice)))) or label

    def spoken(self, language: str) -> str:
        """Give the language we will speak when asked for this one."""
        return first_of(language, self._templates)

    def names(self, language: str) -> list[str]:
        """List every reply that can be said in a language."""
        extras = ("_mail", "_subject", "_preheader")
        return sorted(
            f"{domain}.{block}"
            for domain, template in self._templates[language].items()
            if domain != LABELS
            for block in template.blocks
            if not block.endswith(extras) and block != "subject"
        )

    def own(self, language: str) -> list[tuple[str, str]]:
        """List every (domain, block) that a language words itself, those that are parts of a reply included."""
        templates = self._templates.get(language, {})
        return [(domain, block) for domain, template in templates.items() for block in template.blocks]

    def _find(self, name: str, language: str) -> tuple[Template, str]:
        domain, _, block = name.partition(".")
        for code in LANGUAGES[language].order:
            template = self._templates.get(code, {}).get(domain)
            if template is not None and block in template.blocks:
                return template, block
        raise UnknownWording(name, language)

    @staticmethod
    def _face(template: Template, block: str, face: Face) -> str:
        own = f"{block}_mail"
        return own if face == "mail" and own in template.blocks else block

    @staticmethod
    def _subject(template: Template, block: str, context: Context) -> str:
        own = f"{block}_subject"
        return _plain(_render(template, own if own in template.blocks else "subject", context))

    def _part(self, language: str) -> Callable[[Context, Mapping[str, Any]], Markup]:
        @pass_context
        def say_part(context: Context, part: Mapping[str, Any]) -> Markup:
            """Say one part of an answer, in the face of the whole."""
            template, block = self._find(part["name"], language)
            face: Face = context["face"]
            alone = len(context.get("parts", ())) <= 1
            inner = template.new_context({**part["facts"], "face": face, "in_answer": True, "alone": alone})
            return Markup(_render(template, self._face(template, block, face), inner).strip())  # noqa: S704 - autoescaped

        return say_part

    def _read_back(self, language: str) -> Callable[[str], str]:
        def read_back(words: str) -> str:
            """Write someone's words for a receipt; a pressed button, kept as its label, as it read."""

            def worded(button: re.Match[str]) -> str:
                try:
                    self._find(f"{LABELS}.{button['label']}", language)
                except UnknownWording:
                    return button[0]
                # Which question a button stood for is told by more than the words that were kept of it.
                label = "that_question" if button["label"].startswith("question_") else button["label"]
                return self.label({"label": label, "number": button["number"] or ""}, language)

            return BUTTON_WORDS.sub(worded, words)

        return read_back

    def _part_subject(self, language: str) -> Callable[[Context, Mapping[str, Any]], str]:
        @pass_context
        def subject_of(context: Context, part: Mapping[str, Any]) -> str:
            """Give one part's own subject, as plain text."""
            template, block = self._find(part["name"], language)
            return self._subject(template, block, template.new_context({**part["facts"], "face": context["face"]}))

        return subject_of


def _render(template: Template, block: str, context: Context) -> str:
    return "".join(template.blocks[block](context)) if block in template.blocks else ""


def _plain(html: str) -> str:
    """Make one line of plain text of a rendered block."""
    return " ".join(unescape(html).split())


__all__ = ["DEFAULT_LANGUAGE", "TEMPLATES", "Face", "Said", "UnknownWording", "Wording"]
