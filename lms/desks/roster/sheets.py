"""Reading a spreadsheet as text: XLSX, or CSV in UTF-8 (with or without BOM), UTF-16 or Windows-1258."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from lms.desks.roster.columns import BY_NAME, column_of
from lms.kernel.errors import BadInput
from lms.kernel.names import nfc

MOST_ROWS = 10_000
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024  # of text: an XLSX is a packed archive, and a small file may hold a very large one
FURTHEST = 50_000  # rows, empty ones counted: some programs write a million of them
HEADING_WITHIN = 20  # rows: titles may stand above the headings
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no text has them, and PostgreSQL stores no NUL


@dataclass(frozen=True)
class Line:
    """A row: its number as the spreadsheet shows it, and the text of each known column."""

    number: int
    cells: dict[str, str]


def read(content: bytes) -> list[Line]:
    """The rows below the headings, without empty ones. Raises BadInput with a sentence that names the row."""
    if len(content) > MOST_BYTES:
        raise BadInput(_("The file is larger than {n} MB.").format(n=MOST_BYTES // 1024**2))
    rows = _rows(content)
    columns: dict[int, str] | None = None
    lines: list[Line] = []
    for number, row in rows:
        if columns is None:
            columns = _columns(row, number)
            if columns is None and number >= HEADING_WITHIN:
                break
            continue
        if number > FURTHEST:
            raise BadInput(_("Row {row}: the sheet goes on too far. Please delete the empty rows.").format(row=number))
        cells = {name: row[place] for place, name in columns.items() if place < len(row) and row[place]}
        if cells:
            lines.append(Line(number, cells))
            if len(lines) > MOST_ROWS:
                raise BadInput(
                    _("Row {row}: a sheet holds at most {n} people. Please split it.").format(row=number, n=MOST_ROWS)
                )
    if columns is None:
        raise BadInput(_("Row 1: the column “{column}” is missing.").format(column=BY_NAME["full_name"].heading))
    if not lines:
        raise BadInput(_("The sheet has headings, and nobody below them."))
    return lines


def _columns(row: list[str], number: int) -> dict[int, str] | None:
    """Place → column, where this row holds the headings; None where it does not."""
    found: dict[int, str] = {}
    for place, heading in enumerate(row):
        name = column_of(heading)
        if name in found.values():
            raise BadInput(
                _("Row {row}: the column “{column}” appears twice.").format(row=number, column=heading.strip())
            )
        if name:
            found[place] = name
    if len(found) < 2 and "full_name" not in found.values():
        return None
    if "full_name" not in found.values():
        missing = BY_NAME["full_name"].heading
        raise BadInput(_("Row {row}: the column “{column}” is missing.").format(row=number, column=missing))
    if not {"email", "staff_code"} & set(found.values()):
        missing = f"{BY_NAME['email'].heading}” / “{BY_NAME['staff_code'].heading}"
        raise BadInput(_("Row {row}: the column “{column}” is missing.").format(row=number, column=missing))
    return found


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    if content.startswith(b"PK"):
        return _from_xlsx(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(
            _("This is an old Excel file, or one locked with a password. Please save it as .xlsx without a password.")
        )
    return _from_csv(_decoded(content))


def _from_xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            text = [each.file_size for each in packed.infolist() if not each.filename.startswith("xl/media/")]
            if sum(text) > MOST_UNPACKED:
                raise BadInput(_("This file is too large when unpacked."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_text(value) for value in row]
    except BadInput:
        raise
    except Exception as trouble:  # noqa: BLE001 - whatever the library raises on what is no workbook
        raise BadInput(_("This is not a spreadsheet that can be read. Please send .xlsx or .csv.")) from trouble


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (ArrayFormula, DataTableFormula)):
        return "="
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return nfc(_CONTROL.sub("", str(value)))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise BadInput(_("This is not a spreadsheet that can be read. Please send .xlsx or .csv."))


def _from_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=lambda sign: _headings(text, sign)))
    number = 0
    try:
        for number, row in enumerate(reader, start=1):  # a cell may hold a line break: rows are counted, not lines
            yield number, [nfc(cell) for cell in row]
    except csv.Error as trouble:
        raise BadInput(_("Row {row}: this line cannot be read.").format(row=number + 1)) from trouble


def _headings(text: str, delimiter: str) -> int:
    """The most headings that one of the first lines holds when it is cut at this sign."""
    lines = text[:65_536].splitlines()[:HEADING_WITHIN]
    return max((sum(bool(column_of(cell.strip(' "'))) for cell in line.split(delimiter)) for line in lines), default=0)
