"""The forms of the settings page: the policy in groups with explanations, and the lists of a session."""

import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms import modelformset_factory
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proposals.models import (
    Category,
    Channel,
    DeclineReason,
    FigureNote,
    HeadlineTotal,
    OutcomeClass,
    PlenarySession,
    Policy,
)
from proposals.queries.people import BODIES, bodies_of
from proposals.statistics.definitions import COUNTS, rate_definitions
from proposals.web.forms import DateInput
from proposals.web.limits import LimitField, WordedField

GROUPS = (
    (
        _("期限"),
        _(
            "可以写：15个工作日、20天、3个月、9月30日。期限当天算按期；按天、按月算到休息日的顺延到下一个工作日。"
        ),
        {
            "reply_limit": _("大会提案从交办起，单位答复委员的期限。"),
            "intersession_reply_limit": _("闭会期间提交的提案的答复期限。"),
            "reply_limit_anchor": _("答复期限从哪一天起算。"),
            "extension_cap": _("批准延期后，从交办起总共不超过多久。"),
            "acceptance_limit": _("单位收到交办后，几天内签收。"),
            "hand_back_limit": _("认为不属本单位职责的，几天内申请退办；晚了仍可申请，会注明逾期。"),
            "hand_back_ruling_limit": _("交办单位几天内答复退办申请。"),
            "hand_back_limit_anchor": _("申请退办期限从哪一天起算；未签收的从交办起算。"),
            "opinion_limit": _("会办单位向主办单位提意见的期限。"),
            "opinion_limit_anchor": _("会办意见期限从哪一天起算。"),
            "first_consultation_limit": _("单位几天内第一次联系提案者。"),
            "first_consultation_limit_anchor": _("首次面商期限从哪一天起算。"),
            "feedback_limit": _("收到答复后，提案者几天内反馈；过期不反馈的可以办结，但不算满意。"),
            "second_handling_limit": _("提案者不满意、重新办理的期限。"),
            "publication_limit": _("答复后几天内公开。"),
            "extension_approver": _("延期和暂停计时由谁裁定；另一方只能代录。"),
            "limit_adjust": _("按天、按月计算的期限，末日是休息日时怎么办。"),
            "due_soon_days": _("到期前几天开始提醒「预警」，并发蓝色提醒单。"),
            "orange_after_days": _("超过期限几天还没办的，发橙色催办单。"),
            "red_after_days": _("超过期限几天还没办的，发红色督办单。"),
        },
    ),
    (
        _("办理环节"),
        _("各环节要不要、要几次。"),
        {
            "pre_assignment_rounds": _("正式交办前，与拟承办单位商量几轮；0为不商量。"),
            "minimum_consultations": _(
                "至少面商几次才算已面商；填 0 表示答复前不要求面商，面商率仍按至少一次计算。"
            ),
            "phone_counts": _("打勾后，电话沟通也算面商，面商率随之改变。"),
            "draft_shown_to_proposer": _("打勾后，答复发出前须先请提案者看答复稿。"),
            "draft_checked_by_office": _("打勾后，答复签发前须先由交办单位核稿通过；线下已签发的除外。"),
            "feedback_by_all": _("打勾后，每位联名人也各填一张征询意见表；不打勾只问第一提案人。"),
            "ratings_released": _("提案者的评价先由提案委看，还是单位马上也能看到。"),
            "fairly_satisfied_reopens": _("打勾后，「基本满意」也要重新办理。"),
            "approval_steps": _("单位答复签发前的审核环节，按先后用顿号隔开；不填为线下签发后直接登记。"),
            "letter_carrier": _("答复函按信函格式还是按红头文件格式打印。"),
        },
    ),
    (
        _("提案写法"),
        _("委员写提案时的栏目和提醒。"),
        {
            "text_in_parts": _("打勾后，背景、分析、建议分三栏填写。"),
            "text_limit": _("正文超过多少字时提醒；只提醒，不阻止。"),
        },
    ),
    (
        _("统计口径"),
        _("改动后，本届次的历史数据也按新口径重新计算；已打印、已上报的不会自动改。"),
        {
            "filing_base": _("并入其他提案的算不算立案。"),
            "share_base": _("类别、性质、办理结果的占比除以什么。"),
            "consultation_base": _("面商率的分母。"),
            "satisfaction_base": _("满意率的分母：收回的征询意见表，或全部应反馈的。"),
            "fairly_satisfied_counts": _("打勾后，「基本满意」计入满意率。"),
            "unit_conclusion_base_all": _("打勾后，单位的办结率、公开率把会办件也算在分母里。"),
            "unit_satisfaction_base_all": _("打勾后，单位的满意率把会办件也算在分母里。"),
            "sector_is_collective": _("打勾后，界别提案算集体提案；不打勾算委员提案。"),
            "conclusion": _("答复就算办结，还是要等反馈。"),
            "decimals": _("百分数印几位小数。"),
            "rounding": _("四舍五入，或直接截去。"),
            "received_known": _("只知道立案数、不知道收到数的年份不打勾；立案率就不计算。"),
        },
    ),
    (
        _("编号"),
        _("已编的号不变，改动只管以后编的号。"),
        {
            "number_width": _("提案号补足几位，例如3位：第007号。"),
            "number_prefix": _("号前面加的字，例如「平」；一般不用。"),
            "number_by_category": _("打勾后，每个类别各编各的号。"),
            "number_at_assignment": _("打勾后，交办时才编号；不打勾立案时编号。"),
        },
    ),
)
_LIMITS = [name for name in GROUPS[0][2] if name.endswith(("_limit", "_cap"))]
_SEPARATORS = str.maketrans(dict.fromkeys("，,;；\n", "、"))


