"""A small committee to test with, and short words for taking a case somewhere."""

from datetime import date, datetime, time

from django.utils import timezone

from cppcc.accounts.models import Organisation, Post, Role, User
from proposals.actions import accepting, assigning, concluding, consulting, drafting, filing, replying
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Channel, Member, OutcomeClass, Policy, Reply
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from workflows.models import Via
from workflows.perform import Provenance

DAY = date(2026, 3, 2)
NOON = timezone.make_aware(datetime.combine(DAY, time(12)))


class World:
    """A city committee with one session; a post for each role; units; members."""

    def __init__(self, **policy):
        self.session = self.open_session("test-1-1", number=1, year=2026, **policy)
        self.committee = self.session.committee.organisation
        self.education, self.finance, self.water = (
            Organisation.objects.create(name=f"市{name}局") for name in ("教育", "财政", "水务")
        )
        office = Organisation.objects.create(name="市政府督查室", kind=Organisation.Kind.OFFICE)
        Channel.objects.filter(plenary_session=self.session, code="government").update(office=office)
        self.party = Organisation.objects.create(name="民盟某市委员会", kind=Organisation.Kind.PARTY)
        self.clerk = self.post("clerk", Role.CLERK, self.committee)
        self.office = self.post("office", Role.OFFICE, office)
        self.leader = self.post("leader", Role.LEADER, self.committee)
        self.officer = self.post("officer", Role.OFFICER, self.education)
        self.helper = self.post("helper", Role.OFFICER, self.finance)
        self.stranger = self.post("stranger", Role.OFFICER, self.water)
        self.member = self.post("member", Role.MEMBER, self.committee)
        self.contact = self.post("contact", Role.CONTACT, self.party)
        self.zhang = Member.objects.create(term=self.session.term, name="张三", user=self.member.user)
        self.li = Member.objects.create(term=self.session.term, name="李四")
        self.paper = Provenance("对方", Via.PAPER)

    @staticmethod
    def open_session(code, *, number, year, **policy):
        """Open a session of the committee."""
        return open_plenary_session(
            Opening(code, "政协某市委员会", "city", 1, number, year, {}, {"approval_steps": "核稿", **policy})
        )

    def set_policy(self, **values):
        """Change the policy of the session behind the back of its page."""
        Policy.objects.filter(plenary_session=self.session).update(**values)
        self.session.policy.refresh_from_db()

    def figures(self, **scope):
        """Return the figures of the session by the policy that is stored."""
        self.session.policy.refresh_from_db()
        return figures_of(Scope(self.session, **scope))

    def post(self, name, role, organisation=None):
        """Make a user with a post."""
        user = User.objects.create_user(name, password="secret-word", name=name)
        return Post.objects.create(user=user, role=role, organisation=organisation)

    def for_others(self, at=DAY):
        """Return the keywords of a clerk who records for others."""
        return {"by": self.clerk, "at": at, "provenance": self.paper}

    def as_clerk(self, at=DAY):
        """Return the keywords of a clerk."""
        return {"by": self.clerk, "at": at}

    def outcome(self, code="A"):
        """Return a result class of the session."""
        return OutcomeClass.objects.get(plenary_session=self.session, code=code)

    def draft(self, title="关于增设公交站的提案", *, by_party=False, at=DAY, **facts):
        """Return a complete draft."""
        entry = (
            drafting.ProposerEntry(organisation=self.party)
            if by_party
            else drafting.ProposerEntry(member=self.zhang)
        )
        draft = drafting.Draft(
            title=title, proposers=(entry,), body="建议增设。", suggestions=("增设",), facts=facts
        )
        return drafting.draft_proposal(self.session, draft, **self.for_others(at))

    def submitted(self, title="关于增设公交站的提案", **facts):
        """Return a proposal that has been handed in."""
        proposal = self.draft(title, **facts)
        drafting.submit_proposal(proposal, **self.for_others())
        return proposal

    def filed(self, title="关于增设公交站的提案", **facts):
        """Return a proposal on file."""
        proposal = self.submitted(title, **facts)
        filing.file_proposal(proposal, **self.as_clerk())
        return proposal

    def assigned(self, *handlings, title="关于增设公交站的提案", at=DAY, **facts):
        """Return a proposal handed to `handlings` ((unit, part), …); by default the education bureau alone."""
        proposal = self.filed(title, **facts)
        wanted = [assigning.Handling(unit, part) for unit, part in handlings or [(self.education, "SOLE")]]
        assigning.assign_proposal(proposal, wanted, **self.as_clerk(at))
        return proposal

    def accept(self, proposal, at=DAY):
        """Let every unit sign for its task."""
        for task in proposal.tasks():
            if task.state == "ISSUED":
                accepting.accept(task, **self.for_others(at))

    def consult(self, proposal, at=DAY, manner="MEETING"):
        """Let every unit that owes a reply meet the proposer."""
        self.accept(proposal, at)
        for task in proposal.tasks().owing_reply():
            summary = "委员来电说明不必面商" if manner == "WAIVED" else ""
            consulting.log_consultation(
                task, consulting.Talk(manner=manner, summary=summary), **self.for_others(at)
            )

    def reply(self, proposal, at=DAY, code="A"):
        """Let every unit reply, having met the proposer; helpers give their opinions."""
        self.consult(proposal, at)
        for task in proposal.tasks().co_handling():
            replying.give_opinion(task, text="同意", **self.for_others(at))
        for task in proposal.tasks().owing_reply():
            self.reply_of(task, at, code)

    def reply_of(self, task, at=DAY, code="A"):
        """Let one unit reply by a letter signed on paper."""
        letter = replying.Letter(outcome=self.outcome(code), text="已办理。", disclosure="FULL")
        return replying.record_reply(task, letter, signer="局长", **self.for_others(at))

    def rate(self, proposal, result="SATISFIED", at=DAY):
        """Let every proposer asked answer."""
        for task in proposal.tasks().owing_reply():
            for proposer in task.proposers_asked():
                concluding.rate(task, proposer, attitude="SATISFIED", result=result, **self.for_others(at))

    def conclude(self, proposal, at=DAY):
        """Take the case all the way."""
        self.reply(proposal, at)
        self.rate(proposal, at=at)
        concluding.conclude(proposal, **self.as_clerk(at))


def only_task(proposal):
    """Return the one task of a case."""
    return proposal.tasks().get()


def only_reply(proposal):
    """Return the one reply to a case."""
    return Reply.objects.get(assignment__proposal=proposal)
