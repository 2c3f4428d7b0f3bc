"""A ledger by page: kept as it was sent, asked about, mended beside, stored once; a marked copy to take back."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cppcc.accounts.models import Organisation, OrganisationAlias
from proposals.documents.ledger_reading import read_ledger
from proposals.documents.ledger_sheets import LARGEST_FILE
from proposals.models import Assignment, LedgerUpload, Proposal
from tests.proposals.web.conftest import words

FAULTY = [
    {"提案号": "1", "案由": "关于甲的提案", "提案分类": "气象", "主办单位": "市气象局", "答复日期": "2026-13-40", "来历": "电话"},
    {"提案号": "2", "案由": "关于乙的提案", "提案分类": "气象", "主办单位": "市教体局", "答复日期": "", "来历": "来访"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk(world, desk):
    return desk(world.clerk)


def as_csv(rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def send(clerk, rows=FAULTY, name="台账.csv"):
    return clerk.client.post(
        reverse("ledger", args=[clerk.code]), {"content": SimpleUploadedFile(name, as_csv(rows))}
    )


def address(clerk, name):
    return reverse(f"ledger_{name}", args=[clerk.code, LedgerUpload.objects.latest("pk").pk])


def test_sending_a_ledger_stores_nothing_but_shows_what_it_would_do(clerk):
    answer = clerk.client.get(send(clerk).url)

    plan, form = answer.context["plan"], answer.context["form"]
    assert (len(plan.new), len(plan.faults), len(plan.open_questions)) == (2, 1, 3)
    assert list(form.fields) == ["column-来历", "unit-市气象局", "unit-市教体局", "category-气象", "cell-E2"]
    assert "没有这一天" in words(answer)
    assert Proposal.objects.count() == 0


def test_answers_and_mended_cells_make_it_storable_and_it_is_stored_once(world, clerk):
    category = world.session.category_list.get(code="social")
    send(clerk)
    answers = {
        "column-来历": "note", "unit-市气象局": "new", "unit-市教体局": world.education.pk,
        "category-气象": category.pk, "cell-E2": "2026-04-10",
    }  # fmt: skip

    preview = clerk.client.post(address(clerk, "answer"), answers, follow=True)
    assert preview.context["plan"].is_storable
    stored = clerk.client.post(address(clerk, "store"), follow=True)

    assert "已存入：新增2件，变动0件" in words(stored)
    first, second = Proposal.objects.order_by("number")
    assert [(each.note, each.category) for each in (first, second)] == [
        ("电话", category),
        ("来访", category),
    ]
    assert first.assignments.get().replies.get().issued_on == date(2026, 4, 10)
    assert Organisation.objects.filter(name="市气象局").exists()
    assert OrganisationAlias.objects.get(name="市教体局").organisation == world.education
    again = clerk.client.post(address(clerk, "store"))
    assert (again.status_code, "已经存入" in words(again)) == (409, True)
    assert Proposal.objects.count() == 2


def test_units_of_a_like_name_are_offered_first_and_none_is_taken_for_it(world, clerk):
    world.assigned((world.water, "SOLE"))
    Organisation.objects.create(name="县水务局")
    send(clerk, [{"提案号": "1", "案由": "关于甲的提案", "主办单位": "教育局、水务局"}])

    form = clerk.client.get(address(clerk, "preview")).context["form"]
    field, (_title, alike) = form["unit-教育局"], form.fields["unit-水务局"].choices[2]

    education, water, finance = (
        (each.pk, each.name) for each in (world.education, world.water, world.finance)
    )
    groups = {str(title): members for title, members in field.field.choices if isinstance(members, list)}
    assert (field.value(), list(groups)) == ("", ["名称相近的", "承办过本会提案的", "其他单位"])
    assert (groups["名称相近的"][0], groups["承办过本会提案的"]) == (education, [water])
    assert finance in groups["其他单位"]
    assert [name for _key, name in alike] == ["市水务局", "县水务局"]


def test_of_two_titles_with_one_number_the_number_can_be_mended(clerk):
    rows = [{"提案号": "61", "案由": "关于甲的提案"}, {"提案号": "061", "案由": "关于乙的提案"}]
    send(clerk, rows)
    preview = clerk.client.get(address(clerk, "preview"))
    assert list(preview.context["form"].fields) == ["cell-A3", "cell-B3"]

    clerk.client.post(address(clerk, "answer"), {"cell-A3": "62", "cell-B3": "关于乙的提案"})
    clerk.client.post(address(clerk, "store"))

    assert LedgerUpload.objects.get().cells == {"A3": "62"}
    assert list(Proposal.objects.order_by("number").values_list("number", "title")) == [
        ("061", "关于甲的提案"),
        ("062", "关于乙的提案"),
    ]


def test_an_answer_can_be_changed_until_it_is_stored(world, clerk):
    send(clerk)
    clerk.client.post(address(clerk, "answer"), {"unit-市气象局": "new", "cell-E2": "2026-04-10"})

    clerk.client.post(address(clerk, "answer"), {"unit-市气象局": world.water.pk, "cell-E2": "2026-04-11"})

    upload = LedgerUpload.objects.get()
    assert (upload.units, upload.cells) == ({"市气象局": world.water.pk}, {"E2": "2026-04-11"})
    form = clerk.client.get(address(clerk, "preview")).context["form"]
    assert form["unit-市气象局"].value() == str(world.water.pk)
    assert form.fields["cell-E2"].help_text == "已改正"


def test_what_was_not_asked_cannot_be_answered(clerk):
    send(clerk)

    clerk.client.post(address(clerk, "answer"), {"cell-B2": "关于别的事的提案", "column-案由": "note"})
    wrong = clerk.client.post(address(clerk, "answer"), {"unit-市气象局": "999"})

    upload = LedgerUpload.objects.get()
    assert (upload.cells, upload.columns, upload.units) == ({}, {}, {})
    assert wrong.status_code == 400


def test_an_unfinished_ledger_is_refused_with_its_reasons(clerk):
    send(clerk)

    answer = clerk.client.post(address(clerk, "store"))

    assert answer.status_code == 409
    assert "名录里没有这个承办单位" in words(answer)
    assert Proposal.objects.count() == 0


def test_a_copy_comes_back_with_its_faulty_cells_marked(clerk):
    send(clerk)

    answer = clerk.client.get(address(clerk, "marked"))

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert "没有这一天" in sheet["E2"].comment.text
    assert "名录里没有这个承办单位" in sheet["D2"].comment.text
    assert sheet["E3"].comment is None
    assert "%EF%BC%88%E6%A0%87" in answer.headers["Content-Disposition"]


def test_another_sheet_can_be_chosen(clerk):
    book = openpyxl.Workbook()
    book.active.append(["提案号", "案由"])
    book.active.append(["1", "关于甲的提案"])
    book.active.title = "去年"
    other = book.create_sheet("今年")
    for row in (["提案号", "案由"], ["1", "关于乙的提案"], ["2", "关于丙的提案"]):
        other.append(row)
    data = io.BytesIO()
    book.save(data)
    clerk.client.post(
        reverse("ledger", args=[clerk.code]), {"content": SimpleUploadedFile("台账.xlsx", data.getvalue())}
    )

    answer = clerk.client.post(address(clerk, "answer"), {"sheet": "今年"}, follow=True)

    assert [case.facts["title"] for case in answer.context["plan"].new] == ["关于乙的提案", "关于丙的提案"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SimpleUploadedFile("台账.docx", b"PK\x03\x04"), "另存为 .xlsx"),
        (SimpleUploadedFile("台账.xlsx", b"PK\x03\x04broken"), "不完整或已损坏"),
        (None, "请选择台账文件"),
    ],
)
def test_a_file_that_cannot_be_opened_is_refused(clerk, content, said):
    answer = clerk.client.post(reverse("ledger", args=[clerk.code]), {"content": content} if content else {})

    assert (answer.status_code, said in words(answer)) == (400, True)
    assert not LedgerUpload.objects.exists()


def test_a_file_without_a_header_is_kept_and_says_what_is_missing(clerk):
    send(clerk, [{"甲": "1", "乙": "2"}])

    preview = clerk.client.get(address(clerk, "preview"))

    assert "没有找到表头" in words(preview)
    assert preview.context["plan"] is None


def test_a_file_that_is_too_large_is_refused(clerk):
    too_large = SimpleUploadedFile("台账.csv", bytes(LARGEST_FILE + 1))

    answer = clerk.client.post(reverse("ledger", args=[clerk.code]), {"content": too_large})

    assert f"超过{LARGEST_FILE // 2**20}MB的上限" in words(answer)
    assert not LedgerUpload.objects.exists()


def test_the_present_ledger_comes_out_as_it_goes_in(world, clerk):
    world.reply(world.assigned())

    answer = clerk.open("ledger_download")

    [row] = read_ledger(answer.content, "台账.xlsx").rows
    assert (row.values["title"], row.values["lead_units"]) == ("关于增设公交站的提案", ("市教育局",))


def test_a_second_time_only_what_differs_is_stored(clerk):
    rows = [{"提案号": "1", "案由": "关于甲的提案", "主办单位": "市教育局"}]
    send(clerk, rows)
    clerk.client.post(address(clerk, "store"))

    send(clerk, [rows[0] | {"签收日期": "2026-03-04"}])
    changes = clerk.client.get(address(clerk, "preview")).context["sections"]
    clerk.client.post(address(clerk, "store"))

    assert [(str(title), lines) for title, _number, lines in changes] == [
        ("将要变动的值", ["第2行 第001号 签收日期：空 → 2026-03-04"])
    ]
    assert Assignment.objects.get().accepted_on == date(2026, 3, 4)
    assert "变动1件" in words(clerk.open("ledger"))


def test_only_the_committee_brings_ledgers_in(world, clerk, desk):
    send(clerk)
    preview = address(clerk, "preview")

    for role in ("office", "leader", "member"):
        other = desk(getattr(world, role))
        assert (role, other.open("ledger").status_code, other.client.get(preview).status_code) == (
            role,
            403,
            403,
        )
