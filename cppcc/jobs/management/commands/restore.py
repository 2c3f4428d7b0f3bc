"""`manage.py restore`: put back what a backup holds."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cppcc.jobs.backups import BackupRefused, restore_backup


class Command(BaseCommand):
    """Restore a backup."""

    help = "恢复备份：先整份校验，再写入。数据库不是空的要加 --replace。settings.env 在备份里，请自行取用。"
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take the file and the leave to replace."""
        parser.add_argument("file")
        parser.add_argument("--replace", action="store_true", help="覆盖现有内容")

    def handle(self, *args, **options):
        """Restore, and bring an older database up to this version."""
        if connection.vendor != "sqlite":
            call_command("migrate", verbosity=0)
        try:
            manifest = restore_backup(options["file"], replace=options["replace"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        call_command("migrate", verbosity=0)
        self.stdout.write(f"已恢复{manifest['made_at']}的备份，{len(manifest['files'])}个文件。")
