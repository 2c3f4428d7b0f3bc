"""The demo session: a plainly fictional city in mid-course, made by the same actions that people use.

Every day is reckoned back from today, so that something is always due soon and something overdue.
"""

import csv
import tomllib
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from cppcc.accounts.models import Organisation, Post, Role, User
from proposals.actions import (
    accepting,
    assigning,
    concluding,
    consulting,
    drafting,
    filing,
    merging,
    replying,
    supervising,
)
from proposals.actions.demonstration_watch import Watch
from proposals.actions.enrolling import import_members, import_units
from proposals.actions.loading import open_as_described, open_described
from proposals.documents.tables import MEMBERS, UNITS, read_table
from proposals.models import (
    Channel,
    DeclineReason,
    Disclosure,
    Disposition,
    Docket,
    Member,
    PlenarySession,
    Proposal,
    Rating,
)
from proposals.models.consultation import Manner
from workflows.models import Via
from workflows.perform import Provenance

CODE = "demo-2026"
PASSWORD = "demo-2026"  # noqa: S105 – refused when DEBUG is off
_FOLDER = settings.BASE_DIR / "fixtures" / "demo"
SIGN_INS = (
    ("clerk", "提案委工作人员"),
    ("office", "市政府督查室经办人"),
    ("unit", "清河市民政局经办人"),
    ("unit2", "清河市农业农村局经办人"),
    ("member", "演示委员01"),
    ("contact", "民盟清河市委员会联系人"),
    ("leader", "市政协领导"),
)


@transaction.atomic
def load_demonstration():
    """Make the demo session with one sign-in a role; returns it, or None when it is there already.

    Raises:
        ImproperlyConfigured: DEBUG is off; demo data and demo passwords have no place on a real site.
    """
    if not settings.DEBUG:
        raise ImproperlyConfigured("演示数据和演示密码只能在 DEBUG=1 时使用。")
    if PlenarySession.objects.filter(code=CODE).exists():
        return None
    with (_FOLDER / "earlier.toml").open("rb") as source:
        for described in tomllib.load(source)["session"]:
            open_as_described(described)
    session = open_described(CODE)
    today = timezone.localdate()
    session.opens_on, session.closes_on = today - timedelta(days=150), today - timedelta(days=146)
    session.save(update_fields=["opens_on", "closes_on"])
    import_units(_table("units.csv", UNITS))
    import_members(_table("members.csv", MEMBERS), term=session.term)
    _Course(session, _posts(session)).run()
    return session


def _table(name, columns):
    return read_table((_FOLDER / name).read_bytes(), name, columns)


def _posts(session):
    committee = session.committee.organisation
    office = Organisation.objects.create(name="清河市人民政府督查室", kind=Organisation.Kind.OFFICE)
    Channel.objects.filter(plenary_session=session, code="government").update(office=office)
    places = {
        "clerk": (Role.CLERK, committee),
        "office": (Role.OFFICE, office),
        "unit": (Role.OFFICER, Organisation.objects.get(name="清河市民政局")),
        "unit2": (Role.OFFICER, Organisation.objects.get(name="清河市农业农村局")),
        "member": (Role.MEMBER, committee),
        "contact": (Role.CONTACT, Organisation.objects.get(name="民盟清河市委员会")),
        "leader": (Role.LEADER, committee),
    }
    posts = {}
    for username, name in SIGN_INS:
        user = User.objects.create_user(username, password=PASSWORD, name=name, is_demonstration=True)
        role, body = places[username]
        posts[username] = Post.objects.create(user=user, role=role, organisation=body)
    User.objects.create_superuser("admin", password=PASSWORD, name="系统管理员", is_demonstration=True)
    Member.objects.filter(term=session.term, name="演示委员01").update(user=posts["member"].user)
    return posts


