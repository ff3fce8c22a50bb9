"""Settings, compose files, proxies and schedules that the documentation shows can be used as they stand."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from akkoord.setting_parts import Security
from akkoord.settings import Settings, load
from bot.webhook import LARGEST_UPDATE
from tests.docs.machine import COMPOSED, Machine
from tests.docs.reading import PAGES, ROOT, Block, blocks_of
from web.app import LARGEST_BODY

BLOCKS = [block for page in PAGES for block in blocks_of(page)]
TOKEN_SERVERS = {"https://login.microsoftonline.com/TENANT_ID/oauth2/v2.0/token", "https://oauth2.googleapis.com/token"}
# Cmdlets of Exchange Online with what they take, by Microsoft's reference: there is no Exchange here to ask.
CMDLETS = {
    "Install-Module": {"-Name"},
    "Connect-ExchangeOnline": {"-Organization"},
    "New-ServicePrincipal": {"-AppId", "-ObjectId", "-DisplayName"},
    "Add-MailboxPermission": {"-Identity", "-User", "-AccessRights"},
    "Set-CASMailbox": {"-Identity", "-ImapEnabled", "-SmtpClientAuthenticationDisabled"},
    "Get-OrganizationConfig": set(),
    "Format-List": set(),
}


def of_kind(kind: str) -> list[Block]:
    return [block for block in BLOCKS if block.kind == kind]


def where(block: Block) -> str:
    return f"{block.page}:{block.line}"


class ComposeLoader(yaml.SafeLoader):
    """Reads a compose file with the tags by which one file takes away or replaces what another says."""

    taken: ClassVar[object] = object()


class Replaced(list[Any]):
    """A list that takes the place of the one before."""


def replaced(loader: yaml.SafeLoader, node: yaml.Node) -> Replaced:
    assert isinstance(node, yaml.SequenceNode)
    return Replaced(loader.construct_sequence(node))


ComposeLoader.add_constructor("!reset", lambda _loader, _node: ComposeLoader.taken)
ComposeLoader.add_constructor("!override", replaced)


def laid_over(below: Any, above: Any) -> Any:
    """Lay a compose file over another, as compose does."""
    if isinstance(above, dict) and isinstance(below, dict):
        keys = [*below, *(key for key in above if key not in below)]
        both = {key: laid_over(below.get(key), above[key]) if key in above else below[key] for key in keys}
        return {key: value for key, value in both.items() if value is not ComposeLoader.taken}
    return above


def env_of(text: str) -> dict[str, str]:
    """Read an environment file: what stands between quotes, or as it is."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    pairs = (line.partition("=") for line in lines)
    return {name: value.strip("'") for name, _, value in pairs}


def settings_in(service: dict[str, Any], given: dict[str, str], folder: Path, named: dict[str, Any]) -> Settings:
    """Read the settings that a composed service gives. named: the secrets, each of which becomes a file."""
    secrets = service["secrets"]
    assert set(secrets) <= set(named)
    for secret in secrets:
        (folder / secret).write_text("4242:a-secret", "utf-8")
    environ = {}
    for name, value in service["environment"].items():
        text = re.sub(r"\$\{(\w+)[^}]*\}", lambda found: given[found[1]], str(value))
        environ[name] = text.replace("/run/secrets", str(folder))
        assert not text.startswith("/run/secrets/") or text.removeprefix("/run/secrets/") in secrets, name
    return load(environ)


@pytest.mark.parametrize("block", of_kind("toml"), ids=where)
def test_every_toml_block_is_settings_that_hold(block: Block) -> None:
    read = Settings.model_validate(tomllib.loads(block.text))
    for server in (read.imap, read.smtp):
        if server is not None and server.oauth is not None and "provider.example" not in server.oauth.token_url:
            assert server.oauth.token_url in TOKEN_SERVERS
            assert server.oauth.client_secret.get_secret_value()


