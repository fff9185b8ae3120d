"""The Spark recipe of docs/joins.md on a local cluster of two workers.

    .venv/bin/python -m pip install --group bench
    .venv/bin/python benchmarks/spark.py [ROWS]

It needs Java 17 or newer. Rows per second are printed, with the start of the workers'
Python; every distinct row is compared with `shudi.match`, and the exit status is 1 if
one differs.
"""

import re
import sys
import time
from pathlib import Path

import pandas
from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType
from resolve import TOWNSHIPS

import shudi
from shudi.places.dataset import divisions
from shudi.places.models import Level

PAGE = Path(__file__).parents[1] / "docs/joins.md"


def rows(count: int) -> list[tuple[str, str]]:
    """Province and county, or an address."""
    counties = [each for each in divisions() if each.level is Level.COUNTY]
    made = []
    for number in range(count):
        county = counties[number % len(counties)]
        township = TOWNSHIPS[number // len(counties) % len(TOWNSHIPS)]
        address = f"{county.prefecture}{county.name}{township}"
        made.append((county.province, address if number % 3 else county.name))
    return made


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.executorEnv.PYTHONPATH", ":".join(sys.path))
        .getOrCreate()
    )
    places = pandas.DataFrame(rows(count), columns=["省", "县"])
    recipe = re.search(r"## Spark\n.*?```py\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert recipe
    names = {
        "panel": spark.createDataFrame(places),
        "pandas": pandas,
        "shudi": shudi,
        "StructField": StructField,
        "StructType": StructType,
        "StringType": StringType,
    }
    exec(recipe[1], names)
    start = time.perf_counter()
    found = {tuple(row) for row in names["panel"].distinct().collect()}
    taken = time.perf_counter() - start
    distinct = list(dict.fromkeys(places.itertuples(index=False, name=None)))
    matches = shudi.match(distinct, [0, 1])
    expected = {(*row, *match) for row, match in zip(distinct, matches, strict=True)}
    print(f"{count / taken:,.0f} rows/s; {len(expected):,} distinct rows")
    differing = found ^ expected
    print(f"{len(differing):,} of them differ from shudi.match")
    spark.stop()
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
