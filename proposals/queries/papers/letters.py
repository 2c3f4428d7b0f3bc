"""The letters: reply and its draft, co-handling opinion, notice of 不予立案, notice of 交办."""

from datetime import date

from proposals.models import ISSUED_REPLY, Docket, Reply
from proposals.queries.papers.lists import task_lines
from proposals.queries.papers.values import DOCUMENT, LETTER, Letter
from proposals.queries.papers.wording import (
    day_text,
    formal_session,
    paragraphs,
    place_of,
    proposals_committee,
    salutation,
    self_name,
    short_session,
    with_members,
    you,
)
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State

_ON_PAPER = "（答复正文存纸质件。）"
_THANKS = "感谢"


def reply_letters(reply):
    """Return the letters of a reply: one to the proposers of the case, one for each case merged into it."""
    main = reply.assignment.proposal
    return [_reply_letter(reply, each) for each in (main, *main.absorbed().order_by("number_order", "pk"))]


def _reply_letter(reply, proposal):
    task = reply.assignment
    session = proposal.plenary_session
    issuer = _issuer(reply)
    is_draft = reply.state not in ISSUED_REPLY
    thing = "建议" if proposal.docket == Docket.DEPUTY_SUGGESTION else "提案"
    number = proposal.number_label if proposal.number else ""
    title = f"关于{formal_session(session)}{number}{thing}的答复"
    contact = task.officer or (task.unit and task.unit.contact_person) or ""
    phone = task.phone or (task.unit and task.unit.phone) or ""
    return Letter(
        issuer=issuer,
        number="" if is_draft else reply.document_number,
        title=f"{title}（征求意见稿）" if is_draft else title,
        addressee=salutation(proposal),
        body=_reply_body(reply, proposal, issuer),
        signature=issuer,
        date="" if is_draft else day_text(reply.issued_on),
        mark=f"办理结果：{reply.outcome.code}" if reply.outcome_id else "",
        disclosure=f"公开属性：{reply.get_disclosure_display()}" if reply.disclosure else "",
        attachment="" if is_draft else "提案办理情况征询意见表",
        note="；".join(
            f"{label}：{value}" for label, value in (("联系人", contact), ("联系电话", phone)) if value
        ),
        copies=_copies(proposal, task),
        carrier=session.policy.letter_carrier,
    )


def _issuer(reply):
    if reply.issuing_body == Reply.IssuingBody.GOVERNMENT:
        return f"{place_of(reply.assignment.proposal.plenary_session)}人民政府"
    return reply.assignment.unit_label


def _reply_body(reply, proposal, issuer):
    own = paragraphs(reply.text) or (_ON_PAPER,)
    opens = any("收悉" in line for line in own[:2])
    closes = any(_THANKS in line for line in own[-2:]) and len(own) > 1
    head = () if opens else (_opening(reply, proposal, issuer),)
    tail = () if closes else (_closing(proposal),)
    return (*head, *own, *tail)


def _opening(reply, proposal, issuer):
    task, main = reply.assignment, reply.assignment.proposal
    number = f"（{proposal.number_label}）" if proposal.number else ""
    whose = you(proposal)
    who = self_name(issuer)
    merged = ""
    if proposal.pk != main.pk:
        merged = f"因与{main.number_label}提案《{main.title}》内容相近，两件合并办理，"
    helpers = [each.unit_label for each in main.tasks_at_hand() if each.part == "CO_HANDLER"]
    studied = f"{who}会同{'、'.join(helpers)}认真研究" if helpers else f"经{who}认真研究"
    talk = task.counted_consultations().exclude(met_on=None).order_by("-met_on").first()
    met = f"，并于{day_text(talk.met_on)}与{whose}面商" if talk else ""
    scope = f"现就涉及{who}职能的部分答复如下：" if task.part == "SEPARATE" else "现答复如下："
    return (
        f"{whose}在{short_session(proposal.plenary_session)}上提出的《{proposal.title}》{number}收悉。"
        f"{merged}{studied}{met}，{scope}"
    )


def _closing(proposal):
    return (
        f"感谢{you(proposal)}对我们工作的关心和支持，欢迎继续监督。如有不同意见，请填写"
        "《提案办理情况征询意见表》反馈。"
    )


def _copies(proposal, task):
    office = task.channel.office if task.channel_id and task.channel.office_id else None
    return "，".join(str(each) for each in (proposals_committee(proposal.plenary_session), office) if each)


