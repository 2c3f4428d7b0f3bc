"""The year's table of a unit: out, filled, and in again after a preview."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.actions.importing.filling import FILLED
from proposals.documents.ledger_columns import HEADERS
from proposals.documents.ledger_writing import write_ledger_xlsx
from tests.pages import page
from tests.world import DAY

pytestmark = pytest.mark.usefixtures("on_the_day")


def table_of(**values):
    headers = {key: HEADERS[key] for key in ("number", "title", "first_proposer", "lead_units", *FILLED)}
    data = write_ledger_xlsx([{"number": "001", "title": "关于增设公交站的提案", "lead_units": ("市教育局",)} | values], title="汇总表", headers=headers)  # fmt: skip
    return SimpleUploadedFile("汇总表.xlsx", data)


def test_the_table_is_previewed_then_stored(world, officer):
    proposal = world.assigned()
    address = reverse("unit_table", args=[world.session.code])

    shown = officer.post(address, {"table": table_of(accepted_on=DAY)})
    assert "签收日期：2026-03-02" in shown.content.decode()
    assert proposal.tasks().get().state == "ISSUED"
    preview = shown.context["preview"]
    answer = officer.post(address, {"do": "store", "sent": preview["sent"].value(), "name": "汇总表.xlsx"})

    assert answer.url == reverse("unit_desk", args=[world.session.code])
    assert proposal.tasks().get().state == "ACCEPTED"


def test_what_is_held_is_told_in_words_and_not_stored(world, officer):
    world.reply(world.assigned(), DAY)
    address = reverse("unit_table", args=[world.session.code])

    values = {"disclosure": "NONE", "consulted_on": DAY, "consultation_manner": "微信", "replied_on": DAY}
    shown = officer.post(address, {"table": table_of(**values)})

    assert [str(each).partition(" 第001号 ")[2] for each in shown.context["plan"].withheld] == [
        "面商方式：当面 → 电话",
        "公开属性：全文公开 → 不予公开",
    ]
    assert "「微信」：按「电话」存入" in shown.content.decode()


def test_a_table_with_a_fault_offers_nothing_to_store(world, officer):
    world.assigned()
    address = reverse("unit_table", args=[world.session.code])

    shown = officer.post(address, {"table": table_of(replied_on=DAY, outcome="A")})
    assert "不能拟写答复" in shown.content.decode()
    assert "确认存入" not in shown.content.decode()
    sent = shown.context["preview"]["sent"].value()

    assert officer.post(address, {"do": "store", "sent": sent, "name": "汇总表.xlsx"}).status_code == 409


@pytest.mark.parametrize(
    "sent", [{}, {"sent": "§"}, {"table": SimpleUploadedFile("表.xlsx", b"no workbook")}, {"table": SimpleUploadedFile("表.csv", b"x" * 1_048_577)}]
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence(world, officer, sent):
    world.assigned()

    answer = officer.post(reverse("unit_table", args=[world.session.code]), sent)

    assert (answer.status_code, "alert-danger" in answer.content.decode()) == (409, True)


def test_the_table_goes_out_with_the_units_own_cases(world, officer):
    from openpyxl import load_workbook  # noqa: PLC0415

    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.assigned((world.finance, "SOLE"), title="关于乙的提案")

    answer = page(officer, "unit_table_file", world.session.code)

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))
    assert rows[0][:4] == ("提案号", "案由", "第一提案人", "办理方式")
    assert [row[1] for row in rows[1:]] == ["关于增设公交站的提案"]
    assert "attachment" in answer.headers["Content-Disposition"]
