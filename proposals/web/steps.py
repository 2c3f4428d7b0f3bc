"""Every step a person can take on a case: which rule opens it, what it asks, which action carries it out."""

from collections.abc import Callable
from dataclasses import dataclass

import rules
from django.utils.translation import gettext_lazy as _

from proposals.actions import (
    accepting,
    assigning,
    attaching,
    concluding,
    consulting,
    drafting,
    filing,
    merging,
    replying,
    supervising,
)
from proposals.models import (
    Assignment,
    Consultation,
    Extension,
    Feedback,
    Proposal,
    ProposedUnit,
    Reply,
    Suggestion,
)
from proposals.web import step_forms as forms
from workflows.machine import Machine


@dataclass(frozen=True)
class Step:
    """One thing a person can do to one thing.

    `rule` is the name the rule goes by (the move's, or the fact's); a step whose rule is a declared move is
    open when the machine says so too, a fact by `when` alone. A step `is_rewriting` begins with what stands; its
    form is refused once when the case has changed since it was shown.
    """

    name: str
    label: str
    run: Callable
    form: type = forms.StepForm
    rule: str = ""
    when: Callable = lambda subject: True
    is_rewriting: bool = False

    def permission(self, subject):
        """The rule's full name; `subject` is a thing or its model."""
        return f"{subject._meta.app_label}.{self.rule or self.name}_{subject._meta.model_name}"

    def states(self, model):
        """Return the states in which the step can come, as the machine or the step declares them; () for any."""
        if issubclass(model, Machine) and self.name in model.moves() and not self.rule:
            return model.moves()[self.name].sources
        return getattr(self.when, "states", ())


@dataclass(frozen=True)
class OfferedStep:
    """A step offered to a post on a subject; `reason` says why it is not open now, or is empty."""

    step: Step
    subject: object
    reason: str
    in_own_right: bool
    for_others: bool


def _plain(action):
    return lambda subject, form, how: action(subject, **form.own(), **how)


def _draft(form):
    own = form.own()
    return drafting.Draft(
        title=own["title"],
        background=own.get("background", ""),
        analysis=own.get("analysis", ""),
        body=own["body"],
    )


def _letter(form):
    own = form.own()
    own.pop("signer", None)
    return replying.Letter(**own)


def _split(subject, form, how):
    titles = [line.strip() for line in form.own()["titles"].splitlines() if line.strip()]
    return merging.split_proposal(
        subject, [drafting.Draft(title=title, body=title) for title in titles], **how
    )


def _state(*states):
    def when(subject):
        return subject.state in states

    when.states = states
    return when


_ON_HAND = ("ACCEPTED", "CONSULTED")


def _may_draft(task):
    if not task.owes_reply() or task.state not in _ON_HAND:
        return False
    return not task.replies.standing().filter(round=task.round).exists()


