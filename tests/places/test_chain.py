import pytest

from shudi.places.chain import usual_head


@pytest.mark.parametrize(
    ("text", "head", "code"),
    [
        ("四川省凉山彝族自治州美姑县塔哈村", "四川省凉山彝族自治州美姑县", "513436"),
        ("美姑县", "美姑县", "513436"),
        ("、美姑县塔哈村", "、美姑县", "513436"),
        ("四川省成都市锦江区东大街1号", "四川省成都市锦江区", "510104"),
        ("万源市太平镇", "万源市", "511781"),
        ("甘孜州康定县炉城镇", "甘孜州康定县", "513301"),
        ("万县市龙宝区龙都街道", "万县市龙宝区", "500101"),
        ("忻县地区原平县轩岗镇", "忻县地区原平县", "140981"),
        ("理县下孟乡", "理县", "513222"),
        ("，" * 37 + "美姑县塔哈村", "，" * 37 + "美姑县", "513436"),
    ],
)
def test_a_head_that_ends_with_one_county_is_read_once(
    text: str, head: str, code: str
) -> None:
    chain = usual_head(text)
    assert chain is not None
    assert (text[: chain.end], chain.usual and chain.usual.division.code) == (
        head,
        code,
    )
    assert usual_head(f"{head}另一个村") is chain


@pytest.mark.parametrize(
    "text",
    [
        *("塔哈村", "四川省凉山州", "凉山州美姑塔哈村", "美姑", "县美姑"),
        *("朝阳区某街道", "达县南外镇"),  # several have the name
        *("万县", "忻县", "沙县"),  # a longer name begins so
        "江苏省美姑县塔哈村",
        "美姑县街道",  # another name of it
        "，" * 38 + "美姑县塔哈村",  # the county ends too far from the start
    ],
)
def test_any_other_head_is_not_the_same_whatever_follows(text: str) -> None:
    assert usual_head(text) is None
