"""The pages of the documentation as tests read them: blocks, commands, headings and links."""

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from akkoord.docs import FOLDER

ROOT = FOLDER.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(FOLDER.rglob("*.md"))]
TYPED = {"sh", "console"}
# How a line of an indented block begins when it is a command; other lines are what comes of it.
BEGINS = re.compile(r"(?:\$ |(?:akkoord|docker|make|curl|systemctl|postqueue) )")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page. kind: what stands behind its fence, "" for none, "indented" for one without a fence."""

    page: str
    line: int
    kind: str
    text: str

    def commands(self) -> Iterator[str]:
        """Give what is typed in it, a whole command each."""
        lines = re.sub(r" \\\n\s*", " ", self.text).splitlines()
        for line in lines:
            if self.kind == "sh" and line.strip() and not line.startswith("#"):
                yield line.strip()
            elif self.kind == "console" and line.startswith("$ "):
                yield line[2:].strip()
            elif self.kind in {"indented", ""} and BEGINS.match(line):
                # What stands far behind a command says what it does.
                yield re.split(r" {3,}", line.removeprefix("$ "))[0].strip()


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks_of(page: Path) -> list[Block]:
    """Read every block of a page, in order; the parts that are made from the code hold none."""
    found: list[Block] = []
    held: list[str] = []
    kind: str | None = None
    began, before = 0, ""
    for number, line in enumerate([*page.read_text("utf-8").splitlines(), ""], 1):
        if line.startswith("```"):
            if kind is None or kind == "indented":
                kind, held, began = line[3:].strip(), [], number + 1
            else:
                found.append(Block(name_of(page), began, kind, "\n".join(held)))
                kind = None
        elif kind not in {None, "indented"}:
            held.append(line)
        elif line.startswith("    ") and (kind == "indented" or not before.strip()):
            if kind is None:
                kind, held, began = "indented", [], number
            held.append(line[4:])
        elif kind == "indented":
            found.append(Block(name_of(page), began, kind, "\n".join(held)))
            kind = None
        before = line
    return found


def quoted_in(page: Path) -> list[str]:
    """Give what stands between backticks in the text of a page, outside its blocks."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def anchors_of(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as a forge makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    seen: Counter[str] = Counter()
    anchors = set()
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        bare = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        anchors.add(f"{bare}-{seen[bare]}" if seen[bare] else bare)
        seen[bare] += 1
    return anchors


def words_of(command: str) -> list[str]:
    return shlex.split(command, comments=True)
