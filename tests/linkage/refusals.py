#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What link-files refuses, and how it says so.

refusals.py PROGRAM
"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from parts import SOURCE, Tally

MODEL = """format: concordat-linkage/1
name: refusals
fields:
  - {field: forename, kind: forename, standard: true}
  - {field: surname, kind: surname, standard: true}
  - {field: dob, kind: date_of_birth, standard: true}
candidates: [[surname], [dob]]
comparisons:
  - name: forename
    fields: [forename]
    levels:
      - {level: exact, when: {exact: forename}, m: "0.9", u: "0.01"}
      - {level: near, when: {jaro_winkler: forename, at_least: 85}, m: "0.05", u: "0.01"}
      - {level: other, m: "0.05", u: "0.98"}
  - name: dob
    fields: [dob]
    levels:
      - {level: exact, when: {exact: dob}, m: "0.9", u: "0.01"}
      - {level: other, m: "0.1", u: "0.99"}
prior: {rules: [[surname, dob]], probability: "0.1"}
thresholds: {keep: "0.000000001", join: 50}
"""
PEOPLE = """id,forename,surname,dob,person,school
a,Amira,Khan,2001-02-03,1,north
b,Amira,Khan,2001-02-03,1,south
c,Tom,Okafor,2003-05-06,2,north
"""


class Place:
    """A folder with a model and a file of people, and the verb on them."""

    def __init__(self, program, folder, check):
        self.program, self.folder, self.check = str(Path(program).resolve()), folder, check
        (folder / "model.yaml").write_text(MODEL)
        (folder / "people.csv").write_text(PEOPLE)

    def run(self, *words, files=("people.csv",), model="model.yaml"):
        done = subprocess.run([self.program, "link-files", *files, "--model", model, "--json", *words], capture_output=True, text=True, cwd=self.folder,
                              env={**os.environ, "CONCORDAT_DEFINITIONS": str(SOURCE / "definitions")})
        return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr

    def refuses(self, code, *words, what=None, **more):
        """The finding that says so."""
        exit_code, answer, said = self.run(*words, **more)
        findings = answer.get("findings", [])
        self.check(exit_code == 4 and [one["code"] for one in findings] == [code], what or code, (exit_code, answer, said))
        return findings[0] if findings else {}


def quality(place, check):
    code, _, said = place.run("--by-group", "school")
    check(code == 2 and "--truth" in said, "a group to report by without the truth", said)
    code, answer, _ = place.run("--by-group", "school", "--truth", "person")
    check(code == 0 and [one["group"] for one in answer["quality"]["by_group"]] == ["north", "south"], "with it", answer)


def own_files(place, check):
    before = (place.folder / "people.csv").read_bytes()
    os.symlink("people.csv", place.folder / "soft.csv")
    os.link(place.folder / "people.csv", place.folder / "hard.csv")
    (place.folder / "sub").mkdir()
    place.refuses("linkage.same-file", "--pairs", "people.csv", what="pairs over the file that is read")
    for name in ("soft.csv", "hard.csv", "sub/../people.csv", "model.yaml"):
        for option in ("--pairs", "--clusters", "--report", "--learned"):
            found = place.refuses("linkage.same-file", option, name)
            check(option in found.get("message", "") and found.get("remedy"), "which option it is", found)
    place.refuses("linkage.same-file", "--pairs", "out.csv", "--clusters", "./out.csv", what="one name for two, of a file that is not there yet")
    place.refuses("linkage.same-file", "--explain", "a", "b", "--picture", "people.csv", what="a picture over the file that is read")
    (place.folder / "out.csv.part").write_bytes(before)
    place.refuses("linkage.same-file", "--pairs", "out.csv", files=("out.csv.part",), what="the name that pairs have while they are written")
    check((place.folder / "people.csv").read_bytes() == before and not (place.folder / "out.csv").exists(), "nothing was written")
    check(place.run("--pairs", "pairs.csv", "--clusters", "groups.csv", "--report", "report.json")[0] == 0, "names of their own")


