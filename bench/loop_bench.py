#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The month's loop of a partnership: 24 months of a district's raw files of the emergency department, the ambulance service and
the police become the depersonalised hotspot map with its report page, and the hotspot brief with what limits it.

loop_bench.py CONCORDAT [--people 300000] [--months 24]
Figures: seconds, wall and CPU of every process, of each step. Fails where the machine's part takes 10 s or more (by CPU or wall,
whichever is the kinder: other work may hold the machine). Making the files, the hub and its agreements is not counted.
"""
import argparse
import os
import pathlib
import resource
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/scenarios"))
from place import Place, must  # noqa: E402

GOAL = 10
FEEDS = ("ed-istv", "ambulance-calls", "police-incidents")


class Clock:
    def __init__(self):
        self.steps = []

    def time(self, name, act):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        answer = act()
        after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
        self.steps.append((name, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
        return answer


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--people", type=int, default=300_000)
    arguments.add_argument("--months", type=int, default=24)
    told = arguments.parse_args()
    place, clock, rows = Place(os.path.realpath(told.program), months=told.months, people=told.people), Clock(), 0
    place.begin()
    place.agree()
    for feed in FEEDS:
        files = sorted(place.path("place/exports").glob(f"*/{feed}/*"))
        answer = clock.time(f"submit {len(files)} files of {feed}", lambda: must(place.verb("submit", "--json", "--feed", feed, *files)))
        rows += sum(one["read"] for one in answer.json())
    asks = ("--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "strategic-assessment")
    for look in ("patterns", "hotspots", "contrast"):
        clock.time(look, lambda: must(place.verb(look, *asks, "--out", place.path(look))))
    edition = clock.time("hotspot brief", lambda: must(place.verb("product", "open", "hotspot-brief", "--purpose", "violence-hotspot-analysis", "--by", "analyst.csp", "--json"))).json()
    pages = list(place.path("hotspots").glob("*.html"))
    wall, cpu = sum(step[1] for step in clock.steps), sum(step[2] for step in clock.steps)
    for name, one, spent in clock.steps:
        print(f"{name:40} {one:6.2f} s, {spent:6.2f} s of CPU")
    print(f"{told.months} months, {told.people:,} people, {rows:,} rows: {wall:.2f} s, {cpu:.2f} s of CPU (goal under {GOAL} s); "
          f"{len(pages)} report page, edition {edition['id']}")
    return 0 if pages and min(wall, cpu) < GOAL else 1


sys.exit(main())