@pytest.mark.parametrize("block", of_kind("env"), ids=where)
def test_every_environment_file_is_settings_that_hold(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    given = env_of(block.text)
    needed = set(re.findall(r"\$\{(\w+)[:?]", (ROOT / "docker-compose.yml").read_text("utf-8")))
    if "AKKOORD_BASE_URL" in given:
        assert set(given) == needed
        given |= {"AKKOORD_SMTP__PASSWORD": "geheim", "AKKOORD_IMAP__PASSWORD": "geheim"}
    assert load(given).imap is not None


def test_both_providers_are_told_with_how_they_are_signed_in_to() -> None:
    read = [Settings.model_validate(tomllib.loads(block.text)) for block in of_kind("toml")]
    by_host = {settings.smtp.host: settings for settings in read if settings.smtp is not None}
    microsoft, google = by_host["smtp.office365.com"], by_host["smtp.gmail.com"]
    assert microsoft.mail.microsoft_stamp
    assert google.mail.authserv_ids == ["mx.google.com"]
    for settings, has_consent in ((microsoft, False), (google, True)):
        assert settings.smtp is not None
        assert settings.imap is not None
        for server in (settings.smtp, settings.imap):
            assert server.oauth is not None
            assert bool(server.oauth.refresh_token.get_secret_value()) == has_consent
    assert microsoft.smtp is not None
    assert (microsoft.smtp.port, microsoft.smtp.security) == (587, Security.STARTTLS)


@pytest.mark.parametrize("block", of_kind("yaml"), ids=where)
def test_every_yaml_block_is_a_compose_file_or_prometheus_reading_our_port(block: Block, tmp_path: Path) -> None:
    read = yaml.load(block.text, ComposeLoader)
    if set(read) == {"scrape_configs"}:
        (job,) = read["scrape_configs"]
        assert set(job) == {"job_name", "authorization", "static_configs"}
        assert job["static_configs"] == [{"targets": ["akkoord.school.example:9464"]}]
        return
    both = laid_over(COMPOSED, read)
    (dotenv,) = [env_of(one.text) for one in of_kind("env") if "AKKOORD_BASE_URL" in one.text]
    if "oauth_secret" in block.text:
        dotenv["AKKOORD_MAIL__AUTHSERV_IDS"] = ""
    settings = settings_in(both["services"]["akkoord"], dotenv, tmp_path, both["secrets"])
    assert settings.imap is not None
    assert settings.imap.host
    if "TELEGRAM" in block.text:
        assert settings.telegram is None
    else:
        assert settings.imap.oauth is not None
        assert settings.mail.microsoft_stamp


def test_an_environment_that_compose_needs_may_be_empty_only_where_that_means_something() -> None:
    said = dict(re.findall(r"\$\{(\w+)(:?)\?", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert {name for name, sign in said.items() if not sign} == {"AKKOORD_MAIL__AUTHSERV_IDS"}
    assert Settings.model_validate({"mail": {"authserv_ids": []}}).mail.authserv_ids == []


def test_nginx_passes_everything_on_to_the_pages_and_logs_no_path() -> None:
    (block,) = of_kind("nginx")
    bare = [line.strip() for line in block.text.splitlines() if line.strip()]
    assert all(line.endswith((";", "{", "}")) for line in bare)
    assert sum(line.endswith("{") for line in bare) == bare.count("}")
    assert block.text.count("access_log off;") == block.text.count("server {") == 2
    pages = Settings().web
    assert f"proxy_pass http://{pages.host}:{pages.port};" in bare
    assert max(LARGEST_BODY, LARGEST_UPDATE) == 1024 * 1024
    assert "client_max_body_size 1m;" in bare


def test_nginx_itself_takes_the_example(tmp_path: Path) -> None:
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("there is no nginx here")
    (block,) = of_kind("nginx")
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=akkoord.school.example"]
    files = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(["openssl", "req", *made, *files], check=True, capture_output=True)
    text = re.sub(r"/etc/letsencrypt/live/[^/]+", str(tmp_path), block.text)
    kept = "".join(
        f"{name}_temp_path {tmp_path}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    ours = f"pid {tmp_path}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{kept}{text}\n}}\n"
    (tmp_path / "nginx.conf").write_text(ours, "utf-8")
    done = subprocess.run(
        [nginx, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_caddy_passes_everything_on_to_the_pages_and_logs_nothing() -> None:
    (block,) = of_kind("caddy")
    assert block.text.count("{") == block.text.count("}")
    pages = Settings().web
    assert f"reverse_proxy {pages.host}:{pages.port}\n" in block.text
    assert not re.search(r"^\s*log\b", block.text, re.MULTILINE)
    assert "max_size 1MB" in block.text


def test_caddy_itself_takes_the_example(tmp_path: Path) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("there is no caddy here")
    (block,) = of_kind("caddy")
    (tmp_path / "Caddyfile").write_text(f"{block.text}\n", "utf-8")
    done = subprocess.run(
        [caddy, "adapt", "--config", tmp_path / "Caddyfile"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert '"127.0.0.1:8080"' in done.stdout


def test_the_nightly_backup_of_a_container_is_a_command_that_works(tmp_path: Path) -> None:
    (block,) = of_kind("cron")
    minute, hour, *days, account, command = block.text.split(None, 6)
    assert (0 <= int(minute) < 60, 0 <= int(hour) < 24, days, account) == (True, True, ["*", "*", "*"], "root")
    typed = command.removesuffix(" >/dev/null").split(" && ")
    assert [words.split()[0] for words in typed] == ["cd", "docker"]
    assert typed[1].endswith("python -m akkoord backup")
    Machine(tmp_path).type(typed[0])


def test_exchange_is_told_things_that_it_takes() -> None:
    (block,) = of_kind("powershell")
    called = set()
    for line in re.split(r"[\n|]", block.text):
        name, *rest = line.split()
        called.add(name)
        assert {word for word in rest if re.match(r"-[A-Z]", word)} <= CMDLETS[name], line
    assert called == set(CMDLETS)


def test_the_postfix_files_are_those_that_a_real_postfix_is_run_with() -> None:
    assert {block.page for block in of_kind("ini")} == {"docs/operations.md"}
    assert "operations.md" in (ROOT / "tests" / "real" / "postfix.py").read_text("utf-8")
