"""Where the list comes from, and what it rests on: facts of datapackage.json."""

from functools import cache
from typing import Any, NamedTuple

from shudi.places.dataset import data_folder, verify_checksum


class Fact(NamedTuple):
    """What is known of the list's provenance.

    Attributes:
        section: what it is about: the notification, the tiers, …
        item: which fact of the section it is.
        text: the fact.
    """

    section: str
    item: str
    text: str


class Notification(NamedTuple):
    """The document that the list comes from."""

    number: str
    title: str
    english_title: str
    issuer: str
    english_issuer: str
    issued: str  # ISO 8601 date

    def __str__(self) -> str:
        """Number and date, as captions name it."""
        return f"{self.number}, {self.issued}"


@cache
def facts() -> tuple[Fact, ...]:
    """All facts, section by section.

    Raises:
        DatasetError: datapackage.json is damaged.
        OSError: it cannot be read.
    """
    return tuple(Fact(**fact) for fact in _package()["provenance"])


@cache
def notification() -> Notification:
    """The notification.

    Raises:
        DatasetError: datapackage.json is damaged.
        OSError: it cannot be read.
    """
    texts = {fact.item: fact.text for fact in facts() if fact.section == "notification"}
    return Notification(
        number=texts["number"],
        title=texts["title"],
        english_title=texts["title in English"],
        issuer=texts["issuer"],
        english_issuer=texts["issuer in English"],
        issued=texts["issued"],
    )


def released() -> str:
    """The date of the release (ISO 8601).

    Raises:
        DatasetError: datapackage.json is damaged.
        OSError: it cannot be read.
    """
    created: str = _package()["created"]
    return created.partition("T")[0]


@cache
def _package() -> dict[str, Any]:
    import json  # takes a moment

    path = data_folder() / "datapackage.json"
    verify_checksum(path)
    package: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return package
