"""Backup and restore of everything a site is: the database, the attachments, the settings of its environment.

One file. It may be made while people work: SQLite is copied by its own online backup, PostgreSQL read in one
snapshot; attachments are copied after the rows that name them, and are never changed or deleted.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

MANIFEST, SETTINGS, SQLITE, TABLES, MEDIA = "manifest.json", "settings.env", "db.sqlite3", "tables", "media"
_NAMES = ("DATABASE_URL", "BROKER_URL", "DEBUG", "PORT")


class BackupRefused(Exception):
    """It cannot be done; the sentence says why."""


def make_backup(path):
    """Write the backup to `path`, readable by its owner alone (it holds secrets), and return its manifest."""
    path = Path(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    manifest = {
        "made_at": timezone.now().isoformat(),
        "vendor": connection.vendor,
        "migrations": _migrations(),
        "files": {},
    }
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as tar:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            for name, file in _database_files(Path(folder)):
                _add(tar, manifest, name, file)
        media = Path(settings.MEDIA_ROOT)
        for file in sorted(media.rglob("*")) if media.exists() else ():
            if file.is_file():
                _add(tar, manifest, f"{MEDIA}/{file.relative_to(media).as_posix()}", file)
        _add_text(tar, SETTINGS, "".join(f"{name}={value}\n" for name, value in _environment()))
        _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def restore_backup(path, *, replace=False):
    """Put back what a backup holds: checked whole before anything is touched; returns its manifest.

    Raises:
        BackupRefused: it is damaged or of another kind of database, or the site holds something and `replace` is off.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        manifest = _unpack(Path(path), folder)
        if manifest["vendor"] != connection.vendor:
            raise BackupRefused(_("备份来自%s，不能恢复到现在的数据库。") % manifest["vendor"])
        if not replace and _holds_something():
            raise BackupRefused(_("现在的数据库不是空的；确认要覆盖请加 --replace。"))
        if connection.vendor == "sqlite":
            _restore_sqlite(folder / SQLITE)
        else:
            _restore_tables(folder / TABLES, manifest)
        _restore_media(folder / MEDIA)
    return manifest


def _migrations():
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _environment():
    return sorted(
        (name, value) for name, value in os.environ.items() if name in _NAMES or name.startswith("CPPCC_")
    )


def _database_files(folder):
    """Yield (name in the backup, file) of the database as it is at one moment."""
    if connection.vendor == "sqlite":
        target = folder / SQLITE
        with (
            closing(sqlite3.connect(_sqlite_path(), timeout=60)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        yield SQLITE, target
        return
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = [
                column.name for column in connection.introspection.get_table_description(cursor, table)
            ]
            (folder / f"{table}.columns").write_text("\n".join(columns), encoding="utf-8")
            with (
                (folder / table).open("wb") as out,
                cursor.copy(f"COPY {_quoted(table)} ({_list(columns)}) TO STDOUT") as rows,
            ):
                for chunk in rows:
                    out.write(chunk)
            yield f"{TABLES}/{table}.columns", folder / f"{table}.columns"
            yield f"{TABLES}/{table}", folder / table


def _sqlite_path():
    return str(connection.settings_dict["NAME"])


def _add(tar, manifest, name, file):
    manifest["files"][name] = _digest(file)
    tar.add(file, arcname=name, recursive=False)


def _add_text(tar, name, text):
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _digest(file):
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _unpack(path, folder):
    """Unpack into `folder` and return the manifest, once every file is there and as it was."""
    try:
        with tarfile.open(path) as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BackupRefused(_("读不出这份备份：%s") % error) from error
    for name, digest in manifest["files"].items():
        file = folder / PurePosixPath(name)
        if not file.is_file() or _digest(file) != digest:
            raise BackupRefused(_("备份里的%s缺失或损坏，没有恢复任何内容。") % name)
    return manifest


def _holds_something():
    tables = set(connection.introspection.table_names())
    held = (model for model in apps.get_models() if model._meta.app_label in ("accounts", "proposals"))
    return any(model._meta.db_table in tables and model._base_manager.exists() for model in held)


def _restore_sqlite(file):
    connection.close()
    with (
        closing(sqlite3.connect(file)) as source,
        closing(sqlite3.connect(_sqlite_path(), timeout=60)) as target,
    ):
        source.backup(target)


def _restore_tables(folder, manifest):
    """Fill every table anew in one transaction; references are checked at its end."""
    if manifest["migrations"] != _migrations():
        raise BackupRefused(_("备份的数据库结构与现在的程序不同；请用备份时的版本恢复，再升级。"))
    tables = sorted(file.stem for file in folder.glob("*.columns"))
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_list(tables)} CASCADE")
        for table in tables:
            columns = (folder / f"{table}.columns").read_text(encoding="utf-8").split("\n")
            with (
                (folder / table).open("rb") as content,
                cursor.copy(f"COPY {_quoted(table)} ({_list(columns)}) FROM STDIN") as rows,
            ):
                while chunk := content.read(1 << 20):
                    rows.write(chunk)
        for statement in connection.ops.sequence_reset_sql(
            no_style(), apps.get_models(include_auto_created=True)
        ):
            cursor.execute(statement)


def _restore_media(folder):
    for file in sorted(folder.rglob("*")) if folder.exists() else ():
        if file.is_file():
            target = Path(settings.MEDIA_ROOT) / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())


def _list(names):
    return ", ".join(_quoted(name) for name in names)


def _quoted(name):
    return connection.ops.quote_name(name)
