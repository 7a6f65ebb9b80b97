"""Passwords, tokens and addresses that are secrets: where they come from, where they stay.

They are read when they are needed, from a variable of the environment or from a command, and
taken out of every answer of a server before it is shown or kept.
"""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from reportgen.errors import DeliveryError, SettingsError

HIDDEN = "[hidden]"
COMMAND_TIMEOUT = 60.0
_SHORTEST = 4
"""Letters of a part of a secret that is worth hiding by itself."""


def from_environment(variable: str, where: str) -> str:
    """Return the secret in an environment variable.

    Raises
    ------
    SettingsError
        If it is not set, or empty.
    """
    secret = os.environ.get(variable, "")
    if not secret:
        raise SettingsError(
            f"The environment variable {variable} is not set", where=where, hint="Set it."
        )
    return secret


def from_command(command: Sequence[str], where: str) -> str:
    """Return the first line that a command prints; nothing of its output is ever shown.

    Raises
    ------
    DeliveryError
        If it cannot be run, takes longer than a minute, ends with an error or prints nothing.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            list(command), capture_output=True, timeout=COMMAND_TIMEOUT, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        raise _failed(command, where, type(error).__name__) from None
    lines = done.stdout.split("\n")
    if done.returncode != 0 or not lines[0].strip():
        ended = f"it ended with {done.returncode}" if done.returncode else "it printed nothing"
        raise _failed(command, where, ended)
    return lines[0].strip()


def _failed(command: Sequence[str], where: str, how: str) -> DeliveryError:
    return DeliveryError(
        f"The command {command[0]} gave no token ({how})",
        where=where,
        hint="Run it by hand; it has to print the token alone.",
    )


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return text without the secrets in it, in any of the forms that they travel in."""
    forms = {form for secret in secrets for form in _forms(secret) if len(form) >= _SHORTEST}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text


def _forms(secret: str) -> set[str]:
    packed = base64.b64encode(secret.encode()).decode("ascii")
    return {secret, quote(secret, safe=""), packed, packed.rstrip("=")}
