import pytest

from shudi.places.aliases import aliases
from shudi.places.models import Status
from shudi.places.resolver import resolve

ALIASES = list(aliases())


def test_no_alias_is_listed_twice() -> None:
    assert len(set(ALIASES)) == len(ALIASES) > 29_000


def test_every_alias_resolves() -> None:
    for alias in ALIASES:
        assert resolve(alias).status is not Status.UNKNOWN, alias


@pytest.mark.parametrize(
    "alias",
    [
        *("美姑", "四川省凉山州美姑县", "513321", "zoige", "市中区", "达县"),
        *("凉山美姑", "sichuanliangshanmeigu", "甘孜藏族自治州康定县"),
    ],
)
def test_names_codes_and_romanizations_are_aliases(alias: str) -> None:
    assert alias in ALIASES
