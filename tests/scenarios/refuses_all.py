#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""P17: no path to data but through the decision. Where the hub's prohibitions forbid every item for every purpose, every verb of
the command line is run against a hub full of canaries, by whoever would get most of it: no canary and no figure may stand in what
it prints, in what it complains of, in a file it writes, in the name of one, or in what it leaves behind as a temporary file.

A verb that is in no line below fails the test. It can fail: where the agreements permit, the same lines give figures out; and of
each verb an answer, a complaint and a file with a canary planted in it must be found.

refuses_all.py PROGRAM sqlite|postgresql
"""
import csv
import json
import re
import shlex
import shutil
import sys

import canaries
from matrix import document, items, rule
from place import NOW, SOURCE, Place, Tally, must
from postgres import with_store
from reading import flow
from serve import Served
from verbs import VERBS, page

AREA = re.compile(rb"E0109\d{4}")  # an area's code: figures stand in no other rows
TYPED = "words typed by northshire-csp"
GIVEN = "what northshire-police gave in the hub"
TABLES = ("violence-by-area", "violence-rates", "violence-by-hour", "violence-map", "violence-picture", "violence-patterns", "violence-hotspots",
             "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-around", "violence-space-time", "violence-funnel", "violence-signals", "violence-forecast")
SUBMITTING = {"check", "submit", "collect", "link duplicates"}  # whoever sends a file reads its name as they gave it
OWN_RECORDS = {"link show", "link person", "link household", "criteria check", "criteria show", "explain"}  # a linkage reviewer compares what the own agency sent
OWNER = canaries.OWNER | {"children-social-care": "northshire-childrens-services"}
BOTH = "school-list and children-social-care"  # what both agencies sent
OWN_WORDS = {"may-i", "may-i show", "fact record", "fact list", "break-glass begin", "break-glass list", "break-glass review", "break-glass end", "serve"}
# The made-up place is no hub, and every canary number was taken from it; a folder of agencies' files holds what they put there.
NOT_READ = {"synth": lambda path: path.parts[0] == "place", "collect": lambda path: not path.name.endswith(".note.txt")}

# Who declined decides no appeal.
SECOND_LEAD = "    - {id: second.police, agency: northshire-police, roles: [information-governance-lead], trained: []}\n"

# VERB AND WORDS [=> EXIT CODE]; {out} is this run's own folder, {lower} a name kept from before the prohibitions.
RUNS = """
release {table} --for northshire-csp --by analyst.csp --purpose strategic-assessment --out {out} => 3
release {table} --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
release {table} --for northshire-general-ed --by analyst.hospital --purpose violence-hotspot-analysis --out {out} => 3
patterns --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
patterns --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
hotspots --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
hotspots --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
change --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
change --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
contrast --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
contrast --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
near-repeat --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
near-repeat --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
scan --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
scan --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
around --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
around --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
space-time --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
space-time --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
funnel --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
funnel --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
signals --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
signals --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
forecast --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
forecast --for northshire-police --by analyst.police --purpose strategic-assessment --out {out} => 3
hotspots --only night --for northshire-csp --by analyst.csp --purpose violence-hotspot-analysis --out {out} => 3
release report {release} --for northshire-csp --by analyst.csp => 3
release report {release} --for northshire-police --by analyst.police => 1
release records --from northshire-general-ed --for northshire-csp --by analyst.csp --purpose strategic-assessment --out {out} => 3
release parts
init --partnership {partnership} --agency-keys {public}
check {police_file} => 4
check {police_file} --suggest => 4
submit --feed police-incidents {held_back}
collect --drop {out} --settle 0
product list --by analyst.csp
product editions --by analyst.csp
product open hotspot-brief --purpose violence-hotspot-analysis --by analyst.csp
product open strategic-assessment --purpose strategic-assessment --by analyst.police
product open ed-loop-return --purpose violence-hotspot-analysis --by analyst.csp
product open s17a-quarterly --purpose strategic-assessment --by analyst.csp
product open problem-profile-women-girls --purpose strategic-assessment --by analyst.csp
product show {edition} --by analyst.csp
product show {edition} --by analyst.police => 1
product write {edition} --section where --words "The market" --by analyst.csp
product report {edition} --by analyst.csp
product annex {edition} --out {out}/annex.xlsx --by analyst.csp
product refresh {edition} --by analyst.csp
product sign-off {edition} --by chief.csp => 1
product publish {edition} --read-through --by chief.csp => 1
product publications --by chief.csp
product publication {edition} --by chief.csp => 1
product confirm-publication {edition} --by chief.csp => 1
product decline-publication {edition} --by chief.csp => 1
product share {edition} --by chief.csp => 1
product shared --by chief.csp
product shared-edition {edition} --by analyst.csp => 1
product answer-share {edition} --answer yes --by governance.police => 1
product end-share {edition} --because wrong --by chief.csp => 1
product discard {edition} --by analyst.csp
quarter list --by analyst.csp
quarter list --by analyst.police
quarter propose {quarter} --because late-reports --by analyst.csp => 1
quarter confirm {quarter} --by analyst.police => 1
quarter decline {quarter} --by analyst.police => 1
quarter all-there police-incidents 2020-01 --because quiet-month --by analyst.police => 3
protection settings --by analyst.csp
protection settings --by analyst.police
protection set map-support 20 --because attack --by analyst.police => 3
protection confirm map-support --by analyst.police => 3
protection withdraw map-support --by analyst.police => 3
equality submit {out}/counts.csv --by analyst.csp => 3
equality make {quarter} --by analyst.csp => 3
equality report {quarter} --by analyst.csp => 3
equality report {quarter} --by governance.csp => 1
equality list --by analyst.csp => 3
equality list --by governance.csp
feeds --by analyst.csp
feeds --by analyst.police
feeds template school-list --by supplier.schools --out {out}/template.xlsx
chase --from hub@northshire.example --spool {out}
quality --feed police-incidents --by analyst.police
quality --feed school-list --by analyst.csp => 3
plan publish --feed ed-istv --shows fields --by supplier.hospital
quality --feed ed-istv --by analyst.csp
plan target --feed ed-istv --measure accepted --percent 97 --until 2027-03-31 --by supplier.hospital
plan withdraw --feed ed-istv --target {target} --by supplier.hospital
place-text list --feed ed-istv --by analyst.csp => 3
place-text map --feed ed-istv --text 999999 --means home --by supplier.hospital => 1
place-text map --feed ed-istv --text 1 --means home --by analyst.csp => 3
place-text forget --feed ed-istv --meaning 999999 --by supplier.hospital => 1
place-text forget --feed ed-istv --meaning 1 --by analyst.police => 3
quarantine --feed {feed} --by analyst.csp
quarantine --feed {feed} --by nobody => 3
quarantine --feed school-list --by analyst.csp --out {out}/rows.xlsx => 3
quarantine --feed police-incidents --by supplier.hospital --out {out}/rows.csv => 3
ledger verify
ledger verify --release-file {released}
ledger export --out {out}/log
ledger export --out {out}/log --from 0 --to 40 --openings-for {request} --by analyst.csp => 3
ledger status
ledger rotate-key
ledger rotate-key => 1
ledger witness
ledger compare {log}/checkpoint
ledger prove 3 --out {out}/3.tlog-proof
ledger check-proof {proof} --vkey {log}/vkey
witness key --folder {out} --name police.example/witness
agreement check {document}
agreement print {document}
agreement print {document} --format html
agreement decide {documents} --requests {requests} --out {out}/answers.jsonl
agreement why {documents} --requests {requests} => 3
agreement plan {documents} --requests {requests}
agreement what-if {documents} --requests {requests} --set age=15 => 3
agreement simulate {documents} {documents} --requests {requests}
agreement replay {documents} --requests {records}
agreement replay --by governance.csp
agreement templates
agreement new marac --out {out}/draft.yaml --partnership {partnership}
agreement assessments {document} --out {out}
agreement key --agency northshire-fire --key {out}/fire.key
agreement sign {document} --agency northshire-police --post information-governance-lead --key {keys}/northshire-police.key
agreement add {document}
agreement list --by governance.csp
agreement who istv.assault_place --by analyst.csp
agreement what northshire-csp analyst --by analyst.csp
agreement diff {document} {document}
agreement overlap --by analyst.csp
agreement coverage --by analyst.csp
agreement calendar --days 3000 --by governance.csp
agreement register --by analyst.csp --format html --out {out}/register.html
agreement draft add {document} --by governance.police
agreement draft list --by governance.police
agreement draft show {draft} --by governance.csp
agreement draft use {draft} --rule {draft_rule} --field {draft_field} --use maps --by analyst.csp
agreement draft answer {draft} --rule {draft_rule} --field {draft_field} --answer accept --by governance.police
agreement draft write {draft} --out {out}/drafted.yaml --by governance.csp
agreement activate {reference} --by governance.csp => 3
agreement assess {reference} --eia-ref EIA-2026-1 --date 2026-11-01 --owner strategic-lead --by governance.csp
agreement history {reference} --by governance.csp
agreement acknowledge {reference} --by analyst.csp
agreement acknowledgements {reference} --by governance.csp
agreement suspend {reference} --reason "A breach was found" --by governance.csp
agreement resume {reference} --by governance.csp
agreement stop-check
agreement end {reference} --reason "It is over" --by governance.police
may-i --agency northshire-police --role analyst --purpose prevent-serious-violence --field person.name --field person.role_in_concern --consent yes --trained yes --by analyst.csp => 3
may-i --agency northshire-police --role analyst --form aggregate --purpose strategic-assessment --field police.count_by_cell --by analyst.csp => 3
may-i list --by analyst.csp
may-i show {asked} --by analyst.csp
may-i show {asked} --by analyst.police => 1
request ask --agency northshire-police --role analyst --purpose prevent-serious-violence --field person.name --field person.role_in_concern --matter A/17 --necessary "A threat was made" --by analyst.csp => 3
request list --by analyst.csp
request list --which awaiting-me --by governance.police
request show {request} --by analyst.csp
request show {request} --by governance.police
request show {request} --by analyst.hospital => 1
request give {request} --how in-writing --by governance.police => 3
lists --by governance.csp
lists owner school-list --none --by governance.schools
link show {pair} --by reviewer.schools => 1
lists owner school-list --member chief.schools --by governance.schools
lists owner school-list --member chief.schools --by chief.csp => 3
request open {kept} --by analyst.csp => 3
request open {kept} --by governance.police => 1
request show {kept} --by analyst.csp
request show {kept} --by governance.police
correction make --request {kept} --kind deleted --field person.name --because "It is somebody else" --by governance.police
correction list --by analyst.csp
correction list --by governance.police
correction answer {correction} --outcome no-copy-held --by analyst.csp
request take-back {kept} --because "It is somebody else" --by governance.police
request decline {request} --code R10 --because "A source is behind it" --review-on 2027-01-31 --by governance.police
appeal make --request {declined} --because "It is needed" --by analyst.csp
appeal list --by second.police
appeal decide {appeal} --outcome upheld --because "It was right" --by second.police
fact record age --matter {matter} --number 15 --by analyst.csp
fact list --matter {matter} --by analyst.csp
fact list --request {request} --by governance.police
fact withdraw {fact} --by analyst.csp
refusals --by governance.csp
refusals --by governance.police --csv
uses --by governance.police
uses --by governance.csp
break-glass begin --matter {matter} --danger life --because {because} --by analyst.csp
break-glass list --by governance.csp
break-glass list --by governance.police
break-glass end {glass} --by analyst.csp
break-glass review {glass} --outcome justified --because "It was right" --by governance.csp
audit-sample list --by governance.police
audit-sample done {nothing} --outcome in-order --because "Looked at it all" --by governance.police => 3
link --by analyst.csp
link --whole --by analyst.csp
link report --by analyst.csp
link duplicates --by supplier.schools
link duplicates --csv --by supplier.schools
link queue --by reviewer.schools
link queue --by analyst.csp => 3
link show {pair} --by reviewer.schools
link person {person} --by reviewer.schools
link person {person} --by reviewer.children => 1
link household {person} --purpose safeguarding-child --matter A/17 --necessary "She did not come home" --by reviewer.schools
link household {person} --purpose law-enforcement --matter A/17 --necessary "She did not come home" --by reviewer.schools => 3
link household {person} --purpose safeguarding-child --matter A/17 --necessary "She did not come home" --by reviewer.children => 1
criteria list --by reviewer.schools
criteria list --by analyst.csp => 3
criteria check {person} --programme families-2012 --purpose family-support --matter A/17 --necessary "She did not come home" --by reviewer.schools
criteria check {person} --programme families-2012 --purpose law-enforcement --matter A/17 --necessary "She did not come home" --by reviewer.schools => 3
criteria check {person} --programme families-2012 --purpose family-support --matter A/17 --necessary "She did not come home" --by reviewer.children => 1
criteria judge {person} --programme families-2012 --purpose family-support --outcome meets --role practitioner --because "She is seldom there" --voice "She says it herself" --told "Her mother was told" --until 2027-01-31 --ask northshire-police --by reviewer.schools => 3
criteria confirm {pair} --purpose family-support --matter A/17 --necessary "She did not come home" --role practitioner --because "She is seldom there" --by reviewer.schools => 3
criteria withdraw {pair} --by reviewer.schools => 3
criteria show {person} --by reviewer.schools
criteria show {person} --by reviewer.children => 1
link show {pair} --by reviewer.children
link show {pair} --by analyst.csp => 3
link assign {pair} --by reviewer.schools
link decide {pair} --outcome link --because "Seen in both lists" --by reviewer.schools
link second {link_decision} --outcome turn-down --because "Two different children" --by reviewer.children
link undo {link_done} --because "It was wrong" --by reviewer.schools
link withdraw {link_decision} --because "It was wrong" --by reviewer.schools => 1
link merge {person} {other_person} --because "One child only" --by reviewer.schools => 1
link split {person} --record {record} --because "Two different children" --by reviewer.schools => 1
link quality --by analyst.csp
link-sample draw --size 10 --until 2026-12-20 --by reviewer.schools => 1
link-sample draw --size 10 --until 2026-12-20 --by analyst.csp => 3
link-sample list --by analyst.csp
link-sample next {link_sample} --by reviewer.schools => 1
link-sample next {link_sample} --by reviewer.children
link-sample next {link_sample} --by analyst.csp => 3
link-sample judge {link_sample} --pair 9999 --outcome same --by reviewer.schools => 1
link-sample close {link_sample} --by reviewer.schools
locate {upn} --purpose prevent-serious-violence --matter A/17 --necessary "She did not come home" --role analyst --by lead.schools => 3
locate {upn} --purpose prevent-serious-violence --matter A/17 --necessary "She did not come home" --role analyst --by analyst.csp => 1
explain {record} {other_record} --by reviewer.schools
explain {record} {other_record} --by reviewer.children
account add --member analyst.ambulance
account grant --login analyst.csp --member analyst.hospital
account list
account disable --login analyst.csp
account enable --login analyst.csp
account reset --login analyst.csp
account link --member analyst.csp
backup key --key {outside}/backup.key
backup --out {out}/copies --keys-out {out}/copies-of-keys --seal-to {public_half}
drill --from {copies} --keys-from {copies_of_keys} --identity {outside}/backup.key --scratch {out}
restore --from {copies} --keys-from {copies_of_keys} --identity {outside}/backup.key --database sqlite:{again}/hub.db --keys {again}/keys
release {table} --for northshire-csp --by analyst.csp --purpose strategic-assessment --out {out} --database sqlite:{again}/hub.db --keys {again}/keys => 3
definitions check
link-files {some_people} --model {model} --train --pairs {out}/pairs.csv --clusters {out}/groups.csv --report {out}/report.json
places kde {some_events} --all-reported --out {out}/density.csv
places gistar {some_events} --all-reported --permutations 19 --resamples 5 --out {out}/hot.csv
places knox {some_events} --all-reported --permutations 19 --out {out}/repeats.csv
places scan {some_events} --all-reported --simulations 19 --out {out}/windows.csv
places cluster {some_events} --all-reported --out {out}/clusters.csv
places contrast {some_sources} --all-reported --first ed --second police --permutations 19 --out {out}/apart.csv
places classes {some_sources} --all-reported --months 1 --permutations 19 --out {out}/classes.csv
places around {some_events} --near {some_places} --all-reported --box 400000,300000,402000,302000 --out {out}/around.csv
places terrain {some_events} --near {some_places} --all-reported --held-out-from 2026-03-01 --out {out}/terrain.csv => 3
places clock {some_events} --all-reported --out {out}/hours.csv
places change {some_counts} --kind counts --out {out}/changes.csv
places rates {some_counts} --out {out}/rates.csv
protect rows {some_records} --profile {record_profile} --out {out}/depersonalised.csv
protect texts {some_records} --columns method --out {out}/texts.csv
protect table {some_records} --profile partner --rows area --columns method --out {out}/table.csv
protect audit {protected}
encode key --agreement ISA-014 --epoch 2026-11 --party police --out {outside}/a.key
encode key --agreement ISA-014 --epoch 2026-11 --party housing --out {outside}/b.key
encode tokens {some_people} --key {outside}/a.key --with {outside}/b.key.pub --forename first_name --born dob --sex city --out {outside}/a.tokens
encode tokens {some_people} --key {outside}/b.key --with {outside}/a.key.pub --forename first_name --born dob --sex city --out {outside}/b.tokens
encode match {outside}/a.tokens {outside}/b.tokens --a-key {outside}/a.key.pub --b-key {outside}/b.key.pub --officer unit.1 --log {outside}/encode.log
encode ask {one_person} --key {outside}/a.key --with {outside}/b.key.pub --forename first_name --born dob --sex city --officer officer.1 --purpose prevent-violence --log {outside}/asked.log --out {outside}/question
encode answer {outside}/question --key {outside}/b.key --with {outside}/a.key.pub --people {some_people} --forename first_name --born dob --sex city --decision necessary --by lead.1 --contact desk --log {outside}/answered.log --out {outside}/answer
encode read {outside}/answer --question {outside}/question --key {outside}/a.key --with {outside}/b.key.pub
encode enclave {outside}/enclave.txt --key {outside}/a.key --place room --operator unit --until 2999-12-31 --seal-to {outside}/backup.key.pub
encode enclave {outside}/enclave.txt --key {outside}/b.key
encode filters {some_people} --key {outside}/a.key --with {outside}/b.key.pub --forename first_name --born dob --sex city --postcode city --enclave {outside}/enclave.txt --out {outside}/a.filters
encode filters {some_people} --key {outside}/b.key --with {outside}/a.key.pub --forename first_name --born dob --sex city --postcode city --enclave {outside}/enclave.txt --out {outside}/b.filters
encode similar {outside}/a.filters {outside}/b.filters --a-key {outside}/a.key.pub --b-key {outside}/b.key.pub --enclave {outside}/enclave.txt --identity {outside}/backup.key --officer unit.1 --log {outside}/similar.log
transparency list
transparency show record-linkage
transparency publish --out {out}/records --organisation "Northshire CSP" --owner "Head of Analysis" --contact records@northshire.example
synth {out}/place --seed 99 --months 1 --people 20000
retention
retention --after-a-pause --now 2040-01-01T00:00:00Z
"""


class Watch:
    """Every byte that a verb gave, searched for canaries and figures."""

    def __init__(self, found, tally, members):
        self.found, self.scanner, self.tally, self.members = found, canaries.Scanner(found), tally, members
        self.looked = self.bytes = 0

    def see(self, run, what, data):
        verb, by = run
        mine = self.members.get(by)
        found = self.scanner.find(data) | ({("a release", "an area")} if AREA.search(data) else set())
        for cell in list(found):
            own_file = verb in SUBMITTING and cell[1] == canaries.NAME
            own_record = verb in OWN_RECORDS and mine and (OWNER.get(cell[0]) == mine or cell[0] == BOTH)
            if own_file or own_record or (cell[0] == TYPED and mine == "northshire-csp" and verb in OWN_WORDS):
                found.discard(cell)
        self.looked, self.bytes = self.looked + 1, self.bytes + len(data)
        if found:
            self.tally.check(False, f"'{verb}' by {by or 'nobody'} gives out what no decision permits, in {what}", sorted(found)[:6])
        return not found

    def see_all(self, run, answer, folder):
        """What it printed, and every file in its folder with its name."""
        clean = self.see(run, "its answer", answer.out.encode()) & self.see(run, "its complaint", answer.err.encode())
        not_read = NOT_READ.get(run[0], lambda path: False)
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if not not_read(name):
                clean &= self.see(run, f"the name of {name}", str(name).encode())
                clean &= not path.is_file() or self.see(run, f"the file {name}", path.read_bytes())
        return clean


class Silent(Tally):
    def check(self, good, sentence, detail=""):
        self.failed += not good
        return good


class Said:
    def __init__(self, out, err):
        self.out, self.err = out, err


class Lines:
    """Runs each line of RUNS in a folder of its own, and watches."""

    def __init__(self, place, watch, tally, names):
        self.place, self.watch, self.tally, self.names = place, watch, tally, names
        self.folder, self.ran, self.number = place.path("written"), set(), 0
        # A witness goes by the machine's clock, so whoever asks one does.
        self.with_a_clock = {verb for verb, section in page()[1].items() if "`--now" in section} - {"ledger witness"}
        self.token = next(word for word, cell in watch.scanner.of.items() if cell == ("police-incidents", "Location"))

    def run(self, line, **names):
        words, _, code = line.partition(" => ")
        self.number += 1
        out = self.folder / str(self.number)
        out.mkdir(parents=True)
        words = [word.format(**self.names, **names, out=out) for word in shlex.split(words)]
        verb = max((verb for verb in VERBS if words[:len(verb.split())] == verb.split()), key=len)
        by = words[words.index("--by") + 1] if "--by" in words else None
        if verb == "collect":
            self.drop_a_file(out)
        if verb in self.with_a_clock and "--now" not in words:
            words += ["--now", NOW]
        for more in ([], ["--json"]) if self.reads_only(verb) else ([],):
            before = {**self.place.run.environment}
            self.place.run.environment["TMPDIR"] = str(out)
            answer = self.place.run(*words, *more, cwd=out)
            self.place.run.environment = before
            self.tally.check(answer.exit_code == int(code or 0), f"'{line}' ends with {answer.exit_code}", answer.text[:900])
            self.watch.see_all((verb, by), answer, out)
        self.ran.add(verb)
        self.would_be_found((verb, by), answer, out)
        return answer, out

    @staticmethod
    def reads_only(verb):
        """What may be asked twice: as words and as JSON."""
        return verb.split()[-1] in {"list", "show", "check", "who", "what", "diff", "overlap", "coverage", "calendar", "quality", "quarantine", "feeds", "verify", "status", "compare",
                                    "history", "acknowledgements", "refusals", "uses", "why", "plan", "what-if", "simulate", "replay", "templates"}

    def would_be_found(self, run, answer, folder):
        """Of this very verb: a canary in its answer, in its complaint and in a file must be found."""
        silent = Silent()
        watch = Watch(self.watch.found, silent, self.watch.members)
        for out, err in [(answer.out + self.token, answer.err), (answer.out, answer.err + self.token)]:
            self.tally.check(not watch.see_all(run, Said(out, err), folder), f"a leak planted in what '{run[0]}' prints goes unseen")
        leak = folder / "planted.note.txt"
        leak.write_text(f"a,{self.token}\n")
        self.tally.check(not watch.see_all(run, answer, folder), f"a leak planted in a file of '{run[0]}' goes unseen")
        leak.unlink()

    def drop_a_file(self, drop):
        """The folders of a drop folder, and a supplier's file in its own."""
        must(self.place.verb("collect", "--drop", drop))
        shutil.copy(self.names["dropped"], drop / "northshire-ambulance/ambulance-calls")


