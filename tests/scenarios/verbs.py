#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every verb: its help, its page in docs/command-line.md, and its --json, which must parse and agree with the text.

verbs.py PROGRAM
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile

from place import SOURCE, Place, Tally

# The golden list. A verb that is new must be written here and on the page; one that goes must go from both.
VERBS = ["init", "check", "submit", "collect", "feeds", "feeds template", "chase", "quality", "plan publish", "plan target", "plan withdraw", "place-text list", "place-text map", "place-text forget", "quarantine", "retention", "release", "patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time", "funnel", "signals", "forecast", "ledger verify", "ledger export", "ledger status", "ledger witness", "ledger compare", "ledger prove", "ledger check-proof", "ledger rotate-key", "witness", "witness key", "witness gossip", "witness status", "witness proof", "witness clear",
         "agreement check", "agreement print", "agreement sign", "agreement key", "agreement add", "agreement list",
         "agreement who", "agreement what", "agreement diff", "agreement overlap", "agreement coverage", "agreement calendar", "agreement register",
         "account add", "account grant", "account list", "account disable", "account enable", "account reset", "account link",
         "agreement activate", "agreement assess", "agreement suspend", "agreement resume", "agreement end", "agreement history",
         "agreement acknowledge", "agreement acknowledgements", "agreement stop-check",
         "agreement draft add", "agreement draft list", "agreement draft show", "agreement draft use", "agreement draft answer", "agreement draft write",
         "agreement decide", "agreement why", "agreement plan", "agreement what-if", "agreement simulate", "agreement replay",
         "agreement templates", "agreement new", "agreement assessments",
         "may-i", "may-i list", "may-i show", "request ask", "request list", "request show", "request give", "request open", "request take-back", "request decline", "correction make", "correction list", "correction answer", "appeal make", "appeal decide", "appeal list", "fact record", "fact list", "fact withdraw", "refusals", "uses", "break-glass begin", "break-glass end", "break-glass review", "break-glass list", "audit-sample list", "audit-sample done",
         "link", "link report", "link duplicates", "link queue", "link show", "link person", "link household", "link assign", "link decide", "link second", "link undo", "link withdraw", "link split", "link merge", "link quality", "link-sample draw", "link-sample list", "link-sample next", "link-sample judge", "link-sample close", "criteria list", "criteria check", "criteria judge", "criteria confirm", "criteria withdraw", "criteria show", "explain", "locate", "lists", "lists owner",
         "product list", "product editions", "product open", "product show", "product write", "product refresh", "product sign-off", "product annex", "product report", "product discard", "product publish", "product publications", "product publication", "product confirm-publication", "product decline-publication", "product share", "product shared", "product shared-edition", "product answer-share", "product end-share",
         "quarter list", "quarter propose", "quarter confirm", "quarter decline", "quarter all-there",
         "protection settings", "protection set", "protection confirm", "protection withdraw",
         "equality submit", "equality make", "equality report", "equality list",
         "places kde", "places gistar", "places knox", "places scan", "places cluster", "places contrast", "places classes", "places around", "places terrain", "places clock", "places change", "places rates",
         "protect rows", "protect texts", "protect table", "protect audit",
         "encode key", "encode tokens", "encode match", "encode ask", "encode answer", "encode read", "encode enclave", "encode filters", "encode similar",
         "transparency list", "transparency show", "transparency publish",
         "backup", "backup key", "restore", "drill", "serve", "definitions check", "synth", "link-files"]
GROUPS = ["plan", "place-text", "product", "quarter", "ledger", "agreement", "agreement draft", "account", "definitions", "request", "correction", "appeal", "fact", "break-glass", "audit-sample", "link-sample", "criteria", "places", "protect", "protection", "equality", "encode", "transparency"]
EVERYWHERE = {"--json", "--quiet", "--definitions"}
BY_THE_LIBRARY = {"--help", "--help-all"}


def page():
    """verb -> its section of docs/command-line.md"""
    text = (SOURCE / "docs/command-line.md").read_text()
    sections = {}
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        title = section.splitlines()[0]
        if title.startswith("concordat "):
            verb = re.match(r"concordat ([a-z -]+[a-z])", title).group(1)
            sections[verb] = section
    return text, sections


def help_and_page(run, tally):
    text, sections = page()
    tally.check(sorted(sections) == sorted(VERBS), "docs/command-line.md and the golden list name other verbs",
                sorted(set(sections) ^ set(VERBS)))
    named = re.findall(r"^  ([a-z-]+) {2,}", run("--help").out.split("Subcommands:")[1], re.M)
    tally.check(sorted(named) == sorted({verb.split()[0] for verb in VERBS}), "--help names other verbs", named)
    for group in GROUPS:
        inner = re.findall(r"^  ([a-z-]+) {2,}", run(*group.split(), "--help").out.split("Subcommands:")[1], re.M)
        depth = len(group.split())
        expected = {verb.split()[depth] for verb in VERBS if verb.startswith(group + " ")}
        tally.check(sorted(inner) == sorted(expected), f"'{group} --help' names other verbs", inner)
    for verb in VERBS:
        answer = run(*verb.split(), "--help")
        tally.check(answer.exit_code == 0 and "Options:" in answer.out, f"'{verb} --help'", answer.text)
        tally.check(len(answer.out.splitlines()[0]) > 20, f"'{verb} --help' does not begin with what it does", answer.out)
        options = set(re.findall(r"^ +(?:-h,)?(--[a-z-]+)", answer.out, re.M))
        tally.check(EVERYWHERE <= options, f"{verb} lacks a common option", EVERYWHERE - options)
        for option in options - EVERYWHERE - BY_THE_LIBRARY:
            tally.check(f"`{option}" in sections.get(verb, ""), f"docs/command-line.md does not tell {option} of '{verb}'")
        for option in set(re.findall(r"`(--[a-z-]+)", sections.get(verb, ""))):
            tally.check(option in options, f"docs/command-line.md tells {option} of '{verb}', which has no such option")
    for option in EVERYWHERE:
        tally.check(f"`{option}" in text, f"docs/command-line.md does not tell {option}")
    codes = re.findall(r"^\| (\d) \|", text, re.M)
    tally.check(codes == ["0", "1", "2", "3", "4"], "docs/command-line.md does not tell the five exit codes", codes)


def wrong_usage(run, tally):
    for words in [[], ["nonsense"], ["submit"], ["ledger"], ["release"], ["synth"], ["feeds", "--wrong"],
                  ["agreement", "print", "x", "--format", "pdf"]]:
        answer = run(*words)
        tally.check(answer.exit_code == 2 and answer.err, f"'concordat {' '.join(words)}' is no wrong usage", answer.text)
    tally.check(run("--version").out.startswith("concordat "), "--version")


def command_line_first(place, tally):
    """What stands on the command line goes before the environment, for every verb that is told both."""
    nowhere = f"sqlite:{place.path('no-such-folder/hub.db')}"
    for words in [["feeds"], ["quality", "--feed", "ed-istv"], ["retention"], ["ledger", "verify"], ["agreement", "list"]]:
        answer = place.verb(*words, "--database", nowhere)
        tally.check(answer.exit_code == 1 and "store.cannot-open" in answer.err,
                    f"'{' '.join(words)}' took CONCORDAT_DATABASE and not --database", answer.text)


def both(place, tally, *words, exit_code=0):
    """The same verb twice: its text and its JSON."""
    text = place.verb(*words)
    answer = place.verb(*words, "--json")
    name = " ".join(str(word) for word in words[:2])
    tally.check(text.exit_code == answer.exit_code == exit_code,
                f"'{name}' ends with {text.exit_code}, with --json {answer.exit_code}, not {exit_code}", text.text + answer.text)
    try:
        return text.text, answer.json()
    except json.JSONDecodeError as error:
        raise RuntimeError(f"'{name} --json' is not one JSON document: {error}\n{answer.text}") from None


def agrees(tally, sentence, text, *values):
    for value in values:
        tally.check(str(value) in text, f"{sentence}: --json says '{value}', the text does not", text)


