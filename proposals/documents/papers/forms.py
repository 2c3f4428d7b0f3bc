"""Forms of one page: a title, the session, a table of labelled cells, and notes below it."""

from dataclasses import dataclass

from proposals.documents.word.blocks import (
    body_text,
    form_table,
    paragraph,
    title_lines,
)
from proposals.documents.word.package import Page, Section


@dataclass(frozen=True)
class Form:
    """How a form stands on paper.

    `rows` hold (label, field) pairs side by side, or (label, field, height in twips) for a tall cell; a blank
    field is a place to write in.
    """

    title: str
    rows: tuple
    notes: tuple[str, ...] = ()

    def __call__(self, values):
        """Return the form filled with `values`."""
        return Section(self._blocks(values), Page(has_numbers=False))

    def _blocks(self, values):
        yield title_lines(self.title, style="FormTitle")
        yield paragraph(values.session, "FormLine", properties='<w:jc w:val="center"/>')
        yield form_table([_row(values, each) for each in self.rows])
        yield from (paragraph(note, "FormLine") for note in self.notes)


def _row(values, each):
    if isinstance(each[0], tuple):
        return tuple((label, getattr(values, field) if field else "") for label, field in each)
    label, field, height = each
    return label, getattr(values, field) if field else "", height


_CASE = ((("提案号", "number"), ("提案者", "proposers")), ("案由", "title", 800))
_UNIT = (("承办单位", "unit"), ("办理方式", "part"))

EXAMINATION = Form(
    "提案审查立案表",
    (
        (("流水号", "serial_number"), ("提案号", "number")),
        ("案由", "title", 800),
        (("提案者", "proposers"), ("提交日期", "submitted_on")),
        (("类别", "category"), ("重点提案", "is_key")),
        ("审查结果", "result", 800),
        ("不予立案原因", "reason", 1000),
        (("处理去向", "disposition"), ("并案", "merged")),
        ("承办单位", "units", 1000),
        ("初审意见", "", 2000),
        ("审定意见", "", 2000),
        (("审查日期", "decided_on"), ("审查人", "")),
    ),
)
RECEIPT = Form(
    "提案签收单",
    (
        *_CASE,
        _UNIT,
        ("其他承办单位", "helpers", 800),
        (("交办日期", "assigned_on"), ("答复期限", "due_on")),
        (("分管领导", "leader"), ("承办科室", "inner_office")),
        (("签收人", "officer"), ("联系电话", "phone")),
        (("签收日期", "accepted_on"), ("签收人签名", "")),
    ),
    ("□确认接收　□确认接收，建议增加　　　　　单位会办　□申请退办（另附调整承办单位申请表）",),
)
CONSULTATION = Form(
    "提案办理面商记录表",
    (
        *_CASE,
        _UNIT,
        (("承办科室", "inner_office"), ("面商日期", "met_on")),
        ("阶段", "stage", 680),
        ("方式", "manner", 800),
        ("地点", "place", 680),
        ("承办单位参加人员", "unit_people", 800),
        ("提案者方参加人员", "proposer_people", 800),
        ("面商情况", "summary", 3400),
        (("提案者确认", "confirmation"), ("提案者签名", "")),
        (("承办单位负责人", ""), ("记录人", "")),
    ),
)
EXTENSION = Form(
    "提案延期答复申请表",
    (
        *_CASE,
        _UNIT,
        (("原答复期限", "due_on"), ("申请延至", "until")),
        ("延期理由", "reason", 2400),
        ("已开展的工作", "", 2000),
        ("是否已告知提案者", "", 680),
        ("单位负责人意见", "", 1400),
        ("审批意见", "ruling", 1400),
        (("申请日期", "requested_on"), ("联系电话", "phone")),
    ),
)
HAND_BACK = Form(
    "调整提案承办单位申请表",
    (
        *_CASE,
        (("申请单位", "unit"), ("原办理方式", "part")),
        ("申请理由及职责依据", "reason", 2600),
        (("建议承办单位", "suggested_unit"), ("申请日期", "requested_on")),
        ("单位主要负责人意见", "", 1400),
        ("建议承办单位意见", "", 1400),
        ("交办单位审核意见", "ruling", 1400),
        (("经办人", "officer"), ("联系电话", "phone")),
    ),
)
FEEDBACK = Form(
    "提案办理情况征询意见表",
    (
        *_CASE,
        (("征询对象", "proposer"), ("承办单位", "unit")),
        (("办理结果", "outcome"), ("答复日期", "replied_on")),
        ("答复前沟通", "", 680),
        ("对办理态度", "attitude", 800),
        ("对办理结果", "result", 800),
        ("意见和建议", "comment", 3800),
        (("提案者签名", ""), ("日期", "given_on")),
    ),
    ("请在“□”内打“√”。每位提案者填写一份，填好后送提案委员会，并抄送承办单位。",),
)
_PROPOSAL = Form(
    "提案表",
    (
        (("提案号", "number"), ("提交日期", "submitted_on")),
        ("案由", "title", 800),
        (("提案者性质", "kind"), ("界别", "sector")),
        (("第一提案人", "proposers"), ("联系电话", "phone")),
        ("工作单位及职务", "employer", 680),
        ("联名人", "cosigners", 680),
        (("附议人", "seconders"), ("类别", "category")),
        (("时间标识", "occasion"), ("是否公开", "disclosure")),
        ("建议承办单位", "suggested_units", 680),
    ),
)
_PARTS = (("情况", "background"), ("问题及分析", "analysis"), ("建议、办法和要求", "body"))


def proposal_form(values):
    """Lay 提案表 out: the table, then the text with no limit of length."""
    return Section(_proposal(values))


def _proposal(values):
    yield from _PROPOSAL(values).blocks
    for label, field in _PARTS:
        text = getattr(values, field)
        if not text:
            continue
        yield paragraph(label, "Level1")
        yield body_text(text)
    if values.suggestions:
        yield paragraph("建议条目", "Level1")
        yield body_text(values.suggestions)
