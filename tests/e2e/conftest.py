"""A browser page that notes every console error and every request that leaves the site."""

import pytest
from axe_playwright_python.sync_playwright import Axe


class Watched:
    """A page signed in to the test site; whatever it complains of is kept in `complaints`."""

    def __init__(self, page, address):
        self.page, self.address, self.complaints = page, address, []
        page.on("console", lambda line: self._heed(line.type == "error", line.text))
        page.on("pageerror", lambda error: self._heed(True, str(error)))
        page.on("request", lambda request: self._heed(self._leaves(request.url), request.url))

    def sign_in(self, username, password="secret-word"):
        """Sign in by the form."""
        self.page.goto(f"{self.address}/accounts/sign-in/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()

    def open(self, path):
        """Go to a page of the site and return its status."""
        return self.page.goto(f"{self.address}{path}").status

    def barriers(self):
        """Return what axe finds on the page as it stands: [(rule, first element)]."""
        found = Axe().run(self.page).response["violations"]
        return [(each["id"], each["nodes"][0]["html"]) for each in found]

    def _leaves(self, url):
        return not url.startswith((self.address, "data:", "blob:"))

    def _heed(self, matters, text):
        if matters:
            self.complaints.append(text)


@pytest.fixture
def watched(page, live_server):
    """Return a watched page of the site."""
    return Watched(page, live_server.url)
