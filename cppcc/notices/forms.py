"""What a person chooses: which channels besides the inbox, and when to be left in peace."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cppcc.notices.channels import open_channels
from cppcc.notices.models import ChannelChoice, QuietHours


class PreferenceForm(forms.Form):
    """One switch and one address a channel, and the quiet hours."""

    starts_at = forms.TimeField(
        label=gettext_lazy("免打扰开始"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    ends_at = forms.TimeField(
        label=gettext_lazy("免打扰结束"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = {each.channel: each.address for each in user.channel_choices.all()}
        for name, channel in open_channels().items():
            self.fields[f"use_{name}"] = forms.BooleanField(
                label=_("用%s接收") % channel.label, required=False, initial=name in chosen
            )
            address = chosen.get(name, user.email if name == "email" else "")
            self.fields[f"address_{name}"] = forms.CharField(
                label=channel.asks, required=False, max_length=200, initial=address
            )
        quiet = QuietHours.objects.filter(user=user).first()
        if quiet:
            self.initial |= {"starts_at": quiet.starts_at, "ends_at": quiet.ends_at}
        self.order_fields([name for name in self.fields if name not in ("starts_at", "ends_at")])

    def clean(self):
        """Ask for a usable address and for both ends of the quiet hours."""
        cleaned = super().clean()
        if cleaned.get("use_email"):
            try:
                validate_email(cleaned.get("address_email", ""))
            except ValidationError as error:
                self.add_error("address_email", error)
        if cleaned.get("use_sms") and not cleaned.get("address_sms"):
            self.add_error("address_sms", _("请填写手机号。"))
        if (cleaned.get("starts_at") is None) != (cleaned.get("ends_at") is None):
            raise ValidationError(_("免打扰时段请同时填写开始和结束。"))
        return cleaned

    def save(self):
        """Store what was chosen."""
        cleaned = self.cleaned_data
        for name in open_channels():
            if cleaned[f"use_{name}"]:
                ChannelChoice.objects.update_or_create(
                    user=self.user, channel=name, defaults={"address": cleaned[f"address_{name}"]}
                )
            else:
                ChannelChoice.objects.filter(user=self.user, channel=name).delete()
        if cleaned["starts_at"] is None:
            QuietHours.objects.filter(user=self.user).delete()
        else:
            hours = {"starts_at": cleaned["starts_at"], "ends_at": cleaned["ends_at"]}
            QuietHours.objects.update_or_create(user=self.user, defaults=hours)
