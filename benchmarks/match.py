"""Speed and memory of matching tables, compared with other methods.

    .venv/bin/python -m pip install --group bench
    .venv/bin/python benchmarks/match.py

Tables of 1,000,000 rows with 5,000 distinct values in the place column, of 5,000,000
such rows, and of 200,000 distinct addresses; and a national one of 1,000,000 rows with
all counties of China in three columns, which shudi finds. Each method runs in a process
of its own; its wall time and peak memory are reported. The floor is the same file
copied row by row with Python's csv module. The merge is pandas' on the county's exact
name. cpca and cnloc, in an environment of their own (benchmarks/resolve.py makes it),
fill in the code of each distinct value.
"""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from resolve import TOWNSHIPS, make_environment
from rich.console import Console
from rich.table import Table

from shudi.places.dataset import divisions
from shudi.places.models import Level

METHODS = {
    "csv copy, row by row (the floor)": """
import csv, sys

with open(sys.argv[1], encoding="utf-8", newline="") as source:
    with open(sys.argv[2], "w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        for row in csv.reader(source):
            writer.writerow(row)
""",
    "shudi match": """
import sys
from shudi.cli import run

sys.exit(run(["match", sys.argv[1], "-o", sys.argv[2], "-q"]))
""",
    "pandas merge on the exact name": """
import sys, pandas
from shudi.places.dataset import data_folder

table = pandas.read_csv(sys.argv[1], dtype=str)
counties = pandas.read_csv(data_folder() / "counties.csv", dtype=str)
columns = ["name", "code", "tier"]
merged = table.merge(counties[columns], "left", left_on="place", right_on="name")
merged.to_csv(sys.argv[2], index=False)
""",
    "cpca": """
import sys, cpca, pandas

table = pandas.read_csv(sys.argv[1], dtype=str)
places = table["place"].unique().tolist()
codes = dict(zip(places, cpca.transform(places)["adcode"]))
table["code"] = table["place"].map(codes)
table.to_csv(sys.argv[2], index=False)
""",
    "cnloc": """
import sys, cnloc, pandas

table = pandas.read_csv(sys.argv[1], dtype=str)
places = table["place"].unique().tolist()
codes = dict(zip(places, cnloc.getlocation(places)["county_adcode"]))
table["code"] = table["place"].map(codes)
table.to_csv(sys.argv[2], index=False)
""",
}


def places(count: int) -> list[str]:
    """Distinct addresses all over Sichuan."""
    counties = [division for division in divisions() if division.level is Level.COUNTY]
    in_force = [division for division in counties if division.until is None]
    made = []
    number = 0
    while len(made) < count:
        county = in_force[number % len(in_force)]
        township = TOWNSHIPS[number // len(in_force) % len(TOWNSHIPS)]
        place = f"{county.prefecture}{county.name}{township}{number}号"
        made.append(f"四川省{place}" if number % 2 else place)
        number += 1
    return made


def write_places(path: Path, rows: int, distinct: int) -> None:
    """A table with a column of addresses."""
    values = places(distinct)
    with path.open("w", encoding="utf-8") as file:
        file.write("id,place,year,value\n")
        for number in range(rows):
            place = values[number % len(values)]
            file.write(f"{number},{place},{2000 + number % 20},{number * 0.37:.2f}\n")


def write_national(path: Path, rows: int, distinct: int) -> None:
    """A table with the first counties of China in three columns."""
    counties = [
        f"{county.province},{county.prefecture},{county.name}"
        for county in divisions()
        if county.level is Level.COUNTY and county.until is None
    ][:distinct]
    with path.open("w", encoding="utf-8") as file:
        file.write("id,省,市,县,year,value\n")
        for number in range(rows):
            county = counties[number % len(counties)]
            file.write(f"{number},{county},{2000 + number % 20},{number * 0.37:.2f}\n")


TABLES = (
    (write_places, 1_000_000, 5_000, list(METHODS)),
    (write_national, 1_000_000, 2_846, list(METHODS)[:2]),
    (write_places, 5_000_000, 5_000, list(METHODS)[:2]),
    (write_places, 200_000, 200_000, list(METHODS)),
)


def seconds_and_mebibytes(
    method: str, python: Path, source: Path, target: Path
) -> tuple[float, float]:
    # The peak is that of the process alone: its own children's greatest.
    measure = """
import os, resource, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
print(usage.ru_maxrss)
sys.exit(status != 0)
"""
    command = [
        sys.executable,
        "-c",
        measure,
        python,
        "-W",
        "ignore",
        "-c",
        METHODS[method],
    ]
    target.unlink(missing_ok=True)
    start = time.perf_counter()
    done = subprocess.run(
        [*command, source, target], stdout=subprocess.PIPE, check=True
    )
    taken = time.perf_counter() - start
    return taken, int(done.stdout.split()[-1]) / 1024


def main() -> None:
    other = make_environment()
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "table.csv", Path(folder) / "marked.csv"
        for write_table, rows, distinct, methods in TABLES:
            write_table(source, rows, distinct)
            title = f"{rows:,} rows, {distinct:,} distinct"
            table = Table(
                "", "rows a second", "relative to the floor", "MiB", title=title
            )
            floor = 0.0
            for method in methods:
                python = other if method in ("cpca", "cnloc") else Path(sys.executable)
                runs = [
                    seconds_and_mebibytes(method, python, source, target)
                    for _ in range(3)
                ]
                taken = min(seconds for seconds, _ in runs)
                floor = floor or taken
                memory = f"{max(peak for _, peak in runs):.0f}"
                table.add_row(
                    method, f"{rows / taken:,.0f}", f"{floor / taken:.2f}", memory
                )
            Console().print(table)


if __name__ == "__main__":
    main()
