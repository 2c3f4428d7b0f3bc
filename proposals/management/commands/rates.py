"""`manage.py rates`: every figure of a session, as a table or as JSON."""

import json
from datetime import date, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cppcc.accounts.models import Organisation
from proposals.actions.rewinding import figures_known_at
from proposals.models import Occasion, PlenarySession
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope


class Command(BaseCommand):
    """Print the figures of one plenary session."""

    help = "计算一个届次的各项数据：件数、各率（分子、分母、定义）、分类。"

    def add_arguments(self, parser):
        """Take the session, the day, the unit and the form."""
        parser.add_argument("code", help="届次代码")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="截至日（含当日）")
        parser.add_argument("--known-at", metavar="YYYY-MM-DDTHH:MM", help="按当时已记录的情况")
        parser.add_argument("--unit", metavar="NAME", help="只算这个承办单位（含下属）的承办件")
        parser.add_argument("--occasion", choices=Occasion.values, default="", help="只算大会提案或平时提案")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args, **options):
        """Compute and print."""
        scope = Scope(
            session_by_code(options["code"]),
            as_of=_read(date.fromisoformat, options["as_of"], "2026-06-30"),
            unit=unit_by_name(options["unit"]),
            occasion=options["occasion"],
        )
        known_at = _read(_moment, options["known_at"], "2026-06-30T09:00")
        figures = figures_known_at(scope, known_at) if known_at else figures_of(scope)
        write = _as_json if options["format"] == "json" else _as_table
        self.stdout.write(write(figures))


def session_by_code(code):
    """Return the session of that code, or stop with the codes there are."""
    session = (
        PlenarySession.objects.filter(code=code)
        .select_related("policy", "term__committee__organisation")
        .first()
    )
    if session is None:
        known = "、".join(PlenarySession.objects.values_list("code", flat=True)) or "（还没有届次）"
        raise CommandError(f"没有代码为「{code}」的届次；现有：{known}。")
    return session


def _read(parse, text, example):
    """Return the day or moment written in `text`, None for none."""
    if text is None:
        return None
    try:
        return parse(text)
    except ValueError:
        raise CommandError(f"「{text}」看不出是哪一天，请写成 {example} 这样。") from None


def _moment(text):
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def unit_by_name(name):
    """Return the unit of that name or alias, None of no name, or stop."""
    if not name:
        return None
    unit = (
        Organisation.objects.filter(name=name).first()
        or Organisation.objects.filter(aliases__name=name).first()
    )
    if unit is None:
        raise CommandError(f"没有名为「{name}」的单位。")
    return unit


def _as_json(figures):
    policy = figures.scope.policy
    as_of = figures.scope.as_of
    return json.dumps(
        {
            "plenary": figures.scope.plenary_session.code,
            "as_of": as_of.isoformat() if as_of else None,
            "counted": "tasks" if figures.by_task else "proposals",
            "counts": figures.counts,
            "rates": {
                key: {
                    "label": rate.label,
                    "part": rate.part,
                    "whole": rate.whole,
                    "percent": rate.percent(policy),
                    "definition": rate.definition,
                }
                for key, rate in figures.rates.items()
            },
            "breakdowns": {
                name: [
                    {
                        "key": line.key,
                        "label": line.label,
                        "part": line.part,
                        "whole": line.whole,
                        "percent": line.percent(policy),
                    }
                    for line in lines
                ]
                for name, lines in figures.breakdowns.items()
            },
            "warnings": figures.warnings,
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_table(figures):
    policy = figures.scope.policy
    as_of = f"截至{figures.scope.as_of}" if figures.scope.as_of else "全部记录"
    lines = [f"{figures.scope.plenary_session}（{figures.scope.plenary_session.code}），{as_of}", ""]
    lines += [f"{number:>8}  {text}" for _key, text, number in figures.counts_shown()]
    lines += ["", *(_rate_line(rate, policy) for rate in figures.rates_shown())]
    for name, shares in figures.breakdowns.items():
        if shares and name != "unit":
            lines.append("")
            lines += [
                f"{share.percent(policy):>8}  {share.label}  {share.part}/{share.whole}" for share in shares
            ]
    lines += ["", *(f"※ {warning}" for warning in figures.warnings)]
    return "\n".join(lines)


def _rate_line(rate, policy):
    return f"{rate.percent(policy):>8}  {rate.label}  {rate.part}/{rate.whole}  {rate.definition}"