STEPS = {
    Proposal: [
        Step("submit", _("提交"), _plain(drafting.submit_proposal)),
        Step("recall", _("收回"), _plain(drafting.recall)),
        Step("return_for_revision", _("退回修改"), _plain(drafting.return_for_revision), forms.ReasonForm),
        Step("file", _("立案"), _plain(filing.file_proposal)),
        Step("decline", _("不予立案"), _plain(filing.decline_proposal), forms.DeclineForm),
        Step(
            "merge",
            _("并案"),
            lambda subject, form, how: merging.merge_proposals([subject], **form.own(), **how),
            forms.MergeForm,
        ),
        Step("unmerge", _("拆并"), _plain(merging.unmerge)),
        Step("reconsider", _("复核"), _plain(filing.reconsider)),
        Step("propose", _("拟定承办单位"), _plain(assigning.propose_units), forms.UnitsForm),
        Step("assign", _("交办"), _plain(assigning.assign_proposal), forms.UnitsForm),
        Step("withdraw", _("撤案"), _plain(filing.withdraw), forms.ReasonForm),
        Step("conclude", _("办结"), _plain(concluding.conclude)),
        Step(
            "amend",
            _("修改正文"),
            lambda subject, form, how: drafting.amend_text(
                subject, _draft(form), reason=form.own().get("reason", ""), **how
            ),
            forms.TextForm,
            is_rewriting=True,
        ),
        Step("split", _("拆分"), _split, forms.SplitForm, when=_state("SUBMITTED", "FILED", "PROPOSED")),
        Step(
            "notify_decline",
            _("登记告知"),
            _plain(filing.notify_decline),
            when=lambda subject: subject.state == "DECLINED" and subject.examination().noticed_on is None,
        ),
        Step(
            "change_units",
            _("调整承办单位"),
            _plain(assigning.change_units),
            forms.UnitsForm,
            rule="assign",
            when=_state("ASSIGNED", "CONSULTED", "REPLIED"),
            is_rewriting=True,
        ),
        Step(
            "follow_up",
            _("登记回访"),
            _plain(concluding.follow_up),
            forms.FollowUpForm,
            when=_state("REPLIED", "CONCLUDED"),
        ),
        Step(
            "mark_key",
            _("列为重点提案"),
            _plain(supervising.mark_key),
            forms.KeyForm,
            rule="mark",
            when=lambda subject: not subject.is_key and subject.state not in ("DRAFT", "DECLINED", "MERGED"),
        ),
        Step(
            "mark_outstanding",
            _("评为优秀提案"),
            _plain(supervising.mark_outstanding),
            rule="mark",
            when=lambda subject: not subject.is_outstanding and subject.state == "CONCLUDED",
        ),
        Step(
            "instruct",
            _("登记领导批示"),
            _plain(supervising.record_instruction),
            forms.InstructionForm,
            when=lambda subject: subject.state != "DRAFT",
        ),
        Step("attach", _("添加附件"), _plain(attaching.attach_all), forms.AttachForm),
    ],
    Assignment: [
        Step("accept", _("签收"), _plain(accepting.accept), forms.AcceptForm),
        Step("request_hand_back", _("申请退办"), _plain(accepting.request_hand_back), forms.HandBackForm),
        Step(
            "rule_on_hand_back",
            _("裁定退办申请"),
            _plain(accepting.rule_on_hand_back),
            forms.RulingForm,
            rule="grant_hand_back",
            when=_state("HAND_BACK_REQUESTED"),
        ),
        Step(
            "log_consultation",
            _("登记面商"),
            lambda subject, form, how: consulting.log_consultation(
                subject, consulting.Talk(**form.own()), **how
            ),
            forms.TalkForm,
            when=lambda subject: subject.owes_reply() and subject.state in (*_ON_HAND, "REPLIED"),
        ),
        Step(
            "explain_no_consultation",
            _("说明未面商原因"),
            _plain(consulting.explain_no_consultation),
            forms.NoTalkForm,
            when=lambda subject: subject.owes_reply() and subject.state == "ACCEPTED",
        ),
        Step(
            "give_opinion",
            _("提交会办意见"),
            _plain(replying.give_opinion),
            forms.OpinionForm,
            when=lambda subject: not subject.owes_reply(),
        ),
        Step("return_opinion", _("退回补充"), _plain(replying.return_opinion), forms.ReasonForm),
        Step(
            "draft_reply",
            _("拟写答复"),
            lambda subject, form, how: replying.draft_reply(subject, _letter(form), **how),
            forms.LetterForm,
            rule="reply",
            when=_may_draft,
        ),
        Step(
            "record_reply",
            _("登记线下已签发的答复"),
            lambda subject, form, how: replying.record_reply(
                subject, _letter(form), signer=form.own()["signer"], **how
            ),
            forms.PaperReplyForm,
            rule="reply",
            when=_may_draft,
        ),
        Step(
            "request_extension",
            _("申请延期"),
            _plain(accepting.request_extension),
            forms.ExtensionForm,
            when=lambda subject: subject.is_open(),
        ),
        Step("place", _("分解到科室"), _plain(accepting.place), forms.PlaceForm, when=_state(*_ON_HAND)),
        Step(
            "remind",
            _("登记催办"),
            _plain(supervising.remind),
            forms.RemindForm,
            when=lambda subject: subject.is_open(),
        ),
        Step(
            "rate",
            _("反馈"),
            _plain(concluding.rate),
            forms.RateForm,
            when=lambda subject: subject.owes_reply() and subject.state in ("REPLIED", "CONCLUDED"),
        ),
        Step(
            "handle_again",
            _("重办"),
            _plain(concluding.handle_again),
            forms.ReasonForm,
            rule="reopen",
            when=lambda subject: subject.state == "REPLIED" and subject.owes_reply(),
        ),
        Step(
            "publish",
            _("登记公开"),
            _plain(concluding.publish),
            when=lambda subject: subject.published_on is None and subject.has_issued_reply(),
        ),
    ],
    Reply: [
        Step(
            "revise",
            _("修改答复稿"),
            lambda subject, form, how: replying.revise_reply(subject, _letter(form), **how),
            forms.LetterForm,
            rule="draft",
            when=_state("DRAFTED"),
            is_rewriting=True,
        ),
        Step("submit", _("送审"), _plain(replying.submit_reply)),
        Step("approve", _("通过审核"), _plain(replying.approve_reply)),
        Step("begin_countersigning", _("转会签"), _plain(replying.begin_countersigning)),
        Step("countersign", _("会签"), _plain(replying.countersign), forms.CountersignForm),
        Step("send_back", _("退回重拟"), _plain(replying.send_back_reply), forms.ReasonForm),
        Step(
            "check",
            _("核稿通过"),
            _plain(replying.check_reply),
            when=lambda subject: (
                subject.assignment.policy.draft_checked_by_office
                and subject.checked_on is None
                and subject.state in ("CHECKING", "COUNTERSIGNING")
            ),
        ),
        Step(
            "show",
            _("登记征求提案者意见"),
            _plain(replying.show_to_proposer),
            when=lambda subject: subject.issued_on is None and subject.shown_to_proposer_on is None,
        ),
        Step("issue", _("签发"), _plain(replying.issue_reply), forms.IssueForm),
        Step("deliver", _("送达"), _plain(replying.deliver_reply)),
    ],
    Consultation: [
        Step(
            "confirm",
            _("提案者确认"),
            _plain(consulting.confirm_consultation),
            forms.ConfirmForm,
            when=lambda subject: not subject.confirmation,
        )
    ],
    Extension: [
        Step(
            "rule_on",
            _("裁定延期申请"),
            _plain(accepting.rule_on_extension),
            forms.RulingForm,
            when=lambda subject: not subject.ruling,
        )
    ],
    Feedback: [
        Step(
            "explain",
            _("专项说明"),
            _plain(concluding.explain_feedback),
            forms.ExplainForm,
            when=lambda subject: subject.calls_for_second_handling(),
        )
    ],
    ProposedUnit: [
        Step(
            "respond",
            _("回复拟办意见"),
            _plain(assigning.respond_to_plan),
            forms.RespondForm,
            when=lambda subject: not subject.response and subject.proposal.state in ("FILED", "PROPOSED"),
        )
    ],
    Suggestion: [
        Step(
            "adopt",
            _("登记是否采纳"),
            _plain(replying.adopt_suggestion),
            forms.SuggestionForm,
            when=lambda subject: subject.is_adopted is None and subject.proposal.state != "DRAFT",
        )
    ],
}


