"""Speed and memory of matching a table in each format, beside pandas.

    .venv/bin/python -m pip install --group bench
    .venv/bin/python benchmarks/formats.py [ROWS]

A national table of 100,000 rows, with all counties of China in three columns, in each
format that shudi reads. `shudi match` finds the columns, and marks the file in its
format (.xls and .ods become .xlsx); pandas reads it and writes it again, and does no
more. Each runs in a process of its own, whose start is counted; the least of three is
taken. LibreOffice writes the .xls and the .ods, where it is installed.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from match import METHODS, seconds_and_mebibytes, write_national
from rich.console import Console
from rich.table import Table

_READ_AND_WRITE = {
    "csv": ("read_csv(source)", "to_csv(target, index=False)"),
    "csv.gz": ("read_csv(source)", "to_csv(target, index=False)"),
    "json": ("read_json(source)", 'to_json(target, orient="records")'),
    "jsonl": (
        "read_json(source, lines=True)",
        'to_json(target, orient="records", lines=True)',
    ),
    "xlsx": (
        'read_excel(source, engine="calamine")',
        'to_excel(target, index=False, engine="xlsxwriter")',
    ),
    "dta": (
        "read_stata(source)",
        "to_stata(target, write_index=False, version=118)",
    ),
    "parquet": ("read_parquet(source)", "to_parquet(target, index=False)"),
    "feather": ("read_feather(source)", "to_feather(target)"),
}
_READ_AND_WRITE |= dict.fromkeys(("xls", "ods"), _READ_AND_WRITE["xlsx"])


_REFERENCE: dict[str, tuple[str, dict[str, object]]] = {
    "csv": ("to_csv", {"index": False}),
    "csv.gz": ("to_csv", {"index": False}),
    "json": ("to_json", {"orient": "records", "force_ascii": False}),
    "jsonl": ("to_json", {"orient": "records", "lines": True, "force_ascii": False}),
    "xlsx": ("to_excel", {"index": False, "engine": "xlsxwriter"}),
    "dta": ("to_stata", {"write_index": False, "version": 118}),
    "parquet": ("to_parquet", {"index": False}),
    "feather": ("to_feather", {}),
}


def _write(frame: pd.DataFrame, path: Path, name: str) -> bool:
    """Write a table with its reference library; whether that is there."""
    if name in ("xls", "ods"):
        office = shutil.which("soffice")
        if office is None:
            return False
        workbook = path.with_suffix(".xlsx")
        frame.to_excel(workbook, index=False)
        convert = [office, "--headless", "--convert-to", name, "--outdir", path.parent]
        subprocess.run([*convert, workbook], check=True, capture_output=True)
        return True
    method, options = _REFERENCE[name]
    getattr(frame, method)(path, **options)
    return True


def main() -> None:
    """Measure each format and print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    python = Path(sys.executable)
    title = f"{rows:,} rows"
    headings = ("", "rows a second", "pandas", "relative", "MiB", "pandas MiB")
    table = Table(*headings, title=title)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_national(folder / "table.csv", rows, 2_846)
        frame = pd.read_csv(folder / "table.csv")
        for suffix, (read, write) in _READ_AND_WRITE.items():
            source = folder / f"source.{suffix}"
            if not _write(frame, source, suffix):
                table.add_row(suffix, "needs LibreOffice")
                continue
            written = "xlsx" if suffix in ("xls", "ods") else suffix
            METHODS["pandas"] = (
                "import sys, pandas\n_, source, target = sys.argv\n"
                f"pandas.{read}.{write}\n"
            )
            taken, peaks = {}, {}
            for method in ("shudi match", "pandas"):
                target = folder / f"target.{written}"
                runs = [
                    seconds_and_mebibytes(method, python, source, target)
                    for _ in range(3)
                ]
                taken[method] = min(seconds for seconds, _ in runs)
                peaks[method] = max(peak for _, peak in runs)
            ours, theirs = taken.values()
            table.add_row(
                suffix,
                f"{rows / ours:,.0f}",
                f"{rows / theirs:,.0f}",
                f"{theirs / ours:.2f}",
                *(f"{peak:.0f}" for peak in peaks.values()),
            )
    Console().print(table)


if __name__ == "__main__":
    main()
