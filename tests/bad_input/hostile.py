"""Text that means something to whoever shows it."""

from __future__ import annotations

from pathlib import Path

from tests.bad_input.corpus import changed, renamed, rows, saved, text, theme

case = theme("hostile text")

PLACES = ("track_name", "artist_name", "genre")


def _everywhere(folder: Path, hostile: str) -> Path:
    """Save the table with a text as a genre, and inside names of artists and tracks."""
    body = changed("genre", lambda n, cell: hostile if n % 3 == 0 else cell)
    for n, row in enumerate(body):
        row[1] = f"{hostile} {n}"
        row[2] = f"{hostile} {n % 30}"
    return saved(folder, text(body=body))


@case("a formula")
def _(folder: Path) -> Path:
    return _everywhere(folder, "=HYPERLINK(A1)")


@case("a formula after a tab")
def _(folder: Path) -> Path:
    return _everywhere(folder, "\t=1+1")


@case("a formula with a plus")
def _(folder: Path) -> Path:
    return _everywhere(folder, "+cmd|' /C calc'!A0")


@case("a formula with an at")
def _(folder: Path) -> Path:
    return _everywhere(folder, "@SUM(1)")


@case("a script")
def _(folder: Path) -> Path:
    return _everywhere(folder, "<script>document.title='taken'</script>")


@case("a picture that runs a script")
def _(folder: Path) -> Path:
    return _everywhere(folder, '"><img src=x onerror="document.title=1">')


@case("a drawing that runs a script")
def _(folder: Path) -> Path:
    return _everywhere(folder, "<svg/onload=alert(1)>")


@case("an end of the style sheet")
def _(folder: Path) -> Path:
    return _everywhere(folder, "</style><style>*{display:none}")


@case("an address of the network")
def _(folder: Path) -> Path:
    return _everywhere(folder, "url(https://example.org/x.png)")


@case("an expression of Jinja")
def _(folder: Path) -> Path:
    return _everywhere(folder, "{{ 7 * 191 }}")


@case("a statement of Jinja")
def _(folder: Path) -> Path:
    return _everywhere(folder, "{% include '/etc/passwd' %}")


@case("a comment of Jinja that never ends")
def _(folder: Path) -> Path:
    return _everywhere(folder, "{# ")


@case("gaps of a format string")
def _(folder: Path) -> Path:
    return _everywhere(folder, "{0.__class__} {name} %s %n ${x}")


@case("mathematics of TeX")
def _(folder: Path) -> Path:
    return _everywhere(folder, r"$\frac{1}{$ \input{/etc/passwd}")


@case("Markdown")
def _(folder: Path) -> Path:
    return _everywhere(folder, "[x](javascript:1) **b** `c` | d <e>")


@case("the end of a CDATA section")
def _(folder: Path) -> Path:
    return _everywhere(folder, "]]> --> <!-- &amp; &#0; &lt;")


@case("escapes of a terminal")
def _(folder: Path) -> Path:
    return _everywhere(folder, "\x1b[2J\x1b]0;taken\x07red\x1b[0m")


@case("control characters")
def _(folder: Path) -> Path:
    return _everywhere(folder, "a\x01b\x02c\x7fd\x85e\u2028f")


@case("right-to-left letters")
def _(folder: Path) -> Path:
    return _everywhere(folder, "فيروز وأم كلثوم")


@case("a change of direction")
def _(folder: Path) -> Path:
    return _everywhere(folder, "abc\u202egnp.exe")


@case("emoji")
def _(folder: Path) -> Path:
    return _everywhere(folder, "🎵👩‍🎤🏳️‍🌈")


@case("Chinese and Japanese")
def _(folder: Path) -> Path:
    return _everywhere(folder, "宇多田ヒカル 周杰倫")


@case("letters under a heap of marks")
def _(folder: Path) -> Path:
    return _everywhere(folder, "z" + "\u0301\u0328\u0353" * 40)


@case("letters of no width")
def _(folder: Path) -> Path:
    return _everywhere(folder, "\u200b\u200d\ufeff\u2060")


@case("letters for private use and none")
def _(folder: Path) -> Path:
    return _everywhere(folder, "\ue000\ufffe\U000fffff")


@case("a path")
def _(folder: Path) -> Path:
    return _everywhere(folder, "../../../etc/passwd")


@case("a genre of a thousand letters")
def _(folder: Path) -> Path:
    return _everywhere(folder, "hardcore" * 125)


@case("the same word in another form of Unicode")
def _(folder: Path) -> Path:
    forms = ("Beyonce\u0301", "Beyoncé", "BEYONCÉ")
    return saved(folder, text(body=changed("artist_name", lambda n, _: forms[n % 3])))


@case("our own words for groups of levels")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("genre", lambda n, _: ("other", "(unknown)")[n % 2])))


@case("brackets that paths are made of")
def _(folder: Path) -> Path:
    return _everywhere(folder, "pop].value[0")


@case("a script in the name of a category")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(genre="<b onclick=alert(1)>genre")))


@case("a name of ten megabytes")
def _(folder: Path) -> Path:
    body = [list(row) for row in rows()]
    body[50][1] = "la" * 5_000_000
    return saved(folder, text(body=body))
