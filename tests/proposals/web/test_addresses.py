"""Every named address × every role × own, other, foreign and unknown objects: 200, 302, 403 or 404 as the rules say.

A new address without a row in the table fails. Objects: `own` is the education bureau's case, put by the member and
the party; `other` is another unit's and another member's in the same session; `foreign` is another committee's.
"""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from django.urls import URLResolver, get_resolver, reverse

from cppcc.accounts.models import Organisation, User
from cppcc.notices.models import Notice
from proposals.actions import (
    accepting,
    assigning,
    bulletins,
    consulting,
    drafting,
    filing,
    key_supervising,
    promising,
    replying,
    supervising,
)
from proposals.actions.attaching import attach
from proposals.actions.opening import Opening, open_plenary_session
from proposals.actions.reporting import freeze_report
from proposals.actions.writing import register_slip
from proposals.models import LedgerUpload, Reply
from tests.world import DAY, World
from workflows.models import MoveRecord

ROLES = ("clerk", "office", "leader", "officer", "member", "contact", "nobody", "visitor")
OBJECTS = ("own", "other", "foreign", "unknown")
# each page has tests of its own; being watched for coverage would double the time of these
pytestmark = pytest.mark.no_cover

NOBODY, VISITOR = "403 403 403 403", "302 302 302 302"
CASE = ["200 200 404 404"] * 3 + ["200 404 404 404"] * 3 + [NOBODY, VISITOR]
CORRECTING = ["200 200 404 404"] * 2 + ["403 403 404 404"] + ["403 404 404 404"] * 3 + [NOBODY, VISITOR]
CLERK = ["200 200 404 404"] + ["403 403 404 404"] * 5 + [NOBODY, VISITOR]
OVERSEEN = ["200 200 404 404"] * 3 + ["403 403 404 404"] * 3 + [NOBODY, VISITOR]
SESSION = ["200 200 404 404"] * 6 + [NOBODY, VISITOR]
ANYWHERE = ["200 200 200 200"] * 6 + [NOBODY, VISITOR]
PERSON = ["200 200 200 200"] * 7 + [VISITOR]
OPEN = ["200 200 200 200"] * 8

# name: (arguments of the object, statuses of each role for each object, what is posted or None)
TABLE = {
    "home": ((), ANYWHERE, None),
    "help": ((), ANYWHERE, None),
    "search": ((), ANYWHERE, None),
    "manifest": ((), OPEN, None),
    "healthz": ((), OPEN, None),
    "sign_in": ((), OPEN, None),
    "change_password": ((), PERSON, None),
    "sign_out": ((), ["302 302 302 302"] * 8, {}),
    "switch_post": ((), ["404 404 404 404"] * 7 + [VISITOR], {"post": 0}),
    "choose_session": (
        (),
        ["302 302 404 404"] * 6 + [NOBODY, VISITOR],
        lambda at: {"code": at["code"], "page": "desk"},
    ),
    "keep_view": (
        (),
        ["302 302 302 302"] * 6 + [NOBODY, VISITOR],
        lambda at: {"page": "proposal_list", "code": at["code"], "name": "一", "query": ""},
    ),
    "desk": (("code",), SESSION, None),
    "waiting": (("code",), SESSION, None),
    "overview": (("code",), SESSION, None),
    "proposal_list": (("code",), SESSION, None),
    "counter": (
        ("code", "key"),
        ["200 200 404 404"] * 2 + ["404 404 404 404"] * 4 + [NOBODY, VISITOR],
        None,
    ),
    "counted": (("code", "figure"), SESSION, None),
    "intake": (("code",), CLERK, None),
    "batch": (
        ("code", "batch"),
        ["302 302 404 404"] + ["404 404 404 404"] * 5 + [NOBODY, VISITOR],
        lambda at: {"chosen": []},
    ),
    "case": (("pk",), CASE, None),
    "facts": (("pk",), CASE, None),
    "attachment": (("paper",), CASE, None),
    "correct": (("kind", "pk", "field"), CORRECTING, None),
    "act": (
        ("kind", "pk", "step"),
        ["200 200 404 404"] * 2 + ["302 302 404 404"] + ["200 404 404 404"] * 3 + [NOBODY, VISITOR],
        None,
    ),
    "undo": (
        ("record",),
        ["302 302 404 404"] * 3 + ["302 404 404 404"] * 3 + [NOBODY, VISITOR],
        {"reason": "误操作"},
    ),
}

