"""A ledger sent in by a page: kept as it came, looked at as often as wanted, mended beside it, stored once."""

import rules
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation
from proposals.actions.importing.planning import Answers, plan_import
from proposals.actions.importing.storing import store_plan
from proposals.documents.ledger_reading import read_ledger
from proposals.documents.ledger_sheets import LARGEST_FILE, LedgerUnreadable, mended, open_sheets
from proposals.documents.ledger_writing import mark_faults
from proposals.models import Category, LedgerUpload
from workflows.errors import MoveRefused


def keep_upload(session, content, *, by):
    """Keep the file sent in (an uploaded file) for `session` and return the LedgerUpload.

    Raises:
        PermissionDenied: the post brings in no ledgers.
        ValidationError: the file cannot be opened at all.
    """
    _may_import(session, by)
    if content.size > LARGEST_FILE:
        raise ValidationError(_("文件超过%dMB的上限，请拆成几个文件。") % (LARGEST_FILE // 2**20))
    try:
        open_sheets(content.read(), content.name)
    except LedgerUnreadable as unreadable:
        raise ValidationError(str(unreadable)) from unreadable
    content.seek(0)
    return LedgerUpload.objects.create(
        plenary_session=session, name=content.name[-200:], content=content, uploaded_by=by
    )


def plan_of_upload(upload):
    """Return the Plan of the upload as it stands with its answers.

    Raises:
        ValidationError: the file, or the sheet chosen, cannot be read as a ledger.
    """
    try:
        ledger = read_ledger(
            _data(upload),
            upload.name,
            sheet=upload.sheet or None,
            columns=upload.columns,
            cells=upload.cells,
        )
    except LedgerUnreadable as unreadable:
        raise ValidationError(str(unreadable)) from unreadable
    answers = Answers(
        units=_things(Organisation, upload.units),
        categories=_things(Category, upload.categories),
    )
    return plan_import(upload.plenary_session, ledger, answers=answers)


def sheets_of(upload):
    """Return the names of the sheets of the file."""
    return [sheet.name for sheet in open_sheets(_data(upload), upload.name)]


@transaction.atomic
def answer_upload(upload, *, by, **answers):
    """Keep what a person said of the upload: sheet, columns, cells, units, categories.

    Raises:
        MoveRefused: it is stored already.
    """
    _take(upload, by)
    for field, value in answers.items():
        setattr(upload, field, value)
    upload.save(update_fields=list(answers))


@transaction.atomic
def store_upload(upload, *, by):
    """Store the upload, all or nothing and once.

    Raises:
        MoveRefused: it is stored already.
        ValidationError: it has faults or open questions.
    """
    _take(upload, by)
    upload.new_count, upload.changed_count = store_plan(plan_of_upload(upload), by=by)
    upload.stored_at = timezone.now()
    upload.save(update_fields=["new_count", "changed_count", "stored_at"])


def marked_copy(upload):
    """Return an xlsx copy of the sheet, mended as far as it is, with each faulty cell marked and its reason."""
    plan = plan_of_upload(upload)
    [sheet] = [each for each in open_sheets(_data(upload), upload.name) if each.name == plan.ledger.sheet]
    faults = [*plan.faults, *(question.fault for question in plan.open_questions)]
    return mark_faults(mended(sheet.rows, upload.cells), faults, name=sheet.name)


def _take(upload, by):
    """Lock the upload, bring it up to date, and refuse who may not or what is done."""
    _may_import(upload.plenary_session, by)
    upload.refresh_from_db(from_queryset=LedgerUpload.objects.select_for_update())
    if upload.stored_at:
        raise MoveRefused(_("这份台账已经存入，不能再改；要更正请再导入一份，或在提案上更正。"))


def _may_import(session, by):
    if not rules.has_perm("proposals.import_plenarysession", by, session):
        raise PermissionDenied(_("您的岗位（%(post)s）不能导入台账。") % {"post": by})


def _data(upload):
    with upload.content.open() as content:
        return content.read()


def _things(model, ids):
    held = model.objects.in_bulk([key for key in ids.values() if key])
    return {name: held.get(key) if key else None for name, key in ids.items()}
