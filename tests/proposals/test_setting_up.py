"""The commands that set a site up after `migrate`: sessions, units, members, clerks."""

import io

import openpyxl
import pytest
import xlwt
from django.core.management import CommandError, call_command

from cppcc.accounts.models import Organisation, Post, Role, User
from proposals.models import SESSION_LISTS, Member, PlenarySession, Policy
from tests.commands import refusal

ANNING = ("--committee", "政协安宁市委员会", "--level", "county", "--term", "6", "--year", "2021")


def open_session(code, number, *policy, arguments=ANNING):
    pairs = [argument for pair in policy for argument in ("--policy", pair)]
    call_command("open_plenary", code, *arguments, "--session", str(number), *pairs)


def csv(rows, encoding):
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def xlsx(rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def xls(rows):
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("名单")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(out)
    return out.getvalue()


def written(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    return str(tmp_path / name)


def test_a_session_opens_with_every_default_and_prints_its_name(db, capsys):
    open_session("anning-6-4", 4)

    session = PlenarySession.objects.get()
    assert capsys.readouterr().out == "anning-6-4\t政协安宁市委员会六届四次会议\n"
    assert (session.policy.filing_base, session.policy.decimals, session.policy.hand_back_limit) == (
        "net",
        1,
        "5wd",
    )
    assert [model.objects.filter(plenary_session=session).exists() for model in SESSION_LISTS] == [True] * 4


def test_each_policy_key_of_the_command_is_set(db):
    values = {
        "filing_base": "gross",
        "share_base": "received",
        "decimals": "2",
        "consultation_base": "minus_waived",
        "satisfaction_base": "all",
        "conclusion": "reply",
        "reply_limit": "09-30",
    }
    open_session(
        "anning-6-4",
        4,
        "phone_counts=是",
        "approval_steps=科室，办公室",
        *(f"{k}={v}" for k, v in values.items()),
    )

    policy = Policy.objects.get()
    assert {key: str(getattr(policy, key)) for key in values} == values
    assert (policy.phone_counts, policy.approval_steps) == (True, ["科室", "办公室"])


def test_the_next_session_of_a_committee_takes_over_policy_and_lists(db):
    open_session("anning-6-4", 4, "decimals=2", "received_known=否")
    before = PlenarySession.objects.get()
    parent = before.category_list.first()
    before.category_list.create(code="roads", name="道路", parent=parent, position=9)
    before.declinereason_list.last().delete()

    open_session("anning-6-5", 5, "filing_base=gross")

    after = PlenarySession.objects.get(code="anning-6-5")
    assert (after.policy.decimals, after.policy.filing_base, after.policy.received_known) == (
        2,
        "gross",
        True,
    )
    assert after.category_list.get(code="roads").parent == after.category_list.get(code=parent.code)
    assert after.declinereason_list.count() == before.declinereason_list.count()


@pytest.mark.parametrize(
    ("code", "number", "policy", "sentence"),
    [
        ("anning-6-4", 5, (), "已有代码为「anning-6-4」的届次。"),
        ("anning-x", 4, (), "政协安宁市委员会六届四次会议已有，代码是「anning-6-4」。"),
        ("坏代码", 5, (), "输入一个有效的值。"),
        ("anning-x", 0, (), "届和次应是1到99的数。"),
        ("anning-x", 5, ("decimals",), "--policy 要写成 KEY=VALUE。"),
        ("anning-x", 5, ("id=7",), "没有名为「id」的规定项"),
        ("anning-x", 5, ("decimals=3",), "规定项 decimals（百分数小数位）不能是「3」"),
        ("anning-x", 5, ("filing_base=foo",), "可用：net（并案后）、gross（并案前）。"),
        ("anning-x", 5, ("phone_counts=maybe",), "可用：是、否。"),
        ("anning-x", 5, ("reply_limit=soon",), "期限「soon」写法不对"),
    ],
)
def test_a_session_that_cannot_be_opened_is_refused_and_nothing_is_stored(db, code, number, policy, sentence):
    open_session("anning-6-4", 4)

    with pytest.raises(CommandError, match=sentence.replace("（", r"（")):
        open_session(code, number, *policy)

    assert PlenarySession.objects.count() == 1


def test_a_committee_keeps_its_level_and_a_unit_is_no_committee(db):
    open_session("anning-6-4", 4)
    Organisation.objects.create(name="市民政局")

    for committee, level, sentence in (
        ("政协安宁市委员会", "city", "登记的级别是县区"),
        ("市民政局", "city", "不是政协"),
    ):
        arguments = ("--committee", committee, "--level", level, "--term", "6", "--year", "2021")
        with pytest.raises(CommandError, match=sentence):
            open_session("anning-6-5", 5, arguments=arguments)


UNITS = [
    ["单位名称", "简称", "主管单位", "电话"],
    ["市招生办", "", "市教育局", ""],
    ["市教育局", "教育局、市教体局", "", "8712345"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_units_come_from_csv_in_each_encoding(db, tmp_path, capsys, encoding):
    call_command("import_units", written(tmp_path, "单位.csv", csv(UNITS, encoding)))

    assert capsys.readouterr().out == "新建2家，补充0家。\n"
    unit = Organisation.objects.get(name="市教育局")
    assert (unit.phone, [alias.name for alias in unit.aliases.order_by("pk")]) == (
        "8712345",
        ["教育局", "市教体局"],
    )
    assert Organisation.objects.get(name="市招生办").parent == unit


@pytest.mark.parametrize(("name", "book"), [("单位.xlsx", xlsx), ("单位.xls", xls)])
def test_units_come_from_workbooks_with_a_title_and_a_foot(db, tmp_path, capsys, name, book):
    rows = [["承办单位名录", ""], ["序号", "单 位"], [1, "市教育局"], ["", ""], [2, "市财政局"], ["合计", 2]]

    call_command("import_units", written(tmp_path, name, book(rows)))

    assert capsys.readouterr().out == "新建2家，补充0家。\n"
    assert list(Organisation.objects.values_list("name", flat=True)) == ["市教育局", "市财政局"]


def test_a_unit_comes_again_by_its_alias_and_a_blank_changes_nothing(db, tmp_path, capsys):
    call_command("import_units", written(tmp_path, "单位.csv", csv(UNITS, "utf-8")))
    again = [["名称", "分管领导", "种类"], ["教育局", "王局", "党派"], ["市招生办", "", ""]]
    call_command("import_units", written(tmp_path, "再来.csv", csv(again, "utf-8")))

    assert capsys.readouterr().out.endswith("新建0家，补充2家。\n")
    unit = Organisation.objects.get(name="市教育局")
    assert (unit.phone, unit.leader_in_charge, unit.kind) == ("8712345", "王局", "PARTY")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["甲", "乙"], ["1", "2"]], "没有找到表头：表头里要有「名称」。"),
        ([["名称", "种类"], ["", "承办单位"]], "第2行没有名称。"),
        ([["名称", "种类"], ["市水务局", "怪单位"]], "第2行的种类「怪单位」不认识"),
        ([["名称", "上级"], ["市水务局", "没有的局"]], "第2行的上级「没有的局」不在名录里。"),
        (
            [["名称", "别名"], ["市水务局", ""], ["市财政局", "市水务局"]],
            "第3行的别名「市水务局」已是市水务局的名称或别名。",
        ),
        ([["名称"], ["局" * 101]], "第2行的机构："),
        ([["名称", "别名"], ["市水务局", "水" * 101]], "第2行的机构别名："),
        ([["名称"], ["=A1"]], "第2行：以「=」开头"),
    ],
)
def test_a_faulty_table_of_units_is_refused_whole(db, tmp_path, rows, sentence):
    path = written(tmp_path, "单位.csv", csv(rows, "utf-8"))

    assert sentence in refusal("import_units", path)
    assert Organisation.objects.count() == 0


