"""XML whose bytes stay as they are: where its elements stand, and edits in place."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import IO, NamedTuple
from xml.parsers import expat

from shudi.errors import TableError
from shudi.i18n import _

_ENCODINGS = {"UTF-8", "UTF8", "US-ASCII", "ASCII"}
_MAX_DEPTH = 256  # open elements; a sheet has some ten
_MAX_BETWEEN_TAGS = 1 << 20  # bytes; Excel's longest text takes a third of it


class Element(NamedTuple):
    """An element, and where it stands, in bytes from the beginning.

    Attributes:
        name: without the prefix of its namespace.
        prefix: of its namespace, with the colon.
        attributes: by their full names.
        start: of its tag.
        end: where its content ends, or its tag if it has no content.
    """

    name: str
    prefix: str
    attributes: Mapping[str, str]
    start: int
    end: int


class Markup:
    """A parser of one part, to which bytes are fed as they come.

    Args:
        name: of the file, for messages.
        part: of the file, for messages.
        on_start: called with the full name of an element and its attributes.
        on_end: called with the full name of an element. Without it, the elements can
            be checked with `check_tags`.
    """

    def __init__(
        self,
        name: str,
        part: str,
        on_start: Callable[[str, dict[str, str]], None],
        on_end: Callable[[str], None] | None = None,
    ) -> None:
        self._name = name
        self._part = part
        self._fed = 0  # bytes
        self._ended = 0  # elements
        self._tags = 0
        self._last_tag = 0  # in bytes, as of the block that has it
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = on_start
        # A list's own method: a call of one in Python for each end would take long.
        self._ends: list[str] = []
        self._parser.EndElementHandler = on_end or self._ends.append
        self._parser.StartDoctypeDeclHandler = self._refuse_entities
        self._parser.XmlDeclHandler = self._check_encoding

    @property
    def position(self) -> int:
        """Where the tag that was met starts, or an element without content ends."""
        return self._parser.CurrentByteIndex

    def feed(self, block: bytes, *, last: bool = False) -> None:
        """Parse some bytes.

        Raises:
            TableError: they are damaged, declare entities, or are not UTF-8.
        """
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            raise self._error(expat.ErrorString(error.code)) from None
        self._fed += len(block)

    def on_text(self, handler: Callable[[str], None] | None) -> None:
        """Call a function with the text that follows, or no function."""
        self._parser.CharacterDataHandler = handler

    def check_tags(self, started: int) -> None:
        """Make sure that the part so far has no deep elements, long tags or long texts.

        expat takes memory for each open element, and with each block begins anew with
        an unfinished tag.

        Args:
            started: how many elements have started.

        Raises:
            TableError: it has.
        """
        self._ended += len(self._ends)
        self._ends.clear()
        self.check_depth(started - self._ended)
        tags = started + self._ended
        if tags > self._tags:
            self._tags = tags
            self._last_tag = self._fed
        elif self._fed - self._last_tag > _MAX_BETWEEN_TAGS:
            message = _("it has a text or a tag of over {size} MiB")
            raise self._error(message.format(size=_MAX_BETWEEN_TAGS >> 20))

    def check_depth(self, depth: int) -> None:
        """Make sure that no more elements are open than in any workbook.

        Raises:
            TableError: there are more.
        """
        if depth > _MAX_DEPTH:
            message = _("its elements are nested over {depth} deep")
            raise self._error(message.format(depth=_MAX_DEPTH))

    def _refuse_entities(self, *_declaration: object) -> None:
        raise self._error(_("it declares entities"))

    def _check_encoding(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding and encoding.upper() not in _ENCODINGS:
            raise self._error(_("its encoding is {name}").format(name=encoding))

    def _error(self, problem: str) -> TableError:
        message = _("cannot read {part}: {problem}; save the workbook in Excel")
        return TableError(
            self._name, None, message.format(part=self._part, problem=problem)
        )


def elements(markup: bytes, name: str, part: str) -> list[Element]:
    """The elements of a small part, in the order of their ends.

    Raises:
        TableError: as for `Markup`.
    """
    ended: list[Element] = []
    opened: list[tuple[dict[str, str], int]] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        opened.append((attributes, parser.position))
        parser.check_depth(len(opened))

    def end(tag: str) -> None:
        prefix, colon, local = tag.rpartition(":")
        attributes, tag_start = opened.pop()
        ended.append(
            Element(local, prefix + colon, attributes, tag_start, parser.position)
        )

    parser = Markup(name, part, start, end)
    parser.feed(markup, last=True)
    return ended


class Splicer:
    """Copies bytes to a file, some of them replaced, as they come.

    Positions are counted from the beginning of the input, and do not decrease.
    """

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._waiting = bytearray()
        self._position = 0
        self._written = bytearray()

    def feed(self, block: bytes) -> None:
        """Take more of the input."""
        self._target.write(self._written)
        self._written.clear()
        self._waiting += block

    def copy_to(self, position: int) -> None:
        """Copy up to a position."""
        self._written += self.take_to(position)

    def take_to(self, position: int) -> bytes:
        """The bytes up to a position, which are not copied."""
        length = position - self._position
        taken = bytes(self._waiting[:length])
        del self._waiting[:length]
        self._position = position
        return taken

    def write(self, replacement: bytes) -> None:
        """Write what is not in the input."""
        self._written += replacement

    def close(self) -> None:
        """Copy the rest."""
        self._target.write(self._written + self._waiting)


class Edit(NamedTuple):
    """The replacement of some bytes."""

    start: int
    end: int
    replacement: bytes


def edited(markup: bytes, edits: Iterable[Edit]) -> bytes:
    """A small part with edits, which do not overlap."""
    for edit in sorted(edits, reverse=True):
        markup = markup[: edit.start] + edit.replacement + markup[edit.end :]
    return markup


def attribute_edit(markup: bytes, start: int, name: str, value: str) -> Edit:
    """The edit that sets an attribute that the tag at `start` has."""
    pattern = rf"""\s{name}\s*=\s*("[^"]*"|'[^']*')""".encode()
    found = next(re.compile(pattern).finditer(markup, start))
    return Edit(found.start(1), found.end(1), f'"{value}"'.encode())
