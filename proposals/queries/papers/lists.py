"""The lists: 交办清单, 汇总表, 督办任务分解表, 交接书, and the lines they share."""

from dataclasses import replace

from django.db.models import Prefetch

from proposals.models import Consultation, Feedback, Proposal, Reply
from proposals.queries.papers.values import CaseList, Handover, Line
from proposals.queries.papers.wording import (
    asking,
    day_text,
    formal_session,
    names,
    sector_of,
    short_day,
    with_members,
)


def task_lines(tasks):
    """Return the lines of tasks, one a task; what comes of them is taken from what is prefetched, if it is."""
    return [_task_line(position, task) for position, task in enumerate(tasks, start=1)]


def _task_line(position, task):
    proposal = task.proposal
    everybody = proposal.tasks_at_hand()
    reply = next(reversed(getattr(task, "out", [])), None)
    talk = next(reversed(getattr(task, "talks", [])), None)
    form = next(reversed(getattr(task, "forms", [])), None)
    met = f"{short_day(talk.met_on)}{talk.get_manner_display()}" if talk else ""
    return Line(
        position=str(position),
        number=proposal.number,
        title=proposal.title,
        proposers=names(asking(proposal)),
        sector=sector_of(proposal, proposal.proposers.all()),
        category=proposal.category.name if proposal.category_id else "",
        part=task.get_part_display(),
        unit=task.unit_label,
        lead="、".join(each.unit_label for each in everybody if each.part != "CO_HANDLER"),
        helpers="、".join(each.unit_label for each in everybody if each.part == "CO_HANDLER"),
        due_on=short_day(task.limit_on),
        leader=proposal.supervising_leader,
        document_number=reply.document_number if reply else "",
        replied_on=short_day(reply.issued_on) if reply else "",
        consulted_on=met,
        outcome=reply.outcome.code if reply and reply.outcome_id else "",
        attitude=form.get_attitude_display() if form else "",
        result=form.get_result_display() if form else "",
        disclosure=reply.get_disclosure_display() if reply else "",
        officer=f"{task.officer} {task.phone}".strip(),
        progress=proposal.get_state_display(),
        note=proposal.note,
    )


def _with_cases(tasks):
    return tasks.prefetch_related(with_members("proposal__proposers"), "proposal__assignments__unit")


def with_results(tasks, *, unit):
    """Prefetch what came of tasks; of feedback what `unit` may know, all where it is None.

    A list then needs the same number of statements for any length.
    """
    forms = Feedback.objects.holding()
    forms = forms.released() if unit else forms
    return _with_cases(tasks).prefetch_related(
        Prefetch("replies", Reply.objects.issued().select_related("outcome").order_by("pk"), to_attr="out"),
        Prefetch(
            "consultations",
            Consultation.objects.standing().exclude(manner="WAIVED").order_by("pk"),
            to_attr="talks",
        ),
        Prefetch("feedback", forms.order_by("pk"), to_attr="forms"),
    )


def assignment_lists(selection):
    """Return the list of what was assigned (交办清单): the whole, or of a unit or a channel; one line a case."""
    lines, seen = [], set()
    for task in _with_cases(selection.tasks()):
        if task.proposal_id not in seen:
            seen.add(task.proposal_id)
            lines.append(task)
    heading = f"（{selection.label}）" if selection.label else ""
    return [
        CaseList(
            title=f"{formal_session(selection.plenary_session)}提案交办清单{heading}",
            line=f"共{len(lines)}件",
            rows=tuple(task_lines(lines)),
        )
    ]


def summaries(selection):
    """Return the summary of what units did (办理情况汇总表), with its sums; one unit's names it above the rows alone."""
    tasks = list(with_results(selection.tasks(), unit=selection.unit))
    rows = tuple(task_lines(tasks))
    owing = sum(1 for task in tasks if task.owes_reply())
    classes = [row.outcome for row in rows if row.outcome]
    counted = "、".join(f"{code}类{classes.count(code)}件" for code in sorted(set(classes)))
    sums = f"共{len(tasks)}件次，其中应答复{owing}件次、会办{len(tasks) - owing}件次"
    return [
        CaseList(
            title=f"{formal_session(selection.plenary_session)}提案办理情况汇总表",
            line=f"填报单位：{selection.unit}" if selection.unit else "填报单位：全部承办单位",
            rows=tuple(replace(row, unit="") for row in rows) if selection.unit else rows,
            foot=f"{sums}{f'；{counted}' if counted else ''}。　填表人：　　　　审核人：　　　　单位（盖章）",
        )
    ]


def key_proposal_lists(selection):
    """Return the list of key proposals and who supervises each (重点提案督办任务分解表)."""
    rows = tuple(
        case_lines(Proposal.objects.standing().filter(plenary_session=selection.plenary_session, is_key=True))
    )
    return [
        CaseList(
            title=f"{formal_session(selection.plenary_session)}重点提案督办任务分解表",
            line=f"共{len(rows)}件",
            rows=rows,
        )
    ]


def case_lines(proposals):
    """Yield the lines of proposals, in the order of numbers; the same number of statements for any length."""
    rows = (
        proposals.select_related("category", "sector", "plenary_session__policy")
        .prefetch_related(with_members(), "assignments__unit")
        .order_by("number_order", "pk")
    )
    for position, each in enumerate(rows, start=1):
        yield _case_line(position, each)


def _case_line(position, proposal):
    tasks = proposal.tasks_at_hand()
    limits = [task.limit_on for task in tasks if task.limit_on and task.owes_reply()]
    return Line(
        position=str(position),
        number=proposal.number or proposal.number_label,
        title=proposal.title,
        proposers=names(asking(proposal)),
        sector=sector_of(proposal, proposal.proposers.all()),
        category=proposal.category.name if proposal.category_id else "",
        lead="、".join(task.unit_label for task in tasks if task.part != "CO_HANDLER"),
        helpers="、".join(task.unit_label for task in tasks if task.part == "CO_HANDLER"),
        due_on=short_day(max(limits, default=None)),
        leader=proposal.supervising_leader,
        progress=proposal.get_state_display(),
        note=proposal.note,
    )


def handovers(selection):
    """Return the paper by which the committee hands the filed proposals over (交接书)."""
    [listed] = assignment_lists(selection)
    session = selection.plenary_session
    channel = selection.channel
    taker = str(channel.office) if channel and channel.office_id else "交办单位"
    days = [task.assigned_on for task in selection.tasks() if task.assigned_on]
    return [
        Handover(
            title=f"{formal_session(session)}提案交接书",
            line=listed.line,
            rows=listed.rows,
            sentence=(
                f"现将{formal_session(session)}立案的提案{len(listed.rows)}件"
                f"{f'（{channel}渠道）' if channel else ''}移交{taker}办理，清单如下。双方核对无误，签字为凭。"
            ),
            giver=f"{session.committee}提案委员会",
            taker=taker,
            date=day_text(max(days, default=None)),
        )
    ]
