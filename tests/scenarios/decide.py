#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""agreement decide, why, what-if, plan, simulate and replay on a made-up scenario of agreements with the right answer of
each request, written apart from this project. Skips where the generator is absent.

decide.py PROGRAM
"""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from place import SOURCE, Tally

SHARED = pathlib.Path(os.environ.get("CONCORDAT_SHARED", SOURCE / "../shared"))
TOOLS = SHARED / "tools"
GATEWAY = '''  - id: "bench-gateway"
    title: "Of the scenario"
    kind: "power"
    authority: "implied"
    forms: ["aggregate", "depersonalised", "pseudonymised", "personalised"]
    status: "in_force"
    checked: "project"
    nations: ["E", "W"]
    lifts_confidence: "no"
    statute: "-"
    section: "-"
    purposes: ["*"]
    disclosers: ["any_controller"]
    recipients: ["any_controller"]
    excludes: []
    needs: []
    note: "-"
    url: "https://example.org/"
'''


def definitions_for(folder, scenario):
    """The shipped definitions and the words of the scenario."""
    shutil.copytree(SOURCE / "definitions", folder)
    head = (folder / "fields.csv").read_text().split("\n", 1)[0].split(",")
    fixed = {"domain": "event", "type": "code", "sensitivity": "neutral", "form": "both", "holders": "all", "depersonalise": "keep",
             "linkage": "none", "standardiser": "code", "storage": "open", "checked": "project"}
    with open(folder / "fields.csv", "a") as out:
        for field in scenario["fields"]:
            row = fixed | {"id": field, "aliases": "bench." + field, "label": field}
            out.write(",".join(row.get(column, "") for column in head) + "\n")
    with open(folder / "purposes.yaml", "a") as out:
        out.writelines(f'  - id: {purpose}\n    title: "{purpose}"\n' for purpose in scenario["purposes"])
    roles = (folder / "roles.yaml").read_text()
    with open(folder / "roles.yaml", "a") as out:
        out.writelines(f'  - {{id: {role}, title: "{role}"}}\n' for role in scenario["roles"] if f"id: {role}," not in roles)
    with open(folder / "gateways.yaml", "a") as out:
        out.write(GATEWAY)


def run(program, *words):
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, timeout=900)


def scenario_of(place, count):
    made = place / f"{count}.json"
    world = place / f"world{count}"
    subprocess.run(["node", TOOLS / "gen_scenario.mjs", made, str(count)], check=True, capture_output=True)
    subprocess.run(["node", TOOLS / "scenario_to_yaml.mjs", made, world], check=True, capture_output=True)
    return json.loads(made.read_text()), world


def decide(program, tally, place, definitions, world, count):
    out = place / f"decisions{count}.jsonl"
    answer = run(program, "agreement", "decide", world, "--facts", world / "users.json", "--requests", world / "requests.jsonl",
                 "--out", out, "--definitions", definitions, "--json")
    tally.check(answer.returncode == 0, f"deciding over {count} agreements failed", answer.stdout + answer.stderr)
    if answer.returncode != 0:
        return tally.end()
    report = json.loads(answer.stdout)
    tally.check(report["differ"] == 0 and report["expected"] == 20000, f"{count} agreements: wrong decisions", report)
    tally.check(report["without_reason_or_remedy"] == 0, f"{count} agreements: a refusal without reason or remedy", report)
    lines = out.read_text().splitlines()
    tally.check(len(lines) == 20000, "a line of answers is missing", len(lines))
    for number, line in enumerate(lines[:2000], 1):
        one = json.loads(line)
        good = one["line"] == number and all(no["why"] and no["could_be_lawful_by"] for no in one["refuse"])
        if not good:
            tally.check(False, "an answer without reason or remedy", line)
            return
    tally.check(True, "every answer has its reason")


def closely(program, tally, definitions, world):
    common = ["--facts", world / "users.json", "--requests", world / "requests.jsonl", "--definitions", definitions]
    expected = [json.loads(line)["expect"] for line in (world / "requests.jsonl").read_text().splitlines()[:40]]
    for line, expect in enumerate(expected, 1):
        answer = run(program, "agreement", "why", world, *common, "--line", line, "--json")
        tally.check(answer.returncode == (0 if expect == "permit" else 3), f"why of line {line}", answer.stdout + answer.stderr)
    refused = expected.index("refuse") + 1
    text = run(program, "agreement", "why", world, *common, "--line", refused).stdout
    tally.check("rules between" in text and "no   " in text, "why tells no rules", text)
    day_is_told(program, tally, definitions, world)
    plan = run(program, "agreement", "plan", world, *common, "--line", refused)
    tally.check(plan.returncode == 0 and "rules between" in plan.stdout, "plan", plan.stdout + plan.stderr)
    barred = run(program, "agreement", "what-if", world, *common, "--line", expected.index("permit") + 1, "--set", "purpose=immigration", "--json")
    tally.check(barred.returncode == 3, "a barred purpose in what-if", barred.stdout + barred.stderr)
    if barred.returncode == 3:
        told = json.loads(barred.stdout)
        tally.check(told["before"]["decision"] == "disclose" and told["after"]["refuse"][0]["reasons"] == ["barred-purpose"], "what-if", told)
    for words, code in ((["--set", "age"], 2), (["--set", "colour=red"], 4), (["--set", "age=15", "--line", "99999999"], 4)):
        answer = run(program, "agreement", "what-if", world, *common, *words)
        tally.check(answer.returncode == code and answer.stderr, f"what-if {words}", answer.stdout + answer.stderr)


def day_is_told(program, tally, definitions, world):
    """A request without a day is asked as of today, and that is said."""
    question = json.loads((world / "requests.jsonl").read_text().splitlines()[0])
    dated = world.parent / "dated.jsonl"
    for day in ("2026-06-01", None):
        for key in ("now", "today", "minute"):
            question.pop(key, None)
        if day:
            question["today"] = day
        dated.write_text(json.dumps(question) + "\n")
        common = ["--facts", world / "users.json", "--requests", dated, "--definitions", definitions]
        before = datetime.datetime.now(datetime.timezone.utc).date()
        text = run(program, "agreement", "why", world, *common).stdout
        told = json.loads(run(program, "agreement", "why", world, *common, "--json").stdout)
        if_so = json.loads(run(program, "agreement", "what-if", world, *common, "--set", "necessity_stated=true", "--json").stdout)
        after = datetime.datetime.now(datetime.timezone.utc).date()
        days = {day} if day else {str(before), str(after)}
        tally.check(told["day"] in days and told["day_of"] == ("request" if day else "clock") and if_so["day"] in days, f"the day of why ({day})", told)
        tally.check(any(f"Decided as of {one}" in text for one in days) and "no-clock" not in json.dumps(told), f"the day of why in words ({day})", text)


def two_worlds(program, tally, place, definitions, world):
    less = place / "less"
    shutil.copytree(world, less)
    for name in sorted(less.glob("isa*.yaml"))[:20]:
        name.unlink()
    common = ["--facts", world / "users.json", "--requests", world / "requests.jsonl", "--definitions", definitions, "--json"]
    same = json.loads(run(program, "agreement", "simulate", world, world, *common).stdout)
    tally.check(same["changes"] == [], "the same agreements change answers", same["changes"][:2])
    closes = run(program, "agreement", "simulate", world, less, *common)
    told = json.loads(closes.stdout)
    tally.check(closes.returncode == 0 and told["opened"] == 0 and told["closed"] > 0, "fewer agreements", told["opened"])
    opens = run(program, "agreement", "simulate", less, world, *common)
    tally.check(opens.returncode == 3 and json.loads(opens.stdout)["opened"] == told["closed"], "more agreements", opens.returncode)
    records = place / "records.jsonl"
    questions = (world / "requests.jsonl").read_text().splitlines()[:300]
    with open(records, "w") as out:
        for number, question in enumerate(questions[:10], 1):
            why = json.loads(run(program, "agreement", "why", world, *common, "--line", number).stdout)
            out.write(json.dumps({"question": json.loads(question), "decision": why["decision"]}) + "\n")
    replayed = ["--facts", world / "users.json", "--requests", records, "--definitions", definitions, "--json"]
    again = json.loads(run(program, "agreement", "replay", world, *replayed).stdout)
    tally.check(again["records"] == 10 and again["same"] == 10, "replay", again)


def main():
    program = sys.argv[1]
    tally = Tally()
    if not (TOOLS / "gen_scenario.mjs").exists() or shutil.which("node") is None:
        tally.skip("the generator of scenarios is not here")
        return tally.end()
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        for count in (100, 1000, 5000):
            scenario, world = scenario_of(place, count)
            definitions = place / f"definitions{count}"
            definitions_for(definitions, scenario)
            decide(program, tally, place, definitions, world, count)
            if count == 100:
                closely(program, tally, definitions, world)
                two_worlds(program, tally, place, definitions, world)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
