# SPDX-License-Identifier: Apache-2.0
"""A second reading of `concordat-agreement/1`, written apart from the program: which fields does a question open?

Documents are plain values as they stand in the files. Every document counts as signed and assessed. The law is not read here:
a document whose gateway cannot carry a rule is refused before it is in force.
"""
import csv
import datetime
import re

FORMS = ["aggregate", "depersonalised", "pseudonymised", "personalised"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Words:
    """What the definitions say about words: other names, hard bars, whom to protect."""

    def __init__(self, definitions):
        self.purposes, self.barred, self.enforcement = {}, set(), set()
        for block in re.split(r"(?m)^  - ", (definitions / "purposes.yaml").read_text())[1:]:
            name = re.match(r"id: (\S+)", block).group(1)
            aliases = re.search(r"aliases: \[(.*?)\]", block)
            for one in [name, *(aliases.group(1).split(", ") if aliases else [])]:
                self.purposes[one] = name
            if "barred: true" in block:
                self.barred.add(name)
            if "enforcement: true" in block:
                self.enforcement.add(name)
        roles = (definitions / "roles.yaml").read_text()
        self.protective = set(re.findall(r"\{id: (\w+),[^}]*protective: true", roles))
        self.fields, self.dropped = {}, set()
        with open(definitions / "fields.csv", newline="") as file:
            for row in csv.DictReader(file):
                names = [*row["aliases"].split("|"), row["id"]]
                for one in names:
                    self.fields[one] = names
                if row["storage"] == "dropped":
                    self.dropped.add(names[0])


def period(text):
    years, months, days = (int(re.search(rf"(\d+){unit}", text).group(1)) if re.search(rf"(\d+){unit}", text) else 0 for unit in "YMD")
    return years * 12 + months, days


def is_fresh(made, limit, today):
    """Made on a day that has come, and its time is not over; the 31st of a short month is its last day."""
    months, days = period(limit)
    month = made.month - 1 + months
    year, month = made.year + month // 12, month % 12 + 1
    last = (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return made <= today <= datetime.date(year, month, min(made.day, last)) + datetime.timedelta(days=days)


def day(text):
    return datetime.date.fromisoformat(text)


def last_word(facts, today, key, worse):
    """The last of them that has happened; of one day the one that opens less."""
    past = [one for one in facts if day(one[key]) <= today]
    return max(past, key=lambda one: (one[key], worse(one)), default=None)


class Reading:
    def __init__(self, words, kinds, documents, statute=()):
        self.words, self.kinds, self.documents, self.statute = words, kinds, documents, list(statute)

    def fits(self, pattern, field):
        return any(one == pattern or (pattern.endswith(".*") and one.startswith(pattern[:-1])) for one in self.words.fields[field])

    def fits_any(self, patterns, field):
        return any(self.fits(pattern, field) for pattern in patterns)

    def purpose(self, name):
        return self.words.purposes.get(name, name)

    def running(self, today):
        """Agreed, begun, not over, and with no later agreed version begun."""
        agreed = [one for one in self.documents if one["status"] in ("signed", "suspended", "ended")]
        for one in agreed:
            if one["status"] == "ended":
                continue
            later = [two for two in agreed if two["id"] == one["id"] and two["version"] > one["version"] and day(two["in_force"]["from"]) <= today]
            if day(one["in_force"]["from"]) <= today < day(one["in_force"]["until"]) and not later:
                yield one

    def opens(self, question):
        """The asked fields that are permitted, by their first names."""
        if "today" not in question or question["purpose"] not in self.words.purposes:
            return set()
        today, purpose = day(question["today"]), self.purpose(question["purpose"])
        if purpose in self.words.barred or self.protects(question, purpose):
            return set()
        asked = {self.words.fields[one][0] for one in question["fields"] if one in self.words.fields}
        running = list(self.running(today))
        open_fields = {one for one in asked - self.words.dropped if not self.forbidden(one, asked, question, running)}
        rules = [(document, rule) for document in running if document["status"] == "signed" for rule in document["rules"]
                 if self.holds(rule, question, purpose, today)]
        given, broken = None, []
        while True:
            now = {one for one in open_fields if any(self.gives(document, rule, one, broken) for document, rule in rules)}
            if now == given:
                return now
            given = now
            broken += [(document, clause) for document in running for clause in document.get("must_go_together", [])
                       if any(self.fits_any(clause["items"], one) for one in asked) and (document, clause) not in broken and
                       not all(self.words.fields[one][0] in given for one in clause["with"])]

    def protects(self, question, purpose):
        if FORMS.index(question["form"]) <= 1 or purpose not in self.words.enforcement:
            return False
        said = {question.get("subject_role"), question.get("person_role")}
        return bool(said & self.words.protective) or question.get("person_role") in (None, "unknown")

    def forbidden(self, field, asked, question, running):
        clauses = [clause for document in running for clause in document.get("prohibitions", [])] + self.statute
        if any(self.hits(clause, field, asked, question) for clause in clauses):
            return True
        joined = {self.words.fields[one][0] for one in question.get("joined_with", [])}
        for document in running:
            for group in document.get("never_together", []):
                if "unless_form" in group and FORMS.index(question["form"]) <= FORMS.index(group["unless_form"]):
                    continue
                if self.fits_any(group["items"], field) and sum(self.fits_any(group["items"], one) for one in asked | joined) > 1:
                    return True
        return False

    def hits(self, clause, field, asked, question):
        if clause["purposes"] != "any" and self.purpose(question["purpose"]) not in map(self.purpose, clause["purposes"]):
            return False
        if not self.fits_any(clause["items"], field):
            return False
        joined = {self.words.fields[one][0] for one in question.get("joined_with", [])}
        if "combined_with" in clause and not any(self.fits_any(clause["combined_with"], one) for one in (asked - {field}) | joined):
            return False
        if "bulk_over" in clause and question.get("subjects", clause["bulk_over"] + 1) <= clause["bulk_over"]:
            return False
        if "recipient_kinds" in clause and self.kinds.get(question["asker"]) not in [None, *clause["recipient_kinds"]]:
            return False
        return "when_subject_is" not in clause or self.is_subject(clause["when_subject_is"], question)

    @staticmethod
    def is_subject(named, question):
        said = [question.get("subject_role"), question.get("person_role")]
        if any(one in named or (one.startswith("at_risk_") and "at-risk" in named) for one in said if one):
            return True
        # Of one person the records say it, of figures and rows the request.
        return said[1 if FORMS.index(question["form"]) > 1 else 0] in (None, "unknown")

    def gives(self, document, rule, field, broken):
        if not any(self.words.fields[item["field"]][0] == field for item in rule["items"]):
            return False
        return not any(self.fits_any(clause["items"], field) and not (owner["id"] == document["id"] and rule["id"] in clause.get("except_rules", []))
                       for owner, clause in broken)

    def holds(self, rule, question, purpose, today):
        if question["discloser"] not in rule["discloser"] or question["asker"] not in rule["recipient"]:
            return False
        if purpose not in map(self.purpose, rule["purposes"]) or not set(question["roles"]) & set(rule["recipient_roles"]):
            return False
        if FORMS.index(question["form"]) > FORMS.index(rule["form"]):
            return False
        return all(getattr(self, "met_" + name)(terms, question, today) for name, terms in rule.get("conditions", {}).items())

    @staticmethod
    def met_area(terms, question, _):
        areas = question.get("areas", [])
        within = "incident_within" not in terms or (areas and set(areas) <= set(terms["incident_within"]))
        return within and ("subject_linked_to" not in terms or bool(set(question.get("person_areas", [])) & set(terms["subject_linked_to"])))

    @staticmethod
    def met_trained(terms, question, today):
        passed = question.get("trained", {}).get(terms["course"])
        return passed is not None and is_fresh(day(passed), terms["not_older_than"], today)

    @staticmethod
    def met_necessity(_, question, __):
        return question.get("necessity_stated", False)

    @staticmethod
    def met_case(terms, question, _):
        return any(one["type"] == terms["type"] and one["open"] and one["member"] and one["listed"] for one in question.get("cases", []))

    @staticmethod
    def met_age(terms, question, _):
        return terms["from"] <= question.get("age", -1) <= terms["to"]

    @staticmethod
    def met_concern(terms, question, today):
        mine = [one for one in question.get("concerns", []) if one["tool"] in ("", terms["tool"])]
        last = last_word(mine, today, "assessed", lambda one: -one["band"])
        return last is not None and last["band"] >= int(terms["band_at_least"][1]) and is_fresh(day(last["assessed"]), terms["not_older_than"], today)

    @staticmethod
    def met_handling(terms, question, _):
        return "handling" in question and set(question["handling"]) <= set(terms["codes"])

    def met_consent(self, terms, question, today):
        mine = [one for one in question.get("consents", []) if terms["from"] in (one["from"], "subject-or-parent") and
                self.purpose(question["purpose"]) in map(self.purpose, one["for"])]
        last = last_word(mine, today, "given", lambda one: one["withdrawn"])
        return last is not None and not last["withdrawn"] and is_fresh(day(last["given"]), terms["not_older_than"], today)

    @staticmethod
    def met_decision_recorded(terms, question, today):
        of = question["asker" if terms["of"] == "recipient" else "discloser"]
        mine = [one for one in question.get("decisions", []) if one["by"] == terms["by"] and one["agency"] == of]
        last = last_word(mine, today, "made", lambda one: not one["allows"])
        return last is not None and last["allows"] and is_fresh(day(last["made"]), terms["not_older_than"], today)

    @staticmethod
    def met_time(terms, question, today):
        minute = lambda text: int(text[:2]) * 60 + int(text[3:])
        if "minute" not in question or not minute(terms["from"]) <= question["minute"] < minute(terms["until"]):
            return False
        return "days" not in terms or DAYS[today.weekday()] in terms["days"]

    @staticmethod
    def met_approvals(terms, question, today):
        of = question["asker" if terms["of"] == "recipient" else "discloser"]
        people = {one["approver"] for one in question.get("approvals", []) if one["role"] in terms["roles"] and one["agency"] == of and
                  is_fresh(day(one["given"]), terms["not_older_than"], today)}
        return len(people) >= terms["at_least"]


def flow(value):
    """As the format writes it, on one line: keys plain, words plain where nothing else could be meant, the rest quoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return value if re.fullmatch(r"[a-z]{3,}[a-z0-9._-]*[a-z0-9]", value) else f'"{value}"'
