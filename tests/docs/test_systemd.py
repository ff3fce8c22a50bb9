"""The unit files hold together: with each other, with the settings, with the command line, and for systemd itself."""

import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from akkoord.command_line import WRONGLY_ASKED
from akkoord.settings import Settings, load
from tests.docs.machine import KNOWN
from tests.docs.reading import ROOT
from tests.docs.test_blocks_in_docs import env_of

FOLDER = ROOT / "docs" / "systemd"
SERVICES = ["akkoord.service", "akkoord-backup.service"]
UNITS = [*SERVICES, "akkoord-backup.timer"]
PROGRAM = "/opt/akkoord/.venv/bin/akkoord"


def unit(name: str) -> dict[str, list[str]]:
    """Read a unit: every value of each word, in order, under "Section.Word"."""
    section, found = "", defaultdict(list)
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            word, sign, value = line.partition("=")
            assert sign, line
            found[f"{section}.{word}"].append(value)
    return found


def environment() -> dict[str, str]:
    return env_of((FOLDER / "akkoord.env").read_text("utf-8"))


def test_systemd_itself_has_nothing_to_say_of_them(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd here")
    for name in UNITS:
        (tmp_path / name).write_text((FOLDER / name).read_text("utf-8").replace(PROGRAM, "/bin/true"), "utf-8")
    done = subprocess.run(
        [analyze, "verify", *(str(tmp_path / name) for name in UNITS)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_all_is_there_and_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*UNITS, "akkoord.env", "akkoord.sh"}


@pytest.mark.parametrize("name", SERVICES)
def test_it_runs_a_command_as_an_account_of_its_own_that_may_write_in_its_own_folder_only(name: str) -> None:
    told = unit(name)
    (start,) = told["Service.ExecStart"]
    assert start.startswith(f"{PROGRAM} ")
    assert f"akkoord {start.removeprefix(PROGRAM).strip()}" in KNOWN
    assert (told["Service.User"], told["Service.Group"]) == (["akkoord"], ["akkoord"])
    assert told["Service.EnvironmentFile"] == ["/etc/akkoord/akkoord.env"]
    (state,) = told["Service.StateDirectory"]
    assert told["Service.WorkingDirectory"] == [f"/var/lib/{state}"]
    for word, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
    }.items():
        assert told[f"Service.{word}"] == [value], word


def test_a_wrong_setting_is_not_tried_again_and_a_fault_is() -> None:
    told = unit("akkoord.service")
    assert told["Service.Restart"] == ["on-failure"]
    assert told["Service.RestartPreventExitStatus"] == [str(WRONGLY_ASKED)]


def test_the_timer_runs_the_backup_every_night() -> None:
    told = unit("akkoord-backup.timer")
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:00", told["Timer.OnCalendar"][0])
    assert told["Timer.Persistent"] == ["true"]
    assert "Timer.Unit" not in told  # so that it is the service of its own name


def test_old_backups_of_the_night_are_thrown_away_and_no_others(tmp_path: Path) -> None:
    (after,) = unit("akkoord-backup.service")["Service.ExecStartPost"]
    folder = environment()["AKKOORD_BACKUP__FOLDER"]
    assert f" {folder} " in after
    names = ["backup-20260101T023000Z.akkoord.zip", "before-upgrade-20260101T023000Z.akkoord.zip", "mine.zip"]
    fresh = tmp_path / "backup-20260309T023000Z.akkoord.zip"
    for path in (fresh, *(tmp_path / name for name in names)):
        path.write_bytes(b"")
        if path != fresh:
            os.utime(path, (1_600_000_000, 1_600_000_000))
    program, *words = [word.strip('"') for word in after.replace(folder, str(tmp_path)).split()]
    subprocess.run([program, *words], check=True)
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, *names[1:]}


def test_the_environment_file_is_settings_that_hold_in_the_folder_that_may_be_written() -> None:
    settings = load(environment())
    (place,) = unit("akkoord.service")["Service.WorkingDirectory"]
    assert settings.database_url == f"sqlite:///{place}/akkoord.db"
    assert settings.backup.folder.startswith(f"{place}/")
    assert settings.smtp is not None
    assert settings.imap is not None
    assert settings.web == Settings().web


@pytest.mark.parametrize("may_look", [True, False])
def test_a_typed_command_runs_as_the_service_with_its_settings(tmp_path: Path, may_look: bool) -> None:
    script = (FOLDER / "akkoord.sh").read_text("utf-8")
    assert (FOLDER / "akkoord.sh").stat().st_mode & 0o111
    places = {"/etc/akkoord": tmp_path / "etc", "/var/lib/akkoord": tmp_path / "own"}
    for ours, place in places.items():
        place.mkdir()
        script = script.replace(ours, str(place))
    (tmp_path / "etc" / "akkoord.env").write_bytes((FOLDER / "akkoord.env").read_bytes())
    (tmp_path / "akkoord.sh").write_text(script, "utf-8")
    told = tmp_path / "told"
    stand_in = tmp_path / "runuser"
    asked = f'[ "$4" = test ] && exit {int(not may_look)}'
    stand_in.write_text(f'#!/bin/sh\n{asked}\nprintf "%s\\n" "$PWD" "$@" >"{told}"\nenv >>"{told}"\n', "utf-8")
    stand_in.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    words = ["school", "add", "brug", "ROC de Brug"]
    subprocess.run(["sh", tmp_path / "akkoord.sh", *words], check=True, env={"PATH": path}, cwd=tmp_path)
    stands_in, *lines = told.read_text("utf-8").splitlines()
    assert Path(stands_in) == (tmp_path if may_look else places["/var/lib/akkoord"])
    assert lines[: 4 + len(words)] == ["-u", "akkoord", "--", PROGRAM, *words]
    assert {f"{name}={value}" for name, value in environment().items()} <= set(lines)
