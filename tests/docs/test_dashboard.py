"""The dashboard and the page about watching name every metric there is, and no other."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from akkoord.docs import FOLDER
from akkoord.watching.families import FAMILIES
from akkoord.watching.scrape import Scrape
from akkoord.watching.watch import Watch
from tests.house import House
from tests.watching.scraped import samples

NAME = re.compile(r"\b(?:akkoord|process)_[a-z_]+\b")
PAGE = (FOLDER / "operations.md").read_text("utf-8")
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana" / "akkoord.json").read_text("utf-8"))


def asked() -> set[str]:
    """Give every metric that a panel or a choice of the dashboard asks for."""
    expressions = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    expressions += [choice["query"] for choice in DASHBOARD["templating"]["list"]]
    return {name for expression in expressions for name in NAME.findall(expression)}


async def shown(house: House) -> set[str]:
    """Give every metric that a scrape shows, and those that wait for their first value."""
    scrape = Scrape(house.database, Watch(), clock=lambda: datetime.now(UTC))
    return {key[0] for key in samples(await scrape.text())} | {family.name for family in FAMILIES}


async def test_every_metric_that_the_dashboard_names_exists(house: House) -> None:
    assert asked() <= await shown(house)
    for panel in DASHBOARD["panels"]:
        assert panel["targets"]


async def test_every_metric_is_on_the_dashboard_or_told_to_be_elsewhere(house: House) -> None:
    told = set(NAME.findall(PAGE))
    exist = await shown(house)
    assert exist <= told
    assert {name for name in exist - asked() if name.startswith("akkoord_")} == set()


async def test_the_page_names_no_metric_that_is_not_there(house: House) -> None:
    section = PAGE[PAGE.index("### The metrics") : PAGE.index("### The log")]
    assert set(NAME.findall(section)) <= await shown(house)


def test_each_label_that_the_dashboard_groups_by_is_one_of_its_metric() -> None:
    labels = {family.name: {*family.labels, "instance"} for family in FAMILIES}
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            (name,) = set(NAME.findall(target["expr"]))
            if name in labels:
                grouped = re.search(r"by \(([^)]*)\)", target["expr"])
                legends = re.findall(r"{{(\w+)}}", target["legendFormat"])
                assert {*(grouped[1].split(", ") if grouped else ()), *legends} <= labels[name]