def why_closed(subject, step, post):
    """Return the sentence that keeps a step of the post's own business closed now, or None where it is not its own."""
    may = rules.has_perm(step.permission(subject), post, subject)
    if not (may or rules.has_perm("proposals.record_for_others", post, subject)):
        return None
    name = step.rule or step.name
    is_move = isinstance(subject, Machine) and name in type(subject).moves()
    return (is_move and subject.why_not_here(name)) or _("它的条件已经变了。")


def offered(subject, post):
    """Return the steps that `post` may take on `subject`, in its own right or for others, with why some are closed."""
    return [found for step in STEPS[type(subject)] if (found := offer(subject, step, post))]


def offer(subject, step, post):
    """Return the step as offered to `post`, or None where it is not its business or cannot come now."""
    in_own_right = rules.has_perm(step.permission(subject), post, subject)
    for_others = rules.has_perm("proposals.record_for_others", post, subject)
    if not (in_own_right or for_others):
        return None
    if not step.when(subject):
        return None
    name = step.rule or step.name
    if isinstance(subject, Machine) and step.name == name and name in type(subject).moves():
        if subject.state not in type(subject).moves()[name].sources:
            return None
        reason = "" if step.form is not forms.StepForm else subject.why_not(name)
    else:
        reason = ""
    return OfferedStep(step, subject, reason or "", in_own_right, for_others)


def step_named(subject, name):
    """Return the step of that name, or None."""
    return next((step for step in STEPS[type(subject)] if step.name == name), None)