def co_handling_letters(assignment):
    """Return the letter of a co-handling opinion to the lead unit; none while no opinion stands."""
    opinion = assignment.co_handling_opinions.standing().order_by("-pk").first()
    if opinion is None:
        return []
    proposal = assignment.proposal
    leads = [each.unit_label for each in proposal.tasks_at_hand() if each.part == "LEAD"]
    unit = assignment.unit_label
    return [
        Letter(
            issuer=unit,
            number=opinion.document_number,
            title=f"关于{formal_session(proposal.plenary_session)}{proposal.number_label}提案的会办意见",
            addressee="、".join(leads),
            body=(
                (
                    f"{proposal.number_label}提案《{proposal.title}》收悉。经{self_name(unit)}研究，现就涉及"
                    f"{self_name(unit)}职能的部分提出会办意见如下："
                ),
                *(paragraphs(opinion.text) or ("（会办意见存纸质件。）",)),
            ),
            signature=unit,
            date=day_text(opinion.given_on),
            note=_contact(assignment),
            carrier=LETTER,
        )
    ]


def _contact(task):
    return "；".join(
        f"{label}：{value}" for label, value in (("联系人", task.officer), ("联系电话", task.phone)) if value
    )


def decline_notices(proposal):
    """Return the notice to the proposers that their proposal is not filed; none when it is not so."""
    decision = proposal.examination()
    if decision is None or decision.result != State.DECLINED:
        return []
    committee = proposals_committee(proposal.plenary_session)
    reason = decision.reason_text or (decision.reason.name if decision.reason_id else "")
    because = f"，因{reason.removesuffix('的')}" if reason else ""
    goes = f"，已{decision.get_disposition_display()}" if decision.disposition else ""
    return [
        Letter(
            issuer=str(proposal.plenary_session.committee),
            number="",
            title="提案不予立案告知书",
            addressee=salutation(proposal),
            body=(
                (
                    f"{you(proposal)}在{short_session(proposal.plenary_session)}上提交的《{proposal.title}》"
                    f"{f'（流水号{proposal.serial_number}）' if proposal.serial_number else ''}收悉。"
                ),
                f"经审查{because}，不予立案{goes}。",
                f"感谢{you(proposal)}对政协工作的支持。如有疑问，请与{committee}联系。",
            ),
            signature=committee,
            date=day_text(decision.noticed_on or decision.decided_on),
            carrier=LETTER,
        )
    ]


def assignment_notices(selection):
    """Return the notices of assignment (交办通知) with their lists: one for each day a unit was given cases.

    What came through another channel has a notice of its own; what is concluded needs none. The earliest come first.
    """
    tasks = selection.tasks().filter(unit__isnull=False).exclude(state=TaskState.CONCLUDED)
    batches = {}
    for task in tasks.prefetch_related(with_members("proposal__proposers")):
        batches.setdefault((task.assigned_on, task.unit, task.channel), []).append(task)
    earliest_first = sorted(batches.items(), key=lambda batch: batch[0][0] or date.min)
    return [_assignment_notice(selection, *batch, tasks) for batch, tasks in earliest_first]


def _assignment_notice(selection, assigned_on, unit, channel, tasks):
    session = selection.plenary_session
    owing = [task for task in tasks if task.owes_reply()]
    limits = {task.limit_on for task in owing}
    office = channel.office if channel and channel.office_id else None
    issuer = str(office or session.committee)
    helps = len(tasks) - len(owing)
    return Letter(
        issuer=issuer,
        number="",
        title=f"关于交办{formal_session(session)}提案的通知",
        addressee=str(unit),
        body=(
            (
                f"{short_session(session)}的提案已审查立案。现将{len(tasks)}件提案交你单位办理，其中应答复{len(owing)}件"
                f"{f'、会办{helps}件' if helps else ''}（清单附后）。"
            ),
            "一、及时签收。收到后逐件核对，不属于本单位职责的，请在规定期限内书面申请调整，不得自行转送。",
            "二、先商后复。答复前与提案者面商，并做好记录；合并办理的，与每一件的提案者都要面商。",
            f"三、按期答复。{_limit(limits)}，答复函由主要负责人签发，标明办理结果，并抄送{proposals_committee(session)}。",
            "四、会办单位按期向主办单位提出会办意见。",
        ),
        signature=issuer,
        date=day_text(assigned_on),
        attachment="提案交办清单",
        carrier=DOCUMENT,
        rows=tuple(task_lines(tasks)),
    )


def _limit(limits):
    """Return the sentence that names the one deadline of all, or leaves several to the list."""
    if not any(limits):
        return "请按期答复提案者"
    if len(limits) > 1:
        return "请在清单所列的期限内答复提案者"
    return f"请于{day_text(min(limits))}前答复提案者"
