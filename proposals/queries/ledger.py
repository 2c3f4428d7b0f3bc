"""The rows of a session's ledger (台账): one row a task, the facts of the proposal repeated."""

from django.db.models import Prefetch

from proposals.models import (
    Assignment,
    CoHandlingOpinion,
    Consultation,
    Docket,
    Examination,
    Feedback,
    FollowUp,
    Proposal,
    Proposer,
    Reply,
)

_ROLES = {
    "first_proposer": Proposer.Role.FIRST,
    "cosigners": Proposer.Role.COSIGNER,
    "seconders": Proposer.Role.SECONDER,
}
_UNIT_COLUMN = {"CO_HANDLER": "co_handling_units", "SEPARATE": "separate_units"}


def ledger_rows(session, *, unit=None):
    """Yield the rows by canonical key, in the order of numbers; the same number of statements for any session.

    The column 公开属性 tells of the replies; of the proposal only while it has none. `unit` keeps the rows of
    that unit's tasks alone, and of its replies alone what they say.
    """
    proposals = Proposal.objects.received().filter(plenary_session=session, docket=Docket.PROPOSAL)
    tasks = Assignment.objects.in_charge().select_related("unit").order_by("pk")
    if unit:
        tasks = tasks.filter(unit=unit)
        proposals = proposals.filter(pk__in=tasks.order_by().values("proposal"))
    proposals = proposals.select_related("category", "sector").prefetch_related(
        "proposers",
        Prefetch(
            "examinations",
            Examination.objects.holding().select_related("reason", "merged_into"),
            to_attr="decisions",
        ),
        Prefetch(
            "assignments",
            tasks.prefetch_related(
                _standing("consultations", Consultation),
                _standing("co_handling_opinions", CoHandlingOpinion),
                Prefetch(
                    "replies", Reply.objects.issued().select_related("outcome").order_by("pk"), to_attr="out"
                ),
                Prefetch("feedback", Feedback.objects.holding().order_by("pk"), to_attr="forms"),
                _standing("follow_ups", FollowUp),
            ),
            to_attr="in_hand",
        ),
        _standing("follow_ups", FollowUp),
    )
    for proposal in proposals.order_by("number_order", "pk"):
        base = _proposal_values(proposal)
        if not unit and not any(task.out for task in proposal.in_hand):
            base["disclosure"] = proposal.disclosure
        for task in proposal.in_hand:
            yield base | _task_values(proposal, task)
        if not proposal.in_hand:
            yield base


def unit_table_rows(session, unit):
    """Yield the rows of the unit's yearly table (汇总表), with the names of the other units beside."""
    others = Assignment.objects.in_charge().filter(proposal__plenary_session=session).exclude(unit=unit)
    beside = {}
    for task in others.select_related("unit", "proposal").order_by("pk"):
        name = f"{task.get_part_display()}：{task.unit_label}"
        beside.setdefault((task.proposal.number, task.proposal.title), []).append(name)
    for row in ledger_rows(session, unit=unit):
        yield row | {"together": beside.get((row["number"], row["title"]), [])}


def _standing(name, model):
    return Prefetch(name, model.objects.standing().order_by("pk"), to_attr=f"{name}_standing")


def _proposal_values(proposal):
    decision = next(iter(proposal.decisions), None)
    result = decision.result if decision else ("RETURNED" if proposal.state == "RETURNED" else "PENDING")
    names = {
        column: tuple(each.name for each in proposal.proposers.all() if each.role == role)
        for column, role in _ROLES.items()
    }
    values = names | {
        "serial_number": proposal.serial_number,
        "number": proposal.number,
        "title": proposal.title,
        "proposer_kind": proposal.kind,
        "sector": proposal.sector and proposal.sector.name,
        "party": proposal.party,
        "category": proposal.category and proposal.category.name,
        "occasion": proposal.occasion,
        "submitted_on": proposal.submitted_on,
        "examination": result,
        "is_key": proposal.is_key or None,
        "is_outstanding": proposal.is_outstanding or None,
        "supervising_leader": proposal.supervising_leader,
        "note": proposal.note,
    }
    if decision:
        merged_into = decision.merged_into
        values |= {
            "filed_on": decision.decided_on,
            "decline_reason": decision.reason.name if decision.reason else decision.reason_text,
            "disposition": decision.disposition,
            "merged_into": merged_into and (merged_into.number or merged_into.number_label),
        }
    return values


def _task_values(proposal, task):
    talk = next((each for each in task.consultations_standing if each.manner != "WAIVED"), None)
    talk = talk or next(iter(task.consultations_standing), None)
    opinion = next(reversed(task.co_handling_opinions_standing), None)
    reply = next(reversed(task.out), None)
    form = next(reversed(task.forms), None)
    visit = next(iter(task.follow_ups_standing), None)
    if visit is None:
        visit = next((each for each in proposal.follow_ups_standing if each.assignment_id is None), None)
    values = {
        "handling_mode": task.part,
        _UNIT_COLUMN.get(task.part, "lead_units"): (task.unit.name,) if task.unit else (),
        "assigned_on": task.assigned_on,
        "due_on": task.due_on,
        "accepted_on": task.accepted_on,
        "consulted_on": talk and talk.met_on,
        "consultation_manner": talk and talk.manner,
        "opinion_given_on": opinion and opinion.given_on,
        "replied_on": reply and reply.issued_on,
        "document_number": reply and reply.document_number,
        "outcome": reply and reply.outcome and reply.outcome.code,
        "attitude": form and form.attitude,
        "result": form and form.result,
        "feedback_on": form and form.given_on,
        "followed_up_on": visit and visit.made_on,
        "concluded_on": task.concluded_on,
        "published_on": task.published_on,
    }
    return values | ({"disclosure": reply.disclosure} if reply else {})
