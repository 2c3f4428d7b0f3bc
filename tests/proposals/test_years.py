"""The figures that committees published come out of their years, to the printed digit.

The totals are those of the published reports; the single cases are made up. Where a source forced its shares
to add to 100, one item may differ by one in the last place.
"""

import json

from django.core.management import call_command

from proposals.actions.loading import load_year
from proposals.models import Policy
from tests.ledgers import CATEGORIES, a_year, as_csv


def open_plenary(code, *policy):
    arguments = [argument for pair in policy for argument in ("--policy", pair)]
    call_command(
        "open_plenary", code, "--committee", f"政协{code}", "--level", "city", "--term", "1", "--session", "1",
        "--year", "2020", *arguments,
    )  # fmt: skip


def rates_of(code, capsys, *arguments):
    capsys.readouterr()
    call_command("rates", code, "--format", "json", *arguments)
    return json.loads(capsys.readouterr().out)


def import_rows(code, rows, tmp_path, *arguments):
    path = tmp_path / f"{code}.csv"
    path.write_bytes(as_csv(rows))
    call_command(
        "import_ledger", str(path), "--plenary", code, "--create-units", "--create-categories", *arguments
    )


def percents(found, breakdown):
    return {line["key"]: line["percent"] for line in found["breakdowns"][breakdown]}


def parts(found, breakdown):
    return [line["part"] for line in found["breakdowns"][breakdown] if line["part"]]


def test_anning_2020(db, capsys):
    load_year("anning-6-4")

    found = rates_of("anning-6-4", capsys)

    assert (found["counts"]["received"], found["counts"]["filed"], found["counts"]["declined"]) == (
        202,
        153,
        49,
    )
    assert percents(found, "proposer_kind") == {"MEMBER": "76.5", "COLLECTIVE": "23.5"}
    assert parts(found, "proposer_kind") == [117, 36]
    rates = {key: rate["percent"] for key, rate in found["rates"].items()}
    assert rates["filing_rate"] == "75.7"
    for key in ("consultation_rate", "reply_rate", "follow_up_rate", "satisfaction_rate", "conclusion_rate"):
        assert rates[key] == "100.0"
    assert any("演示" in warning for warning in found["warnings"])


def test_anning_2020_received_40_collective_and_162_members(db, capsys):
    load_year("anning-6-4")
    Policy.objects.update(share_base="received")

    assert parts(rates_of("anning-6-4", capsys), "proposer_kind") == [162, 40]


def test_yunnan_2022(db, capsys):
    load_year("yunnan-12-5")

    found = rates_of("yunnan-12-5", capsys)

    assert [found["counts"][key] for key in ("received", "filed", "units")] == [779, 726, 101]
    assert found["rates"]["filing_rate"]["percent"] == "93.2"


def test_xinping_2022(db, capsys):
    load_year("xinping-10-1")

    found = rates_of("xinping-10-1", capsys)

    assert [found["counts"][key] for key in ("filed", "units")] == [86, 26]
    assert found["rates"]["filing_rate"]["percent"] == "—"
    assert "本届次收到件数未知，立案率不计算。" in found["warnings"]


def test_the_civil_affairs_department_2021(db, capsys):
    load_year("yunnan-12-4")

    found = rates_of("yunnan-12-4", capsys)

    rates = {key: (rate["part"], rate["whole"], rate["percent"]) for key, rate in found["rates"].items()}
    assert found["counts"]["assignments"] == 40
    assert rates["consultation_rate"] == (23, 28, "82.1")
    assert rates["reply_rate"] == (28, 28, "100.0")
    assert rates["conclusion_rate"] == (40, 40, "100.0")
    assert rates["satisfaction_rate"] == (28, 28, "100.0")
    assert any("推断" in warning for warning in found["warnings"])
    assert rates_of("yunnan-12-4", capsys, "--unit", "云南省民政厅")["rates"] == found["rates"]


def test_linshui_59_handed_up(db, capsys):
    load_year("guangan-5-4")

    found = rates_of("guangan-5-4", capsys)

    assert (found["counts"]["received"], found["counts"]["pending"]) == (59, 59)
    assert found["rates"]["filing_rate"]["percent"] == "—"


def test_a_year_is_loaded_once(db):
    assert load_year("guangan-5-4") is not None
    assert load_year("guangan-5-4") is None


