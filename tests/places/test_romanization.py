import pytest

from shudi.places.romanization import latin_forms


@pytest.mark.parametrize(
    ("name", "romanized", "forms"),
    [
        ("美姑县", "Meigu", "meiguxian meigucounty"),
        ("康定市", "Kangding", "kangdingshi kangdingcity"),
        ("理县", "Lixian", "lixianxian lixiancounty lixian licounty"),
        (
            "马边彝族自治县",
            "Mabian",
            "mabianxian mabiancounty mabianyizuzizhixian mabianyizuautonomouscounty "
            "mabianyizizhixian mabianyiautonomouscounty",
        ),
    ],
)
def test_latin_forms_have_the_kind(name: str, romanized: str, forms: str) -> None:
    made = list(dict.fromkeys(latin_forms(name, romanized)))
    assert made == forms.split()


def test_two_ethnic_groups_may_be_joined_by_and() -> None:
    forms = set(latin_forms("阿坝藏族羌族自治州", "Ngawa"))
    assert "ngawatibetanandqiangautonomousprefecture" in forms
    assert "ngawazangzuqiangzuzizhizhou" in forms
