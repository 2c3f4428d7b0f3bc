"""Every step a person can take on a case: which rule opens it, what it asks, which action carries it out."""

import rules
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Post, Role
from proposals.actions import (
    accepting,
    assigning,
    attaching,
    concluding,
    consulting,
    drafting,
    filing,
    joining,
    merging,
    replying,
    supervising,
)
from proposals.models import (
    Assignment,
    Attachment,
    Consultation,
    Extension,
    Feedback,
    JoinRequest,
    Proposal,
    ProposedUnit,
    Proposer,
    Reply,
    Suggestion,
)
from proposals.web import step_forms as forms
from proposals.web import unit_forms
from proposals.web.step import OfferedStep, Step, in_state, plain
from proposals.web.unit_changes import ChangeUnitsForm
from proposals.web.watch_steps import WATCH_STEPS
from proposals.web.writing_steps import (
    INVITATION_STEPS,
    JOIN_STEPS,
    REPLY_STEPS,
    letter_of,
    record_reply,
)
from workflows.machine import Machine


def _draft(form):
    own = form.own()
    return drafting.Draft(
        title=own["title"],
        background=own.get("background", ""),
        analysis=own.get("analysis", ""),
        body=own["body"],
        suggestions=None,
    )


_ON_HAND = ("ACCEPTED", "CONSULTED")
_EXTENSION_WAITS = _("已有一份申请等待裁定，裁定后才能再申请。")


def _may_draft(task):
    if not task.owes_reply() or task.state not in _ON_HAND:
        return False
    return not task.replies.standing().filter(round=task.round).exists()


def _may_explain(task):
    """A talk that the proposer denies leaves the task as it is, with a reason to be given after all."""
    is_denied = task.state == "CONSULTED" and not task.has_consultation()
    return task.owes_reply() and (task.state == "ACCEPTED" or is_denied)


