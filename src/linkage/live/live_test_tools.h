// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a model that has learned.
#pragma once

#include <map>
#include <set>

#include "linkage/linkage_test_tools.h"
#include "linkage/linker.h"
#include "linkage/live/live_index.h"

namespace concordat::linkage {

/// From these records alone; it keeps every pair that says anything.
inline Model trained_on(Rows const& rows, std::string_view text = people_model) {
  auto model = model_from(text);
  model.keep = 1e-9;
  Linker linker{model, table_of(model, rows), nullptr, 1};
  Counts counts;
  linker.count_prior(counts);
  linker.count_random(counts);
  linker.count_sessions(counts);
  (void)linker.learn(counts);
  return linker.model();
}

/// The same model where no level counts how common a value is.
inline std::string without_frequencies(std::string_view text) {
  std::string made{text};
  for (auto at = made.find(", frequency: "); at != std::string::npos; at = made.find(", frequency: ")) {
    auto const list = made[at + 13] == '[';
    made.erase(at, (list ? made.find(']', at) + 1 : made.find('}', at)) - at);
  }
  return made;
}

/// Records come and go; whoever matches others than before was named as tipped, or came. How many were.
inline std::size_t expect_every_tipped_one_named(Model const& model, Rows const& rows, std::uint64_t seed) {
  SeededChance chance{seed};
  Rows const start{rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2)};
  LiveIndex index{model, table_of(model, start, 1, Loader::For::live), nullptr};
  EXPECT_TRUE(weights_stay(model));
  std::map<Record, std::map<Record, Bits>> known;
  auto const matches_of = [&](Record record) {
    std::map<Record, Bits> all;
    for (auto const& match : index.match(record)) all[match.record] = match.weight;
    return all;
  };
  for (Record record = 0; record < start.size(); ++record) known[record] = matches_of(record);
  std::size_t tipped = 0;
  for (std::size_t i = start.size(); i < rows.size(); ++i) {
    std::set<Record> fresh;
    std::set<Record> gone;
    for (auto more = chance.below(3) + 1; more > 0; --more) fresh.insert(index.add({rows[i].begin(), rows[i].end()}));
    for (auto more = chance.below(4); more > 0 && index.size() > 3; --more) {
      auto const record = std::next(known.begin(), static_cast<std::ptrdiff_t>(chance.below(known.size())))->first;
      index.remove(record);
      gone.insert(record);
    }
    auto again = index.take_tipped();
    tipped += again.size();
    again.insert(again.end(), fresh.begin(), fresh.end());
    // as the one who keeps pairs would: those of who came, went or tipped are looked at, all others stay
    for (auto const record : gone) {
      for (auto const& [other, weight] : known[record]) known[other].erase(record);
      known.erase(record);
    }
    for (auto const record : again) {
      for (auto const& [other, weight] : known[record]) known[other].erase(record);
      known[record] = matches_of(record);
      for (auto const& [other, weight] : known[record]) known[other][record] = weight;
    }
    for (auto const& [record, all] : known) EXPECT_EQ(all, matches_of(record)) << record << " after step " << i << " of seed " << seed;
  }
  EXPECT_TRUE(index.take_tipped().empty());
  return tipped;
}

}  // namespace concordat::linkage
