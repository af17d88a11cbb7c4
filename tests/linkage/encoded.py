#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two parties find out what they both hold without showing a name: keys, lists, counts, questions, an enclave; and what must
not go through. No file that leaves a party, no answer and no complaint holds a canary.

encoded.py PROGRAM
"""
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/scenarios"))

from place import Tally  # noqa: E402

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class World:
    def __init__(self, program, folder, tally):
        self.program, self.folder, self.check = program, folder, tally.check
        self.canaries, self.said = [], b""
        draw = random.Random(11)
        word = lambda: "".join(draw.choice(LETTERS) for _ in range(9)).capitalize()
        postcode = lambda: f"N{draw.randint(1, 20)} {draw.randint(0, 9)}{draw.choice('ABDEF')}{draw.choice('ABDEF')}"
        self.person = lambda: (word(), word(), f"{draw.randint(1950, 2010)}-{draw.randint(1, 12):02}-{draw.randint(13, 28)}", draw.choice("FM"), postcode())

    def path(self, name):
        return str(self.folder / name)

    def run(self, *words):
        done = subprocess.run([self.program, "encode", *map(str, words), "--json"], capture_output=True)
        self.said += done.stdout + done.stderr
        return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}

    def fine(self, what, *words):
        code, answer = self.run(*words)
        self.check(code == 0, what, answer)
        return answer

    def refused(self, what, code_wanted, *words, exit_code=3):
        code, answer = self.run(*words)
        told = answer.get("problem", {}).get("code")
        self.check(code == exit_code and told == code_wanted, what, (code, answer))

    def people(self, name, people):
        self.canaries += [part for person in people for part in person[:3]]
        Path(self.path(name)).write_text("forename,surname,date_of_birth,sex,postcode\n" + "".join(",".join(person) + "\n" for person in people))
        return self.path(name)

    def key(self, name, party, agreement="ISA-014", epoch="2026-11"):
        self.fine("a key", "key", "--agreement", agreement, "--epoch", epoch, "--party", party, "--out", self.path(name))
        return self.path(name)

    def tokens(self, people, key, other, out):
        return "tokens", people, "--key", key, "--with", other + ".pub", "--out", self.path(out)

    def match(self, a, b, a_key, b_key, log="match.log"):
        return "match", self.path(a), self.path(b), "--a-key", a_key + ".pub", "--b-key", b_key + ".pub", "--officer", "unit.1", "--log", self.path(log)

    def ask(self, person, key, other, out, *more, officer="officer.12", log="police.log", purpose="prevent-violence"):
        return ("ask", person, "--key", key, "--with", other + ".pub", "--officer", officer, "--purpose", purpose, "--log", self.path(log),
                "--out", self.path(out), *more)

    def answer(self, question, key, other, people, out, *more, decision="necessary"):
        return ("answer", self.path(question), "--key", key, "--with", other + ".pub", "--people", people, "--decision", decision, "--by", "lead.3", "--contact",
                "Duty desk, 01632 960001", "--log", self.path("housing.log"), "--out", self.path(out), *more)


def keys(world, check):
    police, housing = world.key("police.key", "police"), world.key("housing.key", "housing")
    check(os.stat(police).st_mode & 0o777 == 0o400, "a private key that others can read")
    world.refused("a key over another", "file.exists", "key", "--agreement", "ISA-014", "--epoch", "2026-11", "--party", "police", "--out", police, exit_code=1)
    world.refused("a party of two words", "party.name", "key", "--agreement", "ISA 014", "--epoch", "2026-11", "--party", "police", "--out", world.path("no.key"), exit_code=1)
    return police, housing


def lists(world, check, police, housing, ours, theirs):
    made = world.fine("a list", *world.tokens(ours, police, housing, "police.tokens"))
    check(made["shown_size"] == 500 and made["people"] == 240, "the size that shows", made)
    world.fine("the other list", *world.tokens(theirs, housing, police, "housing.tokens"))
    found = world.fine("a comparison", *world.match("police.tokens", "housing.tokens", police, housing))
    check(found == {"full": 40, "day-month-swapped": 40, "surname-sound": 40, "names-and-year": 40}, "what is on both lists", found)
    again = world.fine("the same comparison", *world.match("housing.tokens", "police.tokens", housing, police))
    check(again == found, "the other way round", again)
    first = Path(world.path("police.tokens")).read_bytes()
    world.fine("a list again", *world.tokens(ours, police, housing, "police-2.tokens"))
    check(Path(world.path("police-2.tokens")).read_bytes() != first, "the filling is the same twice, and can be told from the tokens")
    world.refused("a second list", "ask-log.second-list", *world.match("police-2.tokens", "housing.tokens", police, housing))


def small_counts(world, check, police, schools):
    """Nothing in common and nine in common look alike."""
    nine = [world.person() for _ in range(9)]
    for name, shared in (("nobody", []), ("nine", nine)):
        a = world.people(f"a-{name}.csv", nine + [world.person() for _ in range(60)])
        b = world.people(f"b-{name}.csv", shared + [world.person() for _ in range(60)])
        world.fine("a list", *world.tokens(a, police, schools, f"a-{name}"))
        world.fine("a list", *world.tokens(b, schools, police, f"b-{name}"))
        found = world.fine("few in common", *world.match(f"a-{name}", f"b-{name}", police, schools, log=f"{name}.log"))
        check(set(found.values()) == {None}, f"a small count ({name})", found)
        check(os.path.getsize(world.path(f"a-{name}")) == os.path.getsize(world.path(f"b-{name}")), "the size tells how many there are")


def wrong_lists(world, police, housing, ours, theirs):
    schools = world.key("schools.key", "schools")
    next_police, next_housing = world.key("police-12.key", "police", epoch="2026-12"), world.key("housing-12.key", "housing", epoch="2026-12")
    other = world.key("police-15.key", "police", agreement="ISA-015")
    world.refused("keys of two epochs", "party.other-epoch", *world.tokens(ours, police, next_housing, "no"))
    world.refused("keys of two agreements", "party.other-agreement", *world.tokens(ours, other, housing, "no"))
    world.refused("its own key twice", "party.itself", *world.tokens(ours, police, police, "no"))
    world.fine("a list of the next epoch", *world.tokens(theirs, next_housing, next_police, "housing-12.tokens"))
    world.refused("lists of two epochs", "party.other-epoch", *world.match("police.tokens", "housing-12.tokens", police, next_housing))
    world.refused("a list and another epoch's key", "encoded.other-card", *world.match("police.tokens", "housing.tokens", next_police, next_housing))
    world.refused("keys swapped", "encoded.other-card", *world.match("police.tokens", "housing.tokens", housing, police))
    world.fine("a list for another party", *world.tokens(theirs, housing, schools, "for-schools.tokens"))
    world.refused("a list made for somebody else", "encoded.other-parties", *world.match("police.tokens", "for-schools.tokens", police, housing))
    # the housing party made itself a second key of the same name: the card that the list was signed with is not this one
    impostor = world.key("impostor.key", "housing")
    world.refused("another key of the same name", "encoded.signature", *world.match("police.tokens", "housing.tokens", police, impostor), exit_code=1)
    world.fine("a list with the impostor's key", *world.tokens(ours, police, impostor, "police-impostor.tokens"))
    world.refused("keys that differ", "encoded.other-key", *world.match("police-impostor.tokens", "housing.tokens", police, housing))
    for at in (6, 40, 120, 5000, -1):
        changed = bytearray(Path(world.path("housing.tokens")).read_bytes())
        changed[at] ^= 4
        Path(world.path("changed.tokens")).write_bytes(changed)
        code, answer = world.run(*world.match("police.tokens", "changed.tokens", police, housing))
        world.check(code in (1, 3) and answer["problem"]["code"].startswith("encoded."), f"a list with byte {at} changed", answer)
    Path(world.path("changed.pub")).write_text(Path(housing + ".pub").read_text().replace("housing", "hausing"))
    world.refused("a public key that was changed", "party.signature", "tokens", ours, "--key", police, "--with", world.path("changed.pub"), "--out", world.path("no"), exit_code=1)
    os.chmod(schools, 0o644)
    world.refused("a private key that others can read", "key-file.too-open", *world.tokens(ours, schools, police, "no"))
    os.chmod(schools, 0o400)
    world.refused("no such key", "file.not-found", "tokens", ours, "--key", world.path("none"), "--with", housing + ".pub", "--out", world.path("no"), exit_code=1)
    return schools


def questions(world, check, police, housing, both, mine, theirs):
    known, unknown = world.people("known.csv", [both]), world.people("unknown.csv", [mine])
    for person, out, said in ((known, "q1", {"answer": "yes", "contact": "Duty desk, 01632 960001"}), (unknown, "q2", {"answer": "no"})):
        world.fine("a question", *world.ask(person, police, housing, out))
        shown = world.fine("who asks", "answer", world.path(out), "--key", housing, "--with", police + ".pub")
        check((shown["from"], shown["officer"], shown["purpose"]) == ("police", "officer.12", "prevent-violence"), "who asks", shown)
        world.fine("an answer", *world.answer(out, housing, police, theirs, out + ".answer"))
        told = world.fine("reading", "read", world.path(out + ".answer"), "--question", world.path(out), "--key", police, "--with", housing + ".pub")
        check(told == said, "what was answered", told)
    check(len({os.path.getsize(world.path(name)) for name in ("q1", "q2")}) == 1 and len({os.path.getsize(world.path(name + ".answer")) for name in ("q1", "q2")}) == 1,
          "the size tells yes from no")
    world.refused("a question for immigration", "encode.immigration", *world.ask(known, police, housing, "no", purpose="Immigration-enforcement"))
    lines = len(Path(world.path("police.log")).read_text().splitlines())
    world.refused("a question over another", "file.exists", *world.ask(known, police, housing, "q1"), exit_code=1)
    world.refused("a question that cannot be written", "file.not-found", *world.ask(known, police, housing, "none/q"), exit_code=1)
    check(len(Path(world.path("police.log")).read_text().splitlines()) == lines, "what was not written was not asked", lines)
    world.refused("an answer twice", "ask-log.again", *world.answer("q1", housing, police, theirs, "q1.again"))
    world.refused("the answer of another question", "question.does-not-open", "read", world.path("q1.answer"), "--question", world.path("q2"), "--key", police, "--with", housing + ".pub")
    world.refused("the question sent back", "question.does-not-open", *world.answer("q1", police, housing, theirs, "no"))
    world.refused("a question of two people", "encode.one-person", *world.ask(theirs, police, housing, "no"))
    world.fine("a question", *world.ask(known, police, housing, "q3"))
    world.fine("declined", *world.answer("q3", housing, police, theirs, "q3.answer", decision="not-necessary"))
    told = world.fine("reading", "read", world.path("q3.answer"), "--question", world.path("q3"), "--key", police, "--with", housing + ".pub")
    check(told == {"answer": "declined"}, "a question found unnecessary", told)
    limits(world, check, police, housing, unknown, theirs)


def limits(world, check, police, housing, person, theirs):
    log = Path(world.path("housing.log"))
    words = [json.loads(line)["what"] for line in log.read_text().splitlines()]
    check(words == ["yes", "no", "declined"], "the log of answers", words)
    world.refused("the asker's limit", "ask-log.too-many", *world.ask(person, police, housing, "no", "--most", "3"))
    world.refused("a limit made higher", "encode.most", *world.ask(person, police, housing, "no", "--most", "21"), exit_code=1)
    world.fine("another officer", *world.ask(person, police, housing, "q4", "--most", "3", officer="officer.13"))
    # who keeps no honest log of its own is stopped by the other's
    world.fine("a question past the asker's log", *world.ask(person, police, housing, "q5", log="fresh.log"))
    world.refused("the answerer's limit", "ask-log.too-many", *world.answer("q5", housing, police, theirs, "no", "--most", "3"))
    whole = log.read_text()
    log.write_text("".join(line for at, line in enumerate(whole.splitlines(keepends=True)) if at != 1))
    world.refused("a log with a line taken out", "ask-log.broken", *world.answer("q5", housing, police, theirs, "no"), exit_code=1)
    log.write_text(whole)


def enclave(world, check, police, housing, ours, theirs):
    done = subprocess.run([world.program, "backup", "key", "--key", world.path("enclave.key")], capture_output=True)
    check(done.returncode == 0, "the enclave's key", done.stderr)
    declaration = world.path("enclave.txt")
    filters = lambda people, key, other, out: ("filters", people, "--key", key, "--with", other + ".pub", "--enclave", declaration, "--out", world.path(out))
    similar = ("similar", world.path("police.filters"), world.path("housing.filters"), "--a-key", police + ".pub", "--b-key", housing + ".pub", "--identity", world.path("enclave.key"),
               "--officer", "unit.1", "--log", world.path("enclave.log"), "--enclave")
    terms = ("--place", "Room 4", "--operator", "Linkage unit", "--seal-to", world.path("enclave.key.pub"), "--until")
    world.refused("filters without a declaration", "file.not-found", *filters(ours, police, housing, "no"), exit_code=1)
    world.fine("a declaration", "enclave", declaration, "--key", police, *terms, "2999-12-31")
    world.refused("filters with one signature", "enclave.unsigned", *filters(ours, police, housing, "no"))
    world.refused("other terms", "encode.declared", "enclave", declaration, "--key", housing, "--place", "Elsewhere")
    world.fine("the other signature", "enclave", declaration, "--key", housing)
    world.fine("filters", *filters(ours, police, housing, "police.filters"))
    world.fine("filters", *filters(theirs, housing, police, "housing.filters"))
    found = world.fine("in the enclave", *similar, declaration)
    check(found == {"alike": 40}, "what is alike", found)
    past = world.path("past.txt")
    for key, words in ((police, (*terms, "2020-01-01")), (housing, ())):
        world.fine("an enclave of the past", "enclave", past, "--key", key, *words)
    world.refused("an enclave that ended", "enclave.expired", *similar, past)
    text = Path(declaration).read_text()
    Path(world.path("moved.txt")).write_text(text.replace("Room 4", "Room 5"))
    world.refused("an enclave that was moved", "enclave.unsigned", *similar, world.path("moved.txt"))
    world.refused("filters where tokens belong", "encoded.malformed", "match", *similar[1:7], "--officer", "unit.1", "--log", world.path("no.log"), exit_code=1)
    cut = Path(world.path("police.filters"))
    whole = cut.read_bytes()
    cut.write_bytes(whole[:-30])
    world.refused("filters cut short", "sealed.damaged", *similar, declaration, exit_code=1)
    cut.write_bytes(whole)


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        world = World(sys.argv[1], Path(folder), tally)
        both = [world.person() for _ in range(41)]
        mine, hers = [world.person() for _ in range(199)], [world.person() for _ in range(120)]
        ours, theirs = world.people("ours.csv", both + mine), world.people("theirs.csv", hers + both[::-1])
        police, housing = keys(world, tally.check)
        lists(world, tally.check, police, housing, ours, theirs)
        schools = wrong_lists(world, police, housing, ours, theirs)
        small_counts(world, tally.check, police, schools)
        questions(world, tally.check, police, housing, both[3], mine[0], theirs)
        enclave(world, tally.check, police, housing, ours, theirs)
        written = {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.suffix != ".csv"} | {"what was said": world.said}
        secret = [Path(key).read_text().split("seed ")[1].strip().encode() for key in (police, housing)]
        for name, data in written.items():
            lower = data.lower()
            found = [canary for canary in set(world.canaries) if canary.lower().encode() in lower]
            tally.check(not found, f"names in {name}", found[:3])
            tally.check(name.endswith(".key") or not any(one in data for one in secret), f"a private key in {name}")
        tally.check(len(written) > 25 and not Path(world.path("no")).exists(), "something was written that was refused", sorted(written))
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
