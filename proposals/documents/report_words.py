"""The words by which a report names its figures: which figure a number belongs to, and how it is used.

A key is the figure's own (received, reply_rate, …; `proposals/statistics`); `kind:…` and `outcome:…` are lines
of a breakdown. A number that no word names has no key: it is not guessed.
"""

import re
from dataclasses import dataclass

from proposals.documents.report_numbers import PERCENT

CASES = ("件", "件次", "")
PEOPLE = ("人", "名", "位")
UNITS = ("家", "个")
FORMS = ("份", "件")
COUNTED = (*CASES, *PEOPLE, *UNITS, "份", "条", "项", "篇", "次")

_COUNT_WORDS = (
    ("declined", r"不予立案|未予立案|未予以立案|未立案|不立案|不作立案|不符合立案|未达到立案"),
    ("filed_net", r"并案后[^，。\d]{0,6}立案|实际立案|合并后[^，。\d]{0,4}立案"),
    ("filed_gross", r"并案前[^，。\d]{0,4}立案|立案[（(]并案前[）)]"),
    ("filed", r"立案(?!率|总数)"),
    ("merged", r"并案(?!后|前)|合并办理|合并立案"),
    ("withdrawn", r"撤案|撤回|撤销提案"),
    ("disposition", r"转(?:为|作|送|交)?[^，。\d]{0,12}(?:来信|社情民意|意见|建议|参考)"),
    ("kind:COLLECTIVE", r"集体提案|集体(?=（|\()"),
    ("kind:MEMBER", r"委员(?:个人|联名|或|和|、|及)*提案"),
    ("plenary", r"大会(?:期间)?提案"),
    ("intersession", r"平时提案|闭会期间(?:提案|收到)|会后提案"),
    ("received", r"收到|征集到|征集|接收"),
    ("received_weak", r"提交|提出|提案总数|提案总量"),
    ("assigned", r"交办"),
    ("replied", r"办复|答复|办结答复"),
    ("concluded", r"办结"),
    ("co_handlings", r"会办|协办"),
    ("repliers", r"主办"),
    ("assignments", r"承办"),
    ("handled", r"(?:共|总共|合计)办理|办理的?(?:市|县|区|州|省|全国)?(?:政协)?(?:委员)?提案"),
)
_COUNT_PATTERNS = [(key, re.compile(words)) for key, words in _COUNT_WORDS]
_RATE_WORDS = (
    ("filing_rate", r"立案率"),
    ("assignment_rate", r"交办率"),
    ("acceptance_rate", r"签收率"),
    ("opinion_rate", r"会办意见[^，。率]{0,6}率"),
    ("consultation_rate", r"面商率|面办率|见面率|面商协商率"),
    ("on_time_reply_rate", r"(?:按期|按时|如期|及时)(?:办复|答复)率"),
    ("reply_rate", r"(?:办复|答复|办理答复)率"),
    ("conclusion_rate", r"(?:办结|办理)率"),
    ("attitude_satisfaction_rate", r"(?:办理)?态度[^，。率]{0,4}满意率"),
    ("satisfaction_rate", r"满意(?:率|度)"),
    ("feedback_return_rate", r"(?:反馈|回收|收回)率"),
    ("follow_up_rate", r"回访率"),
    ("disclosure_rate", r"公开率|上网率"),
    ("adoption_rate", r"采纳率"),
    ("resolved_rate", r"解决率"),
    ("participation_rate", r"参与率"),
)
_RATE_PATTERNS = [(key, re.compile(words)) for key, words in _RATE_WORDS]
_DONE_AFTER = (
    ("consultation_rate", re.compile(r"[^率]{0,6}(?:面商|见面)")),
    ("reply_rate", re.compile(r"[^率]{0,6}(?:办复|答复)")),
    ("conclusion_rate", re.compile(r"[^率]{0,6}办结")),
    ("acceptance_rate", re.compile(r"[^率]{0,6}签收")),
    ("satisfaction_rate", re.compile(r"[^率]{0,6}满意")),
)
_MEMBERS = re.compile(r"(?:委员总数|委员总人数|委员会委员|现有委员|共有委员|全体委员)(?:共|为|有|是)?$")
_BASE_IN_BRACKETS = re.compile(r"(?<=提案)[（(](?:收到|立案)[)）](?=[为：:共有]{0,2}$)")
_UNITS_BEFORE = re.compile(r"承办(?:提案的?)?(?:单位|部门)[^，。]{0,6}$")
_UNITS_AFTER = re.compile(r"(?:提案)?承办(?:单位|部门)|(?:单位|部门)(?:进行|具体|负责|分别)?(?:办理|承办)")
_OUTCOME = re.compile(r"([A-D])类")
# What may stand before the word of a whole session's figure; anything else narrows it, to what is not known.
_PLAIN = re.compile(
    r"(?>并案[前后]|收到|提出|最终|将|总共|一共|总计|合计|累计|共|计|已|经|均|全部|全体|全年|今年|本年度|本年|年内|年度|截至|截止|目前|"
    r"提案审查委员会|提案委员会|提案委|提案组|常委会|大会秘书处|秘书处|专门委员会|专委会|委员会|会议|大会|以来|期间|闭会|"
    r"集中|统一|全面|审查|审议|研究|认真|严格|按程序|依法|予以|确定|决定|最终|全会|条件|各|委员|政协|参加单位|单位|党派团体|党派|团体|界别|广大|先后|"
    r"我们|我委|我局|我厅|我办|本局|本厅|本单位|近|约|超过|至少|逾|办公室|全国|自治区|自治州|省|市|县|区|州|旗|提案者|提案|线索|材料|件|数量|总数|总量|数|的|了|并|于|在|向|和|及|"
    r"为|有|达到|达|到|其中|第|届|次|后|中|里|[一二三四五六七八九十\d年月日底前止（()）:：、\s“”])*+"
)
_NARROWING = re.compile(
    r"(?:党派|团体|界别|专委会|小组)提案|重点|优秀|党群|政府系统|法检|民生类|平时|闭会|大会提案|会后|人大|代表|上级|联名|上年|去年|往年|上一年|同期|督办|面商协商|主席会议|领衔"
)
CHANGE = re.compile(
    r"(增加|增长|增幅|上升|提高|提升|多|新增|净增|减少|下降|降低|降幅|回落|少)(?:了|约|近|幅度?为?|率为?|比例为?|达|为)?$"
)
DOWN = ("减少", "下降", "降低", "降幅", "回落", "少")
_EARLIER = re.compile(r"(?:比|较|与|同)?(?:上年|去年|上一年|上年度|上届|同期|往年|前年|上次会议)")
_AIM = re.compile(r"确保|力争|争取|要求|目标|务必|必须|应当|不少于|不低于")
_TOGETHER = re.compile(r"分别|各自|依次|均|都|皆")