def forbid_everything(place):
    """Definitions whose prohibitions name every item of the catalogue, for every purpose."""
    folder = place.path("refusing")
    shutil.copytree(SOURCE / "definitions", folder)
    with open(folder / "fields.csv", newline="") as file:
        domains = sorted({row["aliases"].split("|")[0].split(".")[0] + ".*" for row in csv.DictReader(file)})
    (folder / "statute.yaml").write_text("prohibitions:\n  - id: nothing-leaves\n    items: " + json.dumps(domains) + "\n    purposes: any\n    why: \"Nothing leaves this hub\"\n")
    place.run.environment["CONCORDAT_DEFINITIONS"] = str(folder)


def asking(place):
    """An agreement under which people may be asked for, so that there are requests, uses and appeals."""
    consent = {"from": "subject-or-parent", "for": "this-purpose", "not_older_than": "P6M"}
    one = document("asking", ["prevent-serious-violence"], [rule("answers", ["northshire-police"], ["northshire-csp"], ["analyst"], ["prevent-serious-violence"], "personalised", "consent-and-duty-of-care",
                                                        items(["person.name", "person.role_in_concern"]), {"consent": consent})], {})
    one["id"] = "isa.northshire.asking"
    path = place.path("agreements/asking.yaml")
    path.write_text("agreement: " + flow(one) + "\n")
    place.sign(path)
    return path


