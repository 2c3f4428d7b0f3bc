"""One of every paper, printed from the demonstration session, for pictures and for the checks of packages."""

from cppcc.accounts.models import Organisation, Post
from proposals.actions.demonstration import load_demonstration
from proposals.actions.printing.papers import PAPERS
from proposals.actions.printing.printing import print_papers
from proposals.actions.reporting import freeze_report, report_file
from proposals.models import Assignment, PlenarySession, Policy, Proposal, Reply, ReportSnapshot
from proposals.queries.papers.selection import Selection

LETTER_VALUES = {
    "issuer": "清河市教育局",
    "number": "清教函〔2026〕18号",
    "title": "关于政协清河市第六届委员会第四次会议第0128号提案的答复",
    "addressee": "张三、李四委员",
    "body": (
        "您提出的提案收悉。我局于2026年5月6日与您面商，现答复如下：",
        "一、关于增设公交站的建议",
        "已经增设公交站3处。",
    ),
    "signature": "清河市教育局",
    "date": "2026年5月11日",
    "mark": "办理结果：A",
    "disclosure": "公开属性：主动公开",
    "attachment": "提案办理情况征询意见表",
    "note": "联系人：李明；联系电话：0000-1234567",
    "copies": "政协清河市委员会提案委员会",
}


def every_paper():
    """Return {name: .docx} of every paper of the demonstration, the reply letter in both carriers."""
    load_demonstration()
    session = PlenarySession.objects.get(code="demo-2026")
    clerk = Post.objects.get(user__username="clerk")
    printed = {
        name: print_papers(paper, subjects(paper, session, clerk), by=clerk).content
        for name, paper in PAPERS.items()
        if subjects(paper, session, clerk)
    }
    Policy.objects.filter(plenary_session=session).update(letter_carrier="DOCUMENT")
    paper = PAPERS["reply_letter"]
    printed["reply_letter_document"] = print_papers(paper, subjects(paper, session, clerk), by=clerk).content
    return printed


def every_report():
    """Return {name: .docx} of the reports on the demonstration, which has been loaded."""
    session = PlenarySession.objects.get(code="demo-2026")
    unit = Organisation.objects.get(name="清河市民政局")
    clerk = Post.objects.get(user__username="clerk")
    return {
        f"report_{kind}": report_file(
            freeze_report(session, kind, by=clerk, unit=unit if kind == "unit" else None)
        )
        for kind in ReportSnapshot.Kind.values
    }


def subjects(paper, session, post, *, most=3):
    """Return a few things of the session of which the post can print the paper."""
    if paper.subject is Selection:
        return [Selection(session)]
    rows = {
        Proposal: Proposal.objects.standing().filter(plenary_session=session, docket="PROPOSAL"),
        Assignment: Assignment.objects.in_charge().filter(proposal__plenary_session=session),
        Reply: Reply.objects.standing().filter(assignment__proposal__plenary_session=session),
    }[paper.subject]
    return [row for row in rows if paper.when(row) and paper.copies(row, post)][:most]
