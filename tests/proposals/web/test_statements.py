"""What a page and a step ask of the database: a few statements, and the same for few rows as for many.

A statement is what reads or writes rows. BEGIN, SAVEPOINT and their ends are not counted: what a nested step
needs of them depends on how actions call each other, not on what is asked. The site is as it is installed: nothing
leaves the house. Where a channel is open, a step that tells somebody looks up who chose it, with one statement more.
"""

import uuid
from datetime import date

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cppcc.accounts.models import Role, system_post
from proposals.actions import (
    accepting,
    assigning,
    concluding,
    drafting,
    filing,
    joining,
    key_supervising,
    merging,
    pausing,
    promising,
    replying,
    supervising,
)
from proposals.models import Member
from proposals.web.steps import STEPS
from tests.world import DAY

LATER = date(2026, 12, 31)
A_STEP = 10
_CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


def statements(ask):
    """Return what `ask` makes the database do, and the answer."""
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    return [each["sql"] for each in captured if not each["sql"].startswith(_CONTROL)], answer


class Stage:
    """A world in which each step can be taken; a crowded one has `more` people at each desk and `more` cases."""

    def __init__(self, world, more=0):
        self.world = world
        world.filed("关于从前一件事的提案")
        self.cosigners = [
            Member.objects.create(term=world.session.term, name=f"委员{n}") for n in range(more)
        ]
        for n, member in enumerate(self.cosigners):
            member.user = world.post(f"member-{n}", Role.MEMBER, world.committee).user
            member.save()
            world.post(f"clerk-{n}", Role.CLERK, world.committee)
            world.post(f"office-{n}", Role.OFFICE, world.office.organisation)
            world.post(f"officer-{n}", Role.OFFICER, world.education)
            world.assigned(title=f"关于另外第{n}件事的提案")

    def named(self, proposal):
        """Let the others sign the case too."""
        for position, member in enumerate(self.cosigners, start=1):
            proposal.proposers.create(role="COSIGNER", member=member, name=member.name, position=position)
        return proposal

    def draft(self):
        return self.named(self.world.draft())

    def submitted(self):
        return self.named(self.world.submitted())

    def filed(self):
        return self.named(self.world.filed())

    def declined(self):
        proposal = self.submitted()
        filing.decline_proposal(proposal, disposition="OTHER", reason_text="空泛", **self.world.as_clerk())
        return proposal

    def merged(self):
        head, proposal = self.world.submitted("关于主件的提案"), self.submitted()
        merging.merge_proposals([proposal], into=head, **self.world.as_clerk())
        return proposal

    def plan(self):
        proposal = self.filed()
        handlings = [assigning.Handling(self.world.education, "SOLE")]
        assigning.propose_units(proposal, handlings, **self.world.as_clerk())
        return proposal.proposed_units.get()

    def assigned(self):
        """Return a case with a lead and a helper."""
        world = self.world
        return self.named(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER")))

    def sole(self):
        return self.named(self.world.assigned())

    def issued(self):
        return self.sole().tasks().get()

    def accepted(self):
        proposal = self.sole()
        self.world.accept(proposal)
        return proposal.tasks().get()

    def consulted(self):
        proposal = self.sole()
        self.world.consult(proposal)
        return proposal.tasks().get()

    def helping(self):
        proposal = self.assigned()
        self.world.accept(proposal)
        return proposal.tasks().get(unit=self.world.finance)

    def helped(self):
        task = self.helping()
        replying.give_opinion(task, text="同意", **self.world.for_others())
        return task

    def replied(self):
        proposal = self.sole()
        self.world.reply(proposal)
        return proposal.tasks().get()

    def rated(self, result="DISSATISFIED"):
        task = self.replied()
        concluding.rate(
            task, task.proposers_asked()[0], attitude="SATISFIED", result=result, **self.world.for_others()
        )
        return task

    def talk(self):
        return self.consulted().consultations.get()

    def drafted(self):
        letter = replying.Letter(outcome=self.world.outcome(), text="已办理。", disclosure="FULL")
        return replying.draft_reply(self.consulted(), letter, **self.world.for_others())

    def checking(self):
        reply = self.drafted()
        replying.submit_reply(reply, **self.world.for_others())
        return reply

    def checked_by_office(self):
        self.world.session.policy.draft_checked_by_office = True
        self.world.session.policy.save()
        return self.checking()

    def approved(self):
        reply = self.checking()
        replying.approve_reply(reply, **self.world.for_others())
        return reply

    def countersigning(self):
        reply = self.helped_draft()
        replying.begin_countersigning(reply, **self.world.for_others())
        return reply

    def helped_draft(self):
        world = self.world
        proposal = self.assigned()
        world.consult(proposal)
        helper = proposal.tasks().get(unit=world.finance)
        replying.give_opinion(helper, text="同意", **world.for_others())
        letter = replying.Letter(outcome=world.outcome(), text="已办理。", disclosure="FULL")
        reply = replying.draft_reply(proposal.tasks().get(unit=world.education), letter, **world.for_others())
        replying.submit_reply(reply, **world.for_others())
        replying.approve_reply(reply, **world.for_others())
        return reply

    def out(self):
        return self.replied().replies.get()

    def settled(self):
        return self.rated("SATISFIED").proposal

    def concluded(self):
        proposal = self.settled()
        concluding.conclude(proposal, **self.world.as_clerk())
        return proposal

    def handed_back(self):
        task = self.issued()
        accepting.request_hand_back(task, reason="不属职责", **self.world.for_others())
        return task

    def joining(self):
        task = self.accepted()
        return joining.request_join(task, unit=self.world.water, reason="相关", **self.world.for_others())

    def extending(self):
        task = self.accepted()
        return accepting.request_extension(task, until=LATER, reason="复杂", **self.world.for_others())

    def pausing(self):
        task = self.accepted()
        return pausing.request_pause(task, waits_for="OTHER", reason="等批复", **self.world.for_others())

    def paused(self):
        pause = self.pausing()
        pausing.rule_on_pause(pause, granted=True, by=self.world.office, at=DAY)
        return pause.assignment

    def form(self):
        return self.rated().feedback.get()

    def reminder(self):
        return supervising.remind(self.issued(), **self.world.as_clerk())

    def supervision(self):
        return key_supervising.open_supervision(self.sole(), leader="王主席", **self.world.as_clerk())

    def supervision_task(self):
        return key_supervising.add_task(
            self.supervision(), text="调研", owner="提案委", **self.world.as_clerk()
        )

    def promise(self):
        return promising.promise(self.replied(), text="建成", due_on=LATER, **self.world.for_others())

    def change(self):
        return promising.request_change(
            self.promise(), kind="EXTENSION", text="延", until=date(2027, 1, 31), **self.world.for_others()
        )

    def finding(self):
        task = self.replied()
        look_back = promising.open_look_back(
            self.world.session, [task], name="回头看", **self.world.as_clerk()
        )
        return look_back.findings.get()

    def invitation(self):
        draft = self.world.draft(by_party=True)
        drafting.invite_cosigners(draft, [self.world.zhang], **self.world.for_others())
        return draft.proposers.get(member=self.world.zhang)

    def suggestion(self):
        return self.replied().proposal.suggestions.first()


def _units(stage):
    return {"unit_1": stage.world.education.pk, "part_1": "SOLE"}


def _letter(stage):
    return {
        "text": "已办理。",
        "outcome": stage.world.outcome().pk,
        "issuing_body": "UNIT",
        "disclosure": "FULL",
    }


TAKEN = {
    "proposal.submit": ("member", Stage.draft, {"confirmed": "on"}),
    "proposal.recall": ("member", Stage.submitted, {}),
    "proposal.return_for_revision": ("clerk", Stage.submitted, {"note": "请补充"}),
    "proposal.file": ("clerk", Stage.submitted, {}),
    "proposal.decline": ("clerk", Stage.submitted, {"reason_text": "空泛", "disposition": "OTHER"}),
    "proposal.merge": ("clerk", Stage.submitted, {"head": "other", "absorbed": "subject"}),
    "proposal.unmerge": ("clerk", Stage.merged, {}),
    "proposal.reconsider": ("clerk", Stage.declined, {}),
    "proposal.propose": ("clerk", Stage.filed, _units),
    "proposal.assign": ("clerk", Stage.filed, _units),
    "proposal.withdraw": ("clerk", Stage.filed, {"note": "提案者申请"}),
    "proposal.conclude": ("clerk", Stage.settled, {}),
    "proposal.amend": ("clerk", Stage.filed, {"title": "关于增设公交站的提案", "body": "再增设。"}),
    "proposal.split": (
        "clerk",
        Stage.submitted,
        {
            "title": "关于公交的提案",
            "body": "只说公交。",
            "title_1": "关于养老的提案",
            "body_1": "养老。",
            "parts": "1",
        },
    ),
    "proposal.notify_decline": ("clerk", Stage.declined, {}),
    "proposal.change_units": (
        "clerk",
        Stage.sole,
        lambda stage: {"unit_1": stage.world.water.pk, "part_1": "SOLE"},
    ),
    "proposal.follow_up": ("clerk", lambda stage: stage.replied().proposal, {"manner": "电话"}),
    "proposal.mark_key": ("clerk", Stage.filed, {"supervising_leader": "王主席"}),
    "proposal.mark_outstanding": ("clerk", Stage.concluded, {}),
    "proposal.instruct": ("clerk", Stage.filed, {"leader": "王主席", "text": "请办好"}),
    "proposal.attach": (
        "clerk",
        Stage.filed,
        lambda _stage: {"contents": SimpleUploadedFile("说明.txt", "说明".encode()), "kind": "OTHER"},
    ),
    "proposal.supervise": ("clerk", Stage.sole, {"leader": "王主席"}),
    "assignment.accept": ("officer", Stage.issued, {}),
    "assignment.accept_and_ask": (
        "officer",
        Stage.issued,
        lambda stage: {"unit": stage.world.water.pk, "reason": "相关"},
    ),
    "assignment.request_join": (
        "officer",
        Stage.accepted,
        lambda stage: {"unit": stage.world.water.pk, "reason": "相关"},
    ),
    "assignment.request_hand_back": ("officer", Stage.issued, {"reason": "不属职责"}),
    "assignment.rule_on_hand_back": ("office", Stage.handed_back, {"granted": "1"}),
    "assignment.log_consultation": ("officer", Stage.accepted, {"manner": "MEETING"}),
    "assignment.explain_no_consultation": ("officer", Stage.accepted, {"reason": "联系不上"}),
    "assignment.give_opinion": ("helper", Stage.helping, {"text": "同意"}),
    "assignment.return_opinion": ("officer", Stage.helped, {"note": "请补充"}),
    "assignment.draft_reply": ("officer", Stage.consulted, _letter),
    "assignment.record_reply": (
        "officer",
        Stage.consulted,
        lambda stage: {**_letter(stage), "signer": "局长"},
    ),
    "assignment.request_extension": (
        "officer",
        Stage.accepted,
        {"until": LATER.isoformat(), "reason": "复杂"},
    ),
    "assignment.place": ("officer", Stage.accepted, {"inner_office": "基教科"}),
    "assignment.remind": ("clerk", Stage.issued, {"manner": "PHONE"}),
    "assignment.rate": (
        "member",
        Stage.replied,
        {"attitude": "SATISFIED", "result": "SATISFIED", "proposer": "first"},
    ),
    "assignment.handle_again": ("clerk", Stage.rated, {"note": "请再办"}),
    "assignment.publish": ("officer", Stage.replied, {}),
    "assignment.request_pause": ("officer", Stage.accepted, {"waits_for": "OTHER", "reason": "等批复"}),
    "assignment.resume_clock": ("officer", Stage.paused, {}),
    "assignment.promise": ("officer", Stage.replied, {"text": "建成", "due_on": LATER.isoformat()}),
    "assignment.reply_further": (
        "officer",
        Stage.replied,
        lambda stage: {"outcome": stage.world.outcome().pk, "text": "续复"},
    ),
    "assignment.release_ratings": ("clerk", Stage.rated, {}),
    "reply.revise": ("officer", Stage.drafted, _letter),
    "reply.submit": ("officer", Stage.drafted, {}),
    "reply.approve": ("officer", Stage.checking, {}),
    "reply.begin_countersigning": ("officer", Stage.helped_draft, {}),
    "reply.countersign": (
        "helper",
        Stage.countersigning,
        lambda stage: {"unit": stage.world.finance.pk},
    ),
    "reply.send_back": ("officer", Stage.checking, {"note": "重写"}),
    "reply.check": ("office", Stage.checked_by_office, {}),
    "reply.show": ("officer", Stage.drafted, {}),
    "reply.issue": ("officer", Stage.approved, {"signer": "局长"}),
    "reply.deliver": ("officer", Stage.out, {"proposers": "all"}),
    "consultation.confirm": ("member", Stage.talk, {"took_place": "1"}),
    "joinrequest.rule_on": ("office", Stage.joining, {"granted": "1"}),
    "proposer.cosign": ("member", Stage.invitation, {}),
    "proposer.uninvite": ("member", Stage.invitation, {}),
    "extension.rule_on": ("office", Stage.extending, {"granted": "1"}),
    "feedback.explain": ("clerk", Stage.form, {"explanation": "条件不具备"}),
    "proposedunit.respond": ("officer", Stage.plan, {"response": "AGREED"}),
    "suggestion.adopt": ("clerk", Stage.suggestion, {"is_adopted": "1"}),
    "reminder.receive": ("officer", Stage.reminder, {"received_by": "小王"}),
    "keysupervision.break_down": ("clerk", Stage.supervision, {"text": "调研", "owner": "提案委"}),
    "keysupervision.log_activity": ("clerk", Stage.supervision, {"kind": "VISIT", "text": "走访"}),
    "keysupervision.close": ("clerk", Stage.supervision, {"outcome": "成效好"}),
    "supervisiontask.report": ("clerk", Stage.supervision_task, {"progress": "进行中"}),
    "commitment.report": ("officer", Stage.promise, {"text": "进行中"}),
    "commitment.request_change": (
        "officer",
        Stage.promise,
        {"kind": "EXTENSION", "until": "2027-01-31", "text": "延"},
    ),
    "commitmentprogress.rule_on": ("clerk", Stage.change, {"granted": "1"}),
    "lookbackfinding.find": ("clerk", Stage.finding, {"result": "KEPT", "text": "已落实"}),
    "clockpause.rule_on": ("office", Stage.pausing, {"granted": "1"}),
}


def test_every_step_is_walked():
    assert {
        f"{model._meta.model_name}.{step.name}" for model, steps in STEPS.items() for step in steps
    } == set(TAKEN)


LONGER = {
    "proposal.decline": 11,
    "proposal.submit": 15,
    "proposal.file": 14,
    "proposal.merge": 18,
    "proposal.propose": 16,
    "proposal.assign": 17,
    "proposal.conclude": 21,
    "proposal.amend": 13,
    "proposal.split": 36,
    "proposal.change_units": 25,
    "proposal.supervise": 15,
    "assignment.accept_and_ask": 13,
    "assignment.request_join": 11,
    "assignment.request_hand_back": 14,
    "assignment.rule_on_hand_back": 23,
    "assignment.log_consultation": 23,
    "assignment.give_opinion": 13,
    "assignment.return_opinion": 11,
    "assignment.draft_reply": 17,
    "assignment.record_reply": 42,
    "assignment.rate": 14,
    "assignment.handle_again": 22,
    "assignment.resume_clock": 14,
    "assignment.reply_further": 12,
    "assignment.release_ratings": 13,
    "reply.revise": 15,
    "reply.countersign": 14,
    "reply.issue": 25,
    "reply.deliver": 16,
    "consultation.confirm": 13,
    "joinrequest.rule_on": 28,
    "proposer.uninvite": 13,
    "extension.rule_on": 13,
    "commitment.request_change": 11,
    "commitmentprogress.rule_on": 12,
    "clockpause.rule_on": 13,
}


def take(stage, client, name):
    """Take the step in its own post and return its statements."""
    who, make, values = TAKEN[name]
    kind, step = name.split(".")
    subject = make(stage)
    values = values(stage) if callable(values) else dict(values)
    if values.get("head") == "other":
        values |= {"head": stage.world.filed("关于增设公交站的建议").pk, "absorbed": [subject.pk]}
    if values.get("proposer") == "first":
        values["proposer"] = subject.proposal.proposers.get(role="FIRST").pk
    if values.get("proposers") == "all":
        values["proposers"] = [each.pk for each in subject.assignment.proposal.all_proposers()]
    client.force_login(getattr(stage.world, who).user)
    address = reverse("act", args=[kind, subject.pk, step])
    client.get(address)
    ContentType.objects.get_for_models(*apps.get_app_config("proposals").get_models())
    sent = {"at": DAY.isoformat(), "token": uuid.uuid4(), "seen": 10**6, **values}
    found, answer = statements(lambda: client.post(address, sent))
    assert answer.status_code == 302, answer.content.decode()
    return found


@pytest.fixture(autouse=True)
def as_installed(settings, db):
    """Let no channel be open, and let the system have its post."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    system_post()


@pytest.mark.parametrize("name", TAKEN)
def test_a_step_takes_ten_statements_or_as_many_as_are_written_down(world, client, name):
    taken = take(Stage(world), client, name)

    assert len(taken) == LONGER[name] if name in LONGER else len(taken) <= A_STEP, "\n".join(taken)


@pytest.mark.parametrize("name", LONGER)
def test_a_step_that_tells_or_follows_takes_the_same_for_many_rows(world, client, name):
    assert len(take(Stage(world, more=12), client, name)) == LONGER[name]


@pytest.mark.parametrize(
    ("who", "name", "most"),
    [
        ("clerk", "proposal_list", 7),
        ("officer", "proposal_list", 7),
        ("member", "proposal_list", 7),
        ("clerk", "desk", 6),
        ("officer", "desk", 6),
        ("member", "desk", 6),
        ("officer", "unit_desk", 9),
        ("member", "own_desk", 17),
    ],
)
def test_a_page_takes_the_same_statements_for_few_rows_and_for_many(world, client, who, name, most):
    client.force_login(getattr(world, who).user)
    address = reverse(name, args=[world.session.code])
    Stage(world).replied()
    client.get(address)

    few, _page = statements(lambda: client.get(address))
    Stage(world, more=12)
    many, page = statements(lambda: client.get(address))

    assert page.status_code == 200
    assert len(few) == len(many) <= most