def said(place, *words):
    """A verb at the time of the scenarios, as JSON."""
    return must(place.run(*words, "--json", "--now", NOW)).json()


def sharing(place, found):
    """Requests, answers, facts and broken glass: what later verbs are asked about."""
    names = {"matter": found.token(TYPED, "matter"), "because": "He was seen with a knife: " + found.token(TYPED, "because"), "nothing": "0" * 36}
    ask = ["--agency", "northshire-police", "--role", "analyst", "--purpose", "prevent-serious-violence", "--field", "person.name", "--field", "person.role_in_concern", "--by", "analyst.csp"]
    must(place.run("fact", "record", "consent", "--matter", "A/17", "--word", "subject", "--purpose", "prevent-serious-violence", "--by", "analyst.csp", "--now", NOW))
    for name in ("given", "declined", "appealed", "request"):
        names[name] = said(place, "request", "ask", *ask, "--matter", "A/17", "--necessary", "A threat was made")["id"]
    must(place.run("request", "give", names["given"], "--how", "in-writing", "--by", "governance.police", "--now", NOW))
    names["kept"] = said(place, "request", "ask", *ask, "--matter", "A/17", "--necessary", "A threat was made")["id"]
    values = place.path("values.json")
    values.write_text(json.dumps({"person.name": found.token(GIVEN, "name"), "person.role_in_concern": "victim"}))
    must(place.run("request", "give", names["kept"], "--how", "in-hub", "--values", values, "--by", "governance.police", "--now", NOW))
    values.unlink()
    tell = ["--kind", "corrected", "--field", "person.role_in_concern", "--because", "The role was another one"]
    names["correction"] = said(place, "correction", "make", "--request", names["given"], *tell, "--by", "governance.police")["notices"][0]
    for name in ("declined", "appealed"):
        must(place.run("request", "decline", names[name], "--code", "R10", "--because", "A source is behind it", "--review-on", "2027-01-31", "--by", "governance.police", "--now", NOW))
    names["appeal"] = said(place, "appeal", "make", "--request", names["appealed"], "--because", "It is needed", "--by", "analyst.csp")["id"]
    asked = place.run("may-i", *ask, "--consent", "yes", "--necessary", names["because"], "--json", "--now", NOW)
    names["asked"] = asked.json()["id"]
    names["edition"] = said(place, "product", "open", "hotspot-brief", "--purpose", "violence-hotspot-analysis", "--by", "analyst.csp")["id"]
    names["fact"] = said(place, "fact", "record", "age", "--matter", names["matter"], "--number", "15", "--by", "analyst.csp")["id"]
    names["glass"] = said(place, "break-glass", "begin", "--matter", names["matter"], "--danger", "life", "--because", names["because"], "--by", "analyst.csp")["id"]
    return names


