#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Submits one month of every feed of a district of 300,000 people into SQLite: the first agencies' and the later ones'.

month_bench.py CONCORDAT [--people 300000]
Figures: seconds of CPU, both processes together, over all files; rows; peak resident memory. Fails where a goal is missed.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

GOAL_CPU_SECONDS = 60
GOAL_FEEDS = 12
MONTH = "2026-09"  # the last of a quarter, so that the quarterly returns are among the files
FEED = re.compile(r"    - \{id: ([\w-]+), agency: ([\w-]+), title: .*, profile:")


def run(program, *words):
    return subprocess.run([program, *map(str, words)], check=True, capture_output=True, text=True).stdout


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program")
    arguments.add_argument("--people", type=int, default=300_000)
    told = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(told.program, "synth", folder / "place", "--months", 1, "--people", told.people, "--last-month", MONTH)
        hub = ["--database", f"sqlite:{folder}/hub.db", "--now", "2026-11-10T12:00:00Z"]
        partnership = folder / "place/partnership.yaml"
        run(told.program, "init", *hub, "--partnership", partnership)
        feeds, rows, cpu, peak = 0, 0, 0.0, 0
        for feed, agency in FEED.findall(partnership.read_text()):
            files = sorted((folder / "place/exports" / agency / feed).glob("*"))
            if not files:
                continue
            for one in json.loads(run(told.program, "submit", *hub, "--feed", feed, "--json", *files)):
                rows, cpu, peak = rows + one["read"], cpu + one["cpu_seconds"], max(peak, one["peak_bytes"])
            feeds += 1
    print(f"one month, {told.people:,} people: {feeds} feeds (goal {GOAL_FEEDS} or more), {rows:,} rows, {cpu:.2f} s CPU "
          f"(goal {GOAL_CPU_SECONDS}), peak {peak / 1e6:.0f} MB")
    return 1 if cpu > GOAL_CPU_SECONDS or feeds < GOAL_FEEDS else 0


sys.exit(main())