def drafts_agree(place, tally):
    """Every template becomes a draft without errors, with the partnership's agencies in it, and has its papers."""
    text, many = both(place, tally, "agreement", "templates")
    agrees(tally, "agreement templates", text, *[one["id"] for one in many], *[one["title"] for one in many])
    tally.check(len(many) == 15, "templates", [one["id"] for one in many])
    partnership = place.path("place/partnership.yaml")
    for template in many:
        draft = place.path(f"draft-{template['id']}.yaml")
        answer = place.run("agreement", "new", template["id"], "--out", draft, "--partnership", partnership, "--json")
        tally.check(answer.exit_code == 0, f"agreement new {template['id']}", answer.text)
        told = answer.json()
        tally.check(not [one for one in told["findings"] if one["severity"] == "error"], f"agreement new {template['id']}", told["findings"])
        tally.check(all(one["name"] in draft.read_text() for one in told["open"]), f"agreement new {template['id']}: told to be open", told["open"])
        checked = place.run("agreement", "check", draft)
        tally.check(checked.exit_code == 0, f"agreement check of a draft of {template['id']}", checked.text)
        folder = place.path(f"papers-{template['id']}")
        papers = place.run("agreement", "assessments", draft, "--out", folder, "--json")
        tally.check(papers.exit_code == 0 and all(pathlib.Path(path).read_text().startswith("# ") for path in papers.json()["papers"]),
                    f"agreement assessments of {template['id']}", papers.text)
    again = place.run("agreement", "new", "marac", "--out", place.path("draft-marac.yaml"))
    tally.check(again.exit_code == 1, "a draft over a file that is there", again.text)
    text = place.run("agreement", "new", "marac", "--out", place.path("named.yaml"), "--set", "your-police=northshire-police")
    tally.check(text.exit_code == 0 and "Still to fill in: your-council (local-authority)" in text.out, "agreement new in words", text.text)
    for words, exit_code in [(["--set", "your-polis=x"], 4), (["--set", "your-police"], 2), (["--from", "1 May"], 2), (["--until", "2020-01-01"], 4)]:
        bad = place.run("agreement", "new", "marac", "--out", place.path("bad.yaml"), *words)
        tally.check(bad.exit_code == exit_code and not place.path("bad.yaml").exists(), f"agreement new {' '.join(words)}", bad.text)
    none = place.run("agreement", "new", "marack", "--out", place.path("bad.yaml"))
    tally.check(none.exit_code == 1 and "draft.no-template" in none.text, "a template that is not there", none.text)
    changed = place.path("changed.yaml")
    changed.write_text(place.path("draft-marac.yaml").read_text().replace("title: Multi", "title: Another multi"))
    two = place.run("agreement", "check", place.path("draft-marac.yaml"), changed)
    tally.check(two.exit_code == 4 and "[two-versions]" in two.out, "agreement check of two documents of one version", two.text)


def documents_agree(place, tally):
    text, one = both(place, tally, "definitions", "check")
    agrees(tally, "definitions check", text, one["counts"]["fields"], one["counts"]["profiles"])
    spoilt = place.path("spoilt-definitions")
    shutil.copytree(SOURCE / "definitions", spoilt)
    products = (spoilt / "products.yaml").read_text()
    for word, other in (("tables: [violence-patterns]", "tables: [violence-fortune]"), ("purposes: [strategic_assessment]", "purposes: [curiosity]"), ("sign_off: [strategic-lead]", "sign_off: [chief]")):
        (spoilt / "products.yaml").write_text(products.replace(word, other, 1))
        answer = place.run("definitions", "check", "--definitions", spoilt)
        tally.check(answer.exit_code == 4 and other.split("[")[1].strip("]") in answer.text and "products.yaml" in answer.text, f"a product with {other}", answer.text)
    shutil.rmtree(spoilt)
    text, one = both(place, tally, "transparency", "list")
    agrees(tally, "transparency list", text, *[record["name"] for record in one["records"]], *[record["title"] for record in one["records"]])
    text, one = both(place, tally, "transparency", "show", "record-linkage")
    agrees(tally, "transparency show", text, *one["algo_care"].values(), *one["never_used_for"], *one["limits"], *[setting["value"] for setting in one["settings"]])
    words = ["transparency", "publish", "--out", place.path("records"), "--organisation", "Northshire CSP", "--owner", "Head of Analysis", "--contact"]
    text, one = both(place, tally, *words, "records@northshire.example")
    agrees(tally, "transparency publish", text, *one["files"])
    tally.check(all(pathlib.Path(file).is_file() for file in one["files"]), "transparency publish tells files that are not there", one["files"])
    text, one = both(place, tally, *words, " ", exit_code=1)
    agrees(tally, "transparency publish without a contact", text, one["problem"]["code"])
    tally.check(place.verb(*words[:-1]).exit_code == 2, "transparency publish without --contact is no wrong usage")
    document = place.path("agreements/ed-to-partnership.yaml")
    text, many = both(place, tally, "agreement", "check", document, "--agency-keys", place.path("keys/public"))
    agrees(tally, "agreement check", text, many[0]["signatures"])
    partnership, alone = place.path("place/partnership.yaml"), place.path("place/one-lead.yaml")
    text, many = both(place, tally, "agreement", "check", document, "--partnership", partnership)
    tally.check("too-few-leads" not in text, "agreement check of parties with leads", text)
    alone.write_text("\n".join(line for line in partnership.read_text().split("\n") if "{id: governance." not in line or "governance.csp" in line))
    text, many = both(place, tally, "agreement", "check", document, "--partnership", alone)
    agrees(tally, "agreement check of parties with one lead", text, "too-few-leads", many[0]["findings"][-1]["message"], "northshire-general-ed")
    alone.write_text(partnership.read_text().replace("northshire-general-ed", "southshire-general-ed"))
    text, many = both(place, tally, "agreement", "check", document, "--partnership", alone, exit_code=4)
    agrees(tally, "agreement check of a party that is no agency", text, "party-not-in-partnership", "northshire-general-ed")
    refused = SOURCE / "definitions/agreements/examples-refused/unknown-field.yaml"
    text, many = both(place, tally, "agreement", "check", refused, exit_code=4)
    agrees(tally, "agreement check", text, many[0]["findings"][0]["message"], many[0]["findings"][0]["line"])
    text, many = both(place, tally, "agreement", "list")
    agrees(tally, "agreement list", text, *[one["agreement"] for one in many], *[one["state"] for one in many])
    text, many = both(place, tally, "agreement", "add", document)
    agrees(tally, "agreement add", text, many[0]["agreement"], many[0]["signatures"])
    text, many = both(place, tally, "agreement", "add", refused, exit_code=4)
    agrees(tally, "agreement add", text, many[0]["problem"]["title"], many[0]["findings"][0]["code"])
    drafts_agree(place, tally)
    for form in ["text", "html"]:
        plain = place.run("agreement", "print", document, "--format", form)
        tally.check(plain.exit_code == 0 and "Emergency department" in plain.out, f"agreement print --format {form}", plain.err)
    analysis_agrees(place, tally, document)


def analysis_agrees(place, tally, document):
    """What agreements allow, before anybody asks: of the hub's agreements, and of files."""
    text, one = both(place, tally, "agreement", "who", "istv.assault_place")
    agrees(tally, "agreement who", text, one["seen_by"][0]["rule"], one["seen_by"][0]["kept"], *one["seen_by"][0]["conditions"])
    both(place, tally, "agreement", "who", "no.such_field", exit_code=1)
    text, one = both(place, tally, "agreement", "what", "northshire-police", "analyst")
    agrees(tally, "agreement what", text, *{seen["rule"] for seen in one["sees"]})
    text, one = both(place, tally, "agreement", "calendar", "--days", "3000")
    agrees(tally, "agreement calendar", text, *[entry["sentence"] for entry in one])
    tally.check({"ends", "review"} <= {entry["due"] for entry in one}, "agreement calendar tells no end or review", one)
    tally.check(not any(entry.get("member") for entry in one), "agreement calendar tells nobody in particular whose training lapses", one)
    _, one = both(place, tally, "agreement", "calendar", "--days", "3000", "--by", "governance.csp")
    tally.check({entry["agency"] for entry in one if entry.get("member")} == {"northshire-csp"}, "agreement calendar tells an agency of another's training, or not of its own", one)
    text, one = both(place, tally, "agreement", "replay", "--by", "governance.csp")
    agrees(tally, "agreement replay of a hub", text, one["same"], one["records"], one["other_agreements"])
    text, one = both(place, tally, "agreement", "coverage")
    agrees(tally, "agreement coverage", text, one["covered"], *[f"{feed['not_needed']} of {len(feed['columns'])}" for feed in one["feeds"]])
    text, many = both(place, tally, "agreement", "overlap")
    agrees(tally, "agreement overlap", text, *[each["sentence"] for each in many])
    text, one = both(place, tally, "agreement", "register")
    tally.check(one["format"] == "concordat-register/1" and len(one["agreements"]) >= 5, "agreement register", one)
    agrees(tally, "agreement register", text, *[each["id"] for each in one["agreements"]])
    page = place.path("register.html")
    place.verb("agreement", "register", "--format", "html", "--out", page)
    tally.check(pathlib.Path(page).read_text().startswith("<!doctype html>"), "agreement register --out")
    later = pathlib.Path(place.path("later.yaml"))
    later.write_text(pathlib.Path(document).read_text().replace("version: 1", "version: 2").replace("keep_for: P3Y", "keep_for: P5Y"))
    for words in [[document, later], [later]]:
        text, one = both(place, tally, "agreement", "diff", *words, exit_code=3)
        tally.check(one["widens"] and {cell["change"] for cell in one["cells"]} == {"eased"}, f"agreement diff {words}", one)
        agrees(tally, "agreement diff", text, "kept for: 5 years (was: 3 years; easier)")
    text, one = both(place, tally, "agreement", "diff", document, document)
    tally.check(not one["widens"] and not one["cells"], "agreement diff of the same", one)
    text, one = both(place, tally, "agreement", "print", document, "--role", "analyst", "--agency", "northshire-csp")
    agrees(tally, "agreement print --role", text, one["title"])


