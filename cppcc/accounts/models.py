"""Users, the posts (岗位) they hold, and organisations with their aliases and successors."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """As what a person acts; what a role permits is a rule, not a list here."""

    MEMBER = "MEMBER", _("委员")
    CONTACT = "CONTACT", _("集体提案联系人")
    CLERK = "CLERK", _("提案委工作人员")
    OFFICE = "OFFICE", _("交办单位")
    OFFICER = "OFFICER", _("承办单位经办人")
    LEADER = "LEADER", _("领导")
    SYSTEM = "SYSTEM", _("系统")


class User(AbstractUser):
    """A person who signs in."""

    name = models.CharField(_("姓名"), max_length=50, blank=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=False)
    is_demonstration = models.BooleanField(_("演示用户"), default=False, editable=False)

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self):
        return self.name or self.username

    def posts_held(self, on=None):
        """Return the posts held on the day `on` (today when None), oldest first."""
        return self.posts.held(on).select_related("organisation").order_by("pk")

    @cached_property
    def posts_today(self):
        """The posts held today, read once; `PeopleBackend` reads them along with the person."""
        return list(self.posts_held())


class OrganisationQuerySet(models.QuerySet):
    """Bodies by what became of them."""

    def lineage(self, pk):
        """Keep the body and those that went over into it, at one remove too: their past papers keep the old name."""
        return self.filter(Q(pk=pk) | Q(successor=pk) | Q(successor__successor=pk)) if pk else self.none()


class Organisation(models.Model):
    """A body that acts: committee, unit, assigning office, party, people's organisation (机构).

    Names change: a renamed or merged body keeps its row with `valid_to` and a successor, so that past papers
    keep the old name.
    """

    class Kind(models.TextChoices):
        """What the body is."""

        COMMITTEE = "COMMITTEE", _("政协")
        UNIT = "UNIT", _("承办单位")
        OFFICE = "OFFICE", _("交办单位")
        PARTY = "PARTY", _("党派")
        PEOPLES_ORGANISATION = "PEOPLES_ORGANISATION", _("人民团体")
        SECTOR = "SECTOR", _("界别")
        SECTOR_GROUP = "SECTOR_GROUP", _("界别小组")
        SPECIAL_COMMITTEE = "SPECIAL_COMMITTEE", _("专门委员会")

    name = models.CharField(
        _("名称"),
        max_length=100,
        unique=True,
        error_messages={"unique": _("已有叫这个名称的机构，请核对名称，或在原有的机构上修改。")},
    )
    kind = models.CharField(_("种类"), max_length=24, choices=Kind.choices, default=Kind.UNIT)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    leader_in_charge = models.CharField(_("分管领导"), max_length=50, blank=True)
    contact_person = models.CharField(_("联系人"), max_length=50, blank=True)
    phone = models.CharField(_("联系电话"), max_length=50, blank=True)
    valid_from = models.DateField(_("设立日期"), null=True, blank=True)
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("职能承接单位"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def tree_ids(self):
        """Return the ids of this body and every body below it (one statement a level)."""
        found, level = {self.pk}, [self.pk]
        while level:
            level = list(
                Organisation.objects.filter(parent__in=level)
                .exclude(pk__in=found)
                .values_list("pk", flat=True)
            )
            found.update(level)
        return found


class OrganisationAlias(models.Model):
    """Another name of a body, as ledgers and letters write it (简称、曾用名)."""

    name = models.CharField(
        _("别名"), max_length=100, unique=True, error_messages={"unique": _("已有机构用这个别名，请核对。")}
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("机构")
    )

    class Meta:
        verbose_name = _("机构别名")
        verbose_name_plural = _("机构别名")

    def __str__(self):
        return self.name


class PostQuerySet(models.QuerySet):
    """Posts by the day they are held."""

    def held(self, on=None):
        """Keep the posts held on the day `on` (today when None); the last day itself is held."""
        day = on or timezone.localdate()
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))


class Post(models.Model):
    """What one person is at one body for a time (岗位); every move is made in a post.

    A clerk's post without an organisation serves every committee of the site.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts", verbose_name=_("人员"))
    role = models.CharField(_("身份"), max_length=10, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("机构"),
    )
    starts_on = models.DateField(_("任职日期"), null=True, blank=True)
    ends_on = models.DateField(_("离任日期"), null=True, blank=True)
    saved_views = models.JSONField(_("常用视图"), default=list, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")

    def __str__(self):
        place = f"{self.organisation} " if self.organisation_id else ""
        name, role = str(self.user), self.get_role_display()
        return f"{place}{name}" if name == role else f"{place}{name}（{role}）"

    @cached_property
    def bodies(self):
        """The ids of the body of the post and of those that went over into it, read once."""
        return set(Organisation.objects.lineage(self.organisation_id).values_list("pk", flat=True))

    def keep_view(self, page, name, query):
        """Keep a list as it stands in the address `query` under `name`; the same name on the page is replaced."""
        self.drop_view(page, name)
        self.saved_views.append({"page": page, "name": name, "query": query})
        self.save(update_fields=["saved_views"])

    def drop_view(self, page, name):
        """Forget a kept list."""
        self.saved_views = [view for view in self.saved_views if (view["page"], view["name"]) != (page, name)]
        self.save(update_fields=["saved_views"])


def system_post():
    """Return the post in which the system itself follows up (made on first use)."""
    post = Post.objects.select_related("user").filter(role=Role.SYSTEM).first()
    if post is None:
        user, _made = User.objects.get_or_create(
            username="system", defaults={"name": "系统", "is_active": False, "password": "!"}
        )
        post = Post.objects.create(user=user, role=Role.SYSTEM)
    return post
