"""How the command line ends: a code for each kind of mistake."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from reportgen.errors import ExitCode, ReportgenError, Terminated


class Guarded(click.Group):
    """A group of commands whose mistakes end in a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn our errors into a message on stderr and their code."""
        try:
            return super().invoke(ctx)
        except ReportgenError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt as interrupt:
            done = str(interrupt) or "nothing was written"
            click.echo(f"Interrupted; {done}.", err=True)
            ctx.exit(interrupted(interrupt))
        except BrokenPipeError:
            _discard_output()
            ctx.exit(ExitCode.OK)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:  # noqa: BLE001 - shown in full: whatever it is, it is ours
            sys.excepthook(*sys.exc_info())
            click.echo("This is a bug in reportgen: please report the lines above.", err=True)
            ctx.exit(ExitCode.BUG)


def interrupted(interrupt: KeyboardInterrupt) -> ExitCode:
    """Return the code of an end by Ctrl-C, or by SIGTERM."""
    asked = isinstance(interrupt, Terminated)
    return ExitCode.TERMINATED if asked else ExitCode.INTERRUPTED


def _discard_output() -> None:
    """Send what is left to print nowhere: whoever read it has gone, as ``head`` does."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