STEPS = {
    Proposal: [
        Step("submit", _("提交"), plain(drafting.submit_proposal), forms.SubmitForm),
        Step("recall", _("收回"), plain(drafting.recall)),
        Step("return_for_revision", _("退回修改"), plain(drafting.return_for_revision), forms.ReasonForm),
        Step("file", _("立案"), plain(filing.file_proposal)),
        Step("decline", _("不予立案"), plain(filing.decline_proposal), forms.DeclineForm),
        Step("merge", _("并案")),
        Step("unmerge", _("拆并"), plain(merging.unmerge)),
        Step("reconsider", _("复核"), plain(filing.reconsider)),
        Step("propose", _("拟定承办单位"), plain(assigning.propose_units), forms.UnitsForm),
        Step("assign", _("交办"), plain(assigning.assign_proposal), forms.UnitsForm),
        Step("conclude", _("办结"), plain(concluding.conclude)),
        Step(
            "amend",
            _("修改正文"),
            lambda subject, form, how: drafting.amend_text(
                subject, _draft(form), reason=form.own().get("reason", ""), **how
            ),
            forms.TextForm,
            is_rewriting=True,
        ),
        Step("split", _("拆分"), when=in_state("SUBMITTED", "FILED", "PROPOSED")),
        Step(
            "notify_decline",
            _("登记告知"),
            plain(filing.notify_decline),
            when=lambda subject: subject.state == "DECLINED" and subject.examination().noticed_on is None,
        ),
        Step(
            "change_units",
            _("调整承办单位"),
            plain(assigning.change_units),
            ChangeUnitsForm,
            rule="assign",
            when=in_state("ASSIGNED", "CONSULTED", "REPLIED"),
            is_rewriting=True,
        ),
        Step(
            "follow_up",
            _("登记回访"),
            plain(concluding.follow_up),
            forms.FollowUpForm,
            when=in_state("REPLIED", "CONCLUDED"),
        ),
        Step(
            "mark_key",
            _("列为重点提案"),
            plain(supervising.mark_key),
            forms.KeyForm,
            rule="mark",
            when=lambda subject: not subject.is_key and subject.state not in ("DRAFT", "DECLINED", "MERGED"),
        ),
        Step(
            "mark_outstanding",
            _("评为优秀提案"),
            plain(supervising.mark_outstanding),
            rule="mark",
            when=lambda subject: not subject.is_outstanding and subject.state == "CONCLUDED",
        ),
        Step(
            "instruct",
            _("登记领导批示"),
            plain(supervising.record_instruction),
            forms.InstructionForm,
            when=lambda subject: subject.state != "DRAFT",
        ),
        Step("attach", _("添加附件"), plain(attaching.attach_all), forms.AttachForm),
        Step("withdraw", _("撤案"), plain(filing.withdraw), forms.ReasonForm),
    ],
    Assignment: [
        Step("accept", _("签收"), plain(accepting.accept), unit_forms.AcceptForm),
        Step(
            "accept_and_ask",
            _("签收并建议增加单位"),
            plain(joining.accept_and_ask),
            unit_forms.AcceptAndAskForm,
            rule="request_join",
            when=in_state("ISSUED"),
        ),
        Step(
            "request_join",
            _("申请增加承办单位"),
            plain(joining.request_join),
            unit_forms.JoinForm,
            when=lambda subject: subject.state in _ON_HAND and not subject.awaits_ruling_on_join(),
        ),
        Step("request_hand_back", _("申请退办"), plain(accepting.request_hand_back), unit_forms.HandBackForm),
        Step(
            "withdraw_hand_back",
            _("撤回退办申请"),
            plain(accepting.withdraw_hand_back),
            unit_forms.WithdrawHandBackForm,
        ),
        Step(
            "rule_on_hand_back",
            _("裁定退办申请"),
            plain(accepting.rule_on_hand_back),
            forms.RulingForm,
            rule="grant_hand_back",
            when=in_state("HAND_BACK_REQUESTED"),
        ),
        Step(
            "log_consultation",
            _("登记面商"),
            lambda subject, form, how: consulting.log_consultation(
                subject, consulting.Talk(**form.own()), **how
            ),
            unit_forms.TalkForm,
            when=lambda subject: subject.owes_reply() and subject.state in (*_ON_HAND, "REPLIED"),
        ),
        Step(
            "explain_no_consultation",
            _("说明未面商原因"),
            plain(consulting.explain_no_consultation),
            unit_forms.NoTalkForm,
            when=_may_explain,
        ),
        Step(
            "give_opinion",
            _("提交会办意见"),
            plain(replying.give_opinion),
            unit_forms.OpinionForm,
            when=lambda subject: not subject.owes_reply(),
        ),
        Step("return_opinion", _("退回补充"), plain(replying.return_opinion), forms.ReasonForm),
        Step(
            "draft_reply",
            _("拟写答复"),
            lambda subject, form, how: replying.draft_reply(subject, letter_of(form), **how),
            unit_forms.LetterForm,
            rule="reply",
            when=_may_draft,
        ),
        Step(
            "record_reply",
            _("登记线下已签发的答复"),
            record_reply,
            unit_forms.PaperReplyForm,
            rule="reply",
            when=_may_draft,
        ),
        Step(
            "request_extension",
            _("申请延期"),
            plain(accepting.request_extension),
            unit_forms.ExtensionForm,
            when=lambda subject: subject.is_open(),
            closed=lambda subject: _EXTENSION_WAITS if subject.awaits_ruling_on_extension() else "",
        ),
        Step(
            "place", _("分解到科室"), plain(accepting.place), unit_forms.PlaceForm, when=in_state(*_ON_HAND)
        ),
        Step(
            "remind",
            _("登记催办"),
            plain(supervising.remind),
            forms.RemindForm,
            when=lambda subject: subject.is_open(),
        ),
        Step(
            "rate",
            _("反馈"),
            plain(concluding.rate),
            forms.RateForm,
            when=lambda subject: subject.owes_reply() and subject.state in ("REPLIED", "CONCLUDED"),
        ),
        Step(
            "handle_again",
            _("重办"),
            plain(concluding.handle_again),
            forms.ReasonForm,
            rule="reopen",
            when=lambda subject: subject.state == "REPLIED" and subject.owes_reply(),
        ),
        Step(
            "publish",
            _("登记公开"),
            plain(concluding.publish),
            when=lambda subject: subject.published_on is None and subject.has_issued_reply(),
        ),
    ],
    Reply: REPLY_STEPS,
    Consultation: [
        Step(
            "confirm",
            _("确认面商"),
            plain(consulting.confirm_consultation),
            forms.ConfirmForm,
            when=lambda subject: not subject.confirmation,
        )
    ],
    JoinRequest: JOIN_STEPS,
    Proposer: INVITATION_STEPS,
    Extension: [
        Step(
            "rule_on",
            _("裁定延期申请"),
            plain(accepting.rule_on_extension),
            forms.RulingForm,
            when=lambda subject: not subject.ruling,
        )
    ],
    Feedback: [
        Step(
            "explain",
            _("专项说明"),
            plain(concluding.explain_feedback),
            forms.ExplainForm,
            when=lambda subject: subject.calls_for_second_handling(),
        )
    ],
    ProposedUnit: [
        Step(
            "respond",
            _("回复拟办意见"),
            plain(assigning.respond_to_plan),
            forms.RespondForm,
            when=lambda subject: not subject.response and subject.proposal.state in ("FILED", "PROPOSED"),
        )
    ],
    Attachment: [Step("take_off", _("撤下"), plain(attaching.take_off), forms.ReasonForm)],
    Suggestion: [
        Step(
            "adopt",
            _("登记是否采纳"),
            plain(replying.adopt_suggestion),
            forms.SuggestionForm,
            when=lambda subject: subject.is_adopted is None and subject.proposal.state in replying.WITH_UNITS,
        )
    ],
}