def governance(place):
    names = {"document": place.path("agreements/police-to-partnership.yaml"), "documents": place.path("documents"), "requests": place.path("requests.jsonl"), "records": place.path("records.jsonl"),
             "reference": "isa.northshire.police-partnership@1"}
    names["documents"].mkdir()
    shutil.copy(names["document"], names["documents"])
    names["requests"].write_text(json.dumps({"asker": "northshire-csp", "discloser": "northshire-police"}) + "\n")
    names["records"].write_text("")
    draft = said(place, "agreement", "draft", "add", names["document"], "--by", "governance.csp")["draft"]
    field = said(place, "agreement", "draft", "show", draft, "--by", "governance.csp")["fields"][0]
    names["target"] = "0" * 36
    must(place.verb("plan", "target", "--feed", "ed-istv", "--measure", "accepted", "--percent", "95", "--until", "2027-01-31", "--by", "supplier.hospital"))
    names["target"] = said(place, "quality", "--feed", "ed-istv", "--by", "supplier.hospital")["plan"][0]["id"]
    must(place.verb("account", "add", "--member", "analyst.csp"))
    return names | {"draft": draft, "draft_rule": field["rule"], "draft_field": field["field"]}


def linking(place, found, pupils):
    """Children on the lists of two agencies, and what reviewers have done so far: what the verbs of linkage are asked about."""
    feed, by, because = "children-social-care", ["--by", "reviewer.schools"], ["--because", "Seen in both lists"]
    with open(pupils, newline="") as file:
        children = [row for row in csv.DictReader(file) if canaries.SIGN not in row["Role"] and row["UPN"] and row["DoB"] and row["Post Code"]][:4]
    rows = [["LCS ID", "Surname", "Forename", "Date of Birth", "UPN", "Postcode", "Need Code", "Snapshot"]]
    rows += [[found.token(feed, "LCS ID"), found.token(feed, "Surname"), found.token(feed, "Forename"), row["DoB"], row["UPN"], row["Post Code"], "N4", "30/09/2026"] for row in children]
    # One child whom the agency lists twice: of all pairs those alone that somebody can judge.
    twice = ["Larkspur", "Lydia", "03/04/2011", "", "E1 6AN", "N4", "30/09/2026"]
    rows += [[found.token(feed, "LCS ID"), *twice] for _ in range(2)]
    for row in children:
        found.of[row["UPN"].casefold()] = (BOTH, "UPN")
    path = place.path("canary-files") / f"{found.token(feed, canaries.NAME)}.csv"
    path.write_text(canaries.table(rows))
    must(place.submit(feed, path))
    theirs = [row["pair"] for row in said(place, "link", "queue", *by) if row["right_agency"] != row["left_agency"]]
    done = said(place, "link", "decide", theirs[0], "--outcome", "not-same", *because, *by)["id"]
    waiting = said(place, "link", "decide", theirs[1], "--outcome", "link", *because, *by)["id"]
    told = said(place, "link", "show", theirs[2], *by)
    persons = [told[side]["person"] for side in ("left", "right")]
    records = [int(place.query(f"SELECT MIN(source_record) FROM link WHERE person = {person}")) for person in persons]
    drawn = said(place, "link-sample", "draw", "--size", "2000", "--until", "2026-12-20", "--seed", "1", *by)["id"]
    return {"link_sample": drawn, "upn": children[3]["UPN"], "pair": theirs[3], "link_done": done, "link_decision": waiting, "person": persons[0], "other_person": persons[1], "record": records[0], "other_record": records[1]}


