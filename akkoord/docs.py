"""The parts of the documentation that follow from the code: `python -m akkoord.docs` writes them anew."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from akkoord.settings import default_of, every_setting, is_secret, variable
from akkoord.watching.families import FAMILIES
from core.command import REGISTRY, evidence_text

FOLDER = Path(__file__).parent.parent / "docs"
MADE = re.compile(r"<!-- made: (?P<name>[a-z]+) -->\n.*?<!-- until here -->", re.DOTALL)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table; a bar within a cell is escaped."""
    cells = [[" ".join(cell.replace("|", "\\|").split()) for cell in row] for row in rows]
    lines = [heads, ["---"] * len(heads), *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def commands_table() -> str:
    """Write what can be said: every command with its right, its proof and how it is confirmed."""
    import core.desk  # noqa: F401, PLC0415 - makes every domain declare its commands

    rows = [
        (
            f"`{command.name}`",
            command.summary,
            f"`{command.needs}`",
            " or ".join(evidence_text(proof) for proof in command.proof),
            command.confirm.value,
        )
        for command in sorted(REGISTRY.values(), key=lambda command: command.name)
    ]
    return table(("command", "what it does", "right", "proof", "confirm"), rows)


def settings_table() -> str:
    """Write every setting with its variable, its key in the TOML file, its default and what it means."""
    rows = []
    for path, field in every_setting().items():
        name = variable(path)
        names = f"`{name}`<br>`{name}_FILE`" if is_secret(field) else f"`{name}`"
        rows.append((names, f"`{'.'.join(path)}`", f"`{default_of(field)}`", str(field.description)))
    return table(("variable", "TOML key", "default", "meaning"), rows)


def metrics_table() -> str:
    """Write every metric with its labels and what it means."""
    rows = [(f"`{one.name}`", ", ".join(one.labels) or "none", one.meaning) for one in FAMILIES]
    return table(("metric", "labels", "meaning"), rows)


def command_line() -> Iterator[tuple[str, TyperCommand]]:
    """List the commands of the command line: how each is typed, and what it is."""
    from akkoord.main import app  # noqa: PLC0415 - it builds the whole service, which only this needs

    def walk(command: object, typed: str) -> Iterator[tuple[str, TyperCommand]]:
        if isinstance(command, TyperGroup):
            for name, inner in command.commands.items():
                yield from walk(inner, f"{typed} {name}")
        elif isinstance(command, TyperCommand):
            yield typed, command

    yield from walk(get_command(app), "akkoord")


def command_line_list() -> str:
    """Write every command of the command line with its arguments and options."""
    return "\n".join(_command(typed, command) for typed, command in command_line())


def _command(typed: str, command: TyperCommand) -> str:
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    options = [each for each in command.params if isinstance(each, TyperOption) and each.name != "help"]
    words = [f"{each.name}".upper() if each.required else f"[{each.name}]".upper() for each in arguments]
    text = f"### {typed}\n\n`{' '.join([typed, *words])}`\n\n{' '.join(str(command.help).split())}\n"
    rows = [(f"`{word}`", _default(each), str(each.help or "")) for each, word in zip(arguments, words, strict=True)]
    rows += [(f"`{'`, `'.join(each.opts)}`", _default(each), str(each.help or "")) for each in options]
    return text + ("\n" + table(("argument or option", "default", "meaning"), rows) if rows else "")


def _default(parameter: TyperArgument | TyperOption) -> str:
    if parameter.required:
        return "required"
    return "none" if parameter.default in (None, "", False, [], ()) else f"`{parameter.default}`"


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands_table,
    "settings": settings_table,
    "cli": command_line_list,
    "metrics": metrics_table,
}


def renewed(text: str) -> str:
    """Write the made parts of a page anew and leave the rest as it is.

    Raises: KeyError for a part that nothing makes.
    """

    def write(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- made: {name} -->\n\n{PARTS[name]()}\n<!-- until here -->"

    return MADE.sub(write, text)


def main() -> None:
    """Write every page anew."""
    for page in sorted(FOLDER.glob("*.md")):
        page.write_text(renewed(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