for _model, _steps in WATCH_STEPS.items():
    STEPS[_model] = [*STEPS.get(_model, []), *_steps]


def why_closed(subject, step, post):
    """Return the sentence that keeps a step of the post's own business closed now, or None where it is not its own."""
    may = rules.has_perm(step.permission(subject), post, subject)
    if not (may or _records_for_others(subject, post)):
        return None
    name = step.rule or step.name
    is_move = isinstance(subject, Machine) and name in type(subject).moves()
    return (is_move and subject.why_not_here(name)) or _("它的条件已经变了。")


def offered(subject, post):
    """Return the steps that `post` may take on `subject`, with why some are closed; its own before those for others."""
    for_others = _records_for_others(subject, post)
    found = [each for step in STEPS[type(subject)] if (each := _offer(subject, step, post, for_others))]
    return sorted(found, key=lambda each: not each.in_own_right)


def offer(subject, step, post):
    """Return the step as offered to `post`, or None where it is not its business or cannot come now."""
    return _offer(subject, step, post, _records_for_others(subject, post))


def _offer(subject, step, post, for_others):
    states = step.states(type(subject))
    if states and subject.state not in states:
        return None
    in_own_right = rules.has_perm(step.permission(subject), post, subject)
    if not (in_own_right or for_others) or not step.when(subject):
        return None
    return OfferedStep(step, subject, in_own_right, for_others)


def unit_spoken_for(subject, step):
    """Return the unit whose own step it is, for which others record it; None where it is no unit's."""
    unit = getattr(getattr(subject, "assignment", None) or subject, "unit", None)
    officer = Post(role=Role.OFFICER, organisation=unit)
    return unit if unit and rules.has_perm(step.permission(subject), officer, subject) else None


def _records_for_others(subject, post):
    return rules.has_perm("proposals.record_for_others", post, subject)


def step_named(subject, name):
    """Return the step of that name, or None."""
    return next((step for step in STEPS.get(type(subject), ()) if step.name == name), None)
