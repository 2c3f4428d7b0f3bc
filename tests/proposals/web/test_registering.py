"""What a clerk registers from a paper slip (代录): the names, the text and its parts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cppcc.accounts.models import Organisation
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import Attachment, Member, Proposal, Proposer, Sector
from tests.proposals.web.conftest import words
from tests.proposals.web.stage import Stage
from tests.world import DAY

SLIP = {"title": "关于甲的提案", "first_proposer": "张三", "at": DAY.isoformat(), "submit_now": "on"}
ON_PAPER = SLIP | {"is_text_on_paper": "on"}


def test_a_wrong_intake_is_refused_with_a_sentence(world, sign_in):
    client = sign_in(world.clerk)

    answer = client.post(
        reverse("intake", args=["test-1-1"]),
        {"title": "关于甲的提案", "at": DAY.isoformat(), "submit_now": "on"},
    )

    assert answer.status_code == 409
    assert Proposal.objects.count() == 0


def test_where_parts_are_asked_for_a_clerk_registers_each(world, sign_in):
    world.set_policy(text_in_parts=True)
    client = sign_in(world.clerk)
    address = reverse("intake", args=["test-1-1"])
    slip = {"title": "关于甲的提案", "first_proposer": "张三", "at": DAY.isoformat(), "submit_now": "on"}
    parts = {"background": "背景。", "analysis": "分析。", "body": "建议。"}

    asked = client.get(address).context["form"].fields
    refused = client.post(address, slip | parts | {"analysis": ""})
    client.post(address, slip | parts)

    assert [name for name in asked if name in parts] == list(parts)
    assert "提案还没有写问题及分析" in refused.content.decode()
    text = Proposal.objects.get(state="SUBMITTED").text()
    assert {name: getattr(text, name) for name in parts} == parts


@pytest.mark.parametrize("field", ["first_proposer", "cosigners"])
def test_an_intake_asks_which_of_two_namesakes_is_meant(world, sign_in, field):
    education, economy = (
        Sector.objects.create(term=world.session.term, name=name, position=position)
        for position, name in enumerate(("教育界", "经济界"))
    )
    world.zhang.sector = education
    world.zhang.save()
    namesake = Member.objects.create(term=world.session.term, name="张三", sector=economy)
    client = sign_in(world.clerk)

    def register(**names):
        values = {"title": "关于甲的提案", "first_proposer": "李四", "at": DAY.isoformat(), **names}
        return client.post(reverse("intake", args=["test-1-1"]), values)

    refused = register(**{field: "张三"})
    assert "有几名委员叫张三，请写明界别：张三（教育界）、张三（经济界）" in refused.content.decode()
    assert (refused.status_code, Proposal.objects.count()) == (409, 0)

    for told, member in (("张三（教育界）", world.zhang), ("张三(经济界)", namesake)):
        assert register(title=f"关于{member.sector_id}的提案", **{field: told}).status_code == 302
        proposer = Proposal.objects.latest("pk").proposers.get(member=member)
        assert proposer.name == "张三"


def test_the_scan_and_photos_of_a_slip_are_kept_with_it_and_stand_in_the_examination_table(
    desk, world, on_the_day
):
    clerk = desk(world.clerk)
    scan, photo = (
        SimpleUploadedFile("提案.pdf", b"%PDF-1.7 ..."),
        SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff\xe0"),
    )

    clerk.send("intake", ON_PAPER | {"papers": [scan, photo]})

    papers = Attachment.objects.filter(proposal__state="SUBMITTED")
    assert list(papers.values_list("name", "kind")) == [("提案.pdf", "TEXT"), ("照片.jpg", "TEXT")]
    table = words(clerk.open("examination"))
    assert all(reverse("attachment", args=[paper.pk]) in table for paper in papers)


def test_a_scan_that_is_none_is_refused_and_nothing_typed_is_lost(desk, world, on_the_day):
    fake = SimpleUploadedFile("提案.pdf", b"MZ")

    answer = desk(world.clerk).send("intake", ON_PAPER | {"papers": [fake], "body": "写了很久的正文"})

    page = words(answer)
    assert (answer.status_code, Proposal.objects.count()) == (409, 0)
    assert all(
        said in page for said in ("的内容不是pdf文件", "写了很久的正文", "文件请重新选择", "涉密事项不得")
    )


def answer_the_question(clerk, values):
    """Send the slip, be asked, and send it again with what the page then holds; return the page that asked."""
    asked = clerk.send("intake", values)
    again = clerk.send("intake", values | {"agreed": asked.context["question"].words()})
    assert (asked.status_code, again.status_code) == (200, 302), words(asked)
    return words(asked)


@pytest.mark.parametrize(
    "names", [{"first_proposer": "张山"}, {"cosigners": "李四，张山"}, {"cosigners": "张 三;张山"}]
)
def test_a_name_that_no_roster_has_is_asked_about_and_may_stand(desk, world, names):
    assert "名册里没有张山，也没有叫这个名称的机构" in answer_the_question(
        desk(world.clerk), ON_PAPER | names
    )

    assert "张山" in Proposal.objects.get().proposers.filter(member=None).values_list("name", flat=True)


def test_where_there_is_no_roster_no_name_is_asked_about(desk, world):
    world.session.term.members.all().delete()

    assert desk(world.clerk).send("intake", ON_PAPER).status_code == 302


def test_a_body_is_known_by_its_other_names(desk, world):
    world.party.aliases.create(name="民盟市委")

    desk(world.clerk).send("intake", ON_PAPER | {"first_proposer": "民盟市委"})

    assert Proposal.objects.get().proposers.get().organisation == world.party


def test_a_name_is_not_taken_for_the_other_name_of_another_body(desk, world):
    education = Organisation.objects.create(name="教育局", kind="PARTY")
    world.party.aliases.create(name=education.name)
    other = open_plenary_session(Opening("other", "政协别市委员会", "city", 1, 1, 2026, {}, {}))
    theirs = Organisation.objects.create(name="民进别市委员会", kind="PARTY")
    theirs.aliases.create(name="民进")
    Proposer.objects.create(
        proposal=Proposal.objects.create(plenary_session=other, title="关于丙的提案"), organisation=theirs
    )

    desk(world.clerk).send("intake", ON_PAPER | {"first_proposer": "教育局"})
    asked = desk(world.clerk).send("intake", ON_PAPER | {"first_proposer": "民进"})

    assert Proposal.objects.get(plenary_session=world.session).proposers.get().organisation == education
    assert "名册里没有民进" in words(asked)


def test_a_second_name_beside_the_first_proposer_is_sent_to_the_cosigners(desk, world):
    answer = desk(world.clerk).send("intake", ON_PAPER | {"first_proposer": "张三、李四"})

    assert "第一提案人只填一个；其余的请填在「联名人」里" in words(answer)
    assert Proposal.objects.count() == 0


def test_a_question_says_that_the_files_are_to_be_chosen_again(desk, world):
    scan = SimpleUploadedFile("提案.pdf", b"%PDF-1.7 ...")

    asked = desk(world.clerk).send("intake", ON_PAPER | {"first_proposer": "张山", "papers": [scan]})

    assert "名册里没有张山" in words(asked)
    assert "文件请重新选择" in words(asked)
    assert "确认登记" not in words(asked)


def test_a_case_of_the_same_title_and_first_proposer_is_shown_before_a_second_is_made(desk, world):
    clerk = desk(world.clerk)
    clerk.send("intake", ON_PAPER)
    first = Proposal.objects.get()

    assert clerk.send("intake", ON_PAPER | {"first_proposer": "李四"}).status_code == 302
    page = answer_the_question(clerk, ON_PAPER)

    assert "已有同题同提案者的提案" in page
    assert f'<a href="{reverse("case", args=[first.pk])}" target="_blank">{first}</a>' in page
    assert Proposal.objects.count() == 3


def test_a_step_of_a_unit_that_is_recorded_names_the_unit(world, sign_in):
    stage = Stage(world)
    clerk = sign_in(world.clerk)

    def party(thing, step):
        address = reverse("act", args=[thing._meta.model_name, thing.pk, step])
        return clerk.get(address).context["form"]["party"].value()

    replied = stage.replied()

    assert [party(stage.issued(), "accept"), party(stage.plan(), "respond")] == ["市教育局", "市教育局"]
    assert [party(replied, "rate"), party(replied, "publish")] == [None, None]