@dataclass(frozen=True)
class Named:
    """What the words say of a number: its keys (several where one number stands for several figures).

    `is_narrowed`: a part of what the key counts, or what is aimed at; `is_earlier`: another year's; `is_change`: a difference, not a level.
    """

    keys: tuple[str, ...] = ()
    is_narrowed: bool = False
    is_earlier: bool = False
    is_change: bool = False


def named(number):
    """Return what the words around `number` name it."""
    before = number.before
    is_change = bool(CHANGE.search(before))
    is_aim = bool(_AIM.search(number.clause))
    is_earlier = bool(_EARLIER.search(before)) and not is_change
    if number.noun == PERCENT:
        keys, is_narrowed = _rate_keys(number), bool(_NARROWING.search(number.clause))
    else:
        keys, is_narrowed = _count_keys(number)
    return Named(keys, is_narrowed or is_aim, is_earlier, is_change)


def _rate_keys(number):
    words = number.clause if _TOGETHER.search(number.before) else number.before
    keys = []
    for key, pattern in _RATE_PATTERNS:
        if pattern.search(words) and not any(_covers(kept, key) for kept in keys):
            keys.append(key)
    if keys:
        return tuple(keys)
    if "占" in number.before:
        return ()
    return tuple(key for key, pattern in _DONE_AFTER if pattern.match(number.after))[:1]


def _covers(kept, key):
    """按期办复率 ends in 办复率, 办理态度满意率 in 满意率: the longer name is meant."""
    return (kept, key) in (
        ("on_time_reply_rate", "reply_rate"),
        ("attitude_satisfaction_rate", "satisfaction_rate"),
    )


def _count_keys(number):
    if number.noun in UNITS and (_UNITS_BEFORE.search(number.before) or _UNITS_AFTER.match(number.after)):
        return ("units",), bool(re.search(r"主办|会办|先进|优秀|协办|党群", number.before + number.after))
    if number.noun in PEOPLE and _MEMBERS.search(number.before):
        return ("members",), False
    if number.noun in PEOPLE and re.search(r"委员", number.before + number.after):
        proposed = re.search(r"(?:提交|提出|提|撰写|参与)[^，。]{0,6}提案", number.before + number.after)
        return (("proposing_members",) if proposed else ()), bool(re.search(r"人次|附议", number.after))
    if number.noun == "份":
        returned = re.search(r"收回|回收|收到|反馈", number.before)
        return (("returned",) if returned else ()), False
    if number.noun not in CASES:
        return (), False
    return _case_keys(number)


def _case_keys(number):
    before = _BASE_IN_BRACKETS.sub("", number.before)
    outcome = _OUTCOME.findall(before)
    if outcome:
        return (f"outcome:{outcome[-1]}",), bool(_NARROWING.search(before))
    best = None
    for rank, (key, pattern) in enumerate(_COUNT_PATTERNS):
        for match in pattern.finditer(before):
            order = (match.end(), -rank)
            if best is None or order > best[0]:
                best = order, key, match
    if best is None:
        return _keys_after(number)
    _order, key, match = best
    ahead = before[: match.start()]
    is_plain = _PLAIN.fullmatch(ahead) is not None and _PLAIN.fullmatch(before[match.end() :]) is not None
    if key == "received_weak":
        is_plain = is_plain and bool(re.search(r"共|总|累计|以来|期间", before))
        key = "received"
    if key.startswith("kind:"):
        return (key,), bool(_NARROWING.search(ahead))
    return (key,), not is_plain or bool(_NARROWING.search(before))


def _keys_after(number):
    if re.match(r"(?:政协|委员)?(?:提案)?(?:之?中|里)", number.after):
        return ("handled",), False
    if not _PLAIN.fullmatch(number.before):
        return (), False
    after = number.after.removeprefix("提案").removeprefix("材料")
    for key, pattern in _COUNT_PATTERNS:
        if key in ("received", "received_weak", "disposition"):
            continue
        match = pattern.search(after[:12]) or (
            pattern.match(number.after) if key.startswith("kind:") else None
        )
        if match and _PLAIN.fullmatch(after[: match.start()]):
            return (key,), bool(_NARROWING.search(number.before + after))
    return (), False
