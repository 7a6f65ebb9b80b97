"""Templates → text: where they are found and what they may do.

Templates run in the sandbox of :mod:`reportgen.render.sandbox`, escape everything, fail on
a name that is not there, and know no filters but the functions of :mod:`reportgen.formats`.
"""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from markupsafe import Markup

from reportgen import formats
from reportgen.errors import RenderError, SectionWarning
from reportgen.music.speech import Speak
from reportgen.render.context import Context, without
from reportgen.render.sandbox import Below, Compiled, Pages
from reportgen.render.wording import spoken
from reportgen.results import Skipped
from reportgen.text import plural, translate

PAGE = "report.html.j2"
SUMMARY = "summary.md.j2"
CARD = "card.html.j2"
SCRIPT = "scripts/page.js"
_COMPILED = Compiled()
ORIGINAL = "reportgen"
_COUNTERS = re.compile(r"\{(pages?)\}")
"""Prefix under which a user's template reaches the one that it replaces."""

FAULTS = (
    *(TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError),
    *(RecursionError, OSError),
)
"""What a faulty template raises, or a function that it calls in the wrong way."""


def templates_folder() -> Path:
    """Return the folder of the templates: in the installed package, else beside it.

    Raises
    ------
    RenderError
        If there is neither.
    """
    package = Path(str(files("reportgen")))
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / PAGE).is_file():
            return folder
    raise RenderError(
        "the page templates are missing",
        where=str(package),
        hint="Install reportgen again.",
    )


def originals() -> dict[str, Path]:
    """Return the paths of all templates of reportgen by name."""
    folder = templates_folder()
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in paths}


def blocks(name: str) -> tuple[str, ...]:
    """Return the blocks of an original, in their order."""
    from jinja2 import nodes

    tree = environment().parse(originals()[name].read_text(encoding="utf-8"))
    return tuple(block.name for block in tree.find_all(nodes.Block))


def environment(
    own: Path | None = None,
    plugins: Mapping[str, Path | None] | None = None,
    speak: Speak | None = None,
) -> Pages:
    """Return the environment of all pages.

    Parameters
    ----------
    own : Path, optional
        A folder of templates that go before the originals of the same name.  They
        reach these as ``reportgen/…``, to extend them block by block.
    plugins : mapping of str to Path, optional
        Names of sections of installed packages, and their templates.
    speak : callable, optional
        How to say what the templates say in other words than those of tracks.
    """
    from jinja2 import ChoiceLoader, FunctionLoader, PrefixLoader

    paths = {name: path for name, path in (plugins or {}).items() if path is not None}
    brought = {f"sections/{name}.html.j2": path for name, path in paths.items()}
    ours = ChoiceLoader(
        [Below(templates_folder()), FunctionLoader(lambda name: _brought(brought.get(name)))]
    )
    first = [] if own is None else [Below(_existing(own))]
    made = Pages(loader=ChoiceLoader([*first, ours, PrefixLoader({ORIGINAL: ours})]))
    made.brought = {name: str(path) for name, path in paths.items()}
    made.allow(filters())
    made.tests["skipped"] = lambda value: isinstance(value, Skipped)
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(translate, _plural, newstyle=True)  # type: ignore[attr-defined]
    if speak is not None:
        return spoken(made, speak)
    made.bytecode_cache = _COMPILED
    return made


def _plural(singular: str, many: str, n: int) -> str:
    """Return a plural form, with the arguments in gettext's order."""
    return plural(n, singular, many)


def _brought(path: Path | None) -> tuple[str, str, Callable[[], bool]] | None:
    """Read the template of a package as Jinja's loaders do."""
    return None if path is None else (path.read_text(encoding="utf-8"), str(path), lambda: True)


def filters() -> dict[str, Callable[..., Any]]:
    """Return the public functions of :mod:`reportgen.formats` by name, and those below."""
    return {"quoted": quoted, "in_margin": in_margin} | {
        name: function
        for name, function in inspect.getmembers(formats, inspect.isfunction)
        if function.__module__ == formats.__name__ and not name.startswith("_")
    }


