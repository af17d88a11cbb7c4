#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Names that are not two words in Latin letters, and two people of one name, through link-files with the model for people.

names.py PROGRAM
"""
import csv
import sys
import tempfile
from pathlib import Path

from parts import SOURCE, Tally, people
from refusals import Place

FORTY = " ".join(f"{name}{end}" for name in ("Ana", "Luiz", "Bruna", "Dinis", "Pedra") for end in ("", "ra", "ta", "lia", "na", "va", "do", "sa"))
# forename, middle name, surname, birth date, sex, postcode, telephone
PAIRS = {
    "scripts": [("محمد", "", "王", "1984-05-17", "M", "N15 4AB", "07700900611"), ("Mohammed", "", "Wang", "1984-05-17", "M", "N15 4AB", "07700900611")],
    "mononym": (("Sukarno", "", "", "1971-06-06", "M", "E1 7AA", "07009000001"), ("", "", "Sukarno", "1971-06-06", "M", "E1 7AA", "07009000001")),
    "unknown": (("FNU", "", "\u0645\u062d\u0645\u062f", "1972-08-09", "M", "E1 8AA", "07009000009"), ("\u0645\u062d\u0645\u062f", "", "LNU", "1972-08-09", "M", "E1 8AA", "07009000009")),
    "letters": (("J", "", "O", "1982-04-15", "F", "E2 7AB", "07009000002"), ("J", "", "O", "1982-04-15", "F", "E2 7AB", "07009000002")),
    "forty": ((FORTY, "", "da Silva", "1983-09-21", "F", "E3 7AD", "07009000003"), (FORTY.upper(), "", "Da  Silva", "1983-09-21", "F", "E3 7AD", "07009000003")),
    "han": (("\u5c0f\u660e", "", "\u738b", "1990-10-11", "M", "E4 7BA", "07009000004"), ("\u5c0f\u660e", "", "\u738b", "1990-10-11", "M", "E4 7BA", "07009000004")),
    "arabic": (("\u0645\u062d\u0645\u062f", "", "\u0627\u0644\u0647\u0627\u0634\u0645\u064a", "1991-11-12", "M", "E5 7BB", "07009000005"), ("\u0645\u062d\u0645\u062f", "", "\u0627\u0644\u0647\u0627\u0634\u0645\u064a", "1991-11-12", "M", "E5 7BB", "07009000005")),
    "strangers": (("\u5c0f\u660e", "", "\u738b", "1985-02-03", "M", "E6 7BD", "07009000006"), ("\u7f8e\u7389", "", "\u674e", "1985-02-03", "F", "E6 7BD", "07009000007")),
    "father": (("Ahmed", "", "Zaidi", "1961-03-24", "M", "E7 7DA", "07009000008"), ("Ahmed", "", "Zaidi", "1988-12-05", "M", "E7 7DA", "07481236650")),
}


def main():
    tally = Tally()
    check = tally.check
    with tempfile.TemporaryDirectory() as folder:
        place = Place(sys.argv[1], Path(folder), check)
        people(place.folder / "people.csv", 4000, 11)
        with open(place.folder / "people.csv", "a") as out:
            for name, two in PAIRS.items():
                for number, (forename, middle, surname, born, sex, postcode, phone) in enumerate(two):
                    out.write(f"{name}-{number},{forename},{middle},{surname},{born},{sex},{postcode},,{phone},{name}\n")
        code, answer, said = place.run("--train", "--pairs", "pairs.csv", "--clusters", "groups.csv", model=str(SOURCE / "definitions/linkage/people.yaml"))
        check(code == 0, "it runs", (answer, said))
        kept = {(row["left"], row["right"]): row for row in csv.DictReader(open(place.folder / "pairs.csv"))}
        group = {row["record"]: row["group"] for row in csv.DictReader(open(place.folder / "groups.csv"))}
        pair = {name: kept.get((f"{name}-0", f"{name}-1"), {}) for name in PAIRS}
        joined = {name for name in PAIRS if group[f"{name}-0"] == group[f"{name}-1"]}
        for name in ("letters", "forty", "han", "arabic"):
            check(pair[name].get("forename") == pair[name].get("surname") == "exact" and name in joined, f"equal names agree: {name}", pair[name])
        check(pair["mononym"].get("surname") == "one name" and "mononym" in joined, "one name, as a forename and as a surname, is one name", pair["mononym"])
        check(pair["unknown"].get("surname") == "one name" and "unknown" in joined, "and so it is where a word stands in the place of the other", pair["unknown"])
        check(pair["scripts"].get("forename") == pair["scripts"].get("surname") == "transliterated" and "scripts" in joined, "two scripts meet below exact", pair["scripts"])
        check("strangers" not in joined and pair["strangers"].get("forename", "other") == "other", "different names in Han letters do not agree", pair["strangers"])
        check("father" not in joined, "father and son of one name in one home, with telephones of their own, are two people", pair["father"])
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
