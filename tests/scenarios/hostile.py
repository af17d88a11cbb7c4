#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that were made to do harm, each through the real program: what comes of it must be what their manifest says,
within its seconds and its memory, and nothing may be written beside them.

hostile.py PROGRAM        ends with "N passed, N failed"; without the corpus nothing is tested, and it says so
"""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from place import SOURCE, Tally

SHARED = pathlib.Path(os.environ.get("CONCORDAT_SHARED", SOURCE.parent / "shared"))
MAKER = SHARED / "tools" / "gen_hostile.py"

PROFILE = """format: concordat-profile/1
id: assault-list
version: 1
title: "Assaults, as the hostile files have them"
feed_kind: ed_istv
suppliers: [nhs_provider]
columns:
  - {field: istv_assault_at, headers: ["assault_date_time"], required: true}
  - {field: istv_location_text, headers: ["location"]}
  - {field: istv_assault_method_other, headers: ["weapon"]}
needs: [[istv_assault_at]]
key: {fields: [], without: by_period, repeat: kept, clash: kept, later: supersedes}
time: {at: istv_assault_at}
place: {text: istv_location_text}
category: {constant: violence, violence: [violence]}
period: {grain: month, one_per_file: false}
future: refused
retention: P3Y
"""
# The one file without a column of the profile: its only cell is taken for the name of one.
MAPPING = """format: concordat-mapping/1
profile: assault-list
profile_version: 1
confirmed: true
confirmed_by: tester
columns:
  - {header: "1", field: istv_assault_at}
"""
# What a refusal must say, where the manifest names the rule.
CODES = {
    "bomb_sheet_200mb.xlsx": "workbook.bomb", "bomb_strings.xlsx": "workbook.bomb", "many_entries.xlsx": "workbook.too-many-parts",
    "slip.xlsx": "workbook.unsafe-part", "billion_laughs.xlsx": "workbook.doctype", "xxe.xlsx": "workbook.doctype",
    "macro.xlsx": "workbook.hidden-macros", "absurd_ref.xlsx": "workbook.reference", "deep_xml.xlsx": "workbook.too-deep",
    "corrupt_dir.xlsx": "workbook.damaged", "truncated.xlsx": "workbook.damaged", "dup_entry.xlsx": "workbook.twin-parts",
    "lying_size.xlsx": "workbook.wrong-size", "symlink.zip": "workbook.unsafe-part", "nested.zip": "file.is-zip",
    "html_as.xlsx": "file.is-html", "exe_as.csv": "file.is-binary", "unclosed_quote.csv": "csv.field-too-long",
    "one_field_64mb.csv": "csv.field-too-long", "million_columns.csv": "table.too-many-columns", "empty.csv": "file.empty",
    "only_newlines.csv": "file.empty", "deep.json": "json.not-an-object", "dup_keys.json": "json.duplicate-key",
    "big_number.json": "json.number-too-large", "lone_surrogate.json": "json.malformed", "formula.xlsx": "cell.formula",
    "formula.csv": "cell.formula-like", "bidi.csv": "cell.hidden-characters", "nul.csv": "cell.nul", "ragged.csv": "row.ragged",
}


def run(words, seconds):
    """Exit code, what it said, seconds, mebibytes of the largest process."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (4 * seconds, 4 * seconds)))
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    # its own time: other programs on the machine must not fail this
    cpu = used.ru_utime + used.ru_stime
    return process.returncode, text, min(cpu, time.monotonic() - started), used.ru_maxrss / 1024


def outcome_of_check(code, text):
    try:
        report = json.loads(text)
    except ValueError:
        return "crashed" if code < 0 or code > 4 else "reject"
    if not report.get("readable"):
        return "reject"
    remarkable = report["quarantined"] or report["faults"] or report["encoding"] not in ("utf-8", "utf-16le")
    far = any("begins in row" in remark for remark in report.get("workbook", []))
    return "accept_flagged" if remarkable or far else "accept_clean"


def files_below(folder):
    return sorted(str(path) for path in folder.rglob("*"))


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    tally = Tally()
    if not MAKER.exists():
        print(f"no corpus of hostile files here ({MAKER}): nothing tested")
        print("0 passed, 0 failed")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        corpus = folder / "corpus"
        subprocess.run([sys.executable, MAKER, corpus], check=True, capture_output=True)
        definitions = folder / "definitions"
        shutil.copytree(SOURCE / "definitions", definitions)
        (definitions / "profiles" / "assault-list.yaml").write_text(PROFILE)
        mapping = folder / "mapping.yaml"
        mapping.write_text(MAPPING)
        before = files_below(folder)
        cases = json.loads((corpus / "manifest.json").read_text())
        for case in cases:
            name, file = case["file"], corpus / case["file"]
            if case["kind"] == "yaml":
                words = [program, "agreement", "check", file, "--definitions", definitions]
            else:
                words = [program, "check", file, "--json", "--profile", "assault-list", "--definitions", definitions]
                if name == "far_cell.xlsx":
                    words += ["--mapping", mapping]
            code, text, seconds, mebibytes = run(words, case["max_seconds"])
            if case["kind"] == "yaml":
                outcome = "reject" if code in (1, 4) and text.strip() else "crashed" if code < 0 else f"exit {code}"
            else:
                outcome = outcome_of_check(code, text)
            tally.check(outcome == case["expect"], f"{name}: {outcome}, not {case['expect']}: {text[:500]}")
            tally.check(CODES.get(name, "") in text, f"{name}: does not say {CODES.get(name)}: {text[:500]}")
            tally.check(seconds <= case["max_seconds"], f"{name}: {seconds:.1f} s, limit {case['max_seconds']}")
            tally.check(mebibytes <= case["max_rss_mb"], f"{name}: {mebibytes:.0f} MiB, limit {case['max_rss_mb']}")
        tally.check(len(cases) >= 54, f"{len(cases)} cases, 54 expected")
        tally.check(files_below(folder) == before, "something was written beside the files")
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
