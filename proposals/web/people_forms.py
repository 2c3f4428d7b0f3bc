"""The forms about people and bodies: one person, a pasted block, a leaver, a standing, a body that changes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation, OrganisationAlias, Role
from proposals.actions.staffing import OF_A_BODY, Newcomer
from proposals.documents.ledger_sheets import LedgerUnreadable
from proposals.documents.tables import MEMBERS, OFFICERS, UNITS, read_block
from proposals.models import Member, Party, Sector
from proposals.queries.people import bodies_for, bodies_of
from proposals.web.forms import DateInput, OnceForm

ROLES = (Role.MEMBER, Role.CONTACT, Role.OFFICER, Role.OFFICE, Role.LEADER, Role.CLERK)
MOST_ROWS = 500
_FACTS = ("界别", "党派", "工作单位及职务")
BODIES = "UNITS"
_COLUMNS = {BODIES: UNITS, Role.MEMBER.value: MEMBERS}


def day_field(label):
    """Return a date field that begins with today."""
    return forms.DateField(label=label, widget=DateInput, initial=timezone.localdate)


class PersonForm(OnceForm):
    """One new member, contact, officer, leader or clerk."""

    role = forms.ChoiceField(label=_("身份"), choices=[(role.value, role.label) for role in ROLES])
    name = forms.CharField(label=_("姓名"), max_length=50)
    organisation = forms.ModelChoiceField(
        label=_("所在机构"),
        queryset=None,
        required=False,
        help_text=_("联系人选党派、团体等集体提案机构，经办人选承办单位；委员、领导和提案委工作人员不用选。"),
    )
    sector = forms.ModelChoiceField(label=_("界别（委员）"), queryset=None, required=False)
    party = forms.ModelChoiceField(label=_("党派（委员）"), queryset=Party.objects.all(), required=False)
    employer = forms.CharField(label=_("工作单位及职务（委员）"), max_length=100, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=50, required=False)
    username = forms.CharField(
        label=_("已有登录名"),
        max_length=150,
        required=False,
        help_text=_("同一个人兼任几个岗位时填写他现有的登录名，密码不变；新人不用填。"),
    )
    at = day_field(_("任职日期"))

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["organisation"].queryset = bodies_of(session.committee).filter(valid_to=None)
        self.fields["sector"].queryset = Sector.objects.filter(term=session.term)

    def newcomer(self):
        """Return who is to be admitted."""
        own = self.cleaned_data
        facts = {
            "界别": own["sector"].name if own["sector"] else "",
            "党派": own["party"].name if own["party"] else "",
            "工作单位及职务": own["employer"],
        }
        return Newcomer(
            own["name"], own["role"], own["organisation"], own["phone"], own["username"].strip(), facts=facts
        )


class BlockForm(OnceForm):
    """Many at once: a block pasted from Excel, its first row the headers."""

    role = forms.ChoiceField(
        label=_("名单里是"),
        choices=[
            (Role.MEMBER.value, _("委员：姓名、界别、党派、工作单位及职务、联系电话")),
            (Role.CONTACT.value, _("集体提案联系人：姓名、机构、联系电话")),
            (Role.OFFICER.value, _("承办单位经办人：姓名、单位、联系电话")),
            (BODIES, _("单位和机构（没有登录名）：名称、种类、别名、上级、分管领导、联系人、联系电话")),
        ],
    )
    block = forms.CharField(
        label=_("从 Excel 复制粘贴"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("连同表头一起选中、复制，粘贴在这里；第一行是表头，一行一人。"),
    )
    at = day_field(_("任职日期"))

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session

    def clean(self):
        """Read the rows."""
        cleaned = super().clean()
        columns = _COLUMNS.get(cleaned.get("role"), OFFICERS)
        try:
            self.rows = read_block(cleaned.get("block", ""), columns)
        except LedgerUnreadable as unreadable:
            raise ValidationError(str(unreadable)) from None
        if len(self.rows) > MOST_ROWS:
            raise ValidationError(_("一次最多%d行，请分几次粘贴。") % MOST_ROWS)
        self.headers = [header for header in columns if any(row.get(header) for row in self.rows)]
        return cleaned

    def table(self):
        """Return what was read, row by row, for the page."""
        return [[row.get(header, "") for header in self.headers] for row in self.rows]

    @property
    def is_of_bodies(self):
        """Whether the block holds bodies, not people."""
        return self.cleaned_data["role"] == BODIES

    def newcomers(self):
        """Return who is to be admitted; a body that is not known stays None and is refused with its line."""
        role = self.cleaned_data["role"]
        bodies = self._bodies(role) if role in OF_A_BODY else {}
        return [
            Newcomer(
                row.get("姓名", ""),
                role,
                bodies.get(row.get("机构")),
                row.get("联系电话", ""),
                facts={header: row.get(header, "") for header in _FACTS},
            )
            for row in self.rows
        ]

    def _bodies(self, role):
        known = {body.name: body for body in bodies_for(self.session.committee, role)}
        aliases = OrganisationAlias.objects.filter(organisation__in=known.values())
        return {alias.name: alias.organisation for alias in aliases.select_related("organisation")} | known


class LeaveForm(forms.Form):
    """Somebody leaves a post; who follows is named here or later."""

    at = day_field(_("离任日期（当天仍在岗）"))
    successor = forms.CharField(label=_("接任人姓名"), max_length=50, required=False)
    username = forms.CharField(
        label=_("接任人已有登录名"),
        max_length=150,
        required=False,
        help_text=_("接任人已能登录时填写，密码不变。"),
    )

    def newcomer(self, post):
        """Return who follows, or None."""
        name, username = self.cleaned_data["successor"], self.cleaned_data["username"].strip()
        if not (name or username):
            return None
        return Newcomer(name, post.role, post.organisation, username=username)


class MemberForm(forms.ModelForm):
    """What the roster says of a member beside the name."""

    class Meta:
        model = Member
        fields = ["sector", "party", "employer", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.filter(term=self.instance.term)


class StandingForm(forms.Form):
    """A member resigns, is suspended, dies, comes back."""

    standing = forms.ChoiceField(label=_("履职状态"), choices=Member.Standing.choices)
    at = day_field(_("自哪天起"))


class ReorganisationForm(forms.Form):
    """A body gets a new name, or goes over into another."""

    at = day_field(_("自哪天起"))
    name = forms.CharField(label=_("更名为"), max_length=100, required=False)
    into = forms.ModelChoiceField(
        label=_("或并入"),
        queryset=None,
        required=False,
        help_text=_("只填一项。未办结的承办件、经办人、下属单位和交办渠道一并移交；已办结的保留原名称。"),
    )

    def __init__(self, *args, session, body, **kwargs):
        super().__init__(*args, **kwargs)
        others = bodies_of(session.committee).filter(kind=body.kind, valid_to=None).exclude(pk=body.pk)
        self.fields["into"].queryset = others

    def clean(self):
        """Take one of the two."""
        cleaned = super().clean()
        if bool((cleaned.get("name") or "").strip()) == bool(cleaned.get("into")):
            raise ValidationError(_("更名和并入请填且只填一项。"))
        return cleaned


class BodyForm(forms.ModelForm):
    """A new unit or collective body."""

    class Meta:
        model = Organisation
        fields = ["name", "kind", "parent", "leader_in_charge", "contact_person", "phone"]

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in Organisation.Kind.choices if choice[0] != Organisation.Kind.COMMITTEE]
        self.fields["kind"].choices = kinds
        self.fields["parent"].queryset = bodies_of(session.committee).filter(valid_to=None)
