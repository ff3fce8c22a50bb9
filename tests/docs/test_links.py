"""Every link of the documentation leads somewhere, and every page can be reached from the index."""

import re
from pathlib import Path

import pytest

from akkoord.docs import FOLDER
from tests.docs.reading import ROOT, anchors_of, name_of

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(FOLDER.rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def links_of(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return LINK.findall(re.sub(r"`[^`\n]*`", "", text))


def dead(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return True
    return bool(anchor) and (target.suffix != ".md" or anchor not in anchors_of(target))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_and_anchor_resolves(page: Path) -> None:
    inside = [link for link in links_of(page) if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in inside if dead(page, link)] == []


def test_a_dead_link_and_a_dead_anchor_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page, *with* `words`\n\n## Again\n\n## Again\n\n[a](#again-1) [b](#again-2) [c](no.md)\n", "utf-8"
    )
    assert [dead(page, link) for link in links_of(page)] == [False, True, True]
    assert anchors_of(page) >= {"a-page-with-words", "again", "again-1"}


def test_the_index_leads_to_every_page() -> None:
    index = FOLDER / "README.md"
    reached = {(FOLDER / link.partition("#")[0]).resolve() for link in links_of(index)}
    assert {page.resolve() for page in FOLDER.glob("*.md")} - {index.resolve()} <= reached
