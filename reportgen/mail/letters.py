"""What a message says beside its report: subject, why it comes, why its reader gets it."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen import formats
from reportgen.mail.edition import Edition
from reportgen.mail.message import subject
from reportgen.mail.occasions import READERS, Occasion, Past
from reportgen.mailing import MailSettings
from reportgen.render.letter import Letter, Night
from reportgen.results import Comparison, Report
from reportgen.results.delivery import Delivery
from reportgen.text import translate

MEGABYTE = 1_000_000


def letter(
    edition: Edition,
    occasion: Occasion,
    settings: MailSettings,
    nights: Sequence[Past] = (),
    *,
    carries: bool = True,
) -> Letter:
    """Return what a message says beside the report.

    Parameters
    ----------
    edition : Edition
        What it is about.
    occasion : Occasion
        Why it is sent.
    settings : MailSettings
        The templates of subject and preheader, and whether the PDF comes along.
    nights : sequence of Past
        Earlier runs that a digest tells of.
    carries : bool
        Whether it can carry a file: making the PDF costs more than all the rest.
    """
    filled = _gaps(edition.report, _news(edition, occasion, nights))
    attached, place = _enclosed(edition, settings) if carries else ("", settings.link or "")
    return Letter(
        subject=subject(settings.subject.format(**filled)),
        preheader=settings.preheader.format(**filled),
        lead=_lead(edition, occasion, nights),
        reason=_reason(occasion).format(title=edition.report.title),
        attached=attached,
        place=place,
        linked=bool(place) and settings.link is not None,
        nights=tuple(
            Night(created=n.created.isoformat(), since=n.since, gated=n.gated) for n in nights
        ),
    )


def notice(edition: Edition, settings: MailSettings, failed: Sequence[Delivery]) -> Letter:
    """Return what owners are told where messages could not be delivered."""
    filled = _gaps(edition.report, translate("a message could not be delivered"))
    said = "; ".join(f"{d.recipient} ({d.code or '–'} {d.text})" for d in failed)
    return Letter(
        subject=subject(settings.subject.format(**filled)),
        preheader=settings.preheader.format(**filled),
        lead=translate("The message with this report was refused for good: {who}.").format(
            who=said
        ),
        reason=_reason(Occasion.NOTICE).format(title=edition.report.title),
    )


def _gaps(report: Report, news: str) -> dict[str, str]:
    return {
        "title": report.title,
        "news": news,
        "day": formats.date(report.provenance.created),
        "source": report.provenance.source,
        "answer": report.verdict.answer,
    }


def _news(edition: Edition, occasion: Occasion, nights: Sequence[Past]) -> str:
    """Return what is new in some words, for the subject."""
    if occasion is Occasion.RECOVERY:
        return translate("all gates are passed again")
    if edition.failing:
        return translate("a gate is not passed")
    if occasion is Occasion.DIGEST:
        return translate("summary of {runs}").format(runs=formats.count(len(nights) + 1, "run"))
    return translate("all quiet") if occasion is Occasion.HEARTBEAT else _change(edition.report)


def _change(report: Report) -> str:
    """Return what became of the comparison; without one, the day of the report."""
    found = report.comparison
    if not isinstance(found, Comparison):
        return formats.date(report.provenance.created)
    if not found.comparable:
        return translate("not comparable with the last run")
    return translate("nothing to decide") if found.quiet else translate("something changed")


def _lead(edition: Edition, occasion: Occasion, nights: Sequence[Past]) -> str:
    if occasion is Occasion.RECOVERY:
        return translate("All gates are passed again.")
    if occasion is Occasion.HEARTBEAT:
        return translate(
            "No run needed your attention lately. This message only says that they go on."
        )
    if edition.failing:
        names = ", ".join(f"“{name}”" for name in edition.failing)
        return translate("A gate that has to be passed is not: {names}.").format(names=names)
    if occasion is Occasion.DIGEST and nights:
        runs, day = formats.count(len(nights), "run"), formats.date(nights[0].created.isoformat())
        return translate("The latest report, and what {runs} since {day} found.").format(
            runs=runs, day=day
        )
    return ""


def _reason(occasion: Occasion) -> str:
    if occasion is Occasion.ASKED:
        return translate("You get this because somebody sent it to you: {title}.")
    if occasion in READERS:
        return translate("You get this as one of the readers of: {title}.")
    return translate("You get this as one of the owners of: {title}.")


def _enclosed(edition: Edition, settings: MailSettings) -> tuple[str, str]:
    """Return the name of the file that comes along, and where a larger one stands."""
    if not settings.attach:
        return "", settings.link or ""
    if len(edition.pdf) <= settings.attach_up_to * MEGABYTE:
        return edition.file_name, ""
    return "", settings.link or str(edition.folder.absolute() / "report.pdf")
