"""What files of Stata and of SPSS share: reading their parts, and added variables."""

import os
import struct
from collections.abc import Collection, Sequence
from typing import Any, BinaryIO, NamedTuple

from shudi.errors import TableError
from shudi.i18n import _


class NewVariables(NamedTuple):
    """Variables of text, or of numbers, to add to a file.

    Attributes:
        names: of the variables.
        labels: of the variables.
        widths: how many bytes each has.
        rows: a value for each variable, for each row, as the file has it; None for a
            row to leave out.
        numbers: the positions of the variables that are numbers, of eight bytes.
    """

    names: Sequence[bytes]
    labels: Sequence[bytes]
    widths: Sequence[int]
    rows: Sequence[Sequence[bytes] | None]
    numbers: Collection[int] = ()

    @property
    def dropped(self) -> int:
        """How many rows are left out."""
        return sum(row is None for row in self.rows)


class Cursor:
    """Reads the parts of a binary file, one after the other.

    Attributes:
        file: from its beginning.
        name: of the file, for messages.
        order: of the bytes in numbers, as struct writes it.
        size: of the file.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file = file
        self.name = name
        self.order = "<"
        self.size = file.seek(0, os.SEEK_END)
        file.seek(0)

    def position(self) -> int:
        """How many bytes have been read."""
        return self.file.tell()

    def take(self, count: int) -> bytes:
        """Read so many bytes.

        Raises:
            TableError: there are fewer.
        """
        if not 0 <= count <= self.size - self.position():
            raise damaged(self.name, _("it ends too early"))
        return self.file.read(count)

    def expect(self, content: bytes) -> None:
        """Read what has to be there.

        Raises:
            TableError: it is something else.
        """
        position = self.position()
        if self.take(len(content)) != content:
            problem = _("byte {position} is out of place").format(position=position)
            raise damaged(self.name, problem)

    def number(self, code: str) -> Any:  # noqa: ANN401
        """Read a number.

        Args:
            code: of its type, as struct writes it.

        Raises:
            TableError: the file ends before it.
        """
        (number,) = struct.unpack(
            self.order + code, self.take(struct.calcsize(self.order + code))
        )
        return number


def damaged(name: str, problem: str) -> TableError:
    """The error about a file whose content is not as it should be."""
    message = _("the file is damaged: {problem}").format(problem=problem)
    return TableError(name, None, message)
