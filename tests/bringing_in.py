"""Short words for bringing a ledger in."""

from proposals.actions.importing.planning import Answers, plan_import
from proposals.actions.importing.storing import store_plan
from proposals.documents.ledger_reading import read_ledger
from tests.ledgers import as_csv

YES = Answers(create_units=True, create_categories=True)


def plan(world, rows, answers=YES):
    """Return the plan of bringing rows (by Chinese header) into the session."""
    return plan_import(world.session, read_ledger(as_csv(rows), "台账.csv"), answers=answers)


def bring_in(world, rows, answers=YES):
    """Bring the rows in; return the plan."""
    made = plan(world, rows, answers)
    store_plan(made, by=world.clerk)
    return made


def row(number="1", title="关于甲的提案", **more):
    """Return a row of a ledger."""
    return {"提案号": number, "案由": title, **more}


HANDLED = {
    "主办单位": "市教育局",
    "交办日期": "2026-03-02",
    "答复期限": "2026-06-02",
    "签收日期": "2026-03-04",
    "面商日期": "2026-03-20",
    "面商方式": "座谈",
    "答复日期": "2026-04-10",
    "答复文号": "市教提〔2026〕1号",
    "办理结果": "A",
    "公开属性": "公开",
    "对办理态度": "满意",
    "对办理结果": "基本满意",
    "反馈日期": "2026-04-20",
    "回访日期": "2026-05-06",
    "办结日期": "2026-05-08",
    "公开日期": "2026-05-10",
}
