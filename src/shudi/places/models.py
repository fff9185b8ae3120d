"""The record types that shudi returns: typed and immutable.

Most are named tuples: a dataclass takes eight times as long to define, at every
start.

The terms are those of GB/T 2260 (Codes for the administrative divisions of the
People's Republic of China) and of the notification that made the list.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from shudi.i18n import mark

SICHUAN = "四川省"


class Tier(StrEnum):
    """Which of the two lists of the notification a county is on."""

    NATIONAL = mark("national")
    PROVINCIAL = mark("provincial")

    @property
    def chinese(self) -> str:
        """The tier in the notification's words: 国家 or 省."""
        return "国家" if self is Tier.NATIONAL else "省"


class Kind(StrEnum):
    """The kinds of county-level division; each is the end of a name."""

    AUTONOMOUS_COUNTY = "自治县"
    COUNTY = "县"
    CITY = "市"
    DISTRICT = "区"

    @classmethod
    def of(cls, official_name: str) -> "Kind":
        """The kind of a county, by its official name.

        Raises:
            ValueError: the name ends like no county-level division.
        """
        for kind in cls:
            if official_name.endswith(kind):
                return kind
        raise ValueError(f"{official_name!r} does not end in {' '.join(cls)}")


@dataclass(frozen=True, slots=True)
class County:
    """One of the 50 key counties. The fields are the columns of counties.csv.

    Attributes:
        code: GB/T 2260 code of the county, six digits, in force at the end of 2024.
        name: as the notification prints it (马边县).
        official_name: in full (马边彝族自治县).
        pinyin: Hanyu Pinyin without tones; a one-character name keeps its 县 (Lixian).
        romanization: GB/T 2260's own romanization of a Tibetan name (Zoigê);
            empty where it is the pinyin.
        second_romanization: the second name that GB/T 2260 prints in brackets
            (Kangding (Dardo)); empty where there is none.
        tier: national or provincial.
        prefecture_code: GB/T 2260 code of the prefecture, six digits.
        prefecture: as the notification prints it (凉山州).
        prefecture_official: in full (凉山彝族自治州).
        latitude: of the county seat, degrees north (WGS 84), to 0.1°: enough
            for a sketch map, not to measure with.
        longitude: of the county seat, degrees east (WGS 84), to 0.1°.
    """

    code: str
    name: str
    official_name: str
    pinyin: str
    romanization: str
    second_romanization: str
    tier: Tier
    prefecture_code: str
    prefecture: str
    prefecture_official: str
    latitude: float
    longitude: float

    def __str__(self) -> str:
        """The name as printed."""
        return self.name

    @property
    def short_name(self) -> str:
        """The name without its kind (马边)."""
        return self.name[:-1]

    @property
    def kind(self) -> Kind:
        """县, 市, 区 or 自治县, by the official name."""
        return Kind.of(self.official_name)


class Level(StrEnum):
    """The two levels of division below the province."""

    PREFECTURE = "prefecture"
    COUNTY = "county"


class Province(NamedTuple):
    """A province-level division of China: a row of provinces.csv.

    Attributes:
        code: GB/T 2260 code, six digits.
        name: official name in full.
        short_name: without its kind (内蒙古).
        abbreviation: of one character (蒙).
        pinyin: Hanyu Pinyin without tones.
        romanization: other names in Latin letters, separated by semicolons.
    """

    code: str
    name: str
    short_name: str
    abbreviation: str
    pinyin: str
    romanization: str


class Division(NamedTuple):
    """A county or a prefecture of China, in force or former: a row of divisions.csv.

    Attributes:
        code: GB/T 2260 code, six digits; empty for a name from before there were any.
        name: official name in full.
        short_name: without ethnic groups and kind (马边).
        level: prefecture or county.
        province: official name of the province it is (or was) in.
        prefecture: official name of the prefecture it is (or was) under, a
            prefecture's own name, or empty where the province governs it.
        since: the first year; None where it is not known.
        until: the year in which it ended; None where it is in force at the end
            of 2024.
        today: codes of the counties in force that hold its territory (of a prefecture
            where that governs it itself); none for a prefecture.
        pinyin: Hanyu Pinyin without tones; of a name of one character with the kind
            (Lixian). Two readings are separated by a semicolon.

    Source: the Ministry of Civil Affairs, by way of yescallop/areacodes (CC0); names
    from before 1981 from historical gazetteers.
    """

    code: str
    name: str
    short_name: str
    level: Level
    province: str
    prefecture: str
    since: int | None
    until: int | None
    today: tuple[str, ...]
    pinyin: str

    def __str__(self) -> str:
        """The official name."""
        return self.name

    @property
    def full_name(self) -> str:
        """The official name, after those of the prefecture and, elsewhere, province."""
        province = "" if self.province == SICHUAN else self.province
        prefecture = "" if self.level is Level.PREFECTURE else self.prefecture
        return f"{province}{prefecture}{self.name}"


class PovertyCounty(NamedTuple):
    """A former poverty county (贫困县) of Sichuan: a row of poverty.csv.

    Attributes:
        code: GB/T 2260 code, six digits, in force at the end of 2024.
        name: official name in full.
        poverty: whether the state or the province called it a poverty county.
        delisted: the year in which it was lifted out of poverty (摘帽).
        deep_poverty: whether it was one of the 45 of deep poverty (深度贫困县).
    """

    code: str
    name: str
    poverty: Tier
    delisted: int
    deep_poverty: bool


class Status(StrEnum):
    """How a text was resolved."""

    LISTED = "listed"  # a county on the list
    UNLISTED = "unlisted"  # a county of Sichuan on neither list
    ELSEWHERE = "elsewhere"  # in another province, for certain
    AMBIGUOUS = "ambiguous"  # one of several divisions, in Sichuan or elsewhere
    UNKNOWN = "unknown"  # not understood, or no county


class Via(StrEnum):
    """How a text was recognized."""

    NAME = "name"
    OFFICIAL_NAME = "official name"
    SHORT_NAME = "short name"
    FORMER_NAME = "former name"
    CODE = "code"
    FORMER_CODE = "former code"
    PINYIN = "pinyin"
    ROMANIZATION = "romanization"
    ADDRESS = "address"
    WITHIN = "within"


class Reason(StrEnum):
    """Why a text is ambiguous."""

    SEVERAL = mark("several counties")  # it fits several, or names several
    CONTRADICTION = mark("contradiction")  # its parts do not fit together
    DOUBT = mark("perhaps another word")  # the county's name may be part of another


class Resolution(NamedTuple):
    """The result of resolving a text.

    Attributes:
        status: whether it is a county, and whether that is on the list.
        division: today's county, if the text is one for certain; elsewhere, it may be
            a prefecture or a province instead, and this None.
        county: its row of the list; None unless listed.
        candidates: the divisions in force that an ambiguous text may mean, those of
            Sichuan first.
        via: how it was recognized; None if no county was.
        until: the year in which a former name or code ended.
        reason: why it is ambiguous; None otherwise.
    """

    status: Status
    division: Division | None = None
    county: County | None = None
    candidates: tuple[Division, ...] = ()
    via: Via | None = None
    until: int | None = None
    reason: Reason | None = None

    @property
    def divisions(self) -> tuple[Division, ...]:
        """The divisions that fit: one, several if ambiguous, or none."""
        return self.candidates if self.division is None else (self.division,)
