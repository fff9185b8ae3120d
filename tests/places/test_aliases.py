import pytest
from opencc import OpenCC

from shudi.places.aliases import aliases
from shudi.places.resolver import resolve
from shudi.spelling import normalize_text

ALIASES = dict(aliases())


def test_no_alias_is_listed_twice() -> None:
    assert len(aliases()) == len(ALIASES)
    assert 35_000 < len(ALIASES) < 37_000


def test_an_alias_may_stand_for_a_county_of_sichuan() -> None:
    for alias, resolution in ALIASES.items():
        assert resolution == resolve(alias)
        assert any(division.code[:2] == "51" for division in resolution.divisions)


@pytest.mark.parametrize(
    "alias",
    [
        *("美姑", "四川省凉山州美姑县", "513321", "zoige", "市中区", "达县"),
        *("凉山美姑", "sichuanliangshanmeigu", "甘孜藏族自治州康定县"),
        *("美姑縣", "馬邊彝族自治縣", "馬邊縣", "岳池縣", "游仙區"),
        "四川省涼山州美姑縣",
    ],
)
def test_names_codes_and_romanizations_are_aliases(alias: str) -> None:
    assert alias in ALIASES


@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_every_chinese_alias_is_one_in_traditional_characters_too(
    standard: str,
) -> None:
    """In those of China, Taiwan and Hong Kong."""
    convert = OpenCC(standard).convert
    simplified = [alias for alias in ALIASES if normalize_text(alias) == alias]
    converted = {alias: convert(alias) for alias in simplified}
    assert sum(alias != traditional for alias, traditional in converted.items()) > 7_000
    for alias, traditional in converted.items():
        assert ALIASES[traditional] == ALIASES[alias], traditional


@pytest.mark.parametrize(
    ("alias", "status"),
    [("市中區", "ambiguous"), ("達縣", "ambiguous"), ("金川縣", "listed")],
)
def test_collisions_are_ambiguous_in_traditional_characters_too(
    alias: str, status: str
) -> None:
    assert ALIASES[alias].status == status
