// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/attack.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "base/chance.h"

namespace concordat::protection {
namespace {

constexpr std::array<std::size_t, 4> guesses{1, 2, 3, 5};  // of how many that fit he is content to guess
constexpr std::array<std::int64_t, 3> differences{-60, 0, 60};

/// Records that look alike to him, and those of his own that fit them.
struct Alike {
  std::vector<std::size_t> records;
  std::size_t fit = 0;
  std::size_t right = 0;
};
using Groups = std::unordered_map<std::string, Alike>;

/// Which columns he can compare: a column that his records do not have tells him nothing.
std::vector<std::uint8_t> comparable(FieldRules const& rules, std::span<NamedIncident const> held) {
  auto const names = rules.known();
  std::vector<std::uint8_t> use(names.size(), 1);
  for (std::size_t c = 0; c < names.size(); ++c) {
    if (names[c] == "age") use[c] = std::ranges::all_of(held, [](auto const& one) { return one.row.age.has_value(); }) ? 1 : 0;
    if (names[c] == "sex") use[c] = std::ranges::all_of(held, [](auto const& one) { return !one.row.sex.empty(); }) ? 1 : 0;
  }
  return use;
}

std::string key_of(ReleasedRecords const& release, std::vector<std::uint8_t> const& use, IncidentRow const& row, bool with_learned) {
  std::string key;
  auto const ladders = release.rules->ladders(row);
  for (std::size_t c = 0; c < ladders.size(); ++c) {
    if (use[c] != 0) key += ladders[c][release.steps[c]];
    key += '\x1f';
  }
  if (with_learned) {
    key += row.group == MethodGroup::unknown ? "" : name_of(row.group);
    key += '\x1f';
    key += row.sort == PlaceSort::open ? "public" : "";
  }
  return key;
}

Groups groups_of(ReleasedRecords const& release, std::span<NamedIncident const> held, bool with_learned) {
  auto const use = comparable(*release.rules, held);
  Groups groups;
  std::vector<std::string> keys(release.rows.size());
  for (std::size_t i = 0; i < release.rows.size(); ++i) {
    if (release.withheld[i] != 0) continue;
    keys[i] = key_of(release, use, release.rows[i], with_learned);
    groups[keys[i]].records.push_back(i);
  }
  for (auto const& one : held) {
    std::set<std::string> fits;
    for (auto const difference : differences) {
      auto row = one.row;
      if (row.minutes && !row.day_only) row.minutes = *row.minutes + difference;
      fits.insert(key_of(release, use, row, with_learned));
    }
    for (auto const& key : fits) {
      auto const found = groups.find(key);
      if (found == groups.end()) continue;
      ++found->second.fit;
      found->second.right += one.record && release.withheld[*one.record] == 0 && keys[*one.record] == key ? 1 : 0;
    }
  }
  return groups;
}

struct Way {
  std::size_t names = 0;
  double right = 0;
  std::vector<std::size_t> records;
};

Way way_of(Groups const& groups, std::size_t content_with, bool truth_known) {
  Way way;
  for (auto const& [key, alike] : groups) {
    if (alike.fit == 0 || alike.fit > content_with) continue;
    auto const right = truth_known ? alike.right : std::min(alike.records.size(), alike.fit);
    way.names += alike.records.size();
    // he takes one of those that fit for each record: each of the true pairs is hit once in `fit` times
    way.right += static_cast<double>(right) / static_cast<double>(alike.fit);
    way.records.insert(way.records.end(), alike.records.begin(), alike.records.end());
  }
  return way;
}

}  // namespace

AttackFigures attack(ReleasedRecords const& release, std::span<NamedIncident const> held, bool truth_known) {
  AttackFigures figures;
  figures.released = static_cast<std::size_t>(std::ranges::count(release.withheld, 0));
  std::set<std::size_t> named;
  for (bool const with_learned : {false, true}) {
    auto const groups = groups_of(release, held, with_learned);
    for (auto const content_with : guesses) {
      auto way = way_of(groups, content_with, truth_known);
      if (way.names == 0) continue;
      double const rightly = way.right / static_cast<double>(figures.released);
      double const precision = way.right / static_cast<double>(way.names);
      figures.rightly = std::max(figures.rightly, rightly);
      figures.precision = std::max(figures.precision, precision);
      if (rightly > most_rightly_named || precision > most_precise) named.insert(way.records.begin(), way.records.end());
    }
  }
  figures.named.assign(named.begin(), named.end());
  return figures;
}

AttackFigures attack(ReleasedRecords const& release, std::span<Attacker const> attackers) {
  AttackFigures worst;
  std::set<std::size_t> named;
  for (auto const& one : attackers) {
    auto const figures = attack(release, one.held, one.truth_known);
    worst.released = figures.released;
    worst.rightly = std::max(worst.rightly, figures.rightly);
    worst.precision = std::max(worst.precision, figures.precision);
    named.insert(figures.named.begin(), figures.named.end());
  }
  worst.named.assign(named.begin(), named.end());
  return worst;
}

std::vector<NamedIncident> made_up_incidents(std::span<IncidentRow const> rows) {
  SeededChance chance{0x6e616d6564};
  std::vector<NamedIncident> held;
  if (rows.empty()) return held;
  auto const shifted = [&](IncidentRow row) {
    if (row.minutes && !row.day_only) row.minutes = *row.minutes + static_cast<std::int64_t>(chance.below(61)) - 30;
    if (row.x && row.y) {
      row.x = *row.x + 100 * chance.unit() - 50;
      row.y = *row.y + 100 * chance.unit() - 50;
    }
    if (chance.below(10) == 0) row.group = static_cast<MethodGroup>(chance.below(5));
    return row;
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (chance.below(100) < 35) held.push_back({shifted(rows[i]), i});
  }
  while (held.size() < rows.size() * 4) {
    auto const& place = rows[chance.below(rows.size())];
    auto const& time = rows[chance.below(rows.size())];
    auto row = place;
    row.minutes = time.minutes;
    row.day_only = time.day_only;
    if (row.minutes) row.minutes = *row.minutes + 7 * 24 * 60 * (static_cast<std::int64_t>(chance.below(3)) - 1) + static_cast<std::int64_t>(chance.below(361)) - 180;
    row.group = rows[chance.below(rows.size())].group;
    held.push_back({shifted(row), std::nullopt});
  }
  return held;
}

}  // namespace concordat::protection
