"""Reading ``reportgen.toml`` and putting flags on top."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from reportgen.errors import SettingsError
from reportgen.results import Estimate, Report, kinds_at, patterns
from reportgen.settings import GateSettings, Settings
from reportgen.text import writing

if TYPE_CHECKING:
    from pydantic import ValidationError

FILE = "reportgen.toml"
FROM_FILE = (
    ("report", "templates"),
    ("report", "catalogue"),
    ("brand", "logo"),
    ("columns", "dictionary"),
    ("engine", "scratch"),
    ("mail", "server", "ca_file"),
    ("mail", "channels", "*", "folder"),
    ("mail", "channels", "*", "ca_file"),
)
"""Paths that start from the folder of the settings file that names them; ``*``: of each."""
SCHEMA_FILE = "reportgen.schema.json"
_Parsed = TypeVar("_Parsed")


def load(path: Path | None, flags: Mapping[str, Any]) -> Settings:
    """Return the settings: flags over the file over the defaults.

    Parameters
    ----------
    path : Path, optional
        A settings file; by default ``reportgen.toml`` in the working folder, if it is there.
    flags : mapping
        Nested like the file; groups and values that are ``None`` are not set.

    Raises
    ------
    SettingsError
        If the file cannot be read, or a setting is unknown or impossible.
    """
    if path is None and Path(FILE).is_file():
        path = Path(FILE)
    stored = {} if path is None else _parse(path, "settings file", "Give its path with -c.")
    where = "the command line" if path is None else str(path)
    return _checked(stored, where, flags, None if path is None else path.parent)


def _checked(
    stored: Mapping[str, Any], where: str, flags: Mapping[str, Any], folder: Path | None = None
) -> Settings:
    """Return settings from what stands in a file of ``folder``, with flags on top."""
    _check_names(stored, Settings, where, "")
    if folder is not None:
        stored = _placed(stored, folder)
    settings = _validated(Settings, _merged(stored, flags), where)
    writing(settings.report.language)
    for gate in settings.gates:
        _check_path(gate, where)
    return settings


def _check_path(gate: GateSettings, where: str) -> None:
    """Refuse a gate on what no report has, before hours are spent on one."""
    try:
        kinds = kinds_at(Report, gate.path) if gate.path else (int,)
    except KeyError:
        kinds = ()
    if not kinds:
        raise SettingsError(
            f"No report has {gate.path}",
            where=f"{where}, gate {gate.label}",
            hint=f"Did you mean {nearest_path(gate.path)}? `reportgen paths` lists all.",
        )
    wanted = {str} if gate.fresh_within is not None else {int, float, Estimate}
    if set(gate.limits) != {"min_rows"} and not wanted & set(kinds):
        raise SettingsError(
            f"{gate.path} is not a {'date' if gate.fresh_within is not None else 'number'}",
            where=f"{where}, gate {gate.label}",
            hint="`reportgen paths` lists what a gate can watch.",
        )


def nearest_path(path: str) -> str:
    """Return the path of a number that reports can have and that is spelt most like this."""
    members = iter(_MEMBER.findall(path))
    asked = _MEMBER.sub("[…]", path)
    known = [p for p in patterns(Report) for p in (p, p.removesuffix(".value"))]
    near = difflib.get_close_matches(asked, known, n=1, cutoff=0.0)[0]
    return re.sub(re.escape("[…]"), lambda _: next(members, "[…]"), near)


_MEMBER = re.compile(r"\[[^\]]*\]")


def _placed(stored: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Let the paths of :data:`FROM_FILE` start from the folder of the settings file."""
    placed: Any = stored
    for way in FROM_FILE:
        placed = _moved(placed, way, folder)
    return dict(placed)


def _moved(value: Any, way: Sequence[str], folder: Path) -> Any:
    """Return a setting with the path at the end of ``way`` in it, if any, below a folder."""
    if not way:
        return str(folder / value) if isinstance(value, str) else value
    head, rest = way[0], way[1:]
    if head == "*":
        return [_moved(item, rest, folder) for item in value] if isinstance(value, list) else value
    if not isinstance(value, Mapping) or head not in value:
        return value
    return {**value, head: _moved(value[head], rest, folder)}


