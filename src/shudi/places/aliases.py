"""Every spelling that stands for a county as a whole value."""

from collections.abc import Iterator

from shudi.places import index, romanization


def aliases() -> Iterator[str]:
    """Each spelling, once, that `resolve` understands as a whole.

    Names and codes alone; names after the province, the prefecture, or both, in
    any of their forms; Latin names, folded, likewise. Addresses are not among
    them, nor white space, punctuation and capitals.
    """
    yield from dict.fromkeys(_aliases())


def _aliases() -> Iterator[str]:
    yield from index.codes()
    for province in ("", *index.PROVINCE_FORMS):
        yield from (f"{province}{name}" for name in index.names())
        for form, prefectures in index.prefecture_names().items():
            for name in index.names_in(prefectures):
                yield f"{province}{form}{name}"
    for province in ("", *romanization.PROVINCE_FORMS):
        yield from (f"{province}{name}" for name in romanization.romanized_names())
        for form, prefecture in romanization.romanized_prefectures().items():
            for name in romanization.romanized_names_in(prefecture.name):
                yield f"{province}{form}{name}"
