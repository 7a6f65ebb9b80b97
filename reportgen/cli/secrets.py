"""Taking passwords and the like out of what is printed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import quote

HIDDEN = "***"
VARIABLE = "_env"
"""How the name of a setting ends that names the environment variable of a secret."""
_USER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^/\s@]*@")
_NAMED = re.compile(r"(?i)\b((?:password|passwd|pwd|token|secret|api_?key)=)[^&\s;,'\"]+")


def redacted(value: Any, secrets: tuple[str, ...] = ()) -> Any:
    """Return a value with its secrets hidden, in every text below it.

    Hidden are user and password in an address, what follows ``password=`` and its like,
    and each of ``secrets``, also as it stands quoted in an address.
    """
    if isinstance(value, str):
        for secret in secrets:
            for form in {secret, quote(secret), quote(secret, safe="")}:
                value = value.replace(form, HIDDEN)
        return _NAMED.sub(rf"\g<1>{HIDDEN}", _USER.sub(rf"\g<1>{HIDDEN}@", value))
    if isinstance(value, Mapping):
        return {key: redacted(item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(item, secrets) for item in value]
    return value


def variables(settings: Any) -> Iterator[str]:
    """Walk over the environment variables that settings name for secrets."""
    for field in fields(settings):
        value = getattr(settings, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                yield from variables(part)
            elif field.name.endswith(VARIABLE) and isinstance(part, str):
                yield part


def secrets(settings: Any) -> tuple[str, ...]:
    """Return the values of those variables, the longest first."""
    found = {os.environ.get(name, "") for name in variables(settings)}
    return tuple(sorted(filter(None, found), key=len, reverse=True))
