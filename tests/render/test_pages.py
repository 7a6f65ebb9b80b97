from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from jinja2 import meta, nodes

from reportgen import formats, results
from reportgen.errors import RenderError
from reportgen.render import context, pages
from reportgen.render.context import (
    Context,
    Drawings,
    Excerpt,
    Figure,
    Picture,
    Section,
    Term,
)
from reportgen.render.dark import Shade
from reportgen.render.fonts import FontFace
from reportgen.results import Report

OURS = (Context, Section, Figure, Picture, Shade, Term, Excerpt, FontFace)
METHODS = {"place", "refer", "get", "values", "last", "index"}
IN_MACROS = {"caller"}

Node = TypeVar("Node", bound=nodes.Node)


def _templates() -> Iterator[tuple[str, nodes.Template]]:
    environment = pages.environment()
    folder = pages.templates_folder()
    for path in sorted(folder.rglob("*.*")):
        name = path.relative_to(folder).as_posix()
        yield name, environment.parse(path.read_text(encoding="utf-8"))


def _asked_for(tree: nodes.Template) -> set[str]:
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    return meta.find_undeclared_variables(tree) - own


def _nodes(kind: type[Node]) -> Iterator[tuple[str, Node]]:
    for name, tree in _templates():
        for node in tree.find_all(kind):
            yield name, node


def test_templates_use_exactly_the_names_of_the_context() -> None:
    used = set().union(*(_asked_for(tree) for _, tree in _templates()))
    assert used - IN_MACROS == {field.name for field in fields(Context)}


def test_every_field_offered_to_templates_is_used() -> None:
    read = {node.attr for _, node in _nodes(nodes.Getattr)}
    offered = {field.name for kind in OURS if kind is not Context for field in fields(kind)}
    assert offered - read == set()


def test_templates_read_only_fields_that_exist() -> None:
    known = set(METHODS) | set(context.PARTS)
    nouns = [getattr(results, name) for name in results.__all__]
    for kind in (*OURS, *(noun for noun in nouns if is_dataclass(noun))):
        known |= {field.name for field in fields(kind)}
    assert {
        (name, node.attr) for name, node in _nodes(nodes.Getattr) if node.attr not in known
    } == (set())


def test_filters_are_the_functions_of_formats() -> None:
    environment = pages.environment()
    assert set(environment.filters) == {"safe", *pages.filters()}
    assert pages.filters()["percent"] is formats.percent
    assert "digits_for" in pages.filters()
    assert "datetime" not in pages.filters()


def test_only_a_macro_declares_something_safe() -> None:
    places = {name for name, node in _nodes(nodes.Filter) if node.name == "safe"}
    assert places == {"macros/figure.html.j2"}


def test_templates_compare_and_compute_no_numbers() -> None:
    sums = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
    orders = {"gt", "gteq", "lt", "lteq"}
    assert [name for kind in sums for name, _ in _nodes(kind)] == []
    assert [name for name, node in _nodes(nodes.Operand) if node.op in orders] == []


def test_every_part_has_a_template_and_a_block_of_its_name() -> None:
    blocks = [node.name for name, node in _nodes(nodes.Block) if name == pages.PAGE]
    assert [name for name in blocks if name in context.PARTS] == list(context.PARTS)
    for part in context.PARTS:
        assert (pages.templates_folder() / "sections" / f"{part}.html.j2").is_file()


def test_every_chart_is_placed(drawings: Drawings) -> None:
    placed = {
        argument.value
        for _, call in _nodes(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "figure"
        for argument in call.args
        if isinstance(argument, nodes.Const)
    }
    assert set(drawings.charts) - placed == set()


def test_a_block_of_ones_own_replaces_only_that_block(
    tmp_path: Path, report: Report, drawings: Drawings
) -> None:
    (tmp_path / "report.html.j2").write_text(
        '{% extends "original/report.html.j2" %}{% block segments %}<p>Mine.</p>{% endblock %}'
    )
    page = pages.render(pages.environment(tmp_path), context.screen(report, drawings, ""))
    assert "<p>Mine.</p>" in page
    assert 'id="segments"' not in page
    assert 'id="regression"' in page


@pytest.mark.parametrize(
    "source",
    ["{{ report.mood }}", "{{ mood }}", "{{ ''.__class__.__mro__ }}", "{% if %}", "{{ 1 | sort }}"],
)
def test_a_fault_in_ones_own_template_is_named(
    tmp_path: Path, report: Report, drawings: Drawings, source: str
) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "data.html.j2").write_text(source)
    with pytest.raises(RenderError, match="templates of your own"):
        pages.render(pages.environment(tmp_path), context.screen(report, drawings, ""))


def test_a_missing_folder_of_templates_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="no such folder"):
        pages.environment(tmp_path / "nowhere")


def test_styles_and_charts_share_their_colours() -> None:
    from reportgen.charts import theme

    tokens = (pages.templates_folder() / "styles" / "tokens.css").read_text(encoding="utf-8")
    for number, colour in enumerate(theme.QUALITATIVE, 1):
        assert f"--segment-{number}: {colour.lower()};" in tokens
    for name in ("text", "muted", "rule", "accent", "caution"):
        assert f"--{name}: {getattr(theme, name.upper()).lower()};" in tokens
