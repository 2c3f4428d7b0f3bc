"""The settings of a session: what a change would change, that it is recorded, and the lists."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils import timezone

from proposals.actions import accepting
from proposals.actions.mending import correct_fact
from proposals.actions.settling import foresee, last_change, settle
from proposals.models import Category, HeadlineTotal, Policy
from proposals.web.limits import LimitField
from proposals.web.settings_forms import GROUPS, PolicyForm
from tests.world import DAY
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


@pytest.fixture
def policy(world):
    return Policy.objects.get(plenary_session=world.session)


@pytest.fixture
def send(client, world, policy):
    """Return a function that sends the settings page in as the clerk, with some fields changed."""
    client.force_login(world.clerk.user)

    def of(**changed):
        form = PolicyForm(instance=policy)
        values = {name: form[name].value() for name in form.fields}
        values = {name: form.fields[name].prepare_value(value) for name, value in values.items()}
        values = {name: value for name, value in values.items() if value is not False}
        values |= {"seen": last_change(policy), **changed}
        return client.post(reverse("settings", args=[world.session.code]), values)

    return of


def changed(policy, **values):
    copied = Policy.objects.get(pk=policy.pk)
    for field, value in values.items():
        setattr(copied, field, value)
    return copied


def test_every_rule_of_the_policy_stands_on_the_page_with_its_explanation():
    explained = [name for _title, _text, fields in GROUPS for name in fields]
    rules = [field.name for field in Policy._meta.fields if field.name not in ("id", "plenary_session")]

    assert sorted(explained) == sorted(rules)


@pytest.mark.parametrize("role", ["leader", "office", "officer", "member"])
def test_only_a_clerk_settles(client, world, role):
    world.assigned()
    client.force_login(getattr(world, role).user)

    assert client.get(reverse("settings", args=[world.session.code])).status_code == 403
    assert client.post(reverse("settings_rows", args=[world.session.code, "categories"])).status_code == 403
    with pytest.raises(PermissionDenied):
        settle(world.session, {"decimals": 0}, by=getattr(world, role), reason="试", seen=0)


def test_a_change_is_shown_first_and_nothing_is_stored(world, policy, send):
    world.assigned()

    page = send(decimals="0", filing_base="gross").content.decode()

    assert "还没有生效" in page
    assert "并案后" in page
    assert model_to_dict(Policy.objects.get(pk=policy.pk)) == model_to_dict(policy)


def test_a_confirmed_change_is_stored_with_its_reason_and_shown_in_the_record(client, world, policy, send):
    answer = send(decimals="0", reply_limit="20个工作日", confirmed="1", reason="主席会议决定")

    assert answer.status_code == 302
    policy.refresh_from_db()
    assert (policy.decimals, policy.reply_limit) == (0, "20wd")
    record = MoveRecord.objects.of(policy).get()
    assert (record.changes, record.note, record.by) == (
        {"reply_limit": ["3m", "20wd"], "decimals": [1, 0]}, "主席会议决定", world.clerk,
    )  # fmt: skip
    page = client.get(reverse("settings", args=[world.session.code])).content.decode()
    assert "答复期限：3个月 → 20个工作日" in page


def test_a_change_without_a_reason_is_refused(policy, send):
    answer = send(decimals="0", confirmed="1", reason="")

    assert answer.status_code == 409
    assert Policy.objects.get(pk=policy.pk).decimals == 1


def test_a_change_made_meanwhile_by_another_is_not_overwritten(world, policy, send):
    settle(world.session, {"decimals": 2}, by=world.clerk, reason="先改", seen=0)

    answer = send(seen="0", decimals="0", confirmed="1", reason="后改")

    assert "刚刚被别人改过" in answer.content.decode()
    assert Policy.objects.get(pk=policy.pk).decimals == 2
    with pytest.raises(MoveRefused):
        settle(world.session, {"decimals": 0}, by=world.clerk, reason="后改", seen=0)


def test_no_change_says_so(client, world, send):
    answer = send()

    assert answer.status_code == 302
    assert "没有改动" in client.get(answer.url).content.decode()


def test_the_outlook_names_the_figures_that_change_and_no_others(world, policy):
    world.filed("立案")
    merged = world.assigned(title="答复")
    world.reply(merged)
    world.rate(merged, result="FAIRLY_SATISFIED")

    outlook = foresee(world.session, changed(policy, fairly_satisfied_counts=False))

    assert [(each.label, each.old, each.new) for each in outlook.figures] == [
        ("满意率", "100.0%（1／1）", "0.0%（0／1）")
    ]
    assert outlook.due_dates == ()
    assert world.session.policy.fairly_satisfied_counts


def test_the_outlook_names_the_open_tasks_whose_day_would_change(world, policy):
    open_case = world.assigned(title="在办")
    world.reply(world.assigned(title="已答复"))
    extended = world.assigned(title="延期的").tasks().get()
    accepting.accept(extended, **world.for_others())
    until = extended.due_on + timedelta(days=30)
    extension = accepting.request_extension(extended, until=until, reason="情况复杂", **world.for_others())
    accepting.rule_on_extension(extension, granted=True, by=world.office, at=DAY)
    by_hand = world.assigned(title="手工改过的").tasks().get()
    correct_fact(by_hand, {"due_on": DAY + timedelta(days=7)}, by=world.clerk, reason="纸上写的")

    outlook = foresee(world.session, changed(policy, reply_limit="30d"))

    task = open_case.tasks().get()
    assert [(each.task, each.old, each.new) for each in outlook.due_dates] == [
        (task, task.due_on, DAY + timedelta(days=30))
    ]
    assert outlook.figures == []


def test_days_follow_only_where_asked(world, policy):
    task = world.assigned().tasks().get()
    before = task.due_on

    settle(world.session, {"reply_limit": "30d"}, by=world.clerk, reason="通知", seen=0)
    task.refresh_from_db()
    assert task.due_on == before

    settle(world.session, {"reply_limit": "3m"}, by=world.clerk, reason="改回", seen=last_change(policy))
    settle(
        world.session,
        {"reply_limit": "30d"},
        by=world.clerk,
        reason="通知",
        seen=last_change(policy),
        with_due_dates=True,
    )
    task.refresh_from_db()
    assert task.due_on == DAY + timedelta(days=30)
    assert MoveRecord.objects.of(task).last().note.startswith("随规定改动：通知")


def test_days_run_from_the_acceptance_where_the_policy_says_so(world, policy):
    proposal = world.assigned()
    world.accept(proposal, at=DAY + timedelta(days=3))

    outlook = foresee(world.session, changed(policy, reply_limit_anchor="accepted"))

    assert [each.new > each.old for each in outlook.due_dates] == [True]


def test_the_outlook_costs_the_same_for_any_number_of_cases(world, policy, django_assert_max_num_queries):
    for number in range(6):
        world.assigned(title=f"提案{number}")

    with django_assert_max_num_queries(28):
        assert len(foresee(world.session, changed(policy, reply_limit="30d")).due_dates) == 6


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("15个工作日", "15wd"), ("15工作日", "15wd"), ("20天", "20d"), ("20日", "20d"), ("3个月", "3m"),
        ("3月", "3m"), ("9月30日", "09-30"), ("2026年9月30日", "2026-09-30"), ("15wd", "15wd"),
    ],
)  # fmt: skip
def test_a_limit_is_written_in_words(typed, stored):
    assert LimitField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["很快", "13月40日", "1000天", "三个月"])
def test_a_limit_that_is_none_is_refused_in_words(typed):
    with pytest.raises(ValidationError, match="15个工作日"):
        LimitField().clean(typed)


def test_approval_steps_are_parted_by_commas_of_any_kind(policy, send):
    send(approval_steps="科室审核，办公室核稿；局长签发", confirmed="1", reason="改")

    assert Policy.objects.get(pk=policy.pk).approval_steps == ["科室审核", "办公室核稿", "局长签发"]


def rows(name, existing, **values):
    management = {"TOTAL_FORMS": len(existing) + 3, "INITIAL_FORMS": len(existing)}
    data = {f"{name}-{key}": value for key, value in management.items()}
    for place, row in enumerate(existing):
        data |= {f"{name}-{place}-{key}": value for key, value in row.items() if value is not None}
    return data | {f"{name}-{key}": value for key, value in values.items()}


def category_rows(world):
    fields = ("id", "name", "position", "parent")
    return [{field: getattr(each, f"{field}_id", getattr(each, field)) for field in fields}
            for each in world.session.category_list.all()]  # fmt: skip


def test_a_list_is_changed_and_what_changed_is_recorded(client, world):
    client.force_login(world.clerk.user)
    existing = category_rows(world)
    existing[0]["name"] = "经济"
    last = len(existing)

    client.post(
        reverse("settings_rows", args=[world.session.code, "categories"]),
        rows("categories", existing, **{f"{last}-name": "党的建设"}),
    )

    added = Category.objects.get(plenary_session=world.session, name="党的建设")
    assert (added.position, bool(added.code)) == (6, True)
    note = MoveRecord.objects.of(world.session).get(name="settle").note
    assert note == "修改「经济」的名称；增加「党的建设」"


def test_a_row_that_cases_use_stays(client, world):
    client.force_login(world.clerk.user)
    world.submitted(category=world.session.category_list.first())

    answer = client.post(
        reverse("settings_rows", args=[world.session.code, "categories"]),
        rows("categories", category_rows(world), **{"0-DELETE": "on"}),
    )

    assert "已有提案使用，不能删除" in answer.content.decode()
    assert world.session.category_list.count() == 5


def test_a_name_that_is_taken_is_refused(client, world):
    client.force_login(world.clerk.user)
    existing = category_rows(world)
    last = len(existing)

    answer = client.post(
        reverse("settings_rows", args=[world.session.code, "categories"]),
        rows("categories", existing, **{f"{last}-name": "社会建设"}),
    )

    assert answer.status_code == 409
    assert "「社会建设」已经有了" in answer.content.decode()


def test_a_total_is_written_by_the_name_of_the_figure(client, world):
    client.force_login(world.clerk.user)
    address = reverse("settings_rows", args=[world.session.code, "totals"])

    page = client.get(address).content.decode()
    assert '<option value="reply_rate">办复率</option>' in page
    client.post(
        address,
        rows("totals", [], **{"0-figure": "reply_rate", "0-part": 70, "0-whole": 80, "0-source": "工作报告"}),
    )

    assert HeadlineTotal.objects.get(plenary_session=world.session).part == 70


@pytest.mark.parametrize("name", ["categories", "reasons", "outcomes", "channels", "totals", "notes"])
def test_every_list_has_its_page(client, world, name):
    client.force_login(world.clerk.user)

    assert client.get(reverse("settings_rows", args=[world.session.code, name])).status_code == 200


def test_a_list_that_is_none_is_not_found(client, world):
    client.force_login(world.clerk.user)

    assert client.get(reverse("settings_rows", args=[world.session.code, "others"])).status_code == 404


def test_a_record_about_rules_is_no_step_of_a_case_to_take_back(client, world, policy):
    record = settle(world.session, {"decimals": 2}, by=world.clerk, reason="改", seen=0)
    client.force_login(world.clerk.user)

    assert client.post(reverse("undo", args=[record.pk]), {"reason": "误"}).status_code == 404


def test_the_days_of_a_session_are_changed_with_a_reason(client, world):
    client.force_login(world.clerk.user)
    address = reverse("settings_dates", args=[world.session.code])
    values = {
        "opens_on": "2026-01-10",
        "closes_on": "2026-01-14",
        "cut_off_at": "2026-01-12T18:00",
        "source": "",
    }

    refused = client.post(address, values | {"closes_on": "2026-01-01", "reason": "公告"})
    stored = client.post(address, values | {"reason": "公告"})

    assert (refused.status_code, stored.status_code) == (409, 302)
    world.session.refresh_from_db()
    assert world.session.closes_on.isoformat() == "2026-01-14"
    assert timezone.localtime(world.session.cut_off_at).hour == 18
    assert "公告" in client.get(stored.url).content.decode()
