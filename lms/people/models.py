"""Persons, users, organisations with a history, memberships and roles."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from lms.kernel.frozen import Kept
from lms.kernel.names import fold, nfc, sort_key
from lms.people.states import Gender, RoleKind


class Named(models.Model):
    """Something with a full name: stored in NFC, found by its folded form, sorted the Vietnamese way."""

    full_name = models.CharField(_("full name"), max_length=200)
    sort_key = models.CharField(max_length=255, editable=False, db_index=True)
    folded = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        abstract = True

    def spell(self) -> None:
        """Fill what follows from the name; `save` does, `bulk_create` does not."""
        self.full_name = nfc(self.full_name)
        self.sort_key, self.folded = sort_key(self.full_name), fold(self.full_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.spell()
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.full_name


class Person(Named, Kept):
    """Who learns, is certified, is nominated. Merging sets `merged_into`; facts keep their id."""

    gender = models.CharField(max_length=8, choices=Gender.choices, default=Gender.UNSAID, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, default="vi")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    demo = models.BooleanField(default=False, editable=False)  # fictional, for the demonstration

    digested = ("merged_into",)

    class Meta:
        ordering = ["sort_key", "pk"]


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A way to sign in: by e-mail, or by the code on a card for who has no address (then the password is its PIN).

    What the person may do is in `Role`; Wagtail's groups only mirror it.
    """

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    code = models.CharField(_("card code"), max_length=12, unique=True, null=True, blank=True)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(email=None) | ~Q(code=None), name="a_user_has_an_address_or_a_card"),
        ]

    def __str__(self) -> str:
        return self.email or self.code or ""

    def get_username(self) -> str:
        """What Wagtail's reports call the account: the address, or the code of the card where there is none."""
        return str(self)

    def get_full_name(self) -> str:
        return self.person.full_name if self.person else str(self)

    get_short_name = get_full_name

    # Wagtail's admin reads and prints these two
    @property
    def first_name(self) -> str:
        return self.get_full_name()

    @property
    def last_name(self) -> str:
        return ""


class Organisation(Kept):
    """A stable identity; its names and relations carry dates."""

    code = models.SlugField(max_length=40, unique=True)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    demo = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        return self.code


class OrganisationName(models.Model):
    """A name and the days on which it was valid; documents print the name of their day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names")
    vi = models.CharField(max_length=255)
    en = models.CharField(max_length=255, blank=True)
    folded = models.CharField(max_length=255, editable=False, db_index=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="a_name_ends_after_it_begins",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.vi = nfc(self.vi)
        self.folded = fold(self.vi)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.vi


class OrganisationRelation(models.Model):
    """Renamed, merged, split, absorbed, below: what an organisation became, and when."""

    class Kind(models.TextChoices):
        RENAMED_TO = "renamed_to"
        MERGED_INTO = "merged_into"
        SPLIT_INTO = "split_into"
        ABSORBED_FUNCTION_OF = "absorbed_function_of"
        PARENT_OF = "parent_of"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(null=True)


class Membership(models.Model):
    """A person at an organisation, with dates; a person may have many. `void`: entered by mistake, never held."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    staff_code = models.CharField(_("staff code"), max_length=40, blank=True)  # the organisation's own number
    department = models.CharField(_("department"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day
    void = models.BooleanField(default=False)

    digested = ("person", "organisation", "valid_from", "valid_to", "void")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(valid_to=None), name="one_open_membership"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="a_membership_ends_after_it_begins"
            ),
            # Two sheets loaded at once, each with the same new worker: the second finds the first.
            models.UniqueConstraint(
                fields=["organisation", "staff_code"],
                condition=Q(valid_to=None) & ~Q(staff_code=""),
                name="one_person_per_staff_code",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "valid_to"], name="membership_by_organisation")]


class Role(Kept):
    """A role for a scope and a time. Given and ended only by action; never deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=16, choices=RoleKind.choices)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    branch = models.CharField(max_length=40, blank=True)  # a catalog.Branch code; people stand below the catalogue
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the last day

    digested = ("person", "kind", "organisation", "branch", "valid_from", "valid_to")
    kept_fields = ("person", "kind", "organisation", "branch", "valid_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "organisation", "branch"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="one_open_role_per_scope",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RoleKind.MANAGER) | Q(organisation__isnull=False), name="a_manager_manages_something"
            ),
        ]
        indexes = [models.Index(fields=["person", "valid_from"], name="role_by_person")]
