"""What the words before, between and after the names of an address mean."""

import re

CONJUNCTIONS = "和与及或至到暨兼"
LIST_GOES_ON = f"{CONJUNCTIONS}等"

_CHINESE = "[\u4e00-\u9fff]"
_TOWNSHIP_KIND = "(?:镇|乡(?![村城])|街道|苏木|社区|村)"
# What makes another name of a name that it follows: 东区街道, 武侯大道, 万源市场.
AFTER_OTHER_NAME = re.compile(
    rf"(?:镇|街道|社区|大道|路)(?!{_CHINESE})|街道(?:办|[一二三四五六七八九十]+[组村社])|(?<=市)场"
)
AFTER_OTHER_SHORT_NAME = re.compile("[县市区州盟旗镇村街路巷桥]|乡(?![村城])|社区|大道")
# What may follow a county's short name in an address: a township, a street with a
# number, an institution; below its prefecture also a village. Not what begins as the
# rest of another word does: 白玉兰, 小金川, 通江大桥, 九龙山庄.
_OTHER_WORD = (
    f"[兰光川河江湖溪滩口谷寺塘浩门沟]|山庄|大桥|[彝藏羌回苗]族乡|集镇"
    f"|{_CHINESE}{{0,8}}(?:开发区|示范区|新区|园区|管理区|工业区)"
)
_STREET = rf"{_CHINESE}{{1,8}}[路街巷道弄段][0-9]+[号弄巷组]"
_INSTITUTION = (
    "[县市区]?(?:人民(?:医院|政府|法院|检察院|银行)|中医|妇幼|民族(?:中学|小学|职业)"
    "|第[一二三四五六七八九十0-9]+(?:中学|小学|人民医院|幼儿园)|职业(?:中学|技术|高级)"
    "|农村(?:信用|商业银行)|农商|农信|信用社|联社|政府|县委|市委|区委|纪委|党委|武装部"
    "|人大常委|政协|法院|检察院|中学|小学|幼儿园|医院|支行|分行|分公司"
    f"|(?:公安|教育|财政|卫生|民政|司法|交通|水利|农业|林业|自然资源|乡村振兴|扶贫|气象"
    f"|统计|审计|税务|国税|地税|邮政|供电|烟草){_CHINESE}{{0,8}}?局)"
)
AFTER_SHORT_NAME_IN_PROVINCE = re.compile(
    rf"(?!{_OTHER_WORD})(?:{_CHINESE}{{2,8}}?(?:镇|乡(?![村城])|街道|苏木)|{_STREET})"
    rf"|{_INSTITUTION}"
)
AFTER_SHORT_NAME_IN_PREFECTURE = re.compile(
    rf"(?!{_OTHER_WORD}){_CHINESE}{{2,8}}?(?:社区|(?<!村)村)"
    rf"|{AFTER_SHORT_NAME_IN_PROVINCE.pattern}"
)
AFTER_SEVERAL = re.compile(
    rf"等(?!级)(?:{_CHINESE}|[0-9]){{0,10}}?[县市区州地]|等$|[{CONJUNCTIONS}]$"
)
EXCEPT = re.compile(
    "以外|之外|境外|(?:^|(?<=[县市区旗州省]))外(?!\\w)|除外|除了?(?![夕草险尘])|不含|未含|不包括|不在|不是|不属于|非(?=.{1,6}[县市区])"
    "|疑似|迁出|迁往|搬离|撤离|周边|旁边|边界|边缘|一带|附近|靠近|毗邻|邻近|接壤|交界(?![街镇乡村])|以[东南西北](?!街|路|村|乡|镇)"
)
# An office of a county that lies in another one: 驻成都办事处.
OFFICE_ELSEWHERE = re.compile("驻.{1,12}?(?:办(?!公)|联络处)")
# Between the names of two counties, a road's: 雷波-永善大桥.
DASH = re.compile("[-—－–~～]+")
AFTER_ROAD_ENDS = re.compile("公路|高速|铁路|大桥|隧道|快速|线|段")
# A conjunction is no name of one: 和镇雄.
_TOWNSHIP_END = f"(?:{_TOWNSHIP_KIND}|[路街巷])"
TOWNSHIP = re.compile(
    rf"(?![{CONJUNCTIONS}]{_TOWNSHIP_END}){_CHINESE}{{1,8}}?{_TOWNSHIP_END}"
)
# Without one of these, the rest of an address says nothing of counties and areas.
NOTEWORTHY = re.compile(
    rf"[县市区旗省州盟外除含括在是属非边近邻壤界带驻迁搬撤以等{CONJUNCTIONS}\W_]|[0-9]{{6}}"
)
# Without one of these, a township's name says nothing of them either: 新市镇.
KIND = re.compile("[县旗省州盟]|(?<=..)市|[地治政]区")
