#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One month of a district of 300,000 people: every agency's export goes in as it comes.

month.py PROGRAM
For each feed: every row is accepted, set aside with a reason and a remedy, or skipped; no column is left out that the
profile knows; the terms of quality are told; the section 17A returns say what is missing.
"""
import collections
import csv
import json
import re
import sys

from place import SOURCE, Place, Tally

PEOPLE = 300_000
# What a planted error does to its row. Kinds that cost only a cell, or nothing, are not here.
SETS_ASIDE = {"blank-role", "word-that-is-no-role", "bare-label", "missing-reference", "wrong-reference", "missing-consent"}
# Where each kind of quarantine is planted and counted exactly.
COUNTED = ["youth-justice", "probation", "prison", "voluntary-sector"]


def profiles():
    """Of each profile: the headers it knows and maps, those it knows and leaves out, and its timetable."""
    known = {}
    for path in (SOURCE / "definitions/profiles").glob("*.yaml"):
        text = path.read_text()
        lists = [json.loads(found) for found in re.findall(r"headers: (\[[^\]]*\])", text)]
        ignored = re.search(r"^ignored: (\[.*\])$", text, re.M)
        timetable = re.search(r"^timetable: \{every: (\w+), due_within: (\w+)\}", text, re.M)
        known[path.stem] = {"mapped": {fold(h) for one in lists for h in one},
                            "ignored": {fold(h) for h in json.loads(ignored[1])} if ignored else set(),
                            "timetable": timetable.groups() if timetable else None,
                            "terms": "quarantined_at_most" in text}
    return known


def fold(header):
    return " ".join(re.findall(r"[a-z0-9]+", header.lower()))


def feeds(partnership):
    for line in partnership.read_text().splitlines():
        found = re.match(r"    - \{id: ([\w-]+), agency: ([\w-]+), title: .*, profile: ([\w-]+), every: (\w+), due_within: (\w+),", line)
        if found:
            yield found.groups()


def check_file(tally, feed, answer, profile):
    add_up = answer["accepted"] + answer["quarantined"] + answer["skipped"]
    tally.check(answer["read"] == add_up, f"{feed}: rows are lost", f"{answer['read']} and {add_up}")
    tally.check(answer["accepted"] > 0, f"{feed}: no row was accepted", json.dumps(answer["codes"])[:2000])
    tally.check(all(code["remedy"] for code in answer["codes"]), f"{feed}: a code has no remedy", json.dumps(answer["codes"])[:2000])
    if answer["quarantined"]:
        tally.check(bool(answer["codes"]), f"{feed}: rows are set aside without a reason")
    tally.check(answer["quarantined"] <= 0.1 * answer["read"], f"{feed}: more than a tenth is set aside", json.dumps(answer["codes"])[:2000])
    for header in answer["unmapped_columns"]:
        tally.check(fold(header) not in profile["mapped"], f"{feed}: the column '{header}' is known and was not kept")
        tally.check(fold(header) in profile["ignored"], f"{feed}: the column '{header}' is not one that the profile knows")
    if profile["terms"]:
        tally.check(bool(answer["terms"]), f"{feed}: no term of quality is told")
        for term in answer["terms"]:
            kept = term["found"] * 100 <= term["of"] * term["at_most"]
            tally.check(kept == term["kept"] and term["remedy"], f"{feed}: a term is told wrongly", json.dumps(term))


def check_returns(tally, items):
    """What the made-up authorities left out is what the check finds."""
    states = {feed: {item["number"]: item["state"] for item in found} for feed, found in items.items()}
    tally.check(sorted(states) == ["s17a-ambulance", "s17a-council", "s17a-fire", "s17a-health", "s17a-police"], "not every return was checked", str(states))
    police = states.get("s17a-police", {})
    tally.check(len(police) == 12, "the police owe twelve items", str(police))
    tally.check(police.get("2(f)") == "absent" and police.get("2(d)") == "nil" and police.get("2(h)") == "partly", "the return of the police is told wrongly", str(police))
    fire = states.get("s17a-fire", {})
    tally.check(fire == {"3(a)": "present", "3(b)": "present", "3(c)": "present", "3(d)": "nil", "3(e)": "present", "4": "partly"}, "the return of fire and rescue is told wrongly", str(fire))
    council = states.get("s17a-council", {})
    tally.check(council == {"5": "present", "6": "partly", "7": "present", "8(a)": "present", "8(b)": "present"}, "the return of the council is told wrongly", str(council))
    tally.check(set(states.get("s17a-health", {}).values()) == {"present"} and len(states["s17a-health"]) == 7, "the return of health is told wrongly", str(states.get("s17a-health")))
    tally.check(states.get("s17a-ambulance") == {"12": "present"}, "the return of the ambulance service is told wrongly", str(states.get("s17a-ambulance")))
    for feed, found in items.items():
        for item in found:
            tally.check((item["state"] in ("present", "nil")) == (item["remedy"] == ""), f"{feed}: item {item['number']} has no remedy or one too many")


def same_elsewhere(tally, place, items):
    """The private look before sending and the quality of the feed afterwards tell the same of a return."""
    file = sorted(place.path("place/exports/northshire-police/s17a-police").glob("*"))[0]
    look = place.run("check", "--json", "--profile", "s17a-police", file)
    tally.check(look.exit_code == 4 and look.json()["return"] == items, "check tells something else of the return", look.text[:2000])
    words = place.run("check", "--profile", "s17a-police", file)
    tally.check("item 2(f)" in words.out and "absent" in words.out and "a count of 0" in words.out, "check does not say in words what is missing", words.text[:2000])
    quality = place.verb("quality", "--json", "--feed", "s17a-police", "--by", "supplier.police")
    tally.check(quality.exit_code == 0 and quality.json()["return"] == items and quality.json()["quarter"] == "2026-Q3",
                "quality tells something else of the return", quality.text[:2000])
    terms = place.verb("quality", "--feed", "housing", "--by", "supplier.homes")
    tally.check("agreed terms of quality are kept" in terms.out, "quality does not tell of the terms", terms.text[:2000])


def planted(place):
    """Of each feed, how many rows have an error that sets the row aside."""
    counts = collections.Counter()
    with open(place.path("place/truth/errors.csv"), newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] in SETS_ASIDE:
                counts[row["file"].split("/")[2]] += 1
    return counts


def main():
    program, tally, known = sys.argv[1], Tally(), profiles()
    place = Place(program, months=1, people=PEOPLE)
    try:
        place.begin()
        expected, items, submitted = planted(place), {}, 0
        text = (SOURCE / "docs/feeds.md").read_text()
        for feed, agency, profile, every, due in feeds(place.path("place/partnership.yaml")):
            timetable = known[profile]["timetable"]
            tally.check(timetable in (None, (every, due)), f"{feed}: the partnership asks for another timetable than the profile", f"{timetable}")
            if timetable:
                tally.check(f"`{profile}`" in text, f"docs/feeds.md does not tell of {profile}")
            files = sorted(place.path(f"place/exports/{agency}/{feed}").glob("*"))
            tally.check(len(files) == 1, f"{feed}: one file was expected", str(files))
            if not files:
                continue
            done = place.verb("submit", "--json", "--feed", feed, *files)
            tally.check(done.exit_code == 0, f"{feed} was not taken in", done.text)
            if done.exit_code != 0:
                continue
            answer = done.json()[0]
            submitted += answer["read"]
            check_file(tally, feed, answer, known[profile])
            if feed in COUNTED:
                tally.check(answer["quarantined"] == expected[feed], f"{feed}: {expected[feed]} rows have an error that sets them aside",
                            f"{answer['quarantined']} were: {json.dumps(answer['codes'])[:2000]}")
            if answer["return"]:
                items[feed] = answer["return"]
        check_returns(tally, items)
        same_elsewhere(tally, place, items.get("s17a-police"))
        tally.check(submitted > 20_000, "the month is too small to show anything", str(submitted))
    finally:
        place.remove()
    return tally.end()


sys.exit(main())
