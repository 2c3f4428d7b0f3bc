"""What a step on a page is: which rule opens it, what it asks, which action carries it out."""

from collections.abc import Callable
from dataclasses import dataclass

from proposals.web.step_forms import StepForm


@dataclass(frozen=True)
class Step:
    """One thing a person can do to one thing.

    `rule` is the name the rule goes by (the move's, or the fact's); a step whose rule is a declared move is
    open when the machine says so, a fact by `when`.
    """

    name: str
    label: str
    run: Callable
    form: type = StepForm
    rule: str = ""
    when: Callable = lambda subject: True

    def permission(self, subject):
        """The rule's full name."""
        return f"{subject._meta.app_label}.{self.rule or self.name}_{subject._meta.model_name}"


@dataclass(frozen=True)
class OfferedStep:
    """A step offered to a post on a subject; `reason` says why it is not open now, or is empty."""

    step: Step
    subject: object
    reason: str
    in_own_right: bool
    for_others: bool


def plain(action):
    """Return how `action` is carried out: with the fields of its form as keywords."""
    return lambda subject, form, how: action(subject, **form.own(), **how)


def in_state(*states):
    """Return the condition that the subject is in one of `states`."""
    return lambda subject: subject.state in states
