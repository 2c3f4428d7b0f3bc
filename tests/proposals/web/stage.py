"""A world in which every step of the site can be taken, and how each is taken."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from cppcc.accounts.models import Role
from proposals.actions import (
    accepting,
    assigning,
    attaching,
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
from tests.world import DAY

LATER = date(2026, 12, 31)


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
        task = self.consulted()
        letter = replying.Letter(
            outcome=self.world.outcome(),
            text="已办理。",
            disclosure="FULL",
            answered=task.proposal.suggestions.all(),
        )
        return replying.draft_reply(task, letter, **self.world.for_others())

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

    def paper(self):
        content = SimpleUploadedFile("说明.txt", "说明".encode())
        return attaching.attach(self.filed(), content, **self.world.as_clerk())

    def form(self):
        return self.rated().feedback.get()

    def reminder(self):
        return supervising.remind(self.issued(), text="请抓紧办理", **self.world.as_clerk())

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
    "attachment.take_off": ("clerk", Stage.paper, {"note": "放错了"}),
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
    "assignment.withdraw_hand_back": ("officer", Stage.handed_back, {}),
    "assignment.rule_on_hand_back": ("office", Stage.handed_back, {"granted": "1"}),
    "assignment.log_consultation": ("officer", Stage.accepted, {"manner": "MEETING", "summary": "谈过"}),
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
    "assignment.remind": ("clerk", Stage.issued, {"manner": "PHONE", "text": "请抓紧办理"}),
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
    "reply.disclose": ("officer", Stage.out, {"disclosure": "SUMMARY"}),
    "consultation.confirm": ("member", Stage.talk, {"took_place": "1"}),
    "joinrequest.rule_on": ("office", Stage.joining, {"granted": "1"}),
    "proposer.cosign": ("member", Stage.invitation, {}),
    "proposer.uninvite": ("contact", Stage.invitation, {}),
    "proposer.turn_down": ("member", Stage.invitation, {}),
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
