"""The accounts that are printed: one for each kind of person, with passwords made at random per installation."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lms.people.states import RoleKind


@dataclass(frozen=True)
class Account:
    """`person` is an id of content/people.yaml or one of EXTRA_PEOPLE; `kind` is what the terminal prints."""

    person: str
    kind: str
    role: RoleKind | None = None


ACCOUNTS = (
    Account("NG08", "học viên"),
    Account("NG06", "giảng viên", RoleKind.TRAINER),
    Account("NG10", "đầu mối đơn vị", RoleKind.MANAGER),
    Account("NG05", "chuyên viên", RoleKind.OFFICER),
    Account("NG30", "lãnh đạo", RoleKind.LEADERSHIP),
    Account("TT01", "thanh tra", RoleKind.AUDITOR),
    Account("QT01", "quản trị", RoleKind.ADMINISTRATOR),
    Account("NV01", "người đã rời đơn vị"),
)

# Kinds of person that people.yaml has none of; fictional like the rest.
EXTRA_PEOPLE = (
    {"id": "TT01", "full_name": "Thái Minh Quân", "gender": "nam", "birth_year": 1974, "organisation": "skhcn-hp"},
    {"id": "QT01", "full_name": "Từ Thị Hồng Gấm", "gender": "nữ", "birth_year": 1983, "organisation": "skhcn-hp"},
    {"id": "NV01", "full_name": "Âu Dương Khải", "gender": "nam", "birth_year": 1992, "organisation": "DN06"},
)


def email_of(person: str) -> str:
    """The fictional address of a demonstration person."""
    return f"{person.lower()}@demo.example"


def _file() -> Path:
    return Path(settings.VAR) / "keys" / "demo-accounts.json"


def passwords() -> dict[str, str]:
    """Password by e-mail address; made on the first call, kept readable by the owner only."""
    path = _file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(json.dumps({email_of(each.person): secrets.token_urlsafe(9) for each in ACCOUNTS}))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def forget() -> None:
    """Make new passwords next time (after `demo --fresh`)."""
    _file().unlink(missing_ok=True)


def printed() -> str:
    """The table that the terminal shows."""
    known = passwords()
    lines = [f"  {each.kind:<22}{email_of(each.person):<24}{known[email_of(each.person)]}" for each in ACCOUNTS]
    return "\n".join(["Tài khoản của bản trình diễn (mật khẩu riêng của máy này):", *lines])
