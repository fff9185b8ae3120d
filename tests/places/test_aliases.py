import pytest

from shudi.places.aliases import aliases
from shudi.places.resolver import resolve

ALIASES = dict(aliases())


def test_no_alias_is_listed_twice() -> None:
    assert len(aliases()) == len(ALIASES) > 22_000


def test_an_alias_may_stand_for_a_county_of_sichuan() -> None:
    for alias, resolution in ALIASES.items():
        assert resolution == resolve(alias)
        assert any(division.code[:2] == "51" for division in resolution.divisions)


@pytest.mark.parametrize(
    "alias",
    [
        *("美姑", "四川省凉山州美姑县", "513321", "zoige", "市中区", "达县"),
        *("凉山美姑", "sichuanliangshanmeigu", "甘孜藏族自治州康定县"),
    ],
)
def test_names_codes_and_romanizations_are_aliases(alias: str) -> None:
    assert alias in ALIASES
