#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""P16, the new enemy: an agreement is suspended, then a record comes in. Nobody who was signed in before, on whatever connection
was open before, sees it: every later decision refuses, and what was released before stays what it was.

new_enemy.py PROGRAM sqlite|postgresql
"""
import hashlib
import http.client
import json
import sys
import threading
import urllib.parse

from place import Place, Tally, must
from postgres import with_store
from serve import Served

HELD_BACK = "2026-06"  # a quarter is complete with it, and its figures have not left before
AGREEMENT = "isa.northshire.ed-partnership@1"
PICTURE = "/places?purpose=strategic-assessment"
ASK = {"table": "violence-by-area", "purpose": "strategic-assessment"}


class Open:
    """A connection that stays open, with a session from before."""

    def __init__(self, person):
        address = urllib.parse.urlsplit(person.served.origin)
        self.person, self.connection = person, http.client.HTTPConnection(address.hostname, address.port, timeout=60)

    def ask(self, method, path, fields=None):
        headers = {"Accept": "application/json", "Origin": self.person.served.origin, "Cookie": self.person.cookie,
                   "X-Concordat-Csrf": self.person.csrf, "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(fields) if fields is not None else None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def release(line):
    """Status, and the files' hashes by address."""
    status, content = line.ask("POST", "/releases", ASK)
    return status, files_of(line, json.loads(content)["page"]) if status == 200 else {}


def files_of(line, page):
    told = json.loads(line.ask("GET", page)[1])
    return {file["href"]: hashlib.sha256(line.ask("GET", file["href"])[1]).hexdigest() for file in told["files"]}


def everything_asked(lines):
    """Every open connection asks at once, several times over: the statuses of all decisions."""
    statuses = []

    def ask(line):
        for _ in range(5):
            statuses.append(line.ask("GET", PICTURE)[0])
            statuses.append(line.ask("POST", "/releases", ASK)[0])

    asking = [threading.Thread(target=ask, args=(line,)) for line in lines]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    return statuses


def on(place, tally):
    place.begin()
    place.agree()
    place.submit_all("police-incidents", "ambulance-calls")
    held_back = place.export(f"ed-istv {HELD_BACK}")
    must(place.submit("ed-istv", *[file for file in sorted(place.path("place/exports").glob("*/ed-istv/*")) if file != held_back]))
    served = Served(place)
    try:
        lines = [Open(served.person("analyst.csp")) for _ in range(6)]
        told = everything_asked(lines)
        tally.check(set(told) == {200} and len(told) == 60, "before: not everything is answered", told)
        status, before = release(lines[0])
        tally.check(status == 200 and before, "before: a release", status)
        must(place.verb("agreement", "suspend", AGREEMENT, "--reason", "for this test", "--by", "governance.csp"))
        must(place.submit("ed-istv", held_back))
        told = everything_asked(lines)
        tally.check(set(told) == {403} and len(told) == 60, "a decision after the suspension still gives", sorted(set(told)))
        new = Open(served.person("analyst.csp"))
        tally.check(new.ask("GET", PICTURE)[0] == 403, "a new connection of an old session sees the record")
        for href, digest in before.items():
            status, content = lines[0].ask("GET", href)
            tally.check(status != 200 or hashlib.sha256(content).hexdigest() == digest, f"an earlier release became another: {href}", status)
        verb = place.verb("release", ASK["table"], "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", ASK["purpose"], "--out", place.path("not-made"))
        tally.check(verb.exit_code == 3 and not list(place.path("not-made").glob("*.csv")), "the verb still gives", verb.text)
        for side in ("governance.csp", "governance.hospital"):
            must(place.verb("agreement", "resume", AGREEMENT, "--by", side))
        status, after = release(lines[1])
        tally.check(status == 200 and after and not set(after.values()) <= set(before.values()), "resumed: the record is in no figure, so nothing was proved", status)
    finally:
        served.stop()
    tally.check(place.ledger_holds(), "the ledger does not hold")


def main():
    tally = Tally()

    def over(postgres):
        place = Place(sys.argv[1], postgres, months=15, people=20000)
        on(place, tally)
        place.remove()

    return with_store(sys.argv[2], tally, over)


if __name__ == "__main__":
    sys.exit(main())
