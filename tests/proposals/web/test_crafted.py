"""What no page of the site sends: numbers that are none, days out of reach, characters that no database keeps."""

import pytest
from django.urls import reverse

from cppcc.numbers import whole_number, whole_numbers
from proposals.actions.bulletins import add_reader
from tests.pages import page, take

NO_NUMBERS = ["²", "٣", "-1", "1.0", "abc", "", "9" * 5000]


@pytest.mark.parametrize("text", [*NO_NUMBERS, "1" + "0" * 18, None])
def test_what_is_no_number_is_read_as_none(text):
    assert whole_number(text) is None


def test_numbers_are_read_and_what_is_none_is_left_out():
    assert whole_numbers(["7", "²", "007", "9" * 18]) == [7, 7, 999_999_999_999_999_999]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_no_page_breaks_off_at_a_number_that_is_none(world, sign_in, text):
    submitted, task = world.submitted("关于甲的提案"), world.assigned(title="关于乙的提案").tasks().get()
    code, reader = world.session.code, add_reader(world.session, "某处", by=world.clerk)
    client = sign_in(world.clerk)

    answers = [
        client.post(reverse("split", args=[submitted.pk]), {"parts": text}),
        client.post(reverse("conclusion", args=[code]), {"row": text}),
        client.post(reverse("chase", args=[code]), {"unit": text, "chosen": text}),
        client.post(reverse("batch", args=[code, "file"]), {"chosen": text}),
        client.post(reverse("switch_post"), {"post": text}),
        client.post(reverse("bulletin_readers", args=[code]), {"end": text}),
        page(client, "progress_tasks", code, unit=text, part="repliers"),
        page(client, "overview", code, unit=text),
        page(client, "bulletin_for_reader", reader.token, bulletin=text),
        take(client, task.proposal, "change_units", seen=text, unit_1=world.water.pk, part_1="SOLE"),
        sign_in(world.officer).post(reverse("accept_chosen", args=[code]), {"task": text}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 400, 404, 409}


def test_the_notice_of_the_last_day_there_is_can_be_shown(world, sign_in):
    assert page(sign_in(world.clerk), "bulletin", world.session.code, day="9999-12-31").status_code == 200


def test_what_holds_a_nul_is_a_bad_request(world, sign_in):
    client, code = sign_in(world.clerk), world.session.code

    answers = [
        page(client, "search", q="甲\0"),
        page(client, "honours", code, q="\0"),
        client.post(reverse("choose_session"), {"code": "甲\0"}),
        client.post(reverse("bulletin_readers", args=[code]), {"name": "甲\0"}),
        client.get("/links/%00/"),
    ]

    assert [answer.status_code for answer in answers] == [400] * 5
