#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`agreement decide` over random small worlds of documents in the whole language, against the reading in reading.py: every
asked field of every question must fall the same way.

oracle.py PROGRAM        CONCORDAT_CASES: how many decisions, each of one field (20,000)
"""
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from decide import definitions_for
from place import Tally
from reading import FORMS, Reading, Words, flow

CASES = int(os.environ.get("CONCORDAT_CASES", "20000"))
QUESTIONS = 250  # a world
TODAY = datetime.date(2026, 6, 15)
FIELDS = [f"bench.{name}" for name in ("one", "two", "three", "four", "five", "six")]
GROUPS = [["bench.*"], *([one] for one in FIELDS), FIELDS[:2], FIELDS[3:]]
KINDS = {"north": "police", "south": "local-authority", "east": "education"}
ROLES = ["analyst", "mentor", "practitioner"]
PURPOSES = ["plan", "study", "enforcement-tasking", "youth_justice"]
AREAS = ["hill", "dale"]
SUBJECTS = ["victim", "suspected", "at_risk_child", "professional", "unknown"]


class Maker:
    """Makes worlds in which most things nearly fit; the same seed makes the same."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def seldom(self, of=5):
        return self.chance.randrange(of) == 0

    def one(self, words):
        return self.chance.choice(words)

    def some(self, words):
        return [one for one in words if not self.seldom(3)] or [self.one(words)]

    def day(self, about=TODAY, spread=2):
        return str(about + datetime.timedelta(days=self.chance.randint(-spread, spread)))

    def aged(self, months):
        """About as old as a condition lets it be."""
        return self.day(TODAY - datetime.timedelta(days=round(months * 30.4)))

    def conditions(self):
        all_there_are = {
            "area": {"incident_within": self.some(AREAS)},
            "trained": {"course": "safety", "not_older_than": "P6M"},
            "necessity": {"stated": True},
            "case": {"type": "panel", "state": "open", "requester": "member", "subject": "listed"},
            "age": {"from": 10, "to": self.chance.randint(14, 18)},
            "concern": {"tool": "joint", "band_at_least": f"J{self.chance.randint(0, 4)}", "not_older_than": "P3M"},
            "handling": {"codes": self.some(["P", "C-with-condition"])},
            "consent": {"from": self.one(["subject", "parent", "subject-or-parent"]), "for": "this-purpose", "not_older_than": "P6M"},
            "decision_recorded": {"by": "caldicott-guardian", "of": self.one(["discloser", "recipient"]), "not_older_than": "P14D"},
            "time": {"from": "08:00", "until": "18:00", **({"days": self.some(["mon", "tue", "sun"])} if self.seldom(2) else {})},
            "approvals": {"at_least": self.chance.randint(1, 2), "roles": self.some(ROLES), "of": self.one(["discloser", "recipient"]), "not_older_than": "P7D"}}
        if self.seldom(2):
            all_there_are["area"]["subject_linked_to"] = self.some(AREAS)
        return {name: all_there_are[name] for name in self.chance.sample(list(all_there_are), self.one([0, 0, 1, 1, 2, 3]))}

    def rule(self, number):
        rule = {"id": f"rule-{number}", "discloser": self.some(list(KINDS)), "recipient": self.some(list(KINDS)), "recipient_roles": self.some(ROLES),
                "purposes": self.some(PURPOSES), "gateway": "bench-gateway", "form": self.one(FORMS),
                "items": [{"field": one, "as": "value"} for one in self.some(FIELDS)]}
        conditions = self.conditions()
        return rule | ({"conditions": conditions} if conditions else {}) | {
            "disclosure_control": {"profile": "counts", "min_group": 5, "on_fail": "suppress"},
            "retention": {"keep_for": "P6M", "from": "received", "then": "delete"}, "onward": "none", "why": "because"}

    def prohibition(self, number):
        clause = {"id": f"never-{number}", "purposes": "any" if self.seldom(2) else self.some(PURPOSES), "items": self.one(GROUPS), "why": "because"}
        more = {"combined_with": self.one(GROUPS), "bulk_over": self.chance.randint(1, 3), "when_subject_is": self.some(["victim", "suspected", "at-risk"]),
                "recipient_kinds": self.some(["police", "education"])}
        return clause | {name: more[name] for name in self.chance.sample(list(more), self.one([1, 1, 2]))}

    def document(self, number):
        begins = self.day() if self.seldom() else "2026-01-01"
        out = {"format": "concordat-agreement/1", "id": f"isa.{self.one(['first', 'other', 'third'])}", "version": number, "title": "One",
               "status": self.one(["signed"] * 8 + ["draft", "suspended", "ended", "proposed"]),
               "in_force": {"from": begins, "until": self.day(TODAY + datetime.timedelta(days=3)) if self.seldom() else "2027-01-01"}, "review_by": "2026-12-01",
               "dpia": {"ref": "D-1", "approved": "2025-12-01", "owner": "data-protection-officer"},
               "parties": [{"agency": agency, "kind": kind, "acts_as": ["discloser", "recipient"]} for agency, kind in KINDS.items()],
               "purposes": [{"id": one, "because": "because"} for one in PURPOSES],
               "rules": [self.rule(place) for place in range(1, self.chance.randint(2, 4))]}
        if self.seldom(2):
            out["prohibitions"] = [self.prohibition(place) for place in range(self.chance.randint(1, 2))]
        if self.seldom(3):
            out["never_together"] = [{"items": self.one(GROUPS[-2:]), "why": "because"} | ({"unless_form": self.one(FORMS[:3])} if self.seldom(2) else {})]
        if self.seldom(3):
            out["must_go_together"] = [{"items": self.one(GROUPS), "with": [self.one(FIELDS)], "why": "because"} |
                                       ({"except_rules": ["rule-1"]} if self.seldom(2) else {})]
        return out

    def question(self, documents):
        """Near what some rule gives, with most facts as it wants them."""
        rule = self.one(self.one(documents)["rules"])
        pick = lambda key, words: self.one(words if self.seldom(8) else rule[key])
        out = {"asker": pick("recipient", list(KINDS)), "discloser": pick("discloser", list(KINDS)), "roles": [pick("recipient_roles", ROLES)],
               "purpose": pick("purposes", PURPOSES + ["immigration", "nobody-knows"]), "form": FORMS[self.chance.randint(0, FORMS.index(rule["form"]))],
               "fields": self.chance.sample(FIELDS, self.chance.randint(1, 4))}
        if self.seldom(6):
            out["fields"].append("bench.nobody-knows")
        likely = {"today": str(TODAY), "areas": self.some(AREAS), "joined_with": [self.one(FIELDS)] if self.seldom() else [], "subjects": self.chance.randint(0, 4),
                  "subject_role": self.one(SUBJECTS), "necessity_stated": True, "minute": self.one([479, 480, 720, 1079, 1080]), "trained": {"safety": self.aged(6)},
                  "cases": [{"type": self.one(["panel", "panel", "circle"]), "open": True, "member": True, "listed": not self.seldom()}],
                  "consents": [{"from": self.one(["subject", "parent"]), "for": [out["purpose"]], "given": self.aged(self.one([0, 3, 6])), "withdrawn": self.seldom()} for _ in range(2)],
                  "decisions": [{"by": "caldicott-guardian", "agency": self.one(list(KINDS)), "made": self.aged(0.46), "allows": not self.seldom()} for _ in range(3)],
                  "concerns": [{"tool": self.one(["joint", ""]), "band": self.chance.randint(0, 4), "assessed": self.aged(self.one([0, 3]))} for _ in range(2)],
                  "age": self.chance.randint(9, 19), "person_areas": self.some(AREAS), "person_role": self.one(SUBJECTS), "handling": self.some(["P", "C-with-condition"]),
                  "approvals": [{"approver": str(place), "role": self.one(ROLES), "agency": self.one(list(KINDS)), "given": self.aged(0.23)} for place in range(3)]}
        return out | {key: value for key, value in likely.items() if not self.seldom(12)}


