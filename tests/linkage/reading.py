#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What link-files takes a cell for: dates as people write them, names that are none, values too long to be one.

reading.py PROGRAM
"""
import csv
import sys
import tempfile
from pathlib import Path

from parts import Tally
from refusals import MODEL, Place

NAMES = MODEL.replace("  - name: dob\n", """  - name: surname
    fields: [surname]
    levels:
      - {level: exact, when: {exact: surname}, m: "0.9", u: "0.01"}
      - {level: other, m: "0.1", u: "0.99"}
  - name: dob
""")


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
        for words in ("Test,Test", "null,null", "NA,na", "n/a,unknown"):
            pair = levels(f"{words},1985-03-07", f"{words},1985-03-07")[0]
            check(pair.get("forename") == pair.get("surname") == "missing", f"{words} is nobody's name", pair)

        long_name = "Ana " * 240
        check(levels(f"{long_name},Li,1985-03-07", f"{long_name},Li,1985-03-07")[0].get("forename") == "exact", "a name of 240 parts")
        code, answer, _ = run("Ada,Khan,1985-03-07", "A" * 200_000 + ",Khan,1985-03-07", "B" * 200_000 + ",Khan,1985-03-07")
        found = answer.get("findings", [])
        check(code == 4 and [(one["code"], one["line"], one["file"]) for one in found] == [("linkage.too-long", 3, "people.csv")] and "'forename'" in found[0]["message"],
              "a value too long: which file, row and field", str(answer)[:400])
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
