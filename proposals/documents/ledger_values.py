"""What the cells of a ledger mean: one parser a column; a value that means nothing is a fault, never a guess."""

import re
import unicodedata
from datetime import date, datetime, timedelta

_BLANK = {"", "-", "—", "——", "/", "无", "暂无", "不详", "未知", "\\"}
_SERIAL_EPOCH = date(1899, 12, 30)
_DATE = re.compile(
    r"(\d{4})\D{0,2}?[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})日?|(\d{1,2})[-./](\d{1,2})", re.ASCII)
_NUMBER = re.compile(r"第?0*(\d+)(?:\.0+)?号?", re.ASCII)
_SEPARATORS = re.compile(r"[、,;/\n|]+")
_TWO_CHARACTERS = re.compile(r"(?<!\S)(\S)\s+(\S)(?!\S)")
_AND_OTHERS = re.compile(r"等\d*(?:人|名委员|位委员|名|位)?$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class BadValue(Exception):
    """The cell does not mean anything in its column; the message is a sentence a clerk can act on."""


def text_of(cell):
    """Return the cell as text, NFC and trimmed; numbers as people write them.

    Raises:
        BadValue: control characters, or a formula typed as text.
    """
    if isinstance(cell, str):
        text = unicodedata.normalize("NFC", cell).strip()
        if CONTROL.search(text):
            raise BadValue("含有看不见的控制字符，请重新输入这一格。")
        if text.startswith("="):
            raise BadValue("以「=」开头，像是没有算出结果的公式，请改成文字。")
        return text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def parse_text(cell):
    """Return the text, or None for a blank."""
    return text_of(cell) or None


def parse_date(cell):
    """Return the date: real dates, 2025.3.20, 2025/3/20, 2025年3月20日, 20250320, Excel's day numbers."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 20_000 < cell < 80_000:
        return _SERIAL_EPOCH + timedelta(days=int(cell))
    text = unicodedata.normalize("NFKC", text_of(cell))
    if text in _BLANK:
        return None
    match = _DATE.fullmatch(text.replace(" ", "") if "年" in text else text) or _COMPACT.fullmatch(text)
    if match:
        try:
            return date(*(int(part) for part in match.groups()[:3]))
        except ValueError:
            raise BadValue("没有这一天，请核对年月日。") from None
    if _NO_YEAR.fullmatch(text):
        raise BadValue("没有写年份，请写成 2025-03-20 这样的日期。")
    raise BadValue("看不出是哪一天，请写成 2025-03-20 这样的日期。")


def parse_number(cell):
    """Return a number as it is compared, in plain digits: 第0001号 = 1.0 = "1"; any other number as text."""
    text = unicodedata.normalize("NFKC", text_of(cell))
    if text in _BLANK:
        return None
    text = "".join(text.split())
    match = _NUMBER.fullmatch(text)
    return match[1] if match else text.removeprefix("第").removesuffix("号")


def parse_names(cell):
    """Return the names in a cell as a tuple: split at 、，；/ lines and spaces, 「李　二」 read as 李二."""
    text = (
        unicodedata.normalize("NFKC", text_of(cell))
        if not isinstance(cell, str)
        else _punctuated(text_of(cell))
    )
    names = []
    for piece in _SEPARATORS.split(text):
        joined = _TWO_CHARACTERS.sub(r"\1\2", piece.strip())
        names.extend(_AND_OTHERS.sub("", name) for name in joined.split())
    return tuple(dict.fromkeys(name for name in names if name and name not in _BLANK)) or None


def parse_units(cell):
    """Return the units in a cell as a tuple; a space inside a unit's name is no separator."""
    pieces = (" ".join(piece.split()) for piece in _SEPARATORS.split(_punctuated(text_of(cell))))
    return tuple(dict.fromkeys(piece for piece in pieces if piece and piece not in _BLANK)) or None


def _punctuated(text):
    return (
        text.replace("，", "、")
        .replace("；", "、")
        .replace("／", "、")
        .replace("\u3000", " ")
        .replace("\r", "")
    )


def parse_flag(cell):
    """Return True for 是 √ 重点 …, False for 否 ×, None for a blank."""
    if isinstance(cell, bool):
        return cell
    text = unicodedata.normalize("NFKC", text_of(cell)).upper()
    if text in {"否", "×", "X", "N", "NO", "0", "不是", "FALSE"}:
        return False
    if text in _BLANK:
        return None
    if text in {"是", "√", "✓", "✔", "V", "Y", "YES", "1", "TRUE", "■"} or text.startswith(("重点", "优秀")):
        return True
    raise BadValue("请填「是」或「否」。")


def _choices(pairs, *, hint):
    """Return a parser of words: an exact word first, then the first word that the text contains."""
    exact, contained = {}, []
    for code, words in pairs:
        for word in words.split():
            exact[word] = code
            if len(word) > 1:
                contained.append((word, code))

    def parse(cell):
        text = "".join(unicodedata.normalize("NFKC", text_of(cell)).split())
        if text in exact or text in _BLANK:
            return exact.get(text)
        for word, code in contained:
            if word in text:
                return code
        raise BadValue(hint)

    return parse


parse_kind = _choices(
    [
        ("SPECIAL_COMMITTEE", "专委会提案 专门委员会提案 专委会 专门委员会"),
        ("SECTOR_GROUP", "界别小组提案 委员小组提案 小组提案 界别小组 委员小组 小组 联组 活动组"),
        ("PEOPLES_ORGANISATION", "人民团体提案 团体提案 人民团体 团体"),
        ("PARTY", "民主党派提案 党派提案 民主党派 党派 工商联"),
        ("SECTOR", "界别提案 界别"),
        ("JOINT", "联名提案 委员联名 联名"),
        ("INDIVIDUAL", "个人提案 委员个人 个人"),
        ("COLLECTIVE", "集体提案 集体"),
        ("MEMBER", "委员提案 委员"),
    ],
    hint="不认识的提案者性质；可用：委员、个人、联名、集体、党派、团体、界别、小组、专委会。",
)

parse_occasion = _choices(
    [("INTERSESSION", "平时提案 平时 闭会 会后"), ("PLENARY", "大会提案 大会 会议期间 会间")],
    hint="不认识的时间标识；可用：大会、平时。",
)

_DISPOSITIONS = [
    ("WORK_SUGGESTION", "转工作建议 工作建议 转意见建议 意见建议 意见和建议"),
    ("PUBLIC_OPINION", "转社情民意信息 社情民意信息 转社情民意 社情民意"),
    ("MEMBER_LETTER", "转委员来信 委员来信 来信"),
    ("PETITION", "转信访 信访"),
    ("OTHER", "其他处理 其他 转"),
]
_DISPOSITION_HINT = "不认识的处理去向；可用：转工作建议、转社情民意、转委员来信、转信访、其他。"
parse_disposition = _choices([*_DISPOSITIONS, ("OTHER", "转送 转交 转为")], hint=_DISPOSITION_HINT)

parse_result = _choices(
    [
        ("DECLINED", "不予立案 不立案 未立案 不符合立案条件"),
        ("MERGED", "并案 归并 合并 并入"),
        ("WITHDRAWN", "撤案 撤回 撤销"),
        ("RETURNED", "退回修改 退回"),
        ("PENDING", "待审查 待审 未审查 待定 待立案"),
        *[(f"DECLINED:{code}", words) for code, words in _DISPOSITIONS],
        ("FILED", "同意立案 予以立案 已立案 立案 是"),
        ("DECLINED", "否"),
    ],
    hint="不认识的审查结果；可用：立案、并案、不予立案、撤案、退回修改、待审查，或处理去向。",
)

parse_mode = _choices(
    [
        ("SOLE", "独办 单办 单独办理"),
        ("SEPARATE", "分别办理 分办"),
        ("CO_HANDLER", "会办件 协办件 会办 协办 参办"),
        ("LEAD", "主会办 主办+会办 主协办 主办 牵头"),
    ],
    hint="不认识的办理方式；可用：独办、主办、会办、分办。",
)

parse_manner = _choices(
    [
        ("WAIVED", "委员同意免于面商 免于面商 同意不面商 不需要走访 免面商 不需面商"),
        ("NONE", "未联系 未面商 未沟通 没有面商"),
        ("ON_SITE", "现场办理 现场踏勘 现场 实地 踏勘"),
        ("MEETING", "座谈会 面谈 座谈 走访 上门 登门 当面 见面 面商 请进来 面对面 会议 会面"),
        ("ONLINE", "视频会议 视频 网络 线上 在线"),
        ("PHONE", "电话沟通 电话 微信 短信"),
        ("WRITTEN", "书面 书信 邮件 信函 来函 函"),
    ],
    hint="不认识的面商方式；可用：当面、座谈、走访、现场、视频、电话、书面、免于面商、未联系。",
)

_parse_outcome_words = _choices(
    [
        ("B", "正在解决 列入计划 列入规划 计划解决 逐步解决 部分解决 拟解决"),
        ("C", "留作参考 暂不能解决 不能解决 难以解决 供参考 参考"),
        ("A", "已经解决 已解决 基本解决 解决或采纳 解决 已采纳 采纳"),
    ],
    hint="不认识的办理结果；请写 A、B、C、D，或已解决、正在解决、列入计划、留作参考。",
)


def parse_outcome(cell):
    """Return the class letter A to D: a letter at the front, or by the phrase."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip().upper()
    if re.match(r"[ABCD](?![A-Z])", text):
        return text[0]
    if text.endswith(("A类", "B类", "C类", "D类")):
        return text[-2]
    return _parse_outcome_words(cell)


parse_rating = _choices(
    [
        ("DISSATISFIED", "不满意 不太满意 不够满意 不很满意 不同意"),
        ("FAIRLY_SATISFIED", "基本满意 比较满意 较满意 理解"),
        ("SATISFIED", "非常满意 很满意 满意 同意"),
        (None, "未反馈 未评价 未回复 弃权"),
    ],
    hint="不认识的评价；可用：满意、基本满意、不满意。",
)

parse_disclosure = _choices(
    [
        ("NONE", "不予公开 不公开 不同意公开 否"),
        ("ON_REQUEST", "依申请公开 依申请"),
        ("SUMMARY", "摘要公开 部分公开 摘要"),
        ("FULL", "全文公开 主动公开 同意公开 公开 全文 是"),
    ],
    hint="不认识的公开属性；可用：全文公开、摘要公开、依申请公开、不予公开。",
)

# Columns in which a word may say more than the one it is read as: 很满意 is not 满意, 微信 not 电话.
SHADED = ("consultation_manner", "attitude", "result")

PARSERS = {
    "serial_number": parse_number,
    "number": parse_number,
    "title": parse_text,
    "proposer_kind": parse_kind,
    "first_proposer": parse_names,
    "cosigners": parse_names,
    "seconders": parse_names,
    "sector": parse_text,
    "party": parse_text,
    "category": parse_text,
    "occasion": parse_occasion,
    "submitted_on": parse_date,
    "examination": parse_result,
    "decline_reason": parse_text,
    "disposition": parse_disposition,
    "merged_into": parse_number,
    "filed_on": parse_date,
    "handling_mode": parse_mode,
    "lead_units": parse_units,
    "co_handling_units": parse_units,
    "separate_units": parse_units,
    "assigned_on": parse_date,
    "due_on": parse_date,
    "accepted_on": parse_date,
    "consulted_on": parse_date,
    "consultation_manner": parse_manner,
    "opinion_given_on": parse_date,
    "replied_on": parse_date,
    "document_number": parse_text,
    "outcome": parse_outcome,
    "disclosure": parse_disclosure,
    "attitude": parse_rating,
    "result": parse_rating,
    "feedback_on": parse_date,
    "followed_up_on": parse_date,
    "concluded_on": parse_date,
    "published_on": parse_date,
    "is_key": parse_flag,
    "is_outstanding": parse_flag,
    "supervising_leader": parse_text,
    "note": parse_text,
}
