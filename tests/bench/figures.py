"""The figures of one year at 120,000 proposals and 400,000 tasks, beside hand-written SQL of the same figures."""

from django.db import connection

from proposals.models import PlenarySession
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from tests.bench.measure import beside

_DECISIONS = """
with received as materialized (
    select id, kind, category_id, sector_id from proposals_proposal
    where plenary_session_id = %(session)s and docket = 'PROPOSAL' and voided_at is null and state <> 'DRAFT'),
decision as materialized (
    select e.proposal_id, e.result, e.disposition, e.merged_into_id, max(e.id)
    from received r join proposals_examination e on e.proposal_id = r.id
    where e.voided_at is null group by e.proposal_id)
"""
_RANK = "case f.{0} when 'SATISFIED' then 1 when 'FAIRLY_SATISFIED' then 2 when 'DISSATISFIED' then 3 end"
_WORST = f"""(select max({_RANK}) from proposals_feedback f
    where f.assignment_id = t.id and f.voided_at is null and not exists (
        select 1 from proposals_feedback g where g.assignment_id = f.assignment_id
        and g.proposer_id = f.proposer_id and g.id > f.id and g.voided_at is null))"""
_FACTS = f"""
{_DECISIONS},
task as materialized (
    select a.id, a.proposal_id, a.unit_id, a.part in ('SOLE', 'LEAD', 'SEPARATE') as owes, a.part = 'CO_HANDLER' as helps,
        a.state, a.due_on, a.concluded_on, a.published_on, p.state as case_state
    from decision d join proposals_proposal p on p.id = d.proposal_id
        join proposals_assignment a on a.proposal_id = d.proposal_id
    where d.result = 'FILED' and a.voided_at is null and a.state not in ('HANDED_BACK', 'REMOVED')),
fact as materialized (
    select t.*,
        exists (select 1 from proposals_consultation c where c.assignment_id = t.id and c.voided_at is null
            and c.manner in ('', 'MEETING', 'ON_SITE', 'ONLINE') and c.confirmation <> 'DENIED') as consulted,
        exists (select 1 from proposals_consultation c where c.assignment_id = t.id and c.voided_at is null
            and c.manner = 'WAIVED') as waived,
        (select min(coalesce(r.issued_on, '0001-01-01')) from proposals_reply r where r.assignment_id = t.id
            and r.voided_at is null and r.state in ('ISSUED', 'DELIVERED')) as replied_on,
        (select o.position from proposals_reply r join proposals_outcomeclass o on o.id = r.outcome_id
            where r.assignment_id = t.id and r.voided_at is null and r.state in ('ISSUED', 'DELIVERED')
            order by r.id desc limit 1) as outcome,
        {_WORST.format("result")} as result,
        {_WORST.format("attitude")} as attitude,
        (select min(coalesce(o.given_on, '0001-01-01')) from proposals_cohandlingopinion o
            where o.assignment_id = t.id and o.voided_at is null) as opinion_on,
        exists (select 1 from proposals_followup u where u.proposal_id = t.proposal_id and u.voided_at is null) as followed
    from task t),
cases as materialized (
    select proposal_id, count(*) as tasks, sum(owes) as owing, sum(helps) as helping,
        sum(state in ('ACCEPTED', 'CONSULTED', 'OPINION_GIVEN', 'REPLIED', 'CONCLUDED')) as accepted,
        sum(owes and consulted) as consulted, sum(owes and waived and not consulted) as waived,
        sum(owes and replied_on is not null) as replied, sum(owes and due_on is not null) as limited,
        sum(owes and replied_on <= due_on) as on_time, sum(helps and opinion_on is not null) as opinions,
        sum(state = 'CONCLUDED') as concluded, sum(published_on is not null) as published,
        sum(owes and published_on is not null) as published_owing, sum(owes and followed) as followed,
        max(case_state = 'CONCLUDED') as case_concluded, max(case when owes then result end) as result,
        max(case when owes then attitude end) as attitude, max(case when owes then outcome end) as outcome
    from fact group by proposal_id)
select sum(tasks), sum(owing), sum(helping), sum(accepted), sum(consulted), sum(waived), sum(replied), sum(on_time),
    sum(opinions), sum(concluded), sum(published), sum(followed), count(*),
    sum(owing > 0 and consulted = owing), sum(owing > 0 and replied = owing), sum(owing > 0 and limited = owing),
    sum(owing > 0 and on_time = owing), sum(case_concluded), sum(result is not null), sum(result <= 2),
    sum(attitude is not null), sum(attitude <= 2), sum(followed > 0), sum(owing > 0 and published_owing = owing),
    sum(replied = owing and outcome = 1), sum(replied = owing and outcome = 2), sum(replied = owing and outcome = 3),
    sum(replied = owing and outcome = 4)
from cases
"""
_FILED = "(select proposal_id from decision where result = 'FILED')"
_STATEMENTS = (
    _FACTS,
    (
        f"{_DECISIONS} select (select count(*) from received), sum(result = 'FILED'), sum(result = 'MERGED'),"
        " sum(result = 'DECLINED'), sum(result = 'WITHDRAWN'), count(distinct case when result = 'MERGED' then merged_into_id end),"
        " sum(result = 'DECLINED' and disposition <> '') from decision"
    ),
    f"{_DECISIONS} select disposition, count(*) from decision where result = 'DECLINED' group by disposition",
    f"{_DECISIONS} select kind, count(*) from received where id in {_FILED} group by kind",
    (
        f"{_DECISIONS} select coalesce(p.code, c.code, ''), count(*) from received r left join proposals_category c"
        f" on c.id = r.category_id left join proposals_category p on p.id = c.parent_id where r.id in {_FILED} group by 1"
    ),
    (
        f"{_DECISIONS} select s.name, count(*) from received r left join proposals_sector s on s.id = r.sector_id"
        f" where r.id in {_FILED} group by 1"
    ),
    (
        f"{_DECISIONS} select o.name, count(*) from proposals_assignment a join accounts_organisation o on o.id = a.unit_id"
        f" where a.voided_at is null and a.state not in ('HANDED_BACK', 'REMOVED') and a.proposal_id in {_FILED} group by 1"
    ),
    f"{_DECISIONS} select count(*), sum(is_adopted) from proposals_suggestion where proposal_id in {_FILED}",
    (
        f"{_DECISIONS} select count(distinct p.member_id) from proposals_proposer p join received r on r.id = p.proposal_id"
        " join proposals_member m on m.id = p.member_id and m.standing = 'IN_OFFICE' where p.role <> 'SECONDER'"
    ),
)


def measure_figures(code):
    """Return the line of the figures of the session `code`; both ways must come to the same numbers."""
    session = PlenarySession.objects.select_related("policy", "term__committee__organisation").get(code=code)

    def ours():
        return figures_of(Scope(session))

    def limit():
        return _by_hand(session.pk)

    counts, ([row, *_rest], *_others) = ours().counts, limit()
    assert (counts["assignments"], counts["repliers"], counts["replied"]) == (row[0], row[1], row[14])
    return beside("figures of one year, of 120,000 proposals", ours, limit, target=1.5)


def _by_hand(session):
    found = []
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"session": session})
            found.append(cursor.fetchall())
    return found
