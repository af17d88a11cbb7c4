#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A host with two histories, and two partners whose witnesses tell each other what they were shown.

gossip.py PROGRAM
A real hub, whose database and signer are copied and go on as two; real witnesses; peers that lie.
"""
import hashlib
import http.server
import json
import shutil
import sys
import threading
import urllib.error
import urllib.request

from place import Place, Program, Tally, must


class Running:
    """A witness as a service: what it said so far, and its address."""

    def __init__(self, place, folder, *more):
        self.process = place.run.start("witness", "--folder", folder, "--log", place.path("hub-keys/signer.vkey"), "--listen", "127.0.0.1:0", "--json", *more)
        told = ""
        for line in self.process.stdout:
            told += line
            if line.startswith("}"):
                break
        self.url = json.loads(told)["url"]
        self.lines, self.came = [], threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            with self.came:
                self.lines.append(line)
                self.came.notify_all()

    def says(self, part):
        with self.came:
            return self.came.wait_for(lambda: any(part in line for line in self.lines), timeout=90)

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=60)


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Liar(http.server.BaseHTTPRequestHandler):
    """Garbage, no end, no answer: by the first part of the address."""
    hold = threading.Event()

    def do_GET(self):
        kind = self.path.split("/")[1]
        if kind == "silent":
            self.hold.wait(60)
            return
        body = b"garbage\n" if kind == "garbage" else b"x" * 30_000_000
        try:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


def liars_are_no_alarm(place, tally, vkey, other):
    """A witness that saw the honest ledger asks three liars, one who is away, and one who tells the truth."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    liar = f"http://127.0.0.1:{server.server_port}"
    answer = place.run("witness", "gossip", "--folder", place.path("school"), "--log", vkey, "--json",
                       "--peer", liar + "/garbage", liar + "/huge", "http://127.0.0.1:1", other.url, f"http://localhost:{server.server_port}/silent")
    tally.check(answer.exit_code == 0, "liars make an alarm", answer.text)
    standings = [heard["standing"] for heard in answer.json()["heard"]]
    tally.check(standings == ["nonsense", "no-answer", "no-answer", "same", "no-answer"], "what liars say is taken for something", standings)
    Liar.hold.set()
    server.shutdown()


def by_hand(place, tally, vkey, health):
    """One round without a service, the proof as a file, and the word of a person."""
    folder = place.path("police")
    answer = place.run("witness", "gossip", "--folder", folder, "--log", vkey, "--peer", health.url, "--json")
    tally.check(answer.exit_code == 4 and len(answer.json()["found"]) == 1, "one round by hand finds it", answer.text)
    again = place.run("witness", "gossip", "--folder", folder, "--log", vkey, "--peer", health.url)
    tally.check(again.exit_code == 4 and "PROOF OF TWO HISTORIES" in again.out, "it is said again while nobody cleared it", again.text)
    secret = place.run("witness", "gossip", "--folder", folder, "--log", vkey, "--peer", "https://police:s3cret@police.example:8088")
    tally.check(secret.exit_code == 2 and "Leave it out" in secret.text and "s3cret" not in secret.text, "a password in an address is refused and not repeated", secret.text)
    status = place.run("witness", "status", "--folder", folder, "--log", vkey)
    tally.check(status.exit_code == 4 and "ANOTHER HISTORY" in status.out, "the status says so", status.text)
    proof = place.run("witness", "proof", "--folder", folder, "--log", vkey)
    tally.check(proof.exit_code == 4 and proof.out.startswith("concordat/split-view@v1\n"), "the proof is printed", proof.text)
    place.path("proof.txt").write_text(proof.out)
    checked = place.run("witness", "proof", place.path("proof.txt"), "--log", vkey)
    tally.check(checked.exit_code == 4 and "It holds" in checked.out, "anybody with the ledger's key can check it", checked.text)
    place.path("changed.txt").write_text(proof.out.replace("\n— ", "\n- ", 1))
    tally.check(place.run("witness", "proof", place.path("changed.txt"), "--log", vkey).exit_code == 1, "a changed proof is none")
    mail = place.path("mail")
    mail.mkdir()
    (mail / "monday.txt").write_text("Hello,\n\n" + "".join("> " + line + "\n" for line in get(f"{health.url}/{log_of(place)}/checkpoint")[1].splitlines()))
    (mail / "proof.txt").write_text(proof.out)
    school = place.run("witness", "gossip", "--folder", place.path("school"), "--log", vkey, "--notes", mail, "--json")
    tally.check(school.exit_code == 4 and len(school.json()["proofs"]) == 1, "what came by mail is read", school.text)
    cleared = place.run("witness", "clear", "--folder", folder, "--log", vkey, "--reason", "A test of the alarm; told by the host's data officer")
    tally.check(cleared.exit_code == 0, "a person clears it", cleared.text)
    status = place.run("witness", "status", "--folder", folder, "--log", vkey, "--json")
    tally.check(status.exit_code == 0 and "A test of the alarm" in status.json()["proofs"][0]["cleared"], "and the proof stays", status.text)
    tally.check(place.run("witness", "clear", "--folder", folder, "--log", vkey, "--reason", "and once more").exit_code == 1, "there is nothing more to clear")