def absent_file(place, check):
    for files, absent in ((("people.csv", "gone.csv"), "gone.csv"), (("lost.csv", "people.csv"), "lost.csv")):
        code, answer, _ = place.run(files=files)
        check(code != 0 and answer.get("about") == absent, "which of two files is not there", answer)


def ids(place, check):
    """What is written names records by their ids."""
    two = PEOPLE + ",Zoe,Li,2003-05-07,3,north\nb,Tom,Okafor,2003-05-06,2,north\n\n,Zoe,Lee,2003-05-08,4,south\n"
    (place.folder / "twice.csv").write_text(two)
    exit_code, answer, said = place.run(files=("twice.csv",))
    found = answer.get("findings", [])
    check(exit_code == 4 and [one["code"] for one in found] == ["linkage.id-blank", "linkage.id-twice", "linkage.id-blank"], "an id stands twice, and two rows have none", (exit_code, answer, said))
    check([one["line"] for one in found] == [5, 6, 8] and all(one["file"] == "twice.csv" and "--id" in one["remedy"] for one in found), "row, file and remedy", found)
    check("'b'" in found[1]["message"] and "row 3" in found[1]["message"] and "no id" in found[0]["message"] and "'id'" in found[0]["message"], "the id and the other row; the column", found)
    (place.folder / "blank.csv").write_text(PEOPLE + " ,Zoe,Li,2003-05-07,3,north\n")
    found = place.refuses("linkage.id-blank", files=("blank.csv",), what="one row alone without an id")
    check(found.get("line") == 5 and found.get("file") == "blank.csv", "which it is", found)
    check(place.run("--id", "dob", files=("blank.csv",))[0] == 4, "another column")
    check(place.run("--id", "dob", files=("people.csv",))[0] == 4, "a column in which values repeat")
    check(place.run(files=("people.csv", "people.csv"))[0] == 0, "each file has its own ids")
    many = "id,forename,surname,dob\n" + "x,Amira,Khan,2001-02-03\n" * 30
    (place.folder / "many.csv").write_text(many)
    found = place.run(files=("many.csv",))[1].get("findings", [])
    check(len(found) == 10 and "19 more" in found[-1]["message"], "the first few and how many more", found)


def explained_and_written(place, check):
    """What is asked for beside an explanation is written too."""
    names = {"--pairs": "e-pairs.csv", "--clusters": "e-groups.csv", "--report": "e-report.json", "--learned": "e-learned.yaml"}
    words = [word for pair in names.items() for word in pair]
    code, answer, said = place.run("--explain", "a", "b", *words)
    check(code == 0 and answer.get("left") == "a" and "weight" in answer, "the explanation", (answer, said))
    check([name for name in names.values() if not (place.folder / name).exists()] == [], "every file that was asked for")
    check(place.run(*[word.replace("e-", "n-") for word in words])[0] == 0, "the same without one")
    for name in ("pairs.csv", "groups.csv"):
        check((place.folder / f"e-{name}").read_bytes() == (place.folder / f"n-{name}").read_bytes(), f"the same {name}")
    exit_code, _, _ = place.run("--explain", "a", "nobody", "--pairs", "none.csv")
    check(exit_code == 4 and not (place.folder / "none.csv").exists(), "of an id that is not there nothing is written")