TABLE |= {
    "public": ((), OPEN, None),
    "public_proposal": (("pk",), ["404 404 404 404"] * 8, None),
    "public_figures": (("code",), ["404 404 404 404"] * 8, None),
    "glance": (("code",), OVERSEEN, None),
    "charts": (("code",), OVERSEEN, None),
    "hall": (("code",), OVERSEEN, None),
    "people_home": (("code",), CLERK, None),
    "people": (("code", "people"), CLERK, None),
    "new_person": (("code",), CLERK, None),
    "new_people": (("code",), CLERK, None),
    "new_body": (("code",), CLERK, None),
    "accounts_for_members": (("code",), ["200 302 404 404", *CLERK[1:]], {}),
    "account_for_member": (("code", "member"), ["404 200 404 404", *CLERK[1:]], {}),
    "member": (("code", "member"), CLERK, None),
    "standing": (("code", "member"), CLERK, None),
    "reset_password": (("code", "user"), CLERK, {}),
    "let_in": (("code", "user"), ["302 302 404 404", *CLERK[1:]], {}),
    "leave": (("code", "post"), CLERK, None),
    "reorganise": (("code", "body"), CLERK, None),
    "settings": (("code",), CLERK, None),
    "settings_dates": (("code",), CLERK, None),
    "settings_rows": (("code", "rows"), CLERK, None),
}


def named_addresses(resolver=None):
    """Yield the names of every address of the site but the admin's."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from named_addresses(pattern)
        elif pattern.name:
            yield pattern.name


@pytest.fixture(scope="module")
def objects(module_db, tmp_path_factory):
    """Return {object: what its addresses are made of}."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield _made()


def _made():
    world = World()
    foreign_session = open_plenary_session(Opening("else-1-1", "政协邻市委员会", "city", 1, 1, 2026, {}, {}))
    own = _case(
        world, world.session, drafting.ProposerEntry(member=world.zhang), world.education, second=world.party
    )
    other = _case(world, world.session, drafting.ProposerEntry(member=world.li), world.water)
    stranger = world.post("else", "CLERK", foreign_session.committee.organisation)
    foreign = _case(
        world, foreign_session, drafting.ProposerEntry(name="王五"),
        Organisation.objects.create(name="邻市教育局"), clerk=stranger,
    )  # fmt: skip
    User.objects.create_user("nobody", password="secret-word")
    made = {
        name: _parts(proposal) | {"code": proposal.plenary_session.code}
        for name, proposal in (("own", own), ("other", other), ("foreign", foreign))
    }
    spare = world.post("spare", "OFFICER", world.education)
    desks = {
        "own": (world.zhang, world.officer),
        "other": (world.li, world.stranger),
        "foreign": (world.li, stranger),
    }
    for name, (member, post) in desks.items():
        made[name] |= {
            "member": member.pk,
            "user": spare.user_id,
            "post": post.pk,
            "body": post.organisation_id,
            "notice": Notice.objects.create(post=post, key="one", batch=uuid4(), title="通知").pk,
        }
    made["unknown"] = dict.fromkeys(made["own"], 999_999) | {"code": "nowhere", "reader": "guessed"}
    fixed = {
        "kind": "proposal", "field": "title", "step": "attach", "key": "to_assign", "figure": "received", "batch": "file",
        "people": "officers", "rows": "categories", "print": "assignment_notice", "clock": "reply", "token": "guessed",
        "file": "docx", "paper_kind": "proposal_form", "rate": "filing_rate",
    }  # fmt: skip
    return {name: parts | fixed for name, parts in made.items()}


def _case(world, session, proposer, unit, *, second=None, clerk=None):
    how = {"by": clerk or world.clerk, "at": DAY, "provenance": world.paper}
    proposers = [proposer]
    if second:
        proposers.append(drafting.ProposerEntry(organisation=second, role="COSIGNER"))
    draft = drafting.Draft(title="关于一件事的提案", proposers=tuple(proposers), body="建议。")
    proposal = register_slip(session, draft, **how)
    own_right = {"by": how["by"], "at": DAY}
    filing.file_proposal(proposal, **own_right)
    assigning.assign_proposal(proposal, [assigning.Handling(unit, "SOLE")], **own_right)
    attach(proposal, ContentFile(b"%PDF-1.7", name="原件.pdf"), **own_right)
    supervising.mark_key(proposal, **own_right)
    _watch(proposal, own_right, how)
    return proposal


def _watch(proposal, own_right, for_others):
    task, session, clerk = proposal.tasks().get(), proposal.plenary_session, own_right["by"]
    letter = replying.Letter(
        text="正在办理。", outcome=session.outcomeclass_list.get(code="A"), disclosure="FULL"
    )
    accepting.accept(task, **for_others)
    consulting.log_consultation(task, consulting.Talk(manner="MEETING"), **for_others)
    replying.record_reply(task, letter, signer="局长", **for_others)
    supervising.remind(task, text="请抓紧办理", **own_right)
    key_supervising.open_supervision(proposal, leader="主席", **own_right)
    promising.open_look_back(session, proposal.tasks(), name="回头看", **own_right)
    bulletins.issue_bulletin(session, DAY, by=clerk)
    bulletins.add_reader(session, "市长", by=clerk)
    freeze_report(session, "unit", unit=task.unit, by=clerk)


