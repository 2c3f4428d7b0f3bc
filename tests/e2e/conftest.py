"""A browser page that notes every console error and every request that leaves the site, and a person before it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

CODE = re.compile(r"20\d\d-(?:0\d|1[0-2])-\d\d|\b(?:None|True|False|[A-Z][A-Z_]{4,})\b")


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
        self.fill_in_sign_in(username, password)

    def fill_in_sign_in(self, username, password="secret-word"):
        """Sign in by the form at hand."""
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

    def faults(self, *widths):
        """Return what keeps somebody from using the page at one of the widths, and what no reader is meant to see."""
        found = CODE.findall(self.page.locator("main").inner_text())
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            overhang = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found += [(width, fault) for fault in (*self.barriers(), overhang) if fault]
        return found

    def _leaves(self, url):
        return not url.startswith((self.address, "data:", "blob:"))

    def _heed(self, matters, text):
        if matters:
            self.complaints.append(text)


class Person(Watched):
    """Somebody at a browser of his own, signed in, who goes on from what his desk shows."""

    def turn_to_desk(self):
        """Begin at the front page."""
        self.page.goto(self.address)

    def counter(self, label):
        """Begin at the front page and open the list of one counter."""
        self.turn_to_desk()
        self.follow(re.compile(rf"^\d+ {label}"))

    def follow(self, name):
        """Follow the first link of that name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name):
        """Press the first button of that name and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def fill(self, fields):
        """Fill in the fields {label: what is typed or chosen}; True ticks one."""
        for label, value in fields.items():
            field = self.page.get_by_label(re.compile(rf"^\s*{label}\s*(必填)?\s*$")).first
            if value is True:
                field.check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def choose(self, label, beginning):
        """Choose the first entry of a list that begins so."""
        field = self.page.get_by_label(re.compile(rf"^\s*{label}\s*(必填)?\s*$")).first
        entry = field.locator("option").filter(has_text=re.compile(rf"^{beginning}"))
        field.select_option(value=entry.first.get_attribute("value"))

    def to_task(self, title):
        """Open the case of that title in the list, and from there the unit's own task."""
        self.follow(title)
        self.follow("到办理页：签收、面商、答复")

    def take_back(self, label, reason):
        """Take back one's own last step of that name, from the page of the case."""
        undo = self.page.locator("details.undo").filter(has_text=f"撤回我的「{label}」")
        undo.locator("summary").click()
        undo.get_by_label("撤回原因").fill(reason)
        undo.get_by_role("button", name="撤回", exact=True).click()

    def timeline(self):
        """Return the heading of every line of the record, in the order shown."""
        return self.page.locator(".timeline li strong").all_inner_texts()

    def step(self, name, fields=None):
        """Take the step of that name on the case or task at hand."""
        self.follow(name)
        self.fill(fields or {})
        self.press(name)

    def row(self, text):
        """Return the row of a working table that is headed by the text."""
        heading = self.page.locator(".heading").filter(has_text=text)
        return self.page.locator("[data-row]").filter(has=heading)

    def open_record(self, name, *, unit):
        """Open the form by which a step is recorded for a party (代录) on the task of a unit."""
        heading = self.page.get_by_role("heading", name=unit)
        card = self.page.locator(".card").filter(has=heading)
        card.get_by_role("link", name=f"{name}（代录）", exact=True).first.click()

    def record_as(self, party, fields, *, button):
        """Fill in such a form for a party that wrote, and send it."""
        self.fill({**fields, "代谁录入": party, "对方以何种方式告知": "书面"})
        self.press(button)

    def record(self, name, party, fields, *, unit):
        """Record a step on the task of a unit for a party that wrote."""
        self.open_record(name, unit=unit)
        self.record_as(party, fields, button=name)

    def find(self, title):
        """Look for a case by the box on every page, and open it."""
        self.page.get_by_role("searchbox", name="查找提案").fill(title)
        self.press("查找")
        self.follow(title)

    def state(self):
        """Return the state at the head of the case at hand."""
        return self.page.locator("h1 .state").inner_text()

    def rates(self):
        """Return {rate: percentage} of the session's page."""
        self.turn_to_desk()
        self.page.get_by_role("link", name=re.compile("概况$")).last.click()
        rows = self.page.get_by_role("region", name="各率").locator("tbody tr")
        return {row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in rows.all()}


@pytest.fixture
def seated(new_context, live_server):
    """Return how somebody sits down at a browser of his own and signs in: seated(username, width)."""

    def sit_down(username, width):
        page = new_context(viewport={"width": width, "height": 844}).new_page()
        person = Person(page, live_server.url)
        person.sign_in(username)
        return person

    return sit_down


@pytest.fixture
def watched(page, live_server):
    """Return a watched page of the site."""
    return Watched(page, live_server.url)
