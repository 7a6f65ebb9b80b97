"""The layers, the owners of libraries, and what a quick start may not import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import reportgen

PACKAGE = Path(reportgen.__file__).parent

LAYERS = (
    ("errors", "mailing", "engine_settings"),
    ("results", "settings", "text"),
    ("aggregates", "music", "formats", "configuration"),
    ("engine", "ingest"),
    ("analysis",),
    ("charts", "findings", "sections"),
    ("pipeline", "provenance", "render", "gates", "history", "compare", "model"),
    ("mail", "api"),
    ("verify",),
    ("cli",),
    ("__main__",),
)
"""Rooms from the lowest layer to the highest; a room imports lower layers only."""

BESIDE = {
    ("pipeline", "provenance"),
    ("pipeline", "compare"),
    ("pipeline", "gates"),
    ("gates", "compare"),
    ("ingest", "engine"),
    ("history", "compare"),
}
"""Rooms of one layer that may know each other."""

OWNERS = {
    "click": ("cli",),
    "rich": ("cli",),
    "jinja2": ("render",),
    "weasyprint": ("render",),
    "fontTools": ("render",),
    "pypdfium2": ("render",),
    "PIL": ("render",),
    "matplotlib": ("charts",),
    "seaborn": ("charts",),
    "pyarrow": ("ingest",),
    "pandas": ("ingest", "api"),
    "sklearn": ("analysis", "model"),
    "statsmodels": (),
    "dask": ("engine.dask",),
    "distributed": ("engine.dask",),
    "pyspark": ("engine.spark",),
    "python_calamine": ("ingest",),
    "charset_normalizer": ("ingest",),
    "psycopg": (),
    "sqlalchemy": ("ingest", "history"),
    "alembic": ("history",),
    "filelock": ("render",),
    "babel": ("text",),
    "css_inline": ("render",),
    "smtplib": ("mail", "cli"),
    "email_validator": ("mail",),
    "tenacity": ("mail",),
    "httpx": ("mail",),
    "pydantic": ("settings", "configuration", "render.json"),
}
"""Libraries and the rooms (or modules) that may import them."""

RESULTS_ONLY = ("charts", "findings")
"""Rooms that know results (and how numbers are written), nothing that computes."""

HEAVY = (
    "alembic",
    "dask",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "python_calamine",
    "scipy",
    "seaborn",
    "sklearn",
    "sqlalchemy",
    "weasyprint",
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield each module's name below the package, and its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(modules())


def imports(tree: ast.Module, *, types: bool) -> Iterator[str]:
    """Yield full names of what is imported; with ``types`` also what only types need."""
    skipped = set() if types else set(_for_types(tree))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _for_types(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from ast.walk(node)


def room(name: str) -> str:
    """Return the room of a module of the package."""
    return name.split(".", maxsplit=1)[0]


def own_imports(name: str) -> set[str]:
    """Return the rooms that a module imports, its own left out."""
    found = set()
    for target in imports(MODULES[name], types=True):
        head, _, rest = target.partition(".")
        if head == "reportgen" and rest:
            found.add(_room_of(rest))
    return found - {room(name), ""}


def _room_of(rest: str) -> str:
    """Return the room that ``reportgen.<rest>`` is in; "" for a name of the package itself."""
    return room(rest) if room(rest) in {room(module) for module in MODULES} else ""


def level(name: str) -> int:
    """Return the layer of a room."""
    places = [i for i, rooms in enumerate(LAYERS) if name in rooms]
    assert places, f"{name} has no place in the layers"
    return places[0]


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_a_module_imports_lower_layers_only(name: str) -> None:
    for other in own_imports(name):
        below = level(other) < level(room(name))
        assert below or (room(name), other) in BESIDE, f"{name} imports {other}"


@pytest.mark.parametrize("name", MODULES)
def test_a_library_is_imported_by_its_owner_only(name: str) -> None:
    for target in imports(MODULES[name], types=False):
        owners = OWNERS.get(target.split(".")[0])
        if owners is not None:
            allowed = any(name == owner or name.startswith(f"{owner}.") for owner in owners)
            assert allowed, f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) in RESULTS_ONLY])
def test_charts_and_findings_know_results_only(name: str) -> None:
    assert own_imports(name) <= {"results", "formats", "errors", "music", "text"}


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) in {"results", "errors"}])
def test_results_need_the_standard_library_only(name: str) -> None:
    for target in imports(MODULES[name], types=True):
        head = target.split(".")[0]
        assert head == "reportgen" or head in sys.stdlib_module_names, f"{name} imports {target}"


def test_the_package_is_imported_from_nowhere_below() -> None:
    for name, tree in MODULES.items():
        if name and level(room(name)) < level("cli"):
            assert "reportgen" not in set(imports(tree, types=True)), name


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_a_module_has_less_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("name", MODULES)
def test_a_function_has_at_most_40_lines(name: str) -> None:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            first = body[0].lineno if body else node.lineno
            assert node.end_lineno - first < 40, f"{name}.{node.name}"


@pytest.mark.parametrize("module", ["reportgen", "reportgen.cli"])
def test_a_quick_start_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert set(done.stdout.split()) & set(HEAVY) == set()