def _parts(proposal):
    session, task = proposal.plenary_session, proposal.tasks().get()
    return {
        "pk": proposal.pk,
        "reply": Reply.objects.get(assignment=task).pk,
        "reminder": task.reminders.get().pk,
        "supervision": proposal.supervisions.get().pk,
        "look_back": session.look_backs.first().pk,
        "bulletin": session.bulletins.first().pk,
        "reader": session.bulletin_readers.first().token,
        "snapshot": session.report_snapshots.get(unit=task.unit).pk,
        "paper": proposal.attachments.get().pk,
        "record": MoveRecord.objects.of(proposal).last().pk,
        "upload": _upload(proposal).pk,
        "task": task.pk,
    }


def _upload(proposal):
    content = ContentFile("提案号,案由\n9,关于另一件事的提案".encode(), name="台账.csv")
    return LedgerUpload.objects.create(
        plenary_session=proposal.plenary_session,
        name=content.name,
        content=content,
        uploaded_by=proposal.recorded_by,
    )


def _session_page(roles):
    """Return the statuses of a page of a session that the first `roles` roles have."""
    return ["200 200 404 404"] * roles + ["403 403 404 404"] * (6 - roles) + [NOBODY, VISITOR]


def _sent(statuses):
    """Return the statuses where a form is answered by another address."""
    return [each.replace("200", "302") for each in statuses]


MATTERS = ["200 200 404 404"] * 2 + ["403 403 404 404"] + ["403 404 404 404"] * 3 + [NOBODY, VISITOR]
COMMITTEE, STEERING, OVERSIGHT = _session_page(1), _session_page(2), _session_page(3)
TABLE |= {
    "boards": (("code",), OVERSIGHT, None),
    "progress": (("code",), OVERSIGHT, None),
    "progress_tasks": (("code",), OVERSIGHT, None),
    "assignment": (("code",), STEERING, None),
    "hand_back_rulings": (("code",), STEERING, None),
    "extension_rulings": (("code",), STEERING, None),
    "draft_checks": (("code",), STEERING, None),
    "chase": (("code",), STEERING, None),
    "conclusion": (("code",), STEERING, None),
    "honours": (("code",), STEERING, None),
    "examination": (("code",), COMMITTEE, None),
    "take_back": (("code",), _sent(COMMITTEE), {}),
    "notice": (("code",), COMMITTEE, None),
    "numbering": (("code",), COMMITTEE, None),
    "numbers": (("code",), COMMITTEE, None),
    "feedback": (("code",), COMMITTEE, None),
    "ledger": (("code",), COMMITTEE, None),
    "ledger_download": (("code",), COMMITTEE, None),
    "ledger_preview": (("code", "upload"), COMMITTEE, None),
    "ledger_marked": (("code", "upload"), COMMITTEE, None),
    "ledger_answer": (("code", "upload"), _sent(COMMITTEE), {}),
    "ledger_store": (("code", "upload"), _sent(COMMITTEE), {}),
    "merge": (("pk",), MATTERS, None),
    "split": (("pk",), MATTERS, None),
}

