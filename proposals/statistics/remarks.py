"""What must be said beside figures: unknown days, parts that do not make the whole, inferred bases, notes."""

from django.db.models import Q

from proposals.models import CoHandlingOpinion, Consultation, Feedback, FollowUp, Reply
from proposals.statistics.handling import SIGNED

_BREAKDOWNS = {"proposer_kind": "提案者性质", "category": "类别", "disposition": "处理去向"}


def remarks_on(figures):
    """Return the sentences to print beside `figures`."""
    scope = figures.scope
    session = scope.plenary_session
    remarks = []
    if not session.policy.received_known:
        remarks.append("本届次收到件数未知，立案率不计算。")
    if figures.by_task and scope.unit is None:
        remarks.append(f"本届次只收录{scope.counted_unit}的承办件，各率按该单位的承办件（件次）计算。")
    remarks += _unmade_wholes(figures)
    remarks += _unreplied(figures)
    remarks += _satisfied_unmet(figures)
    if scope.as_of is not None:
        remarks += _unknown_days(scope)
    remarks += [note.text for note in session.figure_notes.all()]
    return remarks


def _unmade_wholes(figures):
    for key, label in _BREAKDOWNS.items():
        lines = figures.breakdowns[key]
        if not lines:
            continue
        whole, known = lines[0].whole, sum(line.part for line in lines if line.key)
        if known != whole:
            yield f"按{label}分的各项合计{known}件，与总数{whole}件相差{abs(whole - known)}件（不详或未填）。"


def _unreplied(figures):
    lines = figures.breakdowns["outcome"]
    known = sum(line.part for line in lines)
    if known and known != lines[0].whole:
        yield f"已知办理结果类别的{known}件，基数{lines[0].whole}件，其余{lines[0].whole - known}件未答复或类别不详。"


def _satisfied_unmet(figures):
    """Say where everybody is satisfied though not everybody was met: a rating may have been leaned on."""
    satisfied, met = figures.rates["satisfaction_rate"], figures.rates["consultation_rate"]
    if satisfied.whole and satisfied.part == satisfied.whole and met.part < met.whole:
        yield (
            f"满意率为100%，而应面商的{met.whole}件中有{met.whole - met.part}件没有面商记录；"
            "请核对这些评价是否出自提案者本人。"
        )


def _unknown_days(scope):
    """Name the facts that count on every day because the day they happened is not known (one statement a kind)."""
    tasks = scope.tasks().order_by().values("pk")
    unknown = {
        "提交": scope.received().filter(submitted_on=None).count(),
        "审查": scope.decisions().filter(decided_on=None).count(),
        "交办": scope.tasks().filter(assigned_on=None).count(),
        "签收": scope.tasks().filter(accepted_on=None, lapsed_on=None, state__in=SIGNED).count(),
        "面商": Consultation.objects.standing().filter(assignment__in=tasks, met_on=None).count(),
        "答复": Reply.objects.issued().filter(assignment__in=tasks, issued_on=None).count(),
        "会办意见": CoHandlingOpinion.objects.standing().filter(assignment__in=tasks, given_on=None).count(),
        "反馈": Feedback.objects.standing().filter(assignment__in=tasks, given_on=None).count(),
        "回访": FollowUp.objects.standing()
        .filter(proposal__in=scope.filed().order_by().values("pk"), made_on=None)
        .count(),
        "办结": scope.tasks().filter(Q(state="CONCLUDED"), concluded_on=None).count(),
    }
    named = "、".join(f"{label}{number}项" for label, number in unknown.items() if number)
    if named:
        total = sum(unknown.values())
        yield f"有{total}项事实的日期不详，按截至日以前发生计入：{named}。"
