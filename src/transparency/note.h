// SPDX-License-Identifier: Apache-2.0
// A note on an analytic, as a person wrote it and completed with what the program knows of itself.
//
// Invariants of a note that read_note() gave:
//   1. it answers every heading of atrs_headings() and algo_care_headings(), none of them blank;
//   2. each {fact} in its texts has been replaced by the program's own value;
//   3. it names at least one use that is ruled out and one limit.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/finding.h"

namespace concordat::transparency {

/// What the program knows of itself: {linkage.join} in a note stands for the value.
struct Fact {
  std::string group;  ///< "linkage"
  std::string name;   ///< "join"
  std::string label;  ///< "Joins by itself from"
  std::string value;  ///< "99.9 %"
};

struct Heading {
  std::string_view section;  ///< key of its part of the ATRS; empty for ALGO-CARE
  std::string_view key;
  std::string_view number;   ///< in version 3.0 of the standard; empty for ALGO-CARE
  std::string_view title;
};

inline constexpr std::string_view standard_version = "3.0";

/// What a note answers of the ATRS, in its order. Name, contact, organisation and owner come from whoever publishes.
[[nodiscard]] std::span<Heading const> atrs_headings();
/// Advisory, lawful, granular, owned, challengeable, accurate, responsible, explainable.
[[nodiscard]] std::span<Heading const> algo_care_headings();
/// "Tier 2: deployment context"
[[nodiscard]] std::string_view section_title(std::string_view section);

struct Note {
  std::string name;
  std::string title;
  std::vector<std::string> modules;    ///< that it answers for: "places/spatial"
  std::vector<std::string> verbs;      ///< "places kde"
  std::vector<std::string> never;      ///< uses that are ruled out
  std::vector<std::string> limits;     ///< what it cannot tell
  std::vector<std::string> atrs;       ///< one for each of atrs_headings()
  std::vector<std::string> algo_care;  ///< one for each of algo_care_headings()
  std::vector<Fact> facts;             ///< of the groups it names, in the order of the program
};

/// Anything unknown, missing, blank or twice, and a fact that the program does not know, is a finding with line, column and
/// remedy, and then no note.
[[nodiscard]] tl::expected<Note, Findings> read_note(std::string_view text, std::string_view file, std::span<Fact const> facts);

}  // namespace concordat::transparency
