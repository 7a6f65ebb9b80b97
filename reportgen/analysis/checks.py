"""Checks on how the report was made; those on what it found are findings."""

from __future__ import annotations

from reportgen.results import Check, Preparation, Reading, Role, Status
from reportgen.text import translate


def checks(reading: Reading, preparation: Preparation) -> tuple[Check, ...]:
    """Check that rows reconcile, and that no column is named like one made from the target."""
    return (_ledger(preparation), _named_leaks(reading))


def _ledger(account: Preparation) -> Check:
    left, whole = account.rows_read, True
    for step in account.steps:
        left -= step.removed
        whole = whole and left == step.remaining
    good = whole and left == account.rows_modelled
    return Check(
        name="ledger",
        label=translate("Rows reconcile"),
        status=Status.PASSED if good else Status.WARNS,
        text=translate("Rows read equal rows modelled plus rows removed for each reason.")
        if good
        else translate("The ledger of rows does not add up."),
    )


def _named_leaks(reading: Reading) -> Check:
    out = [field.source for field in reading.fields if field.role is Role.EXCLUDED]
    return Check(
        name="leaks",
        label=translate("Columns made from the target"),
        status=Status.PASSED,
        text=translate("Known only after release, and left out: {columns}.").format(
            columns=", ".join(out)
        )
        if out
        else translate("No column is named like a consequence of popularity."),
    )
