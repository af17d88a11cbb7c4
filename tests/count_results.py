#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up the cases inside every test program and prints 'N passed, N failed'.

count_results.py LAST_TEST_LOG CTEST_STATUS
Programs print googletest's summary, or their own line 'N passed, N failed'; a program that ctest calls failed counts as
at least one failure, so a crash can never look like a pass. With CONCORDAT_SHARED_NEEDED=1 a case that was left out because the
shared reference data are absent counts as failed: a run that compares nothing must not look like one that agrees.
"""
import os
import re
import sys

GTEST_PASSED = re.compile(r"^\[  PASSED  \] (\d+) tests?\.", re.M)
GTEST_SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) tests?, listed below", re.M)
GTEST_FAILED = re.compile(r"^ *(\d+) FAILED TESTS?$", re.M)
PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
# What such a case says, after googletest's "file:line: Skipped".
DATA_ABSENT = re.compile(r": Skipped\n[^\n]*(?:\b(?:data|files?|examples?|example agreements|vectors|reference table)\b[^\n]*\b(?:not here|not there|on this machine)|no shared data here)")
BLOCK = re.compile(r"^\d+/\d+ Test(?:ing)?: (?P<name>\S+)$(?P<body>.*?)^(?P<end>Test (?:Passed|Failed)[^\n]*)", re.M | re.S)


def count(body):
    passed = sum(int(n) for n in GTEST_PASSED.findall(body))
    failed = sum(int(n) for n in GTEST_FAILED.findall(body))
    skipped = sum(int(n) for n in GTEST_SKIPPED.findall(body))
    for p, f, s in PLAIN.findall(body):
        passed, failed, skipped = passed + int(p), failed + int(f), skipped + int(s or 0)
    if os.environ.get("CONCORDAT_SHARED_NEEDED") == "1":
        absent = min(skipped, len(DATA_ABSENT.findall(body)))
        failed, skipped = failed + absent, skipped - absent
    return passed, failed, skipped


def main():
    log, status = sys.argv[1:3]
    with open(log, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    passed = failed = skipped = 0
    for block in BLOCK.finditer(text):
        p, f, s = count(block["body"])
        if block["name"].startswith("fuzz_replay_"):
            p = min(p, 1)  # thousands of mutated inputs are one test
        if block["end"].startswith("Test Failed") and f == 0:
            f = 1
        if block["end"].startswith("Test Passed") and p + f + s == 0:
            p = 1
        passed, failed, skipped = passed + p, failed + f, skipped + s
    if int(status) != 0 and failed == 0:
        failed = 1
    line = f"{passed} passed, {failed} failed"
    print(line + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


sys.exit(main())
