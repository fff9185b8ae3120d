"""Do the tests notice small changes of the resolver and of matching?

    .venv/bin/python benchmarks/mutation.py COUNT [SEED]

cosmic-ray (`pip install --group bench`) makes COUNT changes, drawn at random from all
that it knows: an operator, a number, a condition, a decorator. Each is made in a copy
of the repository and tested there; those that no test notices are printed.
"""

import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
MODULES = (
    *(
        "address",
        "chain",
        "words",
        "index",
        "names",
        "resolver",
        "romanization",
        "find",
    ),
    *("cells", "rows", "layout", "columns", "report"),
)
# The faster ones first: most changes are noticed by the first that they reach.
TESTS = "tests/matching tests/places --deselect tests/places/test_dataset.py"
SESSION = """
[cosmic-ray]
module-path = [{modules}]
timeout = 300.0
excluded-modules = []
test-command = "{python} -m pytest -q -x --no-cov -p no:cacheprovider {tests}"
[cosmic-ray.distributor]
name = "local"
"""


def main(count: int, seed: int) -> None:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "shudi"
        ignored = shutil.ignore_patterns(".venv", ".git", "build", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored)
        paths = [
            str(path.relative_to(copy))
            for path in sorted(copy.glob("src/shudi/*/*.py"))
            if path.stem in MODULES
        ]
        session = SESSION.format(
            modules=", ".join(f'"{path}"' for path in paths),
            # The installed shudi is the repository's; the copy's comes first.
            python=f"env PYTHONPATH=src {sys.executable}",
            tests=TESTS,
        )
        (copy / "session.toml").write_text(session, "utf-8")
        _run(copy, "init", "session.toml", "session.sqlite")
        with sqlite3.connect(copy / "session.sqlite") as database:
            _keep_sample(database, copy, count, seed)
        _run(copy, "exec", "session.toml", "session.sqlite")
        with sqlite3.connect(copy / "session.sqlite") as database:
            survivors = database.execute(
                "SELECT module_path, start_pos_row, diff FROM mutation_specs"
                " JOIN work_results USING (job_id) WHERE test_outcome = 'SURVIVED'"
                " ORDER BY module_path, start_pos_row"
            ).fetchall()
    for path, line, diff in survivors:
        print(f"{path}:{line}\n{diff}\n")
    print(f"{count} changes, {len(survivors)} not noticed")


def _keep_sample(
    database: sqlite3.Connection, copy: Path, count: int, seed: int
) -> None:
    """Delete all changes but some; those of type annotations change nothing."""
    specs = database.execute(
        "SELECT job_id, module_path, operator_name, start_pos_row FROM mutation_specs"
    )
    jobs = [
        job
        for job, path, operator, row in specs.fetchall()
        if "BinaryOperator_BitOr" not in operator
        or " None" not in (copy / path).read_text("utf-8").splitlines()[row - 1]
    ]
    kept = set(random.Random(seed).sample(sorted(jobs), count))
    for table in ("mutation_specs", "work_items"):
        rows = database.execute(f"SELECT job_id FROM {table}").fetchall()
        dropped = [row for row in rows if row[0] not in kept]
        database.executemany(f"DELETE FROM {table} WHERE job_id = ?", dropped)


def _run(copy: Path, *arguments: str) -> None:
    program = Path(sys.executable).with_name("cosmic-ray")
    subprocess.run([program, *arguments], cwd=copy, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
