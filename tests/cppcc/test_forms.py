"""How a select is drawn: as Django would, with one dash for nothing chosen."""

from django import forms

from cppcc.forms import BootstrapRenderer


class Asked(forms.Form):
    """A choice in groups."""

    default_renderer = BootstrapRenderer

    size = forms.ChoiceField(
        label="种类",
        choices=[("", "---------"), ("甲<乙>", [("a&b", "甲"), (1, "<乙>")]), (None, "无")],
        initial=1,
    )


def test_a_select_is_drawn_with_its_groups_its_choice_and_everything_escaped():
    drawn = str(Asked()["size"])

    assert drawn == (
        '<select class="form-select" id="id_size" name="size" required>'
        '<option value="">—</option>'
        '<optgroup label="甲&lt;乙&gt;"><option value="a&amp;b">甲</option>'
        '<option value="1" selected>&lt;乙&gt;</option></optgroup>'
        '<option value="">无</option></select>'
    )
