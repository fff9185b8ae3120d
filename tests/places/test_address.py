from shudi.places.address import _beginnings


def test_the_beginnings_of_names_are_read_once() -> None:
    beginnings = _beginnings()
    assert {"美姑", "凉山", "四川"} <= beginnings
    assert _beginnings() is beginnings
