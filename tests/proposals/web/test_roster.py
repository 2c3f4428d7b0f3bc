"""The roster: what it says of a member is changed on a page; whoever may be on it already is asked about."""

import pytest
from django.urls import reverse

from cppcc.accounts.models import User
from proposals.models import Member, Sector
from tests.pages import slips_of
from tests.proposals.web.conftest import words
from tests.world import DAY
from workflows.models import MoveRecord


@pytest.fixture
def sectors(world):
    """Return two sectors; 张三 is of the first."""
    education, economy = (
        Sector.objects.create(term=world.session.term, name=name) for name in ("教育界", "经济界")
    )
    world.zhang.sector = education
    world.zhang.save()
    return education, economy


def test_what_the_roster_says_of_a_member_is_changed_and_recorded(world, as_clerk, sectors):
    economy = sectors[1]
    address = reverse("member", args=[world.session.code, world.zhang.pk])
    assert address in words(as_clerk("people", "members"))

    values = {"sector": economy.pk, "party": "", "employer": "市一中", "phone": "13800000000"}
    answer = as_clerk("member", world.zhang.pk, **values)

    assert answer.status_code == 302
    world.zhang.refresh_from_db()
    changed = (world.zhang.sector, world.zhang.party, world.zhang.employer, world.zhang.phone)
    assert changed == (economy, None, "市一中", "13800000000")
    [record] = MoveRecord.objects.of(world.session)
    assert (record.label, record.by) == ("修改委员信息", world.clerk)
    assert "张三：界别由「教育界」改为「经济界」，工作单位及职务由「」改为「市一中」" in record.note
    as_clerk("member", world.zhang.pk, **values)
    assert MoveRecord.objects.of(world.session).count() == 1


def new_member(sector, **values):
    return {"role": "MEMBER", "name": "张 三", "sector": sector.pk, "at": DAY.isoformat(), **values}


def test_a_new_member_whom_the_roster_has_under_another_sector_is_asked_about(world, as_clerk, sectors):
    values = new_member(sectors[1])

    asked = as_clerk("new_person", **values)

    assert "名册里已有张三（教育界），这里写的是经济界" in words(asked)
    assert Member.objects.filter(name="张三").count() == 1
    confirmed = as_clerk("new_person", **values, agreed=asked.context["question"].words())
    assert [username for username, _password in slips_of(confirmed)] == ["张三"]
    assert Member.objects.filter(name="张三", sector=sectors[1]).count() == 1


def test_a_member_without_a_sector_on_the_roster_gets_the_one_written(world, as_clerk, sectors):
    as_clerk("new_person", **new_member(sectors[1], name="李四"))

    world.li.refresh_from_db()
    assert (world.li.sector, world.li.user.username) == (sectors[1], "李四")


def test_a_pasted_member_of_the_roster_is_completed_not_doubled(world, as_clerk, sectors):
    Member.objects.filter(pk=world.li.pk).update(sector=sectors[0], employer="市一中", phone="139")
    block = "姓名\t界别\t联系电话\n李四\t教育界\t138\n"

    as_clerk("new_people", role="MEMBER", block=block, at=DAY.isoformat(), confirmed="1")

    member = Member.objects.get(name="李四")
    assert (member.sector, member.employer, member.phone) == (sectors[0], "市一中", "138")


def test_a_pasted_block_asks_who_may_be_on_the_roster_already_before_it_is_taken(world, as_clerk, sectors):
    block = "姓名\t界别\n张三\t经济界\n李四\t教育界\n"

    shown = as_clerk("new_people", role="MEMBER", block=block, at=DAY.isoformat())

    [question] = shown.context["asked"].lines
    assert question.startswith("名册里已有张三（教育界），这里写的是经济界。")
    assert question in words(shown)


def test_a_block_changed_after_the_question_is_asked_about_anew(world, as_clerk, sectors):
    block = "姓名\t界别\n张三\t经济界\n"
    values = {"role": "MEMBER", "block": block, "at": DAY.isoformat(), "confirmed": "1"}

    asked = as_clerk("new_people", **values)
    agreed = asked.context["asked"].words()
    changed = as_clerk("new_people", **values | {"block": block.replace("经济界", "文艺界")}, agreed=agreed)
    made = Member.objects.filter(name="张三").count()
    taken = as_clerk("new_people", **values, agreed=agreed)

    assert (asked.status_code, changed.status_code, made) == (200, 200, 1)
    assert [username for username, _password in slips_of(taken)] == ["张三"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("new_person", {"name": "赵一"}),
        ("new_people", {"block": "姓名\t单位\n赵一\t市水务局", "confirmed": "1"}),
    ],
)
def test_a_form_sent_twice_makes_one_person(world, as_clerk, client, name, values):
    token = as_clerk(name).context["form"]["token"].value()
    values = {"role": "OFFICER", "organisation": world.water.pk, "at": DAY.isoformat(), **values}

    as_clerk(name, token=token, **values)
    again = client.post(reverse(name, args=[world.session.code]), {"token": token, **values}, follow=True)

    assert User.objects.filter(name="赵一").count() == 1
    assert again.redirect_chain == [(reverse("people", args=[world.session.code, "officers"]), 302)]
    assert "没有重复登记" in words(again)
