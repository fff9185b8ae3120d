"""The record types that shudi returns: typed and immutable.

Most are named tuples: a dataclass takes eight times as long to define, at every
start.

The terms are those of GB/T 2260 (Codes for the administrative divisions of the
People's Republic of China) and of the notification that made the list.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Tier(StrEnum):
    """Which of the two lists of the notification a county is on."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"

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
    def kind(self) -> Kind:
        """县, 市, 区 or 自治县, by the official name."""
        return Kind.of(self.official_name)


class Level(StrEnum):
    """The two levels of division below the province."""

    PREFECTURE = "prefecture"
    COUNTY = "county"


class Division(NamedTuple):
    """A division of today's Sichuan, in force or former: a row of divisions.csv.

    Attributes:
        code: GB/T 2260 code, six digits.
        name: official name in full.
        level: prefecture or county.
        prefecture: official name of the prefecture it is (or was) under, a
            prefecture's own name, or empty where the province governed it.
        since: the first year.
        until: the year in which it ended; None where it is in force at the end
            of 2024.
        today: codes of the counties in force that hold its territory; none for
            a prefecture.
        pinyin: Hanyu Pinyin without tones; empty where it is not in force.

    Source: the Ministry of Civil Affairs, by way of yescallop/areacodes (CC0).
    """

    code: str
    name: str
    level: Level
    prefecture: str
    since: int
    until: int | None
    today: tuple[str, ...]
    pinyin: str

    def __str__(self) -> str:
        """The official name."""
        return self.name

    @property
    def full_name(self) -> str:
        """The official name, of a county after that of its prefecture."""
        return (
            self.name if self.level is Level.PREFECTURE else self.prefecture + self.name
        )


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
    AMBIGUOUS = "ambiguous"  # one of several divisions
    UNKNOWN = "unknown"  # no county of Sichuan


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


class Resolution(NamedTuple):
    """The result of resolving a text.

    Attributes:
        status: whether it is a county, and whether that is on the list.
        division: today's county; None unless listed or unlisted.
        county: its row of the list; None unless listed.
        candidates: the divisions in force that fit an ambiguous text.
        via: how it was recognized; None if it is unknown.
        until: the year in which a former name or code ended.
    """

    status: Status
    division: Division | None = None
    county: County | None = None
    candidates: tuple[Division, ...] = ()
    via: Via | None = None
    until: int | None = None

    @property
    def divisions(self) -> tuple[Division, ...]:
        """The divisions that fit: one, several if ambiguous, none if unknown."""
        return self.candidates if self.division is None else (self.division,)
