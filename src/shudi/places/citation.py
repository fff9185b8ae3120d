"""How to cite shudi, and the notification that the list comes from."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from shudi import __version__
from shudi.places.provenance import Notification, notification, released

_AUTHORS = "The shudi maintainers"
# As BibTeX has them.
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_TITLE = "shudi: Sichuan's key counties for rural revitalization assistance"


class CitationStyle(StrEnum):
    """The styles in which a citation is written."""

    BIBTEX = "bibtex"
    GB7714 = "gb7714"
    TEXT = "text"


def citations(style: CitationStyle) -> str:
    """The citations of this version of shudi and of the notification."""
    return _STYLES[style](notification(), date.fromisoformat(released()))


def _bibtex(document: Notification, release: date) -> str:
    issued = date.fromisoformat(document.issued)
    return f"""\
@misc{{shudi,
  author = {{{{{_AUTHORS}}}}},
  title = {{{{{_TITLE}}}}},
  year = {{{release.year}}},
  note = {{Computer program, version {__version__}}},
}}

@misc{{sichuan-key-counties-{issued.year},
  author = {{{{{document.issuer}}}}},
  title = {{{{{document.title}}}}},
  year = {{{issued.year}}},
  month = {_MONTHS[issued.month - 1]},
  note = {{{document.number}, {document.issued}}},
}}"""


def _gb7714(document: Notification, release: date) -> str:
    """By GB/T 7714-2015; CP is a computer program, A an archived document."""
    return (
        f"{_AUTHORS}. {_TITLE}: version {__version__}[CP]. {release.year}.\n"
        f"{document.issuer}. {document.title}: {document.number}[A]. "
        f"{document.issued}."
    )


def _text(document: Notification, release: date) -> str:
    return (
        f"{_AUTHORS} ({release.year}). {_TITLE} (version {__version__}).\n"
        f"{document.issuer} ({document.english_issuer}) ({document.issued}). "
        f"{document.title} ({document.english_title}). {document.number}."
    )


_STYLES: dict[CitationStyle, Callable[[Notification, date], str]] = {
    CitationStyle.BIBTEX: _bibtex,
    CitationStyle.GB7714: _gb7714,
    CitationStyle.TEXT: _text,
}