def quoted(text: str) -> Markup:
    """Return words as a string of a script or a style sheet.

    Signs that could end the string, or the element around it, become their typographic
    brothers.
    """
    plain = str(text).translate({ord('"'): "”", ord("\\"): "∖", ord("<"): "‹", ord("\n"): " "})
    return Markup(f'"{plain}"')  # noqa: S704 - what could end it is gone


def in_margin(text: str) -> Markup:
    """Return words as the content of a page's margin.

    ``{page}`` and ``{pages}`` in them become the counters of these names.
    """
    parts = _COUNTERS.split(str(text))
    said = (f"counter({part})" if i % 2 else quoted(part) for i, part in enumerate(parts) if part)
    return Markup(" ".join(said))  # noqa: S704 - made of quoted strings and of two names


def render(pages: Pages, context: Context, page: str = PAGE) -> str:
    """Return the page made by one of the outer templates.

    It is rendered twice, because a reference can precede its figure.  Where the template
    of an installed package has a fault, its section says so, and a
    :class:`~reportgen.errors.SectionWarning` is given.

    Raises
    ------
    RenderError
        If a template has a fault; the message names it.
    """
    try:
        return _twice(pages, context, page)
    except FAULTS as error:
        paths = {path for path, _ in _places(error)}
        faulty = next((o for o in context.own if pages.brought.get(o.section.name) in paths), None)
        if faulty is None:
            raise _fault(error, page) from error
        words = f"its template has a fault, {_shown(error, page)}: {error}"
    warnings.warn(
        f"The section {faulty.section.name} is not available: {words}", SectionWarning, stacklevel=2
    )
    return render(pages, without(context, faulty, words), page)


def script(pages: Pages) -> str:
    """Return the script of the HTML page, as it stands between its tags.

    Raises
    ------
    RenderError
        If it is a template with a fault.
    """
    try:
        return pages.get_template(SCRIPT).render()
    except FAULTS as error:
        raise _fault(error, SCRIPT) from error


def filled(pages: Pages, names: Mapping[str, Any], page: str) -> str:
    """Return the page made by a template that is no report's.

    Raises
    ------
    RenderError
        If the template has a fault.
    """
    try:
        pages.budget.begin()
        return pages.get_template(page).render(names)
    except FAULTS as error:
        raise _fault(error, page) from error


def _twice(pages: Pages, context: Context, page: str) -> str:
    names = {field.name: getattr(context, field.name) for field in fields(context)}
    template = pages.get_template(page)
    pages.budget.begin()
    template.render(names)
    pages.budget.begin()
    return template.render(names)


def _fault(error: Exception, page: str) -> RenderError:
    what = "its templates call one another without an end" if _endless(error) else str(error)
    return RenderError(
        f"the page cannot be made ({what.rstrip('.')})",
        where=_shown(error, page),
        hint="If you use templates of your own, compare them with the originals.",
    )


def _endless(error: BaseException) -> bool:
    return isinstance(error, RecursionError)


def check_templates(folder: Path | None) -> None:
    """Make sure that a user's templates are a folder with templates before they are needed.

    Raises
    ------
    RenderError
        If there is no such folder, or a template in it cannot be read by Jinja.
    """
    if folder is None:
        return
    made = environment(folder)
    known = originals()
    for path in sorted(_existing(folder).rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and (path.suffix == ".j2" or name in known):
            try:
                made.get_template(name)
            except FAULTS as error:
                raise _fault(error, name) from error


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise RenderError("there is no such folder of templates", where=str(folder))
    return folder


def _shown(error: BaseException, page: str) -> str:
    """Return file and line of a fault; originals under the name that extends them."""
    places = _places(error)
    if not places:
        return page
    path, line = places[-1]
    folder = templates_folder()
    inside = Path(path).is_relative_to(folder)
    name = f"{ORIGINAL}/{Path(path).relative_to(folder).as_posix()}" if inside else path
    return f"{name}, line {line}"


def _places(error: BaseException) -> list[tuple[str, int]]:
    """Return files and lines of the templates in a traceback, the innermost last."""
    if isinstance(error, TemplateSyntaxError) and error.filename is not None:
        return [(error.filename, error.lineno)]
    places, step = [], error.__traceback__
    while step is not None:
        if "__jinja_exception__" in step.tb_frame.f_globals:
            places.append((step.tb_frame.f_code.co_filename, step.tb_lineno))
        step = step.tb_next
    return places
