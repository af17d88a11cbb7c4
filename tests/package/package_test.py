#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Debian package: made by cpack, unpacked into a scratch root, and used there. Units: how well they are walled in.

package_test.py BUILD SOURCE [TEST...]      ends with "N passed, N failed"
What is installed by dpkg with its scripts in a whole bare system is shown by packaging/fresh-machine, by hand.
"""
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BUILD, SOURCE = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
EXPOSURE_AT_MOST = 1.5
UNITS = ["concordat.service", "concordat-backup.service", "concordat-retention.service"]


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)


class Place:
    """The package, its fields and its files, made once."""

    def __init__(self, folder):
        self.folder = Path(folder)
        made = run("cpack", "-G", "DEB", "-B", self.folder / "made", cwd=BUILD)
        assert made.returncode == 0, made.stdout + made.stderr
        packages = list((self.folder / "made").glob("*.deb"))
        assert len(packages) == 1, packages
        self.package = packages[0]
        self.root = self.folder / "root"
        run("dpkg-deb", "-x", self.package, self.root, check=True)
        run("dpkg-deb", "-e", self.package, self.folder / "control", check=True)

    def field(self, name):
        return run("dpkg-deb", "-f", self.package, name, check=True).stdout.strip()

    def concordat(self, *words, **more):
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        return run(self.root / "usr/bin/concordat", *words, env=environment, cwd=self.folder, **more)


def test_holds_what_it_should(place):
    for path in ["usr/bin/concordat", "usr/libexec/concordat/concordat-reader", "usr/share/concordat/definitions/fields.csv",
                 "usr/share/man/man1/concordat.1.gz", "usr/share/bash-completion/completions/concordat",
                 "usr/share/zsh/vendor-completions/_concordat", "usr/share/fish/vendor_completions.d/concordat.fish",
                 "usr/lib/systemd/system/concordat.service", "usr/lib/systemd/system/concordat-backup.timer",
                 "usr/lib/systemd/system/concordat-retention.timer", "etc/concordat/concordat.yaml",
                 "usr/share/doc/concordat/guide.md", "usr/share/doc/concordat/copyright"]:
        assert (place.root / path).is_file(), path
    assert (place.root / "usr/share/concordat/web").is_dir() == (BUILD / "web").is_dir()


def test_names_its_libraries_and_its_configuration(place):
    depends = place.field("Depends")
    for library in ["libc6", "libsodium23", "libpq5", "libsqlite3-0", "libssl3", "libfyaml0", "libproj25", "passwd"]:
        assert library in depends, (library, depends)
    assert place.field("Package") == "concordat"
    assert (place.folder / "control/conffiles").read_text().split() == ["/etc/concordat/concordat.yaml"]
    for script in ["postinst", "prerm", "postrm"]:
        path = place.folder / "control" / script
        assert os.access(path, os.X_OK), script
        checked = run("sh", "-n", path)
        assert checked.returncode == 0, checked.stderr


def test_runs_from_its_prefix(place):
    said = place.concordat("--version")
    assert said.returncode == 0 and said.stdout.startswith("concordat "), said
    checked = place.concordat("definitions", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_finds_its_reading_process(place):
    sample = place.folder / "incidents.csv"
    sample.write_text("Crime Number,Offence Date,Offence Time,Offence Type,Easting,Northing,Location,Weapon\n"
                      "1/26,02/07/2026,10:15,Common assault,450100,300100,High Street,none\n")
    said = place.concordat("check", "--profile", "police-incidents", sample)
    assert "1 rows read" in said.stdout + said.stderr and "reader-died" not in said.stdout + said.stderr, said


def test_makes_a_hub_and_backs_it_up(place):
    made = place.concordat("synth", place.folder / "place", "--months", "2", "--people", "20000", "--quiet")
    assert made.returncode == 0, made.stderr
    hub = f"sqlite:{place.folder}/hub.db"
    started = place.concordat("init", "--database", hub, "--partnership", place.folder / "place/partnership.yaml")
    assert started.returncode == 0, started.stderr
    offline = place.folder / "offline"
    offline.mkdir()
    assert place.concordat("backup", "key", "--key", offline / "backup.key").returncode == 0
    shutil.copy(offline / "backup.key.pub", place.folder / "hub.db-keys/backup.pub")
    backed = place.concordat("backup", "--database", hub, "--out", place.folder / "copies", "--keys-out", place.folder / "key-copies")
    assert backed.returncode == 0, backed.stderr
    drilled = place.concordat("drill", "--from", place.folder / "copies", "--keys-from", place.folder / "key-copies",
                              "--identity", offline / "backup.key")
    assert drilled.returncode == 0, drilled.stderr
    put_back = place.concordat("restore", "--from", place.folder / "copies", "--keys-from", place.folder / "key-copies",
                               "--identity", offline / "backup.key", "--database", f"sqlite:{place.folder}/again.db")
    assert put_back.returncode == 0 and "epoch 2" in put_back.stdout, put_back
    verified = place.concordat("ledger", "verify", "--database", f"sqlite:{place.folder}/again.db")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_its_manual_page_reads(place):
    page = gzip.open(place.root / "usr/share/man/man1/concordat.1.gz", "rt", encoding="utf-8").read()
    for words in [".SH NAME", ".SS concordat submit", ".SS concordat backup key", ".SH EXIT STATUS"]:
        assert words in page, words
    if shutil.which("groff"):
        read = run("groff", "-man", "-Tutf8", "-ww", input=page)
        assert read.returncode == 0 and read.stderr == "", read.stderr


def test_bash_completes(place):
    script = place.root / "usr/share/bash-completion/completions/concordat"

    def complete(*words):
        asked = "source " + str(script) + "; COMP_WORDS=(" + " ".join(f"'{w}'" for w in words) + "); COMP_CWORD=" + \
            str(len(words) - 1) + "; _concordat; printf '%s\\n' \"${COMPREPLY[@]}\""
        return run("bash", "-c", asked, check=True).stdout.split()

    assert "submit" in complete("concordat", "sub")
    assert complete("concordat", "agreement", "si") == ["sign", "simulate"]
    assert "--feed" in complete("concordat", "submit", "--f")
    assert "--identity" in complete("concordat", "restore", "--")
    assert complete("concordat", "backup", "k") == ["key"]
    assert "--keys-out" in complete("concordat", "backup", "--k")
    assert complete("concordat", "submit", "--out", "") != ["submit"]


def test_units_are_walled_in(place):
    if not shutil.which("systemd-analyze"):
        return "systemd-analyze is not installed"
    for unit in UNITS:
        told = run("systemd-analyze", "security", "--offline=true", f"--threshold={int(EXPOSURE_AT_MOST * 10)}",
                   place.root / "usr/lib/systemd/system" / unit)
        assert told.returncode == 0, unit + ": " + (told.stdout.strip().splitlines() or [told.stderr])[-1]
    return None


def test_units_and_timers_are_well_formed(place):
    if not shutil.which("systemd-analyze"):
        return "systemd-analyze is not installed"
    units = place.root / "usr/lib/systemd/system"
    told = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *sorted(units.glob("concordat*")))
    lines = [line for line in told.stderr.splitlines() if "concordat" in line and "is not executable" not in line]
    assert not lines, "\n".join(lines)
    return None


def main():
    wanted = sys.argv[3:]
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_") and (not wanted or name in wanted)]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        for name, test in tests:
            try:
                skipped = test(place)
                print(f"{name}: skipped, {skipped}" if skipped else f"{name}: ok")
                passed += 1
            except (AssertionError, subprocess.CalledProcessError) as error:
                print(f"{name}: FAILED: {error}")
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
