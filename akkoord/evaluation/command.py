"""The command line of the evaluations: go through a corpus, print what came of it, and fail when a bar is broken."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from akkoord import logs
from akkoord.command_line import IN_PART, errors, refuse
from akkoord.evaluation import replies
from akkoord.evaluation.corpus import CorpusError, Line, chosen, read_corpus
from akkoord.evaluation.expecting import UnknownIntentError
from akkoord.evaluation.kinds_command import evaluate_kinds
from akkoord.evaluation.report import Bars, broken, json_of, line_of, table_of
from akkoord.evaluation.running import Heard
from akkoord.evaluation.scenario import Scenario, ScenarioError, read_scenario
from akkoord.evaluation.sharing import run_shared
from akkoord.evaluation.world import build_world
from akkoord.setting_parts import Log
from core.tenants.service import TenantRefusedError
from mailin.quotes import extract

evaluations = typer.Typer(no_args_is_help=True, help="Measure the service.")


@evaluations.callback()
def about_evaluations() -> None:
    """Measure the service."""


@evaluations.command("understanding")
def evaluate_understanding(
    corpus: Annotated[Path, typer.Argument(help="Messages with what was meant, one JSON object a line.")],
    scenario: Annotated[Path, typer.Argument(help="Who says them and what went before, as YAML.")],
    *,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write all of it here as JSON.")
    ] = None,
    only: Annotated[str, typer.Option(help="Only these lines, such as 1-20,33.")] = "",
    verdicts: Annotated[str, typer.Option(help="Print only lines of these verdicts, such as missed,asked.")] = "",
    jobs: Annotated[int, typer.Option(min=1, help="Share the lines out over this many processes.")] = 1,
    most_wrong: Annotated[int | None, typer.Option(help="Fail when more lines than this acted wrong.")] = None,
    most_proposed_wrong: Annotated[
        float | None, typer.Option(help="Fail when a larger share than this proposed what was not asked for.")
    ] = None,
    least_right: Annotated[
        float | None, typer.Option(help="Fail when of the lines that may act a smaller share than this was right.")
    ] = None,
    least_at_hand: Annotated[
        float | None, typer.Option(help="Fail when of these a smaller share than this was right, proposed or asked.")
    ] = None,
    most_extra: Annotated[
        float | None, typer.Option(help="Fail when each of these needs more messages than this.")
    ] = None,
    least_fitting: Annotated[
        float | None,
        typer.Option(help="Fail when of the lines that may not act a smaller share than this got a fitting answer."),
    ] = None,
) -> None:
    """Say every message of a corpus through the real desk, look at what changed in the database, and judge it."""
    logs.set_up(Log(level="error"))
    bars = Bars(most_wrong, most_proposed_wrong, least_right, least_at_hand, most_extra, least_fitting)
    told, lines = _read(corpus, scenario, only)
    try:
        heard = asyncio.run(_heard(told, lines, jobs))
    except ScenarioError as error:
        refuse(f"{scenario}: {error}")
    except (UnknownIntentError, TenantRefusedError) as error:
        refuse(f"{corpus.name} in {scenario.name}: {error}")
    wanted = {one.strip() for one in verdicts.split(",") if one.strip()}
    for one in heard:
        if not wanted or one.judgement.verdict.value in wanted:
            typer.echo(line_of(one))
    typer.echo("\n".join(["", *table_of(heard, told.skipped)]))
    if json_file is not None:
        json_file.write_text(json.dumps(json_of(heard, told.skipped), indent=1, ensure_ascii=False), "utf-8")
    if problems := broken(bars, heard):
        refuse(f"Not good enough: {'; '.join(problems)}.", IN_PART)


def _read(corpus: Path, scenario: Path, only: str) -> tuple[Scenario, list[Line]]:
    try:
        told = read_scenario(scenario)
        lines = chosen(read_corpus(corpus), only)
    except ScenarioError as error:
        for problem in error.problems:
            errors.print(f"{scenario.name}: {problem}")
        refuse("Nothing was evaluated.")
    except CorpusError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename} can't be read: {error.strerror}.")
    except ValueError:
        refuse(f"--only is '{only}'; write such as 1-20,33.")
    return told, lines


async def _heard(scenario: Scenario, lines: Sequence[Line], jobs: int) -> list[Heard]:
    """Run it; on a terminal a bar moves."""
    columns = (TextColumn("Evaluating"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=errors, transient=True) if errors.is_terminal else None
    world = await build_world(scenario)
    with progress or nullcontext():
        task = progress.add_task("", total=len(lines)) if progress is not None else None
        heard = []
        async for one in run_shared(world, lines, jobs):
            heard.append(one)
            if progress is not None and task is not None:
                progress.advance(task)
    return heard


@evaluations.command("replies")
def evaluate_replies(
    corpus: Annotated[Path, typer.Argument(help="Mail bodies with what was typed in them, one JSON object a line.")],
    *,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write all of it here as JSON.")
    ] = None,
    least_exact: Annotated[float | None, typer.Option(help="Fail when a smaller share of one corpus is exact.")] = None,
    least_safe: Annotated[float | None, typer.Option(help="Fail when a smaller share of one corpus is safe.")] = None,
) -> None:
    """Find what was typed in every mail body of a corpus, and compare it with what was."""
    try:
        bodies = replies.read_bodies(corpus)
    except CorpusError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename} can't be read: {error.strerror}.")
    measured = [replies.measure(body, extract) for body in bodies]
    for one in measured:
        if not (one.is_exact and one.is_safe):
            typer.echo(replies.line_of(one))
    figures = replies.figures_of(measured)
    typer.echo("\n".join(["", *replies.table_of(figures)]))
    if json_file is not None:
        told = {"corpora": [asdict(one) for one in figures], "bodies": [replies.json_of(one) for one in measured]}
        json_file.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    if problems := replies.broken(figures, least_exact=least_exact, least_safe=least_safe):
        refuse(f"Not good enough: {'; '.join(problems)}.", IN_PART)


evaluations.command("kinds")(evaluate_kinds)
