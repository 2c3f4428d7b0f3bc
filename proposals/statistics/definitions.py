"""What each figure counts, in words: printed beside it on every page, in reports, JSON and help.

Sources are named where a place's published practice set the default; see the decision on bases.
"""

from dataclasses import dataclass

from proposals.models.policy import (
    ConclusionRule,
    ConsultationBase,
    FilingBase,
    SatisfactionBase,
)

COUNTS = {
    "received": "收到：会议以来提交的提案；草稿和立案前收回的不算。",
    "filed": "立案：按本届次口径（并案后或并案前）。",
    "filed_net": "立案（并案后）：审查决定为立案且没有并入其他提案的件数。",
    "filed_gross": "立案（并案前）：并案后的件数加上被并入的件数。",
    "merged": "并案：并入其他提案的件数。",
    "merge_groups": "并案组：并入了其他提案的主提案件数。",
    "declined": "不予立案：含转为工作建议、社情民意信息、委员来信等的件数。",
    "converted": "转办：不予立案中有明确处理去向的件数。",
    "withdrawn": "撤案：提案者申请撤回、提案委同意的件数；仍算在收到数内。",
    "pending": "待审查：尚无审查决定的件数，含退回修改。",
    "assignments": "承办件（件次）：各单位承办的件次，含会办；退办、撤销的不算。",
    "repliers": "应答复的承办件（件次）：独办、主办、分办。",
    "co_handlings": "会办件（件次）：各单位会办的件次。",
    "units": "承办单位（家）：有承办件的不同单位数，单位不详的不算。",
    "assigned": "已交办：立案提案中已交承办单位的件数。",
    "replied": "已答复：每个应答复的单位都已答复的件数。",
    "concluded": "已办结：办结的件数，按本届次的办结口径。",
}

OF_WHOLE_SESSIONS = ("filing_rate", "assignment_rate", "participation_rate")
COUNTS_OF_A_UNIT = ("filed", "assignments", "repliers", "co_handlings", "replied", "concluded")


@dataclass(frozen=True)
class Definition:
    """The Chinese name of a rate, what is counted above and below the line, and on which base."""

    label: str
    part: str
    whole: str
    remark: str = ""

    @property
    def sentence(self):
        """The definition as one sentence."""
        remark = f"；{self.remark}" if self.remark else ""
        return f"{self.label}＝{self.part}÷{self.whole}{remark}。"


def rate_definitions(policy, *, by_task):
    """Return {key: Definition} for proposals (件), or for the tasks of a unit (件次) when `by_task`."""
    thing = "应答复的承办件（独办、主办、分办）" if by_task else "立案件数" + _filing_note(policy)
    every = "" if by_task else "（有几个应答复单位的，每个都要）"
    satisfied = "满意和基本满意" if policy.fairly_satisfied_counts else "满意"
    returned = policy.satisfaction_base == SatisfactionBase.RETURNED
    forms_of = "收回的征询意见表中作了此项评价的件数" if returned else _all_rated(policy, by_task)
    return {
        "filing_rate": Definition(
            "立案率", "立案件数" + _filing_note(policy), "收到件数", "撤案、不予立案仍在收到数内"
        ),
        "assignment_rate": Definition("交办率", "已交承办单位的立案提案", "立案件数" + _filing_note(policy)),
        "acceptance_rate": Definition("签收率", "已签收的承办件", "全部承办件", "按件次，会办在内"),
        "consultation_rate": _consultation(policy, by_task=by_task, thing=thing, every=every),
        "opinion_rate": Definition("会办意见提交率", "已提会办意见的会办件", "全部会办件", "按件次"),
        "reply_rate": Definition("办复率", f"已签发答复的件数{every}", thing, "是否按期另见按期办复率"),
        "on_time_reply_rate": Definition(
            "按期办复率",
            f"首次答复不晚于答复期限的件数{every}",
            f"{thing}中期限和已有的答复日期都已知的",
            "期限当天算按期；批准的延期算按期",
        ),
        "conclusion_rate": _conclusion(policy, by_task=by_task, thing=thing),
        "satisfaction_rate": Definition(
            "满意率",
            f"对办理结果评价为{satisfied}的件数",
            forms_of,
            "重办后以最近一次评价为准；多份评价取最低；未反馈不算满意",
        ),
        "attitude_satisfaction_rate": Definition(
            "办理态度满意率", f"对办理态度评价为{satisfied}的件数", forms_of, "同满意率"
        ),
        "feedback_return_rate": Definition("征询意见表反馈率", "收回征询意见表的件数", "已答复的件数"),
        "follow_up_rate": Definition(
            "回访率", "提案委已回访的件数", thing, "分母为立案件数系惯例推断，公开报告未见定义"
        ),
        "disclosure_rate": _disclosure(policy, by_task=by_task, thing=thing, every=every),
        "adoption_rate": Definition(
            "采纳率", "已采纳的建议条数", "全部建议条数", "按建议的条数，不按提案件数"
        ),
        "resolved_rate": Definition(
            "解决率（首类占比）", f"办理结果为最高一类的件数{every}", "已答复且类别已知的件数"
        ),
        "participation_rate": Definition(
            "委员参与率", "提出或联名提出提案的委员人数", "在任委员人数", "附议不算"
        ),
    }


