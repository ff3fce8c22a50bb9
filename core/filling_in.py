"""Write a workbook to fill in: our columns with lists to choose from, checks on what is typed, and what each means."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.cells import read_address, read_date, read_day_minutes, read_language, read_minutes, read_yes
from core.import_rows import Reader
from core.languages import CODES
from core.sheets import Column

ROWS = 1_000
NEEDED = PatternFill("solid", fgColor="FFE8B3")
OTHER = PatternFill("solid", fgColor="E6E6E6")
WIDEST = 40
DAY_HOURS = 24
TEXT = "@"


@dataclass(frozen=True, slots=True)
class Sort:
    """How cells of one sort are filled in. says: what may stand there. kind: of the check. choices: of a list."""

    says: str
    kind: str = ""
    choices: tuple[str, ...] = ()


SORTS: dict[Reader, Sort] = {
    read_date: Sort("Een datum, zoals 2-3-2026.", "date"),
    read_minutes: Sort("Een aantal uren, zoals 7,5.", "hours"),
    read_day_minutes: Sort("De uren van een dag, zoals 7,5; niet meer dan 24.", "day"),
    read_yes: Sort("Ja of nee.", "list", ("ja", "nee")),
    read_language: Sort("De taal van de berichten.", "list", CODES),
    read_address: Sort("Een mailadres.", "address"),
}
TEXT_SORT = Sort("Tekst.")


def write_template(
    title: str,
    columns: Sequence[Column],
    readers: Mapping[str, Reader],
    *,
    choices: Mapping[str, Sequence[str]],
) -> bytes:
    """Write a workbook with an empty sheet to fill in, and a hidden one with the choices; what it says is Dutch.

    choices: what a column's cells are chosen from, by field.
    Needed columns have another colour; what can't be a date, hours, an address or a choice is refused while typing.
    """
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = title
    sheet.freeze_panes = "A2"
    lists = book.create_sheet("keuzes")
    lists.sheet_state = "hidden"
    guide = book.create_sheet("uitleg")
    guide.append(["kolom", "nodig", "wat"])
    for at, column in enumerate(columns, 1):
        sort = SORTS.get(readers[column.field], TEXT_SORT)
        if column.field in choices:
            sort = Sort("Kies uit de lijst.", "list", tuple(choices[column.field]))
        told = f"{sort.says} Moet ingevuld zijn." if column.is_required else sort.says
        letter = get_column_letter(at)
        head = sheet.cell(1, at, column.label)
        head.font, head.fill = Font(bold=True), NEEDED if column.is_required else OTHER
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = min(WIDEST, max(12, len(column.label) + 4))
        guide.append([column.label, "ja" if column.is_required else "", told])
        area = f"{letter}2:{letter}{ROWS + 1}"
        check = _check(sort, lists, at)
        if check is not None:
            check.errorTitle, check.error, check.showErrorMessage = column.label, told[:200], True
            check.promptTitle, check.prompt, check.showInputMessage = column.label[:30], told[:200], True
            sheet.add_data_validation(check)
            check.add(area)
        if not sort.kind:
            # Else a number such as 0012 loses its zeros.
            sheet.column_dimensions[letter].number_format = TEXT
    for letter, width in (("A", 26), ("B", 8), ("C", 90)):
        guide.column_dimensions[letter].width = width
    for cell in guide[1]:
        cell.font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _check(sort: Sort, lists: Worksheet, at: int) -> DataValidation | None:
    if sort.kind == "list":
        letter = get_column_letter(at)
        for row, choice in enumerate(sort.choices, 1):
            lists.cell(row, at, choice)
        return DataValidation(
            type="list", formula1=f"keuzes!${letter}$1:${letter}${len(sort.choices)}", allow_blank=True
        )
    if sort.kind == "date":
        return DataValidation(
            type="date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2099,12,31)", allow_blank=True
        )
    if sort.kind == "hours":
        # A time of day such as 7:30 is a number below 1 to a spreadsheet, and passes as well.
        return DataValidation(type="decimal", operator="between", formula1="0", formula2="9999", allow_blank=True)
    if sort.kind == "day":
        return DataValidation(
            type="decimal", operator="between", formula1="0", formula2=str(DAY_HOURS), allow_blank=True
        )
    if sort.kind == "address":
        letter = get_column_letter(at)
        return DataValidation(type="custom", formula1=f'ISNUMBER(FIND("@",{letter}2))', allow_blank=True)
    return None
