#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What link-files takes a cell for: dates as people write them, names that are none, values too long to be one.

reading.py PROGRAM
"""
import csv
import sys
import tempfile
from pathlib import Path

from parts import SOURCE, Tally, people
from refusals import MODEL, Place

NAMES = MODEL.replace("  - name: dob\n", """  - name: surname
    fields: [surname]
    levels:
      - {level: exact, when: {exact: surname}, m: "0.9", u: "0.01"}
      - {level: other, m: "0.1", u: "0.99"}
  - name: dob
""")


def first_of_january(place, check):
    """The day that systems write where none is known says less than a birth date that agrees."""
    people(place.folder / "many.csv", 3000, 5)
    lines = (place.folder / "many.csv").read_text().splitlines()
    for number in range(1, 600):  # of every person some, so that strangers share such a day
        cells = lines[number].split(",")
        cells[4] = f"{2000 + number % 6}-01-01"
        lines[number] = ",".join(cells)
    pair = "Mohammed,,Khan,{},M,N15 4AB,,,P-{}"
    lines += [f"J{number}," + pair.format("01/01/2005", "J") for number in (1, 2)] + [f"D{number}," + pair.format("2003-07-19", "D") for number in (1, 2)]
    (place.folder / "many.csv").write_text("\n".join(lines) + "\n")

    def dob(left, right):
        code, answer, said = place.run("--train", "--explain", left, right, files=("many.csv",), model=str(SOURCE / "definitions/linkage/people.yaml"))
        parts = [part for part in answer.get("parts", []) if part["comparison"] == "dob"]
        check(code == 0 and parts, "an explanation", (answer, said))
        return parts[0]["level"], sum(part["bits"] for part in parts)

    placeholder, exact = dob("J1", "J2"), dob("D1", "D2")
    check(placeholder[0] == "one 1 January" and exact[0] == "exact", "their levels", (placeholder, exact))
    check(placeholder[1] < exact[1] - 3, "1 January says less by three bits", (placeholder, exact))


def main():
    tally = Tally()
    check = tally.check
    with tempfile.TemporaryDirectory() as folder:
        place = Place(sys.argv[1], Path(folder), check)
        (place.folder / "model.yaml").write_text(NAMES)

        def run(*rows, **more):
            (place.folder / "people.csv").write_text("id,forename,surname,dob\n" + "".join(f"{number},{row}\n" for number, row in enumerate(rows)))
            return place.run("--pairs", "pairs.csv", **more)

        def levels(left, right):
            code, answer, said = run(left, right)
            check(code == 0, "it runs", (answer, said))
            pairs = list(csv.DictReader(open(place.folder / "pairs.csv")))
            return pairs[0] if pairs else {}, answer, said

        for written in ("07/03/85", "7 March 1985", "7th March 1985", "07-Mar-1985", "March 7, 1985", "19850307", "1985-03-07 00:00", "7.3.1985"):
            pair, answer, said = levels("Ada,Khan,1985-03-07", f"Ada,Khan,{written!r}".replace("'", '"'))
            check(pair.get("dob") == "exact" and answer["unreadable"] == [] and not said, f"{written} is a date", (pair, answer, said))
        for written in ("31/02/1985", "2099-03-07", "07/03/2099", "1985", "next week", "March 1985"):
            pair, answer, said = levels("Ada,Khan,1985-03-07", f"Ada,Khan,{written}")
            check(pair.get("dob") == "missing" and answer["unreadable"] == [{"field": "dob", "values": 1}], f"{written} is no birth date", (pair, answer))
            check(said.count("\n") == 1 and "1 of 'dob'" in said and written not in said, "one line says so, without the value", said)
        pair, answer, said = levels("Ada,Khan,2099-01-02", "Ada,Khan,2099-01-02")
        check(pair.get("dob") == "missing" and answer["unreadable"][0]["values"] == 2, "a birth date to come agrees with nothing", (pair, answer))
        pair, answer, said = levels("Ada,Khan,00/00/0000", "Ada,Khan,")
        check(pair.get("dob") == "missing" and answer["unreadable"] == [] and not said, "a date of noughts says that none is known", answer)

        for surname in ("Na", "Null", "Test", "None"):
            check(levels(f"Ada,{surname},1985-03-07", f"Ada,{surname},1985-03-07")[0].get("surname") == "exact", f"{surname} is a surname")
        check(levels("Na,Li,1985-03-07", "Na,Li,1985-03-07")[0].get("forename") == "exact", "Na is a forename")
        check(levels("None,Li,1985-03-07", "NULL,Li,1985-03-07")[0].get("forename") == "missing", "None is no forename")
        for forename in ("FNU", "fnu", "Baby", "BABY GIRL", "Unknown"):
            check(levels(f"{forename},Li,1985-03-07", f"{forename},Li,1985-03-07")[0].get("forename") == "missing", f"{forename} is no forename")
        for surname in ("LNU", "FNU", "unknown"):
            check(levels(f"Ada,{surname},1985-03-07", f"Ada,{surname},1985-03-07")[0].get("surname") == "missing", f"{surname} is no surname")
        for surname in ("Baby", "Luu"):
            check(levels(f"Ada,{surname},1985-03-07", f"Ada,{surname},1985-03-07")[0].get("surname") == "exact", f"{surname} is a surname")
        for words in ("Test,Test", "null,null", "NA,na", "n/a,unknown"):
            pair = levels(f"{words},1985-03-07", f"{words},1985-03-07")[0]
            check(pair.get("forename") == pair.get("surname") == "missing", f"{words} is nobody's name", pair)

        long_name = "Ana " * 240
        check(levels(f"{long_name},Li,1985-03-07", f"{long_name},Li,1985-03-07")[0].get("forename") == "exact", "a name of 240 parts")
        code, answer, _ = run("Ada,Khan,1985-03-07", "A" * 200_000 + ",Khan,1985-03-07", "B" * 200_000 + ",Khan,1985-03-07")
        found = answer.get("findings", [])
        check(code == 4 and [(one["code"], one["line"], one["file"]) for one in found] == [("linkage.too-long", 3, "people.csv")] and "'forename'" in found[0]["message"],
              "a value too long: which file, row and field", str(answer)[:400])
        first_of_january(place, check)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
