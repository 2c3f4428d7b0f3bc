"""What is counted: one plenary session, as of a day, narrowed by unit, occasion, category, kind or sector."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from cppcc.accounts.models import Organisation
from proposals.models import (
    TAKEN_AWAY,
    Assignment,
    Category,
    Channel,
    Docket,
    Examination,
    PlenarySession,
    Proposal,
    Result,
    Sector,
)


@dataclass(frozen=True)
class Scope:
    """The cases looked at.

    `as_of`: only what happened by the end of that day counts; a fact of unknown day counts too. `unit` narrows
    to the unit and those below it, and makes its tasks, not proposals, the thing that is counted. `occasion`
    PLENARY keeps what came in during the session up to its cut-off hour (会议期间); blank is 会议以来. `channel`
    keeps the cases and tasks that were handed over by it. `released_only` leaves out the ratings that units do not
    know yet.
    """

    plenary_session: PlenarySession
    as_of: date | None = None
    unit: Organisation | None = None
    occasion: str = ""
    category: Category | None = None
    kind: str = ""
    sector: Sector | None = None
    channel: Channel | None = None
    docket: str = Docket.PROPOSAL
    released_only: bool = False

    @property
    def policy(self):
        """The policy whose bases and decimals apply."""
        return self.plenary_session.policy

    @cached_property
    def counted_unit(self):
        """The unit whose tasks are counted: the one asked for, or the only one that the session holds."""
        return self.unit or self.plenary_session.only_unit

    @cached_property
    def outcome_positions(self):
        """The positions of the result classes in the session's scheme; lower is more solved."""
        return tuple(self.plenary_session.outcomeclass_list.values_list("position", flat=True))

    @cached_property
    def unit_ids(self):
        """The ids of the counted unit and of those below it."""
        return self.counted_unit.tree_ids()

    def by(self, day):
        """Return the condition that `day` (a date field) is not after `as_of`, or is unknown."""
        return Q() if self.as_of is None else Q((day, None)) | Q((f"{day}__lte", self.as_of))

    def after(self, day):
        """Return the condition that `day` (a date field) is set and comes only after `as_of`."""
        return Q(pk=None) if self.as_of is None else Q((f"{day}__gt", self.as_of))

    def received(self):
        """Return what has been received: handed in by the day, not taken back before filing.

        Of a unit: the cases it has or had, with those merged into them.
        """
        narrowed = {
            "plenary_session": self.plenary_session,
            "docket": self.docket,
            "occasion": self.occasion,
            "category": self.category,
            "kind": self.kind,
            "sector": self.sector,
        }
        narrowed = {field: value for field, value in narrowed.items() if value}
        proposals = Proposal.objects.received().filter(self.by("submitted_on"), **narrowed)
        if self.unit or self.channel:
            handled = self._theirs(Assignment.objects.standing()).values("proposal")
            merged = Examination.objects.holding(self.as_of).filter(
                result=Result.MERGED, merged_into__in=handled
            )
            proposals = proposals.filter(Q(pk__in=handled) | Q(pk__in=merged.values("proposal")))
        return proposals

    def decisions(self):
        """Return, of each received proposal, the decision of the examination that holds on the day."""
        return Examination.objects.holding(self.as_of).filter(
            proposal__in=self.received().order_by().values("pk")
        )

    def filed(self):
        """Return the proposals that stand as filed on the day, after merging."""
        return Proposal.objects.filter(pk__in=self.decisions().filter(result=Result.FILED).values("proposal"))

    def tasks(self):
        """Return the tasks on the filed proposals that stand on the day, of the counted unit if there is one."""
        return self.tasks_of_any_case().filter(proposal__in=self.filed().order_by().values("pk"))

    def tasks_of_any_case(self):
        """Return the tasks that stand on the day, of the counted unit if there is one, whatever case they are on."""
        gone = Q(state__in=TAKEN_AWAY) & ~self.after("ended_on")
        return self._theirs(Assignment.objects.standing().filter(self.by("assigned_on")).exclude(gone))

    def _theirs(self, tasks):
        if self.channel:
            tasks = tasks.filter(channel=self.channel)
        return tasks.filter(unit__in=self.unit_ids) if self.counted_unit else tasks
