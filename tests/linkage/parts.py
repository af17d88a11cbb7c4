#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Linking in parts gives the bytes of one run: four processes, one of them killed and run again.

parts.py PROGRAM
"""
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/scenarios"))

from place import Tally  # noqa: E402

FORENAMES = "Amir Beth Carl Dana Eva Femi Gita Hana Ivan Jo Kofi Lena Maya Nico Olu Pia Qi Rosa Sana Tom".split()
SURNAMES = "Okafor Novak Smith Khan Li Patel Kowalska Silva Ahmed Jones Brown Mensah Popa Cohen Murphy".split()


def people(path, count, seed):
    draw = random.Random(seed)
    with open(path, "w") as out:
        out.write("record_id,forename,middle_name,surname,dob,sex,postcode,nhs_number,phone,true_person_id\n")
        known = []
        for number in range(count):
            if known and draw.random() < 0.5:
                person = draw.choice(known)
            else:
                person = [draw.choice(FORENAMES), draw.choice(FORENAMES), draw.choice(SURNAMES) + draw.choice("abcdefgh"),
                          f"{draw.randint(1980, 2010)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}", draw.choice("MF"),
                          f"N{draw.randint(1, 20)} {draw.randint(0, 9)}{draw.choice('ABD')}{draw.choice('ABD')}", str(draw.randint(10**9, 10**10 - 1)),
                          f"0700{draw.randint(0, 9999999):07}", f"P{number}"]
                known.append(person)
            row = [value if draw.random() > 0.12 else "" for value in person[:-1]] + person[-1:]
            out.write(",".join([f"R{number}"] + row) + "\n")


def explain(run, check, folder):
    """What is said of one pair is what the list of pairs says of it."""
    pair = next(csv.DictReader(open(folder / "whole-pairs.csv")))
    left, right = list(pair.values())[:2]
    code, why, _ = run("--explain", left, right, "--picture", str(folder / "why.svg"))
    check(code == 0 and abs(why["weight"] - float(pair["weight"])) < 0.01, "the weight that is explained", (why, pair))
    check(abs(sum(part["bits"] for part in why["parts"]) - why["weight"]) < 0.01, "the parts make the sum", why)
    levels = {part["level"] for part in why["parts"]}
    check(all(level in levels for name, level in pair.items() if any(part["comparison"] == name for part in why["parts"])), "the levels", (why, pair))
    picture = (folder / "why.svg").read_text()
    check(picture.startswith("<svg") and picture.count("<rect") == len(why["parts"]) + 1, "a bar for each part and one for the sum", picture[:300])
    for ids, said in (((left, "R-none"), "linkage.id-unknown"), ((left, left), "linkage.one-record")):
        code, answer, _ = run("--explain", *ids)
        check(code == 4 and answer["findings"][0]["code"] == said, f"{said} is told", answer)
    code, _, said = run("--picture", str(folder / "why.svg"))
    check(code == 2, "a picture of nothing", said)


def spent_nanoseconds(process):
    """On a processor, so far."""
    return int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[0])


def kill_in_the_middle(command, made):
    """Once it has worked for half as long as it worked when it was let: whether it was killed before it was done."""
    probe = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    usage = os.wait4(probe.pid, 0)[2]
    half = (usage.ru_utime + usage.ru_stime) * 1e9 / 2
    made.unlink()
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while killed.poll() is None and spent_nanoseconds(killed) < half:
        pass
    killed.kill()
    return killed.wait() == -signal.SIGKILL


def main():
    program = sys.argv[1]
    tally = Tally()
    check = tally.check

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        people(folder / "people.csv", 6000, 7)
        people(folder / "others.csv", 6000, 8)
        model = (SOURCE / "bench/models/people-peer.yaml").read_text().replace("random_pairs: 10000000", "random_pairs: 300000")
        (folder / "model.yaml").write_text(model)
        common = [program, "link-files", str(folder / "people.csv"), "--model", str(folder / "model.yaml"), "--train", "--json"]
        outputs = lambda name: ["--pairs", str(folder / f"{name}-pairs.csv"), "--clusters", str(folder / f"{name}-groups.csv"), "--truth", "true_person_id"]

        def run(*words, files=common):
            done = subprocess.run([*files, *words], capture_output=True, text=True)
            return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr

        code, whole, _ = run(*outputs("whole"), "--threads", "2", "--learned", str(folder / "whole.yaml"))
        check(code == 0 and whole["pairs_kept"] > 1000, "one run", whole)
        check(whole["quality"]["best_pairs"]["f1"] > 0.8, "its quality", whole.get("quality"))
        code, again, _ = run(*outputs("again"), "--threads", "1")
        check((folder / "again-pairs.csv").read_bytes() == (folder / "whole-pairs.csv").read_bytes(), "one thread gives other pairs than two")

        explain(run, check, folder)

        work = ["--work", str(folder / "run")]
        code, answer, _ = run(*work, "--part", "1")
        check(code == 1 and answer["problem"]["code"] == "part.no-plan", "a part without a plan", answer)
        code, answer, _ = run(*work, "--plan", "4")
        check(code == 0 and [rule["pairs"] for rule in answer["rules"]] == [rule["pairs"] for rule in whole["rules"]], "the plan says how many pairs each rule has", answer)
        said = subprocess.run([*common[:-1], *work, "--plan", "4"], capture_output=True, text=True).stdout
        check(all(rule["rule"] in said and f"{rule['pairs']} pairs" in said for rule in whole["rules"]), "and so in words", said)
        untrained = [word for word in common if word != "--train"]
        code, answer, _ = run("--count", files=untrained)
        check(code == 0 and [rule["pairs"] for rule in answer["rules"]] == [rule["pairs"] for rule in whole["rules"]], "the count without a plan, of a model without numbers", answer)
        rules = json.loads((folder / "run/plan.json").read_text())["rules"]
        check([rule["pairs"] for rule in rules] == [rule["pairs"] for rule in whole["rules"]], "the plan's pairs by rule", rules)
        for name in ("counts", "edges"):
            third = folder / f"run/{name}-3"
            check(kill_in_the_middle([*common, *work, "--part", "3"], third), f"a part is killed half way ({name})")
            check(not third.exists(), "what was killed half way left nothing")
            parts = [subprocess.Popen([*common, *work, "--part", str(part)], stdout=subprocess.DEVNULL) for part in (1, 2, 4)]
            check([part.wait() for part in parts] == [0, 0, 0], f"three parts side by side ({name})")
            code, answer, _ = run(*work, "--merge", *outputs("parts"))
            check(code == 1 and answer["problem"]["code"] == "part.missing" and answer["about"].endswith(f"/{name}-3"), "a merge that misses a part says which", answer)
            code, answer, _ = run(*work, "--part", "3")
            check(code == 0, "the killed part, run again", answer)
            bytes_before = (folder / f"run/{name}-3").read_bytes()
            code, answer, _ = run(*work, "--part", "3")
            check(code == 0 and answer["done"] == "there" and (folder / f"run/{name}-3").read_bytes() == bytes_before, "a part twice", answer)
            torn = folder / f"run/{name}-2"
            torn.write_bytes(torn.read_bytes()[:-20])
            code, answer, _ = run(*work, "--merge", *outputs("parts"))
            check(code == 1 and answer["problem"]["code"] == "part.damaged" and answer["about"].endswith(f"/{name}-2"), "a torn part", answer)
            code, answer, _ = run(*work, "--part", "2")
            check(code == 0 and answer["done"] != "there", "a torn part is done again", answer)
            code, answer, _ = run(*work, "--merge", *outputs("parts"))
            check(code == 0, f"the merge ({name})", answer)
            check(answer.get("learned") == whole["learned"], f"the report of the training ({name})", answer.get("learned"))
        check((folder / "run/learned.yaml").read_bytes() == (folder / "whole.yaml").read_bytes(), "the parts learned other numbers")
        for what in ("pairs", "groups"):
            check((folder / f"parts-{what}.csv").read_bytes() == (folder / f"whole-{what}.csv").read_bytes(), f"the parts gave other {what}")
        check(answer["quality"] == whole["quality"], "the parts have another quality")
        code, answer, _ = run(*work, "--part", "9")
        check(code == 1 and answer["problem"]["code"] == "part.no-such-part", "a part too many", answer)
        others = [*common[:2], str(folder / "others.csv"), *common[3:]]
        code, answer, _ = run(*work, "--part", "1", files=others)
        check(code == 1 and answer["problem"]["code"] == "part.other-plan", "other records in the folder of a plan", answer)
        code, answer, _ = run(*work, "--plan", "3")
        check(code == 1 and answer["problem"]["code"] == "part.other-plan", "another plan in the folder of one", answer)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
