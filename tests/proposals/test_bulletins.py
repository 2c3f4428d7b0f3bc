"""The completion notice of any day: its figures and lists, frozen when issued, both figures where facts came later."""

import io
from datetime import date
from urllib.parse import unquote

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from proposals.actions.bulletins import (
    add_reader,
    changed_since_issue,
    end_reader,
    issue_bulletin,
    recorded_later,
)
from proposals.documents.bulletin_sheets import MOST_IN_CHAT, write_bulletin_text, write_bulletin_xlsx
from proposals.models import Assignment, Bulletin, BulletinReader
from proposals.statistics.bulletin import bulletin_values
from tests.world import DAY

FRIDAY = date(2026, 3, 6)


def figure(content, key):
    return next(row["text"] for row in content["figures"] if row["key"] == key)


def test_a_notice_counts_rates_and_ranks_as_of_its_day(world):
    world.reply(world.assigned(title="关于甲的提案"), at=FRIDAY)
    world.assigned((world.finance, "SOLE"), title="关于乙的提案")

    before = bulletin_values(world.session, date(2026, 3, 5))
    content = bulletin_values(world.session, FRIDAY)

    assert (figure(before, "replied"), figure(content, "replied")) == ("0件", "1件")
    assert figure(content, "reply_rate") == "50.0%（1/2）"
    assert figure(content, "satisfaction_rate") == "—（0/0）"
    assert [(row["rank"], row["unit"], row["reply_rate"]) for row in content["units"]] == [
        (1, "市教育局", "100.0%"),
        (2, "市财政局", "0.0%"),
    ]


def test_equal_units_share_a_rank(world):
    for unit, title in ((world.education, "甲"), (world.finance, "乙")):
        world.reply(world.assigned((unit, "SOLE"), title=f"关于{title}的提案"))
    world.assigned((world.water, "SOLE"), title="关于丙的提案")

    assert [row["rank"] for row in bulletin_values(world.session, DAY)["units"]] == [1, 1, 3]


@pytest.mark.parametrize(
    ("day", "overdue", "due_soon"),
    [
        (date(2026, 5, 25), [], []),
        (date(2026, 5, 26), [], [7]),
        (date(2026, 6, 2), [], [0]),  # the day itself is in time
        (date(2026, 6, 3), [1], []),
    ],
)
def test_the_lists_name_what_is_overdue_and_due_soon(world, day, overdue, due_soon):
    world.assigned()
    world.reply(world.assigned(title="关于甲的提案"))

    content = bulletin_values(world.session, day)

    assert [row["days"] for row in content["overdue"]] == overdue
    assert [row["days"] for row in content["due_soon"]] == due_soon


def test_what_was_answered_later_was_overdue_on_the_day(world):
    proposal = world.assigned()
    Assignment.objects.update(due_on=date(2026, 3, 4))
    world.reply(proposal, at=FRIDAY)

    assert len(bulletin_values(world.session, date(2026, 3, 5))["overdue"]) == 1
    assert bulletin_values(world.session, FRIDAY)["overdue"] == []


def test_an_issued_notice_stays_and_shows_what_came_later(world):
    with time_machine.travel("2026-03-06T18:00:00+08:00"):
        proposal = world.assigned()
        issued = issue_bulletin(world.session, FRIDAY, by=world.clerk)
        assert changed_since_issue(issued) == []

    with time_machine.travel("2026-03-09T10:00:00+08:00"):
        world.reply(proposal, at=FRIDAY)
        issued.refresh_from_db()

        assert figure(issued.content, "replied") == "0件"
        changed = {label: (then, now) for label, then, now in changed_since_issue(issued)}
        assert changed["已答复"] == ("0件", "1件")
        assert recorded_later(world.session, FRIDAY) == changed_since_issue(issued)


def test_a_day_on_which_nothing_was_recorded_later_has_one_figure(world):
    with time_machine.travel("2026-03-06T18:00:00+08:00"):
        world.assigned()

    assert recorded_later(world.session, FRIDAY) == []


def test_a_notice_is_issued_by_a_clerk_and_not_for_the_future(world):
    with time_machine.travel("2026-03-06T18:00:00+08:00"):
        with pytest.raises(ValidationError, match="不能晚于今天"):
            issue_bulletin(world.session, date(2026, 3, 7), by=world.clerk)
        with pytest.raises(PermissionDenied):
            issue_bulletin(world.session, FRIDAY, by=world.office)

    assert not Bulletin.objects.exists()


# As files


