"""People come in: by form or pasted block, with a slip each; first passwords, lock-outs, who may look after whom."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from cppcc.accounts.models import Organisation, Post, Role, User
from proposals.actions import staffing
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Member
from tests.pages import slips_of
from tests.world import DAY
from workflows.models import MoveRecord


def sign_in(client, username, password):
    client.logout()
    return client.post(reverse("sign_in"), {"username": username, "password": password})


def person(role, **values):
    return {"role": role, "name": "王小明", "at": DAY.isoformat(), **values}


@pytest.mark.parametrize("role", ["leader", "office", "officer", "member", "contact"])
def test_only_a_clerk_looks_after_people(client, world, role):
    proposal = world.assigned()
    client.force_login(getattr(world, role).user)
    code = world.session.code

    pages = [
        reverse("people_home", args=[code]),
        reverse("new_person", args=[code]),
        reverse("new_people", args=[code]),
        reverse("standing", args=[code, world.zhang.pk]),
        reverse("leave", args=[code, world.officer.pk]),
        reverse("reorganise", args=[code, world.education.pk]),
    ]

    assert proposal.pk
    assert {client.get(address).status_code for address in pages} <= {403, 404}
    assert client.post(reverse("reset_password", args=[code, world.officer.user.pk])).status_code in (
        403,
        404,
    )


def test_a_new_officer_gets_a_slip_and_must_change_the_password(client, world, as_clerk):
    answer = as_clerk("new_person", **person("OFFICER", organisation=world.water.pk))
    [(username, password)] = slips_of(answer)

    assert username == "王小明"
    assert "http://testserver/" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert sign_in(client, username, password).status_code == 302
    assert client.get("/").url == reverse("change_password")
    post = Post.objects.get(user__username=username)
    assert (post.role, post.organisation, post.starts_on) == ("OFFICER", world.water, DAY)


def test_a_new_member_is_on_the_roster_with_a_seat(world, as_clerk):
    as_clerk("new_person", **person("MEMBER", phone="13800000000", employer="市一中教师"))

    member = Member.objects.get(name="王小明")
    assert (member.term, member.phone, member.employer) == (world.session.term, "13800000000", "市一中教师")
    assert member.user.posts.get().organisation == world.committee


def test_a_member_of_the_roster_is_found_not_doubled(world, as_clerk):
    as_clerk("new_person", **person("MEMBER", name="李四"))

    world.li.refresh_from_db()
    assert world.li.user.username == "李四"
    assert Member.objects.filter(name="李四").count() == 1


def test_two_of_one_name_get_two_sign_in_names(world, as_clerk):
    first = slips_of(as_clerk("new_person", **person("OFFICER", organisation=world.water.pk)))
    second = slips_of(as_clerk("new_person", **person("OFFICER", organisation=world.finance.pk)))

    assert [first[0][0], second[0][0]] == ["王小明", "王小明2"]


def test_a_name_with_a_dot_makes_a_sign_in_name(world, as_clerk):
    [(username, _password)] = slips_of(as_clerk("new_person", **person("MEMBER", name="迪丽·买买提")))

    assert username == "迪丽买买提"
    assert User.objects.get(username=username).name == "迪丽·买买提"


def test_somebody_who_signs_in_already_takes_a_second_post_with_the_same_password(world, as_clerk):
    values = person("CONTACT", organisation=world.party.pk, username="officer")

    refused = as_clerk("new_person", **values).content.decode()
    answer = as_clerk("new_person", **values | {"name": world.officer.user.name})

    assert f"登录名「officer」是{world.officer.user.name}的，不是王小明的" in refused
    assert slips_of(answer) == [("officer", "用现有密码")]
    assert world.officer.user.posts.filter(role="CONTACT", organisation=world.party).exists()
    world.officer.user.refresh_from_db()
    assert world.officer.user.check_password("secret-word")


@pytest.mark.parametrize(
    ("role", "body", "said"),
    [
        ("OFFICER", "", "没有写明所在机构"),
        ("OFFICER", "party", "不能作为这种身份的所在机构"),
        ("CONTACT", "water", "不能作为这种身份的所在机构"),
        ("SYSTEM", "", "选择一个有效的选项"),
    ],
)
def test_a_role_at_the_wrong_body_is_refused_and_nothing_is_stored(world, as_clerk, role, body, said):
    organisation = getattr(world, body).pk if body else ""

    answer = as_clerk("new_person", **person(role, organisation=organisation))

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert not User.objects.filter(name="王小明").exists()


def test_a_pasted_block_is_shown_first_and_then_taken_as_a_whole(world, as_clerk):
    block = "姓名\t界别\t联系电话\n赵 一\t教育界\t139\n钱二\t经济界\t138\n"

    shown = as_clerk("new_people", role="MEMBER", block=block, at=DAY.isoformat())
    assert "读到2行" in shown.content.decode()
    assert not User.objects.filter(name="赵一").exists()

    taken = as_clerk("new_people", role="MEMBER", block=block, at=DAY.isoformat(), confirmed="1")

    assert [username for username, _password in slips_of(taken)] == ["赵一", "钱二"]
    assert Member.objects.get(name="钱二").sector.name == "经济界"


def test_a_block_with_one_wrong_line_admits_nobody_and_names_the_line(world, as_clerk):
    block = "姓名\t单位\n赵一\t市教育局\n钱二\t没有这个局\n"

    answer = as_clerk("new_people", role="OFFICER", block=block, at=DAY.isoformat(), confirmed="1")

    text = answer.content.decode()
    assert "第2人：钱二没有写明所在机构" in text
    assert "没有这个局" in text
    assert not User.objects.filter(name="赵一").exists()


def test_a_block_without_headers_is_refused(world, as_clerk):
    answer = as_clerk("new_people", role="MEMBER", block="赵一\t教育界\n钱二\t经济界", at=DAY.isoformat())

    assert "没有找到表头" in answer.content.decode()


def test_a_block_of_units_makes_bodies_without_people(world, as_clerk):
    block = "单位名称\t种类\t别名\n市林业局\t承办单位\t林业局\n"

    as_clerk("new_people", role="UNITS", block=block, at=DAY.isoformat(), confirmed="1")

    assert Organisation.objects.get(name="市林业局").aliases.get().name == "林业局"


def test_every_member_without_a_sign_in_name_gets_one_at_once(client, world, as_clerk):
    Member.objects.create(term=world.session.term, name="已故委员", standing=Member.Standing.DIED)

    answer = client.post(reverse("accounts_for_members", args=[world.session.code]))

    assert [username for username, _password in slips_of(answer)] == ["李四"]


def test_a_first_password_is_handed_out_again_and_lets_in(client, world, as_clerk):
    answer = client.post(reverse("reset_password", args=[world.session.code, world.officer.user.pk]))
    [(username, password)] = slips_of(answer)

    assert sign_in(client, username, "secret-word").status_code == 200
    assert sign_in(client, username, password).status_code == 302
    assert client.get("/").url == reverse("change_password")


def test_five_wrong_passwords_lock_out_and_a_clerk_lets_in(client, world):
    for _attempt in range(4):
        assert sign_in(client, "officer", "wrong").status_code == 200

    locked = sign_in(client, "officer", "wrong")
    assert locked.status_code == 429
    assert "暂时锁定" in locked.content.decode()
    assert sign_in(client, "officer", "secret-word").status_code == 429

    client.force_login(world.clerk.user)
    page = client.get(reverse("people", args=[world.session.code, "officers"])).content.decode()
    assert "已锁定" in page
    client.post(reverse("let_in", args=[world.session.code, world.officer.user.pk]))

    assert sign_in(client, "officer", "secret-word").status_code == 302


def test_a_lock_out_ends_by_itself(client, world):
    for _attempt in range(5):
        sign_in(client, "officer", "wrong")

    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert sign_in(client, "officer", "secret-word").status_code == 302


def test_a_lock_out_at_one_place_does_not_keep_the_person_out_elsewhere(client, world):
    for _attempt in range(5):
        sign_in(client, "officer", "wrong")
    client.logout()

    answer = client.post(
        reverse("sign_in"), {"username": "officer", "password": "secret-word"}, REMOTE_ADDR="10.1.2.3"
    )

    assert answer.status_code == 302


def test_people_of_another_committee_are_out_of_reach(client, world, as_clerk):
    other = open_plenary_session(Opening("other", "政协别市委员会", "city", 1, 1, 2026, {}, {}))
    their_clerk = world.post("their-clerk", Role.CLERK, other.committee.organisation)
    both = Post.objects.create(
        user=world.leader.user, role=Role.LEADER, organisation=other.committee.organisation
    )
    keeper = User.objects.create_superuser("keeper")
    Post.objects.create(user=keeper, role=Role.CLERK, organisation=world.committee)

    for user in (their_clerk.user, both.user, keeper):
        address = reverse("reset_password", args=[world.session.code, user.pk])
        assert (user, client.post(address).status_code) == (user, 404)
        with pytest.raises(PermissionDenied):
            staffing.reset_password(world.session, user, by=world.clerk)


def test_a_clerk_of_every_committee_is_looked_after_where_there_is_one(world, client):
    second = world.post("second", Role.CLERK)
    client.force_login(world.clerk.user)
    address = reverse("reset_password", args=[world.session.code, second.user.pk])

    assert client.post(address).status_code == 200
    open_plenary_session(Opening("other", "政协别市委员会", "city", 1, 1, 2026, {}, {}))
    assert client.post(address).status_code == 404


def test_a_block_with_a_quotation_mark_too_many_is_refused_in_words(world, as_clerk):
    answer = as_clerk("new_people", role="MEMBER", block='姓名\t界别\n"' + "甲" * 140_000, at=DAY.isoformat())

    assert (answer.status_code, "多余的引号" in answer.content.decode()) == (409, True)


def test_a_block_is_read_by_the_words_offices_use_and_without_its_title(world, as_clerk):
    block = "市直单位经办人名单\n序号\t经办人\t承办单位\t手机\n1\t赵一\t市教育局\t139\n"

    [(username, _password)] = slips_of(
        as_clerk("new_people", role="OFFICER", block=block, at=DAY.isoformat(), confirmed="1")
    )

    assert Post.objects.get(user__username=username).organisation == world.education


def test_every_change_is_in_the_record(client, world, as_clerk):
    as_clerk("new_person", **person("OFFICER", organisation=world.water.pk))
    client.post(reverse("reset_password", args=[world.session.code, world.officer.user.pk]))
    as_clerk("new_body", name="市林业局", kind="UNIT", phone="")

    labels = list(MoveRecord.objects.of(world.session).values_list("label", flat=True))
    page = as_clerk("people", "records").content.decode()

    assert labels == ["新增人员", "重设首次密码", "新增机构"]
    assert "王小明（市水务局承办单位经办人）" in page


def test_what_is_recorded_never_holds_a_password(client, world, as_clerk):
    [(_username, password)] = slips_of(
        as_clerk("new_person", **person("OFFICER", organisation=world.water.pk))
    )

    held = " ".join(MoveRecord.objects.of(world.session).values_list("note", flat=True))

    assert password not in held


def test_the_lists_find_by_name_and_body_with_few_statements(
    client, world, as_clerk, django_assert_max_num_queries
):
    for number in range(12):
        Member.objects.create(term=world.session.term, name=f"委员{number}")
    address = reverse("people", args=[world.session.code, "members"])

    with django_assert_max_num_queries(11):
        page = client.get(address).content.decode()

    assert page.count("发登录名</button>") == 13
    found = client.get(address, {"q": "李四"}).content.decode()
    assert ("李四" in found, "张三" in found) == (True, False)
    assert client.get(reverse("people", args=[world.session.code, "nothing"])).status_code == 404
