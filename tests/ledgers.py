"""Builds ledgers for tests: whole years from their published totals, and odd files."""

import csv
import io
from itertools import chain, repeat

from proposals.documents.ledger_columns import HEADERS

CATEGORIES = ("经济建设", "政治建设", "文化建设", "社会建设", "生态文明建设")


def as_csv(rows, *, encoding="utf-8-sig"):
    """Return rows (by Chinese header) as CSV bytes with the columns that any row has."""
    headers = [name for name in HEADERS.values() if any(name in row for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def spread(shares):
    """Yield each key as often as its number says, the keys taking turns in blocks."""
    return list(chain.from_iterable(repeat(key, number) for key, number in shares.items()))


def a_year(*, filed, merged=0, declined=0, withdrawn=0, pending=0, kinds, categories, outcomes=None, units=0):
    """Return the rows of a year with these published totals: shares are of the filed, after merging."""
    kinds, categories = spread(kinds), spread(categories)
    classes = spread(outcomes or {})
    rows = []
    for index in range(filed):
        row = {
            "提案号": str(index + 1),
            "案由": f"关于第{index + 1}件事项的提案",
            "提案者性质": kinds[index] if index < len(kinds) else "",
            "第一提案人": f"委员{index + 1}",
            "类别": categories[index] if index < len(categories) else "",
            "审查结果": "立案",
        }
        if units:
            row |= {"主办单位": f"第{index % units + 1}单位", "交办日期": "2020-06-01"}
        if index < len(classes):
            row |= {
                "办理结果": classes[index],
                "面商日期": "2020-07-01",
                "答复日期": "2020-08-03",
                "对办理结果": "满意",
            }
        rows.append(row)
    rest = [("并案", merged), ("不予立案", declined), ("撤案", withdrawn), ("待审查", pending)]
    for number, result in enumerate(chain.from_iterable(repeat(result, n) for result, n in rest), start=1):
        row = {
            "流水号": str(9000 + number),
            "案由": f"关于未单独立案第{number}件事项的提案",
            "提案者性质": "委员",
            "第一提案人": f"委员{9000 + number}",
            "审查结果": result,
        }
        if result == "并案":
            row["并入提案号"] = str(number)
        rows.append(row)
    return rows
