"""How every form field looks: Bootstrap's classes, put on by the renderer so that no form names them."""

from html import escape

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.safestring import SafeString


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
    """Django's renderer with these fields, and a select that opens no template for each of a hundred options."""

    bound_field_class = BootstrapField

    def render(self, template_name, context, request=None):
        """Draw a select here, everything else from its template."""
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _class_of(widget):
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple) or widget.is_hidden:
        return ""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


def _select(widget):
    groups = "".join(_group(label, options) for label, options, _index in widget["optgroups"])
    return SafeString(f"<select{flatatt({'name': widget['name'], **widget['attrs']})}>{groups}</select>")


def _group(label, options):
    drawn = "".join(map(_option, options))
    return f'<optgroup label="{escape(label)}">{drawn}</optgroup>' if label else drawn


def _option(option):
    """Draw an option; Django's dashes for "nothing chosen" are one dash here."""
    label = "—" if option["label"] == "---------" else str(option["label"])
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escape(str(option["value"]))}"{attributes}>{escape(label)}</option>'
