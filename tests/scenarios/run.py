#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the scenario tables through the real program, on SQLite or on PostgreSQL.

run.py PROGRAM sqlite|postgresql [FILE.scenario ...]
A line of a table is one run of the program. The columns say which kind: "asks for" a table, a "file" that comes in, or a
"document" to be brought into force.
"""
import pathlib
import shutil
import sys

import made_files
from place import NOW, SOURCE, Place, Tally
from postgres import with_store

HERE = pathlib.Path(__file__).resolve().parent
EXIT = {"given": 0, "the same": 0, "ok": 0, "accepted": 0, "failed": 1, "refused": 3, "errors": 4}
VIOLENCE_FEEDS = ["police-incidents", "police-stop-search", "ed-istv", "ambulance-calls"]


class Scenario:
    def __init__(self, file, line, title):
        self.file, self.line, self.title, self.place, self.rows = file, line, title, "", []

    def where(self, row):
        return f"{self.file.name}:{row['line']} ({self.title})"


def read(file):
    scenarios, columns = [], None
    for number, line in enumerate(file.read_text().splitlines(), 1):
        line = line.strip()
        if line.startswith("scenario:"):
            scenarios.append(Scenario(file, number, line.removeprefix("scenario:").strip()))
            columns = None
        elif line.startswith("place:"):
            scenarios[-1].place = line.removeprefix("place:").strip()
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if columns is None:
                columns = cells
                continue
            if len(cells) != len(columns):
                sys.exit(f"{file}:{number}: {len(cells)} cells under {len(columns)} columns")
            scenarios[-1].rows.append({"line": number, **dict(zip(columns, cells))})
        elif line and not line.startswith("#"):
            sys.exit(f"{file}:{number}: neither a scenario, a place, a row nor a remark: {line}")
    return scenarios


def make_place(words, program, postgres):
    if words.startswith("two years"):
        place = Place(program, postgres, months=24, people=30000)
        place.begin()
        place.agree()
        place.submit_all(*VIOLENCE_FEEDS)
        return place
    if words.startswith("three months"):
        place = Place(program, postgres, months=3, people=20000)
        place.begin()
        return place
    sys.exit(f"no such place: {words}")


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def asks(place, row, tally, where):
    out = place.path(f"answers/{row['line']}")
    question = ["release", row["asks for"], "--for", row["of"], "--by", row["who"], "--purpose", row["for"]]
    answer = place.verb(*question, "--out", out)
    tally.check(answer.exit_code == EXIT[row["answer"]], f"{where}: the answer is not '{row['answer']}'", answer.text)
    files = files_of(out)
    if row["answer"] == "refused":
        tally.check(not files, f"{where}: refused, and files came nevertheless", sorted(files))
        for code in row["reasons"].split(","):
            tally.check(f"  {code.strip()}" in answer.out, f"{where}: the reason {code} is not given", answer.text)
        tally.check("What helps:" in answer.out, f"{where}: no remedy is given", answer.text)
        return
    key = tuple(question)
    if row["answer"] == "the same":
        tally.check(files == place.released[key], f"{where}: other files than the first time")
        tally.check("given again" in answer.out, f"{where}: it does not say that the files are given again", answer.text)
        return
    place.released[key] = files
    tally.check("report.html" in files, f"{where}: no report", sorted(files))
    for name in sorted(files):
        # At the time of the release: a clock that leaps back and forth has entries of its own.
        proof = place.run("ledger", "verify", "--release-file", out / name, *(["--now", NOW] if place.synthetic else []))
        tally.check(proof.exit_code == 0 and "as ledger entry" in proof.out, f"{where}: the ledger does not know {name}",
                    proof.text)


def comes(place, row, tally, where):
    before = place.counts()
    content = made_files.make(row["file"], place)
    file = place.path("came-in.csv")
    file.unlink(missing_ok=True)
    if content is not None:
        file.write_bytes(content)
    answer = place.submit(row["to"], file)
    tally.check(answer.exit_code == EXIT[row["answer"]], f"{where}: the answer is not '{row['answer']}'", answer.text)
    for words in (row["says"], row["and"]):
        tally.check(words in answer.text, f"{where}: it does not say '{words}'", answer.text)
    after = place.counts()
    kept = after["source_record"] - before["source_record"]
    tally.check(kept == int(row["rows kept"]), f"{where}: {kept} rows were kept and not {row['rows kept']}", answer.text)
    if row["answer"] != "ok":
        tally.check(after == before, f"{where}: not taken in, and yet something changed", f"{before}\n{after}")
        tally.check(str(file.name) in answer.text, f"{where}: it does not say which file", answer.text)


def is_brought(place, row, tally, where):
    document = place.path(f"brought/{row['line']}") / row["document"]
    document.parent.mkdir(parents=True)
    shipped = SOURCE / "definitions/agreements/examples-refused" / row["document"]
    if shipped.exists():
        shutil.copy(shipped, document)
    signers = [] if row["signed by"] == "nobody" else row["signed by"].split(", ")
    for signer in signers:
        if signer.endswith(" for another"):
            # a good signature, under other words than it was given for
            agency = signer.removesuffix(" for another")
            place.sign(document, [agency])
            document.write_text(document.read_text().replace("version: 1", "version: 2"))
        else:
            place.sign(document, [signer])
    answer = place.verb("agreement", "add", document)
    tally.check(answer.exit_code == EXIT[row["answer"]], f"{where}: the answer is not '{row['answer']}'", answer.text)
    tally.check(row["says"] in answer.text, f"{where}: it does not say '{row['says']}'", answer.text)


def run_scenario(scenario, place, tally):
    kinds = {"asks for": asks, "file": comes, "document": is_brought}
    for row in scenario.rows:
        kind = next(kinds[column] for column in row if column in kinds)
        entries = place.leaves()
        kind(place, row, tally, scenario.where(row))
        if "entries" in row:
            more = place.leaves() - entries
            tally.check(more == int(row["entries"]), f"{scenario.where(row)}: {more} entries came, not {row['entries']}")
    tally.check(place.ledger_holds(), f"{scenario.file.name}: after '{scenario.title}' the ledger does not hold")


def people_come(place, tally):
    """Lists of people, well sent and badly sent: what is said of them must name nobody."""
    files = sorted(place.path("place/exports").glob("*/school-list/*"))
    for file in files[:2]:
        for words in [["check", file], ["check", file, "--suggest"], ["check", file, "--profile", "police-incidents", "--json"],
                      ["submit", "--feed", "police-incidents", file], ["submit", "--feed", "school-list", file],
                      ["submit", "--feed", "school-list", file, "--json"]]:
            place.verb(*words)
    for words in [["feeds", "--by", "analyst.csp"], ["quality", "--feed", "school-list", "--by", "lead.schools", "--json"],
                  ["quarantine", "--feed", "school-list", "--by", "analyst.csp"], ["ledger", "export", "--out", place.path("exported")]]:
        place.verb(*words)
    kept = int(place.query("SELECT count(*) FROM source_record WHERE sealed IS NOT NULL"))
    tally.check(kept > 0, "no list of people came in")


def main():
    program, store = sys.argv[1:3]
    files = [pathlib.Path(name) for name in sys.argv[3:]] or sorted(HERE.glob("*.scenario"))
    tally = Tally()

    def over(postgres):
        places = []
        try:
            for file in files:
                for scenario in read(file):
                    if not scenario.place.startswith("the same"):
                        places.append(make_place(scenario.place, program, postgres))
                        places[-1].released = {}
                    run_scenario(scenario, places[-1], tally)
            for place in places:
                people_come(place, tally)
                place.nobody_is_named(tally)
        finally:
            for place in places:
                place.remove()

    return with_store(store, tally, over)


sys.exit(main())
