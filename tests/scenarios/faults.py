#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What happens when the machine fails in the middle: a full disk, a locked database, a server that goes, a kill.

faults.py PROGRAM sqlite|postgresql
Each time: an exit code, a sentence with what to do, nothing half-done, a ledger that holds, and a next try that works.
"""
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from made_files import row, table
from place import Place, Tally
from postgres import with_store

MANY = 60_000


def big_file(place, mark):
    file = place.path(f"big-{mark}.csv")
    file.write_bytes(table(*[row(f"{mark}/{number}", day=f"{number % 28 + 1:02}/08/2026") for number in range(MANY)]))
    return file


def nothing_changed(tally, place, before, sentence):
    after = place.counts()
    tally.check(after == before, f"{sentence}: something was half-done", f"{before}\n{after}")
    tally.check(place.ledger_holds(), f"{sentence}: the ledger does not hold")


def says(tally, answer, sentence, *words):
    tally.check(answer.exit_code == 1, f"{sentence}: exit code {answer.exit_code} and not 1", answer.text)
    for word in words:
        tally.check(word in answer.text, f"{sentence}: it does not say '{word}'", answer.text)


def works_now(tally, place, file, sentence):
    before = place.counts()["source_record"]
    answer = place.submit("police-incidents", file)
    tally.check(answer.exit_code == 0, f"{sentence}: the next try does not work", answer.text)
    more = place.counts()["source_record"] - before
    tally.check(more == MANY, f"{sentence}: the next try kept {more} rows and not {MANY}", answer.text)
    tally.check(place.ledger_holds(), f"{sentence}: the ledger does not hold after the next try")


def wait_for(happened, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.005)
    return False


def killed(tally, place):
    """kill -9, once the program has begun to write."""
    file = big_file(place, "KI")
    before = place.counts()
    running = place.run.start("submit", "--feed", "police-incidents", "--now", "2026-11-10T12:00:00Z", file)
    began = wait_for(lambda: running.poll() is not None or is_writing(place))
    tally.check(began and running.poll() is None, "kill -9: the program was done before it could be killed")
    running.send_signal(signal.SIGKILL)
    running.communicate()
    if place.postgres:
        wait_for(lambda: not is_writing(place))
    nothing_changed(tally, place, before, "kill -9")
    works_now(tally, place, file, "kill -9")


def is_writing(place):
    if place.postgres:
        return place.postgres.sql("postgres", "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
                                  f"AND datname = '{place.name}' AND state <> 'idle' AND xact_start IS NOT NULL "
                                  "AND query LIKE 'COPY%'") != "0"
    log = place.path("hub.db-wal")
    return log.exists() and log.stat().st_size > 1_000_000


def locked_sqlite(tally, place):
    """Another program holds the database for good."""
    file = big_file(place, "LO")
    before = place.counts()
    other = sqlite3.connect(place.path("hub.db"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = place.submit("police-incidents", file, "--wait", "1")
        asked = place.verb("release", "violence-by-area", "--for", "northshire-csp", "--by", "analyst.csp", "--purpose",
                           "strategic-assessment", "--out", place.path("locked-out"), "--wait", "1")
    finally:
        other.execute("ROLLBACK")
        other.close()
    says(tally, answer, "a locked database", "store.locked", "Another program")
    says(tally, asked, "a release from a locked database", "store.locked")
    tally.check(not place.path("locked-out").exists(), "a release from a locked database left files")
    nothing_changed(tally, place, before, "a locked database")


def full_disk(tally, place):
    """The disk of the database fills up while a file comes in."""
    if os.geteuid() != 0:
        tally.skip("a full disk: only root can mount a small one")
        return
    disk = place.path("disk")
    disk.mkdir()
    # without free pages and a log of changes, or a file might find room in those
    with sqlite3.connect(place.path("hub.db"), isolation_level=None) as database:
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    parts = [place.path(name) for name in ["hub.db", "hub.db-wal"] if place.path(name).exists()]
    room = sum(part.stat().st_size for part in parts) + 2_500_000
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "concordat-test", str(disk)],
                             capture_output=True)
    if mounted.returncode != 0:
        tally.skip("a full disk: mounting a small one is not allowed here")
        return
    try:
        for part in parts:
            shutil.copy(part, disk)
        small = Place(place.run.path, months=0, folder=disk)
        small.synthetic = True
        small.run.environment["CONCORDAT_KEYS"] = place.run.environment["CONCORDAT_KEYS"]
        before = small.counts()
        answer = small.submit("police-incidents", big_file(place, "FD"))
        says(tally, answer, "a full disk", "disk", "store.disk-full")
        nothing_changed(tally, small, before, "a full disk")
        verdict_all_the_same(tally, small, disk)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def full_output(tally, place):
    """The disk that answers go to fills up: all files of an answer, or none."""
    if os.geteuid() != 0:
        tally.skip("a full disk for answers: only root can mount a small one")
        return
    disk = place.path("small")
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12k", "concordat-test", str(disk)], capture_output=True).returncode != 0:
        tally.skip("a full disk for answers: mounting a small one is not allowed here")
        return
    place.agree()
    place.submit_all("police-incidents", "ambulance-calls")
    released = ["release", "violence-by-area", "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "strategic-assessment"]
    try:
        for words in [released, ["ledger", "export"], ["ledger", "export", "--from", "0"]]:
            for out in [disk / "new" / "folder", disk]:
                says(tally, place.verb(*words, "--out", out), f"'{' '.join(words[:2])}' to a full disk", "The disk is full", "file.disk-full")
                tally.check(not list(disk.iterdir()), f"'{' '.join(words[:2])}' to a full disk leaves half of it", list(disk.rglob("*")))
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
    for words in [released, ["ledger", "export"]]:
        again = place.verb(*words, "--out", place.path("roomy"))
        tally.check(again.exit_code == 0, f"'{' '.join(words[:2])}' to a disk with room", again.text)


def verdict_all_the_same(tally, small, disk):
    """A ledger can be verified where its look cannot be written down: on a full disk, and on one that may only be read."""
    # Room to fold the log of changes in first; then the disk is filled to the brim again.
    if subprocess.run(["mount", "-o", f"remount,size={64 << 20}", str(disk)], capture_output=True).returncode != 0:
        tally.skip("a verdict on a full disk: remounting is not allowed here")
        return
    with sqlite3.connect(disk / "hub.db", isolation_level=None) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with open(disk / "rest", "wb", buffering=0) as rest:
        try:
            while rest.write(b"x" * 4096):
                pass
        except OSError:
            pass
        rest.truncate(rest.tell() - 36_864)  # SQLite cannot even open a database without 32 KiB to share
    for state in ["a full disk", "a disk that may only be read"]:
        if state != "a full disk":
            (disk / "rest").unlink()
            if subprocess.run(["mount", "-o", "remount,ro", str(disk)], capture_output=True).returncode != 0:
                tally.skip(f"{state}: remounting is not allowed here")
                return
        answer = small.run("ledger", "verify")
        tally.check(answer.exit_code == 0 and "The ledger is intact" in answer.out, f"{state}: 'ledger verify' gives no verdict", answer.text)
        # With so little room the look may just fit; a disk that takes nothing must be told.
        tally.check(state == "a full disk" or "could not be recorded" in answer.out, f"{state}: the verdict does not say that it was not recorded", answer.text)


def written_past_the_hub(tally, place):
    """Somebody with the database changes a row: the ledger holds, and nobody may read that all is well."""
    fine = place.verb("ledger", "verify")
    tally.check(fine.exit_code == 0 and fine.out.startswith("The ledger is intact"), "an untouched hub does not verify", fine.text)
    with sqlite3.connect(place.path("hub.db"), isolation_level=None) as database:
        database.execute("UPDATE submission SET rows_read = rows_read + 1, rows_skipped = rows_skipped + 1 WHERE number = 1")
    database.close()
    answer = place.verb("ledger", "verify")
    tally.check(answer.exit_code == 4, f"a changed row: exit code {answer.exit_code} and not 4", answer.text)
    tally.check(answer.out.startswith("What lies beside the ledger does NOT fit it."), "a changed row: the verdict begins as though all were well", answer.out)
    tally.check("file 1" in answer.out and "intact" not in answer.out, "a changed row is not named", answer.out)
    with sqlite3.connect(place.path("hub.db"), isolation_level=None) as database:
        database.execute("UPDATE submission SET rows_read = rows_read - 1, rows_skipped = rows_skipped - 1 WHERE number = 1")
    database.close()


def server_gone(tally, place):
    """PostgreSQL goes in the middle, and comes back."""
    file = big_file(place, "PG")
    before = place.counts()
    running = place.run.start("submit", "--feed", "police-incidents", "--now", "2026-11-10T12:00:00Z", file)
    began = wait_for(lambda: running.poll() is not None or is_writing(place))
    tally.check(began and running.poll() is None, "PostgreSQL gone: the program was done before the server went")
    place.postgres.kill()
    out, err = running.communicate(timeout=120)
    tally.check(running.returncode == 1, f"PostgreSQL gone: exit code {running.returncode} and not 1", out + err)
    tally.check("The connection to the database was lost" in err, "PostgreSQL gone: it does not say so", out + err)
    away = place.submit("police-incidents", file)
    says(tally, away, "PostgreSQL away", "The database server does not answer", "store.unreachable")
    place.postgres.start()
    nothing_changed(tally, place, before, "PostgreSQL gone")
    works_now(tally, place, file, "PostgreSQL gone")


def two_at_once(tally, place):
    """Two files of one feed come at the same moment; each is taken in once."""
    files = [place.export("police-uk-street 2026-08"), place.export("police-uk-street 2026-09")]
    before = place.counts()["submission"]
    words = ["submit", "--feed", "police-uk-street", "--now", "2026-11-10T12:00:00Z"]
    running = [place.run.start(*words, file) for file in [*files, *files]]
    answers = [one.communicate(timeout=120) for one in running]
    for one, (out, err) in zip(running, answers):
        tally.check(one.returncode == 0, "four submitters at once: one of them failed", out + err)
    more = place.counts()["submission"] - before
    tally.check(more == 2, f"four submitters of two files: {more} files were taken in", "\n".join(o for o, _ in answers))
    tally.check(place.ledger_holds(), "four submitters at once: the ledger does not hold")


def main():
    program, store = sys.argv[1:3]
    tally = Tally()

    def over(postgres):
        place = Place(program, postgres, months=6, people=20000)
        try:
            place.begin()
            place.submit_all("ed-istv")
            for fault in [killed, two_at_once, server_gone] if postgres else [killed, two_at_once, written_past_the_hub, locked_sqlite, full_output, full_disk]:
                fault(tally, place)
        finally:
            place.remove()

    return with_store(store, tally, over)


sys.exit(main())
