"""`akkoord evaluate kinds`: folders of mails whose kind is known, and bars for what they are taken for."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from akkoord.command_line import IN_PART, refuse
from akkoord.evaluation.corpus import CorpusError
from akkoord.evaluation.kinds import Bars, Seen, broken, mails_in, see, totals_of, written
from akkoord.evaluation.replies import read_bodies

Folders = list[Path] | None


def evaluate_kinds(
    *,
    automatic: Annotated[Folders, typer.Option(metavar="FOLDER", help="Mails that machines wrote.")] = None,
    human: Annotated[
        Folders,
        typer.Option(metavar="FOLDER", help="Mails that people wrote; or bodies of such, one JSON object a line."),
    ] = None,
    odd: Annotated[Folders, typer.Option(metavar="FOLDER", help="Odd mails of any kind.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write all of it here as JSON.")
    ] = None,
    most_missed: Annotated[
        int | None, typer.Option(help="Fail when more automatic mails than this are taken for a person's.")
    ] = None,
    most_mistaken: Annotated[
        float | None, typer.Option(help="Fail when a larger share of people's mails than this is taken for automatic.")
    ] = None,
    most_raised: Annotated[int | None, typer.Option(help="Fail when more mails than this raise.")] = None,
    most_nearly_all: Annotated[
        float | None,
        typer.Option("--most-nearly-all", help="Fail when 99 of 100 take longer than this, in ms of work."),
    ] = None,
    most_time: Annotated[
        float | None, typer.Option(help="Fail when one takes longer than this, in ms of work.")
    ] = None,
) -> None:
    """Read mails whose kind is known, and say which are taken for another, which raise and how long they take."""
    groups = (("automatic", automatic), ("human", human), ("odd", odd))
    seen: list[Seen] = []
    try:
        for group, folders in groups:
            for folder in folders or ():
                seen += see(group, _mails(folder))
    except CorpusError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename} can't be read: {error.strerror}.")
    if not seen:
        refuse("There are no mails: name folders with --automatic, --human and --odd.")
    for one in seen:
        if one.is_wrong:
            typer.echo(f"{one.group:<10} {one.kind:<10} {one.name}   {one.why}")
    totals = totals_of(seen)
    typer.echo("\n".join(f"{name:<16} {value}" for name, value in totals.items() if name != "kinds"))
    if json_file is not None:
        told = {"totals": totals, "mails": [asdict(one) | {"wrong": one.is_wrong} for one in seen]}
        json_file.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    if problems := broken(Bars(most_missed, most_mistaken, most_raised, most_nearly_all, most_time), totals):
        refuse(f"Not good enough: {'; '.join(problems)}.", IN_PART)


def _mails(place: Path) -> list[tuple[str, bytes]]:
    """Read the mails of a folder; or write mails around the bodies of a file."""
    if place.suffix != ".jsonl":
        return mails_in(place)
    bodies = read_bodies(place)
    return [(f"{place.name}, line {body.number}", written(body.text, is_html=body.kind == "html")) for body in bodies]
