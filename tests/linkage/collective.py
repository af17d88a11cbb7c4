#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What pairs settle at once their groups are known, through link-files: beside their own weight, the same for any number of
threads and parts, explained, and held against a truth; a model that does not ask for it gives what it gave.

collective.py PROGRAM
"""
import csv
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from parts import SOURCE, Tally, people


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def look_at(check, folder):
    own, settled = rows(folder / "evidence-pairs.csv"), rows(folder / "one-pairs.csv")
    check("settled" not in own[0] and "settled_probability" in settled[0], "the columns", (own[0], settled[0]))
    alone = {tuple(row.values()): None for row in own}
    stripped = [tuple(value for name, value in row.items() if not name.startswith("settled")) for row in settled]
    kept = [row for row in stripped if row in alone]
    check(kept == list(alone), "pairs that were kept have their own weights and levels, in the same order")
    group = {row["record"]: row["group"] for row in rows(folder / "one-groups.csv")}
    within = {(row["left"], row["right"]) for row in settled if float(row["settled_probability"]) >= 0.95}
    check(within == {(row["left"], row["right"]) for row in settled if group[row["left"]] == group[row["right"]]}, "what settles at 95 % and what is within groups")
    members = {}
    for record, number in group.items():
        members.setdefault(number, []).append(record)
    pairs = sum(len(list(itertools.combinations(records, 2))) for records in members.values())
    check(len(within) == pairs, "every pair within a group is told", (len(within), pairs))
    check(len(settled) > len(own) and any(row["weight"] != row["settled"] for row in settled), "what groups know changes nothing")
    return settled


def explain(check, run, settled):
    group_of_two = next(row for row in settled if float(row["settled_probability"]) >= 0.95)
    between = next(row for row in settled if row["weight"] != row["settled"] and float(row["settled_probability"]) < 0.95)
    for row, one_group in ((group_of_two, True), (between, False)):
        code, why = run("--explain", row["left"], row["right"])
        check(code == 0 and abs(why["weight"] - float(row["weight"])) < 0.01 and abs(why["settled"] - float(row["settled"])) < 0.01, "both weights are explained", (row, why))
        check(why["groups"]["one_group"] == one_group, "how the groups stand", why)
        parts = why["groups"]["parts"]
        check(one_group or abs(sum(part["bits"] for part in parts) - why["settled"]) < 0.01, "what the groups say makes the sum", why)


def main():
    program = sys.argv[1]
    tally = Tally()
    check = tally.check
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        people(folder / "people.csv", 4000, 11)
        model = (SOURCE / "definitions/linkage/people.yaml").read_text().replace("random_pairs: 10000000", "random_pairs: 300000")
        check("groups: collective" in model, "our own model asks for it")
        (folder / "model.yaml").write_text(model)
        (folder / "plain.yaml").write_text(model.replace("groups: collective", "groups: evidence"))

        def run(*words, model="model.yaml", train=True):
            done = subprocess.run([program, "link-files", str(folder / "people.csv"), "--model", str(folder / model), "--json", *(["--train"] if train else []), *words],
                                  capture_output=True, text=True)
            return done.returncode, json.loads(done.stdout) if done.stdout else {}

        files = lambda name: ["--pairs", str(folder / f"{name}-pairs.csv"), "--clusters", str(folder / f"{name}-groups.csv")]
        truth = ["--truth", "true_person_id", "--by-group", "sex"]
        code, plain = run(*files("evidence"), *truth, model="plain.yaml")
        check(code == 0 and "settled" not in plain["quality"], "a model that does not ask for it", plain.get("quality"))
        code, one = run(*files("one"), *truth, "--threads", "1", "--learned", str(folder / "learned.yaml"))
        quality = one["quality"]
        check(code == 0 and quality["settled"]["best_pairs"]["f1"] >= quality["best_pairs"]["f1"], "both are held against the truth", quality)
        check("recall_gap" in quality["settled"] and len(quality["settled"]["pairs"]) == len(quality["pairs"]), "by group and threshold", quality["settled"])
        check(quality["best_pairs"] == plain["quality"]["best_pairs"], "single pairs by their own evidence stay what they are")
        run(*files("four"), "--threads", "4")
        work = ["--work", str(folder / "work")]
        for words in (["--plan", "3"], ["--part", "1"], ["--part", "2"], ["--part", "3"], ["--merge"], ["--part", "1"], ["--part", "2"], ["--part", "3"], ["--merge", *files("parts")]):
            code, _ = run(*work, *words)
            check(code == 0, "a run in parts", words)
        for other in ("four", "parts"):
            for what in ("pairs", "groups"):
                check((folder / f"{other}-{what}.csv").read_bytes() == (folder / f"one-{what}.csv").read_bytes(), f"{other} gave other {what}")
        settled = look_at(check, folder)
        explain(check, lambda *words: run(*words, model="learned.yaml", train=False), settled)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
