"""The sentences of the reports, one a question; a clause that counts nothing is left out, A, B and C are not."""

from proposals.documents.reports.comparing import growth, points

_ROUTES = {
    "WORK_SUGGESTION": "工作建议",
    "PUBLIC_OPINION": "社情民意信息",
    "MEMBER_LETTER": "委员来信",
    "PETITION": "信访事项",
    "OTHER": "其他方式处理",
}


def joined(*clauses, mark="，", end="。"):
    """Return the clauses that say something as one sentence; nothing when none does."""
    said = [clause for clause in clauses if clause]
    return mark.join(said) + end if said else ""


def count(figures, key, text, noun="件"):
    """Return `text` and the number, or nothing where the number is nothing."""
    number = figures.count(key)
    return f"{text}{number}{noun}" if number else ""


def compared(figures, key, noun="件"):
    """Return the comparison of a figure with the year before, marked where only a published total is known."""
    now, before = figures.figures.get(key), figures.before.get(key)
    if now is None or before is None:
        return ""
    text = (
        points(now.text, before.text) if now.whole is not None else growth(now.part, before.part, noun=noun)
    )
    return f"{text}（上年为公布的总数）" if text and figures.before_is_total else text


def received(figures):
    """How much came in, from whom, and when."""
    if "received" not in figures.figures or not figures.count("received"):
        return ""
    kinds = joined(
        count(figures, "received_collective", "集体提案"),
        count(figures, "received_member", "委员提案"),
        end="",
    )
    whole = joined(
        f"{figures.short}以来，共收到提案{figures.count('received')}件", f"其中{kinds}" if kinds else ""
    )
    occasions = ""
    if figures.count("received_plenary") and figures.count("received_intersession"):
        occasions = joined(
            count(figures, "received_plenary", "按提交时间分，大会提案"),
            count(figures, "received_intersession", "平时提案"),
        )
    change = compared(figures, "received")
    return whole + occasions + (f"收到提案{change}。" if change else "")


def filed(figures):
    """What the examination came to: filed, by whom, merged, declined, withdrawn, pending."""
    if not figures.count("filed"):
        return ""
    rate = figures.figures["filing_rate"]
    head = joined(
        f"经审查，立案{figures.count('filed')}件", f"立案率{rate.text}" if rate.whole else "", end=""
    )
    kinds = [
        f"{line.label}{line.part}件，占立案总数的{line.text}"
        for line in reversed(figures.breakdowns["proposer_kind"])
        if line.part and line.key
    ]
    text = head + (f"。其中，{'；'.join(kinds)}。" if kinds else "。")
    text += joined(
        count(figures, "merged", "并案"),
        count(figures, "withdrawn", "撤案"),
        count(figures, "pending", "正在审查"),
    )
    return text + declined(figures) + _change_of_filing(figures)


def _change_of_filing(figures):
    changes = (
        (f"立案{compared(figures, 'filed')}", "filed"),
        (f"立案率{compared(figures, 'filing_rate')}", "filing_rate"),
    )
    return joined(*(text for text, key in changes if compared(figures, key)))


def declined(figures):
    """What was not filed and where it went; where a note says that the split is not published it is not counted."""
    if not figures.count("declined"):
        return ""
    lines = [line for line in figures.breakdowns["disposition"] if line.part and line.key]
    head = f"不予立案{figures.count('declined')}件"
    if not lines:
        return f"{head}。"
    if "declined" in figures.noted:
        return f"{head}，转为{'、'.join(_ROUTES[line.key] for line in lines)}。"
    return f"{head}，转为{'、'.join(f'{_ROUTES[line.key]}{line.part}件' for line in lines)}。"


def categories(figures):
    """What the proposals are about."""
    lines = [line for line in figures.breakdowns["category"] if line.part and line.key]
    if not lines:
        return ""
    return f"按内容分，{'；'.join(f'{line.label}{line.part}件，占{line.text}' for line in lines)}。"


def participation(figures):
    """How many members put proposals."""
    rate = figures.figures["participation_rate"]
    if not rate.part or not rate.whole:
        return ""
    return joined(
        f"有{rate.part}名委员提出或联名提出提案，占在任委员{rate.whole}名的{rate.text}",
        compared(figures, "participation_rate"),
    )


def assigned(figures):
    """How many units have how many cases."""
    if not figures.count("assigned") or not figures.count("units"):
        return ""
    every_one = figures.count("assigned") == figures.count("filed_net")
    which = "立案的" if every_one else "已有"
    return joined(
        f"{which}{figures.count('assigned')}件提案交由{figures.count('units')}家承办单位办理",
        count(figures, "repliers", "其中主办（含独办、分办）", "件次"),
        count(figures, "co_handlings", "会办", "件次"),
    )


