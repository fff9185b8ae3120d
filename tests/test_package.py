"""What is installed: the wheel and the sdist, built from this tree and used."""

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from conftest import ROOT, process
from packaging.requirements import Requirement

import shudi

DATA = ["counties.csv", "datapackage.json"]
CATALOG = "locale/zh_CN/LC_MESSAGES/shudi"


def done(*command: str | Path, folder: Path) -> str:
    """Run a command that must succeed, far from the source tree and its settings."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COV"))
    }
    return subprocess.run(
        command,
        cwd=folder,
        env={**environment, "PYTHONUTF8": "1"},
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=600,
    ).stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, the sdist, and the sdist's own wheel in wheel/."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir"]
    done(*build, folder, "--wheel", "--sdist", ROOT, folder=folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    done(*build, folder / "wheel", "--wheel", source, folder=folder)
    return folder


@pytest.fixture(scope="session")
def installed(
    built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., str]:
    """The wheel's `shudi` in an empty environment, run from another folder."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    (wheel,) = built.glob("*.whl")
    done(scripts / "python", "-m", "pip", "install", "-q", wheel, folder=folder)

    def run(*arguments: str) -> str:
        return done(scripts / "shudi", *arguments, folder=folder)

    return run


def wheel_content(folder: Path) -> dict[str, bytes]:
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_carries_the_data_files_and_nothing_foreign(built: Path) -> None:
    content = wheel_content(built)
    for name in DATA:
        assert content[f"shudi/data/{name}"] == (ROOT / "data" / name).read_bytes()
    assert "shudi/py.typed" in content
    folders = {name.split("/")[0] for name in content}
    assert folders == {"shudi", f"shudi-{shudi.__version__}.dist-info"}


def test_the_sdist_builds_the_same_wheel(built: Path) -> None:
    assert wheel_content(built / "wheel") == wheel_content(built)


def test_the_sdist_carries_what_it_takes_to_test_it(built: Path) -> None:
    (source,) = (built / "unpacked").iterdir()
    for name in (
        "data/counties.csv",
        "tests/test_cli.py",
        "tools/hatch_build.py",
        f"src/shudi/{CATALOG}.po",
        "LICENSE",
        "CHANGELOG.md",
    ):
        assert (source / name).read_bytes() == (ROOT / name).read_bytes()


def test_translations_are_compiled_for_the_wheel_alone(built: Path) -> None:
    names = wheel_content(built)
    assert f"shudi/{CATALOG}.mo" in names
    assert f"shudi/{CATALOG}.po" not in names
    with tarfile.open(*built.glob("*.tar.gz")) as archive:
        assert not [name for name in archive.getnames() if name.endswith(".mo")]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no repository")
def test_the_repository_holds_one_copy_of_the_list() -> None:
    listed = (ROOT / "data/counties.csv").read_bytes()
    tracked = done("git", "ls-files", "-z", folder=ROOT).split("\0")[:-1]
    copies = [name for name in tracked if listed in (ROOT / name).read_bytes()]
    assert copies == ["data/counties.csv"]


def test_the_wheel_does_the_main_job(installed: Callable[..., str]) -> None:
    here = [
        process(*arguments).stdout.decode()
        for arguments in (
            ["list", "--tier", "national"],
            ["show", "美姑县"],
            ["count", "--by", "prefecture"],
            ["count", "--by", "层级", "--lang", "zh"],
        )
    ]
    there = [
        installed("list", "--tier", "national"),
        installed("show", "美姑县"),
        installed("count", "--by", "prefecture"),
        installed("count", "--by", "层级", "--lang", "zh"),
    ]
    assert there == here
    assert "国家级    25   50%" in there[-1]
    assert installed("--version") == f"shudi {shudi.__version__}\n"


def test_an_editable_install_reads_the_repositorys_data() -> None:
    from shudi.places.dataset import data_folder

    assert data_folder() == ROOT / "data"


def test_the_version_has_one_source() -> None:
    assert version("shudi") == shudi.__version__


def test_the_changelog_tells_of_this_version() -> None:
    versions = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert shudi.__version__ in versions


# What a start imports


def imported(code: str) -> set[str]:
    command = f"{code}\nimport sys\nprint(*sys.modules)"
    names = done(sys.executable, "-c", command, folder=ROOT).split()
    return {name.partition(".")[0] for name in names}


def run(*arguments: str) -> str:
    return f"from shudi.cli import run\nrun({[*arguments, '-o', os.devnull]!r})"


def test_the_library_imports_neither_typer_nor_rich() -> None:
    modules = imported("import shudi\nshudi.find('美姑')\nlen(shudi.counties())")
    assert {"typer", "rich"} & modules == set()


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "md"])
def test_machine_formats_import_no_rich(form: str) -> None:
    assert "rich" not in imported(run("list", "-f", form))


def test_a_number_needs_no_rich() -> None:
    code = "from shudi.cli import run\nrun(['count'])"
    assert "rich" not in imported(code)


def test_a_short_table_needs_no_progress_bar() -> None:
    """Not even where a person waits: Rich is imported after a second."""
    arguments = ["match", str(ROOT / "docs/panel.csv"), "-o", os.devnull]
    code = (
        "import sys\nsys.stderr.isatty = lambda: True\n"
        f"from shudi.cli import run\nrun({arguments!r})"
    )
    assert "rich" not in imported(code)


@pytest.mark.parametrize(
    "arguments", [["list"], ["list", "-f", "json"], ["show", "美姑"], ["count"], ["-h"]]
)
def test_no_start_imports_pydantic(arguments: list[str]) -> None:
    (typer,) = (
        requirement
        for requirement in map(Requirement, requires("shudi") or [])
        if requirement.name == "typer"
    )
    if version("typer") not in typer.specifier:
        pytest.skip(f"Typer {version('typer')} is not one that shudi asks for")
    code = (
        run(*arguments)
        if arguments != ["-h"]
        else "from shudi.cli import run\nrun(['-h'])"
    )
    assert "pydantic" not in imported(code)
