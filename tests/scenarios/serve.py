#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`concordat serve` as a program meets it: JSON in and out, an upload from file to ledger entry, verbs beside it, kill -9 in the
middle of an upload, an orderly stop, and nobody named in its log, its counts or its addresses.

serve.py PROGRAM
"""
import csv
import http.client
import io
import json
import re
import signal
import sys
import threading
import time
import urllib.parse

from made_files import workbook
from place import LAST_MONTH, Place, Tally
from postgres import Missing, Postgres


class Served:
    """The hub of a place on pages; `log` is what it wrote, line by line."""

    def __init__(self, place, *more):
        self.place = place
        self.process = place.run.start("serve", "--port", "0", "--sign-in-links", "--json", *more)
        self.log = []
        self.people = {}  # a link signs in once
        text = ""
        for line in self.process.stdout:
            text += line
            if line.startswith("}"):
                break
        self.about = json.loads(text) if text else {}
        threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True).start()

    @property
    def origin(self):
        return self.about["origin"]

    def link(self, member):
        return next(one["link"] for one in self.about["links"] if one["member"] == member)

    def person(self, member):
        if member not in self.people:
            self.people[member] = Person(self, member)
        return self.people[member]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


class Person:
    """A program that acts as one member: cookie, the form's token, JSON."""

    def __init__(self, served, member):
        self.served = served
        self.cookie = None
        token = urllib.parse.urlsplit(served.link(member)).path.rsplit("/", 1)[1]
        status, headers, _ = self.ask("POST", "/sign-in/link", urllib.parse.urlencode({"link": token}), "application/x-www-form-urlencoded")
        assert status == 200, status
        self.cookie = re.match(r"[^;]+", headers["set-cookie"]).group(0)
        page = self.ask("GET", "/account", accept="text/html")[2].decode()
        self.csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)

    def ask(self, method, path, body=None, kind=None, accept="application/json"):
        address = urllib.parse.urlsplit(self.served.origin)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        headers = {"Accept": accept, "Origin": self.served.origin}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if kind:
            headers["Content-Type"] = kind
        if method == "POST" and self.cookie:
            headers["X-Concordat-Csrf"] = self.csrf
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, content

    def get(self, path):
        status, _, content = self.ask("GET", path)
        return status, json.loads(content)

    def post(self, path, **fields):
        status, _, content = self.ask("POST", path, json.dumps(fields), "application/json")
        return status, json.loads(content)

    def upload(self, path, name, content, sheet=""):
        boundary = "x0x0x0x0"
        body = (f"--{boundary}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{self.csrf}\r\n--{boundary}\r\n"
                f"Content-Disposition: form-data; name=\"sheet\"\r\n\r\n{sheet}\r\n--{boundary}\r\n"
                f"Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n").encode()
        status, _, answer = self.ask("POST", path, body + content + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}")
        return status, json.loads(answer)

    def settle(self, upload):
        for _ in range(600):
            status, model = self.get(f"/uploads/{upload}")
            if status != 200 or not model["busy"]:
                return model
            time.sleep(0.1)
        raise RuntimeError("the upload never settled")


def a_file_goes_in(served, tally):
    supplier = served.person("supplier.hospital")
    content = served.place.export(f"ed-istv {LAST_MONTH}").read_bytes()
    before = served.place.counts()
    status, answer = supplier.upload("/feeds/ed-istv/upload", "../../etc/passwd", content)
    tally.check(status == 200 and answer["page"].startswith("/uploads/"), "an upload", answer)
    checked = supplier.settle(answer["job"])
    tally.check(checked["state"] == "checked" and checked["file"] == "passwd", "what it would come to", checked)
    tally.check(served.place.counts() == before, "something was kept before it was confirmed")
    stranger = served.person("supplier.police")
    for path in ["", "/mapping", "/events"]:
        tally.check(stranger.get(f"/uploads/{answer['job']}{path}")[0] == 404, f"another's upload{path} shows")
    tally.check(stranger.post(f"/uploads/{answer['job']}/send")[0] == 404, "another's upload is sent")
    tally.check(stranger.upload("/feeds/ed-istv/upload", "x.csv", content)[0] == 404, "another agency's feed takes a file")
    tally.check(supplier.post(f"/uploads/{answer['job']}/send")[0] == 200, "send")
    done = supplier.settle(answer["job"])
    tally.check(done["state"] == "done" and done["tally"]["accepted"] > 0, "taken in", done)
    status, entry = supplier.get(f"/ledger/entries/{done['tally']['ledger_index']}")
    tally.check(status == 200 and entry["event"] == "receive" and entry["proof"] is not None, "its entry", entry)
    again = supplier.upload("/feeds/ed-istv/upload", "again.csv", content)[1]["job"]
    supplier.settle(again)
    supplier.post(f"/uploads/{again}/send")
    tally.check(supplier.settle(again)["tally"]["seen_before"], "attack 97: the same file again is not recognised")


