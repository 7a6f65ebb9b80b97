"""How much memory there is: of the machine, and of the container."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_UNLIMITED = 1 << 60


def available(root: Path = Path("/")) -> int | None:
    """Return the bytes that can still be used; ``None`` where the system does not tell.

    Limits of control groups count, those of the groups around them as well (version 1
    and 2); file pages that the system can drop count as free.

    Parameters
    ----------
    root : Path
        Where ``proc`` and ``sys`` are.
    """
    found = [*_of_machine(root), *_of_groups(root)]
    return min(found) if found else None


def _of_machine(root: Path) -> Iterator[int]:
    for line in _lines(root / "proc/meminfo"):
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            yield int(value.split()[0]) * 1024


def _of_groups(root: Path) -> Iterator[int]:
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        mount = root / "sys/fs/cgroup" / ("memory" if controllers else "")
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
        limit, usage = names if controllers else ("memory.max", "memory.current")
        group = mount / path.strip("/")
        for folder in dict.fromkeys((group, *group.parents, mount)):
            if mount in (folder, *folder.parents):
                yield from _left(folder, limit, usage)


def _left(folder: Path, limit: str, usage: str) -> Iterator[int]:
    most, used = _number(folder / limit), _number(folder / usage)
    if most is None or used is None or most >= _UNLIMITED:
        return
    stat = dict(line.split(" ", 1) for line in _lines(folder / "memory.stat"))
    free = int(stat.get("inactive_file", stat.get("total_inactive_file", 0)))
    yield max(most - max(used - free, 0), 0)


def _number(path: Path) -> int | None:
    text = "".join(_lines(path)).strip()
    return int(text) if text.isdecimal() else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