def defaults(flags: Mapping[str, Any]) -> Settings:
    """Return the default settings with flags on top, whatever files there are."""
    return _validated(Settings, _merged({}, flags), "the command line")


def schema_text() -> str:
    """Return the JSON Schema of settings files, as it is published beside this module."""
    from pydantic import TypeAdapter

    made = TypeAdapter(Settings).json_schema()
    for definition in (made, *made["$defs"].values()):
        if "properties" in definition:
            definition["additionalProperties"] = False
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"Settings of reportgen ({FILE})",
    }
    rest = {key: _whole(value) for key, value in made.items() if key != "title"}
    return json.dumps(head | rest, ensure_ascii=False, indent=1) + "\n"


def _whole(value: Any) -> Any:
    """Write whole numbers without decimals: which of 0 and 0.0 stands there is chance."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def published_schema() -> str:
    """Return the text of the published schema file."""
    return files("reportgen").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")


def toml(value: Any) -> str:
    """Return a value as TOML; a text of JSON is one of TOML as well."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def parsed(path: Path, kind: type[_Parsed], what: str, hint: str) -> _Parsed:
    """Return a TOML file as a value of a dataclass.

    Parameters
    ----------
    what, hint : str
        What the file is called, and what to do where it cannot be read.

    Raises
    ------
    SettingsError
        If the file cannot be read, or something in it is unknown or impossible.
    """
    stored = _parse(path, what, hint)
    _check_names(stored, kind, str(path), "")
    return _validated(kind, stored, str(path))


def from_text(text: str, where: str, flags: Mapping[str, Any]) -> Settings:
    """Return the settings that the text of a settings file holds, with flags on top.

    Raises
    ------
    SettingsError
        If it is no such text, or something in it is unknown or impossible.
    """
    try:
        stored = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"This is not a TOML file ({error})", where=where) from error
    return _checked(stored, where, flags)


def _parse(path: Path, what: str, hint: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The {what} cannot be read ({error.strerror})", where=str(path), hint=hint
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"This is not a TOML file ({error})",
            where=str(path),
            hint="Mend the line named, or leave the file out.",
        ) from error


def _check_names(stored: Mapping[str, Any], group: type, where: str, prefix: str) -> None:
    hints = get_type_hints(group)
    known = [field.name for field in fields(group)]
    for name, value in stored.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise SettingsError(
                f"There is no setting {prefix}{name}",
                where=where,
                hint=f"Did you mean {prefix}{near[0]}?"
                if near
                else f"Known here: {', '.join(known)}.",
            )
        for below, part, place in _parts(hints[name], value, f"{prefix}{name}"):
            _check_names(part, below, where, place)


def _parts(hint: Any, value: Any, name: str) -> list[tuple[type, Any, str]]:
    """Return the groups below a setting: itself, or members of a mapping or array of groups."""
    if is_dataclass(hint) and isinstance(hint, type):
        return [(hint, value, f"{name}.")] if isinstance(value, Mapping) else []
    inner = next((k for k in get_args(hint) if is_dataclass(k) and isinstance(k, type)), None)
    if inner is None:
        return []
    if get_origin(hint) is tuple:
        listed = enumerate(value) if isinstance(value, list) else ()
        members = [(f"{name}[{i}].", item) for i, item in listed]
    else:
        there = value.items() if isinstance(value, Mapping) else ()
        members = [(f"{name}.{key}.", item) for key, item in there]
    return [(inner, item, place) for place, item in members if isinstance(item, Mapping)]


def _merged(stored: Mapping[str, Any], flags: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(stored)
    for name, value in flags.items():
        if isinstance(value, Mapping):
            below = merged.get(name, {})
            if isinstance(below, Mapping):
                merged[name] = _merged(below, value)
        elif value is not None:
            merged[name] = value
    return merged


def _validated(kind: type[_Parsed], values: dict[str, Any], where: str) -> _Parsed:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(values)
    except ValidationError as error:
        raise SettingsError(_first_problem(error), where=where) from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in problem["loc"])
    message = f"{name}: {problem['msg'][0].lower()}{problem['msg'][1:]}"
    if not isinstance(problem["input"], str | int | float | list | None):
        return message  # a whole group, which may hold what nobody should read
    return f"{message}, not {problem['input']!r}"
