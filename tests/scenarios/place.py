# SPDX-License-Identifier: Apache-2.0
"""A hub of a made-up partnership in a temporary folder, driven through the real program only."""
import atexit
import csv
import datetime
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NOW = "2026-11-10T12:00:00Z"
LAST_MONTH = "2026-09"
WITH_A_CLOCK = {"init", "submit", "feeds", "feeds template", "chase", "plan publish", "plan target", "plan withdraw", "place-text list", "place-text map", "place-text forget", "collect", "quality", "quarantine", "retention", "release", "agreement add", "agreement list",
                "agreement suspend", "agreement resume", "agreement end", "agreement activate", "agreement assess", "agreement history",
                "agreement acknowledge", "agreement acknowledgements", "agreement stop-check", "account add", "account grant", "account list", "account disable",
                "account enable", "account reset", "account link"}
LEAD = re.compile(r"\{id: ([\w.-]+), agency: ([a-z-]+), roles: \[information-governance-lead")
AGENCY = re.compile(r"\{agency: ([a-z-]+), kind")
# What agencies sent, what was agreed and what left: nothing half-done may be found in any of them. That a file came and
# failed is remembered, so only submissions that were accepted count.
COUNTED = {table: f"SELECT count(*) FROM {table}" for table in
           ["agreement", "event", "feed_month", "person", "quarantine", "release", "release_file", "source_record"]}
COUNTED["submission"] = "SELECT count(*) FROM submission WHERE state = 'accepted'"



class Answer:
    """What one run of the program said."""

    def __init__(self, done):
        self.exit_code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def text(self):
        return self.out + self.err

    def json(self):
        return json.loads(self.out)


