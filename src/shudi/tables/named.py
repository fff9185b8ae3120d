"""What the tables share whose columns have names for certain, as keys and variables."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice

from shudi.tables.base import UTF_8, Encoding, Record, Row, TableLayout

HEADER = 1  # the number of the record with the names, and of the first row again


class NamedTable(ABC):
    """A table whose first record is the names of its columns.

    Attributes:
        name: of the file, for messages.
        format: its format's name in the registry.
        encoding: of its text; UTF-8 if it has no other one.
        columns: their names.
        width: how many there are.
        is_named: yes.
        warning: none.
        sheets: none.
        not_kept: nothing.
        drops_rows: yes.
    """

    name: str
    format: str
    columns: list[str]
    encoding: Encoding = UTF_8
    warning = not_kept = ""
    sheets: Sequence[str] = ()
    is_named = drops_rows = True

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.columns)

    @abstractmethod
    def all_rows(self) -> Iterator[tuple[Record, Row]]:
        """The rows, each with its values.

        Raises:
            TableError: the file is damaged.
        """

    def head(self, count: int) -> list[Record]:
        """The first records, which are read again with the others."""
        return [*islice(self.records(), count)]

    def records(self) -> Iterator[Record]:
        """All records.

        Raises:
            TableError: the file is damaged.
        """
        yield HEADER, self.columns
        for record, _values in self.all_rows():
            yield record

    def rows(self, layout: TableLayout) -> Iterator[Record]:  # noqa: ARG002
        """The rows.

        Raises:
            TableError: the file is damaged.
        """
        return (record for record, _values in self.all_rows())

    def values(self, layout: TableLayout) -> Iterator[tuple[Record, Row]]:  # noqa: ARG002
        """The rows, each with its values.

        Raises:
            TableError: the file is damaged.
        """
        return self.all_rows()

    def position(self) -> int:
        """How many bytes of the file have been read: unknown."""
        return 0