def test_the_workbook_has_a_sheet_a_list_and_no_formula(world):
    world.assigned(title="=1+1")

    book = openpyxl.load_workbook(
        io.BytesIO(write_bulletin_xlsx(bulletin_values(world.session, date(2026, 6, 9))))
    )

    assert book.sheetnames == ["情况", "单位排名", "超期", "将到期"]
    rows = list(book["超期"].iter_rows(values_only=True))
    assert rows == [
        ("提案号", "案由", "承办单位", "期限", "天数"),
        ("001", "=1+1", "市教育局", "2026-06-02", 7),
    ]
    assert book["超期"]["B2"].data_type == "s"


def test_the_words_for_a_chat_group_are_short(world):
    for n in range(MOST_IN_CHAT + 2):
        world.assigned(title=f"关于第{n}件的提案")

    lines = write_bulletin_text(bulletin_values(world.session, date(2026, 6, 9))).splitlines()

    assert lines[:3] == ["政协某市委员会一届一次会议提案办结情况通报", "（截至2026年6月9日）", "立案：12件"]
    assert "超期12件次：" in lines
    assert "· 第001号 市教育局 期限2026年6月2日（超7天）" in lines
    assert "……另有2件次" in lines
    assert "将到期0件次。" in lines


# Pages


def test_a_clerk_looks_at_a_day_downloads_and_issues_it(world, client):
    world.reply(world.assigned())
    client.force_login(world.clerk.user)
    address = reverse("bulletin", args=["test-1-1"])

    shown = client.get(address, {"day": "2026-03-02"})
    book = client.get(address, {"day": "2026-03-02", "format": "xlsx"})
    words = client.get(address, {"day": "2026-03-02", "format": "txt"})
    sent = client.post(address, {"day": "2026-03-02"})

    assert "截至2026年3月2日" in shown.content.decode()
    assert book.content[:2] == b"PK"
    assert "已答复：1件" in words.content.decode()
    assert unquote(words["Content-Disposition"]).endswith("一届一次会议提案办结情况通报（2026年3月2日）.txt")
    assert client.get(sent.url).status_code == 200
    assert client.get(address, {"day": "yesterday"}).status_code == 404


def test_offices_and_leaders_read_and_units_do_not(world, client):
    world.assigned()
    issued = issue_bulletin(world.session, DAY, by=world.clerk)
    found = {}
    for name in ("office", "leader", "officer", "member"):
        client.force_login(getattr(world, name).user)
        found[name] = [
            client.get(reverse("bulletin", args=["test-1-1"])).status_code,
            client.get(reverse("issued_bulletin", args=[issued.pk])).status_code,
            client.post(reverse("bulletin", args=["test-1-1"]), {"day": "2026-03-02"}).status_code,
        ]

    assert found == {
        "office": [200, 200, 403], "leader": [200, 200, 403], "officer": [403, 403, 403], "member": [403, 403, 403],
    }  # fmt: skip


def test_a_reader_on_the_list_reads_without_signing_in_until_taken_off(world, client):
    reader = add_reader(world.session, "县委办公室", by=world.clerk)
    address = reverse("bulletin_for_reader", args=[reader.token])
    assert "还没有发布通报" in client.get(address).content.decode()
    issued = issue_bulletin(world.session, DAY, by=world.clerk)

    assert "办结情况通报" in client.get(address).content.decode()
    assert client.get(address, {"bulletin": issued.pk, "format": "txt"}).status_code == 200
    assert client.get(address, {"bulletin": issued.pk + 1}).status_code == 404
    assert client.get(reverse("bulletin_for_reader", args=["guess"])).status_code == 404
    reader.refresh_from_db()
    assert reader.last_read_at is not None
    end_reader(reader, by=world.clerk)
    assert client.get(address).status_code == 404


def test_the_list_of_readers_is_kept_by_clerks(world, client):
    client.force_login(world.clerk.user)
    address = reverse("bulletin_readers", args=["test-1-1"])
    client.post(address, {"name": "县委办公室"})
    client.post(address, {"name": " "})
    client.post(address, {"name": "读" * 101})
    reader = BulletinReader.objects.get()
    assert reader.token in client.get(address).content.decode()

    client.post(address, {"end": reader.pk})

    reader.refresh_from_db()
    assert reader.ended_on is not None
    client.force_login(world.office.user)
    assert client.get(address).status_code == 403
    with pytest.raises(PermissionDenied):
        add_reader(world.session, "x", by=world.office)
    with pytest.raises(ValidationError, match="请填写读者"):
        add_reader(world.session, "", by=world.clerk)
