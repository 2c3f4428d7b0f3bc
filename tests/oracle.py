"""Counts every figure over again in plain Python, row by row, from its definition in words; shares no code with it."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from cppcc.accounts.models import Organisation
from proposals.models import (
    Assignment,
    CoHandlingOpinion,
    Consultation,
    Examination,
    Feedback,
    FollowUp,
    Member,
    OutcomeClass,
    Proposal,
    Proposer,
    Reply,
    Suggestion,
)

OWING = {"SOLE", "LEAD", "SEPARATE"}
MEMBERS = {"INDIVIDUAL", "JOINT", "MEMBER"}
RANK = {"SATISFIED": 1, "FAIRLY_SATISFIED": 2, "DISSATISFIED": 3}
WORKED_ON = {"ACCEPTED", "CONSULTED", "OPINION_GIVEN", "REPLIED", "CONCLUDED"}


def printed(part, whole, decimals):
    """Print a percentage half up."""
    if whole == 0:
        return "—"
    return str((Decimal(part) * 100 / whole).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


class Oracle:
    """The figures of one session as of a day, of all cases or of one unit's tasks; `narrowed` keeps some cases."""

    def __init__(self, session, as_of=None, unit=None, narrowed=lambda _proposal: True):
        self.session, self.as_of, self.narrowed = session, as_of, narrowed
        self.policy = session.policy
        self.units = self.tree(unit) if unit else None
        self.rows = {
            model: [row for row in model.objects.order_by("pk") if row.voided_at is None]
            for model in (
                Proposal, Examination, Assignment, Consultation, CoHandlingOpinion, Reply, Feedback, FollowUp,
            )
        }  # fmt: skip
        self.position = {each.pk: each.position for each in OutcomeClass.objects.all()}
        self.best = min(each.position for each in OutcomeClass.objects.filter(plenary_session=session))
        self.received = self.find_received()
        self.decision = self.find_decisions()
        self.tasks = self.find_tasks()

    def tree(self, unit):
        found = {unit.pk}
        while True:
            more = {each.pk for each in Organisation.objects.all() if each.parent_id in found} - found
            if not more:
                return found
            found |= more

    def by(self, day):
        """Say whether what happened on `day` counts: an unknown day always does."""
        return self.as_of is None or day is None or day <= self.as_of

    def find_received(self):
        mine = {
            proposal.pk: proposal
            for proposal in self.rows[Proposal]
            if proposal.plenary_session_id == self.session.pk
            and proposal.docket == "PROPOSAL"
            and proposal.state != "DRAFT"
            and self.by(proposal.submitted_on)
        }
        if self.units is not None:
            handled = {task.proposal_id for task in self.rows[Assignment] if task.unit_id in self.units}
            heads = {e.proposal_id: e.merged_into_id for e in self.last_decisions() if e.result == "MERGED"}
            mine = {pk: p for pk, p in mine.items() if pk in handled or heads.get(pk) in handled}
        return {pk: proposal for pk, proposal in mine.items() if self.narrowed(proposal)}

    def last_decisions(self):
        last = {}
        for row in self.rows[Examination]:
            if self.by(row.decided_on):
                last[row.proposal_id] = row
        return last.values()

    def find_decisions(self):
        return {row.proposal_id: row for row in self.last_decisions() if row.proposal_id in self.received}

    def with_result(self, *results):
        return {pk for pk, row in self.decision.items() if row.result in results}

    def find_tasks(self):
        filed = self.with_result("FILED")
        return [
            task
            for task in self.rows[Assignment]
            if task.proposal_id in filed
            and self.by(task.assigned_on)
            and not self.is_gone(task)
            and (self.units is None or task.unit_id in self.units)
        ]

    def is_gone(self, task):
        if task.state not in ("HANDED_BACK", "REMOVED"):
            return False
        return self.as_of is None or task.ended_on is None or task.ended_on <= self.as_of

    # facts of one task

    def of(self, task, model, day):
        return [r for r in self.rows[model] if r.assignment_id == task.pk and self.by(getattr(r, day))]

    def owes(self, task):
        return task.part in OWING

    def consulted(self, task):
        manners = {"", "MEETING", "ON_SITE", "ONLINE"} | ({"PHONE"} if self.policy.phone_counts else set())
        talks = [
            talk
            for talk in self.of(task, Consultation, "met_on")
            if talk.manner in manners and talk.confirmation != "DENIED"
        ]
        return len(talks) >= max(1, self.policy.minimum_consultations)

    def waived(self, task):
        waivers = [talk for talk in self.of(task, Consultation, "met_on") if talk.manner == "WAIVED"]
        return bool(waivers) and not self.consulted(task)

    def replies(self, task):
        if not self.owes(task):
            return []
        out = self.of(task, Reply, "issued_on")
        return [reply for reply in out if reply.state in ("ISSUED", "DELIVERED")]

    def replied(self, task):
        return bool(self.replies(task))

    def has_known_limit(self, task):
        return task.due_on is not None and all(reply.issued_on for reply in self.replies(task))

    def on_time(self, task):
        days = [reply.issued_on for reply in self.replies(task)]
        return bool(days) and self.has_known_limit(task) and min(days) <= task.due_on

    def outcome(self, task):
        replies = self.replies(task)
        return self.position.get(replies[-1].outcome_id) if replies else None

    def opinion(self, task):
        return task.part == "CO_HANDLER" and bool(self.of(task, CoHandlingOpinion, "given_on"))

    def concluded(self, task):
        if task.state == "CONCLUDED" and self.by(task.concluded_on):
            return True
        return self.policy.conclusion == "reply" and (self.replied(task) or self.opinion(task))

    def accepted(self, task):
        if task.accepted_on:
            return self.by(task.accepted_on)
        return task.state in WORKED_ON and task.lapsed_on is None

    def published(self, task):
        return task.published_on is not None and self.by(task.published_on)

    def followed_up(self, task):
        return any(
            visit.proposal_id == task.proposal_id
            and visit.assignment_id in (None, task.pk)
            and self.by(visit.made_on)
            for visit in self.rows[FollowUp]
        )

    def rank(self, task, question):
        """Return the worst of the last answers of each proposer, or None."""
        if not self.owes(task):
            return None
        last = {}
        for form in self.of(task, Feedback, "given_on"):
            last[form.proposer_id or f"unnamed {form.pk}"] = form
        ranks = [RANK[getattr(form, question)] for form in last.values() if getattr(form, question)]
        return max(ranks, default=None)

    def satisfied(self, rank):
        return rank is not None and rank <= (2 if self.policy.fairly_satisfied_counts else 1)

    # figures

    def counts(self):
        net, merged = self.with_result("FILED"), self.with_result("MERGED")
        declined = self.with_result("DECLINED")
        gross = self.policy.filing_base == "gross"
        return {
            "received": len(self.received),
            "filed": len(net) + (len(merged) if gross else 0),
            "filed_net": len(net),
            "filed_gross": len(net) + len(merged),
            "merged": len(merged),
            "merge_groups": len({self.decision[pk].merged_into_id for pk in merged} - {None}),
            "declined": len(declined),
            "converted": sum(bool(self.decision[pk].disposition) for pk in declined),
            "withdrawn": len(self.with_result("WITHDRAWN")),
            "pending": sum(
                pk not in self.decision or self.decision[pk].result == "PENDING" for pk in self.received
            ),
            "assigned": self.cases(lambda tasks: True),
            "replied": self.cases(self.every(self.replied)),
            "concluded": self.cases(self.case_concluded),
            "assignments": len(self.tasks),
            "repliers": sum(map(self.owes, self.tasks)),
            "co_handlings": sum(task.part == "CO_HANDLER" for task in self.tasks),
            "units": len({task.unit_id for task in self.tasks} - {None}),
        }

    def cases(self, condition, *, gross=None):
        """Count the filed cases with tasks that meet `condition`, by the policy with those they absorbed."""
        gross = self.policy.filing_base == "gross" if gross is None else gross
        by_case = {}
        for task in self.tasks:
            by_case.setdefault(task.proposal_id, []).append(task)
        absorbed = Counter(row.merged_into_id for row in self.decision.values() if row.result == "MERGED")
        return sum(1 + (absorbed[pk] if gross else 0) for pk, tasks in by_case.items() if condition(tasks))

    def every(self, measure):
        """Return the condition that every unit that owes a reply counts for `measure`, and that there is one."""

        def holds(tasks):
            owing = [task for task in tasks if self.owes(task)]
            return bool(owing) and all(measure(task) for task in owing)

        return holds

    def case_concluded(self, tasks):
        proposal = self.received[tasks[0].proposal_id]
        if proposal.state == "CONCLUDED" and self.by(proposal.concluded_on):
            return True
        return self.policy.conclusion == "reply" and self.every(self.replied)(tasks)

    def case_rank(self, question):
        return lambda tasks: max(filter(None, (self.rank(task, question) for task in tasks)), default=None)

    def case_outcome(self, tasks):
        owing = [task for task in tasks if self.owes(task)]
        classes = [self.outcome(task) for task in owing]
        return max(classes) if owing and None not in classes else None

    def case_waived(self, tasks):
        owing = [task for task in tasks if self.owes(task)]
        return any(map(self.waived, owing)) and all(self.waived(t) or self.consulted(t) for t in owing)

    def case_rates(self):
        filed, cases = self.counts()["filed"], self.cases
        result, attitude = self.case_rank("result"), self.case_rank("attitude")
        returned = self.policy.satisfaction_base == "returned"
        consulted = cases(self.every(self.consulted))
        consultation = {
            "repliers": (consulted, filed),
            "all": (cases(lambda tasks: all(map(self.consulted, tasks))), filed),
            "minus_waived": (consulted, filed - cases(self.case_waived)),
        }
        return self.common_rates() | {
            "filing_rate": (filed, len(self.received)),
            "assignment_rate": (cases(lambda tasks: True), filed),
            "consultation_rate": consultation[self.policy.consultation_base],
            "reply_rate": (cases(self.every(self.replied)), filed),
            "on_time_reply_rate": (
                cases(self.every(self.on_time)),
                cases(self.every(self.has_known_limit)),
            ),
            "conclusion_rate": (cases(self.case_concluded), filed),
            "satisfaction_rate": (
                cases(lambda tasks: self.satisfied(result(tasks))),
                cases(lambda tasks: result(tasks) is not None) if returned else filed,
            ),
            "attitude_satisfaction_rate": (
                cases(lambda tasks: self.satisfied(attitude(tasks))),
                cases(lambda tasks: attitude(tasks) is not None) if returned else filed,
            ),
            "feedback_return_rate": (
                cases(lambda tasks: (result(tasks) or attitude(tasks)) is not None),
                cases(self.every(self.replied)),
            ),
            "follow_up_rate": (cases(lambda tasks: any(map(self.followed_up, tasks))), filed),
            "disclosure_rate": (cases(self.every(self.published)), filed),
            "resolved_rate": (
                cases(lambda tasks: self.case_outcome(tasks) == self.best),
                cases(lambda tasks: self.case_outcome(tasks) is not None),
            ),
        }

    def task_rates(self):
        policy, tasks = self.policy, self.tasks
        owing = [task for task in tasks if self.owes(task)]
        result, attitude = (
            [self.rank(task, question) for task in owing] for question in ("result", "attitude")
        )
        returned = policy.satisfaction_base == "returned"
        rated = len(tasks if policy.unit_satisfaction_base_all else owing)
        every = tasks if policy.unit_conclusion_base_all else owing
        consulted, waived = sum(map(self.consulted, owing)), sum(map(self.waived, owing))
        consultation = {
            "repliers": (consulted, len(owing)),
            "all": (sum(map(self.consulted, tasks)), len(tasks)),
            "minus_waived": (consulted, len(owing) - waived),
        }
        classes = [self.outcome(task) for task in owing]
        return self.common_rates() | {
            "filing_rate": (0, 0),
            "assignment_rate": (0, 0),
            "consultation_rate": consultation[policy.consultation_base],
            "reply_rate": (sum(map(self.replied, owing)), len(owing)),
            "on_time_reply_rate": (sum(map(self.on_time, owing)), sum(map(self.has_known_limit, owing))),
            "conclusion_rate": (sum(map(self.concluded, every)), len(every)),
            "satisfaction_rate": (
                sum(map(self.satisfied, result)),
                sum(rank is not None for rank in result) if returned else rated,
            ),
            "attitude_satisfaction_rate": (
                sum(map(self.satisfied, attitude)),
                sum(rank is not None for rank in attitude) if returned else rated,
            ),
            "feedback_return_rate": (
                sum(bool(r or a) for r, a in zip(result, attitude, strict=True)),
                sum(map(self.replied, owing)),
            ),
            "follow_up_rate": (sum(map(self.followed_up, owing)), len(owing)),
            "disclosure_rate": (sum(map(self.published, every)), len(every)),
            "resolved_rate": (classes.count(self.best), len(classes) - classes.count(None)),
        }

    def common_rates(self):
        helping = [task for task in self.tasks if task.part == "CO_HANDLER"]
        filed = self.with_result("FILED")
        asked = [each for each in Suggestion.objects.all() if each.proposal_id in filed]
        adopted = [each for each in asked if each.is_adopted and self.by(each.adopted_on)]
        roster = {
            m.pk
            for m in Member.objects.all()
            if m.term_id == self.session.term_id and m.standing == "IN_OFFICE"
        }
        active = {
            each.member_id
            for each in Proposer.objects.all()
            if each.proposal_id in self.received and each.role != "SECONDER"
        }
        return {
            "acceptance_rate": (sum(map(self.accepted, self.tasks)), len(self.tasks)),
            "opinion_rate": (sum(map(self.opinion, helping)), len(helping)),
            "adoption_rate": (len(adopted), len(asked)),
            "participation_rate": (len(active & roster), len(roster)),
        }

    def shared(self):
        """Return the proposals that shares are taken of."""
        results = {"net": ("FILED",), "gross": ("FILED", "MERGED")}
        base = self.policy.share_base
        return set(self.received) if base == "received" else self.with_result(*results[base])

    def breakdowns(self):
        """Return {breakdown: {key: part}} without empty lines, and the whole they share."""
        shared = [self.received[pk] for pk in self.shared()]
        pair = Counter()
        for proposal in shared:
            members = proposal.kind in MEMBERS or (
                proposal.kind == "SECTOR" and not self.policy.sector_is_collective
            )
            pair[("MEMBER" if members else "COLLECTIVE") if proposal.kind else ""] += 1
        gross = self.policy.share_base == "gross" or (
            self.policy.share_base == "received" and self.policy.filing_base == "gross"
        )
        outcome = {
            each.code: self.cases(
                lambda tasks, wanted=each.position: self.case_outcome(tasks) == wanted, gross=gross
            )
            for each in OutcomeClass.objects.filter(plenary_session=self.session)
        }
        found = {
            "proposer_kind": pair,
            "proposer_kind_detail": Counter(proposal.kind for proposal in shared),
            "category": Counter(proposal.category.code if proposal.category else "" for proposal in shared),
            "outcome": outcome,
            "unit": Counter(task.unit.name if task.unit else "" for task in self.tasks),
            "disposition": Counter(self.decision[pk].disposition for pk in self.with_result("DECLINED")),
        }
        return {name: {key: n for key, n in lines.items() if n} for name, lines in found.items()}, len(shared)