def plain_files(place):
    """For the verbs that need no hub, and must not look into one."""
    names = {"some_people": place.path("some-people.csv"), "some_events": place.path("some-events.csv"), "some_counts": place.path("some-counts.csv"), "some_sources": place.path("some-sources.csv"), "some_places": place.path("some-places.csv"), "some_records": place.path("some-records.csv"), "record_profile": place.path("record-profile.yaml"),
             "model": SOURCE / "bench/models/fake-1000-peer.yaml"}
    names["some_people"].write_text("unique_id,first_name,surname,dob,city,email\n" + "".join(
        f"{i},Ann{i % 7},Lee{i % 5},199{i % 10}-01-0{1 + i % 9},town,a{i % 6}@x.example\n" for i in range(60)))
    names["one_person"] = place.path("one-person.csv")
    names["one_person"].write_text("first_name,surname,dob,city\nAnn1,Lee1,1991-01-02,town\n")
    names["some_events"].write_text("x,y,time\n" + "".join(
        f"{400000 + i * 37 % 2000},{300000 + i * 91 % 2000},2026-0{1 + i % 3}-{1 + i % 27:02d}\n" for i in range(60)))
    names["some_sources"].write_text("x,y,time,source\n" + "".join(
        f"{400000 + i * 37 % 2000},{300000 + i * 91 % 2000},2026-0{1 + i % 6}-{1 + i % 27:02d},{'ed' if i % 3 == 0 else 'police'}\n" for i in range(120)))
    names["some_places"].write_text("kind,x,y\n" + "".join(f"station,{400200 + i * 700},{300300 + i * 600}\n" for i in range(3)))
    names["some_records"].write_text("id,age,area,method\n" + "".join(f"r{i},{i % 60},a{i % 3},m{i % 4}\n" for i in range(240)))
    names["record_profile"].write_text("format: concordat-protection/1\nname: some\ncolumns:\n  - {column: id, role: drop}\n  - {column: age, role: known, steps: [{bands: [0, 20, 40]}, all]}\n"
                                       "  - {column: area, role: known, steps: [as-is, all]}\n  - {column: method, role: sensitive}\n")
    names["some_counts"].write_text("id,count1,count2,events,population\n" + "".join(f"a{i},{5 + i},{9 + i},{5 + i},{1000 + i}\n" for i in range(12)))
    return names


