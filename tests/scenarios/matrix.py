#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The matrix of role, subject, field, purpose and recipient: the checker (`agreement decide`), a reading of the documents written
apart from the program, the pages ("may I share?" over HTTP) and the way out (a release) answer every case alike.

matrix.py PROGRAM        CONCORDAT_CASES: how many cases, each of one field (10,000)
"""
import datetime
import http.client
import json
import os
import random
import shutil
import sys
import urllib.parse

from place import NOW, SOURCE, Place, Tally
from reading import FORMS, Reading, Words, flow
from serve import Served

CASES = int(os.environ.get("CONCORDAT_CASES", "10000"))
PARTIES = {"northshire-police": "police", "northshire-csp": "local-authority", "northshire-general-ed": "nhs-provider",
           "northshire-ambulance": "ambulance", "northshire-schools-trust": "school"}
ASKERS = {"northshire-police": "analyst.police", "northshire-csp": "analyst.csp", "northshire-general-ed": "analyst.hospital",
          "northshire-ambulance": "analyst.ambulance", "northshire-schools-trust": "lead.schools"}
ROLES = ["analyst", "neighbourhood-supervisor", "conference-member", "practitioner", "mentor"]
PURPOSES = ["violence-hotspot-analysis", "strategic-assessment", "prevent-serious-violence", "safeguard-child", "law-enforcement",
            "enforcement-tasking", "neighbourhood-plan", "immigration-enforcement", "nobody-knows"]
SUBJECTS = ["", "victim", "witness", "suspected", "at_risk_child", "associate", "unknown"]
COUNTS = [f"{source}.count_by_{by}" for source in ("police", "istv", "ambulance") for by in ("area_quarter", "weekday_hour", "cell")]
ROWS = ["police.violence_at", "police.violence_place", "istv.assault_at", "istv.assault_method", "istv.site_code", "istv.arrival_at",
        "ambulance.call_at", "ambulance.call_method"]
PEOPLE = ["person.name", "person.role_in_concern", "intel.threat_to_life", "intel.gang_link", "school.attendance_12w", "school.exclusions_12m",
          "health.assault_injury_band", "person.ethnicity_self", "nobody.knows"]
STATUTE = [{"items": [group], "purposes": ["enforcement_tasking", "benefit_fraud", "employment_vetting"]} for group in ("health.*", "care.*")] + [
    {"items": ["intel.gang_link", "event.gang_or_group_flag"], "purposes": "any", "recipient_kinds": ["school", "college", "education"]}]
TABLES = {"violence-by-area": ["area_quarter"], "violence-rates": ["area_quarter"], "violence-by-hour": ["weekday_hour"],
          "violence-map": ["cell"], "violence-picture": ["area_quarter", "weekday_hour", "cell"],
          "violence-patterns": ["area_quarter", "weekday_hour"], "violence-hotspots": ["cell"], "violence-change": ["area_quarter"],
          "violence-near-repeat": ["weekday_hour", "cell"], "violence-scan": ["area_quarter"], "violence-around": ["weekday_hour", "cell"],
          "violence-space-time": ["weekday_hour", "cell"], "violence-funnel": ["area_quarter"], "violence-forecast": ["cell"]}
# Not violence-contrast: it needs an emergency department's reports, and this hub holds the police's alone.


def items(fields, how="value"):
    return [{"field": one, "as": how} for one in fields]


def rule(name, disclosers, recipients, roles, purposes, form, gateway, given, conditions):
    control = {} if form == "personalised" else {"disclosure_control": {"profile": "counts", "min_group": 5, "on_fail": "suppress"}}
    return {"id": name, "discloser": disclosers, "recipient": recipients, "recipient_roles": roles, "purposes": purposes, "gateway": gateway, "form": form,
            "items": given, "conditions": conditions, **control, "retention": {"keep_for": "P6M", "from": "received", "then": "delete"}, "onward": "none", "why": "It is needed"}


def document(name, purposes, rules, more):
    return {"format": "concordat-agreement/1", "id": f"isa.northshire.matrix-{name}", "version": 1, "title": f"Matrix, {name}", "status": "signed",
            "in_force": {"from": "2026-01-01", "until": "2027-12-31"}, "review_by": "2027-06-30",
            "dpia": {"ref": "DPIA-1", "approved": "2025-12-01", "owner": "data-protection-officer"},
            "eia": {"ref": "EIA-1", "approved": "2025-12-01", "owner": "data-protection-officer"},
            "parties": [{"agency": agency, "kind": kind, "acts_as": ["discloser", "recipient"]} for agency, kind in PARTIES.items()],
            "purposes": [{"id": one, "because": "It is needed"} for one in purposes], "rules": rules, **more}


def documents():
    police, csp, hospital, ambulance, schools = PARTIES
    here, trained = {"incident_within": ["northshire"]}, {"course": "information-handling", "not_older_than": "P12M"}
    consent = {"from": "subject-or-parent", "for": "this-purpose", "not_older_than": "P6M"}
    case = {"type": "gang-conference", "state": "open", "requester": "member", "subject": "listed"}
    figures = document("figures", PURPOSES[:2], [
        rule("figures", [police, hospital, ambulance], [csp, police], ["analyst", "neighbourhood-supervisor"], PURPOSES[:2], "aggregate", "not-personal-data",
             items(COUNTS, "count"), {"area": here}),
        rule("rows", [hospital], [csp], ["analyst"], PURPOSES[:1], "depersonalised", "not-personal-data", items(ROWS[2:6], "code"), {"area": here, "trained": trained}),
        rule("calls", [ambulance], [csp, hospital], ["analyst", "practitioner"], PURPOSES[1:2], "depersonalised", "not-personal-data", items(ROWS[6:], "code"), {"trained": trained})], {
        "prohibitions": [{"id": "no-map-for-schools", "purposes": "any", "items": ["police.count_by_cell"], "recipient_kinds": ["school"], "why": "It is no patrol"},
                         {"id": "no-rows-about-children", "purposes": "any", "items": ["ambulance.call_at"], "when_subject_is": ["at-risk"], "why": "They single out"},
                         {"id": "no-joining", "purposes": "any", "items": ["istv.*"], "combined_with": ["person.*"], "why": "Patients are not named"}],
        "never_together": [{"items": ["istv.arrival_at", "istv.site_code"], "unless_form": "aggregate", "why": "Together they single out"}]})
    people = document("people", PURPOSES[2:5], [
        rule("threat", [police], [csp, ambulance, schools], ["conference-member", "practitioner"], ["prevent-serious-violence"], "personalised", "consent-and-duty-of-care",
             items(PEOPLE[:4]), {"consent": consent, "case": case, "necessity": {"stated": True}}),
        rule("injury", [hospital], [police, csp], ["conference-member"], ["prevent-serious-violence"], "personalised", "overriding-public-interest", items(["health.assault_injury_band", *PEOPLE[:2]]),
             {"decision_recorded": {"by": "caldicott-guardian", "of": "discloser", "not_older_than": "P14D"}, "necessity": {"stated": True}, "age": {"from": 10, "to": 17},
              "concern": {"tool": "joint-assessment", "band_at_least": "J3", "not_older_than": "P90D"}}),
        rule("school", [schools], [police, csp], ["practitioner", "mentor"], ["safeguard-child"], "personalised", "consent-and-duty-of-care",
             items(["person.name", *PEOPLE[4:6]]), {"consent": consent | {"from": "parent"}, "area": {"subject_linked_to": ["northshire"]}}),
        rule("force", [police], [csp], ["practitioner"], ["law-enforcement"], "personalised", "consent-and-duty-of-care", items(["person.name", *PEOPLE[1:3]]), {"consent": consent})], {
        "prohibitions": [{"id": "no-lists", "purposes": "any", "items": ["person.*"], "bulk_over": 1, "why": "One person at a time"},
                         {"id": "no-witness", "purposes": ["prevent-serious-violence"], "items": ["intel.*"], "when_subject_is": ["witness"], "why": "They must not be found"}],
        "must_go_together": [{"items": ["person.name"], "with": ["person.role_in_concern"], "except_rules": ["school"], "why": "A name reads as an accusation"}]})
    return [figures, people]


def put(chance, held):
    """A question as a practitioner puts it; most near what some rule gives."""
    one = chance.choice
    near = one(one(held)["rules"])
    pick = lambda key, words: one(words if chance.random() < 0.1 else near[key])
    out = {"discloser": pick("discloser", list(PARTIES)), "recipient": pick("recipient", list(PARTIES)), "role": pick("recipient_roles", ROLES),
           "purpose": pick("purposes", PURPOSES), "form": near["form"] if chance.random() < 0.7 else one(FORMS), "subject_role": one(SUBJECTS),
           "consent": one(["yes"] * 4 + ["no", "withdrawn", ""]), "consent_from": one(["subject", "parent"]), "in_case": one(["yes", "yes", "yes", "no", ""]),
           "guardian": one(["yes", "yes", "yes", "no", ""]), "trained": one(["yes", "yes", "no"]), "age": one(["9", "10", "15", "17", "18", ""]),
           "band": one(["J2", "J3", "J4", "J4", ""]), "necessary": one(["A threat was made", "A threat was made", "A threat was made", ""])}
    given = [each["field"] for each in near["items"]]
    fields = given if chance.random() < 0.5 else given * 3 + COUNTS + ROWS + PEOPLE
    out["field"] = sorted({one(fields) for _ in range(one([1, 2, 4, 8, 20, 40]))})[:20]
    return out


def question_of(asked, today):
    """The same for the checker: what the practitioner said is taken for true, as of today."""
    out = {"asker": asked["recipient"], "roles": [asked["role"]], "discloser": asked["discloser"], "purpose": asked["purpose"], "form": asked["form"],
           "fields": asked["field"], "areas": ["northshire"], "person_areas": ["northshire"], "subjects": int(asked["form"] in FORMS[2:]),
           "necessity_stated": bool(asked["necessary"]), "today": today, "trained": {"information-handling": today} if asked["trained"] == "yes" else {}}
    if asked["subject_role"]:
        out |= {"subject_role": asked["subject_role"], "person_role": asked["subject_role"]}
    if asked["consent"]:
        out["consents"] = [] if asked["consent"] == "no" else [{"from": asked["consent_from"], "for": [asked["purpose"]], "given": today, "withdrawn": asked["consent"] == "withdrawn"}]
    if asked["in_case"]:
        out["cases"] = [{"type": "gang-conference", "open": True, "member": True, "listed": True}] if asked["in_case"] == "yes" else []
    if asked["guardian"]:
        sides = [asked["discloser"], asked["recipient"]] if asked["guardian"] == "yes" else []
        out["decisions"] = [{"by": "caldicott-guardian", "agency": agency, "made": today, "allows": True} for agency in sides]
    if asked["band"]:
        out["concerns"] = [{"tool": "", "band": int(asked["band"][1]), "assessed": today}]
    return out | ({"age": int(asked["age"])} if asked["age"] else {})


def checked(place, questions):
    """What the checker says of the documents and the hub's own prohibitions alone."""
    shutil.copy(SOURCE / "definitions/statute.yaml", place.path("agreements/prohibitions.yaml"))
    place.path("facts.json").write_text(json.dumps({"agencies": [{"id": agency, "kind": kind} for agency, kind in PARTIES.items()], "areas": ["northshire"]}))
    place.path("questions.jsonl").write_text("".join(json.dumps(one) + "\n" for one in questions))
    done = place.run("agreement", "decide", place.path("agreements"), "--facts", place.path("facts.json"), "--requests", place.path("questions.jsonl"), "--out", place.path("answers.jsonl"))
    if done.exit_code != 0:
        raise RuntimeError(done.text)
    return [{one["field"] for one in json.loads(line)["permit"]} for line in place.path("answers.jsonl").read_text().splitlines()]


