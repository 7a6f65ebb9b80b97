"""``reportgen doctor``: what a run needs of its machine, and how to mend what is missing."""

from __future__ import annotations

import json
import os
import shutil
import smtplib
import socket
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from reportgen.cli.run import CLOCK, clock
from reportgen.configuration import load
from reportgen.errors import ReportgenError
from reportgen.mailing import MailSettings
from reportgen.render import fonts
from reportgen.render.pdf import check_system
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
    checks: dict[str, Callable[[], str]] = {
        "pdf libraries": _libraries,
        "typeface": _typeface,
        "output folder": lambda: _folder(settings.report.output),
        "clock": _clock,
    }
    if settings.input.sql_url_env is not None:
        variable = settings.input.sql_url_env
        checks["database"] = lambda: _database(variable)
    if settings.mail.told:
        checks["mail settings"] = lambda: _delivery(settings.mail)
    server = _server(settings.mail) if smtp is None else smtp
    if server is not None:
        checks["mail server"] = lambda: _mail(server)
    found += [_look(name, check) for name, check in checks.items()]
    if as_json:
        click.echo(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=1))
    else:
        _print(found)
    return 0 if all(item.well for item in found) else 2


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


def _libraries() -> str:
    check_system()
    return "Pango, HarfBuzz-Subset and a font are there"


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


def _server(settings: MailSettings) -> str | None:
    host, port = settings.server.place
    return f"{host}:{port}" if host and settings.server.security != "tls" else None


def _mail(server: str) -> str:
    host, _, port = server.partition(":")
    place = f"{host}:{port or SMTP_PORT}"
    try:
        with smtplib.SMTP(host, int(port or SMTP_PORT), timeout=PATIENCE) as connection:
            connection.ehlo()
            safe = connection.has_extn("starttls")
    except (OSError, smtplib.SMTPException, ValueError) as error:
        mend = "Mend host and port of the mail server, or open the way to it."
        raise Ill(f"{place} is no mail server that answers ({error})", mend) from error
    return f"{place} answers{' and offers STARTTLS' if safe else ', without STARTTLS'}"
