"""The registry of table formats; their modules are imported on first use."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, cast

from shudi.errors import FormatError, MissingExtraError, TableError
from shudi.i18n import _, mark
from shudi.tables.base import UTF_8, Encoding, NewTable, ReadOptions, Table, write_text
from shudi.tables.compression import content_path
from shudi.text import quote


class Format(NamedTuple):
    """A table format.

    Attributes:
        name: as `--format` takes it.
        suffixes: of its files; the first is the usual one.
        module: in this package.
        requires: the optional packages that the module needs.
        extra: of shudi, that installs them.
        reads: whether tables in it can be read.
        marks: whether they can be written with columns added, and all else as it is.
        written_as: the format in which they are written; empty if it is this one.
        sheets: whether its files may have several tables, on sheets.
        lost: the note on what another format with types does not keep of its files.
        binary: whether it is not text; it is then written to files alone.
        encoded: whether its text may be in several encodings although it is binary.
        typed: whether it tells numbers and dates from text.
        labels: whether its headings may be in Chinese, as people read it.
        notes: whether it has a place for a table about the table.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    requires: tuple[str, ...] = ()
    extra: str = ""
    reads: bool = False
    marks: bool = False
    written_as: str = ""
    sheets: bool = False
    lost: str = ""
    binary: bool = False
    encoded: bool = False
    typed: bool = False
    labels: bool = False
    notes: bool = False


_CSV = Format("csv", (".csv",), "delimited", reads=True, marks=True, labels=True)
_JSON = Format("json", (".json",), "json", reads=True, marks=True, typed=True)
_XLSX = Format(
    "xlsx",
    (".xlsx",),
    "xlsx",
    requires=("python_calamine", "xlsxwriter"),
    extra="excel",
    reads=True,
    marks=True,
    sheets=True,
    lost=mark("a new file is written: this sheet alone, without formats"),
    binary=True,
    typed=True,
    labels=True,
    notes=True,
)
_XLS = _XLSX._replace(
    name="xls",
    suffixes=(".xls",),
    module="workbook",
    marks=False,
    written_as="xlsx",
    labels=False,
    notes=False,
)
_PARQUET = Format(
    "parquet",
    (".parquet",),
    "arrow",
    requires=("pyarrow",),
    extra="parquet",
    reads=True,
    marks=True,
    binary=True,
    typed=True,
)
_DTA = Format(
    "dta",
    (".dta",),
    "readstat",
    requires=("pyreadstat", "pandas"),
    extra="stata",
    reads=True,
    marks=True,
    lost=mark("a new file is written: without labels and formats"),
    binary=True,
    encoded=True,
    typed=True,
)
FORMATS = {
    file_format.name: file_format
    for file_format in (
        _CSV,
        _CSV._replace(name="tsv", suffixes=(".tsv", ".tab")),
        _JSON,
        _JSON._replace(name="jsonl", suffixes=(".jsonl", ".ndjson"), module="jsonl"),
        _JSON._replace(
            name="geojson", suffixes=(".geojson",), module="geojson", notes=True
        ),
        Format("md", (".md", ".markdown"), "markdown", labels=True),
        _XLSX,
        _XLS,
        _XLS._replace(name="xlsb", suffixes=(".xlsb",)),
        _XLS._replace(name="ods", suffixes=(".ods",)),
        _PARQUET,
        _PARQUET._replace(name="feather", suffixes=(".feather", ".arrow")),
        _DTA,
        _DTA._replace(name="sav", suffixes=(".sav",)),
    )
}
# Those that can be written.
WRITTEN = {
    name: file_format
    for name, file_format in FORMATS.items()
    if not file_format.written_as
}
_BY_SUFFIX = {
    suffix: file_format
    for file_format in FORMATS.values()
    for suffix in file_format.suffixes
}
# Files that people may take for tables that shudi reads; they are not text either.
_UNREADABLE = frozenset(
    ".xlsm .xlt .numbers .et .wps .sas7bdat .rds .rdata "
    ".orc .mdb .accdb .sqlite .db .dbf .shp .gpkg "
    ".bz2 .xz .zst .rar .7z .tar .pdf .doc .docx .ppt .pptx .png .jpg".split()
)


class _Reader(Protocol):
    def open_table(self, file: BinaryIO, name: str, options: ReadOptions) -> Table: ...


class _TextWriter(Protocol):
    def iter_text(self, table: NewTable, format_name: str) -> Iterator[str]: ...


