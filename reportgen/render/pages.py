"""Templates → text: where they are found and what they may do.

Templates run in Jinja's sandbox, escape everything, fail on a name that is not there,
and know no filters but the functions of :mod:`reportgen.formats`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen import formats
from reportgen.errors import RenderError
from reportgen.music.speech import Speak
from reportgen.render.context import Context
from reportgen.render.wording import spoken
from reportgen.results import Skipped

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

PAGE = "report.html.j2"
SUMMARY = "summary.md.j2"
SCRIPT = "scripts/page.js"
ORIGINAL = "original"
"""Prefix under which a user's template reaches the one that it replaces."""


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


def environment(
    own: Path | None = None, speak: Speak | None = None
) -> ImmutableSandboxedEnvironment:
    """Return the environment of all pages.

    Parameters
    ----------
    own : Path, optional
        A folder of templates that go before the originals of the same name.  They
        reach these as ``original/…``, to extend them block by block.
    speak : callable, optional
        How to say what the templates say in other words than those of tracks.
    """
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    originals = FileSystemLoader(templates_folder())
    first = [] if own is None else [FileSystemLoader(_existing(own))]
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*first, originals, PrefixLoader({ORIGINAL: originals})]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters = {"safe": made.filters["safe"], **filters()}
    made.tests["skipped"] = lambda value: isinstance(value, Skipped)
    made.globals.clear()
    return made if speak is None else spoken(made, speak)


def filters() -> dict[str, Callable[..., Any]]:
    """Return the public functions of :mod:`reportgen.formats` by name."""
    return {
        name: function
        for name, function in inspect.getmembers(formats, inspect.isfunction)
        if function.__module__ == formats.__name__ and not name.startswith("_")
    }


def render(pages: ImmutableSandboxedEnvironment, context: Context, page: str = PAGE) -> str:
    """Return the page made by one of the outer templates.

    It is rendered twice, because a reference can precede its figure.

    Raises
    ------
    RenderError
        If a template has a fault; the message names it.
    """
    from jinja2 import TemplateError

    names = {field.name: getattr(context, field.name) for field in fields(context)}
    try:
        template = pages.get_template(page)
        template.render(names)
        return template.render(names)
    except (TemplateError, TypeError, ValueError, KeyError) as error:
        raise RenderError(
            f"the page cannot be made ({error})",
            where=_place(error, page),
            hint="If you use templates of your own, compare them with the originals.",
        ) from error


def script(pages: ImmutableSandboxedEnvironment) -> str:
    """Return the script of the HTML page, as it stands between its tags."""
    return pages.get_template(SCRIPT).render()


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise RenderError("there is no such folder of templates", where=str(folder))
    return folder


def _place(error: BaseException, page: str) -> str:
    """Return file and line of the innermost template in a traceback."""
    place, step = page, error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name.endswith((".j2", ".css", ".js")):
            place = f"{Path(name).name}, line {step.tb_lineno}"
        step = step.tb_next
    return place
