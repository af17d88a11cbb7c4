#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What ./test prints at its end."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

COUNTER = Path(__file__).with_name("count_results.py")
LOG = """1/2 Testing: places_spatial
/somewhere/spatial_reference_test.cpp:69: Skipped
the shared reference data are not here

[  PASSED  ] 3 tests.
[  SKIPPED ] 1 test, listed below:
Test Passed.
2/2 Testing: hub
/somewhere/release_test.cpp:342: Skipped
there is one writer at a time

[  PASSED  ] 2 tests.
[  SKIPPED ] 1 test, listed below:
Test Passed.
"""


def counted(status="0", **more):
    environment = {name: value for name, value in os.environ.items() if name != "CONCORDAT_SHARED_NEEDED"} | more
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        log.write(LOG)
        log.flush()
        done = subprocess.run([sys.executable, COUNTER, log.name, status], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip(), done.returncode


CASES = {
    "absent data are skipped": (counted(), ("5 passed, 0 failed, 2 skipped", 0)),
    "absent data fail where they are needed, other skips do not": (counted(CONCORDAT_SHARED_NEEDED="1"), ("5 passed, 1 failed, 1 skipped", 1)),
    "a program that ctest calls failed is a failure": (counted("8"), ("5 passed, 1 failed, 2 skipped", 1)),
}
failed = {name: got for name, (got, wanted) in CASES.items() if got != wanted}
for name, got in failed.items():
    print(f"{name}: {got}")
print(f"{len(CASES) - len(failed)} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
