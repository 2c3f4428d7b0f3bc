"""One step that a person can take, and the step as it is offered to a post."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from proposals.web import step_forms as forms
from workflows.machine import Machine


@dataclass(frozen=True)
class Step:
    """One thing a person can do to one thing.

    `rule` is the name the rule goes by (the move's, or the fact's). A step is offered by `when`; one whose rule
    is a declared move only where the machine lets the move start. `closed` says why it must wait, "" where not. A
    step `is_rewriting` begins with what stands; its form is refused once when the case has changed since it was
    shown. One without `run` is asked and taken on a page of its own, at the same address (`matters`).
    """

    name: str
    label: str
    run: Callable | None = None
    form: type = forms.StepForm
    rule: str = ""
    when: Callable = lambda subject: True
    is_rewriting: bool = False
    closed: Callable = lambda subject: ""

    def permission(self, subject):
        """The rule's full name; `subject` is a thing or its model."""
        return f"{subject._meta.app_label}.{self.rule or self.name}_{subject._meta.model_name}"

    def closes_itself(self, model):
        """Say whether the new state refuses the step a second time, so that its form need not be told apart."""
        move = model.moves()[self.name] if self.is_move(model) else None
        return move is not None and move.target not in move.sources

    def is_move(self, model):
        """Say whether the step is a declared move of `model`."""
        return issubclass(model, Machine) and not self.rule and self.name in model.moves()

    def states(self, model):
        """Return the states in which the step can come, as the machine or the step declares them; () for any."""
        if self.is_move(model):
            return model.moves()[self.name].sources
        return getattr(self.when, "states", ())


@dataclass(frozen=True)
class OfferedStep:
    """A step offered to a post on a subject."""

    step: Step
    subject: object
    in_own_right: bool
    for_others: bool

    @cached_property
    def reason(self):
        """Why it is not open now; empty where it is, or where its form is to be filled in first."""
        is_asking = self.step.run is None or self.step.form is not forms.StepForm
        is_move = isinstance(self.subject, Machine) and self.step.is_move(type(self.subject))
        if is_asking or not is_move:
            return self.step.closed(self.subject)
        return self.subject.why_not(self.step.name) or ""


def plain(action):
    """Return what carries out `action` on the subject with the form's own values."""
    return lambda subject, form, how: action(subject, **form.own(), **how)


def in_state(*states):
    """Return the condition that the subject is in one of `states`."""

    def when(subject):
        return subject.state in states

    when.states = states
    return when