def drafts_agree(place, tally):
    """Negotiated field by field, written, and what is written is what would be signed."""
    document = place.path("agreements/police-to-partnership.yaml")
    one = place.verb("agreement", "draft", "add", document, "--by", "governance.csp", "--json").json()
    draft = one["draft"]
    text, many = both(place, tally, "agreement", "draft", "list", "--by", "governance.csp")
    agrees(tally, "agreement draft list", text, *[each["draft"] for each in many], *[each["open"] for each in many])
    text, one = both(place, tally, "agreement", "draft", "show", draft, "--by", "governance.police")
    agrees(tally, "agreement draft show", text, one["sha256"], one["open"], *[each["field"] for each in one["fields"]])
    first = one["fields"][0]
    where = ["--rule", first["rule"], "--field", first["field"]]
    answer = ["agreement", "draft", "answer", draft, *where, "--by", "governance.police"]
    text, early = both(place, tally, *answer, "--answer", "accept", exit_code=3)
    agrees(tally, "an answer before anybody has said what for", text, early["problem"]["code"])
    text, _ = both(place, tally, "agreement", "draft", "use", draft, *where, "--use", "To plan where officers walk", "--by", "analyst.csp")
    tally.check("ledger index" in text, "agreement draft use", text)
    text, _ = both(place, tally, *answer, "--answer", "refuse", "--code", "R07", "--reason", "Not needed for that")
    tally.check("ledger index" in text, "agreement draft answer", text)
    text, shown = both(place, tally, "agreement", "draft", "show", draft, "--by", "governance.police")
    agrees(tally, "agreement draft show", text, "To plan where officers walk", "Not needed for that", "R07")
    out = place.path("negotiated.yaml")
    text, one = both(place, tally, "agreement", "draft", "write", draft, "--out", out, "--by", "governance.csp")
    agrees(tally, "agreement draft write", text, one["sha256"], one["open"])
    checked = place.run("agreement", "check", out, "--json").json()
    tally.check(checked[0]["sha256"] == one["sha256"] == shown["sha256"], "what was written has another hash", checked)
    tally.check(first["field"] not in out.read_text() or shown["open"] > 0, "a refused field is in what was written")


def feeds_agree(place, tally):
    file = place.export("ed-istv 2026-08")
    text, one = place.run("check", file), place.run("check", file, "--json")
    tally.check(text.exit_code == one.exit_code, "check", text.text)
    agrees(tally, "check", text.text, one.json()["profile"], f"{one.json()['read']} rows read")
    text, many = both(place, tally, "submit", "--feed", "ed-istv", file)
    tally.check(many[0]["seen_before"] and many[0]["submission"] in text, "submit: the same file again", text)
    text, many = both(place, tally, "submit", "--feed", "ed-istv", place.path("none.csv"), exit_code=1)
    agrees(tally, "submit", text, many[0]["problem"]["title"], many[0]["problem"]["remedy"], many[0]["problem"]["code"])
    text, one = both(place, tally, "feeds", "--by", "analyst.csp")
    many = one["feeds"]
    agrees(tally, "feeds", text, *[each["feed"] for each in many], *[gap["month"] for each in many for gap in each["open"]],
           *[gap["days_late"] for each in many for gap in each["open"] if gap["days_late"]],
           *[f"{each['agreement']}: {each['not_supplied']} of {each['agreed']}" for each in one["agreed"]],
           *[each["field"] for supply in one["agreed"] for each in supply["which"]])
    tally.check(all(each["may_see_which"] and len(each["which"]) == each["not_supplied"] for each in one["agreed"]),
                "a party is not told which agreed fields have not come", one["agreed"])
    _, nobody = both(place, tally, "feeds")
    tally.check(not any(each["which"] or each["may_see_which"] for each in nobody["agreed"]) and
                [each["not_supplied"] for each in nobody["agreed"]] == [each["not_supplied"] for each in one["agreed"]],
                "nobody in particular is told which agreed fields have not come, or not even how many", nobody["agreed"])
    text, one = both(place, tally, "quality", "--feed", "police-incidents", "--by", "analyst.police")
    agrees(tally, "quality", text, one["feed"], *[each["sentence"] for each in one["breaks"]])
    text, one = both(place, tally, "quality", "--feed", "school-list", "--by", "lead.schools")
    tally.check(one["quality"] is None and "No file" in text, "quality of a feed without files", text)
    text, many = both(place, tally, "quarantine", "--feed", "police-incidents", "--by", "supplier.police")
    tally.check(2 * len(many) == len(text.splitlines()) > 0, f"quarantine: {len(many)} cells in --json", text)
    tally.check(any("value" in one for one in many), "the supplier does not see the values it sent")
    _, others = both(place, tally, "quarantine", "--feed", "police-incidents", "--by", "analyst.csp")
    tally.check(len(others) == len(many) and not any("value" in one for one in others), "another agency sees quarantined values")
    for words in [["quality", "--feed", "nothing", "--by", "analyst.csp"], ["quarantine", "--feed", "x", "--by", "analyst.csp"]]:
        text, one = both(place, tally, *words, exit_code=1)
        agrees(tally, words[0], text, one["problem"]["title"])
    text, one = both(place, tally, "quality", "--feed", "ed-istv", "--by", "nobody", exit_code=3)
    agrees(tally, "quality by nobody", text, one["problem"]["remedy"])
    text, one = both(place, tally, "retention")
    agrees(tally, "retention", text, f"{one['records']} records")


def rounds_agree(place, tally):
    """The rounds that a server makes by itself: the drop folder and reminders."""
    drop, spool = place.path("drop"), place.path("spool")
    for folder in [drop, spool]:
        pathlib.Path(folder).mkdir()
    text, one = both(place, tally, "collect", "--drop", drop)
    tally.check(one["files"] == [] and one["waiting"] == 0 and "0 files" in text, "collect of an empty folder", text)
    put = pathlib.Path(drop) / "northshire-general-ed" / "ed-istv"
    name = "ed \u202e august.csv"
    for verb in [["collect"], ["collect", "--json"]]:
        shutil.copy(place.export("ed-istv 2026-08"), put / name)
        (put / "wrong.csv").write_text(f"colour {verb}\nred\n")
        answer = place.verb(*verb, "--drop", drop, "--settle", "0")
        tally.check(answer.exit_code == 1 and "\u202e" not in answer.out, "collect of a file that fails ends with 1", answer.text)
        tally.check("seen-before" in answer.out or "is here already" in answer.out, "collect of a file that is here", answer.text)
        tally.check("mapping.incomplete" in answer.out, "collect does not say why a file failed", answer.text)
    tally.check(len(list((put / "done").iterdir())) == 2 and len(list((put / "failed").iterdir())) == 4, "done and failed", list(put.rglob("*")))
    words = ["chase", "--from", "hub@northshire.example", "--spool", spool]
    first = place.verb(*words)
    tally.check(first.exit_code == 0 and "feeds@" in first.out, "chase", first.text)
    sent = list(pathlib.Path(spool).glob("*.eml"))
    tally.check(sent and all("Auto-Submitted" in one.read_text() for one in sent), "chase wrote no messages", sent)
    text, one = both(place, tally, *words)
    tally.check(one["written"] == [] and "Nothing new is late" in text and len(list(pathlib.Path(spool).glob("*.eml"))) == len(sent),
                "chase reminds twice of the same", text)
    text, one = both(place, tally, "chase", exit_code=3)
    agrees(tally, "chase without a way", text, one["problem"]["title"], one["problem"]["code"])
    text, one = both(place, tally, "collect", "--drop", place.path("nowhere"), exit_code=1)
    agrees(tally, "collect without a folder", text, one["problem"]["title"], one["problem"]["code"])


