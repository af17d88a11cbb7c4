#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Submits the 24 real months of street-level crime, and the same ten times over, into SQLite.

submit_bench.py CONCORDAT [--times 10]
Figures: rows per second of CPU, both processes together; peak resident memory, both together; and how the cost of a row
grows when the months are ten times as long. Fails where a goal is missed. The data are read in place, from the folder in
CONCORDAT_SHARED (default ../shared beside the project); without them it says so and ends well.
"""
import argparse
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CONCORDAT_SHARED", ROOT.parent / "shared")) / "data"
GOAL_ROWS_PER_CPU_SECOND = 100_000
AIM_ROWS_PER_CPU_SECOND = 150_000
GOAL_PEAK_MB = 150
GOAL_GROWTH = 1.3  # CPU a row at ten times the size, against CPU a row at the size as found

PARTNERSHIP = """partnership:
  format: concordat-partnership/1
  id: bench
  name: "Bench"
  synthetic: true
  release_area: {kind: lsoa, vintage: 2011}
  agencies:
    - {id: bench-police, kind: police, name: "Police"}
  feeds:
    - {id: street, agency: bench-police, profile: police-uk-street, every: P1M, due_within: P60D, first_period: "2019-12"}
  areas:
    - {kind: lsoa, vintage: 2011, files: [%s], code_property: LSOA11CD, name_property: LSOA11NM}
"""


def unpack(source, target, times):
    """Writes one file a month; where it is to be longer, each copy gets crime ids of its own."""
    rows = 0
    for path in sorted(source.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            table = list(csv.reader(stream))
        with open(target / path.stem, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(table[0])
            for copy in range(times):
                for row in table[1:]:
                    writer.writerow([row[0][: 64 - len(str(copy))] + str(copy) if row[0] and copy else row[0], *row[1:]])
                    rows += 1
    return rows


def measure(program, folder, partnership, times):
    months = folder / f"months{times}"
    months.mkdir()
    written = unpack(SHARED / "police/leicestershire/street", months, times)
    database = f"sqlite:{folder}/bench{times}.db"
    subprocess.run([program, "init", "--database", database, "--partnership", partnership], check=True, capture_output=True)
    done = subprocess.run([program, "submit", "--database", database, "--feed", "street", "--json", *map(str, sorted(months.iterdir()))],
                          check=True, capture_output=True, text=True)
    files = json.loads(done.stdout)
    rows = sum(f["read"] for f in files)
    assert rows == written == sum(f["accepted"] + f["quarantined"] + f["skipped"] for f in files)
    return rows, sum(f["cpu_seconds"] for f in files), max(f["peak_bytes"] for f in files) / 1e6


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program")
    arguments.add_argument("--times", type=int, default=10)
    told = arguments.parse_args()
    if not (SHARED / "police/leicestershire/street").is_dir():
        print("submit_bench: the real months are not here; nothing measured")
        return 0
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        boundaries = ", ".join(f'"{p}"' for p in sorted((SHARED / "boundaries/lsoa11").glob("E*.json")))
        partnership = folder / "partnership.yaml"
        partnership.write_text(PARTNERSHIP % boundaries)
        cost = {}
        for times in (1, told.times):
            rows, cpu, peak = measure(told.program, folder, str(partnership), times)
            cost[times] = cpu / rows
            print(f"submit, 24 months x {times}: {rows} rows, {cpu:.2f} s CPU, {rows / cpu:,.0f} rows per CPU second "
                  f"(goal {GOAL_ROWS_PER_CPU_SECOND:,}, aim {AIM_ROWS_PER_CPU_SECOND:,}), peak {peak:.0f} MB (goal {GOAL_PEAK_MB})")
            failed |= peak > GOAL_PEAK_MB or (times == 1 and rows / cpu < GOAL_ROWS_PER_CPU_SECOND)
        growth = cost[told.times] / cost[1]
        print(f"cost of a row at {told.times} times the size: {growth:.2f} of that at once (goal {GOAL_GROWTH})")
        failed |= growth > GOAL_GROWTH
    return 1 if failed else 0


sys.exit(main())