def fill(place, tally):
    """A hub of canaries where the agreements permit what they do: what the lines are asked about."""
    partnership = place.path("place/partnership.yaml")
    partnership.write_text(partnership.read_text().replace("  members:\n", "  members:\n" + SECOND_LEAD))
    place.begin()
    place.agree()
    place.bring_into_force(asking(place))
    found = canaries.Canaries()
    made = canaries.files_with_canaries(place, found)
    names = {"held_back": made["police-incidents"].pop(), "dropped": made["ambulance-calls"].pop(), "police_file": made["police-incidents"][-1]}
    for feed, files in made.items():
        sent = place.submit(feed, *files)
        tally.check(sent.exit_code == 0, f"{feed} is not taken in", sent.text[:600])
    names |= linking(place, found, made["school-list"][-1])
    names |= sharing(place, found) | governance(place) | plain_files(place)
    for name, path in {"partnership": "place/partnership.yaml", "public": "keys/public", "keys": "keys", "outside": "outside", "again": "again", "log": "log"}.items():
        names[name] = place.path(path)
    names["outside"].mkdir()
    names["again"].mkdir()
    must(place.run("ledger", "export", "--out", names["log"]))
    names["proof"] = place.path("1.tlog-proof")
    must(place.run("ledger", "prove", "1", "--out", names["proof"]))
    return found, names


