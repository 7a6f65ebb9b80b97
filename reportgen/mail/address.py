"""Who gets a mail: addresses that exist in form, and that the settings allow."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from reportgen.errors import SettingsError

_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A checked address.

    ``address`` is written in ASCII where that is possible (domains of other letters are in
    punycode); ``international`` says that its first part is not, so that only servers with
    SMTPUTF8 can take it.
    """

    address: str
    name: str = ""

    @property
    def international(self) -> bool:
        """Whether it takes a server with SMTPUTF8."""
        return not self.address.isascii()

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def mailbox(text: str, *, where: str) -> Mailbox:
    """Return an address that is well-formed, with its name if it has one.

    Raises
    ------
    SettingsError
        If it is none; nothing is looked up, so that it need not exist.
    """
    named = _NAMED.fullmatch(text.strip())
    name, bare = ("", text) if named is None else named.groups()
    found = _validated(bare.strip(), text, where)
    address = found.ascii_email or f"{found.local_part}@{found.ascii_domain}"
    return Mailbox(address, one_line(name.strip(' "')))


def _validated(bare: str, text: str, where: str) -> ValidatedEmail:
    try:
        return validate_email(
            bare, check_deliverability=False, allow_smtputf8=True, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise SettingsError(
            f"{text!r} is no address of a mailbox ({str(error).rstrip('.')})",
            where=where,
            hint="Write it as name@example.com, or as Name <name@example.com>.",
        ) from error


def recipients(texts: Iterable[str], domains: Sequence[str], *, where: str) -> tuple[Mailbox, ...]:
    """Return the addresses that mails go to, each once.

    Parameters
    ----------
    texts : iterable of str
        As they stand in the settings.
    domains : sequence of str
        Those that mails may go to; all where it is empty.
    where : str
        What is said to be at fault.

    Raises
    ------
    SettingsError
        If one is malformed, or in a domain that is not allowed.
    """
    found = {box.address.casefold(): box for box in (mailbox(t, where=where) for t in texts)}
    allowed = {_ascii(domain, where) for domain in domains}
    for box in found.values():
        if allowed and box.domain.casefold() not in allowed:
            raise SettingsError(
                f"{box.address} is outside the domains that mails may go to",
                where=where,
                hint=f"Allowed are {', '.join(domains)}; see domains in [mail].",
            )
    return tuple(found.values())


def _ascii(domain: str, where: str) -> str:
    """Return a domain as addresses have it: in punycode, without capitals."""
    try:
        checked = validate_email(
            f"postmaster@{domain}", check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise SettingsError(
            f"{domain!r} is no domain ({str(error).rstrip('.')})",
            where=f"{where}, domains",
            hint="Write it as example.com.",
        ) from error
    return str(checked.ascii_domain).casefold()


def one_line(text: str) -> str:
    """Return text on one line, with nothing in it that ends a header or turns its direction.

    ``=?`` begins an encoded word, which could hold anything, a line break too; the standard
    library decodes one wherever it stands.
    """
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    kept = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return " ".join("".join(kept).replace("=?", "= ?").split())
