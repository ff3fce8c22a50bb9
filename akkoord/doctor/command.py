"""`akkoord doctor`: says of everything around the service whether it is well, what it means, and what to do."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.status import Status

from akkoord.command_line import IN_PART, errors, settings_or_exit
from akkoord.doctor.findings import Finding, State
from akkoord.doctor.rounds import all_rounds
from akkoord.settings import Settings
from core.desk import now_utc


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    wait: Annotated[
        int, typer.Option(min=0, max=3600, help="Seconds to wait for the mail to ourselves; 0 sends none.")
    ] = 120,
) -> None:
    """Look at everything around the service: what is well, what is not, and what to do. Changes nothing."""
    findings = asyncio.run(_rounds(settings_or_exit(), as_json=as_json, wait=wait))
    if any(finding.state is State.TROUBLE for finding in findings):
        raise typer.Exit(IN_PART)


async def _rounds(settings: Settings, *, as_json: bool, wait: int) -> list[Finding]:
    findings: list[Finding] = []
    said: list[str] = []
    with Status("Looking around", console=errors) as status:

        def progress(line: str) -> None:
            if errors.is_terminal:
                status.update(line)
            elif not said:
                errors.print(line)
            said.append(line)

        async for finding in all_rounds(settings, clock=now_utc, wait=wait, progress=progress):
            findings.append(finding)
            typer.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else written(finding))
    return findings


def written(finding: Finding) -> str:
    """Write a finding as a line, and what to do below it."""
    line = f"{finding.state.value:<8} {finding.check}: {finding.says}"
    return f"{line}\n{'':<8} -> {finding.advice}" if finding.advice else line
