"""Who comes in: sign-in, first passwords, posts, and what no page may load."""

from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.urls import reverse

from cppcc.accounts.models import Post, User
from proposals.models import PlenarySession
from tests.pages import page
from tests.world import World


def test_who_is_not_signed_in_is_asked_to(client, world):
    answer = client.get(reverse("home"))

    assert (answer.status_code, answer.url) == (302, "/accounts/sign-in/?next=/")
    assert client.get("/healthz").content == b"ok"


def test_signing_in_and_out(client, world):
    answer = client.post(reverse("sign_in"), {"username": "clerk", "password": "secret-word"})
    assert answer.url == "/"
    assert "政协某市委员会一届一次会议" in client.get("/").content.decode()

    client.post(reverse("sign_out"))

    assert client.get("/").status_code == 302


def test_a_wrong_password_is_said_in_chinese(client, world):
    answer = client.post(reverse("sign_in"), {"username": "clerk", "password": "wrong"})

    assert "请输入一个正确的" in answer.content.decode()


def test_a_first_password_is_changed_before_anything_else(client, world):
    User.objects.filter(username="clerk").update(must_change_password=True)
    client.force_login(world.clerk.user)

    assert client.get("/").url == reverse("change_password")
    client.post(
        reverse("change_password"),
        {
            "old_password": "secret-word",
            "new_password1": "quite-another-1",
            "new_password2": "quite-another-1",
        },
    )

    assert client.get("/").status_code == 200


def test_who_holds_no_post_is_told_so(client, world):
    client.force_login(User.objects.create_user("nobody"))

    assert client.get("/").status_code == 403


def test_a_person_with_two_posts_switches(client, world):
    second = Post.objects.create(user=world.clerk.user, role="OFFICER", organisation=world.education)
    client.force_login(world.clerk.user)

    client.post(reverse("switch_post"), {"post": second.pk})

    assert page(client, "overview", "test-1-1").status_code == 404
    assert client.post(reverse("switch_post"), {"post": world.office.pk}).status_code == 404


def test_demonstration_people_do_not_sign_in_on_a_real_site(world):
    User.objects.filter(username="clerk").update(is_demonstration=True)

    assert authenticate(RequestFactory().post("/"), username="clerk", password="secret-word") is None


def test_another_session_opens_on_the_same_kind_of_page(world, sign_in):
    other = World.open_session("test-1-2", number=2, year=2027)
    client = sign_in(world.clerk)

    def turn(kind):
        return client.post(reverse("choose_session"), {"code": other.code, "page": kind}).url

    assert turn("proposal_list") == reverse("proposal_list", args=[other.code])
    assert turn("case") == reverse("overview", args=[other.code])
    assert sign_in(world.stranger).post(reverse("choose_session"), {"code": other.code}).status_code == 404


def test_the_search_box_finds_the_cases_of_every_session_that_the_post_sees(world, sign_in):
    world.filed("关于甲的提案")

    def found(post, words):
        return [each.title for each in page(sign_in(post), "search", q=words).context["page"]]

    assert found(world.clerk, "张三 甲") == ["关于甲的提案"]
    assert found(world.stranger, "甲") == []


def test_a_page_may_fetch_nothing_from_elsewhere_and_run_nothing_inline(world, sign_in):
    policy = page(sign_in(world.clerk), "home").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_admin_shows_the_reference_rows(client, world):
    client.force_login(User.objects.create_superuser("root", password="x"))

    for address in (
        "/admin/",
        "/admin/proposals/plenarysession/",
        f"/admin/proposals/plenarysession/{PlenarySession.objects.get().pk}/change/",
        "/admin/proposals/category/",
        "/admin/accounts/organisation/",
        "/admin/accounts/user/",
        "/admin/workflows/holiday/",
    ):
        assert (address, client.get(address).status_code) == (address, 200)