def rates(figures):
    """The closing rates in one sentence; those that are full are named together."""
    named = ("consultation_rate", "reply_rate", "follow_up_rate", "satisfaction_rate")
    known = [figures.figures[key] for key in named if figures.figures[key].part]
    if not known:
        return ""
    full = [rate.label for rate in known if rate.part == rate.whole]
    rest = [f"{rate.label}{rate.text}" for rate in known if rate.part != rate.whole]
    said = f"{'、'.join(full)}{'均' if len(full) > 1 else ''}为100%" if full else ""
    return joined(said, *rest)


def handled(figures):
    """How far the handling has come by the day."""
    filed_n, replied, concluded = (figures.count(key) for key in ("filed", "replied", "concluded"))
    if not filed_n or not (replied or figures.figures["consultation_rate"].part):
        return ""
    day = f"截至{figures.as_of}，" if figures.as_of else ""
    if concluded == filed_n:
        text = f"{day}全部立案提案已办结。"
    else:
        text = joined(f"{day}已答复{replied}件", count(figures, "concluded", "办结"))
    change = compared(figures, "reply_rate")
    return text + rates(figures) + (f"办复率{change}。" if change else "")


def outcomes(figures):
    """The classes of the results: A, B and C always, D where there are any."""
    lines = [line for line in figures.breakdowns["outcome"] if line.key in "ABC" or line.part]
    if not any(line.part for line in lines):
        return ""
    said = "；".join(f"{line.label}{line.part}件，占{line.text}" for line in lines)
    rate = compared(figures, "resolved_rate")
    return f"从办理结果看，{said}。" + (f"解决率{rate}。" if rate else "")


def satisfaction(figures):
    """What the proposers say, of the attitude and of the result apart."""
    result, attitude = figures.figures["satisfaction_rate"], figures.figures["attitude_satisfaction_rate"]
    returned = figures.figures["feedback_return_rate"].part
    if not returned or not result.whole:
        return ""
    said = [f"对办理结果满意（含基本满意）{result.part}件，办理结果满意率{result.text}"]
    if attitude.part:
        said.insert(0, f"对办理态度满意（含基本满意）{attitude.part}件，办理态度满意率{attitude.text}")
    return f"收回征询意见表的提案{returned}件，{'；'.join(said)}。"


def adoption(figures):
    """How many suggestions were taken up."""
    rate = figures.figures["adoption_rate"]
    return f"提案提出建议{rate.whole}条，已采纳{rate.part}条，采纳率{rate.text}。" if rate.part else ""


def key_proposals(figures):
    """The key and the outstanding ones."""
    return joined(count(figures, "key", "确定重点提案"), count(figures, "outstanding", "评选优秀提案"))


def supervision(figures):
    """What was done to move things on."""
    return joined(
        count(figures, "talks", "承办单位与提案者面商", "次"),
        count(figures, "talks_on_site", "其中现场面商", "次"),
        count(figures, "reminders", "催办", "次"),
        count(figures, "instructions", "领导批示提案", "件次"),
    )


def problems(figures):
    """What the records show to be wrong; nothing where no handling is recorded at all."""
    if not figures.figures["reply_rate"].part:
        return []
    reply, talk = figures.figures["reply_rate"], figures.figures["consultation_rate"]
    thing = "件次" if figures.by_task else "件"
    said = [
        count(figures, "overdue", "超过期限没有答复或没有提出会办意见的承办件", "件次"),
        f"还没有答复的{reply.whole - reply.part}{thing}" if reply.whole > reply.part else "",
        f"还没有面商的{talk.whole - talk.part}{thing}" if talk.whole > talk.part else "",
        count(figures, "dissatisfied", "提案者对办理结果不满意的"),
        count(figures, "hand_backs", "承办单位申请退办的", "件次"),
    ]
    return [each for each in said if each]


def examples(figures, most=3):
    """Return {category: sentence} of solved cases, each with number and title."""
    solved = figures.breakdowns["outcome"][0].label if figures.breakdowns["outcome"] else ""
    by_category = {}
    for each in figures.examples:
        by_category.setdefault(each.category or "其他", []).append(each)
    return {
        category: "；".join(
            f"{case.number}《{case.title}》，由{case.units}办理，办理结果为{solved}" for case in cases[:most]
        )
        + "。"
        for category, cases in by_category.items()
    }


def unit_handled(figures):
    """What one unit did, counted in tasks (件次)."""
    if not figures.count("assignments"):
        return ""
    day = f"截至{figures.as_of}，" if figures.as_of else ""
    head = joined(
        f"{figures.short}以来，我单位承办提案{figures.count('assignments')}件次",
        count(figures, "repliers", "其中主办（含独办、分办）", "件次"),
        count(figures, "co_handlings", "会办", "件次"),
    )
    named = (
        "acceptance_rate", "consultation_rate", "reply_rate", "on_time_reply_rate", "opinion_rate",
        "conclusion_rate", "satisfaction_rate", "disclosure_rate",
    )  # fmt: skip
    said = [
        f"{figures.figures[key].label}{figures.figures[key].text}（{figures.figures[key].part}/{figures.figures[key].whole}）"
        for key in named
        if figures.figures[key].whole
    ]
    return head + (f"{day}{'，'.join(said)}。" if said else "")