def test_a_file_that_is_not_there_is_refused(world, tmp_path):
    for command in ("import_units", "import_members"):
        assert "打不开文件" in refusal(command, str(tmp_path / "没有.csv"))


MEMBERS = [
    ["委员姓名", "界别", "政治面貌", "手机", "状态"],
    ["王　五", "教育", "民盟", "138", "在任"],
    ["赵六", "", "", "", "辞去"],
]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("委员.csv", csv(MEMBERS, "gb18030")),
        ("委员.xlsx", xlsx([["名册"], *MEMBERS])),
        ("委员.xls", xls(MEMBERS)),
    ],
)
def test_members_come_from_every_kind_of_table(world, tmp_path, capsys, name, data):
    call_command("import_members", written(tmp_path, name, data))

    assert capsys.readouterr().out == "新建2名，补充0名。\n"
    wang = Member.objects.get(name="王五")
    assert (wang.sector.name, wang.party.name, wang.phone, wang.standing) == (
        "教育",
        "民盟",
        "138",
        "IN_OFFICE",
    )
    assert Member.objects.get(name="赵六").standing == "RESIGNED"


def test_a_member_who_comes_again_without_a_sector_is_the_same_member(world, tmp_path):
    call_command("import_members", written(tmp_path, "一.csv", csv(MEMBERS, "utf-8")))
    call_command(
        "import_members",
        written(tmp_path, "二.csv", csv([["姓名", "界别"], ["王五", ""], ["赵六", "农业"]], "utf-8")),
    )

    assert list(Member.objects.filter(name__in=["王五", "赵六"]).values_list("name", "sector__name")) == [
        ("王五", "教育"),
        ("赵六", "农业"),
    ]


