"""`manage.py backup`: everything the site is, in one file, while people work."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cppcc.jobs.backups import make_backup


class Command(BaseCommand):
    """Make a backup."""

    help = "备份数据库、附件和环境设置到一个文件（含密钥，只有本人可读）；使用中也可以备份。"

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", nargs="?", help="缺省为 var/backups/时间.tar.gz")

    def handle(self, *args, **options):
        """Make it and say where it is."""
        path = options["file"]
        if path is None:
            folder = settings.VAR_DIR / "backups"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{timezone.localtime():%Y%m%d-%H%M%S}.tar.gz"
        manifest = make_backup(path)
        size = Path(path).stat().st_size
        self.stdout.write(f"{path}  {len(manifest['files'])}个文件  {size}字节")
