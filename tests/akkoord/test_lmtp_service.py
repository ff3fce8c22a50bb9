"""The service takes mail by LMTP, also beside the mailbox in which the same mail lies."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from akkoord import lmtp, service
from akkoord.setting_parts import Lmtp
from akkoord.settings import Settings, SettingsError, load
from akkoord.trouble import CannotStart
from core.inbox import InboxState
from core.upgrade import upgrade
from tests.akkoord.test_read_mail import all_decided, letter, rows, someone
from tests.mailin.test_lmtp import conversation
from tests.real.dovecot import running_dovecot
from tests.real.postgres import free_port
from tests.road.town import ADDRESS, STAMP


async def test_the_same_mail_by_lmtp_and_in_the_mailbox_is_one_act(tmp_path: Path) -> None:
    port = free_port()
    with running_dovecot() as box:
        imap = {"host": "127.0.0.1", "port": box.port, "security": "none", "user": box.user, "password": box.password}
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{tmp_path}/mail.db",
                "mail": {"address": ADDRESS, "authserv_ids": [STAMP], "lmtp": {"port": port}},
                "imap": imap,
            }
        )
        built = service.build(settings)
        await built.database.turn(upgrade)
        await built.database.turn(someone)
        running = asyncio.create_task(built.run({"mail", "work"}))
        try:
            await asyncio.to_thread(box.append, letter(1))
            await all_decided(built, 1)
            async with conversation(port) as other:
                for number in (1, 2):
                    answers = await other.gives(letter(number), ADDRESS, sender="ria@kale.example")
                    assert [answer[:3] for answer in answers] == ["250"]
            await all_decided(built, 3)
            await asyncio.to_thread(box.append, letter(2))
            await all_decided(built, 4)
            found = await rows(built)
        finally:
            built.stop.set()
            await running
            await built.close()
    assert {row.state for row in found} == {InboxState.DECIDED}
    first, again, other_way, back = (row.outcome for row in found)
    assert (again, back) == ("second_copy", "second_copy")
    assert "second_copy" not in {first, other_way}


async def test_a_place_that_is_taken_is_named(tmp_path: Path) -> None:
    async def nothing(*_: asyncio.StreamReader | asyncio.StreamWriter) -> None:
        return

    taken = await asyncio.start_server(nothing, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path}/mail.db",
            "mail": {"authserv_ids": [STAMP], "lmtp": {"port": port}},
        }
    )
    built = service.build(settings)
    try:
        with pytest.raises(CannotStart, match=f"No mail can be taken at 127.0.0.1:{port}.*AKKOORD_MAIL__LMTP__PORT"):
            await lmtp.take_mail(settings, built.desk, built.stop)
    finally:
        await built.close()
        taken.close()


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
        ({"socket": "run/lmtp", "host": "0.0.0.0"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "10.0.0.7"}, True),
        ({"host": "akkoord"}, True),
    ],
)
def test_a_place_where_others_can_connect_is_known(more: dict[str, str], is_open: bool) -> None:
    assert lmtp.is_open_to_others(Lmtp.model_validate(more)) == is_open


async def test_a_place_where_others_can_connect_is_warned_of(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path}/mail.db",
            "mail": {"authserv_ids": [STAMP], "lmtp": {"host": "0.0.0.0", "port": free_port()}},
        }
    )
    built = service.build(settings)
    built.stop.set()
    with capture_logs() as logs:
        await lmtp.take_mail(settings, built.desk, built.stop)
    await built.close()
    assert [line["log_level"] for line in logs if line["event"] == "lmtp_open_to_others"] == ["warning"]


def test_mail_by_lmtp_needs_a_name_that_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"mail\.lmtp: set mail\.authserv_ids"):
        load({"AKKOORD_MAIL__LMTP__PORT": "2424"})
    settings = load({"AKKOORD_MAIL__LMTP__PORT": "2424", "AKKOORD_MAIL__AUTHSERV_IDS": STAMP})
    assert settings.mail.lmtp is not None
    assert "mail" not in service.not_set(settings)