def a_workbook_goes_in(served, tally):
    supplier = served.person("supplier.hospital")
    rows = list(csv.reader(io.StringIO(served.place.export(f"ed-istv {LAST_MONTH}").read_text("utf-8-sig")), delimiter="\t"))
    book = workbook({"Cover": [["Made up"]], "Old": rows[:8], "Data": rows})
    looked = supplier.settle(supplier.upload("/check", "a workbook.bin", book)[1]["job"])
    said = " ".join(looked.get("report", {}).get("workbook", []))
    tally.check("Sheet 'Data' is read (3 of 3)" in said and "'Old'" in said, "which sheet was read", looked)
    named = supplier.settle(supplier.upload("/check", "a workbook.bin", book, sheet="old")[1]["job"])
    tally.check("Sheet 'Old' is read (2 of 3)" in " ".join(named["report"]["workbook"]) and
                0 < named["report"]["read"] < looked["report"]["read"], "the sheet that was named", named)
    missing = supplier.settle(supplier.upload("/check", "a workbook.bin", book, sheet="March")[1]["job"])
    tally.check(missing["state"] == "failed" and missing["problem"]["code"] == "workbook.no-such-sheet", "no such sheet", missing)


def an_analyst_asks(served, tally):
    analyst = served.person("analyst.csp")
    status, picture = analyst.get("/places?purpose=strategic-assessment")
    tally.check(status == 200 and picture["areas"]["table"]["rows"], "the picture", picture.get("title"))
    status, made = analyst.post("/releases", table="violence-by-area", purpose="strategic-assessment")
    tally.check(status == 200 and made["page"].startswith("/releases/"), "a release", made)
    status, release = analyst.get(made["page"])
    tally.check(status == 200 and len(release["files"]) >= 3, "its files", release)
    for file in release["files"]:
        status, headers, content = analyst.ask("GET", file["href"])
        tally.check(status == 200 and len(content) == file["bytes"], f"the file {file['name']}")
    beside = served.place.run("ledger", "verify", "--release-file", served.place.path("came.csv")) if keep(analyst, release, served.place) else None
    tally.check(beside is not None and beside.exit_code == 0, "a verb beside the server does not vouch for the file", beside and beside.text)
    status, refused = analyst.get("/places?purpose=immigration-enforcement")
    tally.check(status == 403 and refused["reasons"][0]["code"] == "R03" and refused["reasons"][0]["remedy"], "the barred purpose", refused)
    for path in ["/people", "/feeds/ed-istv/upload", "/feeds/ed-istv/quarantine"]:
        tally.check(analyst.get(path)[0] == 403, f"{path} opens to an analyst")
    tally.check(analyst.post("/releases", table="violence-by-area", purpose="strategic-assessment", recipient="northshire-police")[0] == 400,
                "attack 20: a field nobody declared is taken")
    stranger = served.person("analyst.police")
    tally.check(stranger.get(made["page"])[0] == 404, "another agency's release shows")


def keep(analyst, release, place):
    table = next(file for file in release["files"] if file["name"].endswith(".csv"))
    place.path("came.csv").write_bytes(analyst.ask("GET", table["href"])[2])
    return True


def verbs_beside(served, tally):
    """A verb and a page at the same moment: both are answered, and the entries stay in one row."""
    analyst = served.person("analyst.csp")
    answers = []
    looks = [threading.Thread(target=lambda: answers.extend(analyst.get("/feeds")[0] for _ in range(5))) for _ in range(4)]
    for look in looks:
        look.start()
    for _ in range(3):
        answers.append(200 if served.place.run("feeds").exit_code == 0 else 500)
    for look in looks:
        look.join()
    tally.check(answers.count(200) == len(answers) == 23, "a page or a verb had to give way", answers)
    ended = served.place.run("agreement", "suspend", "isa.northshire.ed-partnership@1", "--reason", "for this test", "--by", "governance.csp")
    tally.check(ended.exit_code == 0 and analyst.get("/places?purpose=strategic-assessment")[0] == 403,
                "attack 19: a suspended agreement still permits", ended.text)
    for side in ["governance.csp", "governance.hospital"]:
        served.place.run("agreement", "resume", "isa.northshire.ed-partnership@1", "--by", side)
    tally.check(analyst.get("/places?purpose=strategic-assessment")[0] == 200, "a resumed agreement does not permit")


