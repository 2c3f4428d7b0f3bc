"""The columns of a ledger (台账): canonical headers, the words offices use for them, and how a header is found."""

import re
import unicodedata
from dataclasses import dataclass

HEADERS = {
    "serial_number": "流水号",
    "number": "提案号",
    "title": "案由",
    "proposer_kind": "提案者性质",
    "first_proposer": "第一提案人",
    "cosigners": "联名人",
    "seconders": "附议人",
    "sector": "界别",
    "party": "党派",
    "category": "类别",
    "occasion": "时间标识",
    "submitted_on": "提交日期",
    "examination": "审查结果",
    "decline_reason": "不立案原因",
    "disposition": "处理去向",
    "merged_into": "并入提案号",
    "filed_on": "立案日期",
    "handling_mode": "办理方式",
    "lead_units": "主办单位",
    "co_handling_units": "会办单位",
    "separate_units": "分办单位",
    "assigned_on": "交办日期",
    "due_on": "答复期限",
    "accepted_on": "签收日期",
    "consulted_on": "面商日期",
    "consultation_manner": "面商方式",
    "opinion_given_on": "会办意见日期",
    "replied_on": "答复日期",
    "document_number": "答复文号",
    "outcome": "办理结果",
    "disclosure": "公开属性",
    "attitude": "对办理态度",
    "result": "对办理结果",
    "feedback_on": "反馈日期",
    "followed_up_on": "回访日期",
    "concluded_on": "办结日期",
    "published_on": "公开日期",
    "is_key": "重点提案",
    "is_outstanding": "优秀提案",
    "supervising_leader": "督办领导",
    "note": "备注",
}

_SYNONYMS = {
    "serial_number": "流水号 收件号 收文号",
    "number": "提案编号 编号 案号 提案序号 件号 提案号数 立案号",
    "title": "提案案由 标题 题目 提案题目 提案标题 提案名称 提案内容摘要",
    "proposer_kind": "提案类型 提案性质 联名类别 个人/集体 提案者类别",
    "first_proposer": "提案人 提案者 领衔委员 领衔人 提出人 委员姓名 提案单位 提案者姓名",
    "cosigners": "联名提案人 联名委员 其他提案人 会签人",
    "seconders": "附议委员",
    "sector": "所属界别 界别组别 组别 小组",
    "party": "政治面貌",
    "category": "分类 提案分类 提案类别 内容分类",
    "occasion": "大会/平时 提交时段 提案时间标识",
    "submitted_on": "提交时间 收到日期 收到时间 提案日期 来文日期",
    "examination": "审查意见 立案情况 是否立案 审查情况 审查结论",
    "decline_reason": "不予立案原因 不立案理由 不予立案理由",
    "disposition": "去向 不立案处理 转办去向",
    "merged_into": "并入 并入案号 归并至 合并至",
    "filed_on": "立案时间 审查日期 审查时间",
    "handling_mode": "办理类型 承办方式",
    "lead_units": "主办 承办单位 办理单位 牵头单位 牵头办理单位 主要承办单位 独办单位 承办部门 主办部门 牵头部门",
    "co_handling_units": "会办 协办单位 协办 配合单位 参办单位 会办(协办)单位 会办部门 协办部门 配合部门",
    "separate_units": "分办 分别办理单位 分办部门",
    "assigned_on": "交办时间 转办时间 交办日",
    "due_on": "答复时限 办理期限 办理时限 要求办结日期 计划办结日期 答复截止日期",
    "accepted_on": "签收时间",
    "consulted_on": "面商时间 协商时间 见面时间 沟通日期 沟通时间 协商日期 见面日期",
    "consultation_manner": "沟通方式 听取意见方式 协商方式 见面方式",
    "opinion_given_on": "会办意见时间 会办意见提交日期 会办日期",
    "replied_on": "答复时间 办复时间 办复日期 复文日期",
    "document_number": "复文文号 文号 答复函号",
    "outcome": "答复类别 结果类别 办理类别 解决程度 落实情况分类 办理结果类别",
    "disclosure": "是否公开 可否公开 公开情况",
    "attitude": "办理态度 态度评价 对办理态度评价",
    "result": "满意度 委员意见 委员反馈意见 提案人意见 反馈意见 满意情况 结果评价 对办理结果评价",
    "feedback_on": "反馈时间",
    "followed_up_on": "回访时间",
    "concluded_on": "办结时间 实际办结日期 办结日",
    "published_on": "公开时间",
    "is_key": "是否重点 重点 是否重点提案",
    "is_outstanding": "优秀 是否优秀 是否优秀提案",
    "supervising_leader": "领办领导 包案领导 批示领导 领衔督办领导",
    "note": "说明 附注",
}

