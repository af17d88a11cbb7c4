#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A column that holds several values, several columns for one field, and the days on which a value held, through link-files.

several.py PROGRAM
"""
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from parts import Tally

MODEL = """format: concordat-linkage/1
name: several
fields:
  - {field: forename, kind: forename, standard: true}
  - {field: surname, column: [surname, former surname], kind: surname, standard: true, several: true}
  - {field: dob, kind: date_of_birth, standard: true}
  - {field: postcode, kind: postcode, standard: true, several: true, separator: " | ", from: [since], to: [until]}
  - {field: phone, column: [home, mobile], kind: phone, standard: true, several: true}
candidates: [[dob]]
comparisons:
  - name: surname
    fields: [surname]
    levels:
      - {level: exact, when: {exact: surname}, m: "0.9", u: "0.01"}
      - {level: other, m: "0.1", u: "0.99"}
  - name: postcode
    fields: [postcode]
    levels:
      - {level: exact, when: {exact: postcode}, m: "0.9", u: "0.01"}
      - {level: other, m: "0.1", u: "0.99"}
  - name: phone
    fields: [phone]
    levels:
      - {level: both, when: {shares: phone, at_least: 2}, m: "0.5", u: "0.0001"}
      - {level: one, when: {shares: phone}, m: "0.4", u: "0.01"}
      - {level: other, m: "0.1", u: "0.9899"}
prior: {rules: [[dob]], probability: "0.1"}
thresholds: {keep: "0.000000001", join: 50}
"""
HEAD = "id,forename,surname,former surname,dob,postcode,since,until,home,mobile\n"


def main():
    program = sys.argv[1]
    tally = Tally()
    check = tally.check

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.yaml").write_text(MODEL)

        def levels(left, right, head=HEAD, expect=0):
            (folder / "people.csv").write_text(head + left + "\n" + right + "\n")
            done = subprocess.run([program, "link-files", str(folder / "people.csv"), "--model", str(folder / "model.yaml"), "--json", "--pairs", str(folder / "pairs.csv")],
                                  capture_output=True, text=True)
            check(done.returncode == expect, "link-files", done.stdout + done.stderr)
            if expect:
                return json.loads(done.stdout)
            pairs = list(csv.DictReader(open(folder / "pairs.csv")))
            return {key: pairs[0][key] for key in ("surname", "postcode", "phone")} if pairs else {}

        a = "a,Amira,Khan,Okafor,2001-02-03,N1 1AB | SE5 7QT,2010-01-01 | 2015-05-01,2015-04-30,020 7946 0001,07700 900001"
        check(levels(a, "b,Amira,OKAFOR,,03/02/2001,se57qt,,,07700900001,02079460001") == {"surname": "exact", "postcode": "exact", "phone": "both"},
              "a former name, the second address and both telephones agree")
        check(levels(a, "b,Amira,Novak,,2001-02-03,N1 1AB,2019-01-01,,02079460001,") == {"surname": "other", "postcode": "exact", "phone": "one"}, "an address that was left agrees")
        earlier = "a,Amira,Khan,,2001-02-03,N1 1AB,2010-01-01,2015-04-30,,"
        check(levels(earlier, "b,Amira,Khan,,2001-02-03,SE5 7QT,2015-05-01,,,")["postcode"] == "missing", "two addresses one after the other say nothing")
        check(levels(earlier, "b,Amira,Khan,,2001-02-03,SE5 7QT,2014-05-01,,,")["postcode"] == "other", "two addresses at one time differ")
        check(levels(a, "b,Amira,Khan,,2001-02-03,N1 1AB,,,020 7946 0001,", head=HEAD.replace("since", "from when"), expect=4)["findings"][0]["code"] == "linkage.no-column",
              "a column of days that is not there")
        check(levels(a, "b,Amira,Khan,,2001-02-03,N1 1AB,,,020 7946 0001,", head=HEAD.replace("former surname", "nationality"))["surname"] == "exact", "a column that is not there")
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
