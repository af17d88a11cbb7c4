# SPDX-License-Identifier: Apache-2.0
"""Which files must not be compiled together with others, because a local name of one would be found in another:
there it could silently take the place of the function or type that file means, or stand twice. The files of a
library are compiled all together, those of its tests eight at a time (cmake/module.cmake)."""
import re

OPENS, CLOSES = re.compile(r"namespace \{"), re.compile(r"\}  // namespace")
TYPE = re.compile(r"(?:struct|class|enum class|enum|using)\s+(\w+)")
FUNCTION = re.compile(r"[\w:<>,&*\[\]() ]*?\b(\w+)\s*\(")
TESTS_AT_A_TIME = 8
VALUE = re.compile(r"[\w:<>,&*\[\] ]*?\b(\w+)\s*(?:=|\{)")


def without_texts(code):
    code = re.sub(r"//[^\n]*", "", re.sub(r'R"\(.*?\)"', '""', code, flags=re.S))
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', code)


def declared_by(line):
    """The kind and name that a line at the left margin declares, or nothing."""
    if not line or line[0] in " #})" or "operator" in line or line.startswith(("static_assert", "namespace")) or re.match(r"using [^=]*;|[A-Z_]+\(", line):
        return None
    line = re.sub(r"^template\s*<.*>\s*", "", line)
    line = re.sub(r"__attribute__\s*\(\(.*?\)\)+\s*", "", line)
    for kind, pattern in (("type", TYPE), ("function", FUNCTION), ("value", VALUE)):
        got = pattern.match(line)
        if got and not (kind == "function" and line.startswith("constexpr auto")):
            return kind, got.group(1)
    return None


def same_alias(name, *codes):
    """Whether each of them gives the name the same meaning, which may stand twice."""
    said = [re.search(rf"^using {name} = [^;]*;", code, re.M) for code in codes]
    return all(said) and len({got[0] for got in said}) == 1


def homes(code):
    """The namespaces with a name that a file opens: two files with others may use a name twice."""
    return tuple(re.findall(r"^namespace ([\w:]+) \{", code, re.M))


def local_names(code):
    names, inside = {}, False
    for raw in code.splitlines():
        if OPENS.match(raw):
            inside = True
        elif CLOSES.match(raw):
            inside = False
        elif inside or raw.startswith("static "):
            got = declared_by(without_texts(raw))
            if got:
                names[got[1]] = got[0]
    return names


def type_names(code):
    """Types that a file declares outside its local namespace."""
    names, inside = set(), False
    for raw in code.splitlines():
        inside = bool(OPENS.match(raw)) or (inside and not CLOSES.match(raw))
        got = None if inside else declared_by(without_texts(raw))
        if got and got[0] == "type":
            names.add(got[1])
    return names


def header_names(tree):
    names = set()
    for path, text in tree.text.items():
        if path.suffix == ".h" and path.parts[0] == "src":
            names |= {got[1] for got in map(declared_by, without_texts(text).splitlines()) if got}
    return names


def library_clashes(files, tree, shared):
    code = {path: without_texts(tree.text[path]) for path in files}
    local = {path: local_names(tree.text[path]) for path in files}
    types = {path: type_names(tree.text[path]) for path in files}
    told = set()
    for path in files:
        for name, kind in local[path].items():
            use = re.compile(rf"(?<![\w.:>]){name}" + (r"\s*\(" if kind == "function" else r"\b"))
            other = next((other for other in files if other not in told | {path}
                          and (name in local[other] or name in shared or name in types[other])
                          and (kind == "function" or homes(code[path]) == homes(code[other]))
                          and use.search(code[other]) and not same_alias(name, code[path], code[other])), None)
            if other:
                told.add(path)
                yield path, name, other
                break


def test_names(code):
    """Local names of a test file; a function with what it takes, since two of one name may take different things."""
    names, inside = set(), False
    for raw in code.splitlines():
        inside = bool(OPENS.match(raw)) or (inside and not CLOSES.match(raw))
        got = declared_by(without_texts(raw)) if inside else None
        if got:
            takes = re.search(r"\((.*?)(?:\)|$)", raw) if got[0] == "function" else None
            kinds = tuple(" ".join(part.split("=")[0].split()[:-1]) for part in takes[1].split(",")) if takes and takes[1] else ()
            names.add((got[1], kinds if got[0] == "function" else None))
    return names


def test_clashes(files, tree):
    for first in range(0, len(files), TESTS_AT_A_TIME):
        batch = files[first:first + TESTS_AT_A_TIME]
        names = {path: test_names(tree.text[path]) for path in batch}
        for i, path in enumerate(batch):
            for other in batch[:i]:
                if homes(tree.text[path]) != homes(tree.text[other]):
                    continue
                both = sorted(name for name, _ in names[path] & names[other] if not same_alias(name, tree.text[path], tree.text[other]))
                if both:
                    yield path, both[0], other
                    break


def clashes(tree):
    """(file, name, the other file) for every file that has to stand behind ALONE, or its tests behind APART, and does not."""
    shared = header_names(tree)
    for module, words in tree.modules.items():
        mine = sorted(path for path in tree.text if path.suffix == ".cpp" and tree.module_of(path) == module)
        alone = set(words.get("ALONE", ()))
        yield from library_clashes([path for path in mine if path.name not in alone and not re.search(r"(_test|^main|_main)\.cpp$", path.name)], tree, shared)
        if "APART" not in words:
            yield from test_clashes([path for path in mine if path.name.endswith("_test.cpp")], tree)