_UNIQUE = {HeadlineTotal: ("figure",), FigureNote: ()}


class StepsField(WordedField):
    """The approval steps in order, parted by 、."""

    def prepare_value(self, value):
        """Return the words of a stored list."""
        return "、".join(value) if isinstance(value, list) else value

    def clean(self, value):
        """Return the list of the words."""
        return [
            step.strip() for step in super().clean(value).translate(_SEPARATORS).split("、") if step.strip()
        ]


class PolicyForm(forms.ModelForm):
    """The whole policy of a session."""

    approval_steps = StepsField(
        label=_("答复审核环节"), required=False, help_text=GROUPS[1][2]["approval_steps"]
    )

    class Meta:
        model = Policy
        fields = [name for _title, _text, fields in GROUPS for name in fields]
        field_classes = dict.fromkeys(_LIMITS, LimitField)
        help_texts = {name: text for _title, _text, fields in GROUPS for name, text in fields.items()}

    def groups(self):
        """Return [(title, explanation, fields)] for the page."""
        return [(title, text, [self[name] for name in fields]) for title, text, fields in GROUPS]

    def changes(self):
        """Return {field: new value} of what differs."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class ConfirmForm(forms.Form):
    """Why the policy is changed, and whether the days follow."""

    reason = forms.CharField(label=_("改动原因（例如依据的文件）"), max_length=500)
    with_due_dates = forms.BooleanField(label=_("同时把上列未办结承办件的期限改过来"), required=False)


class DatesForm(forms.ModelForm):
    """The days of a session."""

    reason = forms.CharField(label=_("改动原因（例如依据的文件）"), max_length=500)

    class Meta:
        model = PlenarySession
        fields = ["opens_on", "closes_on", "cut_off_at", "source"]
        widgets = {
            "opens_on": DateInput(),
            "closes_on": DateInput(),
            "cut_off_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "source": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "cut_off_at": _("此时以前提交的算大会提案；不填以闭幕日为界。"),
            "source": _("印在概况页下方，例如数据出自哪份报告。"),
        }

    def clean(self):
        """Refuse a session that closes before it opens."""
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            raise ValidationError(_t("闭幕日期早于开幕日期。"))
        return cleaned

    def changes(self):
        """Return {field: new value} of what differs."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "reason"}


