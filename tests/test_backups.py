"""A backup made while four people write restores to a site in which records, states and facts agree."""

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from contextlib import contextmanager

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from cppcc.jobs.backups import BackupRefused, make_backup, restore_backup
from proposals.actions import attaching, drafting
from proposals.models import Proposal
from tests.databases import database_url
from tests.world import DAY, World
from workflows.models import MoveRecord

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def manage(*arguments, name, media):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cppcc.settings", "DEBUG": "1", "DATABASE_URL": database_url(name),
        "CPPCC_MEDIA_ROOT": str(media),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *arguments], cwd=site.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.fixture
def elsewhere(tmp_path):
    """Return the name of an empty database beside the one of the tests."""
    if connection.vendor == "sqlite":
        yield str(tmp_path / "restored.sqlite3")
        return
    name = "restored_backup"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@contextmanager
def writing(world, drafts):
    """Let a thread for each of `drafts` write on for the time of the block; yields the list of how often each did."""
    stop, written = threading.Event(), []

    def write(proposal):
        number = 0
        try:
            while not stop.is_set():
                fresh = Proposal.objects.get(pk=proposal.pk)
                drafting.return_for_revision(fresh, note="请补充", by=world.clerk, at=DAY)
                draft = drafting.Draft(
                    title=f"关于第{proposal.pk}件的提案（{number}）", proposers=(), body="改"
                )
                drafting.amend_text(fresh, draft, **world.for_others())
                drafting.submit_proposal(fresh, **world.for_others())
                number += 1
        finally:
            written.append(number)
            connection.close()

    writers = [threading.Thread(target=write, args=(each,)) for each in drafts]
    for each in writers:
        each.start()
    yield written
    stop.set()
    for each in writers:
        each.join()


def test_a_backup_made_while_four_write_restores_to_records_and_facts_that_agree(
    tmp_path, settings, elsewhere
):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = World()
    drafts = [world.submitted(f"关于第{n}件的提案") for n in range(4)]
    attaching.attach(drafts[0], ContentFile("原件".encode(), name="原件.txt"), **world.as_clerk())
    with writing(world, drafts) as written:
        time.sleep(1.5)
        before = MoveRecord.objects.count()
        make_backup(tmp_path / "backup.tar.gz")
        time.sleep(0.5)
    after = MoveRecord.objects.count()

    restored = manage(
        "manage.py", "restore", str(tmp_path / "backup.tar.gz"), name=elsewhere, media=tmp_path / "m2"
    )
    assert restored.returncode == 0, restored.stderr
    looked = manage("-m", "tests.restored", name=elsewhere, media=tmp_path / "m2")
    found = json.loads(looked.stdout)
    records = found.pop("records")
    assert found == {"states": [], "facts": [], "dangling": 0, "files": ["原件"]}
    assert before <= records < after
    assert min(written) > 0


def test_a_backup_is_readable_by_its_owner_alone_and_holds_the_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("CPPCC_SITE_URL", "https://ta.example")

    make_backup(tmp_path / "backup.tar.gz")

    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600
    with tarfile.open(tmp_path / "backup.tar.gz") as tar:
        assert "CPPCC_SITE_URL=https://ta.example\n" in tar.extractfile("settings.env").read().decode()


def test_a_site_that_holds_something_is_replaced_only_on_demand(tmp_path):
    World()
    make_backup(tmp_path / "backup.tar.gz")

    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(tmp_path / "backup.tar.gz"))


def test_what_was_done_since_is_gone_after_a_restore(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = World()
    world.submitted("关于甲的提案")
    make_backup(tmp_path / "backup.tar.gz")
    world.submitted("关于乙的提案")

    restore_backup(tmp_path / "backup.tar.gz", replace=True)

    assert Proposal.objects.get().title == "关于甲的提案"
    assert world.submitted("关于丙的提案").pk != Proposal.objects.order_by("pk").first().pk


def damaged(path, name, content):
    """Write the backup anew with one file changed."""
    with tarfile.open(path) as tar:
        members = [(each, tar.extractfile(each).read()) for each in tar.getmembers()]
    with tarfile.open(path, "w:gz") as tar:
        for each, held in members:
            data = content if each.name == name else held
            each.size = len(data)
            tar.addfile(each, io.BytesIO(data))


def test_a_damaged_backup_changes_nothing(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.txt").write_text("原件")
    world = World()
    path = tmp_path / "backup.tar.gz"
    make_backup(path)
    world.submitted()
    damaged(path, "media/a.txt", b"changed")

    with pytest.raises(BackupRefused, match=r"media/a\.txt缺失或损坏"):
        restore_backup(path, replace=True)
    path.write_bytes(b"no archive")
    with pytest.raises(BackupRefused, match="读不出这份备份"):
        restore_backup(path, replace=True)

    assert Proposal.objects.count() == 1


def test_a_backup_of_another_kind_of_database_is_refused(tmp_path):
    path = tmp_path / "backup.tar.gz"
    make_backup(path)
    with tarfile.open(path) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
    damaged(path, "manifest.json", json.dumps(manifest | {"vendor": "oracle"}).encode())

    with pytest.raises(BackupRefused, match="备份来自oracle"):
        restore_backup(path, replace=True)


def test_the_command_says_where_the_backup_is(tmp_path, settings, capsys):
    settings.VAR_DIR = tmp_path

    call_command("backup")

    [path] = (tmp_path / "backups").glob("*.tar.gz")
    assert str(path) in capsys.readouterr().out


def test_the_deployment_check_names_what_is_missing(settings, capsys):
    settings.SECRET_KEY = "short"
    with pytest.raises(SystemExit) as stopped:
        call_command("check_deployment")

    lines = capsys.readouterr().out.splitlines()
    assert stopped.value.code == 1
    assert "有    数据库迁移" in lines
    assert any(line.startswith("缺  密钥：设 CPPCC_SECRET_KEY") for line in lines)
    assert any(line.startswith("缺  消息中间件：设 BROKER_URL") for line in lines)
    assert lines[-1].startswith("还缺")
