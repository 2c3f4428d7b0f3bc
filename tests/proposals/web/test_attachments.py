"""Papers of a case: kept by what they are, several at once or none, handed out to who may see the case."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.actions.attaching import LONGEST_NAME, MOST_MEGABYTES, safe_name
from proposals.documents.file_kinds import KINDS, is_of_kind
from proposals.models import Attachment
from tests.pages import page, take
from tests.proposals.web.stage import Stage
from tests.world import DAY

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest"


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


WORD, EXCEL = archive("[Content_Types].xml", "word/document.xml"), archive("xl/workbook.xml")
GOOD = {
    "doc": OLE, "docx": WORD, "et": OLE, "jpeg": b"\xff\xd8\xff\xe0", "jpg": b"\xff\xd8\xff\xe1",
    "ofd": archive("OFD.xml"), "pdf": b"%PDF-1.7 ...", "png": b"\x89PNG\r\n\x1a\n...", "tif": b"II*\x00...",
    "tiff": b"MM\x00*...", "txt": "会议纪要".encode("gb18030"), "wps": OLE, "xls": OLE, "xlsx": EXCEL,
}  # fmt: skip
BAD = [
    ("pdf", b"MZ\x90\x00"), ("docx", EXCEL), ("xlsx", WORD), ("docx", b"PK\x03\x04 cut off"), ("jpg", b"<html>"),
    ("doc", WORD), ("txt", b"a\x00b"), ("txt", b""), ("png", b""), ("ofd", archive("word/x")),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(client, proposal, *files, **values):
    address = reverse("act", args=["proposal", proposal.pk, "attach"])
    contents = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(address, {"at": DAY.isoformat(), "kind": "OTHER", "contents": contents, **values})


def report_kept(client, promise, paper):
    return take(client, promise, "report", text="已建成", is_fulfilled="on", content=paper)


def test_every_kind_that_is_kept_is_known_by_its_content():
    assert sorted(GOOD) == KINDS
    assert [kind for kind in KINDS if not is_of_kind(io.BytesIO(GOOD[kind]), kind)] == []


@pytest.mark.parametrize(("kind", "content"), BAD)
def test_a_file_that_only_pretends_is_known(kind, content):
    assert not is_of_kind(io.BytesIO(content), kind)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("提案原件.pdf", "提案原件.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\文件\\答复.docx", "答复.docx"),
        ("a\u202efdp.exe\x00.pdf", "afdp.exe.pdf"),
        ("长" * 300 + ".pdf", "长" * (LONGEST_NAME - 4) + ".pdf"),
        (" .pdf", "附件.pdf"),
    ],
)
def test_a_name_is_made_safe(name, kept):
    assert safe_name(name) == kept


def test_several_papers_are_kept_at_once_and_handed_out_under_their_names(world, sign_in):
    proposal = world.assigned()
    client = sign_in(world.officer)

    upload(client, proposal, ("面商记录.pdf", GOOD["pdf"]), ("现场.jpg", GOOD["jpg"]), kind="CONSULTATION")

    first, second = Attachment.objects.all()
    assert (first.name, second.name, first.kind) == ("面商记录.pdf", "现场.jpg", "CONSULTATION")
    assert "面商" not in first.content.name
    answer = client.get(reverse("attachment", args=[first.pk]))
    assert b"".join(answer.streaming_content) == GOOD["pdf"]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%9D%A2")
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_a_paper_is_taken_off_by_who_added_it_or_the_committee(world, sign_in):
    proposal = world.assigned()
    upload(sign_in(world.officer), proposal, ("放错.pdf", GOOD["pdf"]), ("对的.pdf", GOOD["pdf"]))
    wrong, right = Attachment.objects.all()

    assert take(sign_in(world.member), wrong, "take_off", note="x").status_code == 302
    assert Attachment.objects.standing().count() == 2
    client = sign_in(world.officer)
    assert take(client, wrong, "take_off", note=" ").status_code == 409
    take(client, wrong, "take_off", note="放错了案子")
    take(sign_in(world.clerk), right, "take_off", note="提案者要求")

    case = page(sign_in(world.clerk), "case", proposal.pk)
    assert case.context["attachments"] == []
    notes = [line.record.note for line in case.context["timeline"] if line.record.name == "take_off"]
    assert notes == ["放错.pdf：放错了案子", "对的.pdf：提案者要求"]
    assert page(client, "attachment", wrong.pk).status_code == 404


def test_one_bad_paper_keeps_all_out_and_nothing_typed_is_lost(world, sign_in):
    proposal = world.assigned()

    answer = upload(
        sign_in(world.officer), proposal, ("好.pdf", GOOD["pdf"]), ("坏.pdf", b"MZ"), note="写了很久的说明"
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "「坏.pdf」的内容不是pdf文件" in text
    assert "写了很久的说明" in text
    assert "文件请重新选择" in text
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "said"), [("程序.exe", "这种文件不能添加"), ("没有扩展名", "这种文件不能添加")]
)
def test_what_is_no_paper_is_refused(world, sign_in, name, said):
    answer = upload(sign_in(world.clerk), world.submitted(), (name, b"MZ"))

    assert said in answer.content.decode()


def test_a_paper_too_large_is_refused(world, sign_in):
    large = b"%PDF-" + bytes(MOST_MEGABYTES * 1024 * 1024)

    answer = upload(sign_in(world.clerk), world.submitted(), ("大.pdf", large))

    assert f"超过{MOST_MEGABYTES}兆" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("坏\u202egpj.exe", b"MZ\x90", "「坏gpj.exe」这种文件不能添加"),
        ("验收单.pdf", b"MZ\x90", "的内容不是pdf文件"),
    ],
)
def test_evidence_of_a_promise_kept_is_a_paper_like_any_other(world, sign_in, name, content, said):
    promise = Stage(world).promise()

    answer = report_kept(sign_in(world.officer), promise, SimpleUploadedFile(name, content))

    promise.refresh_from_db()
    assert (answer.status_code, said in answer.content.decode()) == (409, True)
    assert (promise.status, Attachment.objects.count()) == ("OPEN", 0)


def test_evidence_is_kept_on_the_disk_under_a_name_that_nobody_can_guess(world, sign_in):
    promise = Stage(world).promise()

    report_kept(sign_in(world.officer), promise, SimpleUploadedFile("验\u202e收单.PDF", GOOD["pdf"]))

    paper = Attachment.objects.get()
    assert (paper.name, paper.assignment) == ("验收单.PDF", promise.assignment)
    assert re.fullmatch(r"attachments/\d{4}/\d{2}/[0-9a-f]{32}\.pdf", paper.content.name)
    assert promise.progress.get().evidence == paper


def test_the_form_says_that_classified_matter_does_not_belong_here(world, sign_in):
    address = reverse("act", args=["proposal", world.submitted().pk, "attach"])

    assert "涉密事项不得在本系统填写、上传" in sign_in(world.clerk).get(address).content.decode()


def test_papers_are_for_who_may_see_the_case(world, sign_in):
    proposal = world.assigned()
    upload(sign_in(world.clerk), proposal, ("原件.pdf", GOOD["pdf"]))
    address = reverse("attachment", args=[Attachment.objects.get().pk])

    def answer(name):
        found = sign_in(getattr(world, name)).get(address)
        b"".join(found.streaming_content if found.streaming else [])
        return found.status_code

    assert [answer(name) for name in ("officer", "member")] == [200, 200]
    assert [answer(name) for name in ("stranger", "contact")] == [404, 404]
