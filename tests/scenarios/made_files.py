# SPDX-License-Identifier: Apache-2.0
"""The files of bad-input.scenario, by the names it gives them."""
import html
import io
import os
import zipfile

HEADER = "Crime No.,Date Reported,Offence Date,Offence Time,Offence Type,Location,Easting,Northing,Beat,Outcome"


def row(number, day="14/08/2026", time="21:30", easting="417848", northing="488178", outcome="Under investigation",
        kind="Violence with injury"):
    return f"{number},{day},{day},{time},{kind},Market Street,{easting},{northing},NC12,{outcome}"


def table(*rows, header=HEADER):
    return ("\r\n".join([header, *rows]) + "\r\n").encode("cp1252")


def first_rows(mark):
    return [row(f"{mark}/2026/1"), row(f"{mark}/2026/2", time="22:10")]


def workbook(sheets):
    """An Excel workbook: sheets by name, each a list of rows of texts."""
    def cell(text):
        return f'<c t="inlineStr"><is><t>{html.escape(text)}</t></is></c>'

    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", f'<Relationships><Relationship Id="m" Type="{kinds}officeDocument" Target="xl/workbook.xml"/></Relationships>')
        names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1))
        book.writestr("xl/workbook.xml", f'<workbook xmlns:r="r"><sheets>{names}</sheets></workbook>')
        links = "".join(f'<Relationship Id="s{n}" Type="{kinds}worksheet" Target="worksheets/{n}.xml"/>' for n in range(1, len(sheets) + 1))
        book.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        for n, rows in enumerate(sheets.values(), 1):
            cells = "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows)
            book.writestr(f"xl/worksheets/{n}.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return packed.getvalue()


def make(name, place):
    """The bytes of a file, or None where there is none."""
    if name == "no file at all":
        return None
    if name == "another feed's file":
        return place.export("police-incidents 2026-09").read_bytes()
    return {
        "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + os.urandom(3000),
        "an empty file": b"",
        "headers only": table(),
        "a column that maps to nothing": table("A/1,42", header="Crime Number,Shoe size"),
        "columns that map to nothing": table("42,green", header="Shoe size,Favourite colour"),
        "a good file": table(*first_rows("GO"), row("GO/2026/3")),
        "a correction of the good file": table(row("GO/2026/3", outcome="Charged")),
        "a date in the future": table(*first_rows("FU"), row("FU/2026/3", day="14/08/2031")),
        "a point in the sea": table(*first_rows("SE"), row("SE/2026/3", easting="600000", northing="600000")),
        "a point in another force's area": table(*first_rows("AN"), row("AN/2026/3", easting="458900", northing="304500")),
        "an Excel workbook": workbook({"Cover": [["Made up"]], "Data": [HEADER.split(",")] + [one.split(",") for one in first_rows("XL")]}),
        "an old Excel workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "a cut workbook": workbook({"Data": [["a", "b"]]})[:300],
        "a ragged row": table(*first_rows("RA"), row("RA/2026/3"), "RA/2026/4,14/08/2026,too few"),
        "the same row twice": table(*first_rows("TW"), row("TW/2026/3"), row("TW/2026/3")),
        "one reference, two stories": table(*first_rows("ST"), row("ST/2026/3", outcome="Charged"),
                                            row("ST/2026/3", outcome="No suspect")),
    }[name]
