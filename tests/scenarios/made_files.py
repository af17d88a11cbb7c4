# SPDX-License-Identifier: Apache-2.0
"""The files of bad-input.scenario, by the names it gives them."""
import os

HEADER = "Crime No.,Date Reported,Offence Date,Offence Time,Offence Type,Location,Easting,Northing,Beat,Outcome"


def row(number, day="14/08/2026", time="21:30", easting="417848", northing="488178", outcome="Under investigation",
        kind="Violence with injury"):
    return f"{number},{day},{day},{time},{kind},Market Street,{easting},{northing},NC12,{outcome}"


def table(*rows, header=HEADER):
    return ("\r\n".join([header, *rows]) + "\r\n").encode("cp1252")


def first_rows(mark):
    return [row(f"{mark}/2026/1"), row(f"{mark}/2026/2", time="22:10")]


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
        "columns that map to nothing": table("42,green", header="Shoe size,Favourite colour"),
        "a good file": table(*first_rows("GO"), row("GO/2026/3")),
        "a correction of the good file": table(row("GO/2026/3", outcome="Charged")),
        "a date in the future": table(*first_rows("FU"), row("FU/2026/3", day="14/08/2031")),
        "a point in the sea": table(*first_rows("SE"), row("SE/2026/3", easting="600000", northing="600000")),
        "a point in another force's area": table(*first_rows("AN"), row("AN/2026/3", easting="458900", northing="304500")),
        "a ragged row": table(*first_rows("RA"), row("RA/2026/3"), "RA/2026/4,14/08/2026,too few"),
        "the same row twice": table(*first_rows("TW"), row("TW/2026/3"), row("TW/2026/3")),
        "one reference, two stories": table(*first_rows("ST"), row("ST/2026/3", outcome="Charged"),
                                            row("ST/2026/3", outcome="No suspect")),
    }[name]
