"""Headers are recognised however a school's system writes them."""

import pytest

from core.sheets import Column, read


@pytest.mark.parametrize("header", ["e-mail begeleider", "begeleider e-mail", "Begeleider_Email", "BEGELEIDER  E-MAIL"])
def test_the_order_of_a_headers_words_makes_no_difference(header: str) -> None:
    columns = (Column("dossier", ("dossiernummer",)), Column("email", ("e-mail begeleider",)))
    sheet = read(f"dossiernummer;{header}\nD1;ria@kale.example\n".encode(), columns)
    assert not sheet.unknown
    assert sheet.rows[0].cells["email"] == "ria@kale.example"