class Line:
    """One kept-open connection of a member."""

    def __init__(self, person):
        address = urllib.parse.urlsplit(person.served.origin)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        self.headers = {"Accept": "application/json", "Origin": person.served.origin, "Cookie": person.cookie, "X-Concordat-Csrf": person.csrf, "Content-Type": "application/json"}

    def post(self, path, fields):
        self.connection.request("POST", path, json.dumps(fields), self.headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def over_http(lines, asked):
    """The fields to which the page says yes."""
    own = asked["discloser"] if asked["discloser"] in lines else asked["recipient"]
    way = {"way": "give", "other": asked["recipient"]} if own == asked["discloser"] else {"way": "get", "other": asked["discloser"]}
    said = {key: value for key, value in asked.items() if key not in ("discloser", "recipient") and value}
    status, answer = lines[own].post("/may-i", said | way)
    if status != 200:
        raise RuntimeError((status, answer, asked))
    return {one["field"] for one in answer["answer"]["fields"] if one["may"] == "yes"}


def questions_agree(place, served, reading, tally, today):
    chance, held = random.Random(20261126), documents()
    asked, cases = [], 0
    while cases < CASES:
        asked.append(put(chance, held))
        cases += len(asked[-1]["field"])
    questions = [question_of(one, today) for one in asked]
    by_checker = checked(place, questions)
    lines = {agency: Line(served.person(member)) for agency, member in ASKERS.items()}
    yes = wrong = 0
    for one, question, checker in zip(asked, questions, by_checker):
        by_reading, by_pages = reading.opens(question), over_http(lines, one)
        yes += len(checker)
        if not checker == by_reading == by_pages:
            wrong += 1
            tally.check(wrong > 3, "the three do not agree", json.dumps({"asked": one, "checker": sorted(checker), "reading": sorted(by_reading), "pages": sorted(by_pages)}))
    tally.check(len(by_checker) == len(asked) and wrong == 0, "cases on which checker, reading and pages differ", wrong)
    tally.check(yes > cases // 20 and cases - yes > cases // 5, "the cases are hopeless or idle", (yes, cases))
    print(f"{cases} cases in {len(asked)} questions, {yes} of them yes")


def leaves(reading, agency, table, purpose, today):
    """Whether figures of the police may leave to an analyst of the agency: the counts themselves, or the rows they are made of."""
    if agency == "northshire-police":
        return reading.purpose(purpose) in set(reading.words.purposes.values()) - reading.words.barred
    rows = ROWS[:1] if table == "violence-by-hour" else ROWS[:2]
    for fields in ([f"police.count_by_{by}" for by in TABLES[table]], rows):
        question = {"asker": agency, "roles": ["analyst"], "discloser": "northshire-police", "purpose": purpose, "form": "aggregate", "fields": fields, "areas": ["northshire"],
                    "subjects": 0, "necessity_stated": True, "today": today, "trained": {"information-handling": "2026-09-01"}}
        if len(reading.opens(question)) == len(fields):
            return True
    return False


def releases_agree(served, reading, tally, today):
    gone = 0
    for agency, member in ASKERS.items():
        line = Line(served.person(member))
        for table in TABLES:
            for purpose in PURPOSES:
                status, answer = line.post("/releases", {"table": table, "purpose": purpose})
                expected = leaves(reading, agency, table, purpose, today)
                tally.check((status == 200) == expected and status in (200, 403), f"{table} to {agency} for {purpose} ({status}; the reading says {expected})", json.dumps(answer)[:600])
                gone += status == 200
    tally.check(gone > 10, "nothing leaves", gone)


def main():
    tally = Tally()
    place = Place(sys.argv[1], months=24, people=20000)
    place.begin()
    folder = place.path("agreements")
    folder.mkdir()
    for one in documents():
        (folder / (one["id"] + ".yaml")).write_text("agreement: " + flow(one) + "\n")
        place.sign(folder / (one["id"] + ".yaml"), PARTIES)
    place.bring_into_force(*sorted(folder.glob("*.yaml")))
    place.submit_all("police-incidents")
    reading = Reading(Words(SOURCE / "definitions"), PARTIES, documents(), STATUTE)
    today = max(NOW[:10], datetime.datetime.now(datetime.timezone.utc).date().isoformat())
    served = Served(place)
    tally.check("links" in served.about, "serve does not begin", "".join(served.log) + str(served.about))
    try:
        questions_agree(place, served, reading, tally, today)
        releases_agree(served, reading, tally, today)
    finally:
        served.stop()
    tally.check(place.ledger_holds(), "the ledger does not hold")
    place.remove()
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
