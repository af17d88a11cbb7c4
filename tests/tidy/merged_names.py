# SPDX-License-Identifier: Apache-2.0
"""Which files of a library must not be compiled together with its others, because a local name of one would be
found in another: there it could silently take the place of the function or type that file means."""
import re

OPENS, CLOSES = re.compile(r"namespace \{"), re.compile(r"\}  // namespace")
TYPE = re.compile(r"(?:struct|class|enum class|enum|using)\s+(\w+)")
FUNCTION = re.compile(r"[\w:<>,&*\[\]() ]*?\b(\w+)\s*\(")
VALUE = re.compile(r"[\w:<>,&*\[\] ]*?\b(\w+)\s*(?:=|\{)")


def without_texts(code):
    code = re.sub(r"//[^\n]*", "", re.sub(r'R"\(.*?\)"', '""', code, flags=re.S))
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', code)


def declared_by(line):
    """The kind and name that a line at the left margin declares, or nothing."""
    if not line or line[0] in " #})" or "operator" in line or line.startswith(("static_assert", "using namespace", "namespace")):
        return None
    line = re.sub(r"^template\s*<.*>\s*", "", line)
    line = re.sub(r"__attribute__\s*\(\(.*?\)\)+\s*", "", line)
    for kind, pattern in (("type", TYPE), ("function", FUNCTION), ("value", VALUE)):
        got = pattern.match(line)
        if got and not (kind == "function" and line.startswith("constexpr auto")):
            return kind, got.group(1)
    return None


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


def header_names(tree):
    names = set()
    for path, text in tree.text.items():
        if path.suffix == ".h" and path.parts[0] == "src":
            names |= {got[1] for got in map(declared_by, without_texts(text).splitlines()) if got}
    return names


def clashes(tree):
    """(file, name, the other file) for every file that has to stand behind ALONE and does not."""
    shared = header_names(tree)
    for module, words in tree.modules.items():
        alone = set(words.get("ALONE", ()))
        files = [path for path in tree.text
                 if path.suffix == ".cpp" and tree.module_of(path) == module and path.name not in alone
                 and not re.search(r"(_test|^main|_main)\.cpp$", path.name)]
        code = {path: without_texts(tree.text[path]) for path in files}
        local = {path: local_names(tree.text[path]) for path in files}
        told = set()
        for path in files:
            for name, kind in local[path].items():
                use = re.compile(rf"(?<![\w.:>]){name}" + (r"\s*\(" if kind == "function" else r"\b"))
                other = next((other for other in files if other not in told | {path}
                              and (name in local[other] or name in shared)
                              and (kind == "function" or name not in local[other]) and use.search(code[other])), None)
                if other:
                    told.add(path)
                    yield path, name, other
                    break