def plans_agree(place, tally):
    """What a supplier makes of its quality, and the files that it gets: by its own people only."""
    ours = ["--feed", "ed-istv", "--by", "supplier.hospital"]
    text, one = both(place, tally, "plan", "publish", *ours, "--shows", "rows")
    agrees(tally, "plan publish", text, one["feed"], one["shows"])
    _, shown = both(place, tally, "quality", "--feed", "ed-istv", "--by", "analyst.csp")
    tally.check(shown["shows"] == "rows" and not shown["quality"]["fields"], "others see more of the quality than was chosen", shown)
    text, one = both(place, tally, "plan", "target", *ours, "--measure", "accepted", "--percent", "97", "--until", "2027-03-31")
    agrees(tally, "plan target", text, one["feed"])
    text, one = both(place, tally, "quality", *ours)
    agrees(tally, "quality with a plan", text, *[target["id"] for target in one["plan"]], *[target["by"] for target in one["plan"]])
    text, gone = both(place, tally, "plan", "withdraw", *ours, "--target", "none", exit_code=1)
    agrees(tally, "plan withdraw", text, gone["problem"]["code"])
    answer = place.verb("plan", "withdraw", *ours, "--target", one["plan"][0]["id"], "--json")
    tally.check(answer.exit_code == 0 and answer.json()["withdrawn"] == one["plan"][0]["id"], "plan withdraw --json", answer.text)
    text, gone = both(place, tally, "plan", "publish", "--feed", "ed-istv", "--by", "analyst.csp", "--shows", "rows", exit_code=3)
    agrees(tally, "plan publish by another agency", text, gone["problem"]["code"])
    text, one = both(place, tally, "place-text", "list", *ours)
    agrees(tally, "place-text list", text, *[words["text"] for words in one["waiting"]], *[words["words"] for words in one["waiting"]])
    text, gone = both(place, tally, "place-text", "list", "--feed", "ed-istv", "--by", "analyst.csp", exit_code=3)
    agrees(tally, "place-text list by another agency", text, gone["problem"]["code"])
    if one["waiting"]:
        answer = place.verb("place-text", "map", *ours, "--text", str(one["waiting"][0]["text"]), "--means", "nowhere", "--json")
        tally.check(answer.exit_code == 0, "place-text map --json", answer.text)
        _, then = both(place, tally, "place-text", "list", *ours)
        tally.check(one["waiting"][0]["words"] not in [words["words"] for words in then["waiting"]], "words that were mapped still wait", then)
        answer = place.verb("place-text", "forget", *ours, "--meaning", str(answer.json()["meaning"]))
        tally.check(answer.exit_code == 0, "place-text forget", answer.text)
    text, gone = both(place, tally, "place-text", "map", *ours, "--text", "999999", "--means", "home", exit_code=1)
    agrees(tally, "place-text map of nothing", text, gone["problem"]["code"])
    text, gone = both(place, tally, "place-text", "forget", *ours, "--meaning", "999999", exit_code=1)
    agrees(tally, "place-text forget of nothing", text, gone["problem"]["code"])
    workbook = place.path("template.xlsx")
    text, one = both(place, tally, "feeds", "template", "ed-istv", "--out", workbook)
    tally.check(one["feed"] in text and zipfile.is_zipfile(workbook), "feeds template writes no workbook", text)
    for name in ["rows.xlsx", "rows.csv"]:
        file = place.path(name)
        words = ["quarantine", "--feed", "police-incidents", "--out", file]
        text, one = both(place, tally, *words, "--by", "supplier.police")
        agrees(tally, "quarantine --out", text, one["rows"], one["submission"])
        text, one = both(place, tally, *words, "--by", "analyst.csp", exit_code=3)
        agrees(tally, "quarantine --out by another agency", text, one["problem"]["code"])


