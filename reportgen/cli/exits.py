"""How the command line ends: a code for each kind of mistake."""

from __future__ import annotations

import itertools
import logging
import os
import sys
import traceback
from typing import Any

import click

from reportgen.cli import logs
from reportgen.errors import ExitCode, ReportgenError, Terminated


class Guarded(click.Group):
    """A group of commands whose mistakes end in a message and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words: they say how mistakes in them are to be told."""
        ctx.meta[_WORDS] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn our errors into a message on stderr and their code."""
        try:
            return super().invoke(ctx)
        except ReportgenError as error:
            _tell(f"Error: {error}", error.exit_code, kind=type(error).__name__, text=str(error))
            ctx.exit(error.exit_code)
        except KeyboardInterrupt as interrupt:
            text = f"Interrupted; {str(interrupt) or 'nothing was written'}."
            code = interrupted(interrupt)
            _tell(text, code, kind="Interrupted", text=text)
            ctx.exit(code)
        except BrokenPipeError:
            _discard_output()
            ctx.exit(ExitCode.OK)
        except click.UsageError as error:
            if not _as_json(ctx.meta[_WORDS]):
                raise
            if logs.current() is None:
                logs.start(ctx, "json", "info")
            _tell("", ExitCode.USAGE, kind="UsageError", text=error.format_message())
            ctx.exit(ExitCode.USAGE)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - shown in full: whatever it is, it is ours
            if logs.current() is None:
                sys.excepthook(*sys.exc_info())
            text = "This is a bug in reportgen: please report the lines above."
            trace = "".join(traceback.format_exception(error))
            _tell(text, ExitCode.BUG, kind=type(error).__name__, text=str(error), trace=trace)
            ctx.exit(ExitCode.BUG)


def interrupted(interrupt: KeyboardInterrupt) -> ExitCode:
    """Return the code of an end by Ctrl-C, or by SIGTERM."""
    asked = isinstance(interrupt, Terminated)
    return ExitCode.TERMINATED if asked else ExitCode.INTERRUPTED


_WORDS = "reportgen.words"


def _as_json(words: tuple[str, ...]) -> bool:
    """Say whether the words of a command ask for lines of JSON, wherever the mistake is."""
    pairs = itertools.pairwise(words)
    return "--log-format=json" in words or ("--log-format", "json") in pairs


def _tell(plain: str, code: ExitCode, **fields: Any) -> None:
    """Say on stderr why the command ends: in a line of the log, where lines are written."""
    if not logs.event("error", logging.ERROR, exit_code=int(code), **fields):
        click.echo(plain, err=True)


def _discard_output() -> None:
    """Send what is left to print nowhere: whoever read it has gone, as ``head`` does."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
