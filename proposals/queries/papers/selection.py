"""What a list or a notice is made for: a session, narrowed to a unit or a channel, as of a day."""

from dataclasses import dataclass
from datetime import date

from cppcc.accounts.models import Organisation
from proposals.models import Assignment, Channel, Docket, PlenarySession


@dataclass(frozen=True)
class Selection:
    """The tasks of a session that a paper is about."""

    plenary_session: PlenarySession
    unit: Organisation | None = None
    channel: Channel | None = None
    as_of: date | None = None

    def tasks(self):
        """Return the tasks in hand, in the order of the proposals' numbers."""
        tasks = (
            Assignment.objects.in_charge()
            .filter(
                proposal__plenary_session=self.plenary_session,
                proposal__docket=Docket.PROPOSAL,
                proposal__voided_at=None,
            )
            .select_related("unit", "channel", "proposal__category", "proposal__sector")
            .order_by("proposal__number_order", "proposal", "pk")
        )
        if self.unit:
            tasks = tasks.filter(unit=self.unit)
        return tasks.filter(channel=self.channel) if self.channel else tasks

    @property
    def label(self):
        """The unit or the channel, or nothing for the whole."""
        return str(self.unit or self.channel or "")
