"""How every form field looks: Bootstrap's classes, put on by the renderer so that no form names them."""

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.renderers import TemplatesSetting


class BootstrapField(BoundField):
    """A field whose widget carries Bootstrap's class; errors and help are tied to it by Django itself."""

    def build_widget_attrs(self, attrs, widget=None):
        """Add the class to what Django puts on the widget."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        classes = [attrs.get("class") or widget.attrs.get("class", ""), _class_of(widget)]
        if self.form.is_bound and self.errors:
            classes.append("is-invalid")
        attrs["class"] = " ".join(filter(None, classes))
        return attrs

    @property
    def is_checkbox(self):
        """Whether the label stands after the field."""
        return isinstance(self.field.widget, CheckboxInput)


class BootstrapRenderer(TemplatesSetting):
    """Django's renderer with these fields, and a select that does not open a template for each of a hundred options."""

    bound_field_class = BootstrapField


def _class_of(widget):
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple) or widget.is_hidden:
        return ""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"
