"""What is watched in the demo session: a supervised key case, calls, promises, a look-back, what waits for a ruling."""

from datetime import timedelta

from django.core.files.base import ContentFile

from proposals.actions import accepting, concluding, key_supervising, promising, supervising
from proposals.models import Assignment, CommitmentProgress, LookBackFinding, Proposal, Rating
from proposals.models.supervision import SupervisionActivity


class Watch:
    """Follows the cases of the demo session; `how(days_ago, party, by)` tells who records what, when."""

    def __init__(self, session, today, how, office):
        self.session, self.today, self.how, self.office = session, today, how, office

    def run(self):
        """Supervise, call, promise, look back, and leave something for a ruling."""
        self._supervise()
        self._call()
        self._promise()
        self._look_back()
        self._leave_waiting()

    def _tasks(self, *states):
        tasks = Assignment.objects.standing().owing_reply().filter(state__in=states)
        return tasks.filter(proposal__plenary_session=self.session, round=1).order_by("pk")

    def _in(self, days):
        return self.today + timedelta(days=days)

    def _supervise(self):
        done = Proposal.objects.filter(plenary_session=self.session, is_key=True).first()
        leader = done.supervising_leader
        supervision = key_supervising.open_supervision(done, leader=leader, **self.how(100))
        self._activity(supervision, "INSPECTION", "现场察看办理成效，委员认可。", 20)
        key_supervising.close_supervision(supervision, outcome="建议已落实，群众满意。", **self.how(14))

        task = self._tasks("CONSULTED").first()
        supervision = key_supervising.open_supervision(
            task.proposal, leader="市政协副主席", committee="人口资源环境委员会", lead_unit=task.unit,
            plan="座谈、调研、听取汇报各一次。", **self.how(70),
        )  # fmt: skip
        for text, owner, due, progress, is_done in (
            ("召开督办座谈会", "提案委", -50, "已召开，委员和承办单位参加。", True),
            ("实地调研", "人口资源环境委员会", -10, "已定路线，等承办单位确认时间。", False),
            ("听取办理情况汇报", str(task.unit), 25, "", False),
        ):
            part = key_supervising.add_task(
                supervision, text=text, owner=owner, due_on=self._in(due), **self.how(68)
            )
            if progress:
                key_supervising.report_task(part, progress=progress, is_done=is_done, **self.how(52))
        self._activity(supervision, "FORUM", "逐条研究建议，明确分工和时限。", 55)

    def _activity(self, supervision, kind, text, days):
        key_supervising.log_activity(
            supervision,
            kind=SupervisionActivity.Kind[kind],
            text=text,
            people="提案者、承办单位",
            **self.how(days),
        )

    def _call(self):
        overdue = Assignment.objects.overdue(self.today).filter(proposal__plenary_session=self.session)
        supervising.remind_many(
            list(overdue.order_by("pk")[:3]), person="办公室负责人", text="答复已超期，请抓紧办理。",
            answer="本周内报送答复稿。", **self.how(2, by=self.office),
        )  # fmt: skip

    def _promise(self):
        answered = self._tasks("REPLIED", "CONCLUDED").exclude(replies__outcome__code="A")
        kept, late, asking, under_way, better = answered[:5]
        self._promised(under_way, "建成并投入使用", 90)
        self._promised(late, "出台实施细则", -6)
        evidence = ContentFile("验收合格。".encode(), name="验收意见.txt")
        promising.report_progress(
            self._promised(kept, "完成改造并验收", -12),
            text="已完工并验收。", is_fulfilled=True, content=evidence, **self.how(13, str(kept.unit)),
        )  # fmt: skip
        promising.request_change(
            self._promised(asking, "列入年度预算", 5), kind=CommitmentProgress.Kind.EXTENSION,
            text="预算调整在下一季度，申请延期。", until=self._in(80), **self.how(3, str(asking.unit)),
        )  # fmt: skip
        promising.reply_further(
            better, outcome=self.session.outcomeclass_list.get(code="A"),
            text="所提建议现已落实，续复如下。", **self.how(8, str(better.unit)),
        )  # fmt: skip

    def _promised(self, task, text, due):
        return promising.promise(task, text=text, due_on=self._in(due), **self.how(35, str(task.unit)))

    def _look_back(self):
        answered = list(self._tasks("REPLIED", "CONCLUDED")[:6])
        look_back = promising.open_look_back(
            self.session, answered, name="提案办理“回头看”", closes_on=self._in(20), **self.how(9)
        )
        results = (LookBackFinding.Result.KEPT, LookBackFinding.Result.UNDER_WAY)
        for finding, result in zip(look_back.findings.order_by("pk"), results, strict=False):
            promising.record_finding(finding, result=result, text="已到现场核对。", **self.how(4))

    def _leave_waiting(self):
        asking = self._tasks("ACCEPTED").last()
        accepting.request_extension(
            asking, until=self._in(45), reason="需与上级部门衔接政策。", **self.how(3, str(asking.unit))
        )
        task = self._tasks("REPLIED").filter(feedback=None).last()
        for proposer in task.proposers_asked()[:1]:
            concluding.rate(
                task, proposer, attitude=Rating.FAIRLY_SATISFIED, result=Rating.DISSATISFIED,
                **self.how(5, str(proposer)),
            )  # fmt: skip