class _BinaryWriter(Protocol):
    def write(self, table: NewTable, file: BinaryIO, format_name: str) -> None: ...


def format_of(path: Path) -> Format | None:
    """The format in which a file is written, by its suffix.

    Returns:
        None for plain text (.txt, or no suffix), which may be any text format.

    Raises:
        FormatError: the suffix is that of no format that is written.
    """
    suffix = content_path(path).suffix.lower()
    if suffix in {"", ".txt"}:
        return None
    file_format = _BY_SUFFIX.get(suffix)
    if file_format and file_format.written_as:
        written = FORMATS[file_format.written_as].suffixes[0]
        message = _("{suffix} files are read, not written; use {written} or .csv")
        raise FormatError(message.format(suffix=suffix, written=written))
    if file_format:
        return file_format
    message = _(
        "unknown file type {suffix}; use --format, or a suffix such as .csv or .xlsx"
    )
    raise FormatError(message.format(suffix=quote(suffix)))


def input_format(path: Path) -> Format:
    """The format in which a file is read, by its suffix; CSV if that is not known."""
    return _BY_SUFFIX.get(content_path(path).suffix.lower(), FORMATS["csv"])


def output_name(path: Path, file_format: Format | None) -> str:
    """The name of the file for a table that is read from another file.

    Args:
        path: from which it is read.
        file_format: in which it is written; None for that of the input, if that is
            written.
    """
    content = content_path(path)
    written = file_format or FORMATS.get(input_format(path).written_as)
    if written is None or content.suffix.lower() in written.suffixes:
        return path.name
    return f"{content.stem}{written.suffixes[0]}"


def open_table(
    file: BinaryIO, path: Path | None, options: ReadOptions, name: str = ""
) -> Table:
    """Open a table by its suffix; what has none of a format is read as text.

    Args:
        file: its content; if it is not text, one can go back in it.
        path: of the file; None for standard input.
        options: how it is to be read.
        name: of the file, for messages; its path by default.

    Raises:
        TableError: it is not a table that shudi reads, or is damaged.
        MissingExtraError: an optional package is needed.
    """
    name = name or str(path or _("standard input"))
    suffix = path.suffix.lower() if path else ""
    file_format = _BY_SUFFIX.get(suffix, FORMATS["csv"])
    if suffix in _UNREADABLE or not file_format.reads:
        problem = _("cannot read {suffix} files; save the table as .xlsx or .csv")
        raise TableError(name, None, problem.format(suffix=suffix))
    reader = cast("_Reader", _load(file_format))
    if file_format.binary:
        from shudi.tables.detection import SAMPLE, detect_other  # take a moment

        problem = detect_other(file.read(SAMPLE), _suffixes(file_format))
        if problem:
            raise TableError(name, None, problem)
        file.seek(0)
    return reader.open_table(file, name, options._replace(format=file_format.name))


def _suffixes(file_format: Format) -> set[str]:
    """Those that stand for what a format's module reads, whatever the file's own."""
    if not file_format.sheets:
        return {*file_format.suffixes}
    suffixes = {".xlsx", ".xls", ".zip"}  # a workbook with a password, or a bare one
    if file_format.name != "xlsx":
        suffixes.update(*(other.suffixes for other in FORMATS.values() if other.sheets))
    return suffixes


def check_installed(file_format: Format) -> None:
    """Make sure that what a format needs is installed.

    Raises:
        MissingExtraError: it is not.
    """
    for package in file_format.requires:
        try:
            import_module(package)
        except ImportError:
            raise MissingExtraError(
                file_format.suffixes[0], file_format.extra
            ) from None


def write_table(
    table: NewTable,
    file: BinaryIO,
    file_format: Format,
    encoding: Encoding = UTF_8,
) -> None:
    """Write rows as a table; text lines end with a line feed on every system.

    Raises:
        EncodingError: the encoding lacks a character.
        TableError: the format cannot hold a cell, or so many rows.
        MissingExtraError: an optional package is needed.
    """
    module = _load(file_format)
    if file_format.binary:
        cast("_BinaryWriter", module).write(table, file, file_format.name)
    else:
        text = cast("_TextWriter", module).iter_text(table, file_format.name)
        write_text(text, file, encoding)


def _load(file_format: Format) -> object:
    check_installed(file_format)
    return import_module(f"shudi.tables.{file_format.module}")
