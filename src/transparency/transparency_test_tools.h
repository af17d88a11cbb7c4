// SPDX-License-Identifier: Apache-2.0
// A note that says the least it may.
#pragma once

#include <fmt/format.h>

#include <string>

#include "transparency/note.h"

namespace concordat::transparency::test {

inline std::string small_note() {
  std::string text =
      "format: concordat-transparency/1\nname: small\ntitle: A small method\ncovers:\n  modules: [places]\n  verbs: []\n"
      "facts: [sums]\nnever: [Ranking people]\nlimits: [It may be wrong]\natrs:\n";
  std::string_view section;
  for (auto const& heading : atrs_headings()) {
    if (heading.section != section) text += fmt::format("  {}:\n", heading.section);
    section = heading.section;
    text += fmt::format("    {}: The answer to {}\n", heading.key, heading.number);
  }
  text += "algo_care:\n";
  for (auto const& heading : algo_care_headings()) text += fmt::format("  {}: 'About {}, from {{sums.join}} on'\n", heading.key, heading.key);
  return text;
}

inline std::vector<Fact> small_facts() { return {{"sums", "join", "Joins from", "95 %"}, {"other", "seed", "Seed", "1"}}; }

}  // namespace concordat::transparency::test