def nobody_is_named(served, tally):
    address = urllib.parse.urlsplit(served.origin)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    connection.request("GET", "/metrics")
    counts = connection.getresponse().read().decode()
    tally.check("concordat_http_requests_total" in counts, "there are no counts", counts[:200])
    connection.request("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    through = connection.getresponse()
    tally.check(through.status == 404 and through.read(), "the counts show to somebody who comes through a proxy")
    people = served.place.identifiers()
    for name, text in [("the log", "".join(served.log)), ("the counts", counts)]:
        folded = text.casefold()
        tally.check(text != "" and not [each for each in people if each in folded], f"{name} names somebody")
        tally.check("passwd" not in folded and "immigration" not in folded, f"{name} tells what somebody typed", text[-300:])


def killed_in_the_middle(place, tally):
    """kill -9 while a file is on its way: all of it or nothing, and the hub opens again."""
    served = Served(place)
    supplier = served.person("supplier.police")
    content = place.export(f"police-incidents {LAST_MONTH}").read_bytes()
    before = place.counts()
    job = supplier.upload("/feeds/police-incidents/upload", "a.csv", content)[1]["job"]
    supplier.settle(job)
    threading.Thread(target=lambda: quietly(supplier, job), daemon=True).start()
    time.sleep(0.05)
    served.stop(signal.SIGKILL)
    after = place.counts()
    whole = place.run("submit", "--feed", "police-incidents", place.export(f"police-incidents {LAST_MONTH}"), "--json")
    tally.check(whole.exit_code == 0, "the hub does not open after kill -9", whole.text)
    tally.check(after == before or after != place.counts() or whole.json()["files"][0]["seen_before"], "half a file is there", (before, after))
    tally.check(place.ledger_holds(), "the ledger does not hold after kill -9")


def quietly(supplier, job):
    try:
        supplier.post(f"/uploads/{job}/send")
    except OSError:
        pass


def refuses_what_it_should(place, tally):
    file = place.path("serve.yaml")
    file.write_text("format: concordat-serve/1\ndatabase: sqlite:hub.db\norigin: \"https://hub.example\"\nlisten: \"0.0.0.0:8080\"\n")
    plain = place.run("serve", "--config", file)
    tally.check(plain.exit_code == 4 and "plain-text" in plain.text, "plain HTTP to the world", plain.text)
    file.write_text("format: concordat-serve/1\ndatabse: sqlite:hub.db\n")
    typed = place.run("serve", "--config", file)
    tally.check(typed.exit_code == 4 and "unknown-key" in typed.text, "a mistyped key", typed.text)


def on(place, tally):
    place.begin()
    place.agree()
    place.submit_all("police-incidents", "ambulance-calls")
    for month in sorted(place.path("place/exports").glob("*/ed-istv/*"))[:-1]:
        place.submit("ed-istv", month)
    served = Served(place)
    tally.check("origin" in served.about, "serve does not begin", "".join(served.log))
    a_file_goes_in(served, tally)
    a_workbook_goes_in(served, tally)
    an_analyst_asks(served, tally)
    verbs_beside(served, tally)
    nobody_is_named(served, tally)
    tally.check(served.stop() == 0, "an orderly stop")
    tally.check(place.ledger_holds(), "the ledger does not hold")
    killed_in_the_middle(place, tally)


def main():
    tally = Tally()
    place = Place(sys.argv[1], months=15, people=20000)
    try:
        refuses_what_it_should(place, tally)
        on(place, tally)
    finally:
        place.remove()
    try:
        postgres = Postgres()
    except Missing as missing:
        tally.skip(str(missing))
        return tally.end()
    try:
        place = Place(sys.argv[1], postgres, months=15, people=20000)
        on(place, tally)
        place.remove()
    finally:
        postgres.stop()
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
