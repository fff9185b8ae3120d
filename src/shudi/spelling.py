"""Folding and normalizing spellings, and looking them up with suggestions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import TypeVar
from unicodedata import category, is_normalized, normalize

from shudi.errors import UnknownNameError

T = TypeVar("T")

# Traditional and variant characters that occur in division names and option values.
_SIMPLIFIED = str.maketrans(
    "亞來侖倉們倫偉僕儀兒兗內兩冊凱別則剛劍劒動務勝勸勻匯區叢吳呂啓啟單國圍園圖團"
    "垻堯場塗墊墾壇壘壩壯壺壽夢夾婁孫宮寧審寬寶將尋岡峩峯島峽崍崑崗嵐嶗嶧嶺嶼嶽巒"
    "巖師帶幹庫廂廈廠廣廬張強彌彞彥後從復徵恆愛慶憑應懷戶揚撫敍敘昇晉暉會東枴柺棗"
    "棲楊業極榮樂樅樓樹樺橋橫檯權欒欽歷歸涇涼淥淩淶渦渾湞湯準溝溫溮滄滎滿漢漣漵潁"
    "潛潤潯澂澗澠澤濟濬濰濱瀋瀏瀘瀾灘灣灤為烏無煙煩燈營爐爲爾猶獅獨獲獻琿瑤瑪環瓊"
    "甌甕甯畢當疇疊監盤盧硯碩碭確礄礦祿禪禮稜稱穀積窪窮窯競箇節簡紅納級細紹結絳綏"
    "經綠維綿縉縣績織羅羗羣義習聖聞聯聶肅脫膠臘臥臨臺興舊荊莊華萊萬葉蒼蓋蓮蔭蕪蕭"
    "薊薌薩藍藴藺蘄蘆蘇蘊蘭蘿衛衝衞裏裡覺觀訥許詔誼調諸諾謀謙謝謨譙譜讓谿豐貝貞貢"
    "貴費賀資賈賓賚賢賽贊贛趙車軍載輝輪輿農連進遊運達遙遜遠遷遼邁邊郟郵鄆鄉鄒鄖鄧"
    "鄭鄰鄲鄴鉅鉛銀銅鋒鋼錢錦錫錯鍾鎣鎮鏡鐘鐵鑲長門開間閔閘閣閩閬閶閻關陘陝陰陳陸"
    "陽隨隴雙雜雞離雲電霑靈靜鞏韓響頂項順頗頭額類風餘館饒馬駐騰驊驛鬱魚魯鮁鮮鯉鳩"
    "鳳鳴鴛鴨鵝鶴鷹鹼鹽麗麥黃點黨齊龍龐層",
    "亚来仑仓们伦伟仆仪儿兖内两册凯别则刚剑剑动务胜劝匀汇区丛吴吕启启单国围园图团"
    "坝尧场涂垫垦坛垒坝壮壶寿梦夹娄孙宫宁审宽宝将寻冈峨峰岛峡崃昆岗岚崂峄岭屿岳峦"
    "岩师带干库厢厦厂广庐张强弥彝彦后从复征恒爱庆凭应怀户扬抚叙叙升晋晖会东拐拐枣"
    "栖杨业极荣乐枞楼树桦桥横台权栾钦历归泾凉渌凌涞涡浑浈汤准沟温浉沧荥满汉涟溆颍"
    "潜润浔澄涧渑泽济浚潍滨沈浏泸澜滩湾滦为乌无烟烦灯营炉为尔犹狮独获献珲瑶玛环琼"
    "瓯瓮宁毕当畴叠监盘卢砚硕砀确硚矿禄禅礼棱称谷积洼穷窑竞个节简红纳级细绍结绛绥"
    "经绿维绵缙县绩织罗羌群义习圣闻联聂肃脱胶腊卧临台兴旧荆庄华莱万叶苍盖莲荫芜萧"
    "蓟芗萨蓝蕴蔺蕲芦苏蕴兰萝卫冲卫里里觉观讷许诏谊调诸诺谋谦谢谟谯谱让溪丰贝贞贡"
    "贵费贺资贾宾赉贤赛赞赣赵车军载辉轮舆农连进游运达遥逊远迁辽迈边郏邮郓乡邹郧邓"
    "郑邻郸邺巨铅银铜锋钢钱锦锡错钟蓥镇镜钟铁镶长门开间闵闸阁闽阆阊阎关陉陕阴陈陆"
    "阳随陇双杂鸡离云电沾灵静巩韩响顶项顺颇头额类风余馆饶马驻腾骅驿郁鱼鲁鲅鲜鲤鸠"
    "凤鸣鸳鸭鹅鹤鹰碱盐丽麦黄点党齐龙庞层",
)

_TRADITIONAL = frozenset(map(chr, _SIMPLIFIED))

# Characters that traditional text has as well: 岳池縣, 三台縣, 木里縣.
_IN_BOTH_SCRIPTS = frozenset(
    "凌准卧台岩岳峨峰巨干彝恒户拐昆栖棱沈沾浚温游溪澄群羌脱谷郁里"
)

LAST_LATIN = "\u2e7f"  # the blocks of Chinese characters come after it
MAX_TEXT = 2_000  # characters; no longer text is read, as normalizing it takes long
_MAX_QUERY = 40  # folded characters; nothing longer looks like a name


def fold(text: str) -> str:
    """Reduce a text to its letters and digits, to compare names.

    Case, accents, width, white space, punctuation and invisible characters are
    dropped, and traditional characters simplified: "Ruo'ergai", "RUO ERGAI" and
    "ruòěrgài" fold to the same text, and so do "513436" and its full-width form,
    美姑縣 and 美姑县. A text of more than MAX_TEXT characters folds to nothing.
    """
    if len(text) > MAX_TEXT:
        return ""
    simplified = normalize("NFKD", text).translate(_SIMPLIFIED)
    return "".join(filter(str.isalnum, simplified.casefold()))


def normalize_text(text: str) -> str:
    """Normalize width, script and white space, and drop invisible characters.

    Full-width letters and digits become narrow, traditional characters (those
    that occur in names) simplified; white space and invisible characters of
    every kind are dropped. Of more than MAX_TEXT characters nothing is kept.
    """
    text = "".join(text.split())
    if len(text) > MAX_TEXT:
        return ""
    if not is_normalized("NFKC", text):
        text = "".join(normalize("NFKC", text).split())
    if not text.isprintable():
        text = "".join(
            character for character in text if category(character) not in {"Cc", "Cf"}
        )
    return text if _TRADITIONAL.isdisjoint(text) else text.translate(_SIMPLIFIED)


def traditional_forms(text: str) -> Iterator[str]:
    """The ways to write a simplified text wholly in traditional characters.

    Where a character has several traditional forms, or is one itself, there is a text
    for each: 岳池縣 and 嶽池縣. The text itself is none of them; normalize_text makes
    it of each.
    """
    characters = (_traditional_characters().get(each, each) for each in text)
    for combination in product(*characters):
        form = "".join(combination)
        if form != text:
            yield form


@cache
def _traditional_characters() -> Mapping[str, str]:
    """The traditional characters for each simplified one that has any."""
    traditional: defaultdict[str, str] = defaultdict(str)
    for code, simplified in _SIMPLIFIED.items():
        traditional[chr(simplified)] += chr(code)
    for character in _IN_BOTH_SCRIPTS:
        traditional[character] += character
    return traditional


def is_latin(text: str) -> bool:
    """Whether a normalized text is a name in Latin letters, and not a code."""
    return (
        text != ""
        and text[0] <= LAST_LATIN
        and not text[0].isdecimal()
        and any(map(str.isalpha, text))
        and max(text) <= LAST_LATIN
    )


def value_text(value: object) -> str:
    """Convert a value to text, whatever it is.

    A missing value (None, NaN, NaT, NA), and one that has no text, becomes empty.
    """
    if isinstance(value, str):
        return value
    try:
        # NaN and NaT differ from themselves; pandas.NA has no truth value.
        return "" if value is None or value != value else str(value)
    except Exception:
        return ""


def look_up(
    kind: str,
    text: str,
    named: Mapping[str, T],
    suggested: Mapping[str, object] | None = None,
) -> T:
    """Look up a name, however it is spelled.

    Args:
        kind: what is looked for, for the error's message.
        text: a spelling.
        named: everything that can be found, by folded spelling; its str() is
            what is suggested.
        suggested: what to suggest instead, by folded spelling.

    Raises:
        UnknownNameError: nothing has that name.
    """
    folded = fold(text)
    if folded in named:
        return named[folded]
    raise UnknownNameError(kind, text, _suggestions(folded, suggested or named))


def _suggestions(folded: str, named: Mapping[str, object]) -> tuple[str, ...]:
    from difflib import get_close_matches

    if len(folded) > _MAX_QUERY:
        return ()
    # Chinese names are so short that one common character in two must do.
    cutoff = 0.7 if folded.isascii() else 0.5
    similar = get_close_matches(folded, named, n=10, cutoff=cutoff)
    return tuple(dict.fromkeys(str(named[spelling]) for spelling in similar))[:3]