def test_kunming_2020(db, capsys, tmp_path):
    open_plenary("kunming", "decimals=2")
    rows = a_year(
        filed=470,
        merged=23,
        declined=85,
        kinds={"委员": 371, "集体": 99},
        categories=dict(zip(CATEGORIES, (152, 20, 100, 155, 43), strict=True)),
        outcomes={"A": 433, "B": 32, "C": 5},
        units=86,
    )
    import_rows("kunming", rows, tmp_path)

    found = rates_of("kunming", capsys)

    counts = found["counts"]
    assert [counts[key] for key in ("received", "filed", "merged", "declined", "units")] == [
        578,
        470,
        23,
        85,
        86,
    ]
    rates = {key: rate["percent"] for key, rate in found["rates"].items()}
    assert (rates["filing_rate"], rates["consultation_rate"], rates["reply_rate"]) == (
        "81.31",
        "100.00",
        "100.00",
    )
    assert percents(found, "proposer_kind") == {"MEMBER": "78.94", "COLLECTIVE": "21.06"}
    assert parts(found, "category") == [152, 20, 100, 155, 43]
    assert percents(found, "outcome") == {"A": "92.13", "B": "6.81", "C": "1.06", "D": "0.00"}


def test_gansu_2013(db, capsys, tmp_path):
    open_plenary("gansu")
    names = ("经济", "农业农村", "教科文卫体", "社会保障", "政策法规民族宗教", "其他")
    rows = a_year(
        filed=799,
        declined=21,
        kinds={"集体": 133, "委员": 666},
        categories=dict(zip(names, (290, 175, 111, 86, 69, 68), strict=True)),
        outcomes={"A": 418, "B": 265, "C": 116},
        units=65,
    )
    import_rows("gansu", rows, tmp_path)

    found = rates_of("gansu", capsys)

    assert (found["counts"]["received"], found["counts"]["filed"]) == (820, 799)
    assert parts(found, "proposer_kind") == [666, 133]
    assert [line["percent"] for line in found["breakdowns"]["category"]] == [
        "36.3",
        "21.9",
        "13.9",
        "10.8",
        "8.6",
        "8.5",
    ]
    assert parts(found, "outcome") == [418, 265, 116]
    assert percents(found, "outcome") == {"A": "52.3", "B": "33.2", "C": "14.5", "D": "0.0"}


def test_wuhan_2022(db, capsys, tmp_path):
    open_plenary("wuhan")
    rows = a_year(
        filed=544,
        declined=23,
        kinds={"委员": 431, "集体": 113},
        categories=dict(zip(CATEGORIES, (224, 21, 58, 185, 56), strict=True)),
    )
    import_rows("wuhan", rows, tmp_path)

    found = rates_of("wuhan", capsys)

    assert found["rates"]["filing_rate"]["percent"] == "95.9"
    assert percents(found, "proposer_kind") == {"MEMBER": "79.2", "COLLECTIVE": "20.8"}
    shares = [line["percent"] for line in found["breakdowns"]["category"]]
    assert shares == ["41.2", "3.9", "10.7", "34.0", "10.3"]  # the source prints 41.1, forced to add to 100


TIANMEN = {
    "filed": 147,
    "merged": 72,
    "declined": 29,
    "kinds": {"集体": 25, "委员": 122},
    "categories": dict(zip(CATEGORIES, (65, 10, 12, 53, 7), strict=True)),
}


def test_tianmen_2021_counting_merged_proposals(db, capsys, tmp_path):
    open_plenary("tianmen", "filing_base=gross")
    import_rows("tianmen", a_year(**TIANMEN), tmp_path)

    found = rates_of("tianmen", capsys)

    assert (found["counts"]["received"], found["counts"]["filed"]) == (248, 219)
    assert found["rates"]["filing_rate"]["percent"] == "88.3"
    assert parts(found, "proposer_kind") == [122, 25]
    assert percents(found, "proposer_kind") == {"MEMBER": "83.0", "COLLECTIVE": "17.0"}
    shares = [line["percent"] for line in found["breakdowns"]["category"]]
    assert shares == ["44.2", "6.8", "8.2", "36.1", "4.8"]  # the source prints 36 for the fourth


def test_tianmen_2021_after_merging(db, capsys, tmp_path):
    open_plenary("tianmen", "filing_base=net")
    import_rows("tianmen", a_year(**TIANMEN), tmp_path)

    found = rates_of("tianmen", capsys)

    assert (found["counts"]["filed"], found["counts"]["filed_gross"], found["counts"]["merged"]) == (
        147,
        219,
        72,
    )
    assert found["rates"]["filing_rate"]["percent"] == "59.3"


def test_the_national_committee_13_3(db, capsys, tmp_path):
    open_plenary("national", "decimals=2")
    rows = a_year(
        filed=4849,
        merged=118,
        declined=742,
        kinds={"委员": 4387, "集体": 462},
        categories={"经济": 1858, "政治": 536, "文化": 404, "社会": 1550, "生态": 355, "统战": 146},
    )
    import_rows("national", rows, tmp_path)

    found = rates_of("national", capsys)

    assert (found["counts"]["received"], found["counts"]["filed"]) == (5709, 4849)
    assert percents(found, "proposer_kind") == {"MEMBER": "90.47", "COLLECTIVE": "9.53"}
    assert parts(found, "category") == [1858, 536, 404, 1550, 355, 146]
