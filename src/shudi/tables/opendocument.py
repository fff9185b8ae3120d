"""The content of an .ods: measured before python-calamine reads all its sheets."""

from shudi.tables.markup import Markup
from shudi.tables.package import Package
from shudi.tables.worksheet import MAX_COLUMNS, MAX_ROWS, Area, check_filled

CONTENT = "content.xml"

_MANIFEST = "META-INF/manifest.xml"
_TEXTS = ("office:string-value", "table:formula")
_CELLS = {"table:table-cell", "table:covered-table-cell"}


def is_encrypted(package: Package) -> bool:
    """Whether it has a password."""
    return _MANIFEST in package.parts and any(
        element.name == "encryption-data" for element in package.elements(_MANIFEST)
    )


def measure(package: Package) -> dict[str, list[Area]]:
    """Measure all sheets.

    Returns:
        The merged cells of each sheet, by its title.

    Raises:
        TableError: it is damaged, or would take absurdly much memory, as a row, a cell
            or a text that is written once may be repeated.
    """
    sheets: dict[str, _Sheet] = {}
    sheet: _Sheet | None = None
    started = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, started
        started += 1
        if tag == "table:table":
            if sheet:
                sheet.close()
            sheet = sheets[attributes.get("table:name", "")] = _Sheet(package)
        elif sheet is None:
            return
        elif tag in _CELLS:
            sheet.start_cell(attributes)
        elif tag == "table:table-row":
            sheet.start_row(attributes)
        elif tag == "text:s":  # spaces
            sheet.spaces += sheet.number(attributes, "text:c")

    def text(characters: str) -> None:
        if sheet:
            sheet.text += len(characters)

    markup = Markup(package.name, CONTENT, start)
    markup.on_text(text)
    for block in package.blocks(CONTENT):
        markup.feed(block)
        markup.check_tags(started)
    markup.feed(b"", last=True)
    if sheet:
        sheet.close()
    return {title: sheet.merged for title, sheet in sheets.items()}


class _Sheet:
    """A sheet of which elements are told in their order.

    Attributes:
        merged: the merged cells.
        text: how many characters the cell has so far.
        spaces: how many more it has, which are not written one by one.
    """

    def __init__(self, package: Package) -> None:
        self.merged: list[Area] = []
        self.text = self.spaces = 0
        self._package = package
        # The current row and cell, from 0, and how often they are repeated.
        self._row = self._rows = 0
        self._column = self._columns = 0
        self._has_value = False
        self._values = self._written = self._read = 0
        self._last_row = self._last_column = 0
        self._stored = 0  # cells of a row, up to the last one

    def start_row(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        self._stored += self._column
        self._row += self._rows
        self._rows = self.number(attributes, "table:number-rows-repeated")
        self._column = self._columns = 0

    def start_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        self._column += self._columns
        self._columns = self.number(attributes, "table:number-columns-repeated")
        self._has_value = "table:formula" in attributes or any(
            name.startswith("office:") for name in attributes
        )
        self.text = sum(len(attributes.get(name, "")) for name in _TEXTS)
        self.spaces = 0
        down = self.number(attributes, "table:number-rows-spanned")
        right = self.number(attributes, "table:number-columns-spanned")
        if down * right > 1:
            first = self._row + 1, self._column + 1
            area = Area(*first, self._row + down, self._column + right)
            if area.last_row > MAX_ROWS or area.last_column > MAX_COLUMNS:
                raise self._package.damaged(CONTENT)
            self.merged.append(area)

    def close(self) -> None:
        """Make sure that it takes no absurd memory."""
        self.start_row({})
        name = self._package.name
        check_filled(name, self._values, self._last_row, self._last_column)
        check_filled(name, self._values, 1, self._stored)
        self._package.check_texts(CONTENT, self._written, self._read)

    def number(self, attributes: dict[str, str], name: str) -> int:
        """How many there are, which is 1 if it is not said."""
        digits = attributes.get(name, "1")
        if not digits.isdecimal() or len(digits) > 9:
            raise self._package.damaged(f"{name} {digits[:20]!r}")
        return int(digits)

    def _end_cell(self) -> None:
        if self._has_value:
            self._has_value = False
            self._values += 1
            self._last_row = self._row + self._rows
            self._last_column = max(self._last_column, self._column + self._columns)
            self._stored += self._columns
            self._written += self.text
            self._read += (self.text + self.spaces) * self._rows * self._columns
