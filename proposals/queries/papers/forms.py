"""The forms of one case and of one task."""

from proposals.models import Consultation, Proposer, Rating, Result
from proposals.models.consultation import Manner
from proposals.queries.papers.values import (
    ConsultationRecord,
    ExaminationForm,
    ExtensionRequest,
    FeedbackForm,
    HandBackRequest,
    ProposalForm,
    Receipt,
)
from proposals.queries.papers.wording import (
    asking,
    day_text,
    formal_session,
    names,
    paragraphs,
    sector_of,
)
from proposals.queries.visibility import may_read_feedback
from workflows.machines.proposal import State

_UNTICKED, _TICKED = "□", "■"


def ticks(choices, chosen):
    """Return the choices as boxes, the chosen one filled."""
    return "　".join(
        f"{_TICKED if value == chosen else _UNTICKED}{label}" for value, label in choices if value
    )


def _case(proposal):
    return {
        "session": formal_session(proposal.plenary_session),
        "number": proposal.number or proposal.number_label,
        "title": proposal.title,
        "proposers": names(asking(proposal)),
    }


def _task(task):
    return _case(task.proposal) | {
        "unit": task.unit_label,
        "part": task.get_part_display(),
        "assigned_on": day_text(task.assigned_on),
        "due_on": day_text(task.limit_on),
        "officer": task.officer,
        "phone": task.phone,
        "inner_office": task.inner_office,
        "leader": task.leader_in_charge or (task.unit.leader_in_charge if task.unit_id else ""),
    }


def proposal_forms(proposal):
    """Return the form of a proposal (提案表)."""
    text = proposal.text()
    people = list(proposal.proposers.select_related("member__sector"))
    first = next((each for each in people if each.role == Proposer.Role.FIRST), None)
    member = first.member if first and first.member_id else None

    def of(role):
        return names([each for each in people if each.role == role])

    return [
        ProposalForm(
            **_case(proposal) | {"proposers": of(Proposer.Role.FIRST)},
            kind=proposal.get_kind_display(),
            sector=sector_of(proposal, people),
            category=proposal.category.name if proposal.category_id else "",
            occasion=proposal.get_occasion_display(),
            cosigners=of(Proposer.Role.COSIGNER),
            seconders=of(Proposer.Role.SECONDER),
            employer=member.employer if member else "",
            phone=(member and member.phone) or (first.phone if first else ""),
            disclosure=proposal.get_disclosure_display(),
            suggested_units="、".join(str(each.unit) for each in proposal.proposed_units.standing()),
            submitted_on=day_text(proposal.submitted_on),
            background=paragraphs(text.background) if text else (),
            analysis=paragraphs(text.analysis) if text else (),
            body=paragraphs(text.body)
            if text
            else ("（正文存纸质。）",)
            if proposal.is_text_on_paper
            else (),
            suggestions=tuple(
                f"{number}. {each.text}" for number, each in enumerate(proposal.suggestions.all(), start=1)
            ),
        )
    ]


def examination_forms(proposal):
    """Return the form of the examination (立案审查表)."""
    decision = proposal.examination()
    reason = decision and (decision.reason_text or (decision.reason.name if decision.reason_id else ""))
    absorbed = "、".join(each.number_label for each in proposal.absorbed())
    into = decision.merged_into.number_label if decision and decision.merged_into_id else ""
    choices = [choice for choice in Result.choices if choice[0] != Result.PENDING]
    choices.append((State.RETURNED, State.RETURNED.label))
    return [
        ExaminationForm(
            **_case(proposal),
            serial_number=proposal.serial_number,
            submitted_on=day_text(proposal.submitted_on),
            category=proposal.category.name if proposal.category_id else "",
            result=ticks(choices, decision.result if decision else proposal.state),
            decided_on=day_text(decision.decided_on) if decision else "",
            reason=reason or "",
            disposition=decision.get_disposition_display() if decision else "",
            merged=f"并入{into}" if into else f"并入本案：{absorbed}" if absorbed else "",
            is_key="是" if proposal.is_key else "否",
            units="、".join(
                f"{task.unit_label}（{task.get_part_display()}）" for task in proposal.tasks_at_hand()
            ),
        )
    ]


def receipts(assignment):
    """Return the receipt of a task (签收单)."""
    helpers = [each.unit_label for each in assignment.proposal.tasks_at_hand() if each.pk != assignment.pk]
    return [
        Receipt(**_task(assignment), accepted_on=day_text(assignment.accepted_on), helpers="、".join(helpers))
    ]


def consultation_records(assignment):
    """Return the records of the talks of a task (面商记录表): one a talk, or an empty form to fill in."""
    talks = list(assignment.consultations.standing().prefetch_related("proposers")) or [Consultation()]
    return [
        ConsultationRecord(
            **_task(assignment),
            stage=ticks(Consultation.Stage.choices, talk.stage),
            manner=ticks(Manner.choices, talk.manner),
            met_on=day_text(talk.met_on),
            place=talk.place,
            unit_people=talk.people,
            proposer_people=names(talk.proposers.all()) if talk.pk else "",
            summary=talk.summary,
            confirmation=talk.get_confirmation_display(),
        )
        for talk in talks
    ]


def extension_requests(assignment):
    """Return the requests for more time (延期申请): one a request, or an empty form."""
    asked = list(assignment.extensions.standing())
    return [
        ExtensionRequest(
            **_task(assignment) | {"due_on": day_text(assignment.due_on)},
            requested_on=day_text(each.requested_on) if each else "",
            until=day_text(each.until) if each else "",
            reason=each.reason if each else "",
            ruling=f"{each.get_ruling_display()}　{each.ruling_note}".strip() if each else "",
        )
        for each in asked or [None]
    ]


def hand_back_requests(assignment):
    """Return the requests for another unit (调整承办单位申请表): one a request, or an empty form."""
    asked = list(assignment.hand_backs.standing())
    return [
        HandBackRequest(
            **_task(assignment),
            requested_on=day_text(each.requested_on) if each else "",
            reason=each.reason if each else "",
            suggested_unit=each.suggested_unit if each else "",
            ruling=f"{each.get_ruling_display()}　{each.ruling_note}".strip() if each else "",
        )
        for each in asked or [None]
    ]


def feedback_forms(assignment, post):
    """Return the forms of feedback on a task (征询意见表): one for each proposer who is to be answered.

    A form that `post` may not read is as empty as one that is not given yet.
    """
    given = {
        form.proposer_id: form for form in assignment.feedback.holding() if may_read_feedback(post, form)
    }
    reply = assignment.last_reply()
    return [
        FeedbackForm(
            **_task(assignment),
            proposer=proposer.name,
            outcome=reply.outcome.code if reply and reply.outcome_id else "",
            replied_on=day_text(reply.issued_on) if reply else "",
            attitude=ticks(Rating.choices, form.attitude if form else ""),
            result=ticks(Rating.choices, form.result if form else ""),
            comment=form.comment if form else "",
            given_on=day_text(form.given_on) if form else "",
        )
        for proposer in assignment.proposal.all_proposers().order_by("proposal", "position", "pk")
        for form in [given.get(proposer.pk)]
    ]
