#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The house rules that a compiler does not know. Reads the tree once, prints `file:line: what: do this instead`.

tidy.py [ROOT]      exit 1 when anything is found; ends with "N passed, N failed" (a rule passes or fails).
Each rule is a function below whose docstring is its reason.
"""
import csv
import re
import subprocess
import sys
from pathlib import Path

from merged_names import clashes

SOURCE_LINES, TEST_LINES, FUNCTION_LINES, MODULE_FILES = 400, 600, 60, 15
ONE_MODULE_ONLY = {
    "openssl/": "crypto", "p11-kit/": "crypto/token", "dlfcn.h": "crypto/token", "sodium.h": "crypto", "libpq-fe.h": "store", "sqlite3.h": "store",
    "CLI/": "cli", "libfyaml.h": "catalogue", "nlohmann/": "-", "boost/": "http/server", "liboath": "crypto", "prometheus/": "pages", "qrencode.h": "pages/people", "zip.h": "intake/workbook", "expat.h": "intake/workbook", "seccomp.h": "intake/reader", "xlsxwriter.h": "sheet_out", "unicode/": "linkage/text",
}
IGNORED_FOLDERS = {"build", "node_modules", ".git", "__pycache__", "demo-place"}


class Tree:
    def __init__(self, root):
        self.root = Path(root).resolve()
        self.files = sorted(self._list())
        self.text = {}
        for path in self.files:
            try:
                self.text[path] = (self.root / path).read_text(encoding="utf-8")
            except (UnicodeDecodeError, IsADirectoryError):
                continue
        self.modules = self._modules()

    def _list(self):
        try:
            listed = subprocess.run(["git", "-C", str(self.root), "ls-files", "-co", "--exclude-standard"],
                                    capture_output=True, text=True)
        except FileNotFoundError:  # a bare machine has no git
            listed = subprocess.CompletedProcess([], 1, "", "")
        if listed.returncode == 0 and listed.stdout:
            return [Path(line) for line in listed.stdout.splitlines() if (self.root / line).is_file()]
        return [p.relative_to(self.root) for p in self.root.rglob("*")
                if p.is_file() and not IGNORED_FOLDERS & set(p.relative_to(self.root).parts)]

    def _modules(self):
        found = {}
        for path, text in self.text.items():
            if path.name == "CMakeLists.txt" and path.parts[0] == "src":
                text = re.sub(r"#.*", "", text)
                for name, rest in re.findall(r"concordat_module\(\s*([\w/]+)([^)]*)\)", text):
                    words, key, sorted_words = rest.split(), None, {}
                    for word in words:
                        if word in ("NEEDS", "LIBS", "TEST_NEEDS", "TEST_LIBS", "ALONE", "APART", "SLOW"):
                            key = word
                            sorted_words.setdefault(key, [])
                        elif key:
                            sorted_words.setdefault(key, []).append(word)
                    found[name] = sorted_words
        return found

    def module_of(self, path):
        inner = "/".join(path.parts[1:-1])
        return inner if path.parts[0] == "src" else None

    def code(self):
        return [p for p in self.text if p.suffix in (".cpp", ".h") and p.parts[0] in ("src", "tests", "bench")]


def is_test(path):
    """Tests, and the tools and data that only tests include."""
    return path.name.endswith("_test.cpp") or path.parts[0] == "tests" or bool(re.search(r"(^|_)test(ing|_data|_tools)?\.h$|_test_\w+\.(h|cpp)$|^test_data\.h$", path.name))


def layers(tree):
    """Information goes one way; a module that includes what it did not declare hides a dependency."""
    def reach(name, seen):
        for need in tree.modules.get(name, {}).get("NEEDS", []):
            if need not in seen:
                seen.add(need)
                reach(need, seen)
        return seen

    for path in tree.code():
        module = tree.module_of(path)
        if module is None or module == "":
            continue
        if module not in tree.modules:
            yield path, 1, f"folder {module} is not declared", "add concordat_module() to its CMakeLists.txt"
            continue
        allowed = reach(module, {module})
        if is_test(path):
            for need in tree.modules[module].get("TEST_NEEDS", []):
                allowed |= reach(need, {need})
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            got = re.match(r'#include "([\w/]+)/[\w.]+"', line)
            if got and got.group(1) in tree.modules and got.group(1) not in allowed:
                yield path, number, f"{module} includes {got.group(1)}", "declare it in NEEDS, or move the code to a higher layer"


def no_cycles(tree):
    """Two modules that need each other are one module."""
    def walk(name, trail):
        for need in tree.modules.get(name, {}).get("NEEDS", []):
            if need in trail:
                yield trail[trail.index(need):] + [need]
            else:
                yield from walk(need, trail + [need])

    for name in tree.modules:
        for cycle in walk(name, [name]):
            if cycle[0] == name:
                yield Path("src") / name, 1, "cycle: " + " -> ".join(cycle), "break it"


def outside_headers(tree):
    """An outside library in one module can be replaced; in ten it cannot."""
    for path in tree.code():
        if is_test(path) or path.parts[0] != "src":
            continue
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            got = re.match(r"#include <([^>]+)>", line)
            if not got:
                continue
            for header, owner in ONE_MODULE_ONLY.items():
                if got.group(1).startswith(header) and tree.module_of(path) != owner:
                    yield path, number, f"<{got.group(1)}> outside {owner}", f"call {owner} instead"


def sizes(tree):
    """A file that fits in the head gets read."""
    for path in tree.code():
        limit = TEST_LINES if is_test(path) else SOURCE_LINES
        lines = tree.text[path].count("\n")
        if lines > limit:
            yield path, lines, f"{lines} lines, limit {limit}", "split it where it changes subject"


def functions(tree):
    """Short functions have one reason to change."""
    not_a_function = re.compile(r"(namespace|struct|class|enum|union|using|extern|static_assert)\b")
    for path in tree.code():
        if is_test(path):
            continue
        begun = None  # the first line of the signature, which may take several
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            if line.startswith("}"):
                if begun and number - begun > FUNCTION_LINES:
                    yield path, begun, f"function of {number - begun} lines, limit {FUNCTION_LINES}", "name its parts"
                begun = None
            elif not re.match(r"[A-Za-z_]", line):
                continue
            elif not_a_function.match(line):
                begun = None
            elif begun is None and "(" in line and not line.endswith((";", "}")):
                begun = number


def module_notes(tree):
    """A newcomer asks first what a folder is for."""
    for name in tree.modules:
        folder = Path("src") / name
        if folder / "module.md" not in tree.text:
            yield folder, 1, "no module.md", "write ten lines: purpose, types, may include, invariants, where to start"
        sources = [p for p in tree.text if p.parent == folder and p.suffix == ".cpp" and not is_test(p)]
        if len(sources) > MODULE_FILES:
            yield folder, 1, f"{len(sources)} source files, limit {MODULE_FILES}", "split the module"


def licence(tree):
    """Each file says its licence in one line and no more."""
    for path in tree.code():
        if not tree.text[path].startswith("// SPDX-License-Identifier: Apache-2.0\n"):
            yield path, 1, "no SPDX line", "start with // SPDX-License-Identifier: Apache-2.0"


BANNED = [
    (r"system_clock::now", "time is injected", "take a Clock", {"src/base/clock.cpp"}),
    (r"\bstd::regex\b", "std::regex is not linear", "write a small parser", set()),
    (r"\bs?rand\(", "chance is injected", "take a Chance", set()),
    (r"\bTODO\b|\bFIXME\b|\bXXX\b", "unfinished mark", "finish it or say so in the closing note", set()),
    (r"(?i)gang[_ ]?member", "a label nobody may carry", "name the role and the source", set()),
    (r"(?i)user error", "blames the reader", "say what is wrong and what to do", set()),
    (r"\bgetenv\(", "settings come by the command line", "read it in cli and hand it down", {"src/cli/"}),
]


def banned(tree):
    """Words and calls the house does without."""
    for path in tree.code():
        if path.parts[0] == "tests" and path.parts[1:2] == ("tidy",):
            continue
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            for pattern, what, instead, allowed in BANNED:
                if re.search(pattern, line) and not any(str(path).startswith(a) for a in allowed):
                    if (is_test(path) or path.parts[0] == "bench") and "getenv" in pattern:
                        continue
                    yield path, number, what, instead


PROHIBITED_INPUTS = re.compile(r"(?i)ethnic|nationalit|religio|faith|immigra|country_of_birth|skin")


def prohibited_inputs(tree):
    """S72: ethnicity, nationality, religion and their proxies never enter linkage, networks or hotspots."""
    for path in tree.code():
        module = tree.module_of(path) or ""
        if is_test(path) or not re.match(r"(linkage|networks|places|protection)\b", module):
            continue
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            if PROHIBITED_INPUTS.search(line):
                yield path, number, "names a prohibited input", "remove it: these modules may not know it exists"


EQUALITY_SEEN_BY = {"hub/equality", "pages/equality", "cli/sharing", "cli"}
EQUALITY_ROWS_BY = {"hub/equality", "hub/keeping", "hub/state_check"}


def equality_apart(tree):
    """S82: what was sent for equality monitoring is opened by its own module alone, and is an input of nothing else."""
    for path in tree.code():
        module = tree.module_of(path)
        if module is None or is_test(path):
            continue
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            if '#include "hub/equality/' in line and module not in EQUALITY_SEEN_BY:
                yield path, number, f"{module} includes hub/equality", "leave monitoring apart: its pages and verbs alone call it"
            if "equality_submission" in line and module not in EQUALITY_ROWS_BY:
                yield path, number, "names the rows of equality monitoring", "call hub/equality for the report; nobody reads the rows"


def sql_text(tree):
    """SQL is SQL: a statement glued together at run time is where injection begins."""
    pattern = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE)\b[^"]*"\s*\+|\+\s*"\s*(FROM|WHERE|VALUES)\b')
    for path in tree.code():
        if is_test(path):
            continue
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            if pattern.search(line):
                yield path, number, "SQL joined with +", "bind by position"


def machine_paths(tree):
    """The next machine is another machine."""
    pattern = re.compile(r"(?<![\w.])/(work|root|home)/\w")
    for path, text in tree.text.items():
        if path.suffix in (".svg", ".lock") or path.name == "package-lock.json" or path.parts[:2] == ("tests", "tidy"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield path, number, "names a machine's path", "use a path relative to the project"
            if "../shared" in line and path.parts[0] not in ("tests", "bench") and not is_test(path):
                yield path, number, "names a folder outside the project", "only tests and benchmarks may, through one variable"


def dependencies(tree):
    """Each package is a promise to somebody: say why it is there."""
    readme = tree.text.get(Path("README.md"), "")
    for number, line in enumerate(tree.text.get(Path("packaging/apt-packages.txt"), "").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            name = line.split("|")[0]
            if f"`{name}`" not in readme:
                yield Path("packaging/apt-packages.txt"), number, f"{name} is not in the README's table", "add it with why"


def test_names(tree):
    names = set()
    for path, text in tree.text.items():
        for kind, suite, name in re.findall(r"\b(TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+)\s*,\s*(\w+)", text):
            names.add(f"{suite}.{name}")
        if path.parts[0] == "tests" and path.suffix in (".py", ".sh", ".mjs"):
            names.add(str(path))
            for case in re.findall(r"\bdef (test_\w+)", text):
                names.add(f"{path}:{case}")
            for case in re.findall(r"""\btest\(\s*['"]([^'"]+)['"]""", text):
                names.add(f"{path}:{case}")
        if path.parts[:2] == ("tests", "must_not_compile"):
            names.add(str(path))
    return names


def requirements(tree):
    """A requirement held by a test that does not exist is not held."""
    path = Path("docs/requirements.csv")
    if path not in tree.text:
        yield path, 1, "missing", "write it"
        return
    names, counts = test_names(tree), {"not yet": 0, "part": 0, "held": 0}
    for number, row in enumerate(csv.DictReader(tree.text[path].splitlines()), 2):
        state = row["state"]
        if state not in counts:
            yield path, number, f"state '{state}'", "use: not yet, part, held"
            continue
        counts[state] += 1
        tests = [t.strip() for t in row["tests"].split("|") if t.strip()]
        if state != "not yet" and not tests:
            yield path, number, f"{row['id']} is {state} by no test", "name the test"
        for test in tests:
            if test not in names:
                yield path, number, f"{row['id']} names {test}, which does not exist", "name a test that does"
    said = f"{counts['held']} held, {counts['part']} in part, {counts['not yet']} not yet"
    if said not in tree.text.get(Path("README.md"), ""):
        yield Path("README.md"), 1, "the count of requirements is stale", f"write: {said}"


def not_ours(tree):
    """GOV.UK's templates come from npm when the product is built; its typeface, crown and crest belong to GOV.UK."""
    for path in tree.files:
        if path.suffix in (".woff", ".woff2", ".ttf", ".otf") or re.search(r"crown|crest|govuk-", path.name):
            yield path, 1, "a file of GOV.UK's or a typeface", "take it from node_modules when building, or do without"
    for path, text in tree.text.items():
        if path.suffix == ".njk" and re.search(r"\{%-?\s*macro\s+_?govuk", text):
            yield path, 1, "defines a macro of GOV.UK's", "import the official one"


def error_codes(tree):
    """An error nobody provoked is an error nobody read."""
    tests = "\n".join(text for path, text in tree.text.items() if is_test(path))
    for path in tree.code():
        if is_test(path) or path.parts[0] != "src":
            continue
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            for code in re.findall(r'fail\(\s*Fault::\w+,\s*"([^"]+)"', line):
                if code not in tests:
                    yield path, number, f"no test provokes '{code}'", "write one"


def merged_names(tree):
    """./test compiles the files of a library together: a local name of one must not be found in another."""
    for path, name, other in clashes(tree):
        yield path, 1, f"its local '{name}' would be found in {other.name}", "rename it, or name this file behind ALONE in the module's CMakeLists.txt"


RULES = [layers, no_cycles, outside_headers, sizes, functions, module_notes, licence, banned, prohibited_inputs, equality_apart, sql_text,
         machine_paths, dependencies, requirements, not_ours, error_codes, merged_names]


def main():
    tree = Tree(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    failed = 0
    for rule in RULES:
        found = list(rule(tree))
        failed += bool(found)
        for path, line, what, instead in found:
            print(f"{path}:{line}: {what}: {instead} [{rule.__name__}]")
    print(f"{len(RULES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
