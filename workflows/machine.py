"""What a protected state is: its moves, their labels, and why a move is not open."""

from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


def guard(reason):
    """Mark a predicate over a machine as a guard; `reason` is the sentence shown when it answers no."""

    def mark(predicate):
        predicate.reason = reason
        return predicate

    return mark


@dataclass(frozen=True)
class Move:
    """One declared move: its name, Chinese label, sources and target (values of the state field)."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    guards: tuple


class Machine(models.Model):
    """One protected state.

    A concrete model inherits a machine, answers its questions from its own tables and has `voided_at`, the moment
    when its creation was undone. The state is set by `workflows.perform` alone: assigning it raises
    AttributeError.
    """

    class Meta:
        abstract = True

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        """Reload; the protected state is forgotten first, so that it may be read again.

        The library's own mixin switches the protection off for every thread while it reads.
        """
        if fields is None:
            # named one by one, for Django takes a forgotten field for one not to be read now
            unread = self.get_deferred_fields()
            fields = [field.attname for field in self._meta.concrete_fields if field.attname not in unread]
            self._prefetched_objects_cache = {}
        if "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    def clean_fields(self, exclude=None):
        """Clean every field but the state, which nobody types and nobody may assign."""
        super().clean_fields(exclude={*(exclude or ()), "state"})

    @classmethod
    def moves(cls):
        """Return every declared move by name, in the order of the class body."""
        return _moves_of(cls)

    def moves_from_here(self):
        """Return the moves that start in the present state, open or not."""
        return [move for move in self.moves().values() if self.state in move.sources]

    def why_not(self, move):
        """Return the sentence that keeps `move` (a name) closed now, or None when state and guards allow it."""
        elsewhere = self.why_not_here(move)
        if elsewhere:
            return elsewhere
        return next((str(unmet.reason) for unmet in self.moves()[move].guards if not unmet(self)), None)

    def why_not_here(self, move):
        """Return the sentence that keeps `move` closed in the present state, whatever the guards say, or None."""
        declared = self.moves()[move]
        if self.state not in declared.sources:
            states = type(self)._meta.get_field("state").flatchoices
            labels = dict(states)
            allowed = "、".join(str(labels[source]) for source in declared.sources)
            return _("「%(move)s」只能在「%(allowed)s」时进行，现在是「%(now)s」。%(next)s") % {
                "move": declared.label,
                "allowed": allowed,
                "now": self.get_state_display(),
                "next": self._what_next(),
            }
        return None

    def _what_next(self):
        steps = "、".join(str(move.label) for move in self.moves_from_here())
        return _("下一步可以：%s。") % steps if steps else _("已没有下一步。")


@cache
def _moves_of(machine):
    methods = {}
    for owner in reversed(machine.__mro__):
        methods |= {name: each for name, each in vars(owner).items() if hasattr(each, "_django_fsm")}
    return {name: _describe(name, method) for name, method in methods.items()}


def _describe(name, method):
    transitions = list(method._django_fsm.transitions.values())
    first = transitions[0]
    return Move(
        name=name,
        label=first.custom["label"],
        sources=tuple(str(transition.source) for transition in transitions),
        target=str(first.target),
        guards=tuple(first.conditions),
    )
