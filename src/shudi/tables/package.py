"""The parts of an Office Open XML file: checked, read in blocks, and copied."""

import posixpath
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import damage
from shudi.tables.markup import Element, Markup, elements

_BLOCK = 1 << 16  # bytes
# A part beyond this size that expands further than any table does is a bomb.
_UNSUSPICIOUS = 1 << 26  # bytes
_MAX_EXPANSION = 100  # times
_MAX_REPETITION = 10  # times
_MAY_OUTGROW_ZIP = 1 << 30  # bytes

_ENCRYPTED = 1  # flag of a part

# What zipfile raises on a damaged file or an unknown method.
_DAMAGES = (
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)

# Writes a part anew, from its blocks.
Editor = Callable[[Iterable[bytes], IO[bytes]], None]


class Package:
    """An Office Open XML file.

    Attributes:
        name: of the file, for messages.
        parts: the names of its parts.

    Raises:
        TableError: the file is no such package, is encrypted, or a part is damaged.
    """

    def __init__(self, file: BinaryIO, name: str, suffix: str = ".xlsx") -> None:
        self.name = name
        try:
            self._zip = ZipFile(file)
        except (*_DAMAGES, OSError):
            problem = _("not an {suffix} workbook").format(suffix=suffix)
            raise TableError(name, None, problem) from None
        if any(info.flag_bits & _ENCRYPTED for info in self._zip.infolist()):
            problem = _("the workbook is encrypted; save it without a password")
            raise TableError(name, None, problem)
        self.parts = frozenset(self._zip.namelist())
        if len(self.parts) < len(self._zip.namelist()):
            raise self.damaged(_("two parts have the same name"))
        for part in self.parts:
            for _block in self.blocks(part):
                pass

    def blocks(self, part: str) -> Iterator[bytes]:
        """A part, block by block.

        Raises:
            TableError: it is missing, damaged, or expands absurdly.
        """
        size = 0
        try:
            compressed = self._zip.getinfo(part).compress_size
            with self._zip.open(part) as stream:
                while block := stream.read(_BLOCK):
                    size += len(block)
                    if size > max(_UNSUSPICIOUS, compressed * _MAX_EXPANSION):
                        break
                    yield block
                else:
                    return
        except _DAMAGES:
            raise self.damaged(part) from None
        raise self.bomb(part, _MAX_EXPANSION)

    def read(self, part: str) -> bytes:
        """A small part, whole."""
        return b"".join(self.blocks(part))

    def elements(self, part: str) -> list[Element]:
        """The elements of a small part, in the order of their ends.

        Raises:
            TableError: it is damaged.
        """
        return elements(self.read(part), self.name, part)

    def check_counts(self, part: str) -> None:
        """Make sure that a part does not announce more than the file can hold.

        Readers make room for as many as it says.

        Raises:
            TableError: it does, or it is damaged.
        """
        size = sum(info.file_size for info in self._zip.infolist())
        started = 0

        def start(_tag: str, attributes: dict[str, str]) -> None:
            nonlocal started
            started += 1
            for name in ("count", "uniqueCount"):
                count = attributes.get(name, "0")
                if not count.isdecimal() or len(count) > 15 or int(count) > size:
                    message = _("{part} has {name} {count}")
                    raise self.damaged(
                        message.format(part=part, name=name, count=repr(count[:20]))
                    )

        markup = Markup(self.name, part, start)
        for block in self.blocks(part):
            markup.feed(block)
            markup.check_tags(started)
        markup.feed(b"", last=True)

    def related(self, part: str, kind: str) -> dict[str, str]:
        """The parts of a kind that a part refers to, by the relationships' ids.

        Args:
            part: which refers to others; empty for the package itself.
            kind: the end of the relationship's type, such as worksheet.
        """
        folder, file = posixpath.split(part)
        relationships = posixpath.join(folder, "_rels", f"{file}.rels")
        if relationships not in self.parts:
            return {}
        related = {
            element.attributes.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, element.attributes.get("Target", ""))
            ).lstrip("/")
            for element in self.elements(relationships)
            if element.attributes.get("Type", "").endswith(f"/{kind}")
        }
        return {key: part for key, part in related.items() if part in self.parts}

    def copy(self, target: BinaryIO, editors: Mapping[str, Editor]) -> None:
        """Write the file with some of its parts edited, all others as they are."""
        with ZipFile(target, "w") as copy:
            for info in self._zip.infolist():
                like = ZipInfo(info.filename, info.date_time)
                like.compress_type = info.compress_type
                like.external_attr = info.external_attr
                large = info.file_size > _MAY_OUTGROW_ZIP
                with copy.open(like, "w", force_zip64=large) as stream:
                    blocks = self.blocks(info.filename)
                    if info.filename in editors:
                        editors[info.filename](blocks, stream)
                    else:
                        stream.writelines(blocks)

    def check_texts(self, part: str, written: int, read: int) -> None:
        """Make sure that texts that are written once are not read too many times.

        Args:
            part: where the texts are.
            written: their characters.
            read: the characters of all cells.

        Raises:
            TableError: they are.
        """
        if read > max(_UNSUSPICIOUS, written * _MAX_REPETITION):
            raise self.bomb(part, _MAX_REPETITION)

    def bomb(self, part: str, times: int) -> TableError:
        """The error of a part that would take absurdly much memory."""
        message = _("{part} expands to over {times} times its size; is it a workbook?")
        return TableError(self.name, None, message.format(part=part, times=times))

    def damaged(self, what: str) -> TableError:
        """The error of a package whose content is not as it should be."""
        return TableError(self.name, None, damage(what))