def breakdown_definitions(policy):
    """Return {breakdown: what its lines count and what their shares divide by}."""
    base = f"占比除以{policy.get_share_base_display()}件数；各项分别四舍五入，合计可能不等于100。"
    sector = "算集体提案" if policy.sector_is_collective else "算委员提案"
    return {
        "category": f"按一级类别分的件数，二级类别并入上一级；{base}",
        "proposer_kind": f"委员提案含个人和联名，集体提案含党派、团体、专委会、小组等，界别提案{sector}；{base}",
        "outcome": f"每个应答复的单位都已答复的，按解决程度最低的一类计；{base}",
    }


def _filing_note(policy):
    return "（并案前）" if policy.filing_base == FilingBase.GROSS else "（并案后）"


def _consultation(policy, *, by_task, thing, every):
    counted = "当面、现场、视频" + ("、电话" if policy.phone_counts else "；电话不算")
    remark = f"面商指{counted}；提案者否认的不算"
    if policy.consultation_base == ConsultationBase.ALL:
        whole = "全部承办件（会办在内）" if by_task else thing
        part = "已面商的件数" if by_task else "每个承办单位（会办在内）都已面商的件数"
        return Definition("面商率", part, whole, remark)
    if policy.consultation_base == ConsultationBase.MINUS_WAIVED:
        return Definition("面商率", f"已面商的件数{every}", f"{thing}减去委员同意免于面商的", remark)
    return Definition("面商率", f"已面商的件数{every}", thing, f"{remark}；免于面商的仍在分母内；会办不在内")


def _conclusion(policy, *, by_task, thing):
    whole = "全部承办件（会办在内）" if by_task and policy.unit_conclusion_base_all else thing
    part = "已答复的件数（答复即办结）" if policy.conclusion == ConclusionRule.REPLY else "已办结的件数"
    if by_task and policy.conclusion == ConclusionRule.REPLY and policy.unit_conclusion_base_all:
        part = "已答复或已提会办意见的件数（答复即办结）"
    return Definition("办结率", part, whole)


def _disclosure(policy, *, by_task, thing, every):
    if by_task and policy.unit_conclusion_base_all:
        return Definition("公开率", "已公开的承办件", "全部承办件（会办在内）")
    return Definition("公开率", f"答复已公开的件数{every}", thing)


def _all_rated(policy, by_task):
    if not by_task:
        return "立案件数" + _filing_note(policy)
    return "全部承办件" if policy.unit_satisfaction_base_all else "应答复的承办件（独办、主办、分办）"
