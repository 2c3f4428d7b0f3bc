"""The examination table: decisions together, like cases beside, nothing lost, a way back."""

import pytest

from proposals.actions import filing, merging
from proposals.models import Proposal
from proposals.queries.similar import similar_cases
from tests.proposals.web.conftest import words
from tests.world import DAY, World
from workflows.models import MoveRecord

WATER = "老旧小区供水管网漏损严重，居民反映水压不足，水质发黄。建议分批改造管网，建立漏损监测，公布改造计划。"
BUSES = (
    "城乡公交班次太少，学生和老人出行不便。建议增开早晚班车，统一票价，建设港湾式停靠站，按需设置夜班线路。"
)


def decided(decisions, **more):
    values = {"row": [str(proposal.pk) for proposal in decisions], "at": DAY.isoformat(), **more}
    for proposal, answers in decisions.items():
        values |= {f"row-{proposal.pk}-{name}": value for name, value in answers.items()}
    return values


def test_decisions_of_all_kinds_are_asked_about_and_carried_out_together(world, desk):
    first, second, third, fourth = (world.submitted(f"关于第{each}件的提案") for each in range(4))
    category = world.session.category_list.get(code="social")
    reason = world.session.declinereason_list.first()
    clerk = desk(world.clerk)
    values = decided(
        {
            first: {"decision": "filed", "category": category.pk},
            second: {"decision": "merged", "into": first.number_label},
            third: {"decision": "declined", "reason": reason.pk, "disposition": "OTHER"},
            fourth: {"decision": "returned", "words": "请补充数据"},
        }
    )

    asked = clerk.send("examination", values)
    assert asked.context["summary"].button == "办理这4件"
    assert set(Proposal.objects.values_list("state", flat=True)) == {"SUBMITTED"}
    answer = clerk.confirm("examination", values)

    assert answer.status_code == 302
    states = {each.title[3]: each.state for each in Proposal.objects.all()}
    assert states == {"0": "FILED", "1": "MERGED", "2": "DECLINED", "3": "RETURNED"}
    assert Proposal.objects.get(pk=first.pk).category == category


def test_numbers_follow_the_order_of_the_table(world, desk):
    later, earlier = world.submitted("关于乙的提案"), world.submitted("关于丙的提案")
    first = world.submitted("关于丁的提案")
    filed = {"decision": "filed"}

    desk(world.clerk).confirm(
        "examination", decided({later: filed, earlier: filed, first: filed}), order="title"
    )

    by_number = Proposal.objects.order_by("number").values_list("title", flat=True)
    assert list(by_number) == sorted(by_number)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"decision": "merged"}, "并案要选并入哪一件"),
        ({"decision": "merged", "into_other": "999"}, "没有找到999这件提案"),
        ({"decision": "declined", "words": "空泛"}, "不予立案的提案也要有去处"),
        ({"decision": "declined", "disposition": "OTHER"}, "请选择或写明不予立案的原因"),
        ({"decision": "returned"}, "请写明需要修改的地方"),
        ({"decision": ""}, "还没有选定任何一件"),
    ],
)
def test_what_is_missing_is_said_at_its_place_and_nothing_typed_is_lost(world, desk, answers, said):
    proposal = world.submitted()

    answer = desk(world.clerk).send("examination", decided({proposal: answers}, note="写了很久的意见"))

    assert answer.status_code == 400
    assert said in words(answer)
    assert "写了很久的意见" in words(answer)
    assert Proposal.objects.get().state == "SUBMITTED"


def test_a_merger_that_cannot_be_is_refused_before_anything_is_asked(world, desk):
    proposal, other, third = (world.submitted(f"关于{name}的提案") for name in "甲乙丙")
    merged, closed = world.filed("关于丁的提案"), world.assigned(title="关于戊的提案")
    merging.merge_proposals([merged], into=proposal, **world.as_clerk())
    world.reply(closed)

    def said(decisions):
        answer = desk(world.clerk).send("examination", decided(decisions))
        errors = [row.form.errors.get("into_other", []) for row in answer.context["rows"]]
        return answer.status_code, [sentence for each in errors for sentence in each]

    def into(head):
        return {"decision": "merged", "into_other": head.number_label}

    assert [
        said({proposal: into(proposal)}),
        said({proposal: into(merged)}),
        said({other: into(closed)}),
        said({other: into(third), third: into(proposal)}),
        said({other: into(third), third: {"decision": "returned", "words": "请补充"}}),
    ] == [
        (400, [f"{proposal}不能并入自己，请另选留下的一件。"]),
        (400, [f"{merged}早已并入{proposal}，不能反过来并；要换留下的一件，请先拆并。"]),
        (400, [f"{closed}现在是「答复」，其他提案不能再并入它。"]),
        (400, [f"{third}自己也要并入别的提案；请都并入最后留下的那一件。"]),
        (400, [f"{third}这次的决定是「退回修改」，其他提案不能并入它。"]),
    ]