NOWHERE = ["404 404 404 404"] * 6 + [NOBODY, VISITOR]
REPORT = ["200 200 404 404"] * 3 + ["200 403 404 404"] + ["403 403 404 404"] * 2 + [NOBODY, VISITOR]
TABLE |= {
    "inbox": ((), ANYWHERE, None),
    "open_all_notices": ((), ["302 302 302 302"] * 6 + [NOBODY, VISITOR], {}),
    "open_notice": (
        ("notice",),
        [*NOWHERE[:3], "302 404 404 404", *NOWHERE[4:]],
        {},
    ),
    "notice_preferences": ((), ANYWHERE, None),
    "job_runs": ((), ["200 200 200 200"] + ["403 403 403 403"] * 5 + [NOBODY, VISITOR], None),
    "own_desk": (("code",), ["404 404 404 404"] * 4 + ["200 200 404 404"] * 2 + [NOBODY, VISITOR], None),
    "write": (("code",), ["403 403 404 404"] * 4 + ["200 200 404 404"] * 2 + [NOBODY, VISITOR], None),
    "rewrite": (("pk",), ["302 302 404 404"] * 3 + ["302 404 404 404"] * 3 + [NOBODY, VISITOR], None),
    "put_by": ((), ["400 400 400 400"] * 6 + [NOBODY, VISITOR], {}),
    "give_up": ((), ["302 302 302 302"] * 6 + [NOBODY, VISITOR], {}),
    "tidy_pasted": ((), ["400 400 400 400"] * 6 + [NOBODY, VISITOR], {}),
    "unit_desk": (
        ("code",),
        ["404 404 404 404"] * 3 + ["200 200 404 404"] + ["404 404 404 404"] * 2 + [NOBODY, VISITOR],
        None,
    ),
    "accept_chosen": (
        ("code",),
        ["404 404 404 404"] * 3 + ["302 302 404 404"] + ["404 404 404 404"] * 2 + [NOBODY, VISITOR],
        {},
    ),
    "task": (("task",), CASE, None),
    "drop_letter": (("task",), ["302 302 404 404"] * 3 + ["302 404 404 404"] * 3 + [NOBODY, VISITOR], {}),
    "unit_table": (
        ("code",),
        ["404 404 404 404"] * 3 + ["200 200 404 404"] + ["404 404 404 404"] * 2 + [NOBODY, VISITOR],
        None,
    ),
    "unit_table_file": (
        ("code",),
        ["404 404 404 404"] * 3 + ["200 200 404 404"] + ["404 404 404 404"] * 2 + [NOBODY, VISITOR],
        None,
    ),
    "check_report": (("code",), ["200 200 404 404"] * 4 + ["403 403 404 404"] * 2 + [NOBODY, VISITOR], None),
    "papers": (("code",), SESSION, None),
    "print_of_session": (
        ("code", "print"),
        ["200 200 404 404"] * 4 + ["403 403 404 404"] * 2 + [NOBODY, VISITOR],
        None,
    ),
    "print_batch": (("code", "paper_kind"), SESSION, {}),
    "paper_templates": (("code",), COMMITTEE, None),
    "template_file": (("code", "paper_kind"), COMMITTEE, None),
    "change_template": (
        ("code", "paper_kind"),
        ["302 302 404 404"] + ["403 403 404 404"] * 5 + [NOBODY, VISITOR],
        {},
    ),
    "archive": (("code",), OVERSIGHT, {}),
    "read_proposal_back": (("code",), SESSION, None),
    "make_report": (("code",), NOWHERE, {}),
    "why": (("code", "rate"), SESSION, None),
    "units_xlsx": (("code",), SESSION, None),
    "ledger_xlsx": (("code",), OVERSIGHT, None),
    "case_file": (("pk",), ["200 200 404 404"] * 3 + ["403 404 404 404"] * 3 + [NOBODY, VISITOR], None),
    "print_of_case": (("kind", "pk", "paper_kind"), CASE, None),
    "check_reply": (("reply",), CASE, None),
    "report": (("snapshot",), REPORT, None),
    "make_report_now": (("snapshot",), _sent(REPORT), {}),
    "report_download": (("snapshot", "file"), REPORT, None),
    "clocks": (("task",), CASE, None),
    "why_this_date": (("task", "clock"), CASE, None),
    "clock_rules": (("code",), SESSION, None),
    "rescheduling": (("code",), COMMITTEE, None),
    "supervision_board": (("code",), SESSION, None),
    "reminder_log": (("code",), SESSION, None),
    "supervision": (("supervision",), CASE, None),
    "slip": (("reminder",), CASE, None),
    "commitment_ledger": (("code",), SESSION, None),
    "new_look_back": (("code",), COMMITTEE, None),
    "look_back": (("look_back",), SESSION, None),
    "bulletin": (("code",), OVERSIGHT, None),
    "bulletin_readers": (("code",), COMMITTEE, None),
    "issued_bulletin": (("bulletin",), OVERSIGHT, None),
    "bulletin_for_reader": (("reader",), ["200 200 200 404"] * 8, None),
    "one_time_link": (("token",), ["410 410 410 410"] * 8, None),
    "holiday_calendar": ((), ["200 200 200 200"] + ["403 403 403 403"] * 5 + [NOBODY, VISITOR], None),
}


def test_every_named_address_has_its_row():
    assert set(named_addresses()) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_an_address_answers_each_role_as_the_rules_say(objects, db, client, name):
    parts, statuses, post = TABLE[name]
    found = {}

    for role in ROLES:
        answers = []
        client.logout()
        if role != "visitor":
            client.force_login(User.objects.get(username=role))
        for which in OBJECTS:
            address = reverse(name, args=[objects[which][part] for part in parts])
            sent = post(objects[which]) if callable(post) else post
            answer = client.get(address) if post is None else client.post(address, sent)
            if answer.streaming:
                b"".join(answer.streaming_content)
            answers.append(str(answer.status_code))
        found[role] = " ".join(answers)

    assert found == dict(zip(ROLES, statuses, strict=True))
