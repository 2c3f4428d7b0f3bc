"""The steps of those who write: on a reply, on a request that another unit join, on an invitation to co-sign."""

from django.utils.translation import gettext_lazy as _

from proposals.actions import drafting, joining, replying
from proposals.models import ISSUED_REPLY, Proposer
from proposals.web import step_forms, unit_forms
from proposals.web.step import Step, in_state, plain

_ABOUT_THE_PAPER = ("signer", "shown_to_proposer_on", "scan")


def letter_of(form):
    """Return the letter that the form holds, without what is said of its paper."""
    own = form.own()
    for name in _ABOUT_THE_PAPER:
        own.pop(name, None)
    return replying.Letter(**own)


def record_reply(subject, form, how):
    """Record the letter with what is said of its paper."""
    own = form.own()
    about = {name: own[name] for name in _ABOUT_THE_PAPER if name in own}
    return replying.record_reply(subject, letter_of(form), **about, **how)


REPLY_STEPS = [
    Step(
        "revise",
        _("修改答复稿"),
        lambda subject, form, how: replying.revise_reply(subject, letter_of(form), **how),
        unit_forms.LetterForm,
        rule="draft",
        when=in_state("DRAFTED"),
        is_rewriting=True,
    ),
    Step("submit", _("送审"), plain(replying.submit_reply)),
    Step("approve", _("通过审核"), plain(replying.approve_reply)),
    Step("begin_countersigning", _("转会签"), plain(replying.begin_countersigning)),
    Step("countersign", _("会签"), plain(replying.countersign), unit_forms.CountersignForm),
    Step("send_back", _("退回重拟"), plain(replying.send_back_reply), step_forms.ReasonForm),
    Step(
        "check",
        _("核稿通过"),
        plain(replying.check_reply),
        when=lambda subject: (
            subject.assignment.policy.draft_checked_by_office
            and subject.checked_on is None
            and subject.state in ("CHECKING", "COUNTERSIGNING")
        ),
    ),
    Step(
        "show",
        _("登记征求提案者意见"),
        plain(replying.show_to_proposer),
        when=lambda subject: subject.issued_on is None and subject.shown_to_proposer_on is None,
    ),
    Step("issue", _("签发"), plain(replying.issue_reply), unit_forms.IssueForm),
    Step("deliver", _("送达"), plain(replying.deliver_reply), unit_forms.DeliverForm),
    Step(
        "disclose",
        _("填写公开属性"),
        plain(replying.disclose_reply),
        unit_forms.DisclosureForm,
        when=lambda subject: subject.state in ISSUED_REPLY and subject.assignment.published_on is None,
    ),
]

JOIN_STEPS = [
    Step(
        "rule_on",
        _("裁定增加承办单位申请"),
        plain(joining.rule_on_join),
        step_forms.RulingForm,
        when=lambda subject: not subject.ruling,
    )
]

INVITATION_STEPS = [
    Step(
        "cosign",
        _("签名联名"),
        lambda subject, form, how: drafting.cosign(subject.proposal, subject.member, **how),
        step_forms.SignForm,
        when=Proposer.awaits_signature,
    ),
    Step(
        "uninvite",
        _("取消邀请"),
        plain(drafting.withdraw_invitation),
        step_forms.SignForm,
        when=Proposer.is_unsigned,
    ),
    Step(
        "turn_down",
        _("谢绝联名"),
        plain(drafting.turn_down_invitation),
        step_forms.TurnDownForm,
        when=Proposer.is_unsigned,
    ),
]
