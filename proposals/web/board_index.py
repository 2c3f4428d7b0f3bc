"""The list of the working tables (工作表) that a post has in a session."""

from dataclasses import dataclass

import rules
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.web.frame import session_at


@dataclass(frozen=True)
class Entry:
    """One working table: its page, what it is called and for, and the rule that opens it."""

    name: str
    label: str
    purpose: str
    rule: str


ENTRIES = (
    Entry(
        "ledger",
        gettext_lazy("台账导入"),
        gettext_lazy("上传 Excel 台账，核对、改正后一次存入"),
        "import_plenarysession",
    ),
    Entry(
        "examination",
        gettext_lazy("审查"),
        gettext_lazy("立案、并案、不予立案、退回修改，相近提案对照"),
        "file_proposal",
    ),
    Entry(
        "notice",
        gettext_lazy("不予立案告知"),
        gettext_lazy("逐件告知提案者并登记"),
        "notify_decline_proposal",
    ),
    Entry("numbering", gettext_lazy("编号"), gettext_lazy("重新排号，打印编号目录后固定"), "file_proposal"),
    Entry(
        "assignment",
        gettext_lazy("拟办与交办"),
        gettext_lazy("分轮征求单位意见，成批交办"),
        "assign_proposal",
    ),
    Entry(
        "hand_back_rulings",
        gettext_lazy("退办裁定"),
        gettext_lazy("裁定承办单位的退办申请"),
        "assign_proposal",
    ),
    Entry(
        "extension_rulings",
        gettext_lazy("延期裁定"),
        gettext_lazy("裁定承办单位的延期申请"),
        "assign_proposal",
    ),
    Entry(
        "draft_checks",
        gettext_lazy("核稿"),
        gettext_lazy("签发前核对答复稿，通过或退回重拟"),
        "assign_proposal",
    ),
    Entry("progress", gettext_lazy("进度"), gettext_lazy("各单位已办、未办、超期"), "oversee_plenarysession"),
    Entry("chase", gettext_lazy("催办"), gettext_lazy("该催谁、电话、发群文字、催办记录"), "assign_proposal"),
    Entry(
        "feedback", gettext_lazy("反馈与回访"), gettext_lazy("成批登记征询意见表和回访"), "follow_up_proposal"
    ),
    Entry(
        "conclusion", gettext_lazy("办结"), gettext_lazy("成批办结，不能办结的说明原因"), "conclude_proposal"
    ),
    Entry(
        "honours", gettext_lazy("重点与优秀提案"), gettext_lazy("列重点、定督办领导、评优秀"), "mark_proposal"
    ),
)


OF_COUNTERS = {
    "to_examine": "examination",
    "unheard": "notice",
    "to_propose": "assignment",
    "to_assign": "assignment",
    "objected": "assignment",
    "hand_backs": "hand_back_rulings",
    "extensions": "extension_rulings",
    "drafts_to_check": "draft_checks",
    "overdue": "chase",
    "due_soon": "chase",
    "unaccepted": "chase",
    "to_conclude": "conclusion",
}


def board_of_counter(request, session, key):
    """Return (label, address) of the working table for what a counter of the desk counts, or None."""
    entry = next((each for each in ENTRIES if each.name == OF_COUNTERS.get(key)), None)
    if entry is None or not rules.has_perm(f"proposals.{entry.rule}", request.post, session):
        return None
    return entry.label, reverse(entry.name, args=[session.code])


def boards(request, code):
    """Show the working tables that are open to the post."""
    session = session_at(request, code)
    entries = [each for each in ENTRIES if rules.has_perm(f"proposals.{each.rule}", request.post, session)]
    if not entries:
        raise PermissionDenied(_("您的岗位（%(post)s）没有工作表。") % {"post": request.post})
    context = {
        "session": session,
        "entries": [(each, reverse(each.name, args=[session.code])) for each in entries],
    }
    return render(request, "proposals/boards/boards.html", context)
