from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from jinja2 import meta, nodes

from reportgen import formats, results
from reportgen.errors import RenderError
from reportgen.render import context, pages, sandbox
from reportgen.render.archive import Index, IndexRun, Link, Subject, Trend
from reportgen.render.brand import Brand
from reportgen.render.context import (
    Context,
    Drawings,
    Own,
    OwnTable,
    Section,
)
from reportgen.render.dark import Shade
from reportgen.render.excerpt import Excerpt
from reportgen.render.figure import Datum, Figure, Picture
from reportgen.render.fonts import FontFace
from reportgen.render.glossary import Term
from reportgen.render.letter import Letter, Night
from reportgen.results import Report

OURS = (
    *(Context, Section, Figure, Datum, Picture, Shade, Term, Excerpt, FontFace),
    *(Brand, Own, OwnTable, Letter, Night),
    *(Index, IndexRun, Link, Subject, Trend),
)
METHODS = {"place", "refer", "get", "values", "last", "first", "index", "foot"}
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
    names = [name for node in tree.find_all(nodes.FromImport) for name in node.names]
    imported = {name if isinstance(name, str) else name[1] for name in names}
    return meta.find_undeclared_variables(tree) - own - imported


def _nodes(kind: type[Node]) -> Iterator[tuple[str, Node]]:
    for name, tree in _templates():
        for node in tree.find_all(kind):
            yield name, node


def test_templates_use_exactly_the_names_of_the_context() -> None:
    used = set().union(*(_asked_for(tree) for _, tree in _templates()))
    known = {field.name for kind in (Context, Index) for field in fields(kind)}
    assert used - IN_MACROS == known


def test_every_field_offered_to_templates_is_used() -> None:
    read = {node.attr for _, node in _nodes(nodes.Getattr)}
    offered = {
        field.name for kind in OURS if kind not in (Context, Index) for field in fields(kind)
    }
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
    assert set(environment.filters) == {"safe", "counted", *pages.filters()}
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
        '{% extends "reportgen/report.html.j2" %}{% block segments %}<p>Mine.</p>{% endblock %}'
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


def test_every_section_has_blocks_for_its_parts() -> None:
    for part in context.PARTS:
        inside = pages.blocks(f"sections/{part}.html.j2")
        assert len(inside) == len(set(inside)) >= 4
        assert inside[-1] == "after"
        assert part == "verdict" or inside[:2] == ("lead", "findings")


def _page(folder: Path, report: Report, drawings: Drawings) -> str:
    return pages.render(pages.environment(folder), context.screen(report, drawings, ""))


def test_a_block_inside_a_section_is_replaced_by_itself(
    tmp_path: Path, report: Report, drawings: Drawings
) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "verdict.html.j2").write_text(
        '{% extends "reportgen/sections/verdict.html.j2" %}'
        "{% block tiles %}<p>{{ report.verdict.tiles[0].value }} tracks, no tiles.</p>"
        "{% endblock %}"
    )
    (tmp_path / "sections" / "regression.html.j2").write_text(
        '{% extends "reportgen/sections/regression.html.j2" %}'
        '{% block after %}<p>{{ section.title }}: {{ fact("a", 1) }}</p>{% endblock %}'
    )
    page = _page(tmp_path, report, drawings)
    plain = pages.render(pages.environment(), context.screen(report, drawings, ""))
    assert f"<p>{report.verdict.tiles[0].value} tracks, no tiles.</p>" in page
    assert 'class="tile"' not in page
    assert 'class="tile"' in plain
    after = page.index("<p>What goes with popularity: <div><dt>a</dt><dd>1</dd></div></p>")
    assert page.index('id="regression"') < after < page.index('id="classification"')
    assert report.verdict.answer in page