def log_of(place):
    return hashlib.sha256(place.path("hub-keys/signer.vkey").read_text().split("+")[0].encode()).hexdigest()


def fork(place):
    """The host's second history: the same key, the same entries so far."""
    other = place.path("fork")
    other.mkdir()
    for path in place.folder.glob("hub.db*"):
        shutil.copy(path, other / path.name)
    shutil.copytree(place.path("hub-keys"), other / "hub-keys")
    return Program(place.run.path, {"CONCORDAT_DATABASE": f"sqlite:{other / 'hub.db'}", "CONCORDAT_KEYS": str(other / "hub-keys")})


def tell(place, tally):
    place.begin()
    vkey = place.path("hub-keys/signer.vkey")
    keys = {name: must(place.run("witness", "key", "--folder", place.path(name), "--name", f"{name}.example/witness", "--json")).json()["key"]
            for name in ("police", "health", "school")}
    police = Running(place, place.path("police"))
    school = Running(place, place.path("school"))
    health = Running(place, place.path("health"), "--peer", police.url, "--every", "5")

    def policy_of(*running):
        names = {police: "police", health: "health", school: "school"}
        file = place.path("policy-" + "-".join(names[one] for one in running))
        lines = [f"witness {names[one]} {keys[names[one]]} {one.url}" for one in running]
        file.write_text("\n".join([*lines, f"group all all {' '.join(names[one] for one in running)}", "quorum all", ""]))
        return file

    must(place.run("ledger", "witness", "--policy", policy_of(police, health, school)))
    tally.check(health.says('"gossip":"same"'), "an honest host's partners agree", health.lines)
    liars_are_no_alarm(place, tally, vkey, police)
    second = fork(place)
    must(place.run("ledger", "witness", "--policy", policy_of(police)))
    must(second("ledger", "witness", "--policy", policy_of(health)))
    tally.check(health.says('"note":"split-view"'), "gossip finds the two histories", health.lines)
    tally.check(get(health.url + "/healthz")[0] == 503, "its health says so")
    tally.check("TWO HISTORIES" in get(health.url)[1], "its page says so")
    tally.check(get(f"{health.url}/{log_of(place)}/split-view")[1].startswith("concordat/split-view@v1"), "it shows the proof to anybody")
    answer = second("ledger", "witness", "--json")
    tally.check(answer.exit_code == 4, "from then on it cosigns nothing of that ledger", answer.text)
    looked = must(second("ledger", "status", "--json")).json()
    tally.check(looked["witness"]["witnesses"][0]["trouble"] == "witness.other-history" and len(looked["conflicts"]) == 1, "and the hub hears of it", looked)
    by_hand(place, tally, vkey, health)
    held = place.run("ledger", "compare", place.path("proof.txt"))
    tally.check(held.exit_code == 4 and "PROOF OF A SPLIT VIEW" in held.out, "the hub keeps a proof that it is given", held.text)
    tally.check(health.stop() == 4, "a witness that holds a proof ends with 4")
    tally.check(police.stop() == 0, "one whose proof was cleared ends with 0")
    school.stop()


def main():
    tally = Tally()
    place = Place(sys.argv[1], months=1, people=20000)
    tell(place, tally)
    place.remove()
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
