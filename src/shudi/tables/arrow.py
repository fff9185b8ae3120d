"""Parquet and Feather: read and annotated batch by batch, and written, with pyarrow."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from shudi.errors import TableError
from shudi.i18n import _
from shudi.tables.base import (
    Annotator,
    Encoding,
    NewTable,
    ReadOptions,
    Record,
    Row,
    TableLayout,
)
from shudi.tables.named import NamedTable
from shudi.tables.values import to_text

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 1 << 14  # rows
_MAX_GROUP = 1 << 20  # rows that are kept in memory, to be written together
_SAMPLED = 40  # row groups, or batches


def open_table(file: BinaryIO, name: str, options: ReadOptions) -> "ArrowTable":
    """Open a Parquet or Feather file.

    Args:
        file: the file, in which one can go back.
        name: of the file, for messages.
        options: have its format.

    Raises:
        TableError: it is not such a file, or is damaged.
    """
    with _errors(name, options.format):
        source = _Feather(file) if options.format == "feather" else _Parquet(file)
    return ArrowTable(source, name, options.format)


class _Parquet:
    """A Parquet file, by its row groups."""

    def __init__(self, file: BinaryIO) -> None:
        from pyarrow import parquet

        self._file = parquet.ParquetFile(file)
        self.schema: pa.Schema = self._file.schema_arrow
        self.groups: int = self._file.num_row_groups

    def batches(self, group: int) -> "Iterator[pa.RecordBatch]":
        return self._file.iter_batches(_BATCH, [group])  # type: ignore[no-any-return]

    def writer(self, file: BinaryIO, schema: "pa.Schema") -> Any:  # noqa: ANN401
        """A writer with the version and the compression of the file, by column."""
        from pyarrow import parquet

        metadata = self._file.metadata
        compression = dict.fromkeys(schema.names, "snappy")
        if self.groups:
            group = metadata.row_group(0)
            columns = [*map(group.column, range(group.num_columns))]
            compression |= dict.fromkeys(schema.names, columns[0].compression)
            for column in columns:
                compression[column.path_in_schema] = column.compression
        return parquet.ParquetWriter(
            file, schema, version=metadata.format_version, compression=compression
        )


class _Feather:
    """A Feather file (version 2), by its batches."""

    def __init__(self, file: BinaryIO) -> None:
        import pyarrow as pa

        self._reader = pa.ipc.open_file(file)
        self.schema: pa.Schema = self._reader.schema
        self.groups: int = self._reader.num_record_batches

    def batches(self, group: int) -> "Iterator[pa.RecordBatch]":
        yield self._reader.get_batch(group)

    def writer(self, file: BinaryIO, schema: "pa.Schema") -> Any:  # noqa: ANN401
        """A writer; the file does not tell how it was compressed."""
        import pyarrow as pa

        options = pa.ipc.IpcWriteOptions(compression="lz4")
        return pa.ipc.new_file(file, schema, options=options)


class ArrowTable(NamedTable):
    """A Parquet or Feather file."""

    def __init__(
        self, source: _Parquet | _Feather, name: str, file_format: str
    ) -> None:
        self.name = name
        self.format = file_format
        self._source = source
        self.columns = [*source.schema.names]

    def sample(self, count: int) -> list[list[str]]:
        """The cells of up to so many records, spread through the table."""
        step = max(1, self._source.groups // _SAMPLED)
        groups = range(0, self._source.groups, step)
        each = count // max(1, len(groups)) + 1
        samples = []
        for group in groups:
            for batch in self._batches([group]):
                rows = batch.take([*range(0, len(batch), len(batch) // each + 1)])
                samples += [[*map(to_text, row)] for row in _rows_of(rows)]
                break
        return samples

    def all_rows(self) -> Iterator[tuple[Record, Row]]:
        """The rows, each with its values."""
        rows = chain.from_iterable(map(_rows_of, self._batches()))
        for number, row in enumerate(rows, start=1):
            yield (number, [*map(to_text, row)]), row

    def annotate(
        self,
        file: BinaryIO,
        layout: TableLayout,
        annotator: Annotator,
        encoding: Encoding,  # noqa: ARG002
    ) -> None:
        """Write the file with columns added; schema, types and metadata are kept.

        Raises:
            TableError: the file is damaged.
        """
        import pyarrow as pa

        schema = self._source.schema
        for place, column in enumerate(layout.new_columns):
            kind = pa.int16() if place in layout.numbers else pa.string()
            schema = schema.append(pa.field(column, kind))
        line = 0
        with self._source.writer(file, schema) as writer:
            for group in range(self._source.groups):
                pending: list[pa.RecordBatch] = []
                for batch in self._batches([group]):
                    added = [
                        annotator(number, cells)
                        for number, cells in enumerate(_cells(batch, layout), line + 1)
                    ]
                    line += len(batch)
                    pending.append(_with_columns(batch, added, schema))
                    if sum(len(each) for each in pending) >= _MAX_GROUP:
                        writer.write_table(pa.Table.from_batches(pending))
                        pending.clear()
                if pending:
                    writer.write_table(pa.Table.from_batches(pending))

    def _batches(
        self, groups: Sequence[int] | None = None
    ) -> "Iterator[pa.RecordBatch]":
        with _errors(self.name, self.format):
            for group in range(self._source.groups) if groups is None else groups:
                yield from self._source.batches(group)


def _with_columns(
    batch: "pa.RecordBatch", added: Sequence[Row | None], schema: "pa.Schema"
) -> "pa.RecordBatch":
    """A batch with columns added, without the rows for which they are None."""
    import pyarrow as pa

    if None in added:
        batch = batch.filter(pa.array([row is not None for row in added]))
    count = len(schema) - batch.num_columns
    columns = [*zip(*filter(None, added), strict=True)] or [()] * count
    types = [schema.field(batch.num_columns + place).type for place in range(count)]
    arrays = [
        pa.array([None if value == "" else value for value in values], kind)
        for values, kind in zip(columns, types, strict=True)
    ]
    return pa.RecordBatch.from_arrays([*batch.columns, *arrays], schema=schema)


def _cells(batch: "pa.RecordBatch", layout: TableLayout) -> Iterator[list[str]]:
    """The rows' cells that the annotator reads; the others are empty."""
    columns = [
        [*map(to_text, _values(batch.column(position)))] for position in layout.places
    ]
    empty = [""] * layout.width
    for values in zip(*columns, strict=True):
        cells = empty.copy()
        for position, value in zip(layout.places, values, strict=True):
            cells[position] = value
        yield cells


