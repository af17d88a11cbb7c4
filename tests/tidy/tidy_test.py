#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each house rule can fail: a small tree that breaks it makes it speak, and a clean one does not."""
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import tidy  # noqa: E402

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
CLEAN = {
    "src/base/CMakeLists.txt": "concordat_module(base)\n", "src/base/module.md": "# base\n", "src/base/a.h": SPDX,
    "src/hub/CMakeLists.txt": "concordat_module(hub NEEDS base)\n", "src/hub/module.md": "# hub\n",
    "src/hub/b.cpp": SPDX + '#include "base/a.h"\n', "README.md": "`g++` 0 held, 0 in part, 1 not yet\n",
    "packaging/apt-packages.txt": "g++|build|compiler\n", "docs/requirements.csv": "id,state,tests\nS01,not yet,\n",
}
BREAKS = {
    "layers": {"src/base/a.h": SPDX + '#include "hub/b.h"\n'},
    "no_cycles": {"src/base/CMakeLists.txt": "concordat_module(base NEEDS hub)\n"},
    "outside_headers": {"src/hub/b.cpp": SPDX + "#include <sqlite3.h>\n"},
    "sizes": {"src/hub/b.cpp": SPDX + "\n" * 401},
    "functions": {"src/hub/b.cpp": SPDX + "int f(int a,\n      int b) {\n" + "  ;\n" * 58 + "  if (a) {\n    ;\n  }\n}\n"},
    "module_notes": {"src/hub/module.md": None},
    "licence": {"src/hub/b.cpp": "int x;\n"},
    "banned": {"src/hub/b.cpp": SPDX + "auto t = std::chrono::system_clock::now();\n"},
    "prohibited_inputs": {"src/places/CMakeLists.txt": "concordat_module(places)\n", "src/places/module.md": "#\n",
                          "src/places/c.cpp": SPDX + "int ethnicity;\n"},
    "equality_apart": {"src/hub/b.cpp": SPDX + 'auto s = "SELECT rows_sealed FROM equality_submission";\n'},
    "sql_text": {"src/hub/b.cpp": SPDX + 'auto s = "SELECT a FROM " + table;\n'},
    "machine_paths": {"docs/x.md": "see /home/somebody/x\n"},
    "dependencies": {"packaging/apt-packages.txt": "cmake|build|build\n"},
    "requirements": {"docs/requirements.csv": "id,state,tests\nS01,held,No.Such\n"},
    "not_ours": {"web/templates/x.njk": "{% macro govukButton(params) %}{% endmacro %}\n"},
    "error_codes": {"src/hub/b.cpp": SPDX + 'return fail(Fault::malformed, "x.y", "t", "r");\n'},
    "merged_names": {"src/base/a.h": SPDX + "int in_words(int period);\n",
                     "src/hub/b.cpp": SPDX + "namespace {\nint in_words(long period) {\n  return 1;\n}\n}  // namespace\n",
                     "src/hub/c.cpp": SPDX + "int f() { return in_words(2); }\n"},
}

TWICE = SPDX + "namespace concordat {\nnamespace {\nconstexpr int most = 1;\nint f() { return most; }\n}  // namespace\n}\n"
MORE = [
    ("a value that stands twice", "merged_names", {"src/hub/b.cpp": TWICE, "src/hub/c.cpp": TWICE.replace("f()", "g()")}),
    ("a type that another file has outside", "merged_names",
     {"src/hub/b.cpp": SPDX + "class Search {\n};\n", "src/hub/c.cpp": SPDX + "namespace {\nclass Search {\n};\n}  // namespace\n"}),
    ("tests with one name for two things", "merged_names",
     {"src/hub/b_test.cpp": TWICE, "src/hub/c_test.cpp": TWICE.replace("f()", "g()").replace("int most", "long most")}),
]


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            if text is not None:
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        tree = tidy.Tree(folder)
        return {rule.__name__ for rule in tidy.RULES if list(rule(tree))}


def main():
    passed = failed = 0
    cases = [("a clean tree is quiet", CLEAN, set())]
    cases += [(f"{rule} speaks", {**CLEAN, **change}, {rule}) for rule, change in BREAKS.items()]
    cases += [(name, {**CLEAN, **change}, {rule}) for name, rule, change in MORE]
    for name, files, expected in cases:
        got = run(files)
        good = expected <= got if expected else not got
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"{name}: expected {expected}, got {got}")
    untested = {rule.__name__ for rule in tidy.RULES} - set(BREAKS)
    if untested:
        print(f"rules without a breaking tree: {untested}")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
