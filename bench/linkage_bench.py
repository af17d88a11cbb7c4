#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Linkage over made-up people: seconds, memory, pairs a second and quality, against a plain implementation in the same run.

linkage_bench.py PROGRAM [--records 1000000] [--threads 2] [--runs 3] [--model people-peer|people] [--plain 100000]

The people come from ../shared/tools/make_people.py (or CONCORDAT_SHARED) with seed 1. The baseline is a textbook
implementation, below, of the same candidate rules and levels on the same file, one thread, no cache: what one would write in
an afternoon. It is run on --plain records, and its seconds a scored pair are what the ratio is of. The documented peer's
figures (its own best configuration, two cores, quiet machine) stand beside. Exit code 1 where the number of scored pairs or
the quality is not the peer's.
"""
import argparse
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[1]
SHARED = pathlib.Path(os.environ.get("CONCORDAT_SHARED", SOURCE.parent / "shared"))
# pairs scored, and the documented peer: seconds of all phases, peak MB, pairs a second in prediction, best pair F1
PEER = {100_000: (438_656, 10.8, 487, 0.38e6, 0.9675), 1_000_000: (11_044_275, 33.8, 2430, 0.72e6, 0.9617)}
RULES = [("forename", "surname"), ("surname", "dob"), ("forename", "dob"), ("dob", "postcode"), ("postcode", "surname"),
         ("postcode", "forename"), ("nhs_number",), ("phone",)]


def jaro_winkler(a, b):
    if a == b:
        return 1.0
    reach = max(len(a), len(b)) // 2 - 1
    taken, left = [False] * len(b), []
    for i, letter in enumerate(a):
        for j in range(max(0, i - reach), min(len(b), i + reach + 1)):
            if not taken[j] and b[j] == letter:
                taken[j] = True
                left.append(letter)
                break
    m = len(left)
    if m == 0:
        return 0.0
    right = [letter for j, letter in enumerate(b) if taken[j]]
    moved = sum(x != y for x, y in zip(left, right)) // 2
    jaro = (m / len(a) + m / len(b) + (m - moved) / m) / 3
    if jaro <= 0.7:
        return jaro
    same = 0
    while same < min(4, len(a), len(b)) and a[same] == b[same]:
        same += 1
    return jaro + same * 0.1 * (1 - jaro)


def name_level(a, b):
    if (not a["forename"] or not b["forename"]) and (not a["surname"] or not b["surname"]):
        return 0
    known = a["forename"] and b["forename"] and a["surname"] and b["surname"]
    if known and a["forename"] == b["forename"] and a["surname"] == b["surname"]:
        return 1
    if known and a["forename"] == b["surname"] and a["surname"] == b["forename"]:
        return 2
    if known:
        near = min(jaro_winkler(a["forename"], b["forename"]), jaro_winkler(a["surname"], b["surname"]))
        if near >= 0.88:
            return 3 if near >= 0.92 else 4
    if a["surname"] and a["surname"] == b["surname"]:
        return 5
    return 6 if a["forename"] and a["forename"] == b["forename"] else 7


def plain(path):
    """Candidates by dictionaries, each pair once by a set, names by Jaro-Winkler: seconds and pairs."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    begin = time.perf_counter()
    seen, levels = set(), [0] * 8
    for rule in RULES + ["swapped"]:
        blocks = {}
        fields = ("forename", "surname", "dob") if rule == "swapped" else rule
        for number, row in enumerate(rows):
            key = tuple(row[field] for field in fields)
            if all(key):
                blocks.setdefault((*sorted(key[:2]), key[2]) if rule == "swapped" else key, []).append(number)
        for block in blocks.values():
            for i, left in enumerate(block):
                for right in block[i + 1:]:
                    a, b = rows[left], rows[right]
                    if rule == "swapped" and not (a["forename"] == b["surname"] and a["surname"] == b["forename"]):
                        continue
                    if (left, right) in seen:
                        continue
                    seen.add((left, right))
                    levels[name_level(a, b)] += 1
    return time.perf_counter() - begin, len(seen)


def median(values):
    return sorted(values)[len(values) // 2]


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("program")
    ask.add_argument("--records", type=int, default=1_000_000)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--model", default="people-peer")
    ask.add_argument("--plain", type=int, default=100_000)
    to = ask.parse_args()
    maker = SHARED / "tools/make_people.py"
    if not maker.exists():
        print("no maker of people here: nothing is measured")
        return 0
    model = next(path for path in (SOURCE / f"bench/models/{to.model}.yaml", SOURCE / f"definitions/linkage/{to.model}.yaml") if path.exists())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def made(records):
            path = folder / f"people-{records}.csv"
            if not path.exists():
                subprocess.run([sys.executable, str(maker), "--records", str(records), "--seed", "1", "--out", str(path)], check=True, stderr=subprocess.DEVNULL)
            return path

        reports = []
        for _ in range(to.runs):
            done = subprocess.run([to.program, "link-files", str(made(to.records)), "--model", str(model), "--train", "--threads", str(to.threads),
                                   "--truth", "true_person_id", "--report", str(folder / "report.json"), "--quiet"], stdout=subprocess.DEVNULL)
            if done.returncode != 0:
                return 1
            reports.append(json.loads((folder / "report.json").read_text()))
        load = os.getloadavg()[0]
        one = reports[0]
        names = [phase["phase"] for phase in one["phases"] if phase["phase"] not in ("evaluate", "write")]
        took = {name: median([next(p["seconds"] for p in r["phases"] if p["phase"] == name) for r in reports]) for name in names}
        cpu = {name: median([next(p["cpu_seconds"] for p in r["phases"] if p["phase"] == name) for r in reports]) for name in names}
        peak = max(phase["peak_bytes"] for phase in one["phases"] if phase["phase"] in names) / 1e6
        total, quality = sum(took.values()), one["quality"]
        print(f"{to.records:,} records, model {to.model}, {to.threads} threads, median of {to.runs} runs, load {load:.1f}")
        for name in names:
            print(f"  {name:<10} {took[name]:8.3f} s  {cpu[name]:8.3f} s of processor")
        rate = one["pairs_scored"] / took["predict"]
        print(f"  all        {total:8.3f} s, {peak:,.0f} MB, {one['pairs_scored']:,} pairs scored, {rate / 1e6:.2f} M pairs/s in predict")
        print(f"  best pairs F1 {quality['best_pairs']['f1']:.4f}, best groups F1 {quality['best_clusters']['f1']:.4f}")
        seconds, pairs = plain(made(to.plain))
        print(f"  plain implementation, {to.plain:,} records: {seconds:.1f} s for {pairs:,} pairs, {pairs / seconds / 1e6:.3f} M pairs/s; ours is {rate / (pairs / seconds):,.0f} times that")
        good = True
        if to.model == "people-peer" and to.records in PEER:
            expected, peer_seconds, peer_mb, peer_rate, peer_f1 = PEER[to.records]
            print(f"  documented peer {peer_seconds} s, {peer_mb:,} MB, {peer_rate / 1e6:.2f} M pairs/s, F1 {peer_f1}: ours takes 1/{peer_seconds / total:.1f} of the time, "
                  f"1/{peer_mb / peak:.1f} of the memory, {rate / peer_rate:.1f} times the pairs a second")
            good = one["pairs_scored"] == expected and abs(quality["best_pairs"]["f1"] - peer_f1) < 0.003
            if not good:
                print(f"  MISSED: {expected:,} pairs and F1 {peer_f1} were expected")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
