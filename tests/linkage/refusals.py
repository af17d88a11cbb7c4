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
        for part in (quality, own_files, absent_file, headings):
            part(place, tally.check)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
