#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that misuse does not compile.

Each *.cpp here holds a lawful use, and a misuse inside `#ifdef MISUSE`. The first must compile; with -DMISUSE it must
not, and the compiler must say what the line `// expect: WORDS` asks for, so that a typo cannot pass for a proof.
run.py COMPILER INCLUDE_DIR
"""
import re
import subprocess
import sys
from pathlib import Path


def compiles(compiler, include, path, *more):
    command = [compiler, "-std=c++20", "-fsyntax-only", "-I", include, *more, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0, done.stderr


def main():
    compiler, include = sys.argv[1:3]
    passed = failed = 0
    for path in sorted(Path(__file__).parent.glob("*.cpp")):
        expected = re.search(r"// expect: (.+)", path.read_text()).group(1)
        lawful, said = compiles(compiler, include, path)
        misuse, words = compiles(compiler, include, path, "-DMISUSE")
        if lawful and not misuse and re.search(expected, words):
            passed += 1
            continue
        failed += 1
        print(f"{path.name}: lawful use {'compiles' if lawful else 'does not compile: ' + said[:400]}; "
              f"misuse {'COMPILES' if misuse else 'refused with: ' + words[:400]}; expected: {expected}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