def _rows_of(batch: "pa.RecordBatch") -> Iterator[Row]:
    return zip(*map(_values, batch.columns), strict=True)


def _values(column: "pa.Array") -> list[object]:
    """The values of a column as Python has them; numbers exactly or else as text."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_decimal(kind):
        return [*map(_exact, column.to_pylist())]
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):
        texts = column.cast(pa.float32()).cast(pa.string()).to_pylist()
        return [text and float(text) for text in texts]  # 0.1, not 0.10000000149
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        try:  # some programs write text so
            column = column.cast(pa.string())
        except pa.ArrowInvalid:
            return [_hexadecimal(value) for value in column.to_pylist()]
    elif pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    values: list[object] = column.to_pylist()
    return values


def _exact(number: Decimal | None) -> object:
    """A decimal number as an int or a float of the same digits, or else itself."""
    if number is None or number == number.to_integral_value():
        return None if number is None else int(number)
    return float(number) if Decimal(repr(float(number))) == number else number


def _hexadecimal(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


@contextmanager
def _errors(name: str, format_name: str) -> Iterator[None]:
    """Make what pyarrow raises for a damaged file a TableError."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError):
        problem = _("not a {format} file, or damaged").format(format=format_name)
        raise TableError(name, None, problem) from None


def write(table: NewTable, file: BinaryIO, format_name: str) -> None:
    """Write rows as a table; a column has the type of its values, or text.

    Raises:
        TableError: two columns have the same name, or one has none.
    """
    import pyarrow as pa
    from pyarrow import feather, parquet

    names = [*table.columns]
    if len({*names}) < len(names) or "" in names:
        problem = _("{format} needs a name for each column, and no name twice")
        raise TableError(table.name, None, problem.format(format=format_name))
    batches = []
    rows = iter(table.rows)
    while batch := [*islice(rows, _BATCH)]:
        batches.append([_array(values) for values in zip(*batch, strict=True)])
    columns = [*zip(*batches, strict=True)] or [()] * len(names)
    written = pa.table([_column(chunks) for chunks in columns], names=names)
    if format_name == "feather":
        feather.write_feather(written, file, compression="lz4")
    else:
        parquet.write_table(written, file)


def _array(values: Sequence[object]) -> "pa.Array":
    """Values as an array of one type; of several types, as text."""
    import pyarrow as pa

    types = {type(value) for value in values if value is not None}
    if types == {date, datetime}:  # as in a column of a workbook
        values = [_moment(value) for value in values]
        types = {datetime}
    if len(types) < 2 or types == {int, float}:
        with suppress(pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            return pa.array(values)
    return pa.array([_text(value) for value in values], pa.string())


def _moment(value: object) -> object:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return datetime.combine(value, time()) if is_day else value  # type: ignore[arg-type]


def _column(chunks: "Sequence[pa.Array]") -> "pa.ChunkedArray":
    """The parts of a column in one type: that of all, a wider number, or text."""
    import pyarrow as pa

    types = {chunk.type for chunk in chunks if not pa.types.is_null(chunk.type)}
    numbers = {pa.int64(), pa.float64()}
    if len(types) > 1 and types <= numbers:
        types = {pa.float64()}
    if len(types) > 1:
        texts = [[_text(value) for value in chunk.to_pylist()] for chunk in chunks]
        return pa.chunked_array(texts, pa.string())
    column_type = next(iter(types), pa.string())
    return pa.chunked_array([chunk.cast(column_type) for chunk in chunks], column_type)


def _text(value: object) -> str | None:
    return None if value is None else to_text(value)
