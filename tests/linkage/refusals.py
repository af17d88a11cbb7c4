#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What link-files refuses, and how it says so.

refusals.py PROGRAM
"""
import json
import os
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


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(sys.argv[1], Path(folder), tally.check)
        for part in (quality,):
            part(place, tally.check)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
