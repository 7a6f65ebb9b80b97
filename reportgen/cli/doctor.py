"""``reportgen doctor``: what a run needs of its machine, and how to mend what is missing."""

from __future__ import annotations

import json
import os
import shutil
import smtplib
import socket
import sqlite3
import ssl
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from reportgen.cli.run import CLOCK, clock
from reportgen.cli.secrets import variables
from reportgen.configuration import load
from reportgen.errors import ReportgenError
from reportgen.mailing import MailSettings
from reportgen.render import fonts
from reportgen.render.pdf import SYSTEM
from reportgen.settings import Settings

PATIENCE = 5.0
"""Seconds to wait for a machine that does not answer."""
LEAST_SPACE = 100_000_000
EARLIEST = 2025
"""A clock that shows an earlier year has not been set."""
PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}
SMTP_PORT = 587


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``mend`` says what to do where it is not well."""

    name: str
    well: bool
    text: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Ill(Exception):  # noqa: N818 - not an error: what a check finds
    """What is wrong, and how to mend it."""

    text: str
    mend: str


def examine(config: Path | None, *, smtp: str | None, as_json: bool) -> int:
    """Look at everything, print it, and return 0 if all is well, else 2."""
    found = [_look("settings", lambda: _settings(config))]
    settings = load(config, {}) if found[0].well else Settings()
    checks = {name: _system(name) for name in SYSTEM}
    checks |= {
        "typeface": _typeface,
        "output folder": lambda: _folder(settings.report.output),
        "clock": _clock,
    }
    checks |= _asked_for(settings, smtp)
    found += [_look(name, check) for name, check in checks.items()]
    if as_json:
        click.echo(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=1))
    else:
        _print(found)
    return 0 if all(item.well for item in found) else 2


def _asked_for(settings: Settings, smtp: str | None) -> dict[str, Callable[[], str]]:
    """Return checks of what only some settings need."""
    checks: dict[str, Callable[[], str]] = {}
    if named := tuple(variables(settings)):
        checks["variables"] = lambda: _variables(named)
    if settings.history.enabled:
        checks["history"] = lambda: _history(settings)
    if settings.input.sql_url_env is not None:
        variable = settings.input.sql_url_env
        checks["database"] = lambda: _database(variable)
    if settings.mail.told:
        checks["mail settings"] = lambda: _delivery(settings.mail)
    server = settings.mail.server
    if smtp is not None:
        checks["mail server"] = lambda: _mail(*_host_port(smtp), "starttls")
    elif server.host is not None:
        checks["mail server"] = lambda: _mail(*server.place, server.security, server.ca_file)
    return checks


def _look(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name=name, well=True, text=check())
    except Ill as ill:
        return Finding(name=name, well=False, text=ill.text, mend=ill.mend)
    except ReportgenError as error:
        where = f"{error.where}: " if error.where else ""
        return Finding(name=name, well=False, text=f"{where}{error.what}", mend=error.hint)


def _print(found: list[Finding]) -> None:
    for item in found:
        click.echo(f"{'ok  ' if item.well else 'ILL '} {item.name}: {item.text}")
        if item.mend:
            click.echo(f"     {item.mend}")


def _settings(config: Path | None) -> str:
    load(config, {})
    return "they can be read"


def _system(name: str) -> Callable[[], str]:
    def check() -> str:
        SYSTEM[name]()
        return "there"

    return check


def _variables(names: Sequence[str]) -> str:
    """Look whether the variables are set that settings name for secrets."""
    missing = [name for name in dict.fromkeys(names) if not os.environ.get(name)]
    if missing:
        mend = "Set what is missing in the environment of the run, not in the settings."
        raise Ill(f"not set: {', '.join(missing)}", mend)
    return f"set: {', '.join(dict.fromkeys(names))}"


def _history(settings: Settings) -> str:
    """Look whether the file of the history is sound, or its server answers."""
    from reportgen.history.database import address

    url = address(settings.history, settings.report.output)
    if url.get_backend_name() != "sqlite":
        port = url.port or PORTS.get(url.get_backend_name(), 0)
        return _answers(url.host or "localhost", port, "Mend [history] url, or start the server.")
    path = Path(url.database or "")
    if not path.exists():
        return f"{path} begins with the first run"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found:
            said = found.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        mend = "Move the file away; `reportgen history import` brings an export of it back."
        raise Ill(f"{path} is damaged ({' '.join(said.split())})", mend)
    return f"{path} is sound"


def _typeface() -> str:
    faces = fonts.whole_faces("R²")
    sizes = [len(fonts.whole(face.source)) for face in faces]
    return f"{len(sizes)} cuts of {fonts.FAMILY} can be read"


def _folder(output: Path) -> str:
    """Try to write where the output goes, and leave nothing behind."""
    there = next(p for p in (output.absolute(), *output.absolute().parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"reportgen")
        free = shutil.disk_usage(there).free
    except OSError as error:
        mend = "Choose a folder that you may write to with -o or [report] output."
        raise Ill(f"{there} cannot be written to ({error.strerror})", mend) from error
    if free < LEAST_SPACE:
        raise Ill(f"{there} has only {free} bytes left", "Make room, or choose another folder.")
    return f"{output} can be written"


def _clock() -> str:
    now = clock()
    if now.year < EARLIEST:
        mend = f"Set the clock of the machine, or unset {CLOCK}."
        raise Ill(f"it shows {now:%Y-%m-%d}", mend)
    return f"it shows {now:%Y-%m-%d}{' from ' + CLOCK if CLOCK in os.environ else ''}"


def _database(variable: str) -> str:
    """Try whether the server of the database answers; nobody logs in."""
    address = os.environ.get(variable)
    if not address:
        raise Ill(f"{variable} is not set", "Put the address of the database into it.")
    parts = urlsplit(address)
    if parts.scheme.startswith("sqlite"):
        path = Path(parts.path.removeprefix("/"))
        if not path.exists():
            raise Ill(f"there is no file {path}", f"Mend the path in {variable}.")
        return f"{path} is there"
    port = parts.port or PORTS.get(parts.scheme.partition("+")[0], 0)
    if not parts.hostname or not port:
        raise Ill(f"{variable} names no server", "Write it as postgresql://user@host:port/name.")
    return _answers(parts.hostname, port, f"Mend the address in {variable}, or start the server.")


def _answers(host: str, port: int, mend: str) -> str:
    try:
        with socket.create_connection((host, port), PATIENCE):
            return f"{host}:{port} answers"
    except OSError as error:
        raise Ill(f"{host}:{port} does not answer ({error})", mend) from error


def _delivery(settings: MailSettings) -> str:
    """Look whether addresses are well-formed, and the variables of secrets set."""
    from reportgen.mail import check

    check(settings)
    return "addresses and secrets are there"


def _host_port(server: str) -> tuple[str, int]:
    host, _, port = server.partition(":")
    if port and not port.isdecimal():
        raise Ill(f"{server} has no port that is a number", "Write it as HOST:PORT.")
    return host, int(port or SMTP_PORT)


def _mail(host: str, port: int, security: str, ca_file: Path | None = None) -> str:
    """Say hello to the mail server, encrypted as it is set; nobody logs in."""
    place = f"{host}:{port}"
    try:
        trusted = ssl.create_default_context(cafile=ca_file)
        with (
            smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=trusted)
            if security == "tls"
            else smtplib.SMTP(host, port, timeout=PATIENCE)
        ) as connection:
            connection.ehlo()
            offered = connection.has_extn("starttls")
            if security == "starttls" and offered:
                connection.starttls(context=trusted)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        mend = "Mend host, port and security of the mail server, or open the way to it."
        raise Ill(f"{place} is no mail server that can be used ({error})", mend) from error
    if security == "starttls" and not offered:
        mend = 'Use a server that offers it, or [mail.server] security = "tls".'
        raise Ill(f"{place} does not offer STARTTLS", mend)
    return f"{place} answers{'' if security == 'plain' else ', encrypted'}"
