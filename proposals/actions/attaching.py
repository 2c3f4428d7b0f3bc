"""Keeps papers with a case (附件): checked by what they are, not by what they are called."""

import unicodedata
import uuid
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.actions.recording import tie
from proposals.documents.file_kinds import KINDS, is_of_kind
from proposals.models import Attachment
from workflows.perform import holding, record_fact

MOST_MEGABYTES = 50
LONGEST_NAME = 120


@transaction.atomic
def attach(proposal, content, *, kind=Attachment.Kind.OTHER, assignment=None, **how):
    """Keep a paper with the case (附件); `content` is the uploaded file.

    Raises:
        ValidationError: as `paper_of`.
    """
    paper = paper_of(proposal, content, kind=kind, assignment=assignment)
    note = how.get("note") or paper.name
    return tie(paper, record_fact(proposal, "attach", _("附件"), **(how | {"note": note})))


@transaction.atomic
def attach_all(proposal, contents, **how):
    """Keep several papers or, where one is refused, none."""
    return [attach(proposal, content, **how) for content in contents]


@holding
def take_off(paper, *, note, **how):
    """Take a paper off the case (撤下附件): it stays in the store, and nobody is shown it any more.

    Raises:
        ValidationError: no reason is given.
    """
    if not note.strip():
        raise ValidationError(_("请写明撤下的原因。"))
    facts = {"voided_at": timezone.now()}
    return record_fact(paper, "take_off", _("撤下附件"), note=f"{paper.name}：{note}", facts=facts, **how)


def paper_of(proposal, content, **facts):
    """Return the paper that the uploaded file `content` is, not stored yet; its name is kept for people to read.

    On the disk it has a name that nobody can guess and no system trips over.

    Raises:
        ValidationError: a kind of file that is not kept, one that is not what its name says, or one too large.
    """
    name = safe_name(content.name)
    check_paper(content, name)
    kept = File(content, name=f"{uuid.uuid4().hex}{PurePath(name).suffix.lower()}")
    return Attachment(proposal=proposal, name=name, content=kept, **facts)


def check_paper(content, name):
    """Refuse what is no paper of an office, naming the file and what to do.

    Raises:
        ValidationError: as `paper_of`.
    """
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise ValidationError(
            _("「%(name)s」这种文件不能添加；可以添加的有：%(kinds)s。请另存为其中一种再添加。")
            % {"name": name, "kinds": "、".join(KINDS)}
        )
    if content.size > MOST_MEGABYTES * 1024 * 1024:
        raise ValidationError(
            _("「%(name)s」超过%(most)d兆；请压缩图片或分成几个文件再添加。")
            % {"name": name, "most": MOST_MEGABYTES}
        )
    if not is_of_kind(content, kind):
        raise ValidationError(
            _(
                "「%(name)s」的内容不是%(kind)s文件，可能改过扩展名或已损坏；请用原来的程序打开、重新保存后再添加。"
            )
            % {"name": name, "kind": kind}
        )


def safe_name(name):
    """Return a file's name without folders, control and direction signs, cut to a length that every system takes."""
    path = PurePath(name.replace("\\", "/"))
    kept = "".join(each for each in path.name if unicodedata.category(each) not in ("Cc", "Cf", "Zl", "Zp"))
    suffix = PurePath(kept).suffix
    stem = kept.removesuffix(suffix).strip(" .") or _("附件")
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}"