def test_every_block_of_every_section_can_be_wrapped_without_a_change(
    tmp_path: Path, report: Report, drawings: Drawings
) -> None:
    plain = pages.render(pages.environment(), context.screen(report, drawings, ""))
    (tmp_path / "sections").mkdir()
    for part in context.PARTS:
        name = f"sections/{part}.html.j2"
        blocks = "".join(
            f"{{% block {block} %}}{{{{ super() }}}}{{% endblock %}}"
            for block in pages.blocks(name)
        )
        (tmp_path / name).write_text(f'{{% extends "reportgen/{name}" %}}{blocks}')
    assert _page(tmp_path, report, drawings) == plain


def test_copies_of_all_templates_make_the_same_page(
    tmp_path: Path, report: Report, drawings: Drawings
) -> None:
    shutil.copytree(pages.templates_folder(), tmp_path / "copy")
    plain = pages.render(pages.environment(), context.screen(report, drawings, ""))
    assert _page(tmp_path / "copy", report, drawings) == plain


FAULTY = {
    "{% if %}": r"data\.html\.j2, line 2: the page cannot be made \(Expected an expression",
    "{{ mood }}": r"line 2: .*'mood' is undefined",
    "{{ report.mood }}": r"line 2: .*has no attribute 'mood'",
    "{{ ''.__class__.__mro__ }}": r"line 2: .*access to attribute '__class__'",
    "{{ excerpt.__globals__ }}": r"line 2: .*access to attribute '__globals__'",
    "{{ report._mood }}": r"line 2: .*(unsafe|no attribute)",
    "{{ 1 | sort }}": "No filter named 'sort'",
    "{{ 'a' * 1000000000 }}": r"line 2: .*\* is for numbers alone",
    "{{ '%1000000000d' % 1 }}": "% is for numbers alone",
    "{{ 9 ** 9 ** 9 }}": "a power of more than 64",
    "{{ '{:1000000000}'.format(1) }}": "'format' of 'str' object is unsafe",
    "{{ 'a'.ljust(1000000000) }}": "'ljust' of 'str' object is unsafe",
    "{{ 1 / 0 }}": r"line 2: .*division by zero",
    "{{ range(9) }}": "'range' is undefined",
    '{% include "../secret.j2" %}': r"line 2: .*\.\./secret\.j2",
    '{% include "/etc/hosts" %}': r"etc/hosts",
    '{% include "link.j2" %}': r"link\.j2",
    '{% include "sections/data.html.j2" %}': "call one another without an end",
    "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}": "call one another without an end",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}":
        "more than 200,000 turns",
    "{% set c = report.data.columns %}{% for a in c %}{% for b in c %}{% for d in c %}"
    "{% for e in c %}{% for f in c %}{% for g in c %}{% for h in c %}"
    + 7 * "{% endfor %}": "more than 200,000 turns",
}  # fmt: skip


@pytest.mark.parametrize("source", FAULTY)
def test_what_a_template_may_not_do_is_said_with_its_place(
    tmp_path: Path, report: Report, drawings: Drawings, source: str
) -> None:
    (tmp_path / "secret.j2").write_text("secret")
    own = tmp_path / "own"
    (own / "sections").mkdir(parents=True)
    (own / "link.j2").symlink_to(tmp_path / "secret.j2")
    (own / "sections" / "data.html.j2").write_text(f"<p>Mine.</p>\n{source}")
    with pytest.raises(RenderError, match=FAULTY[source]) as caught:
        _page(own, report, drawings)
    assert caught.value.where.startswith(str(own / "sections" / "data.html.j2"))
    assert caught.value.exit_code == 6


def test_a_page_takes_a_small_part_of_its_steps(report: Report, drawings: Drawings) -> None:
    environment = pages.environment()
    pages.render(environment, context.screen(report, drawings, ""))
    assert 1_000 < sandbox.MOST_STEPS - environment.budget.left < sandbox.MOST_STEPS / 20


def test_templates_are_looked_at_before_a_report_is_made(tmp_path: Path) -> None:
    pages.check_templates(None)
    pages.check_templates(pages.templates_folder())
    (tmp_path / "notes.txt").write_text("{% not a template")
    pages.check_templates(tmp_path)
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "print.css").write_text("p {}\n{% if %}")
    with pytest.raises(RenderError, match=r"print\.css, line 2"):
        pages.check_templates(tmp_path)