def optional_columns(place, check):
    """A list may lack what the model marks optional, and the report says so."""
    columns = MODEL.replace("candidates:", "  - {field: phone, kind: phone, standard: true}\n  - {field: sex, kind: sex, standard: true, several: true}\ncandidates:")
    (place.folder / "columns.yaml").write_text(columns)
    code, answer, _ = place.run(model="columns.yaml")
    check(code == 4 and [one["code"] for one in answer["findings"]] == ["linkage.no-column"] * 2 and "optional: true" in answer["findings"][0]["remedy"], "asked for", answer)
    (place.folder / "columns.yaml").write_text(columns.replace("kind: phone, standard: true", "kind: phone, standard: true, optional: true").replace("several: true", "several: true, optional: true"))
    code, answer, _ = place.run(model="columns.yaml")
    check(code == 0 and answer["columns_absent"] == [{"file": "people.csv", "field": "phone"}, {"file": "people.csv", "field": "sex"}], "optional", answer)
    check(place.run()[1]["columns_absent"] == [], "none is absent")
    (place.folder / "few.csv").write_text("id,forename,surname,dob\n1,Amira,Khan,2001-02-03\n2,Amira,Khan,2001-02-03\n3,Tom,Okafor,2003-05-06\n")
    code, answer, said = place.run("--train", files=("few.csv",), model=str(SOURCE / "definitions/linkage/people.yaml"))
    check(code == 0 and {one["field"] for one in answer["columns_absent"]} == {"middle_name", "sex", "postcode", "nhs_number", "phone"}, "names and birth dates are enough", (answer, said))


def by_way_of_others(place, check):
    """Two records that a third alone holds in one group: the pair it hangs on is named."""
    (place.folder / "chain.csv").write_text("id,forename,surname,dob\n" + "a,Amira,Khan,2001-02-03\nb,Amira,Khan,2005-06-07\nc,Amirah,Khan,2005-06-07\nd,Tom,Khan,2005-06-07\ne,Zoe,Li,1999-01-02\nf,Zoe,Khan,1999-01-02\n")
    explain = lambda one, other: place.run("--explain", one, other, files=("chain.csv",), model="loose.yaml")
    (place.folder / "loose.yaml").write_text(MODEL.replace('thresholds: {keep: "0.000000001", join: 50}', 'thresholds: {keep: "0.000000001", join: 40}'))
    code, answer, said = explain("a", "c")
    check(code == 0 and (answer["hangs_on"]["left"], answer["hangs_on"]["right"]) == ("a", "b") and answer["weight"] < answer["hangs_on"]["weight"], "by way of b", (answer, said))
    check("hangs_on" not in explain("b", "c")[1], "two that hold together by themselves")
    check("hangs_on" not in explain("a", "e")[1], "two of two groups")


def headings(place, check):
    """Whatever kind the model gives it: no column that describes people. The catalogue's and the profiles' names for such fields among them."""
    with open(SOURCE / "definitions/fields.csv") as file:
        dropped = {row["id"]: row for row in csv.DictReader(file) if row["storage"] == "dropped"}
    check(len(dropped) >= 8, "the catalogue drops fields", list(dropped))
    names = {"IC Code", "SDE", "eth", "Nat", "appearance", "mother tongue", "Ethnic_Origin", "first-language", "EAL", "Country of Birth", "Skin colour"}
    for row in dropped.values():
        names.update([row["label"], row["id"], *filter(None, row["synonyms"].split("|"))])
    for profile in sorted((SOURCE / "definitions/profiles").glob("*.yaml")):
        for field, found in re.findall(r"\{field: (\w+),.*?headers: \[(.*?)\]", profile.read_text()):
            if field in dropped:
                names.update(json.loads(f"[{found}]"))
    model = MODEL.replace("{field: surname, kind: surname, standard: true}", '{field: surname, column: ["HEADING"], kind: identifier}')
    def answer(heading):
        (place.folder / "described.csv").write_text(PEOPLE.replace("surname", heading, 1))
        (place.folder / "described.yaml").write_text(model.replace("HEADING", heading))
        code, said, _ = place.run(files=("described.csv",), model="described.yaml")
        return code, [one["code"] for one in said.get("findings", [])]
    for name in sorted(names):
        check(answer(name) == (4, ["linkage.not-allowed"]), f"the heading '{name}' is refused", answer(name))
    for name in ("Nat Ins No", "Traced", "National Insurance Number", "Local authority", "Policy number", "Method", "Case reference", "NHS number", "Tracey"):
        check(answer(name)[0] == 0, f"the heading '{name}' is taken", answer(name))


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(sys.argv[1], Path(folder), tally.check)
        for part in (quality, own_files, absent_file, ids, explained_and_written, optional_columns, by_way_of_others, headings):
            part(place, tally.check)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
