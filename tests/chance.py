"""A year at random, as rows: every fact may be missing, undated, taken back, or repeated in a later round."""

from datetime import timedelta

from django.utils import timezone

from proposals.models import (
    Assignment,
    Category,
    CoHandlingOpinion,
    Consultation,
    DeclineReason,
    Disposition,
    Examination,
    Feedback,
    FollowUp,
    Kind,
    OutcomeClass,
    Proposal,
    Proposer,
    Reply,
    Sector,
    Suggestion,
)
from proposals.models.consultation import Manner
from tests.world import DAY
from workflows.machines.assignment import State as TaskState

RATINGS = ["SATISFIED", "FAIRLY_SATISFIED", "DISSATISFIED"]


class ChanceYear:
    """Fills the session of a world with a few proposals and what may have become of them."""

    def __init__(self, world, chance):
        self.world, self.session, self.chance = world, world.session, chance
        self.units = [world.education, world.finance, world.water, None]
        self.categories = [*Category.objects.filter(plenary_session=self.session), None]
        self.sectors = [Sector.objects.create(term=self.session.term, name=name) for name in ("农业", "教育")]
        self.outcomes = [*OutcomeClass.objects.filter(plenary_session=self.session), None]
        self.reasons = [*DeclineReason.objects.filter(plenary_session=self.session), None]
        self.proposals = [self.proposal(n) for n in range(chance.randint(4, 9))]
        for proposal in self.proposals:
            self.examine(proposal)
            for part in chance.choice(
                [
                    [],
                    ["SOLE"],
                    ["LEAD", "CO_HANDLER"],
                    ["SEPARATE", "SEPARATE"],
                    ["SEPARATE", "SEPARATE", "CO_HANDLER"],
                ]
            ):
                self.task(proposal, part)
            if self.often(0.4):
                FollowUp.objects.create(proposal=proposal, made_on=self.day(), **self.common())

    def often(self, share):
        return self.chance.random() < share

    def day(self):
        return None if self.often(0.15) else DAY + timedelta(days=self.chance.randint(0, 60))

    def common(self):
        return {"voided_at": timezone.now() if self.often(0.1) else None}

    def proposal(self, n):
        pick = self.chance.choice
        proposal = Proposal.objects.create(
            plenary_session=self.session,
            docket=pick(["PROPOSAL"] * 8 + ["DEPUTY_SUGGESTION"]),
            title=f"关于第{n}件的提案",
            kind=pick([*Kind.values, ""]),
            category=pick(self.categories),
            sector=pick([*self.sectors, None]),
            occasion=pick(["PLENARY", "INTERSESSION", ""]),
            state=pick(["SUBMITTED"] * 4 + ["CONCLUDED"] * 4 + ["DRAFT", "REPLIED"]),
            submitted_on=self.day(),
            concluded_on=self.day(),
            **self.common(),
        )
        for role in ("FIRST", "COSIGNER", "SECONDER"):
            if self.often(0.7):
                member = pick([self.world.zhang, self.world.li, None])
                Proposer.objects.create(proposal=proposal, role=role, member=member, name="某某")
        for position in range(self.chance.randint(0, 3)):
            adopted = pick([True, False, None])
            Suggestion.objects.create(
                proposal=proposal, position=position, text="建议", is_adopted=adopted, adopted_on=self.day()
            )
        return proposal

    def examine(self, proposal):
        pick = self.chance.choice
        for _time in range(self.chance.choice([0, 1, 1, 1, 1, 2])):
            result = pick(["FILED"] * 5 + ["MERGED"] * 3 + ["DECLINED", "WITHDRAWN", "PENDING"])
            others = [each for each in self.proposals if each != proposal]
            facts = {"merged_into": pick(others)} if result == "MERGED" else {}
            if result == "DECLINED":
                facts = {"reason": pick(self.reasons), "disposition": pick([*Disposition.values, ""])}
            Examination.objects.create(
                proposal=proposal, result=result, decided_on=self.day(), **facts, **self.common()
            )

    def task(self, proposal, part):
        pick = self.chance.choice
        free = [unit for unit in self.units if not proposal.assignments.filter(unit=unit).exists()]
        task = Assignment.objects.create(
            proposal=proposal,
            unit=pick(free),
            part=part,
            state=pick(TaskState.values),
            assigned_on=self.day(),
            due_on=self.day(),
            accepted_on=self.day(),
            ended_on=self.day(),
            concluded_on=self.day(),
            published_on=pick([None, self.day()]),
            lapsed_on=pick([None, None, self.day()]),
            **self.common(),
        )
        proposers = [*proposal.proposers.all(), None]
        for round_number in range(1, self.chance.randint(1, 3)):
            for _talk in range(self.chance.randint(0, 2)):
                Consultation.objects.create(
                    assignment=task, round=round_number, met_on=self.day(), manner=pick([*Manner.values, ""]),
                    confirmation=pick(["", "", "CONFIRMED", "DENIED"]), **self.common(),
                )  # fmt: skip
            if self.often(0.8):
                Reply.objects.create(
                    assignment=task, round=round_number, issued_on=self.day(), outcome=pick(self.outcomes),
                    state=pick(["ISSUED", "ISSUED", "DELIVERED", "CHECKING"]), **self.common(),
                )  # fmt: skip
            for proposer in self.chance.sample(proposers, self.chance.randint(0, len(proposers))):
                Feedback.objects.create(
                    assignment=task, round=round_number, given_on=self.day(), proposer=proposer,
                    attitude=pick([*RATINGS, ""]), result=pick([*RATINGS, ""]), **self.common(),
                )  # fmt: skip
            if self.often(0.5):
                CoHandlingOpinion.objects.create(
                    assignment=task, round=round_number, given_on=self.day(), **self.common()
                )
        if self.often(0.2):
            FollowUp.objects.create(proposal=proposal, assignment=task, made_on=self.day(), **self.common())
