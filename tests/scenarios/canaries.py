#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""P11: nothing leaves the hub but permitted fields in their permitted transforms.

Every cell that agencies send holds a canary: a token or a value that stands nowhere else. Then everything that gives anything is
asked for everything, and every byte that comes out (bodies, headers, names of files, the log, the ledger's files, complaints) is
searched, also packed, encoded or escaped. Counts by area, by hour of the week and by class of map are all that an agreement
permits here, so no canary may be found but in its own supplier's looks. The scanner shares no code with the hub, and is tried on
planted leaks first.

canaries.py PROGRAM sqlite|postgresql
"""
import base64
import binascii
import csv
import datetime
import gzip
import html
import io
import json
import re
import subprocess
import sys
import urllib.parse
import zipfile
import zlib

from place import LAST_MONTH, Place, Tally, must
from postgres import with_store
from serve import Served

LETTERS = "bcdfghjkmnprtvwx"  # no vowels: no word of any page
SIGN = "qzv"
OWNER = {"police-incidents": "northshire-police", "ed-istv": "northshire-general-ed", "ambulance-calls": "northshire-ambulance", "school-list": "northshire-schools-trust"}
SUPPLIER = {"northshire-police": "supplier.police", "northshire-general-ed": "supplier.hospital", "northshire-ambulance": "supplier.ambulance", "northshire-schools-trust": "supplier.schools"}
# Where an agency sees what it sent itself: what is set aside of a file, and a file before it is sent; and how it named its files.
OWN_LOOKS = re.compile(r"^/feeds/[a-z-]+/(quarantine|to-correct)|^/uploads/")
OWN_NAMES = re.compile(r"^/feeds/[a-z-]+$")
OWN_PLACES = re.compile(r"^/feeds/[a-z-]+/place-texts")  # words for places that named none we know, and no other column
PLACE_WORDS = "Assault Location Description"
NAME = "name of the file"
TOKEN = re.compile(SIGN + f"[{LETTERS}]{{6}}")
NUMBER = re.compile(r"-?\d{1,2}\.\d{4,}|[A-Z]\d{12}|\b0\d{4} ?\d{6}\b|\b\d{10}\b")
TIME = re.compile(r"\b(\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4})[T ](\d\d:\d\d)")
PACKED = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")


class Canaries:
    """Every canary, and of which cell it is: feed and column."""

    def __init__(self):
        self.of = {}

    def token(self, feed, column):
        number, word = len(self.of), ""
        for _ in range(6):
            number, letter = divmod(number, len(LETTERS))
            word += LETTERS[letter]
        self.of[SIGN + word] = (feed, column)
        return SIGN + word

    def value(self, feed, column, value):
        """A value that is there already and stands nowhere else."""
        self.of[value.casefold()] = (feed, column)
        return value

    def moment(self, feed, column, moment):
        self.of[f"{moment:%Y-%m-%d %H:%M}"] = (feed, column)
        self.of[str(int(moment.timestamp()))] = (feed, column)
        return moment


class Scanner:
    """Finds canaries in bytes, however they are wrapped."""

    def __init__(self, canaries):
        self.of = canaries.of

    def find(self, data, depth=0):
        """The cells of which a canary is in there."""
        found = self.plain(data)
        if depth == 3:
            return found
        for inner in self.unpacked(data, depth):
            found |= self.find(inner, depth + 1)
        return found

    def plain(self, data):
        texts = {data.decode("utf-8", "replace")}
        if data[:400].count(0) > len(data[:400]) // 4:
            texts |= {data.decode("utf-16-le", "replace"), data.decode("utf-16-be", "replace")}
        for text in list(texts):
            if "&" in text:
                texts.add(html.unescape(text))
            if "%" in text:
                texts.add(urllib.parse.unquote_plus(text))
            if "\\u" in text:
                texts.add(re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one.group(1), 16)), text))
        found = set()
        for text in texts:
            found |= {self.of[one] for one in TOKEN.findall(text.casefold()) if one in self.of}
            found |= {self.of[one.casefold()] for one in NUMBER.findall(text) if one.casefold() in self.of}
            for date, time in TIME.findall(text):
                moment = (date if "-" in date else f"{date[6:]}-{date[3:5]}-{date[:2]}") + " " + time
                if moment in self.of:
                    found.add(self.of[moment])
        return found

    @staticmethod
    def unpacked(data, depth):
        # What is decoded further below may begin like a packed file by chance.
        if data[:2] == b"\x1f\x8b":
            try:
                yield gzip.decompress(data)
            except (OSError, EOFError, zlib.error):
                pass
        if data[:4] == b"PK\x03\x04":
            try:
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    for name in archive.namelist():
                        yield name.encode()
                        yield archive.read(name)
            except (zipfile.BadZipFile, zlib.error):
                pass
        for stream in re.finditer(rb"stream\r?\n", data) if data[:4] == b"%PDF" else ():
            try:
                yield zlib.decompressobj().decompress(data[stream.end():])
            except zlib.error:
                pass
        for packed in PACKED.findall(data):
            try:
                yield base64.b64decode(packed.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(packed.rstrip(b"=")) % 4))
            except binascii.Error:
                pass
        for word in HEX.findall(data):
            yield bytes.fromhex(word.decode())


def scanner_finds_what_is_planted(tally):
    """It must be able to fail: a canary in every wrapping that anything could leave in."""
    canaries = Canaries()
    token = canaries.token("a-feed", "a column")
    canaries.moment("a-feed", "when", datetime.datetime(2026, 9, 2, 11, 16, tzinfo=datetime.timezone.utc))
    canaries.value("a-feed", "where", "54.30028")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("x.csv", f"a,{token}\n")
    planted = {
        "as it is": token.encode(), "in capitals": token.upper().encode(), "in a word": f"x{token}y".encode(), "in base64": base64.b64encode(f"name: {token}".encode()),
        "in hex": token.encode().hex().encode(), "in an address": ("/x?y=" + "".join(f"%{ord(one):02x}" for one in token)).encode(),
        "as entities": "".join(f"&#{ord(one)};" for one in token).encode(), "as escapes": "".join(f"\\u{ord(one):04x}" for one in token).encode(),
        "in UTF-16": f"a name {token}".encode("utf-16-le"), "gzipped": gzip.compress(token.encode()), "zipped": archive.getvalue(),
        "in base64 of gzip": base64.urlsafe_b64encode(gzip.compress(f"name: {token}".encode())),
        "a moment": b"at 2026-09-02T11:16:15Z", "an English moment": b"02/09/2026 11:16", "seconds": b'{"at":1788347760}', "a place": b'{"lat":54.30028}'}
    scanner = Scanner(canaries)
    for how, data in planted.items():
        tally.check(scanner.find(data), f"the scanner misses a canary {how}")
    tally.check(not scanner.find(b"nobody: 2026-09-02, 54.30029, qzv, 11:16"), "the scanner finds what is not there")


def files_with_canaries(place, canaries):
    """Files of every month in which each text, number of a record, moment, point, name and telephone is a canary."""
    folder = place.path("canary-files")
    folder.mkdir()
    made = {feed: [] for feed in OWNER}
    for file in sorted(place.path("place/exports/northshire-ambulance/ambulance-calls").iterdir()):
        month = re.search(r"\d{4}-\d\d", file.name).group(0)
        calls = [call for call in map(json.loads, file.read_text().splitlines()) if call.get("lat") and call.get("lon")]
        for feed, write in [("ambulance-calls", ambulance), ("police-incidents", police), ("ed-istv", hospital)]:
            made[feed].append(folder / f"{canaries.token(feed, NAME)} {month}.{'jsonl' if feed == 'ambulance-calls' else 'csv'}")
            made[feed][-1].write_text(write(calls, month, canaries))
    made["school-list"].append(folder / f"{canaries.token('school-list', NAME)}.csv")
    made["school-list"][-1].write_text(school(place, canaries))
    return made


def table(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def begun(call):
    return datetime.datetime.fromisoformat(call["call_time"])


def ambulance(calls, _, canaries):
    feed, lines = "ambulance-calls", []
    for call in calls:
        canaries.moment(feed, "call_time", begun(call))
        lines.append(json.dumps(call | {"call_id": canaries.token(feed, "call_id"), "location": canaries.token(feed, "location"),
                                        "lat": float(canaries.value(feed, "lat", str(call["lat"]))), "lon": float(canaries.value(feed, "lon", str(call["lon"]))),
                                        "nature_of_call": "Assault", "disposition": "Conveyed"}))
    return "\n".join(lines) + "\n"


def police(calls, _, canaries):
    """The same places an hour later; one row in ten has no date, and is set aside."""
    feed, rows = "police-incidents", [["Crime Number", "Offence Date", "Offence Time", "Offence Type", "Location", "Latitude", "Longitude", "Beat"]]
    for number, call in enumerate(calls):
        moment = canaries.moment(feed, "Offence Time", begun(call) + datetime.timedelta(hours=1))
        lat, lon = f"{call['lat'] + 0.00007:.5f}", f"{call['lon'] + 0.00007:.5f}"
        rows.append([canaries.token(feed, "Crime Number"), "" if number % 10 == 9 else f"{moment:%d/%m/%Y}", f"{moment:%H:%M}", "ABH - S47", canaries.token(feed, "Location"),
                     canaries.value(feed, "Latitude", lat), canaries.value(feed, "Longitude", lon), canaries.token(feed, "Beat")])
    return table(rows)


def hospital(calls, month, canaries):
    """Every other place is a street that the hub knows, so that it is counted somewhere."""
    first = datetime.date.fromisoformat(month + "-01")
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    feed, rows = "ed-istv", [["Period Start", "Period End", "Arrival Date/Time", "Assault Date/Time", "Assault Method", "Assault Method Other", "Assault Location Type", "Assault Location Description"]]
    for number, call in enumerate(calls):
        moment = canaries.moment(feed, "Assault Date/Time", begun(call) + datetime.timedelta(minutes=7))
        arrived = canaries.moment(feed, "Arrival Date/Time", moment + datetime.timedelta(minutes=90))
        street = call["location"].split(",")[0] if number % 2 else canaries.token(feed, "Assault Location Description")
        rows.append([f"{first:%d/%m/%Y}", f"{last:%d/%m/%Y}", f"{arrived:%d/%m/%Y %H:%M}", f"{moment:%d/%m/%Y %H:%M}" if number % 10 != 9 else canaries.token(feed, "Assault Date/Time"),
                     "S1", canaries.token(feed, "Assault Method Other"), "L1", street])
    return table(rows)


def school(place, canaries):
    feed = "school-list"
    file = place.export(f"school-list {LAST_MONTH}")
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    head = rows[0]
    for number, row in enumerate(rows[1:], 1):
        for column in ("SURNAME", "Forename", "School"):
            row[head.index(column)] = canaries.token(feed, column)
        for column in ("UPN", "Contact Tel"):
            canaries.value(feed, column, row[head.index(column)])
        if number % 10 == 9:
            row[head.index("Role")] = canaries.token(feed, "Role")  # set aside
    return table(rows)


class Watch:
    """Everything that came out, searched: whose eyes, from where, what."""

    def __init__(self, canaries, tally):
        self.scanner, self.tally, self.looked, self.own, self.bytes = Scanner(canaries), tally, 0, 0, 0

    def see(self, where, data, agency=None, path=""):
        """`agency`: of who reads it; only what it sent itself may be in there, and only where it looks at its own files."""
        found = self.scanner.find(data)
        mine = {cell for cell in found if OWNER[cell[0]] == agency and (OWN_LOOKS.match(path) or (OWN_NAMES.match(path) and cell[1] == NAME) or
                                                                        (OWN_PLACES.match(path) and cell[1] == PLACE_WORDS))}
        self.looked, self.own, self.bytes = self.looked + 1, self.own + bool(mine), self.bytes + len(data)
        if found - mine or self.looked % 100 == 0:
            self.tally.check(not found - mine, f"'{where}' gives {agency or 'somebody'} what no agreement permits", sorted(found - mine)[:6])
        return found


def links_in(content):
    """Addresses of this hub that a page or a JSON answer names."""
    text = content.decode("utf-8", "replace")
    found = re.findall(r'(?:href|action|src)="(/[^"#]*)', text) + re.findall(r'"(?:href|page|link)" ?: ?"(/[^"#]*)"', text)
    return [html.unescape(one) for one in found]


def crawl(watch, person, agency, starts, most):
    """The pages that somebody can reach, as a page and as JSON: what was released first, and a few of each kind. `most`: pages found beside the starts."""
    waiting, seen = list(starts), set(starts)
    most += len(seen)
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        for accept in ("text/html", "application/json"):
            status, headers, content = person.ask("GET", path, accept=accept)
            watch.see(f"GET {path} ({accept})", content, agency, path)
            watch.see(f"headers of GET {path}", json.dumps(headers).encode(), agency)
            if status != 200:
                continue
            for link in links_in(content):
                shape = re.sub(r"[0-9a-f-]{30,}|\d+", "*", link)
                if link not in seen and not link.startswith(("/sign-out", "/assets")) and sum(re.sub(r"[0-9a-f-]{30,}|\d+", "*", one) == shape for one in seen) < 8:
                    seen.add(link)
                    waiting.insert(0 if "/files/" in link or "/releases/" in link else len(waiting), link)
    return seen


def pages(served, watch, tally):
    members = {member: agency for member, agency in re.findall(r"\{id: ([\w.-]+), agency: ([a-z-]+), roles", served.place.path("place/partnership.yaml").read_text())}
    anybody = next(iter(members))
    paths = json.loads(served.person(anybody).ask("GET", "/openapi.json")[2])["paths"]
    fixed = [path for path, entry in paths.items() if "get" in entry and "{" not in path]
    filled = [path.replace("{feed}", feed) for path in paths if "get" in paths[path] and path.count("{") == 1 and "{feed}" in path for feed in OWNER]
    seen = set()
    for member, agency in members.items():
        if agency not in SUPPLIER and agency != "northshire-csp":
            continue
        person = served.person(member)
        released = everything(person, agency, watch)
        seen |= crawl(watch, person, agency, released + filled + fixed + [f"/places?purpose={one}" for one in ("strategic-assessment", "violence-hotspot-analysis")],
                      most=30 if served.place.postgres else 90)  # the pages are the same over either store
    tally.check(any("/files/" in one for one in seen) and any("/quarantine" in one for one in seen), "the crawl reached no file and no quarantine", sorted(seen)[:20])


def everything(person, agency, watch):
    """Acts that give something, those that are refused, and those that are wrong; the pages of what was released."""
    released = []
    posts = [("/releases", {"table": table, "purpose": "strategic-assessment"}) for table in
             ("violence-by-area", "violence-rates", "violence-by-hour", "violence-map", "violence-picture", "violence-patterns", "violence-hotspots",
             "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-around", "violence-space-time", "violence-funnel", "violence-signals", "violence-forecast", "nothing")]
    posts += [("/may-i", {"way": "get", "other": other, "role": "analyst", "purpose": "strategic-assessment", "field": ["person.name", "police.violence_at", "istv.assault_at"]}) for other in SUPPLIER]
    posts += [("/requests", {"other": other}) for other in SUPPLIER] + [("/break-glass", {}), ("/may-i", {"way": "x"})]
    for path, fields in posts:
        status, headers, content = person.ask("POST", path, json.dumps(fields), "application/json")
        watch.see(f"POST {path} {fields}", content + json.dumps(headers).encode(), agency)
        if path == "/releases" and status == 200:
            released.append(json.loads(content)["page"])
    return released


def previews(served, watch, made, tally):
    """A file before it is sent shows its own supplier what is in it, and nobody else."""
    for feed, agency in OWNER.items():
        supplier = served.person(SUPPLIER[agency])
        status, answer = supplier.upload(f"/feeds/{feed}/upload", "again.csv", made[feed][-1].read_bytes())
        tally.check(status == 200, f"an upload of {feed}", answer)
        supplier.settle(answer["job"])
        for path in ("", "/mapping"):
            for accept in ("text/html", "application/json"):
                look = f"/uploads/{answer['job']}{path}"
                watch.see(f"the upload of {feed}{path}", supplier.ask("GET", look, accept=accept)[2], agency, look)
                watch.see(f"another's upload of {feed}", served.person("analyst.csp").ask("GET", look, accept=accept)[2], "northshire-csp", look)
        supplier.post(f"/uploads/{answer['job']}/cancel")


def verbs(place, watch):
    for agency, by in [("northshire-csp", "analyst.csp"), ("northshire-police", "analyst.police"), ("northshire-general-ed", "analyst.hospital")]:
        for table in ("violence-by-area", "violence-rates", "violence-by-hour", "violence-map", "violence-picture", "violence-patterns", "violence-hotspots",
             "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-around", "violence-space-time", "violence-funnel", "violence-signals", "violence-forecast"):
            place.verb("release", table, "--for", agency, "--by", by, "--purpose", "strategic-assessment", "--out", place.path(f"out-{by}-{table}"))
    for feed in OWNER:
        for words in (["quality", "--feed", feed, "--by", "analyst.csp"], ["quarantine", "--feed", feed, "--by", "analyst.csp"], ["quarantine", "--feed", feed, "--by", "nobody"]):
            place.verb(*words)
            place.verb(*words, "--json")
    for words in (["feeds"], ["chase"], ["agreement", "list"], ["agreement", "register"], ["uses", "--by", "governance.csp"], ["refusals", "--by", "governance.csp"], ["ledger", "verify"],
                  ["ledger", "status"], ["ledger", "export", "--out", place.path("out-ledger")], ["submit", "--feed", "ed-istv", place.path("no-such-file")]):
        place.verb(*words)
    for words, text in place.run.heard:
        if words[0] != "synth":
            watch.see("verb " + " ".join(words[:3]), text.encode())
    for path in place.folder.rglob("*"):
        if path.relative_to(place.folder).parts[0].startswith("out-"):
            watch.see(f"file {path.name}", str(path.relative_to(place.folder)).encode() + b"\n" + (path.read_bytes() if path.is_file() else b""))


def on(place, tally):
    place.begin()
    place.agree()
    canaries = Canaries()
    made = files_with_canaries(place, canaries)
    for feed, files in made.items():
        # The answer to whoever sends names the file, as they named it; nothing else may.
        sent = place.submit(feed, *files)
        tally.check(sent.exit_code == 0, f"{feed} is not taken in", sent.text[:600])
    place.run.heard.clear()
    watch = Watch(canaries, tally)
    served = Served(place)
    try:
        previews(served, watch, made, tally)
        verbs(place, watch)
        pages(served, watch, tally)
    finally:
        served.stop()
    watch.see("the log", "".join(served.log).encode())
    released = b"".join(path.read_bytes() for path in place.folder.glob("out-*/*.csv"))
    tally.check(re.search(rb"E0109\d{4}", released), "the permitted field in its permitted transform: no area is in what was released", released[:300])
    tally.check(watch.own > 8, "no canary was seen at all, not even by its own supplier", watch.own)
    # The same watch over the same bytes with one canary among them must cry out.
    silent = Tally()
    silent.check = lambda good, *_: good or setattr(silent, "failed", silent.failed + 1)
    again = Watch(canaries, silent)
    again.see("planted", released + next(iter(canaries.of)).encode(), "northshire-csp")
    tally.check(silent.failed == 1, "a planted leak goes unseen")
    print(f"{len(canaries.of)} canaries; {watch.looked} answers and files of {watch.bytes} bytes were searched, {watch.own} of them a supplier's own looks")


def main():
    tally = Tally()
    scanner_finds_what_is_planted(tally)

    def over(postgres):
        place = Place(sys.argv[1], postgres, months=24, people=20000)
        on(place, tally)
        place.remove()

    return with_store(sys.argv[2], tally, over)


if __name__ == "__main__":
    sys.exit(main())