def figures_leave(place, tally, found, members, names):
    """Where the agreements permit, the very same line gives figures out: the prohibitions are what stops it."""
    silent = Silent()
    watch = Watch(found, silent, members)
    for table in TABLES:
        out = place.path(f"permitted/{table}")
        answer = place.run("release", table, "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "strategic-assessment", "--out", out, "--now", NOW)
        tally.check(answer.exit_code == 0, f"'{table}' is not released before everything is forbidden", answer.text)
        watch.see_all(("release", "analyst.csp"), answer, out)
    tally.check(silent.failed > 0, "before everything is forbidden no figure is seen: the test cannot fail")
    names["quarter"] = json.loads(must(place.run("quarter", "list", "--by", "analyst.csp", "--json", "--now", NOW)).out)[0]["quarter"]
    names["released"] = next(place.path("permitted").glob("*/*.csv"))
    report = json.loads(place.path("permitted/violence-by-area/disclosure-control.json").read_text())
    names["release"] = next(line["result"] for line in report["release"] if line["what"] == "Release")


def witness_and_serve(lines, watch, tally):
    """The two verbs that go on until they are told to stop."""
    place = lines.place
    folder = place.path("written/witness")
    must(place.run("witness", "key", "--folder", folder, "--name", "health.example/witness"))
    running = place.run.start("witness", "--folder", folder, "--log", place.path("log/vkey"), "--listen", "127.0.0.1:0", "--json")
    told = ""
    for text in running.stdout:
        told += text
        if text.startswith("}"):
            break
    key = (folder / "witness.vkey").read_text().strip()
    place.path("policy.txt").write_text(f"witness health {key} {json.loads(told)['url']}\nquorum health\n")
    lines.run("ledger witness --policy " + str(place.path("policy.txt")))
    asked = f"--folder {folder} --log {place.path('log/vkey')}"
    lines.run(f"witness gossip {asked} --notes {place.path('log/checkpoint')}")
    lines.run(f"witness status {asked}")
    lines.run(f"witness proof {asked}")
    lines.run(f"witness clear {asked} --reason 'Nothing was there' => 1")
    running.terminate()
    out, err = running.communicate(timeout=30)
    watch.see_all(("witness", None), Said(told + out, err), folder)
    served = Served(place)
    tally.check("links" in served.about, "serve does not begin", "".join(served.log) + str(served.about))
    try:
        for member in ("analyst.csp", "governance.police"):
            looks(served, watch, member)
    finally:
        served.stop()
    watch.see_all(("serve", None), Said(json.dumps(served.about), "".join(served.log)), folder)
    lines.ran |= {"witness", "serve"}


def looks(served, watch, member):
    """The pages that the door's own list names, as pages and as JSON, and a release over HTTP. All of them: GiveNothingOutWhereTheEngineRefusesEverything."""
    person = served.person(member)
    paths = json.loads(person.ask("GET", "/openapi.json")[2])["paths"]
    for path, entry in paths.items():
        if "get" not in entry or "{" in path or path.endswith("/events"):
            continue
        for accept in ("text/html", "application/json"):
            watch.see(("serve", member), f"GET {path}", person.ask("GET", path, accept=accept)[2])
    status, _, content = person.ask("POST", "/releases", json.dumps({"table": "violence-picture", "purpose": "strategic-assessment"}), "application/json")
    watch.see(("serve", member), "POST /releases", content)
    watch.tally.check(status == 403, "a release over HTTP where everything is forbidden", status)


def on(place, tally):
    found, names = fill(place, tally)
    members = dict(re.findall(r"\{id: ([\w.-]+), agency: ([a-z-]+), roles", place.path("place/partnership.yaml").read_text()))
    figures_leave(place, tally, found, members, names)
    forbid_everything(place)
    watch = Watch(found, tally, members)
    lines = Lines(place, watch, tally, names)
    for line in RUNS.strip().splitlines():
        if line.startswith("definitions"):
            witness_and_serve(lines, watch, tally)
        for case in [{"table": table} for table in TABLES] if "{table}" in line else [{"feed": feed} for feed in canaries.OWNER] if "{feed}" in line else [{}]:
            answer, out = lines.run(line, **case)
        if line.startswith("backup key"):
            # A backup is refused where the private half lies beside the public one.
            names["public_half"] = shutil.copy(names["outside"] / "backup.key.pub", place.path("backup.pub"))
        if line.startswith("protect table"):
            names["protected"] = out / "table.csv"
        if line.startswith("backup --out"):
            names |= {"copies": out / "copies", "copies_of_keys": out / "copies-of-keys"}
    tally.check(lines.ran == set(VERBS), "verbs without a line here: say how each is run where everything is forbidden", sorted(lines.ran ^ set(VERBS)))
    verdict = place.run("ledger", "verify")
    tally.check(verdict.exit_code == 0 and "is intact" in verdict.out, "the ledger does not hold", verdict.text)
    print(f"{len(found.of)} canaries; {lines.number} lines of {len(lines.ran)} verbs; {watch.looked} answers, complaints, names and files of {watch.bytes} bytes were searched")


def main():
    tally = Tally()

    def over(postgres):
        place = Place(sys.argv[1], postgres, months=24, people=20000)
        on(place, tally)
        place.remove()

    return with_store(sys.argv[2], tally, over)


if __name__ == "__main__":
    sys.exit(main())
