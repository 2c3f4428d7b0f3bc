"""The public page: only what is published, and nothing private however deep it is planted."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from proposals.actions import concluding, drafting, merging
from proposals.actions.loading import open_as_described
from proposals.models import Assignment, FigureNote, Member, Proposal, Proposer, Reply, TextVersion
from proposals.queries.publication import LEFT_OUT, without_private

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SECRETS = {
    "13911112222": "member's phone", "13722223333": "proposer's phone", "0871-65551111": "unit's phone",
    "13633334444": "officer's phone", "13544445555": "in the text", "赵联系": "proposer's contact",
    "钱单位": "unit's contact", "孙经办": "officer", "李附议": "seconder", "周并案": "merged proposer",
    "吴签发": "signer", "郑撰稿": "in a contact line", "幸福路88号": "address in a line", "冯反馈": "in a comment",
    "陈批注": "in a note", "褚回访": "in a follow-up", "卫面商": "in a summary of talks", "蒋说明": "in a figure note",
    "沈督办": "supervising leader", "x@y.cn": "mail", "530102199001011234": "identity number", "韩分管": "leader",
    "杨集体": "contact of a body", "朱免谈": "reason for no talk", "secret-word": "password", "officer": "sign-in name",
}  # fmt: skip


@pytest.fixture
def published(world):
    """Return a case that is published in full, with something private planted in every place that holds words."""
    world.education.contact_person, world.education.phone = "钱单位", "0871-65551111"
    world.education.save()
    world.party.contact_person = "杨集体"
    world.party.save()
    Member.objects.filter(pk=world.zhang.pk).update(phone="13911112222")
    proposal = world.filed(
        "关于增设公交站的提案", disclosure="FULL", note="陈批注", supervising_leader="沈督办"
    )
    other = world.filed("另一件")
    Proposer.objects.filter(proposal=other).update(member=None, name="周并案")
    merging.merge_proposals([other], into=proposal, **world.as_clerk())
    first = proposal.proposers.get()
    first.contact_person, first.phone = "赵联系", "13722223333"
    first.save()
    Proposer.objects.create(proposal=proposal, role="SECONDER", name="李附议", position=2)
    Proposer.objects.create(
        proposal=proposal, role="COSIGNER", organisation=world.party, name="民盟某市委员会", position=3
    )
    TextVersion.objects.filter(proposal=proposal).update(
        body="建议增设站点。周并案、李附议、赵联系、杨集体都赞成。\n联系人：郑撰稿，电话13544445555\n"
        "通讯地址：幸福路88号\n身份证530102199001011234，信箱x@y.cn。",
    )
    return answered(world, proposal)


def answered(world, proposal, published=True):
    from proposals.actions.assigning import Handling, assign_proposal  # noqa: PLC0415

    assign_proposal(proposal, [Handling(world.education, "SOLE")], **world.as_clerk())
    world.reply(proposal)
    task = proposal.tasks().get()
    task.officer, task.phone, task.leader_in_charge = "孙经办", "13633334444", "韩分管"
    task.no_consultation_reason = "朱免谈"
    task.save()
    task.consultations.update(summary="卫面商", people="卫面商")
    Reply.objects.filter(assignment=task).update(
        text="所提建议已办理，由孙经办负责，韩分管督促。\n（联系人：钱单位，0871-65551111）\n签发：吴签发",
        signer="吴签发",
    )
    world.rate(proposal)
    task.feedback.update(comment="冯反馈")
    concluding.follow_up(proposal, manner="电话", findings="褚回访", **world.as_clerk())
    FigureNote.objects.create(plenary_session=world.session, figure="received", text="蒋说明")
    if published:
        concluding.publish(task, **world.as_clerk())
    return proposal


def pages_of(client, world, proposal, **query):
    return [
        client.get(reverse("public"), query),
        client.get(reverse("public_proposal", args=[proposal.pk])),
        client.get(reverse("public_figures", args=[world.session.code])),
    ]


def test_nothing_private_stands_on_any_public_page(client, world, published):
    pages = pages_of(client, world, published)

    assert [page.status_code for page in pages] == [200, 200, 200]
    for page in pages:
        text = page.content.decode()
        assert [f"{word} ({what})" for word, what in SECRETS.items() if word in text] == []


def test_a_published_proposal_shows_what_is_published(client, published):
    text = client.get(reverse("public_proposal", args=[published.pk])).content.decode()

    for word in (
        "关于增设公交站的提案",
        "张三、民盟某市委员会",
        "建议增设站点",
        "所提建议已办理",
        "市教育局",
        LEFT_OUT,
    ):
        assert word in text


@pytest.mark.parametrize("word", [*SECRETS, "张三", "站点"])
def test_the_search_does_not_find_by_what_is_not_shown_in_the_list(client, published, word):
    assert client.get(reverse("public"), {"q": word}).context["page"].paginator.count == 0


def test_a_name_left_out_of_a_title_is_not_found_by(client, published):
    Proposal.objects.filter(pk=published.pk).update(title="关于落实李附议委员、13812345678建议的提案")

    def found(word):
        return f"/public/{published.pk}/" in client.get(reverse("public"), {"q": word}).content.decode()

    assert [found(word) for word in ("李附议", "李附", "附议委员", "13812345678", "1381")] == [False] * 5
    assert [found(word) for word in ("关于落实", "委员", "建议的提案", "市教育局")] == [True] * 4


@pytest.mark.parametrize("odd", ["甲" * 500, "%' OR 1=1 --"])
def test_odd_words_are_no_error(client, published, odd):
    for name in ("q", "session", "category"):
        assert client.get(reverse("public"), {name: odd}).status_code == 200


@pytest.mark.parametrize("word", ["公交站", "教育局", "1", "第001号", "公交站 教育局"])
def test_the_search_finds_by_title_number_and_unit(client, published, word):
    Proposal.objects.filter(pk=published.pk).update(number="001")
    word = word.replace("1", "001") if word == "1" else word

    assert [row.pk for row in client.get(reverse("public"), {"q": word}).context["rows"]] == [published.pk]


@pytest.mark.parametrize(
    "hidden",
    [
        {"proposal": {"disclosure": ""}}, {"proposal": {"disclosure": "NONE"}},
        {"proposal": {"disclosure": "ON_REQUEST"}}, {"proposal": {"docket": "FROM_ABOVE"}},
        {"proposal": {"voided_at": LONG_AGO}}, {"reply": {"disclosure": "NONE"}},
        {"reply": {"disclosure": ""}}, {"reply": {"disclosure": "ON_REQUEST"}},
        {"reply": {"voided_at": LONG_AGO}}, {"task": {"published_on": None}},
        {"task": {"published_on": date(2999, 1, 1)}},
        {"task": {"voided_at": LONG_AGO}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_open_or_not_published_is_nowhere(client, world, published, hidden):
    models = {"proposal": (Proposal, {"pk": published.pk}), "task": (Assignment, {"proposal": published})}
    models["reply"] = (Reply, {"assignment__proposal": published})
    for name, values in hidden.items():
        model, which = models[name]
        model.objects.filter(**which).update(**values)

    listed, shown, figures = pages_of(client, world, published)

    assert "公交站" not in listed.content.decode()
    assert (shown.status_code, figures.status_code) == (404, 404)


def test_a_withdrawn_reply_does_not_bring_the_earlier_one_back(client, world, published):
    earlier = Reply.objects.get(assignment__proposal=published)
    later = Reply.objects.get(pk=earlier.pk)
    later.pk, later.disclosure, later.round = None, "NONE", 2
    later._state.adding = True
    later.save()

    assert client.get(reverse("public_proposal", args=[published.pk])).status_code == 404


def test_of_a_summary_neither_text_nor_proposers_are_shown(client, world, published):
    Proposal.objects.filter(pk=published.pk).update(disclosure="SUMMARY")
    Reply.objects.filter(assignment__proposal=published).update(disclosure="SUMMARY")

    text = client.get(reverse("public_proposal", args=[published.pk])).content.decode()

    assert "关于增设公交站的提案" in text
    assert "市教育局" in text
    for word in ("张三", "建议增设站点", "所提建议已办理", *SECRETS):
        assert word not in text


def test_only_the_version_in_force_is_shown(client, world, published):
    draft = drafting.Draft(title=published.title, body="新的建议。")
    drafting.amend_text(published, draft, reason="改", **world.as_clerk())

    text = client.get(reverse("public_proposal", args=[published.pk])).content.decode()

    assert "新的建议" in text
    assert "建议增设站点" not in text


def test_an_unpublished_case_beside_a_published_one_stays_hidden(client, world, published):
    hidden = answered(world, world.filed("不公开的案由", disclosure="FULL"), published=False)

    listed, _shown, _figures = pages_of(client, world, published)

    assert "不公开的案由" not in listed.content.decode()
    assert client.get(reverse("public_proposal", args=[hidden.pk])).status_code == 404


def test_the_figures_of_a_session_without_publications_are_not_public(client, world):
    world.assigned()

    assert client.get(reverse("public_figures", args=[world.session.code])).status_code == 404
    assert "提案答复公开后，列在这里" in client.get(reverse("public")).content.decode()


def test_the_list_takes_the_same_statements_for_one_and_for_many(
    client, world, published, django_assert_max_num_queries
):
    for number in range(4):
        proposal = world.filed(f"第{number}件", disclosure="FULL")
        answered(world, proposal)

    with django_assert_max_num_queries(14):
        assert client.get(reverse("public")).context["page"].paginator.count == 5


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请拨13812345678。", f"请拨{LEFT_OUT}。"),
        ("请拨138 1234 5678。", f"请拨{LEFT_OUT}。"),
        ("请拨１３８１２３４５６７８。", f"请拨{LEFT_OUT}。"),
        ("+86-13812345678", LEFT_OUT),
        ("请拨138.1234.5678。", f"请拨{LEFT_OUT}。"),
        ("0871-6333 1234", LEFT_OUT),
        ("请打400-812-3456。", f"请打{LEFT_OUT}。"),
        ("咨询电话8231234。", f"咨询电话{LEFT_OUT}。"),
        ("（0871）65551234", LEFT_OUT),
        ("0871-65551234转8", f"{LEFT_OUT}转8"),
        ("联系人及电话：王五 138", f"联系人及电话：{LEFT_OUT}"),
        ("家庭住址：幸福路1号。其余照旧", f"家庭住址：{LEFT_OUT}。其余照旧"),
        ("投资12345678元，2026年建成", "投资12345678元，2026年建成"),
        ("云政发〔2026〕138号", "云政发〔2026〕138号"),
        ("电话亭改造", "电话亭改造"),
    ],
)
def test_contact_lines_and_numbers_are_left_out_and_nothing_else(text, left):
    assert without_private(text, []) == left


def test_sessions_known_only_as_totals_are_not_public(client, db):
    open_as_described(
        {"code": "old", "committee": "政协某市委员会", "level": "city", "term": 1, "number": 1, "year": 2020}
    )

    assert client.get(reverse("public_figures", args=["old"])).status_code == 404
