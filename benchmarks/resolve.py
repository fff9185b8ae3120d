"""Speed and accuracy of address resolution, compared with cpca and cnloc.

    .venv/bin/python benchmarks/resolve.py

The two packages are installed from PyPI into an environment of their own. Each
resolves the same distinct addresses of all China, made from the structure of Chinese
addresses, in one process of its own; what is told is how many a second, the best of
three runs, how many are right, with the code of the address's own county of today, and
how many are wrong, with another's. Then come names as they stand in real tables, with
what each makes of them.
"""

import json
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from shudi.places.dataset import divisions
from shudi.places.models import Level

ENVIRONMENT = Path(__file__).parents[1] / "build" / "benchmark"

TOWNSHIPS = (
    "城关镇 塔哈村 锦官驿街道 南坪镇 金川镇 新市镇 城南乡 和平街道 太平镇 中心村"
).split()
NAMES = {
    "康定县": "513301",
    "南坪县": "513225",
    "木里县": "513422",
    "马边": "511133",
    "美姑": "513436",
    "四川省南坪县城关镇": "513225",
    "甘孜州康定县炉城镇": "513301",
}

WORKER = """
import json, sys, time

tool, path = sys.argv[1:]
addresses = json.load(open(path, encoding="utf-8"))
if tool == "shudi":
    from shudi import resolve

    def codes(texts):
        resolutions = map(resolve, texts)
        return [found.division.code if found.division else "" for found in resolutions]
elif tool == "cpca":
    import cpca

    def codes(texts):
        found = cpca.transform(texts)["adcode"]
        return [code if isinstance(code, str) else "" for code in found]
else:
    import cnloc

    def codes(texts):
        return [str(code) for code in cnloc.getlocation(texts)["county_adcode"]]

codes(addresses[:10])  # what is loaded and built once is not counted
rates = []
for _ in range(3):
    start = time.perf_counter()
    found = codes(addresses)
    rates.append(len(addresses) / (time.perf_counter() - start))
json.dump({"rate": max(rates), "codes": found}, sys.stdout)
"""


def addresses() -> dict[str, str]:
    """Distinct addresses, with the codes of their counties."""
    expected = dict(NAMES)
    for county in divisions():
        if county.level is Level.COUNTY and county.until is None:
            for number, township in enumerate(TOWNSHIPS):
                place = f"{county.prefecture}{county.name}{township}{number}号"
                if number % 2 or not county.prefecture:
                    place = f"{county.province}{place}"
                expected[place] = county.code
    return expected


def make_environment() -> Path:
    """The Python of the environment with the two packages, made if need be."""
    python = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        packages = ["cpca", "cnloc", "setuptools"]
        install = [python, "-m", "pip", "install", "-q", *packages]
        subprocess.run(install, check=True)
    return python


def _right(found: Mapping[str, str], expected: Mapping[str, str]) -> int:
    return sum(found[text] == expected[text] for text in expected)


def _wrong(found: Mapping[str, str], expected: Mapping[str, str]) -> int:
    """How many have another county's code, rather than a prefecture's or none."""
    return sum(
        found[text] != expected[text]
        and len(found[text]) == 6
        and not found[text].endswith("00")
        for text in expected
    )


def main() -> None:
    python = make_environment()
    made = addresses()
    results = {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "addresses.json"
        path.write_text(json.dumps(list(made)), "utf-8")
        for tool in ("shudi", "cpca", "cnloc"):
            runs = sys.executable if tool == "shudi" else python
            command = [runs, "-W", "ignore", "-c", WORKER, tool, path]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            results[tool] = json.loads(done.stdout.decode().splitlines()[-1])
    table = Table("", *results, title=f"{len(made)} distinct addresses")
    rates = {tool: result["rate"] for tool, result in results.items()}
    table.add_row("addresses a second", *(f"{rate:,.0f}" for rate in rates.values()))
    ratios = (f"{rate / rates['cpca']:.1f}" for rate in rates.values())
    table.add_row("beside cpca", *ratios)
    found = {
        tool: dict(zip(made, result["codes"], strict=True))
        for tool, result in results.items()
    }
    for word, count in (("right", _right), ("wrong", _wrong)):
        counts = [count(codes, made) for codes in found.values()]
        table.add_row(word, *(f"{number:,}" for number in counts))
    for name in NAMES:
        table.add_row(name, *(codes[name] or "-" for codes in found.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