_IGNORED = [
    "序号",
    "NO",
    "工作单位",
    "单位",
    "单位及职务",
    "职务",
    "联系电话",
    "电话",
    "手机",
    "手机号",
    "手机号码",
    "联系方式",
    "联系人及电话",
    "届次",
    "会议届次",
    "届",
    "次",
    "承办人",
    "经办人",
    "联系人",
    "承办科室",
    "合计",
    "一同办理",
]

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_EDGES = ":：*·.、"
DEEPEST_HEADER_ROW = 12


def normalise(header):
    """Return a header as it is compared: NFKC, without spaces and bracketed parts, in capitals."""
    text = "".join(unicodedata.normalize("NFKC", str(header)).split())
    return (_BRACKETS.sub("", text).strip(_EDGES) or text).upper()


def _table():
    table = {normalise(word): "" for word in _IGNORED}
    for key, header in HEADERS.items():
        for word in (header, *_SYNONYMS.get(key, "").split()):
            table[normalise(word)] = key
    return table


_KEY_OF_WORD = _table()
_LONGEST_FIRST = sorted(
    (word for word, key in _KEY_OF_WORD.items() if key and len(word) > 1), key=len, reverse=True
)


def key_of(header):
    """Return the canonical key of a header, "" for one that is known and not wanted, None for an unknown one."""
    word = normalise(header)
    if word in _KEY_OF_WORD or not word:
        return _KEY_OF_WORD.get(word)
    return next((_KEY_OF_WORD[each] for each in _LONGEST_FIRST if each in word), None)


@dataclass(frozen=True)
class Header:
    """Where the header stands: `first` and `last` row (from 0), {key: column}, and the headers not understood."""

    first: int
    last: int
    columns: dict[str, int]
    unmapped: tuple[str, ...]


def find_header(rows, given=None):
    """Return the Header among the first rows, or None; `given` maps header texts (as found) to canonical keys.

    A header needs 案由 and a number or a proposer. Of several candidates the one that names most columns wins,
    on a tie the one-row header and the one that stands lower.
    """
    best = None
    for first in range(min(len(rows), DEEPEST_HEADER_ROW)):
        for depth in (1, 2):
            if first + depth > len(rows):
                continue
            header = _read(rows, first, depth, given or {})
            if not _is_enough(header.columns):
                continue
            rank = (len(header.columns), -depth, first)
            if best is None or rank > best[0]:
                best = (rank, header)
    return best[1] if best else None


def _is_enough(columns):
    return "title" in columns and bool({"number", "serial_number", "first_proposer"} & set(columns))


def _read(rows, first, depth, given):
    upper, lower = rows[first], rows[first + depth - 1]
    columns, exact, unmapped = {}, set(), []
    for index, cell in enumerate(lower):
        above = upper[index] if depth == 2 and index < len(upper) else ""
        text = str(cell).strip() if isinstance(cell, str) else ""
        words = [text, f"{above}{text}", str(above)] if depth == 2 else [text]
        key = next((given[word] for word in words if word in given), None)
        if key is None:
            key = next((found for word in words if word and (found := key_of(word)) is not None), None)
        if key is None:
            unmapped.extend([text] if text else [])
        elif key:
            is_exact = normalise(text) == normalise(HEADERS[key])
            if key not in columns or (is_exact and key not in exact):
                columns[key] = index
            if is_exact:
                exact.add(key)
    return Header(first, first + depth - 1, columns, tuple(unmapped))
