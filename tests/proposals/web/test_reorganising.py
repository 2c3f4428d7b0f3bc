"""People leave and bodies change: the work stays with the as_clerk, past papers keep the old name."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cppcc.accounts.models import Organisation, Post, Role
from proposals.actions import assigning, concluding, drafting, filing, reorganising, staffing
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Channel, Proposer
from proposals.queries.own_cases import cases_put
from proposals.queries.visibility import visible_proposals
from proposals.statistics.own_record import own_record
from tests.pages import slips_of
from tests.world import DAY


def test_the_work_stays_with_the_desk_when_somebody_leaves(client, world, as_clerk):
    proposal = world.assigned()
    today = timezone.localdate()

    answer = as_clerk("leave", world.officer.pk, at=today.isoformat(), successor="新经办人")
    [(username, _password)] = slips_of(answer)

    world.officer.refresh_from_db()
    follower = Post.objects.get(user__username=username)
    assert world.officer.ends_on == today
    assert (follower.role, follower.organisation) == ("OFFICER", world.education)
    assert visible_proposals(follower).get() == proposal
    with time_machine.travel(today + timedelta(days=1)):
        assert list(world.officer.user.posts_held()) == []


def test_a_draft_of_a_clerk_who_left_is_found_by_the_next(world):
    draft = world.draft()
    second = world.post("second", Role.CLERK, world.committee)
    assert draft not in visible_proposals(second)

    staffing.leave(world.session, world.clerk, by=second)

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert draft in visible_proposals(second)


def test_a_post_ends_once(world):
    staffing.leave(world.session, world.officer, by=world.clerk)

    with pytest.raises(ValidationError, match="离任"):
        staffing.leave(world.session, world.officer, by=world.clerk)


@pytest.mark.parametrize("standing", ["RESIGNED", "SUSPENDED", "REMOVED", "DIED"])
def test_a_member_no_longer_in_office_keeps_the_name_and_loses_the_seat(world, as_clerk, standing):
    as_clerk("standing", world.zhang.pk, standing=standing, at="2026-05-06")

    world.zhang.refresh_from_db()
    assert (world.zhang.standing, world.zhang.standing_since) == (standing, date(2026, 5, 6))
    assert list(world.member.user.posts_held(date(2026, 5, 6))) == []
    assert world.member.user.posts_held(date(2026, 5, 5)).exists()


def test_a_suspended_member_comes_back_to_the_seat(world, as_clerk):
    as_clerk("standing", world.zhang.pk, standing="SUSPENDED", at="2026-05-06")

    as_clerk("standing", world.zhang.pk, standing="IN_OFFICE", at="2026-06-01")

    assert world.member.user.posts_held(date(2026, 6, 1)).get().role == "MEMBER"
    refused = as_clerk("standing", world.zhang.pk, standing="IN_OFFICE", at="2026-06-02")
    assert "已经是「在任」" in refused.content.decode()


def test_a_renamed_unit_takes_everything_over_and_past_papers_keep_the_old_name(world, as_clerk):
    done = world.assigned(title="已办结")
    world.conclude(done)
    open_case = world.assigned(title="在办")
    section = Organisation.objects.create(name="教育局基教科", parent=world.education)
    world.education.leader_in_charge = "副市长"
    world.education.save()

    as_clerk("reorganise", world.education.pk, name="市教育体育局", at=timezone.localdate().isoformat())

    renamed = Organisation.objects.get(name="市教育体育局")
    world.education.refresh_from_db()
    section.refresh_from_db()
    assert world.education.successor == renamed
    assert (renamed.kind, renamed.leader_in_charge, section.parent) == ("UNIT", "副市长", renamed)
    assert open_case.tasks().get().unit == renamed
    assert done.tasks().get().unit == world.education
    post = world.officer.user.posts_held().get()
    assert post.organisation == renamed
    assert set(visible_proposals(post)) == {done, open_case}


def test_a_unit_that_merges_into_another_leaves_it_one_task_a_case(world, as_clerk):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))

    sent = {"into": world.water.pk, "at": timezone.localdate().isoformat()}
    asked = as_clerk("reorganise", world.education.pk, **sent)
    assert proposal.tasks().get(part="LEAD").unit == world.education
    as_clerk("reorganise", world.education.pk, **sent, agreed=asked.context["question"].words())

    assert proposal.tasks().get(part="LEAD").unit == world.water
    assert world.officer.user.posts_held().get().organisation == world.water


def test_before_a_merger_of_units_it_is_said_what_goes_over_and_what_is_left_out(world, as_clerk):
    both = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于甲的提案")
    world.assigned(title="关于乙的提案")
    sent = {"into": world.finance.pk, "at": timezone.localdate().isoformat()}

    asked = as_clerk("reorganise", world.education.pk, **sent)

    assert (asked.status_code, asked.context["question"].lines) == (
        200,
        (
            "市教育局并入市财政局：移交未办结的承办件2件。",
            f"两家都承办的只留一件，撤销1件：{both}—市财政局（会办）。",
            "一并移交：人员岗位1个，下属单位0个，交办渠道0个，未交办的拟办0件，它提出的未办结提案0件。",
        ),
    )
    assert world.education.assignments.count() == 2


def test_a_plan_for_a_renamed_unit_names_the_new_one(world):
    proposal = world.filed()
    assigning.propose_units(proposal, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())

    renamed = reorganising.rename(world.session, world.education, "市教育体育局", by=world.clerk)

    assert proposal.proposed_units.get().unit == renamed


def test_a_renamed_party_and_a_renamed_office_keep_their_desks(world):
    proposal = world.draft(by_party=True)
    party = reorganising.rename(world.session, world.party, "民盟市委", by=world.clerk)
    office = reorganising.rename(world.session, world.office.organisation, "市政府督查局", by=world.clerk)

    assert visible_proposals(world.contact.user.posts_held().get()).get() == proposal
    assert proposal.proposers.get().name == "民盟某市委员会"
    assert proposal.proposers.get().organisation == party
    assert Channel.objects.get(plenary_session=world.session, code="government").office == office


def test_who_follows_a_collective_speaks_for_what_it_put_before(world):
    proposal = world.draft(by_party=True)
    drafting.submit_proposal(proposal, **world.for_others(DAY))
    filing.file_proposal(proposal, **world.as_clerk())
    assigning.assign_proposal(proposal, [assigning.Handling(world.education, "SOLE")], **world.as_clerk())
    world.conclude(proposal)
    reorganising.rename(world.session, world.party, "民盟市委", by=world.clerk)
    follower = world.contact.user.posts_held().get()

    task = proposal.tasks().get()
    concluding.rate(task, proposal.proposers.get(), attitude="SATISFIED", result="DISSATISFIED", by=follower)

    assert proposal.proposers.get().organisation == world.party
    assert [year.answered for year in own_record(Proposer.objects.of(follower))] == [1]
    assert list(cases_put(follower, world.session)) == [proposal]
    assert not Proposer.objects.of(world.officer).exists()


@pytest.mark.parametrize(
    ("values", "said"), [({}, "请填且只填一项"), ({"name": "市财政局"}, "已有叫这个名称的机构")]
)
def test_a_change_of_body_that_makes_no_sense_is_refused(world, as_clerk, values, said):
    answer = as_clerk("reorganise", world.education.pk, at=timezone.localdate().isoformat(), **values)

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert Organisation.objects.filter(valid_to=None, name="市教育局").exists()


@pytest.fixture
def theirs(world):
    """Return the assigning office of another committee."""
    other = open_plenary_session(Opening("other", "政协别市委员会", "city", 1, 1, 2026, {}, {}))
    theirs = Organisation.objects.create(name="别市督查室", kind=Organisation.Kind.OFFICE)
    Channel.objects.filter(plenary_session=other, code="government").update(office=theirs)
    return theirs


def test_a_body_of_another_committee_cannot_be_touched(world, theirs):
    with pytest.raises(PermissionDenied):
        reorganising.go_over(world.session, theirs, world.office.organisation, by=world.clerk)


@pytest.mark.parametrize(
    ("name", "parent", "said"),
    [
        ("政协别市委员会", "", "第2行的「政协别市委员会」不是本会的承办单位或提案机构"),
        ("别市督查室", "", "第2行的「别市督查室」不是本会的承办单位或提案机构"),
        ("市林业局", "别市督查室", "第2行的上级「别市督查室」不在名录里。"),
    ],
)
def test_a_block_completes_no_body_of_another_committee(world, theirs, as_clerk, name, parent, said):
    block = f"名称\t种类\t联系电话\t上级\n{name}\t承办单位\t999\t{parent}\n"
    before = list(Organisation.objects.values())

    answer = as_clerk("new_people", role="UNITS", block=block, at="2026-03-02", confirmed="1")

    assert said in answer.content.decode()
    assert list(Organisation.objects.values()) == before


def test_a_block_completes_the_bodies_of_the_committee_and_puts_new_ones_under_each_other(world, as_clerk):
    rows = ("市教育局\t8712345\t市教育委员会", "市招生办\t\t市教育局", "市教育委员会\t\t")
    block = "\n".join(("名称\t联系电话\t上级", *rows))

    as_clerk("new_people", role="UNITS", block=block, at="2026-03-02", confirmed="1")

    found = Organisation.objects.values_list("name", "phone", "parent__name")
    assert set(found.filter(name__startswith="市教") | found.filter(name="市招生办")) == {
        ("市教育局", "8712345", "市教育委员会"),
        ("市招生办", "", "市教育局"),
        ("市教育委员会", "", None),
    }
