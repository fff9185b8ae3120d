import dataclasses

import pytest

import shudi
from shudi.places.models import Kind, Tier
from shudi.places.provenance import notification


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("美姑县", "县"),
        ("康定市", "市"),
        ("金口河区", "区"),
        ("马边彝族自治县", "自治县"),
    ],
)
def test_kind_is_told_by_the_official_name(name: str, kind: str) -> None:
    assert Kind.of(name) == kind


def test_a_name_without_a_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'美姑' does not end in 自治县 县 市 区"):
        Kind.of("美姑")


def test_a_county_knows_its_kind_and_prints_as_its_name() -> None:
    county = shudi.find("马边县")
    assert (county.kind, str(county)) == (Kind.AUTONOMOUS_COUNTY, "马边县")


def test_a_county_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        shudi.find("美姑县").tier = Tier.PROVINCIAL  # type: ignore[misc]


def test_the_notification_is_cited_in_full() -> None:
    assert notification() == (
        "川农领〔2021〕12号",
        "关于印发国家和省乡村振兴重点帮扶县名单的通知",
        "Notification on issuing the lists of national and provincial key counties "
        "for rural revitalization assistance",
        "中共四川省委农村工作领导小组",
        "Rural Work Leading Group of the CPC Sichuan Provincial Committee",
        "2021-08-10",
    )
