"""Short words for commands."""

import pytest
from django.core.management import CommandError, call_command


def refusal(*arguments):
    """Return the sentence with which a command refuses."""
    with pytest.raises(CommandError) as refused:
        call_command(*arguments)
    return str(refused.value)
