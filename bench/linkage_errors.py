#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What kind of pairs linkage gets wrong, on made-up people whose truth is known.

linkage_errors.py PEOPLE.csv TRUTH.csv PAIRS.csv GROUPS.csv [--at WEIGHT]

PEOPLE and TRUTH are what ../shared/tools/make_people.py writes, PAIRS and GROUPS what link-files writes. False pairs are told by
how the two people stand to each other, missed pairs by what the records leave out or have changed (a pair counts under
each that applies). Both are told for single pairs from WEIGHT (default 0, even odds) on, by their own evidence and, where
PAIRS say it, as their groups settle them, and for pairs within groups.
"""
import argparse
import collections
import csv
import itertools

CHANGES = {"M": "maiden or married name", "a": "alias", "N": "nickname", "T": "forename typo", "v": "variant spelling", "I": "initial only",
           "K": "middle name as forename", "t": "surname typo", "H": "half of a double name", "W": "names swapped", "D": "day and month swapped",
           "y": "year slip", "d": "day slip", "e": "1 January", "X": "wrong sex", "O": "former home", "P": "postcode typo",
           "p": "half a postcode", "n": "NHS number slip"}
FIELDS = ["forename", "surname", "dob", "postcode", "nhs_number"]


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def standing(a, b):
    """How two different people stand to each other, from records and truth."""
    if a["household"] != b["household"]:
        return "strangers of one birth date" if a["dob"] and a["dob"] == b["dob"] else "other strangers"
    if a["dob"] and a["dob"] == b["dob"]:
        return "one home, one birth date (twins)"
    return "one home, one forename" if a["forename"] and a["forename"] == b["forename"] else "others of one home"


def kinds_missed(a, b):
    for letter in sorted(set(a["changes"]) | set(b["changes"])):
        if letter in CHANGES:
            yield CHANGES[letter]
    for field in FIELDS:
        if not a[field] or not b[field]:
            yield f"no {field} on a side"


def tell(title, found, true_pairs, people):
    false = collections.Counter(standing(people[a], people[b]) for a, b in found - true_pairs)
    missed = true_pairs - found
    kinds = collections.Counter(kind for a, b in missed for kind in kinds_missed(people[a], people[b]))
    right = len(found & true_pairs)
    print(f"{title}: precision {right / max(1, len(found)):.4f}, recall {right / len(true_pairs):.4f}, F1 {2 * right / (len(found) + len(true_pairs)):.4f}")
    print(f"  {len(found) - right:,} false: " + ", ".join(f"{kind} {count:,}" for kind, count in false.most_common()))
    print(f"  {len(missed):,} missed: " + ", ".join(f"{kind} {100 * count / max(1, len(missed)):.0f} %" for kind, count in kinds.most_common(14)))
    truth, got = collections.Counter(), collections.Counter()
    for pair in true_pairs:
        truth[people[pair[0]]["group"]] += 1
        got[people[pair[0]]["group"]] += pair in found
    recalls = sorted((got[group] / truth[group], group) for group in truth)
    print(f"  recall by naming group from {recalls[0][0]:.3f} ({recalls[0][1]}) to {recalls[-1][0]:.3f} ({recalls[-1][1]}), {100 * (recalls[-1][0] - recalls[0][0]):.1f} points apart")


def pairs_within(members):
    return {tuple(sorted(pair)) for records in members.values() for pair in itertools.combinations(records, 2)}


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("people", "truth", "pairs", "groups"):
        ask.add_argument(name)
    ask.add_argument("--at", type=float, default=0.0)
    to = ask.parse_args()
    people = {row["record_id"]: row for row in rows_of(to.people)}
    persons, groups = collections.defaultdict(list), collections.defaultdict(list)
    for row in rows_of(to.truth):
        people[row["record_id"]].update(row)
        persons[row["true_person_id"]].append(row["record_id"])
    for row in rows_of(to.groups):
        groups[row["group"]].append(row["record"])
    true_pairs = pairs_within(persons)
    rows = rows_of(to.pairs)
    ends = [tuple(sorted((row["left"], row["right"]))) for row in rows]
    all_kept = set(ends)
    for title, column in (("pairs by themselves", "weight"), ("pairs as settled", "settled")):
        if rows and column in rows[0]:
            tell(title, {pair for pair, row in zip(ends, rows) if float(row[column]) >= to.at}, true_pairs, people)
    tell("groups", pairs_within(groups), true_pairs, people)
    print(f"  {len(true_pairs - all_kept):,} true pairs were not looked at or weigh less than is kept")


if __name__ == "__main__":
    main()
