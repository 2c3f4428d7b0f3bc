"""What must be looked at before a report is printed: counts of two kinds, and a full rate beside missing records."""

from proposals.models import Consultation, Reply


def flags_on(figures):
    """Return the sentences; parts that do not make their whole are said by `remarks_on` already."""
    return [*_mixed(figures), *_full_but_missing(figures)]


def _mixed(figures):
    """Name the counts of tasks (件次) that a reader might add up as proposals (件)."""
    owing, filed = figures.counts["repliers"], figures.counts["assigned"]
    if not figures.by_task and owing != filed and filed:
        yield (
            f"应答复的承办件{owing}件次，已交办的提案{filed}件：有分办的提案，各单位的件次之和不等于提案件数，"
            "表内不能混用「件」和「件次」。"
        )


def _full_but_missing(figures):
    tasks = figures.scope.tasks().order_by().values("pk")
    replies = Reply.objects.issued().filter(assignment__in=tasks)
    missing = {
        "reply_rate": (
            ("没有答复日期", replies.filter(issued_on=None).count()),
            ("没有办理结果类别", replies.filter(outcome=None).count()),
        ),
        "consultation_rate": (
            ("没有面商日期", _talks(tasks).filter(met_on=None).count()),
            ("没有面商方式", _talks(tasks).filter(manner="").count()),
        ),
    }
    for key, gaps in missing.items():
        rate = figures.rates[key]
        if rate.whole and rate.part == rate.whole:
            for gap, number in gaps:
                if number:
                    yield f"{rate.label}为100%，但有{number}条记录{gap}，请核对后再用。"
    rate, returned = figures.rates["satisfaction_rate"], figures.rates["feedback_return_rate"]
    if rate.whole and rate.part == rate.whole and returned.part < returned.whole:
        yield (
            f"满意率为100%，但已答复的{returned.whole}件中只收回{returned.part}件的征询意见表，"
            "文中请写明分母。"
        )


def _talks(tasks):
    return Consultation.objects.standing().filter(assignment__in=tasks).exclude(manner__in=["WAIVED", "NONE"])
