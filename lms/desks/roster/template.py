"""The sheet people fill in, and refused rows given back: content in Vietnamese, whatever language asks for it."""

import csv
import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from lms.desks.roster.columns import COLUMNS
from lms.desks.roster.models import RosterRow

_INK, _TINT = "FFFFFF", "0D5569"
_WIDE = {"full_name": 30, "email": 30, "position": 26, "department": 22}
_GUIDE = (
    "Mỗi người một dòng. Không đổi tên cột; ô để trống thì thông tin đang có giữ nguyên.",
    "Người có địa chỉ thư điện tử nhận thư báo. Người không có thì được cấp thẻ có mã và số PIN để đăng nhập.",
    "Nạp lại cùng một tệp không ghi trùng người. Trước khi nạp, hệ thống cho xem trước từng dòng.",
)


def blank() -> bytes:
    """The template as XLSX: the headings on the first sheet, what they mean on the second."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, place, column.heading)
        cell.font, cell.fill = Font(bold=True, color=_INK), PatternFill("solid", fgColor=_TINT)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDE.get(column.name, 16)
        sheet.column_dimensions[letter].number_format = "@"  # text: staff codes and tax codes keep their zeros
    sheet.freeze_panes = "A2"
    guide = book.create_sheet("Hướng dẫn")
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 20, 80
    for line in (*((column.heading, column.hint) for column in COLUMNS), *(("", words) for words in _GUIDE)):
        guide.append(line)
    return _bytes(book)


def filled(rows: Iterable[dict[str, str]]) -> bytes:
    """A sheet with people in it, {column: text} each."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    sheet.append([column.heading for column in COLUMNS])
    for row in rows:
        sheet.append([row.get(column.name, "") for column in COLUMNS])
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused_csv(rows: Iterable[RosterRow]) -> str:
    """Refused rows with their reasons, as CSV for a spreadsheet: with BOM, and nothing in it computes."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Dòng", "Cột", "Lý do", *(column.heading for column in COLUMNS)])
    headings = {column.name: column.heading for column in COLUMNS}
    for row in rows:
        cells = [row.facts.get(column.name, "") for column in COLUMNS]
        line = [str(row.number), headings.get(row.column, ""), row.reason, *cells]
        writer.writerow([f"'{text}" if text.startswith(("=", "+", "-", "@")) else text for text in line])
    return out.getvalue()
