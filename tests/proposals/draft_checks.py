"""A draft held against the records of a session, by the code and by the command."""

import json

from django.core.management import call_command

from proposals.actions.checking import check_draft
from proposals.documents.draft_reading import Draft
from proposals.models import PlenarySession
from proposals.statistics.scope import Scope


def check(code, text, **narrowed):
    """Return [(number, verdict, the right value)] of a text held against the records of a session."""
    scope = Scope(PlenarySession.objects.get(code=code), **narrowed)
    return [
        (finding.number.text, finding.verdict, None if finding.expected is None else str(finding.expected))
        for finding in check_draft(Draft(text), scope)
    ]


def run(capsys, *arguments):
    """Run the command; return its exit status and its numbers."""
    capsys.readouterr()
    status = 0
    try:
        call_command("check_report", *map(str, arguments), "--format", "json")
    except SystemExit as stopped:
        status = stopped.code
    return status, json.loads(capsys.readouterr().out)["numbers"]
