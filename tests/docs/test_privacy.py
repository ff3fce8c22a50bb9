"""What the page about privacy says of where data are, and of what is thrown away, is what the code does."""

import ast
import re
from pathlib import Path

import core.models
from akkoord.docs import FOLDER
from core.db import Base
from core.tenants.models import ChatPolicy

ROOT = FOLDER.parent
PAGE = (FOLDER / "privacy.md").read_text("utf-8")
# Where a row is ever thrown away; the page says of each when that is.
THROWN_AWAY = {
    "core/contacts/commands.py": {"membership"},
    "core/contacts/leaving.py": {"dossier_part"},
    "core/dossiers/writing.py": {"dossier_part"},
    "core/logbook/logging_hours.py": {"day_entry"},
    "core/logbook/service.py": {"day_entry"},
    "core/people/service.py": {"chat_account"},
    "core/roles/commands.py": {"membership"},
    "core/files/service.py": {"document", "sent_file", "download"},
}


def rows() -> dict[str, list[str]]:
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.splitlines()
        if re.match(r"\| `[a-z_]+` \|", line)
    ]
    return {row[0].strip("`"): row[1:] for row in cells}


def throws_away(path: Path) -> bool:
    """Say whether a file takes rows away: with session.delete, or with a statement."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called == "delete" or called.endswith(("session.delete", ".table.delete")):
                return True
    return False


def test_every_table_is_told_with_what_it_holds_whose_and_whether_it_is_thrown_away() -> None:
    assert core.models.Base is Base
    told = rows()
    assert set(told) == set(Base.metadata.tables)
    for name, cells in told.items():
        assert len(cells) == 3, name
        assert all(cells), name


def test_what_the_page_calls_kept_is_thrown_away_nowhere() -> None:
    taken = {str(path.relative_to(ROOT)) for path in (ROOT / "core").rglob("*.py") if throws_away(path)}
    taken -= {name for name in taken if "migrations" in name}
    assert taken == {name for name in THROWN_AWAY if (ROOT / name).exists()}, (
        "docs/privacy.md says what throws rows away"
    )
    told = rows()
    for table in Base.metadata.tables:
        says_so = not re.match(r"(no|never)\b|overwritten|closed and kept|withdrawn ones", told[table][2])
        assert says_so == any(table in tables for tables in THROWN_AWAY.values()), table


def test_each_policy_for_chat_says_what_passes_and_what_does_not() -> None:
    for policy in ChatPolicy:
        assert re.search(rf"^\| \*\*{policy.value}\*\* \(`chat \w+`\) \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE), (
            policy
        )


def test_the_text_for_a_dpia_has_the_same_parts_in_both_languages() -> None:
    dutch, english = re.split(r"^### English$", PAGE.partition("### Nederlands")[2], flags=re.MULTILINE)
    parts = [re.findall(r"^> \*\*[^*]+\*\*", text, re.MULTILINE) for text in (dutch, english)]
    risks = [re.findall(r"^> \| (?!---|risico|risk)", text, re.MULTILINE) for text in (dutch, english)]
    assert len(parts[0]) == len(parts[1]) >= 14
    assert len(risks[0]) == len(risks[1]) >= 8
