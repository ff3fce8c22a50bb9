"""What is in the repository speaks of no machine and no registry, and all of it is used and described."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from core.db import Base
from core.upgrade import FOLDER, newest

ROOT = Path(__file__).parents[2]
# In pieces, so that this file does not hold what it looks for.
REGISTRIES = ["pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)", "crates" + r"\.io"]
REGISTRIES += ["registry" + r"\.yarnpkg", "proxy" + r"\.golang", "--(?:extra-)?" + "index-url"]
HOMES = "|".join(["ho" + "me", "ro" + "ot", "wo" + "rk", "Us" + "ers", "mn" + "t"])
FORBIDDEN = re.compile("|".join([*REGISTRIES, rf"(?<![\w.~*:/}}<-])/(?:{HOMES})/\w", r"[A-Z]:\\" + "Us" + "ers"]))


def tracked() -> list[Path]:
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_registry_or_a_place_on_a_machine() -> None:
    read = texts()
    assert len(read) > 100
    found = [(str(path), match[0]) for path, text in read for match in FORBIDDEN.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "file = '/ho" + "me/noor/akkoord'",
        "see /wo" + "rk/x",
        'cd "/ro' + 'ot/a"',
        "https://files.python" + "hosted.org/x",
        "--index" + "-url somewhere",
        "C:\\Us" + "ers\\noor",
    ],
)
def test_what_is_forbidden_is_seen(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("line", ["docs/wo" + "rk/x", "https://a.example/ho" + "me/x", "/run/secrets/x", "rest/work"])
def test_what_is_allowed_is_left_alone(line: str) -> None:
    assert not FORBIDDEN.search(line)


def test_every_migration_is_read_and_they_are_one_line() -> None:
    script = ScriptDirectory(str(FOLDER))
    line = [revision.path for revision in script.walk_revisions()]
    assert {Path(path).name for path in line} == {path.name for path in (FOLDER / "versions").glob("*.py")}
    assert script.get_heads() == [newest()]
    assert all(len(script.get_revision(revision.revision).nextrev) <= 1 for revision in script.walk_revisions())


def test_every_row_of_the_house_is_seen_by_the_migrations() -> None:
    listed = set(ast.literal_eval(_all_of(ROOT / "core" / "models.py"))) - {"Base"}
    declared = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    in_files = set()
    for path in (ROOT / "core").rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Base" for base in node.bases):
                in_files.add(node.name)
    assert listed == in_files
    assert declared <= in_files


def _all_of(path: Path) -> str:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return ast.unparse(node.value)
    raise AssertionError(f"{path} has no __all__")


def test_every_folder_is_described() -> None:
    described = set(re.findall(r"^\| `([^`/]+)/` \| \w", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE))
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert described == folders


def test_every_package_says_in_a_sentence_what_it_is() -> None:
    packages = [path for path, _ in texts() if path.name == "__init__.py" and path.parts[0] != "tests"]
    assert len(packages) > 8
    for path in packages:
        sentence = ast.get_docstring(ast.parse((ROOT / path).read_text("utf-8")))
        assert sentence, path
        assert sentence.endswith("."), path