class _Course:
    """Takes the cases through the process, each as far as its place in the list says."""

    def __init__(self, session, posts):
        self.session = session
        self.clerk, self.office = posts["clerk"], posts["office"]
        self.today = timezone.localdate()
        with (_FOLDER / "proposals.csv").open(encoding="utf-8", newline="") as source:
            self.rows = list(csv.DictReader(source))
        self.categories = {each.name: each for each in session.category_list.all()}
        self.members = list(Member.objects.filter(term=session.term))
        self.bodies = list(
            Organisation.objects.exclude(kind__in=["UNIT", "OFFICE", "COMMITTEE"]).filter(posts=None)
        )
        self.bodies.insert(0, posts["contact"].organisation)
        self.units = list(Organisation.objects.filter(kind="UNIT", name__startswith="清河市"))
        self.outcomes = {each.code: each for each in session.outcomeclass_list.all()}
        self.replies_begun = 0

    def run(self):
        """Make sixty proposals and six deputies' suggestions, and stop each at its stage."""
        cases = [self._submitted(index, row) for index, row in enumerate(self.rows)]
        self._examine(cases)
        filed = list(
            Proposal.objects.filter(plenary_session=self.session, state="FILED").order_by("number_order")
        )
        self._assign(filed)
        self._handle(
            list(Proposal.objects.filter(plenary_session=self.session, state="ASSIGNED").order_by("pk"))
        )
        self._others()
        Watch(self.session, self.today, self._how, self.office).run()

    def _how(self, days_ago, party="", by=None):
        provenance = Provenance(party, Via.PAPER) if party else None
        return {"by": by or self.clerk, "at": self.today - timedelta(days=days_ago), "provenance": provenance}

    def _submitted(self, index, row):
        if index % 6 == 5:
            proposers = (drafting.ProposerEntry(organisation=self.bodies[index // 6 % len(self.bodies)]),)
        else:
            proposers = (drafting.ProposerEntry(member=self.members[index % 55]),)
            if index % 5 == 0:
                proposers += (drafting.ProposerEntry(member=self.members[(index + 7) % 55], role="COSIGNER"),)
        asks = tuple(row["建议"].split("；"))
        draft = drafting.Draft(
            title=row["案由"],
            proposers=proposers,
            background=row["背景情况"],
            analysis=row["问题及分析"],
            body="\n".join(f"{number}. {ask}。" for number, ask in enumerate(asks, start=1)),
            suggestions=asks,
            facts={
                "category": self.categories[row["类别"]],
                "disclosure": Disclosure.SUMMARY if index % 7 == 3 else Disclosure.FULL,
            },
        )
        late = index >= 52
        how = self._how(20 if late else 150, party="提案者本人")
        proposal = drafting.draft_proposal(self.session, draft, **how)
        if index != 59:
            drafting.submit_proposal(proposal, **how)
        else:
            week_on = self.today + timedelta(days=7)
            drafting.invite_cosigners(proposal, self.members[:1], sign_by=week_on, **how)
        return proposal

    def _examine(self, cases):
        how = self._how(140)
        reasons = DeclineReason.objects.filter(plenary_session=self.session, code="R10").first()
        for proposal, disposition in zip(cases[40:44], Disposition.values, strict=False):
            filing.decline_proposal(proposal, disposition=disposition, reason=reasons, **how)
            filing.notify_decline(proposal, **self._how(138))
        filing.file_proposals([case for case in cases[:52] if case.state == "SUBMITTED"], **how)
        merging.merge_proposals([cases[22], cases[44]], into=cases[0], **self._how(139))
        filing.withdraw(cases[51], note="提案者来函撤回", **self._how(138))
        drafting.return_for_revision(cases[58], note="请补充调研情况和具体建议", **self._how(15))
        supervising.mark_key(cases[10], supervising_leader="市政协主席", **self._how(135))

    def _assign(self, filed):
        plans = {}
        for index, proposal in enumerate(filed[:-2]):
            wanted = f"清河市{self._unit_of(proposal)}"
            unit = next(each for each in self.units if each.name == wanted)
            other = self.units[(index * 3 + 1) % len(self.units)]
            if other == unit:
                other = self.units[(index * 3 + 2) % len(self.units)]
            if index % 4 == 0:
                handlings = [assigning.Handling(unit, "LEAD"), assigning.Handling(other, "CO_HANDLER")]
            elif index % 9 == 5:
                handlings = [assigning.Handling(unit, "SEPARATE"), assigning.Handling(other, "SEPARATE")]
            else:
                handlings = [assigning.Handling(unit, "SOLE")]
            plans[proposal] = handlings
        for proposal in list(plans)[:6]:
            assigning.propose_units(proposal, plans[proposal], **self._how(110))
        chosen = list(plans)
        early, late = chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]
        assigning.assign_proposals({each: plans[each] for each in early}, **self._how(105, by=self.office))
        assigning.assign_proposals({each: plans[each] for each in late}, **self._how(88, by=self.office))
        assigning.propose_units(filed[-2], plans[chosen[-1]], **self._how(85))

    def _unit_of(self, proposal):
        row = next(row for row in self.rows if row["案由"] == proposal.title)
        return row["建议承办单位"].removeprefix("清河市")

    def _handle(self, assigned):
        stages = (
            (self._concluded, 9),
            (self._rated, 3),
            (self._handled_again, 1),
            (self._replied, 7),
            (self._consulted, 6),
            (self._writing, 6),
            (self._handed_back, 1),
            (self._reassigned, 1),
            (self._changed_units, 1),
            (self._accepted, 4),
        )
        queue = iter(assigned)
        for take, number in stages:
            for _index in range(number):
                proposal = next(queue, None)
                if proposal is not None:
                    take(proposal)

    def _accepted(self, proposal, days=84):
        for task in proposal.tasks():
            accepting.accept(
                task,
                officer=task.unit.contact_person,
                phone=task.unit.phone,
                **self._how(days, str(task.unit)),
            )

    def _consulted(self, proposal, days=60):
        self._accepted(proposal)
        for task in proposal.tasks().owing_reply():
            talk = consulting.Talk(
                manner=Manner.MEETING, place="承办单位会议室", summary="当面听取意见，说明办理思路。"
            )
            consulting.log_consultation(task, talk, **self._how(days, str(task.unit)))

    def _replied(self, proposal, days=40, code=""):
        self._consulted(proposal)
        for task in proposal.tasks().co_handling():
            replying.give_opinion(
                task, text="同意主办单位意见，积极配合。", **self._how(days + 5, str(task.unit))
            )
        for task in proposal.tasks().owing_reply():
            letter = self._letter(task, code or "AABC"[proposal.pk % 4])
            reply = replying.record_reply(
                task, letter, signer="分管负责人", **self._how(days, str(task.unit))
            )
            replying.deliver_reply(reply, **self._how(days - 2, str(task.unit)))

    def _letter(self, task, code):
        return replying.Letter(
            outcome=self.outcomes[code],
            text="您提出的提案收悉，现答复如下：\n所提建议已逐条研究，纳入年度工作安排，办理情况将及时告知。",
            document_number=f"清提复〔2026〕{task.pk}号",
            disclosure="FULL",
        )

    def _writing(self, proposal):
        """Leave the first reply a draft, the second with its checkers, the others out for countersigning or issued."""
        self._consulted(proposal)
        task = proposal.tasks().owing_reply().first()
        how = self._how(40, str(task.unit))
        reply = replying.draft_reply(task, self._letter(task, "A"), **how)
        self.replies_begun += 1
        if self.replies_begun == 1:
            return
        replying.submit_reply(reply, **how)
        if self.replies_begun == 2:
            return
        while reply.next_step():
            replying.approve_reply(reply, **how)
        if proposal.tasks().co_handling().exists():
            replying.begin_countersigning(reply, **how)
        else:
            replying.issue_reply(reply, signer="分管负责人", **how)

    def _rated(self, proposal, rating=Rating.SATISFIED, days=30):
        self._replied(proposal)
        for task in proposal.tasks().owing_reply():
            for proposer in task.proposers_asked():
                concluding.rate(
                    task, proposer, attitude=Rating.SATISFIED, result=rating, **self._how(days, str(proposer))
                )

    def _concluded(self, proposal):
        fairly = proposal.pk % 3 == 0
        self._rated(proposal, Rating.FAIRLY_SATISFIED if fairly else Rating.SATISFIED)
        concluding.follow_up(proposal, manner="电话", findings="提案者对办理表示认可。", **self._how(20))
        concluding.conclude(proposal, **self._how(15))
        if proposal.pk % 4 == 0:
            supervising.mark_outstanding(proposal, **self._how(10))
        for task in proposal.tasks().owing_reply():
            concluding.publish(task, **self._how(12, str(task.unit)))

    def _handled_again(self, proposal):
        self._rated(proposal, Rating.DISSATISFIED)
        task = proposal.tasks().owing_reply().first()
        concluding.handle_again(task, note="提案者认为第二条建议没有回应，请重新办理。", **self._how(25))

    def _handed_back(self, proposal):
        task = proposal.tasks().first()
        accepting.request_hand_back(
            task, reason="不属本单位职责", suggested_unit="清河市城市管理局", **self._how(80, str(task.unit))
        )

    def _reassigned(self, proposal):
        self._handed_back(proposal)
        accepting.rule_on_hand_back(proposal.tasks().first(), granted=True, **self._how(76, by=self.office))
        self._changed_units(proposal)

    def _changed_units(self, proposal):
        present = {task.unit_id for task in proposal.assignments.all()}
        unit = next(each for each in self.units if each.pk not in present)
        assigning.change_units(proposal, [assigning.Handling(unit, "SOLE")], **self._how(75, by=self.office))

    def _others(self):
        titles = [
            (Docket.DEPUTY_SUGGESTION, f"关于{thing}的建议")
            for thing in (
                "拓宽石桥镇通村公路",
                "增设西城街道公交站",
                "改造河湾镇集贸市场",
                "完善乡村医生待遇",
                "整治农村电网",
                "修缮石桥镇敬老院",
            )
        ] + [
            (Docket.FROM_ABOVE, f"关于{thing}的提案")
            for thing in ("清河流域生态补偿", "高速公路清河互通立交", "县域医共体建设")
        ]
        for index, (docket, title) in enumerate(titles):
            entry = drafting.ProposerEntry(name="代表" if docket == Docket.DEPUTY_SUGGESTION else "上级政协")
            draft = drafting.Draft(
                title=title, proposers=(entry,), docket=docket, facts={"is_text_on_paper": True}
            )
            proposal = drafting.draft_proposal(self.session, draft, **self._how(120))
            drafting.submit_proposal(proposal, **self._how(120))
            filing.file_proposal(proposal, **self._how(118))
            unit = self.units[index * 2 % len(self.units)]
            assigning.assign_proposal(
                proposal, [assigning.Handling(unit, "SOLE")], **self._how(88, by=self.office)
            )