def asked_of_the_program(program, place, definitions, documents, questions):
    place.mkdir()
    for number, document in enumerate(documents):
        (place / f"isa-{number}.yaml").write_text("agreement: " + flow(document) + "\n")
    (place / "facts.json").write_text(json.dumps({"agencies": [{"id": agency, "kind": kind} for agency, kind in KINDS.items()], "areas": AREAS}))
    (place / "questions.jsonl").write_text("".join(json.dumps(one) + "\n" for one in questions))
    done = subprocess.run([program, "agreement", "decide", place, "--facts", place / "facts.json", "--requests", place / "questions.jsonl", "--out", place / "answers.jsonl",
                           "--definitions", definitions], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return [{one["field"] for one in json.loads(line)["permit"]} for line in (place / "answers.jsonl").read_text().splitlines()]


def main():
    program, tally = sys.argv[1], Tally()
    opened = closed = world = 0
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        definitions = place / "definitions"
        definitions_for(definitions, {"fields": [one.removeprefix("bench.") for one in FIELDS], "purposes": PURPOSES[:2], "roles": ROLES})
        words = Words(definitions)
        while opened + closed < CASES:
            world += 1
            maker = Maker(world)
            documents = [maker.document(number) for number in range(1, maker.chance.randint(2, 5))]
            questions = [maker.question(documents) for _ in range(QUESTIONS)]
            answers = asked_of_the_program(program, place / f"world{world}", definitions, documents, questions)
            reading = Reading(words, KINDS, documents)
            differ = [(question, sorted(answer), sorted(reading.opens(question))) for question, answer in zip(questions, answers) if answer != reading.opens(question)]
            opened += sum(map(len, answers))
            closed += sum(len(question["fields"]) - len(answer) for question, answer in zip(questions, answers))
            detail = differ and json.dumps({"documents": documents, "question, program, reading": differ[0]})
            tally.check(len(answers) == QUESTIONS and not differ, f"world {world}: {len(differ)} questions are decided otherwise than the documents read", detail)
    tally.check(opened > CASES // 20 and closed > CASES // 5, "the questions are hopeless or idle", (opened, closed))
    print(f"{opened + closed} fields were asked for in {world} worlds, {opened} of them permitted")
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