class RowForm(forms.ModelForm):
    """One row of a list; a new row takes its place at the end."""

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.plenary_session = session
        if hasattr(self.instance, "code") and "code" not in self.fields:
            self.instance.code = self.instance.code or secrets.token_hex(4)
        if "position" in self.fields and self.instance.pk is None:
            self.initial["position"], self.fields["position"].required = None, False
        if "parent" in self.fields:
            tops = session.category_list.filter(parent=None).exclude(pk=self.instance.pk)
            self.fields["parent"].queryset = tops
        if "office" in self.fields:
            offices = bodies_of(session.committee).filter(kind__in=BODIES["OFFICE"], valid_to=None)
            self.fields["office"].queryset = offices
        if "figure" in self.fields:
            self.fields["figure"] = forms.ChoiceField(
                label=_("指标"), choices=figures_of_choice(session.policy)
            )

    def clean_position(self):
        """Put a new row at the end where no place is given."""
        place = self.cleaned_data["position"]
        if place is not None:
            return place
        rows = self._meta.model.objects.filter(plenary_session=self.instance.plenary_session)
        return (rows.aggregate(last=Max("position"))["last"] or 0) + 1

    def clean(self):
        """Refuse what is unique and taken, in words."""
        cleaned = super().clean()
        rows = self._meta.model.objects.filter(plenary_session=self.instance.plenary_session)
        for name in _UNIQUE.get(self._meta.model, ("code", "name")):
            taken = rows.filter(**{name: cleaned[name]}) if cleaned.get(name) else rows.none()
            if taken.exclude(pk=self.instance.pk).exists():
                raise ValidationError(_t("「%s」已经有了。") % taken[0])
        return cleaned


def figures_of_choice(policy):
    """Return [(key, label)] of every count and rate."""
    counts = [(key, text.split("：")[0]) for key, text in COUNTS.items()]
    rates = [(key, each.label) for key, each in rate_definitions(policy, by_task=False).items()]
    return [("", "—"), *counts, ("consulted", _t("已面商")), *rates]


LISTS = {
    "categories": (Category, _("类别"), ["name", "position", "parent"]),
    "reasons": (DeclineReason, _("不予立案原因"), ["name", "position"]),
    "outcomes": (OutcomeClass, _("办理结果类别"), ["code", "name", "position"]),
    "channels": (Channel, _("交办渠道"), ["name", "position", "office"]),
    "totals": (HeadlineTotal, _("年度总数"), ["figure", "part", "whole", "source"]),
    "notes": (FigureNote, _("口径说明"), ["figure", "text"]),
}
TEXTS = {
    "categories": _("提案写的是什么方面。有上级的是第二级类别。"),
    "reasons": _("审查时选择的不予立案原因。"),
    "outcomes": _("单位答复时选择的办理结果；次序靠前的是解决程度高的。"),
    "channels": _("由谁交办；选了交办单位，该单位的人才看得到这条渠道。"),
    "totals": _("只知道总数、没有逐件记录的指标，例如上一年的。有逐件记录时以逐件计算的为准。"),
    "notes": _("印在指标旁边的说明，例如口径与往年不同。"),
}
_SPARE_ROWS = 3


def rows_of(name, session, data=None):
    """Return the formset of one list of a session."""
    model, _label, fields = LISTS[name]
    widgets = {"text": forms.Textarea(attrs={"rows": 2})} if "text" in fields else {}
    factory = modelformset_factory(
        model, form=RowForm, fields=fields, extra=_SPARE_ROWS, can_delete=True, widgets=widgets
    )
    rows = model.objects.filter(plenary_session=session)
    return factory(data, queryset=rows, form_kwargs={"session": session}, prefix=name)
