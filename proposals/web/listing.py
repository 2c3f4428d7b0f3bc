"""One list on one page: columns, order and page from the address, and the same rows as a workbook."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from proposals.documents.sheets import Sheet, widths_for, write_workbook
from proposals.models import Assignment
from proposals.queries.listing import (
    count_of,
    proposals_listed,
    repliers_at_hand,
    tasks_listed,
    units_at_hand,
    with_sessions,
)
from proposals.web.columns import PROPOSAL_COLUMNS, TASK_COLUMNS, tick

A_PAGE = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Listing:
    """What a list page shows beside its rows, which stand in `order` where the address names none.

    `empty` says what would fill the list; `batches` are the steps that can be taken on several rows at once,
    each with `label`, `address` and the `states` of the rows that have a box to tick for it. `asked` is {id of a row:
    what it asks of the reader, as HTML with its buttons}.
    """

    title: str
    rows: object
    order: tuple = ()
    form: object = None
    empty: str = _("没有符合条件的。可以放宽上面的条件，或清除条件后再看。")
    shown: tuple = ()
    batches: tuple = ()
    session: object = None
    asked: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)

    @property
    def is_of_tasks(self):
        """Whether the rows are tasks of units, not cases."""
        return self.rows.model is Assignment

    @property
    def columns(self):
        """Every column there is for such rows."""
        return TASK_COLUMNS if self.is_of_tasks else PROPOSAL_COLUMNS

    def answer(self, request):
        """Return the page, or the whole list as a workbook where the address asks for it."""
        chosen = self._chosen(request.GET)
        order, sorted_by = self._order(request.GET.get("sort", ""))
        listed = tasks_listed if self.is_of_tasks else proposals_listed
        rows = listed(self.rows, order)

        def read(rows):
            return self._read(rows, chosen, request.post)

        if request.GET.get("as") == "xlsx":
            return self._workbook(read(rows), chosen)
        page = self._page(rows, lambda of_page: listed(of_page, order), read, request.GET.get("page"))
        batches = [each for each in self.batches if any(row.state in each.states for row in page)]
        context = {
            "title": self.title,
            "listing": self,
            "form": self.form,
            "page": page,
            "chosen": chosen,
            "heads": [_head(column, sorted_by, request.GET) for column in chosen],
            "batches": batches,
            "lines": [_cells(row, chosen, batches, self.asked) for row in page],
            "query": without(request.GET, "page"),
            "excel": without(request.GET, "page", "as") + "&as=xlsx",
            "kept": [
                (key, value)
                for key, values in request.GET.lists()
                if key not in ("column", "page")
                for value in values
            ],
            "layout": [(key, value) for key in ("column", "sort") for value in request.GET.getlist(key)],
            "views": [(view, without(QueryDict(view["query"]), "page")) for view in _views(request)],
            **self.extra,
        }
        return render(request, "proposals/list.html", context)

    def _chosen(self, address):
        wanted = address.getlist("column")
        chosen = [column for column in self.columns if column.key in wanted]
        return chosen or [each for each in self.columns if each.is_shown or each.key in self.shown]

    def _order(self, sort):
        """Return (what to sort by, the key as the address has it); an unknown key sorts nothing."""
        column = next((each for each in self.columns if each.key == sort.lstrip("-")), None)
        if column is None or not column.order:
            return self.order, ""
        return tuple(_in_order(by, is_down=sort.startswith("-")) for by in column.order), sort

    def _page(self, rows, listed, read, number):
        """Return the page `number` of `rows`, counted in the same statement; one that is not there is the last.

        The database picks the rows of the page first: what the columns show is then read of no others.
        """
        is_number = number and number.isascii() and number.isdigit()
        wanted = max(int(number[:9]), 1) if is_number else 1
        paginator = Paginator(rows, A_PAGE)
        start = (wanted - 1) * A_PAGE
        of_page = rows.model.objects.filter(pk__in=rows.values("pk")[start : start + A_PAGE])
        found = read(listed(of_page).annotate(rows_in_all=count_of(self.rows)))
        if not found and wanted > 1:
            last = paginator.get_page(wanted)
            return Page(read(last.object_list), last.number, paginator)
        paginator.count = found[0].rows_in_all if found else 0
        return Page(found, wanted, paginator)

    def _read(self, rows, columns, post):
        """Return the rows as a list, cases with what `columns` show; those of one session need not read it each."""
        if self.is_of_tasks:
            return list(rows)
        found = list(rows if self.session else with_sessions(rows))
        units = units_at_hand(found)
        for row in found:
            row.units_at_hand = units[row.pk]
            if self.session:
                row.plenary_session = self.session
        if any(column.of_repliers for column in columns):
            repliers = repliers_at_hand(found, post)
            for row in found:
                row.repliers = repliers[row.pk]
        return found

    def _workbook(self, rows, chosen):
        cells = [[column.value(row) for column in chosen] for row in rows]
        head = tuple(str(column.label) for column in chosen)
        title = str(self.title)
        content = write_workbook([Sheet(title, title, head, cells, widths=widths_for(head, cells))])
        name = f"{self.session or ''}{self.title}（{date_format(timezone.localdate())}）.xlsx"
        return HttpResponse(
            content,
            content_type=WORKBOOK,
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )


# an index gives these in order, which a word on where the empty stand would keep from being used
_NEVER_EMPTY = ("number_order", "proposal__number_order")


def _in_order(by, *, is_down):
    """Sort by a field or an expression; what has none stands last, whichever way and on whichever database."""
    if by in _NEVER_EMPTY:
        return f"-{by}" if is_down else by
    expression = by() if callable(by) else F(by)
    return expression.desc(nulls_last=True) if is_down else expression.asc(nulls_last=True)


def _cells(row, columns, batches, asked):
    is_open = any(row.state in each.states for each in batches)
    ticked = tick(row, is_open=is_open) if batches else ""
    own = f'<td class="asked d-print-none">{asked.get(row.pk, "")}</td>' if asked else ""
    return SafeString(ticked + "".join(column.cell(row) for column in columns) + own)


def _views(request):
    here = request.resolver_match.view_name
    return [view for view in request.post.saved_views if view["page"] == here]


def _head(column, sorted_by, address):
    """Return (column, address that sorts by it or "", direction now)."""
    if not column.order:
        return column, "", ""
    direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(sorted_by, "")
    changed = address.copy()
    changed.pop("page", None)
    changed["sort"] = f"-{column.key}" if direction == "ascending" else column.key
    return column, changed.urlencode(), direction


def without(address, *names):
    """Return the query of an address without these names."""
    kept = address.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
