"""The columns of a roster, by which headings they are known, and how their cells are read."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kernel import clock
from lms.kernel.names import fold, nfc
from lms.people.states import Gender

OLDEST, YOUNGEST = 100, 14  # years; the youngest age at which one may be employed (Labour Code 2019, art. 145)


@dataclass(frozen=True)
class Column:
    """`heading` is what our template prints (content, in Vietnamese); `also` are other headings it is known by."""

    name: str
    heading: str
    also: tuple[str, ...] = ()
    hint: str = ""


COLUMNS = (
    Column("full_name", "Họ và tên", ("ho ten", "ten", "full name", "name"), "bắt buộc, đủ dấu, như sẽ in trên giấy chứng nhận"),  # noqa: E501 - reads as a table
    Column("email", "Thư điện tử", ("email", "e-mail", "dia chi email", "dia chi thu dien tu"), "để trống nếu không có: sẽ được cấp thẻ"),  # noqa: E501
    Column("staff_code", "Mã nhân viên", ("ma nv", "ma so nhan vien", "staff code"), "mã của đơn vị, giúp nhận ra người không có thư điện tử"),  # noqa: E501
    Column("birth_year", "Năm sinh", ("nam sinh", "year of birth"), "bốn chữ số"),
    Column("gender", "Giới tính", ("gioi tinh", "phai", "gender"), "nam hoặc nữ"),
    Column("department", "Bộ phận", ("phong", "phong ban", "to", "don vi", "department"), ""),
    Column("position", "Chức vụ", ("chuc danh", "vi tri", "position"), ""),
    Column("tax_code", "Mã số thuế", ("mst", "ma so thue don vi", "tax code"), "của đơn vị"),
    Column("run", "Mã lớp", ("lop", "lop hoc", "class"), "để trống nếu chọn lớp khi nạp"),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
_KNOWN = {fold(heading): each.name for each in COLUMNS for heading in (each.heading, *each.also)}
_GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE, "male": Gender.MALE, "female": Gender.FEMALE, "": Gender.UNSAID}
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
LONGEST = {"full_name": 200, "email": 254, "staff_code": 40, "department": 120, "position": 200}


class Unreadable(ValueError):
    """A cell that cannot be read; its words are the reason."""


def column_of(heading: str) -> str | None:
    """The column's name for a heading as typed: with or without marks, stars and explanations in brackets."""
    return _KNOWN.get(fold(re.sub(r"\(.*?\)|[*:]", " ", heading)))


def tax_check_digit(ten: str) -> int:
    """The last digit of a tax code from its first nine: 10 − (Σ dᵢ·wᵢ mod 11), w = 31 29 23 19 17 13 7 5 3.

    Source: the General Department of Taxation's rule as python-stdnum states it (docs/decisions/11). Ten is no digit.
    """
    return 10 - sum(int(digit) * weight for digit, weight in zip(ten, _TAX_WEIGHTS, strict=False)) % 11


def read_tax_code(text: str) -> str:
    """Ten digits, or thirteen as 0123456789-001; a wrong check digit is named with the right one.

    A spreadsheet that took it for a number dropped the zero in front (Hải Phòng's codes begin with 02); it comes back.
    """
    digits = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"\d{9}(-\d{3})?", digits):
        digits = f"0{digits}"
    found = re.fullmatch(r"(\d{9})(\d)(-?\d{3})?", digits)
    if not found:
        raise Unreadable(_("A tax code has ten digits."))
    right = tax_check_digit(found[1])
    if right != int(found[2]):
        if right == 10:
            raise Unreadable(_("No tax code begins like this."))
        raise Unreadable(
            _("The last digit should be {digit}. Did you mean {code}?").format(digit=right, code=f"{found[1]}{right}")
        )
    return found[1] + found[2] + (f"-{found[3][-3:]}" if found[3] else "")


def read_name(text: str) -> str:
    if not text:
        raise Unreadable(_("The full name is missing."))
    if len(text.split()) < 2:
        raise Unreadable(_("Please give family name and given name."))
    if not all(sign.isalpha() or sign in " '’.-" for sign in text):
        raise Unreadable(_("A name has letters only."))
    return text


def read_email(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise Unreadable(_("This is not an e-mail address.")) from None
    return text.lower()


def read_year(text: str) -> int | None:
    if not text:
        return None
    this_year = clock.today().year
    found = re.fullmatch(r"(?:\d{1,2}[/-]\d{1,2}[/-])?(\d{4})(?:\.0)?(?:-\d\d-\d\d.*)?", text)
    if not found or not this_year - OLDEST <= int(found[1]) <= this_year - YOUNGEST:
        raise Unreadable(_("The year of birth has four digits, as in 1990."))
    return int(found[1])


def read_gender(text: str) -> str:
    known = _GENDERS.get(fold(text))
    if known is None:
        raise Unreadable(_("Write “nam” or “nữ”, or leave it empty."))
    return str(known)


def read_text(text: str) -> str:
    return text


READERS = {"full_name": read_name, "email": read_email, "birth_year": read_year, "gender": read_gender}
FORMULA = gettext_lazy("The cell holds a formula. Please write plain text.")
_FORMULA = re.compile(r"[=+@]|-(?!\s|\d+(?:[.,]\d+)?$|$)")


def looks_like_formula(text: str) -> bool:
    """What a spreadsheet computes, or would when it opens the text again: -2+3 too, but -5 and "- Tổ 1" are text."""
    return bool(_FORMULA.match(text))


def read_cell(name: str, text: str) -> object:
    """The cell's value. Raises Unreadable with the reason."""
    clean = nfc(text)
    if looks_like_formula(clean):
        raise Unreadable(str(FORMULA))
    if len(clean) > LONGEST.get(name, 255):
        raise Unreadable(_("The text is too long: at most {n} characters.").format(n=LONGEST.get(name, 255)))
    return READERS.get(name, read_text)(clean)