def test_of_two_members_of_one_name_the_sector_says_which(world, tmp_path):
    two = [["姓名", "界别"], ["王五", "教育"], ["王五", "农业"]]
    call_command("import_members", written(tmp_path, "一.csv", csv(two, "utf-8")))

    assert "有几名委员叫王五，请写明界别" in refusal(
        "import_members", written(tmp_path, "二.csv", csv([["姓名", "手机"], ["王五", "1"]], "utf-8"))
    )
    assert Member.objects.filter(name="王五").count() == 2


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["姓名", "界别"], ["", "教育"]], "第2行没有姓名。"),
        ([["姓名", "履职状态"], ["王五", "出国"]], "第2行的履职状态「出国」不认识"),
        ([["姓名"], ["王" * 51]], "第2行的委员："),
        ([["姓名", "界别"], ["王五", "教" * 51]], "第2行的界别："),
        ([["姓名", "党派"], ["王五", "民" * 51]], "第2行的党派："),
    ],
)
def test_a_faulty_roster_is_refused_whole(world, tmp_path, rows, sentence):
    assert sentence in refusal("import_members", written(tmp_path, "委员.csv", csv(rows, "utf-8")))


def test_the_term_must_be_told_where_there_are_several(db, tmp_path):
    path = written(tmp_path, "委员.csv", csv([["姓名"], ["王五"]], "utf-8"))
    assert "请用 --plenary 指明" in refusal("import_members", path)
    open_session("anning-6-4", 4)
    open_session(
        "other-1-1",
        1,
        arguments=("--committee", "政协某县委员会", "--level", "county", "--term", "1", "--year", "2021"),
    )
    assert "请用 --plenary 指明" in refusal("import_members", path)

    call_command("import_members", path, "--plenary", "anning-6-4")

    assert Member.objects.get().term == PlenarySession.objects.get(code="anning-6-4").term


def test_a_clerk_gets_a_first_password_that_must_be_changed(db, capsys):
    open_session("anning-6-4", 4)
    capsys.readouterr()

    call_command("create_clerk", "王芳")
    call_command("create_clerk", "李丽", "--committee", "政协安宁市委员会")

    for line in capsys.readouterr().out.splitlines():
        name, password = line.split("\t")
        user = User.objects.get(username=name)
        assert user.check_password(password)
        assert user.must_change_password
    assert list(Post.objects.order_by("pk").values_list("role", "organisation__name")) == [
        (Role.CLERK, None),
        (Role.CLERK, "政协安宁市委员会"),
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["clerk"], "已有用户名为「clerk」的用户。"),
        ([""], "用户名「」：此字段不能为空。"),
        (["a b"], "用户名「a b」"),
        (["新人", "--committee", "没有的政协"], "没有名为「没有的政协」的政协。"),
    ],
)
def test_a_clerk_who_cannot_be_made_is_refused(world, arguments, sentence):
    assert sentence in refusal("create_clerk", *arguments)
