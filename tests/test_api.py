"""What `import shudi` offers, as a program uses it."""

import subprocess
import sys

import pytest

import shudi
from shudi import api


def test_every_name_of_the_library_is_there() -> None:
    assert set(api.__all__) <= set(dir(shudi))
    for name in api.__all__:
        assert getattr(shudi, name) is getattr(api, name)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'shudi' has no attribute 'nope'"):
        shudi.nope  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    "code",
    [
        "import shudi; shudi.find('美姑')",
        "from shudi import find; find('美姑')",
        "from shudi import *; find('美姑')",
        "import shudi.matching as m; m.__path__",
        "import shudi.places.find as m; m.find('美姑')",
    ],
)
def test_it_is_imported_in_any_way(code: str) -> None:
    subprocess.run([sys.executable, "-X", "utf8", "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("name", ["match", "resolve", "find", "counties"])
def test_no_module_has_the_name_of_a_function(name: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        __import__(f"shudi.{name}")