def releases_agree(place, tally):
    text, many = both(place, tally, "release", "list")
    agrees(tally, "release list", text, *[one["table"] for one in many], *[one["covers"] for one in many])
    ask = ["release", "violence-by-area", "--for", "northshire-csp", "--by", "analyst.csp", "--purpose"]
    text, one = both(place, tally, *ask, "immigration", "--out", place.path("out"), exit_code=3)
    agrees(tally, "refused", text, one["refused"][0]["code"], one["refused"][0]["why"], one["refused"][0]["remedy"])
    text, one = both(place, tally, *ask, "strategic-assessment", "--out", place.path("out"))
    agrees(tally, "released", text, one["ledger_index"], one["period"], *one["files"], *one["rules"])
    tally.check(one["served_again"], "the second time the same files are served")
    for look in ("patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time", "funnel", "signals", "forecast"):
        ask = [look, "--for", "northshire-csp", "--by", "analyst.csp", "--out", place.path(f"out-{look}"), "--purpose"]
        text, seen = both(place, tally, *ask, "immigration", exit_code=3)
        agrees(tally, f"{look} refused", text, seen["refused"][0]["code"], seen["refused"][0]["remedy"])
        if look in ("change", "signals", "forecast"):  # one quarter only is here
            text, seen = both(place, tally, *ask, "strategic-assessment", exit_code=3)
            agrees(tally, look, text, seen["problem"]["title"], seen["problem"]["remedy"])
            continue
        text, seen = both(place, tally, *ask, "strategic-assessment")
        agrees(tally, look, text, seen["ledger_index"], seen["period"], *seen["files"], *seen["summary"])
    ask = ["release", "report", one["release"], "--by", "analyst.csp"]
    text, report = both(place, tally, *ask)
    agrees(tally, "release report", text, report["title"], *[line["result"] for part in ("release", "done", "attacks") for line in report[part]], *report["limits"])
    tally.check(any(line["result"] == one["release"] for line in report["release"]), "the report is of another release", text)
    text, none = both(place, tally, "release", "report", "none", "--by", "analyst.csp", exit_code=1)
    agrees(tally, "no such release", text, none["problem"]["title"])
    tally.check(place.verb("release", "report", "--by", "analyst.csp").exit_code == 2, "release report without a number")
    tally.check(place.verb("release", "violence-map", one["release"], "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "strategic-assessment").exit_code == 2, "a number where none is taken")
    text, parts = both(place, tally, "release", "parts")
    agrees(tally, "release parts", text, *[part["part"] for part in parts], *[part["title"] for part in parts], parts[0]["tables"][0])
    ask = ["hotspots", "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "strategic-assessment", "--out", place.path("out-part"), "--only"]
    text, seen = both(place, tally, *ask, "night")
    agrees(tally, "hotspots of a part", text, seen["ledger_index"], seen["period"], *seen["files"], *seen["summary"])
    tally.check(seen["period"].endswith("only night"), "the period does not say of which part", seen["period"])
    text, seen = both(place, tally, *ask, "gang", exit_code=3)
    agrees(tally, "no such part", text, seen["refused"][0]["why"], seen["refused"][0]["remedy"])
    text, seen = both(place, tally, "contrast", *ask[1:], "night", exit_code=3)
    agrees(tally, "no part of it", text, seen["refused"][0]["why"], seen["refused"][0]["remedy"])
    ask = ["release", "records", "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "immigration", "--out", place.path("out-records")]
    text, seen = both(place, tally, *ask, "--from", "northshire-general-ed", exit_code=3)
    agrees(tally, "release records, refused", text, seen["refused"][0]["code"], seen["refused"][0]["why"], seen["refused"][0]["remedy"])
    tally.check(place.verb(*ask).exit_code == 2, "release records of nobody")
    file = one["files"][0]
    text, proof = both(place, tally, "ledger", "verify", "--release-file", file)
    # each look is an entry: --json came one later
    agrees(tally, "ledger verify", text, proof["release"], proof["ledger_index"], proof["size"] - 1)
    tally.check(proof["recorded"], "ledger verify was not recorded")
    tally.check(proof["release"] == one["release"], "the proof is of another release")
    text, unknown = both(place, tally, "ledger", "verify", "--release-file", SOURCE / "README.md", exit_code=1)
    agrees(tally, "ledger verify", text, unknown["problem"]["title"])
    text, log = both(place, tally, "ledger", "export", "--out", place.path("log"))
    agrees(tally, "ledger export", text, log["size"] - 1)  # each export is an entry: --json came one later
    answers = place.run("ledger", "verify", place.path("log")), place.run("ledger", "verify", place.path("log"), "--json")
    agrees(tally, "an exported log", answers[0].out, answers[1].json()["size"])


def quarters_agree(place, tally):
    """What counts in published figures: closed by the first release, revised by two agencies, and not at once."""
    text, many = both(place, tally, "quarter", "list", "--by", "analyst.csp")
    tally.check(len(many) > 0, "no quarter is closed though figures have left", text)
    agrees(tally, "quarter list", text, *[one["quarter"] for one in many], *many[0]["feeds"])
    newest = many[0]["quarter"]
    answer = place.verb("quarter", "propose", newest, "--because", "late-reports", "--by", "analyst.csp")
    tally.check(answer.exit_code == 1 and "quarter.revised-lately" in answer.text, "a quarter closed today is proposed for revision", answer.text)
    answer = place.verb("quarter", "all-there", "police-incidents", "2020-01", "--because", "quiet-month", "--by", "governance.police")
    tally.check(answer.exit_code in (1, 3) and "month." in answer.text, "a month that never came is said to be all there", answer.text)
    answer = place.verb("quarter", "propose", newest, "--because", "curiosity", "--by", "analyst.csp")
    tally.check(answer.exit_code == 2 and "late-reports" in answer.text, "a reason of one's own", answer.text)
    later = "2027-03-01T10:00:00Z"
    told = place.run("quarter", "propose", newest, "--because", "late-reports", "--by", "analyst.csp", "--now", later)
    tally.check(told.exit_code == 0 and "another agency" in told.text, "quarter propose", told.text)
    answer = place.run("quarter", "confirm", newest, "--by", "governance.csp", "--now", later)
    tally.check(answer.exit_code == 3 and "quarter.second-person" in answer.text, "confirmed by the agency that proposed it", answer.text)
    told = place.run("quarter", "decline", newest, "--by", "analyst.police", "--now", later)
    tally.check(told.exit_code == 0 and "stay as they are" in told.text, "quarter decline", told.text)
    answer = place.run("quarter", "confirm", newest, "--by", "analyst.police", "--now", later)
    tally.check(answer.exit_code == 1 and "quarter.no-proposal" in answer.text, "confirmed though declined", answer.text)


def equality_agrees(place, tally):
    """Counts by characteristic go in and are not read back; one report leaves, to leads and officers alone."""
    counts = place.path("place/equality/northshire-csp.csv")
    quarter = counts.read_text().splitlines()[1].split(",")[1]
    bad = place.path("counts-with-a-name.csv")
    bad.write_text("name,measure,quarter,characteristic,group,count\nJane Quill,referrals-made," + quarter + ",sex,female,1\n")
    answer = place.verb("equality", "submit", bad, "--by", "equality.csp")
    tally.check(answer.exit_code == 3 and "row 1, column 1" in answer.text and "equality.column" in answer.text and "Quill" not in answer.text, "a name among counts", answer.text)
    told = place.verb("equality", "submit", counts, "--by", "equality.csp")
    tally.check(told.exit_code == 0 and "sealed" in told.text, "equality submit", told.text)
    text, listed = both(place, tally, "equality", "list", "--by", "governance.csp")
    agrees(tally, "equality list", text, quarter, *[one["quarter"] for one in listed])
    answer = place.verb("equality", "report", quarter, "--by", "governance.csp")
    tally.check(answer.exit_code == 1 and "equality.no-report" in answer.text, "a report that nobody made", answer.text)
    answer = place.verb("equality", "make", quarter, "--by", "equality.csp")
    tally.check(answer.exit_code == 3 and "equality.missing" in answer.text and "none from northshire-police" in answer.text, "a quarter that an agency has sent nothing of", answer.text)
    told = place.verb("equality", "make", quarter, "--without-missing", "--by", "equality.csp")
    tally.check(told.exit_code == 0 and "Small groups are hidden" in told.text, "equality make", told.text)
    answer = place.verb("equality", "submit", place.path("place/equality/northshire-police.csv"), "--by", "equality.police")
    tally.check(answer.exit_code == 1 and "equality.closed" in answer.text, "counts of a quarter that was reported", answer.text)
    text, report = both(place, tally, "equality", "report", quarter, "--by", "chief.csp")
    agrees(tally, "equality report", text, *report["notes"], *[group["title"] for one in report["characteristics"] for group in one["groups"]])
    told = place.verb("equality", "report", quarter, "--csv", "--by", "governance.police")
    tally.check(told.exit_code == 0 and told.text.startswith("characteristic,group,measure,count"), "equality report --csv", told.text)
    for verb in (("list",), ("report", quarter), ("make", quarter), ("submit", counts)):
        answer = place.verb("equality", *verb, "--by", "analyst.csp")
        tally.check(answer.exit_code == 3 and "request.no-right" in answer.text, f"an analyst: equality {verb[0]}", answer.text)


def settings_agree(place, tally):
    """What the hub hides: tightened by one lead at once, loosened by two of two agencies, said by whatever leaves."""
    def area_table():
        out = place.path(f"settings/{len(list(place.path('settings').glob('*')))}")
        told = place.verb("release", "violence-by-area", "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "strategic-assessment", "--out", out)
        tally.check(told.exit_code == 0, "no table under the settings", told.text)
        return (out / "violence-by-area.csv").read_text()
    place.path("settings").mkdir()
    before = area_table()
    tally.check("as in every hub" in before, "the table does not say under which settings it was made", before[:600])
    text, seen = both(place, tally, "protection", "settings", "--by", "governance.csp")
    agrees(tally, "protection settings", text, *[one["name"] for one in seen["settings"]], *[one["means"] for one in seen["settings"]])
    answer = place.verb("protection", "set", "smallest-group", "38", "--because", "attack", "--by", "analyst.csp")
    tally.check(answer.exit_code == 3 and "setting.not-yours" in answer.text, "an analyst changes what is hidden", answer.text)
    answer = place.verb("protection", "set", "smallest-group", "7", "--because", "agreed", "--by", "governance.csp")
    tally.check(answer.exit_code == 3 and "setting.too-loose" in answer.text, "looser than every hub", answer.text)
    answer = place.verb("protection", "set", "smallest-group", "many", "--because", "attack", "--by", "governance.csp")
    tally.check(answer.exit_code == 1 and "setting.value" in answer.text, "a value in words", answer.text)
    answer = place.verb("protection", "set", "smallest-group", "38", "--because", "luck", "--by", "governance.csp")
    tally.check(answer.exit_code == 2 and "too-little" in answer.text, "a reason of one's own", answer.text)
    told = place.verb("protection", "set", "smallest-group", "38", "--because", "attack", "--by", "governance.csp")
    tally.check(told.exit_code == 0 and "Tightened" in told.text, "protection set", told.text)
    tighter = area_table()
    tally.check("smallest-group 38 reports (8)" in tighter and tighter.count("*") > before.count("*"), "the table hides no more than before", tighter[:600])
    told = place.verb("protection", "set", "smallest-group", "8", "--because", "too-little", "--by", "governance.csp")
    tally.check(told.exit_code == 0 and "another agency confirms" in told.text, "a loosening is not proposed", told.text)
    answer = place.verb("protection", "confirm", "smallest-group", "--by", "governance.csp")
    tally.check(answer.exit_code == 3 and "setting.second-person" in answer.text, "confirmed by the agency that proposed it", answer.text)
    told = place.verb("protection", "withdraw", "smallest-group", "--by", "governance.police")
    tally.check(told.exit_code == 0 and "stays as it is" in told.text, "protection withdraw", told.text)
    answer = place.verb("protection", "confirm", "smallest-group", "--by", "governance.police")
    tally.check(answer.exit_code == 1 and "setting.no-proposal" in answer.text, "confirmed though withdrawn", answer.text)
    place.verb("protection", "set", "smallest-group", "8", "--because", "too-little", "--by", "governance.csp")
    told = place.verb("protection", "confirm", "smallest-group", "--by", "governance.police")
    tally.check(told.exit_code == 0 and "Confirmed" in told.text, "protection confirm", told.text)
    tally.check(area_table() == before, "what was made under the same settings is not served again")


def products_agree(place, tally):
    """An edition from its first figure to its signature, by two people."""
    text, many = both(place, tally, "product", "list", "--by", "analyst.csp")
    agrees(tally, "product list", text, *[one["id"] for one in many], *[one["title"] for one in many], "The partnership's yearly strategic assessment (strategic_assessment)")
    answer = place.verb("product", "open", "hotspot-brief", "--purpose", "immigration", "--by", "analyst.csp")
    tally.check(answer.exit_code == 1 and "product.purpose" in answer.text, "an edition for a purpose that is not its own", answer.text)
    answer = place.verb("product", "open", "target-profile", "--purpose", "strategic-assessment", "--by", "analyst.csp")
    tally.check(answer.exit_code == 1 and "product.unknown" in answer.text, "an edition of no product", answer.text)
    one = place.verb("product", "open", "hotspot-brief", "--purpose", "violence-hotspot-analysis", "--by", "analyst.csp", "--json").json()
    edition = one["id"]
    text, seen = both(place, tally, "product", "show", edition, "--by", "analyst.csp")
    agrees(tally, "product show", text, *[section["title"] for section in seen["sections"]], *[figure["release"] for figure in seen["figures"] if figure["files"]])
    tally.check(any(figure["files"] for figure in seen["figures"]), "an edition without figures", seen["figures"])
    lead = ["--by", "chief.csp"]
    answer = place.verb("product", "sign-off", edition, *lead)
    tally.check(answer.exit_code == 1 and "edition.section-empty" in answer.text, "an edition with nothing written is signed", answer.text)
    for section in ("where", "when"):
        text, _ = both(place, tally, "product", "write", edition, "--section", section, "--words", "The market, on Friday nights.", "--by", "analyst.csp")
    place.path("words.txt").write_text("The market square, on Friday nights.\n")
    for words in ([], ["--words", "x", "--remove"], ["--words", ""]):
        answer = place.verb("product", "write", edition, "--section", "where", *words, "--by", "analyst.csp")
        tally.check(answer.exit_code == 1 and "edition.one-of-three" in answer.text, f"words are taken away with {words}", answer.text)
    text, _ = both(place, tally, "product", "write", edition, "--section", "where", "--file", place.path("words.txt"), "--by", "analyst.csp")
    tally.check("where" in text, "product write", text)
    text, seen = both(place, tally, "product", "show", edition, "--by", "analyst.csp")
    agrees(tally, "product show", text, "The market square, on Friday nights.", f"version {seen['version']}", seen["told"], seen["sections"][0]["writing"])
    answer = place.verb("product", "write", edition, "--section", "where", "--words", "The station.", "--over", "0190", "--by", "analyst.csp")
    tally.check(answer.exit_code == 1 and "edition.text-changed" in answer.text, "another's words are written over unread", answer.text)
    answer = place.verb("product", "sign-off", edition, "--by", "analyst.csp")
    tally.check(answer.exit_code == 3 and "edition.not-your-role" in answer.text, "its writer signs an edition", answer.text)
    answer = place.verb("product", "sign-off", edition, "--number", "1", *lead)
    tally.check(answer.exit_code == 1 and "edition.changed" in answer.text, "an edition is signed as it was before", answer.text)
    answer = place.verb("product", "sign-off", edition, "--told", "0123456789abcdef", *lead)
    tally.check(answer.exit_code == 1 and "edition.told-changed" in answer.text, "an edition is signed with other costs than were read", answer.text)
    answer = place.verb("product", "sign-off", edition, "--number", "v3", *lead)
    tally.check(answer.exit_code == 1 and "edition.version" in answer.text, "a version that is none", answer.text)
    signed = place.verb("product", "sign-off", edition, *lead, "--json").json()
    text, many = both(place, tally, "product", "editions", "--by", "analyst.csp")
    agrees(tally, "product editions", text, edition, signed["ledger_index"])
    answer = place.verb("product", "refresh", edition, "--by", "analyst.csp")
    tally.check(answer.exit_code == 1 and "edition.signed" in answer.text, "a signed edition is refreshed", answer.text)
    text, report = both(place, tally, "product", "report", edition, "--by", "analyst.csp")
    agrees(tally, "product report", text, report["title"], *[line["result"] for part in ("release", "done", "attacks") for line in report[part]], *report["limits"])
    tally.check(any("none told" in line["result"] or "nothing" in line["result"] for line in report["attacks"]), "no attack in the report of an edition", text)
    annex = place.path("annex.xlsx")
    text, told = both(place, tally, "product", "annex", edition, "--out", annex, "--by", "analyst.csp")
    agrees(tally, "product annex", text, told["file"])
    with zipfile.ZipFile(annex) as book:
        names = book.read("xl/workbook.xml").decode()
        texts = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    tally.check(all(name in names for name in ("Edition", "Sources and limits", "violence-hotspots")), "sheets of the annex", names)
    tally.check("The market square, on Friday nights." in texts, "commentary in the annex")
    annex = place.path("annex.ODS")
    place.verb("product", "annex", edition, "--out", annex, "--by", "analyst.csp")
    with zipfile.ZipFile(annex) as book:
        first = book.infolist()[0]
        tally.check((first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b""), "an OpenDocument file begins with its kind", first)
        tally.check("The market square, on Friday nights." in book.read("content.xml").decode(), "commentary in the OpenDocument annex")
    kept = annex.read_bytes()
    annex.chmod(0o444)
    link = place.path("link.ods")
    link.symlink_to(annex)
    for out, code in ((place.path("annex.csv"), "sheet.format"), (annex, "product.out-read-only"), (link, "product.out-link")):
        answer = place.verb("product", "annex", edition, "--out", out, "--by", "analyst.csp")
        tally.check(answer.exit_code == 1 and code in answer.text, f"an annex written to {out.name}", answer.text)
    tally.check(annex.read_bytes() == kept and link.is_symlink() and not place.path("annex.csv").exists(), "a file that must stay was replaced")
    answer = place.verb("product", "publish", edition, *lead)
    tally.check(answer.exit_code == 1 and "public.not-read" in answer.text, "made public without being read", answer.text)
    answer = place.verb("product", "publish", edition, "--read-through", "--by", "analyst.csp")
    tally.check(answer.exit_code == 3 and "public.not-the-signer" in answer.text, "made public by another than who signed", answer.text)
    text, many = both(place, tally, "product", "publications", *lead)
    tally.check(many == [] and "Nothing is public" in text, "nothing is public yet", text)
    proposal = place.verb("product", "publish", edition, "--read-through", *lead, "--json").json()
    public = proposal["id"]
    tally.check(proposal["content"]["tables"] and proposal["needed"], "a public edition without figures", proposal)
    tally.check(all(figure.get("value", 3) >= 3 for table in proposal["content"]["tables"] for figure in table["figures"]), "a published 1 or 2", proposal)
    page = place.path("public.html")
    answer = place.verb("product", "publication", public, "--out", page, *lead)
    tally.check(answer.exit_code == 1 and "public.not-public" in answer.text and not page.exists(), "a file of what is not public", answer.text)
    answer = place.verb("product", "confirm-publication", public, "--by", "governance.csp")
    tally.check(answer.exit_code == 3 and "public.second-person" in answer.text, "made public by one agency", answer.text)
    text, seen = both(place, tally, "product", "publication", public, *lead)
    agrees(tally, "product publication", text, *[one["what"] for one in seen["content"]["left_out"]])
    answer = place.verb("product", "decline-publication", public, *lead)
    tally.check(answer.exit_code == 0 and "Declined" in answer.text, "product decline-publication", answer.text)
    text, many = both(place, tally, "product", "publications", *lead)
    agrees(tally, "product publications", text, public, "declined")
    answer = place.verb("product", "share", edition, "--with", "northshire-polce", *lead)
    tally.check(answer.exit_code == 1 and answer.text.startswith("An agency that is to read it") and "[share.no-such-agency]\n--with 'northshire-polce' is not known here; what is: " in answer.text, "shared with an agency that is none: what is wrong first, then what could stand there", answer.text)
    answer = place.verb("product", "share", edition, "--by", "analyst.csp")
    tally.check(answer.exit_code == 3 and "share.not-the-signer" in answer.text, "shared by another than who signed", answer.text)
    text, many = both(place, tally, "product", "shared", *lead)
    tally.check(many == [] and "No edition is shared" in text, "nothing is shared yet", text)
    offer = place.verb("product", "share", edition, *lead, "--json").json()
    share = offer["id"]
    tally.check(offer["state"] == "offered" and offer["needed"] and offer["readers"] == offer["needed"], "a shared edition without those whose reports it counts", offer)
    answer = place.verb("product", "shared-edition", share, "--by", "analyst.police")
    tally.check(answer.exit_code == 3 and "share.not-shared" in answer.text, "read before anybody agreed", answer.text)
    text, seen = both(place, tally, "product", "shared-edition", share, "--by", "governance.police")
    agrees(tally, "product shared-edition to agree to", text, "The market square, on Friday nights.")
    answer = place.verb("product", "answer-share", share, "--answer", "yes", "--by", "governance.police", "--json").json()
    tally.check(answer["shared"] is False, "shared by one supplier's yes", answer)
    answer = place.verb("product", "end-share", share, "--because", "reader", *lead)
    tally.check(answer.exit_code == 0 and "Taken back" in answer.text, "product end-share", answer.text)
    text, many = both(place, tally, "product", "shared", *lead)
    agrees(tally, "product shared", text, share, "ended", "not meant for one of its readers")
    for product, purpose, work, what in (("ed-loop-return", "violence-hotspot-analysis", "deliveries", "feed"), ("s17a-quarterly", "strategic-assessment", "prescribed", "number")):
        told = place.verb("product", "open", product, "--purpose", purpose, "--by", "analyst.csp", "--json").json()
        text, seen = both(place, tally, "product", "show", told["id"], "--by", "analyst.csp")
        tally.check(seen[work] == told[work] and len(seen[work]) >= 3, f"{product} tells nothing of feeds", text)
        agrees(tally, f"product show of {product}", text, *[one["title"] for one in seen[work]], *[one[what] for one in seen[work] if what == "number"])
        place.verb("product", "discard", told["id"], "--by", "analyst.csp")
    words = place.verb("product", "open", "problem-profile-women-girls", "--purpose", "strategic-assessment", "--by", "analyst.csp", "--json").json()["id"]
    place.verb("product", "write", words, "--section", "harm", "--words", "As Sarah Smith said on 3 July 2026.", "--by", "analyst.csp")
    text, seen = both(place, tally, "product", "show", words, "--by", "analyst.csp")
    agrees(tally, "product show of people who come to harm", text, "nothing in it serves to act against them", *seen["sections"][0]["found"])
    place.verb("product", "discard", words, "--by", "analyst.csp")
    draft = place.verb("product", "open", "fact-pack", "--purpose", "strategic-assessment", "--by", "analyst.csp", "--json").json()["id"]
    text, _ = both(place, tally, "product", "refresh", draft, "--by", "analyst.csp")
    tally.check("Fact pack" in text, "product refresh", text)
    place.verb("product", "discard", draft, "--by", "analyst.csp")
    answer = place.verb("product", "show", draft, "--by", "analyst.csp")
    tally.check(answer.exit_code == 1 and "edition.unknown" in answer.text, "a draft that was thrown away", answer.text)
    answer = place.verb("product", "show", edition, "--by", "analyst.police")
    tally.check(answer.exit_code == 1 and "edition.unknown" in answer.text, "another agency's edition", answer.text)


def ledger_is_witnessed(place, tally):
    """Two witnesses of partner agencies as processes of their own; the hub asks them, and an auditor takes it all away."""
    witnesses, policy = [], ""
    try:
        for name in ["police", "health"]:
            key = place.run("witness", "key", "--folder", place.path(f"witness-{name}"), "--name", f"{name}.example/witness", "--json").json()["key"]
            running = place.run.start("witness", "--folder", place.path(f"witness-{name}"), "--log", place.path("log/vkey"), "--listen", "127.0.0.1:0", "--json", "--quiet")
            witnesses.append(running)
            told = ""
            while not told.rstrip().endswith("}"):
                line = running.stdout.readline()
                if not line:
                    break
                told += line
            policy += f"witness {name} {key} {json.loads(told)['url']}\n"
        place.path("policy.txt").write_text(policy + "group both all police health\nquorum both\n")
        first = place.verb("ledger", "witness", "--policy", place.path("policy.txt"), "--required")
        tally.check(first.exit_code == 0 and "by 2 of 2" in first.out, "ledger witness", first.text)
        text, one = both(place, tally, "ledger", "witness")
        tally.check(one["quorum"] and one["witness"]["cosigned"] == 2, "ledger witness --json", one)
        text, one = both(place, tally, "ledger", "status")
        tally.check("by 2 of 2" in text, "ledger status", text)
        agrees(tally, "ledger status", text, *[each["name"] for each in one["witness"]["witnesses"]])
        witnesses[0].kill()
        away = place.verb("ledger", "witness")
        tally.check(away.exit_code == 4 and "witness.no-answer" in away.out, "ledger witness with one away", away.text)
    finally:
        for one in witnesses:
            one.kill()
            one.communicate()
    kit = place.path("kit")
    made = place.verb("ledger", "export", "--out", kit, "--from", "0", "--to", "3")
    tally.check(made.exit_code == 0 and "Proved 4 entries" in made.out, "ledger export --from --to", made.text)
    answers = place.run("ledger", "verify", kit), place.run("ledger", "verify", kit, "--json")
    agrees(tally, "an exported log with proofs", answers[0].out, f"{answers[1].json()['proofs']} proofs")
    tally.check("Cosigned by 2 of the 2" in answers[0].out and answers[1].json()["quorum"], "an exported log's quorum", answers[0].text)
    text, one = both(place, tally, "ledger", "compare", kit / "checkpoint")
    tally.check(one["agreement"] == "agrees" and one["signed"] and "Agrees" in text, "ledger compare", text)
    piped = place.run.piped((kit / "checkpoint").read_text(), "ledger", "compare", "-")
    tally.check(piped.exit_code == 0 and "Agrees" in piped.text, "ledger compare of what comes through a pipe", piped.text)
    text, _ = both(place, tally, "ledger", "compare", place.path("policy.txt"), exit_code=1)
    agrees(tally, "ledger compare of something else", text, "compare.no-checkpoint")
    proof = place.path("2.tlog-proof")
    text, one = both(place, tally, "ledger", "prove", "2", "--out", proof)
    tally.check(proof.read_text().startswith("c2sp.org/tlog-proof@v1\nextra ") and "\nindex 2\n" in proof.read_text(), "ledger prove", text)
    text, one = both(place, tally, "ledger", "check-proof", proof, "--vkey", kit / "vkey")
    agrees(tally, "ledger check-proof", text, f"Entry {one['index']} ", f"of {one['size']} entries", *one["signed_by"])
    tally.check(one["holds"] and one["index"] == 2, "ledger check-proof", str(one))
    text, one = both(place, tally, "ledger", "check-proof", proof, place.path("policy.txt"), "--vkey", kit / "vkey", exit_code=4)
    tally.check(not one["holds"] and one["problem"]["code"] == "ledger.entry-not-proven" and "does NOT prove entry 2" in text, "ledger check-proof of another entry", text)
    (kit / "proof/2.tlog-proof").write_bytes((kit / "proof/1.tlog-proof").read_bytes())
    bad = place.run("ledger", "verify", kit)
    tally.check(bad.exit_code == 4 and "proof/2.tlog-proof" in bad.out, "an exported log with a wrong proof", bad.text)


def ledger_key_is_exchanged(place, tally):
    """Whoever holds the old public key checks what both keys sign, and learns the new one."""
    log, kept = place.path("log-of-two-keys"), place.path("kept.vkey")
    kept.write_text(place.path("log/vkey").read_text())
    text = place.verb("ledger", "rotate-key")
    state = place.verb("ledger", "status", "--json").json()
    agrees(tally, "ledger rotate-key", text.out, state["vkey"], state["both_until"])
    tally.check(state["old_vkey"] == kept.read_text().strip(), "ledger rotate-key: the old key", str(state))
    again = both(place, tally, "ledger", "rotate-key", exit_code=1)[1]
    tally.check(again["problem"]["code"] == "rotation.not-over", "ledger rotate-key twice", str(again))
    place.verb("ledger", "export", "--out", log)
    by_old = place.run("ledger", "verify", log, "--vkey", kept)
    tally.check(by_old.exit_code == 0 and state["vkey"] in by_old.out, "an exported log under the old key", by_old.text)
    tally.check(kept.read_text() == (log / "former.vkeys").read_text(), "an exported log holds both keys", by_old.text)


def accounts_agree(place, tally):
    text = place.verb("account", "list")
    tally.check(text.exit_code == 0 and "no account yet" in text.out, "account list of a new hub", text.text)
    made = place.verb("account", "add", "--member", "analyst.csp")
    tally.check(made.exit_code == 0 and len(made.out.splitlines()[1]) == 43, "account add", made.text)
    one = place.verb("account", "add", "--member", "analyst.police", "--login", "Police.Analyst", "--vetted-until", "2027-03-31", "--json")
    tally.check(one.json()["login"] == "police.analyst" and len(one.json()["code"]) == 43, "account add --json", one.text)
    again = place.verb("account", "add", "--member", "analyst.csp", "--json")
    tally.check(again.exit_code == 1 and again.json()["problem"]["code"] == "account.login-taken", "the same login twice", again.text)
    for words, code in [(["--member", "nobody"], "member.unknown"), (["--member", "analyst.csp", "--login", "a b"], "account.login-malformed"),
                        (["--member", "analyst.csp", "--login", "x.csp", "--vetted-until", "31/03/2027"], "account.bad-date")]:
        answer = place.verb("account", "add", *words)
        tally.check(answer.exit_code == 1 and code in answer.err, f"account add {words}", answer.text)
    text, many = both(place, tally, "account", "list")
    agrees(tally, "account list", text, *[one["login"] for one in many], *[member for one in many for member in one["members"]])
    tally.check([one["login"] for one in many] == ["analyst.csp", "police.analyst"], "account list --json", text)
    text, one = both(place, tally, "account", "grant", "--login", "analyst.csp", "--member", "analyst.hospital")
    agrees(tally, "account grant", text, one["login"], one["member"])
    for verb in ["disable", "enable"]:
        text, one = both(place, tally, "account", verb, "--login", "analyst.csp")
        agrees(tally, f"account {verb}", text, one["login"], one["state"])
    text, one = both(place, tally, "account", "disable", "--login", "nobody", exit_code=1)
    agrees(tally, "account disable", text, one["problem"]["title"], one["problem"]["remedy"])
    answers = [place.verb("account", *words) for words in
               [["reset", "--login", "analyst.csp"], ["link", "--member", "analyst.csp"], ["link", "--member", "analyst.csp", "--hours", "2"]]]
    codes = {answer.out.splitlines()[1] for answer in answers if answer.exit_code == 0}
    tally.check(len(codes) == 3, "account reset and link print a code each", "".join(answer.text for answer in answers))
    link = place.verb("account", "link", "--member", "analyst.csp", "--json")
    tally.check(len(link.json()["code"]) == 43 and link.json()["until"] == "2026-11-11T12:00:00.000Z", "account link --json", link.text)


def governance_agrees(place, tally):
    """Suspended, resumed, ended: what it permits follows at the next request."""
    reference = "isa.northshire.ed-partnership@1"
    ask = ["release", "violence-by-area", "--for", "northshire-csp", "--by", "analyst.csp", "--purpose", "strategic-assessment",
           "--out", place.path("governed")]
    text, one = both(place, tally, "agreement", "suspend", reference, "--reason", "Laptops were lost", "--by", "governance.hospital")
    agrees(tally, "agreement suspend", text, one["agreement"], one["state"])
    tally.check(place.verb(*ask).exit_code == 3, "a release under a suspended agreement")
    for by, state, released in [("governance.csp", "suspended", 3), ("governance.hospital", "active", 0)]:
        one = place.verb("agreement", "resume", reference, "--by", by, "--json").json()
        tally.check(one["state"] == state and one["waits"] == (state == "suspended"), f"agreement resume by {by}", one)
        answer = place.verb(*ask)
        tally.check(answer.exit_code == released, f"a release after 'agreement resume' by {by}", answer.text)
    text, one = both(place, tally, "agreement", "suspend", reference, "--by", "governance.csp", exit_code=3)
    agrees(tally, "an agreement suspended without a reason", text, one["problem"]["code"])
    text, many = both(place, tally, "agreement", "history", reference, "--by", "governance.csp")
    agrees(tally, "agreement history", text, *[one["step"] for one in many], *[one["ledger_index"] for one in many], "Laptops were lost")
    tally.check("Laptops" not in place.verb("agreement", "history", reference).text, "a stranger reads why an agreement was suspended")
    text, one = both(place, tally, "agreement", "activate", reference, "--by", "governance.csp", exit_code=3)
    agrees(tally, "an active agreement activated", text, one[0]["problem"]["code"])
    text, one = both(place, tally, "agreement", "assess", reference, "--eia-ref", "EIA-2026-1", "--date", "2026-11-01", "--owner", "strategic-lead", "--by", "governance.csp")
    agrees(tally, "agreement assess", text, one["reference"])
    text, one = both(place, tally, "agreement", "acknowledge", reference, "--by", "analyst.csp")
    agrees(tally, "agreement acknowledge", text, one["agreement"])
    text, many = both(place, tally, "agreement", "acknowledgements", reference, "--by", "governance.csp")
    agrees(tally, "agreement acknowledgements", text, *[one["role"] for one in many], *[f"{one['done']} of {one['asked']}" for one in many])
    text, one = both(place, tally, "agreement", "stop-check")
    tally.check(not one["stopped"] and not one["running_again"], "agreement stop-check", text)
    ended = place.verb("agreement", "end", reference, "--reason", "It is over", "--by", "governance.hospital", "--json").json()
    tally.check(ended["state"] == "ended" and place.verb(*ask).exit_code == 3, "agreement end", ended)
    listed = {one["agreement"]: one["state"] for one in place.verb("agreement", "list", "--json").json()}
    tally.check(listed[reference] == "ended", "agreement list after the end", listed)
    text, one = both(place, tally, "agreement", "resume", reference, "--by", "governance.csp", exit_code=3)
    agrees(tally, "an ended agreement resumed", text, one["problem"]["remedy"])
    text, one = both(place, tally, "agreement", "suspend", reference, "--reason", "mine", "--by", "analyst.csp", exit_code=3)
    agrees(tally, "an agreement suspended by an analyst", text, one["problem"]["code"])
    both(place, tally, "agreement", "suspend", "Zebulonia", "--reason", "none", "--by", "governance.csp", exit_code=1)


def output_that_gets_nowhere(place, tally):
    """An answer that was not written in whole is no success."""
    file = place.export("ed-istv 2026-08")
    for words in [["--help"], ["release", "list"], ["definitions", "check"], ["check", file], ["feeds"], ["agreement", "list"],
                  ["quarantine", "--feed", "police-incidents", "--by", "supplier.police"], ["ledger", "verify", "--json"]]:
        with open("/dev/full", "w") as full:
            done = subprocess.run([place.run.path, *map(str, words)], stdout=full, stderr=subprocess.PIPE, text=True,
                                  env=place.run.environment, stdin=subprocess.DEVNULL)
        tally.check(done.returncode == 1 and "cli.no-output" in done.stderr, f"'{words[0]} > /dev/full'", done.stderr)


def nothing_steers_the_terminal(place, tally):
    """What a file and its name say never reaches the terminal as anything but letters."""
    file = place.path("list\x1b[2J\u202egnp\u200b.csv")
    file.write_text("Crime Number,Offence Date,Offence Time,Offence Type,Easting,Northing,\x1b]0;owned\x07Colour\u202e,\x9b31mMood\n"
                    "ZZ/1,31/02/2026\x1b[2J\u2066,10:00,Common assault,451000,301000,red,good\n")
    for words in [["check", file], ["check", file, "--suggest"], ["check", file, "--json"], ["check", file, "--suggest", "--json"],
                  ["submit", "--feed", "police-incidents", file], ["submit", "--feed", "police-incidents", file, "--json"],
                  ["quarantine", "--feed", "police-incidents", "--by", "supplier.police"], ["agreement", "check", file],
                  ["agreement", "print", file], ["ledger", "verify", "--release-file", file], [file]]:
        answer = place.verb(*words)
        wild = [char for char in answer.text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")]
        tally.check(not wild, f"'{words[0]}' lets {[hex(ord(char)) for char in wild[:3]]} through", answer.text)
        if "--json" in words:
            answer.json()


def main():
    tally = Tally()
    place = Place(sys.argv[1], months=15, people=20000)
    try:
        help_and_page(place.run, tally)
        wrong_usage(place.run, tally)
        place.begin()
        place.agree()
        place.submit_all("police-incidents", "ed-istv", "ambulance-calls")
        command_line_first(place, tally)
        documents_agree(place, tally)
        drafts_agree(place, tally)
        accounts_agree(place, tally)
        feeds_agree(place, tally)
        rounds_agree(place, tally)
        plans_agree(place, tally)
        releases_agree(place, tally)
        products_agree(place, tally)
        quarters_agree(place, tally)
        settings_agree(place, tally)
        equality_agrees(place, tally)
        ledger_is_witnessed(place, tally)
        ledger_key_is_exchanged(place, tally)
        output_that_gets_nowhere(place, tally)
        nothing_steers_the_terminal(place, tally)
        governance_agrees(place, tally)
        place.nobody_is_named(tally)
        tally.check(place.ledger_holds(), "the ledger does not hold")
    finally:
        place.remove()
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