class Program:
    def __init__(self, path, extra=None):
        self.path = str(pathlib.Path(path).resolve())
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("CONCORDAT_")}
        self.environment["CONCORDAT_DEFINITIONS"] = str(SOURCE / "definitions")
        self.environment.update(extra or {})
        self.heard = []  # the words of each run, and what it said

    def __call__(self, *words, cwd=None, timeout=300):
        done = subprocess.run([self.path, *map(str, words)], capture_output=True, text=True, errors="replace",
                              stdin=subprocess.DEVNULL, env=self.environment, cwd=cwd, timeout=timeout)
        answer = Answer(done)
        self.heard.append(([str(word) for word in words], answer.text))
        return answer

    def piped(self, text, *words):
        return Answer(subprocess.run([self.path, *map(str, words)], capture_output=True, text=True, errors="replace", input=text, env=self.environment, timeout=300))

    def start(self, *words):
        return subprocess.Popen([self.path, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                stdin=subprocess.DEVNULL, env=self.environment)


def must(answer):
    if answer.exit_code != 0:
        raise RuntimeError(answer.text)
    return answer


class Place:
    """`postgres`: a running Postgres, or None for SQLite."""

    def __init__(self, program, postgres=None, months=24, people=30000, folder=None):
        self.owned = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="concordat-scenario-"))
        if self.owned and not os.environ.get("CONCORDAT_KEEP"):
            atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.postgres = postgres
        self.name = None
        if postgres:
            self.url, self.name = postgres.database()
        else:
            self.url = f"sqlite:{self.folder / 'hub.db'}"
        self.run = Program(program, {"CONCORDAT_DATABASE": self.url, "CONCORDAT_KEYS": str(self.folder / "hub-keys")})
        if months:
            must(self.run("synth", self.folder / "place", "--months", months, "--people", people, "--last-month", LAST_MONTH))

    def path(self, name):
        return self.folder / name

    def export(self, name):
        """'police-incidents 2026-09': that file as the made-up agency sends it."""
        feed, month = name.split()
        found = sorted(self.path("place/exports").glob(f"*/{feed}/*{month}*"))
        return found[0]

    def keys_for(self, agencies):
        public = self.path("keys/public")
        public.mkdir(parents=True, exist_ok=True)
        for agency in agencies:
            must(self.run("agreement", "key", "--agency", agency, "--key", self.path(f"keys/{agency}.key")))
            self.path(f"keys/{agency}.key.pub").rename(public / f"{agency}.pub")
        return public

    def begin(self, partnership="place/partnership.yaml"):
        text = self.path(partnership).read_text()
        agencies = re.findall(r"\{id: ([a-z-]+), kind", text)
        self.synthetic = "synthetic: true" in text
        self.leads = {agency: member for member, agency in LEAD.findall(text)}
        public = self.keys_for(agencies)
        return must(self.verb("init", "--partnership", self.path(partnership), "--agency-keys", public))

    def verb(self, *words):
        """A verb that works on the hub, at the time of the scenarios."""
        hub = words[:2] == ("agreement", "draft") or words[0] in WITH_A_CLOCK or " ".join(map(str, words[:2])) in WITH_A_CLOCK
        return self.run(*words, *(["--now", NOW] if self.synthetic and hub else []))

    def sign(self, document, agencies=None):
        for agency in agencies if agencies is not None else AGENCY.findall(document.read_text()):
            must(self.run("agreement", "sign", document, "--agency", agency, "--post", "information-governance-lead",
                          "--key", self.path(f"keys/{agency}.key")))

    def agree(self):
        """Everything the definitions ship, signed by every party and in force."""
        folder = self.path("agreements")
        folder.mkdir(exist_ok=True)
        for shipped in sorted((SOURCE / "definitions/agreements").glob("*.yaml")):
            document = folder / shipped.name
            shutil.copy(shipped, document)
            self.sign(document)
        return self.bring_into_force(*sorted(folder.glob("*.yaml")))

    def bring_into_force(self, *documents):
        """Adds them, and two leads of different parties say yes."""
        added = must(self.verb("agreement", "add", "--json", *documents))
        yes = {}
        for document, one in zip(documents, added.json()):
            leads = [self.leads[agency] for agency in AGENCY.findall(document.read_text()) if agency in self.leads]
            for lead in leads[:2]:
                yes.setdefault(lead, []).append(one["agreement"])
        for lead, references in yes.items():
            must(self.verb("agreement", "activate", *references, "--by", lead))
        return added

    def submit(self, feed, *files):
        return self.verb("submit", "--feed", feed, *files)

    def submit_all(self, *feeds):
        for feed in feeds:
            must(self.submit(feed, *sorted(self.path("place/exports").glob(f"*/{feed}/*"))))

    def query(self, text):
        """One number or text, read from the database behind the program's back."""
        if self.postgres:
            return self.postgres.sql(self.name, text)
        with sqlite3.connect(f"file:{self.folder / 'hub.db'}?mode=ro", uri=True) as database:
            row = database.execute(text).fetchone()
            return "" if row is None or row[0] is None else str(row[0])

    def counts(self):
        return {table: int(self.query(text)) for table, text in COUNTED.items()}

    def leaves(self):
        """Entries of the ledger, beside those of somebody who looks at the ledger itself."""
        words = "convert_from(entry, 'UTF8')" if self.postgres else "CAST(entry AS TEXT)"
        return int(self.query(f"SELECT count(*) FROM ledger_leaf WHERE {words} NOT LIKE '%\"fields\":[\"ledger\"%' "
                              f"AND {words} NOT LIKE '%time-anomaly%'"))

    def ledger_holds(self):
        answer = self.run("ledger", "verify")
        return answer.exit_code == 0 and "is intact" in answer.out

    def identifiers(self):
        """What stands for somebody in the files that agencies sent, as it would be read by a person."""
        found = set()
        with open(self.path("place/truth/people.csv"), encoding="utf-8") as people:
            for one in csv.DictReader(people):
                born = datetime.date.fromisoformat(one["born"])
                number, phone = one["nhs_number"], one["phone"].replace(" ", "")
                found |= {number, f"{number[:3]} {number[3:6]} {number[6:]}", one["upn"], phone, f"{phone[:5]} {phone[5:]}",
                          f"{one['given_name']} {one['family_name']}", f"{one['family_name']}, {one['given_name']}",
                          f"{one['family_name']} {one['given_name']}", f"{one['house']} {one['street']}, {one['postcode']}",
                          f"{one['family_name']} {born:%d/%m/%Y}"}
        return {each.casefold() for each in found if len(each) > 6}

    def nobody_is_named(self, tally):
        """S56: of a whole run of this place, every command line (which is what a URL is to a browser), every answer and
        complaint, every name of a file, every file that left and the database server's own log hold nobody."""
        texts = [(" ".join(words[:3]), " ".join(words) + text) for words, text in self.run.heard if not self.is_a_suppliers_look(words)]
        for folder in self.folder.iterdir():
            if folder.name == "place":
                continue
            texts += [("a file name", str(path.relative_to(self.folder))) for path in [folder, *folder.rglob("*")]]
            texts += [(str(path.name), path.read_bytes().decode("utf-8", "replace")) for path in folder.rglob("*")
                      if path.is_file() and path.suffix in {".html", ".csv", ".geojson", ".svg", ".json"} and "came" not in path.name]
        if self.postgres:
            texts.append(("the server's log", (self.postgres.folder / "log").read_text(errors="replace")))
        people = self.identifiers()
        tally.check(len(people) > 100, "there is nobody who could be named", len(people))
        for name, text in texts:
            folded = text.casefold()
            named = [each for each in people if each in folded]
            tally.check(not named, f"'{name}' names somebody", named[:3])

    @staticmethod
    def is_a_suppliers_look(words):
        """The quarantine shows a supplier its own values, and nobody else."""
        return words[:1] == ["quarantine"] and "analyst.csp" not in words

    def remove(self):
        if self.owned:
            shutil.rmtree(self.folder, ignore_errors=True)


class Tally:
    """Counts checks and prints what failed; the last line is what the test runner adds up."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, good, sentence, detail=""):
        if good:
            self.passed += 1
            return True
        self.failed += 1
        print(f"FAILED: {sentence}")
        if detail:
            print("    " + str(detail).strip().replace("\n", "\n    "))
        return False

    def skip(self, sentence):
        self.skipped += 1
        print(f"skipped: {sentence}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else ""))
        return 1 if self.failed else 0
