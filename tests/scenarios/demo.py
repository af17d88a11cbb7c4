#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""./demo as a visitor runs it, and an outside auditor's look at the ledger it exported.

demo.py PROGRAM
The auditor is another program in another language, written apart from this one; it is run in place, where it is.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from place import SOURCE, Tally
from postgres import Missing, Postgres

SHARED = pathlib.Path(os.environ.get("CONCORDAT_SHARED", SOURCE.parent / "shared"))
SECTIONS = ["A made-up partnership", "Keys, and a hub", "Agreements: no agreement, no data", "The agencies submit",
            "Who is late", "What is refused", "A case conference about one young person", "Working together about a child", "What the agreements allow is released", "What services did", "The ledger has everything"]


def demo(program, folder, *options):
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run([str(SOURCE / "demo"), "--program", program, "--folder", str(folder), "--no-serve", *options],
                          capture_output=True, text=True, env=environment, timeout=300)


def audit(tally, log):
    auditor = SHARED / "tools/ledger-auditor/main.go"
    if not auditor.exists() or not shutil.which("go") or not os.path.isdir("/usr/share/gocode/src/golang.org/x/mod"):
        tally.skip("the outside auditor: main.go, golang-go and golang-golang-x-mod-dev are needed")
        return
    with tempfile.TemporaryDirectory(prefix="concordat-auditor-") as cache:
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": cache, "GOFLAGS": ""}
        command = ["go", "run", str(auditor)]
        good = subprocess.run([*command, str(log)], capture_output=True, text=True, env=environment)
        tally.check(good.returncode == 0, "the outside auditor does not accept the ledger", good.stdout + good.stderr)
        tile = max((path for path in (log / "tile").rglob("*") if path.is_file() and "entries" in str(path)),
                   key=lambda path: path.stat().st_size)
        content = bytearray(tile.read_bytes())
        content[len(content) // 2] ^= 1
        tile.chmod(0o644)
        tile.write_bytes(content)
        bad = subprocess.run([*command, str(log)], capture_output=True, text=True, env=environment)
        tally.check(bad.returncode != 0, "the outside auditor accepts a changed entry", bad.stdout)
        own = subprocess.run([sys.argv[1], "ledger", "verify", str(log)], capture_output=True, text=True)
        tally.check(own.returncode == 4 and "does NOT hold" in own.stdout, "our own check accepts a changed entry", own.stdout)


def by_the_documented_program(tally, log):
    """The program that docs/formats/ledger.md prints, as a reader copies it."""
    if not shutil.which("go") or not os.path.isdir("/usr/share/gocode/src/golang.org/x/mod"):
        tally.skip("the program of docs/formats/ledger.md: golang-go and golang-golang-x-mod-dev are needed")
        return
    page = (SOURCE / "docs/formats/ledger.md").read_text()
    text = page[page.index("package main"):]
    with tempfile.TemporaryDirectory(prefix="concordat-documented-") as folder:
        program = pathlib.Path(folder) / "check.go"
        program.write_text(text[:text.index("```")])
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": folder + "/cache", "GOFLAGS": ""}
        said = subprocess.run(["go", "run", str(program), str(log)], capture_output=True, text=True, env=environment)
        tally.check(said.returncode == 0 and "the signed root is theirs: true" in said.stdout, "the documented program does not accept the ledger", said.stdout + said.stderr)


def on_postgresql(tally, program, folder):
    try:
        postgres = Postgres()
    except Missing as missing:
        tally.skip(str(missing))
        return
    try:
        done = demo(program, folder, "--database", postgres.database()[0])
        tally.check(done.returncode == 0, "the demo fails on PostgreSQL", done.stdout + done.stderr)
        tally.check("== Done in" in done.stdout and not (folder / "hub.db").exists(), "the demo used another database")
    finally:
        postgres.stop()


def main():
    program = sys.argv[1]
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="concordat-demo-") as parent:
        folder = pathlib.Path(parent) / "place"
        done = demo(program, folder)
        tally.check(done.returncode == 0, "the demo fails", done.stdout + done.stderr)
        for section in SECTIONS:
            tally.check(f"== {section}" in done.stdout, f"the demo does not tell '{section}'")
        tally.check(done.stdout.count("What helps:") >= 6, "the refusals do not say what helps")
        tally.check(done.stderr == "", "the demo complains", done.stderr)
        report = folder / "picture/report.html"
        tally.check(f"one page to read or print:  {report}" in done.stdout, "the demo does not say where the report lies")
        tally.check(report.exists() and "<svg" in report.read_text(), "the report has no map")
        if done.returncode == 0:
            by_the_documented_program(tally, folder / "ledger")
            audit(tally, folder / "ledger")
        on_postgresql(tally, program, pathlib.Path(parent) / "on-postgresql")
        other = pathlib.Path(parent) / "not-made-by-a-demo"
        other.mkdir()
        (other / "something").write_text("dear")
        refused = demo(program, other)
        tally.check(refused.returncode == 1 and (other / "something").exists(), "the demo threw away another's folder")
        unknown = subprocess.run([str(SOURCE / "demo"), "--nonsense"], capture_output=True, text=True)
        tally.check(unknown.returncode == 2 and "--help" in unknown.stderr, "an unknown option", unknown.stderr)
    return tally.end()


sys.exit(main())
