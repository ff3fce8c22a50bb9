"""The table of what is done has a row for every feature, and shows a test for what it claims."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
COUNTS = {"O": 24, "S": 15, "C": 13, "M": 11, "V": 8, "A": 16}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text("utf-8").splitlines()
    if re.match(r"\| [A-Z]\d", line)
]


def functions(path: Path) -> set[str]:
    """Name the tests of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_feature_has_one_row_in_order() -> None:
    assert [row[0] for row in ROWS] == [f"{letter}{at}" for letter, n in COUNTS.items() for at in range(1, n + 1)]


def test_every_row_says_what_and_how_far() -> None:
    for row in ROWS:
        assert len(row) == 4, row
        assert row[1]
        assert row[2] in {"done", "to do"} or re.fullmatch(r"partly: \w.*", row[2]), row


def test_what_is_done_or_partly_done_names_a_test_and_what_is_to_do_none() -> None:
    for row in ROWS:
        assert bool(row[3]) == (row[2] != "to do"), row


def test_every_test_that_is_named_exists() -> None:
    for row in ROWS:
        for shown in re.findall("`(.*?)`", row[3]):
            path, _, name = shown.partition("::")
            assert name.startswith("test_"), shown
            assert (ROOT / path).is_file(), shown
            assert name in functions(ROOT / path), shown
        assert re.sub("`.*?`|, ", "", row[3]) == "", row