def test_a_stale_table_says_how_many_others_have_dealt_with(world, desk):
    proposal, other = world.submitted("关于甲的提案"), world.submitted("关于乙的提案")
    filing.file_proposal(other, **world.as_clerk())
    filed = {"decision": "filed"}

    answer = desk(world.clerk).send("examination", decided({proposal: filed, other: filed}))

    assert answer.status_code == 409
    assert "有1件已由别人处理" in words(answer)


def test_a_refusal_of_the_action_is_shown_in_the_table(world, desk):
    proposal = world.submitted()
    values = decided({proposal: {"decision": "filed"}}) | {"at": "2026-01-01", "confirmed": "1"}

    answer = desk(world.clerk).send("examination", values)

    assert answer.status_code == 409
    assert "早于上一步的日期" in words(answer)


def test_going_back_from_the_question_keeps_what_was_chosen(world, desk):
    proposal = world.submitted()

    answer = desk(world.clerk).send(
        "examination", decided({proposal: {"decision": "returned", "words": "请补充"}}, back="1")
    )

    assert 'value="returned" ' in words(answer)
    assert "请补充" in words(answer)


def test_one_may_take_ones_own_decisions_back_together(world, desk):
    proposals = [world.submitted(f"关于第{each}件的提案") for each in range(2)]
    clerk = desk(world.clerk)
    filed = {"decision": "filed"}
    clerk.confirm("examination", decided(dict.fromkeys(proposals, filed)))
    recent = clerk.open("examination").context["recent"]

    clerk.send("take_back", {"record": [record.pk for record in recent], "reason": "看错了"})

    assert set(Proposal.objects.values_list("state", "number")) == {("SUBMITTED", "")}
    assert clerk.open("examination").context["recent"] == []
    assert "还没有选定任何一件" in words(clerk.client.post(recent_address(world), {}, follow=True))


def recent_address(world):
    return f"/sessions/{world.session.code}/examination/undo/"


def test_what_cannot_be_taken_back_is_said(world, desk):
    proposal = world.filed()
    record = MoveRecord.objects.of(proposal).last()
    clerk = desk(world.clerk)

    answer = clerk.client.post(recent_address(world), {"record": record.pk, "reason": " "}, follow=True)

    assert "请写明撤回的原因" in words(answer)
    assert Proposal.objects.get().state == "FILED"


def written(world, title, body):
    proposal = world.submitted(title)
    proposal.texts.update(body=body, title=title)
    return proposal


def test_cases_are_alike_by_their_texts_where_both_have_one(world):
    water = written(world, "关于改造供水管网的提案", WATER)
    same = written(world, "关于居民用水的建议", WATER.replace("水质发黄", "时有停水"))
    buses = written(world, "关于改造公交线路的提案", BUSES)

    alike = similar_cases([water, buses], world.session)

    assert [(each.proposal, each.by_text) for each in alike[water.pk]] == [(same, True)]
    assert alike[water.pk][0].percent > 60
    assert alike[buses.pk] == []


def test_without_a_text_titles_are_compared_also_with_the_year_before(world):
    earlier = World.open_session("test-1-0", number=2, year=2025)
    old = world.submitted("关于增设电动汽车充电桩的提案")
    Proposal.objects.filter(pk=old.pk).update(plenary_session=earlier)
    proposal = world.submitted("关于加快电动汽车充电桩建设的建议")
    world.submitted("关于农村养老服务的提案")

    [found] = similar_cases([proposal], world.session)[proposal.pk]

    assert (found.proposal, found.by_text) == (old, False)


def test_the_table_takes_the_same_statements_for_one_and_thirty_rows(world, desk):
    clerk = desk(world.clerk)
    world.submitted("关于第一百件的提案")
    world.filed("关于第一百件的提案")
    clerk.open("examination")

    one = clerk.statements(lambda: clerk.open("examination"))
    for each in range(30):
        world.submitted(f"关于第{each}件的提案")
    thirty = clerk.statements(lambda: clerk.open("examination"))

    assert one == thirty


def test_only_the_committee_examines(world, desk):
    world.submitted()

    found = {
        role: desk(getattr(world, role)).open("examination").status_code
        for role in ("clerk", "office", "leader", "officer", "member", "stranger")
    }

    assert found == {
        "clerk": 200, "office": 403, "leader": 403, "officer": 404, "member": 403, "stranger": 404
    }  # fmt: skip
