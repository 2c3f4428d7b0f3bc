"""`manage.py check_deployment`: what this site still lacks."""

import sys

from django.core.management.base import BaseCommand

from cppcc.jobs.deployment import findings


class Command(BaseCommand):
    """Look the site over."""

    help = "逐项检查部署还缺什么；有必需项缺失时返回 1。"

    def handle(self, *args, **options):
        """Print one line a thing."""
        missing = 0
        for each in findings():
            if each.is_there:
                self.stdout.write(f"有    {each.label}")
                continue
            missing += each.must
            self.stdout.write(f"{'缺' if each.must else '建议'}  {each.label}：{each.advice}")
        if missing:
            self.stdout.write(f"还缺{missing}项。")
            sys.exit(1)
        self.stdout.write("可以使用。")
