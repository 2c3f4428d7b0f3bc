"""What a person is asked about a ledger before it is stored: sheet, columns, names, and cells to mend."""

import re
from difflib import get_close_matches

from django import forms
from django.utils.translation import gettext as _

from proposals.documents.ledger_columns import HEADERS

MOST_CELLS = 60
_REFERENCE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,5}")
_NEW = "new"
_MOST_ALIKE = 5
_LEAST_LIKENESS = 0.5


class LedgerForm(forms.Form):
    """The fields follow from the plan: only what it asks, or what was answered before, can be answered."""

    def __init__(self, *args, upload, plan, lists, **kwargs):
        super().__init__(*args, **kwargs)
        self.upload, self.lists = upload, lists
        if len(lists.sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("工作表"),
                choices=[("", _("自动：第一张有表头的")), *((name, name) for name in lists.sheets)],
                required=False,
                initial=upload.sheet,
            )
        self._ask_for_headers(plan)
        self._ask_for_names("unit", plan, upload.units, self._units_for)
        self._ask_for_names("category", plan, upload.categories, lambda _name: lists.categories)
        self._ask_for_cells(plan)

    def _ask_for_headers(self, plan):
        choices = [("", _("不导入")), *HEADERS.items()]
        unmapped = plan.ledger.unmapped if plan else ()
        for header in dict.fromkeys([*self.upload.columns, *unmapped]):
            self.fields[f"column-{header}"] = forms.ChoiceField(
                label=header, choices=choices, required=False, initial=self.upload.columns.get(header)
            )

    def _units_for(self, name):
        """Return the units in groups: those of a like name first, then those that have handled cases here."""
        units = {each: key for key, each in [*self.lists.known_units, *self.lists.other_units]}
        known = {each for _key, each in self.lists.known_units}
        alike = get_close_matches(name, units, _MOST_ALIKE, _LEAST_LIKENESS)
        alike.sort(key=lambda each: each not in known)
        groups = (
            (_("名称相近的"), [(units[each], each) for each in alike]),
            (_("承办过本会提案的"), [unit for unit in self.lists.known_units if unit[1] not in alike]),
            (_("其他单位"), [unit for unit in self.lists.other_units if unit[1] not in alike]),
        )
        return [(title, members) for title, members in groups if members]

    def _ask_for_names(self, kind, plan, answered, entries_for):
        asked = [question.name for question in plan.questions if question.kind == kind] if plan else []
        for name in dict.fromkeys([*answered, *asked]):
            known = str(answered[name] or _NEW) if name in answered else ""
            self.fields[f"{kind}-{name}"] = forms.ChoiceField(
                label=name,
                choices=[("", _("还没有定")), (_NEW, _("新建")), *entries_for(name)],
                required=False,
                initial=known,
            )

    def _ask_for_cells(self, plan):
        self.reasons = {}
        for fault in plan.faults if plan else ():
            reference = f"{fault.column}{fault.row}"
            if _REFERENCE.fullmatch(reference):
                self.reasons.setdefault(reference, []).append(fault)
        for reference in list(dict.fromkeys([*self.reasons, *self.upload.cells]))[:MOST_CELLS]:
            faults = self.reasons.get(reference, [])
            self.fields[f"cell-{reference}"] = forms.CharField(
                label=_("第%(row)s行%(column)s列")
                % {
                    "row": reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                    "column": reference.rstrip("0123456789"),
                },
                required=False,
                strip=False,
                initial=self.upload.cells.get(reference, faults[0].value if faults else ""),
                help_text="；".join(fault.reason for fault in faults) or _("已改正"),
            )

    def group(self, kind):
        """Return the fields of one kind: column, unit, category, cell."""
        return [self[name] for name in self.fields if name.startswith(f"{kind}-")]

    def groups(self):
        """Return (title, fields) of each kind that has any."""
        titles = {
            "column": _("没有认出的列"),
            "unit": _("名录里没有的承办单位"),
            "category": _("本届次没有的类别"),
            "cell": _("有差错的单元格（改好后重新核对）"),
        }
        return [(title, fields) for kind, title in titles.items() if (fields := self.group(kind))]

    def answers(self):
        """Return what was said, as `answer_upload` keeps it."""
        cells = {
            name: text
            for name, text in self._said("cell").items()
            if name in self.upload.cells or text != self.fields[f"cell-{name}"].initial
        }
        names = {
            kind: {name: None if key == _NEW else int(key) for name, key in self._said(kind).items() if key}
            for kind in ("unit", "category")
        }
        return {
            "sheet": self.cleaned_data.get("sheet", self.upload.sheet),
            "columns": {header: key for header, key in self._said("column").items() if key},
            "units": names["unit"],
            "categories": names["category"],
            "cells": cells,
        }

    def _said(self, kind):
        prefix = f"{kind}-"
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and name in self.data
        }
