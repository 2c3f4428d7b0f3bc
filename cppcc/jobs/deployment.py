"""What a site in use needs, checked one by one; each answer names what to do."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.jobs.status import background_status
from workflows.holidays import held_years


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is there, and what to do if not; `must` when the site should not go without."""

    label: str
    is_there: bool
    advice: str
    must: bool = True


def findings():
    """Return the Finding of every thing a deployment needs."""
    status = background_status()
    return [
        Finding(_("DEBUG 已关闭"), not settings.DEBUG, _("设 DEBUG=0。")),
        Finding(
            _("密钥"),
            len(settings.SECRET_KEY) >= 50,
            _("设 CPPCC_SECRET_KEY 为 50 位以上的随机串，并妥善保存。"),
        ),
        Finding(
            _("域名"),
            bool(settings.ALLOWED_HOSTS) and "*" not in settings.ALLOWED_HOSTS,
            _("设 CPPCC_ALLOWED_HOSTS 为本站域名。"),
        ),
        Finding(_("HTTPS"), settings.SECURE_SSL_REDIRECT, _("在前面放置 HTTPS 反向代理，设 CPPCC_HTTPS=1。")),
        Finding(_("本站网址"), bool(settings.SITE_URL), _("设 CPPCC_SITE_URL，通知里的链接要用它。")),
        Finding(_("数据库迁移"), _is_migrated(), _("运行 manage.py migrate。")),
        Finding(
            _("PostgreSQL"),
            connection.vendor == "postgresql",
            _("多人同时使用时设 DATABASE_URL=postgres://…；少数人使用 SQLite 也可以。"),
            must=False,
        ),
        Finding(_("消息中间件"), status.has_broker, _("设 BROKER_URL=redis://…。")),
        Finding(_("消息中间件有响应"), status.broker_answers, _("启动 Redis 或 Valkey，核对 BROKER_URL。")),
        Finding(_("worker 和 beat 在运行"), status.is_alive, _("启动 cppcc-worker@1 和 cppcc-beat。")),
        Finding(_("静态文件"), _has_static_files(), _("运行 manage.py collectstatic。")),
        Finding(_("附件目录可写"), _is_writable(Path(settings.MEDIA_ROOT)), _("让运行用户可写 var/media。")),
        Finding(
            _("发信服务器"),
            settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"),
            _("设 CPPCC_EMAIL_URL=smtp://…，否则不发邮件。"),
            must=False,
        ),
        Finding(_("本年放假安排"), _has_this_year(), _("在「放假安排」页登记国务院办公厅的通知。")),
        Finding(
            _("一周内的备份"),
            _has_backup(),
            _("每天运行 manage.py backup（见 deploy/cppcc-backup.timer）。"),
            must=False,
        ),
    ]


def _is_migrated():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _has_static_files():
    root = Path(settings.STATIC_ROOT)
    return root.is_dir() and any(root.iterdir())


def _is_writable(folder):
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _has_this_year():
    return any(year == timezone.localdate().year for year, _off, _worked in held_years())


def _has_backup():
    folder = settings.VAR_DIR / "backups"
    week_ago = timezone.now().timestamp() - 7 * 24 * 3600
    return any(file.stat().st_mtime > week_ago for file in folder.glob("*.tar.gz"))
