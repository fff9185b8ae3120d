"""Compile the translations when shudi is built, from any source and as editable."""

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compiled(catalog: Path) -> bytes:
    """The compiled form of a .po file."""
    content = BytesIO()
    with catalog.open("rb") as file:
        write_mo(content, read_po(file))
    return content.getvalue()


class CatalogHook(BuildHookInterface):
    """Write a .mo beside every .po; pyproject.toml takes it into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before the files are collected."""
        for catalog in Path(self.root, "src/shudi/locale").rglob("*.po"):
            catalog.with_suffix(".mo").write_bytes(compiled(catalog))
