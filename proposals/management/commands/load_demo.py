"""`manage.py load_demo`: the fixture sessions and the demo, if they are not there yet; prints the sign-ins."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from proposals.actions.demonstration import CODE, PASSWORD, SIGN_INS, load_demonstration
from proposals.actions.loading import YEARS, load_year
from proposals.models import PlenarySession
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope


class Command(BaseCommand):
    """Load what `make run` shows."""

    help = "载入各示例届次和演示届次（已有的跳过），打印演示登录名和演示届次的各率。只在 DEBUG=1 时可用。"

    def handle(self, *args, **options):
        """Load into an empty site; a site with sessions of its own is left alone."""
        if not settings.DEBUG:
            raise CommandError("演示数据和演示密码只能在 DEBUG=1 时使用。")
        codes = sorted(path.stem for path in YEARS.glob("*.csv"))
        others = PlenarySession.objects.exclude(code__in=[*codes, CODE])
        if not others.exists():
            load_demonstration()
            for code in codes:
                load_year(code)
        session = PlenarySession.objects.filter(code=CODE).first()
        if session:
            self._show(session)

    def _show(self, session):
        figures = figures_of(Scope(session))
        self.stdout.write(f"\n{session}（演示）")
        for rate in figures.rates.values():
            self.stdout.write(f"{rate.percent(session.policy):>8}  {rate.label}  {rate.part}/{rate.whole}")
        self.stdout.write(f"\n登录名（密码都是 {PASSWORD}）")
        for username, name in SIGN_INS:
            self.stdout.write(f"  {username:10}{name}")
        self.stdout.write("  admin     系统管理员（/admin/）")
