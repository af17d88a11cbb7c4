// SPDX-License-Identifier: Apache-2.0
// For the tests of linkage in the hub: a small model of our own, and agencies that list the same people.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/hub_test_tools.h"
#include "hub/linkage/evidence.h"
#include "hub/linkage/link_records.h"

namespace concordat::hub::proving {

using links::Agreement;
using links::Level;
using links::Trait;

/// Fellegi-Sunter with fixed weights over six comparisons; every pair is looked at.
class SmallScorer : public links::Scorer {
 public:
  [[nodiscard]] std::string version() const override { return name + "@1"; }
  [[nodiscard]] links::Terms terms() const override { return limits; }
  void begin() override { added_.clear(); }
  void add(Personal<links::Traits> const& traits, Processing const& processing) override { added_.push_back(traits.reveal(processing)); }
  [[nodiscard]] Result<std::vector<links::ScoredPair>> compare() override {
    std::vector<links::ScoredPair> all;
    for (std::size_t i = 0; i < added_.size(); ++i) {
      for (std::size_t j = i + 1; j < added_.size(); ++j) {
        auto pair = score(added_[i], added_[j]);
        pair.left = i;
        pair.right = j;
        if (pair.weight >= std::min(limits.review, limits.fracture)) all.push_back(std::move(pair));
      }
    }
    return all;
  }
  [[nodiscard]] std::unique_ptr<links::RecordIndex> make_index() const override;

  [[nodiscard]] std::vector<links::GuardedRule> guarded() const override { return too_common; }

  std::string name = "small";
  std::vector<links::GuardedRule> too_common;  ///< told as though the comparison had left it out
  links::Terms limits{10'000, 6'000, 0, false};

  static links::ScoredPair score(links::Traits const& a, links::Traits const& b);

 private:
  struct Comparison {
    char const* name;
    Trait trait;
    int agrees, nearly, differs;
  };
  static constexpr std::array comparisons{Comparison{"family_name", Trait::family_name, 9'000, 5'000, -4'000}, Comparison{"given_name", Trait::given_name, 7'000, 3'000, -4'000},
                                          Comparison{"date_of_birth", Trait::date_of_birth, 12'000, 5'000, -5'000}, Comparison{"postcode", Trait::postcode, 8'000, 3'000, -1'000},
                                          Comparison{"nhs_number", Trait::nhs_number, 20'000, 4'000, -6'000}, Comparison{"sex", Trait::sex, 1'000, 0, -4'000}};
  static Agreement compare(std::string const& a, std::string const& b) {
    if (a.empty() || b.empty()) return Agreement::unknown;
    if (a == b) return Agreement::agrees;
    if (a.size() != b.size()) return Agreement::differs;
    std::size_t other = 0;
    for (std::size_t i = 0; i < a.size(); ++i) other += a[i] == b[i] ? 0 : 1;
    return other == 1 ? Agreement::nearly : Agreement::differs;
  }
  std::vector<links::Traits> added_;
};

inline links::ScoredPair SmallScorer::score(links::Traits const& a, links::Traits const& b) {
  links::ScoredPair pair;
  pair.evidence.prior = -18'000;
  pair.weight = pair.evidence.prior;
  for (auto const& one : comparisons) {
    auto const agreement = compare(a[static_cast<std::size_t>(one.trait)], b[static_cast<std::size_t>(one.trait)]);
    auto const weight = agreement == Agreement::unknown ? 0 : agreement == Agreement::agrees ? one.agrees : agreement == Agreement::nearly ? one.nearly : one.differs;
    pair.evidence.levels.push_back({one.name, std::string{links::name_of(agreement).view()}, agreement, weight, 0});
    pair.weight += weight;
  }
  return pair;
}

/// The same, held; every pair is looked at.
class SmallIndex : public links::RecordIndex {
 public:
  explicit SmallIndex(int least) : least_{least} {}
  void add(Personal<links::Traits> const& traits, Processing const& processing) override { held_.emplace_back(traits.reveal(processing)); }
  void remove(Place place) override { held_[place].reset(); }
  [[nodiscard]] std::vector<links::ScoredPair> pairs_of(std::vector<Place> const& places) override {
    std::vector<links::ScoredPair> all;
    for (Place left = 0; left < held_.size(); ++left) {
      for (Place right = left + 1; right < held_.size(); ++right) {
        if (std::ranges::find(places, left) == places.end() && std::ranges::find(places, right) == places.end()) continue;
        if (!held_[left] || !held_[right]) continue;
        auto pair = SmallScorer::score(*held_[left], *held_[right]);
        pair.left = left;
        pair.right = right;
        if (pair.weight >= least_) all.push_back(std::move(pair));
      }
    }
    return all;
  }
  [[nodiscard]] std::vector<Place> beside(Place place) override {
    std::vector<Place> found;
    for (auto const& pair : pairs_of({place})) found.push_back(pair.left == place ? pair.right : pair.left);
    return found;
  }
  [[nodiscard]] std::vector<Place> take_tipped() override { return {}; }

 private:
  int least_;
  std::vector<std::optional<links::Traits>> held_;
};

inline std::unique_ptr<links::RecordIndex> SmallScorer::make_index() const { return std::make_unique<SmallIndex>(std::min(limits.review, limits.fracture)); }

/// One row of a list of people.
struct Listed {
  std::string id, family, given, born = "01/02/2010", postcode = "N15 4AA", role = "Victim", nhs = "";
};

/// Three agencies that send lists of people, and reviewers in two of them.
class LinkageTest : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    auto text = replaced(std::string{partnership_yaml}, "  feeds:\n",
                         "    - {id: rita, agency: northshire-csp, roles: [linkage-reviewer], trained: []}\n"
                         "    - {id: rolf, agency: northshire-school, roles: [linkage-reviewer], trained: []}\n"
                         "    - {id: ruth, agency: northshire-police, roles: [linkage-reviewer], trained: []}\n"
                         "    - {id: guard, agency: northshire-school, roles: [caldicott-guardian], trained: []}\n"
                         "    - {id: sam, agency: northshire-csp, roles: [feed-supplier], trained: []}\n"
                         "    - {id: audit, agency: northshire-csp, roles: [auditor], trained: []}\n"
                         "  feeds:\n");
    return replaced(text, "  areas:\n",
                    "    - {id: police-people, agency: northshire-police, title: \"People\", profile: person-list, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n"
                    "    - {id: csp-people, agency: northshire-csp, title: \"People\", profile: person-list, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n"
                    "  areas:\n");
  }
  [[nodiscard]] static std::string list(std::vector<Listed> const& people) {
    std::string text = "Record ID,Surname,Forename,Date of Birth,Postcode,Role,NHS Number\n";
    for (auto const& one : people) text += fmt::format("{},{},{},{},{},{},{}\n", one.id, one.family, one.given, one.born, one.postcode, one.role, one.nhs);
    return text;
  }
  void send(std::string const& feed, std::vector<Listed> const& people) {
    auto const tally = submit(feed, list(people));
    ASSERT_EQ(code_of(tally), "fine");
    ASSERT_EQ(tally->accepted, people.size()) << feed << ": a row was set aside";
  }
  links::LinkReport link(links::LinkOptions const& options = {}) {
    auto const report = links::link_records(hub(), scorer_, options, {});
    EXPECT_EQ(code_of(report), "fine");
    return report ? *report : links::LinkReport{};
  }
  /// The supplier's references of each person's records, one person a line.
  [[nodiscard]] std::string persons() {
    std::map<std::int64_t, std::vector<std::int64_t>> all;
    auto const read = hub().database().query("SELECT person, source_record FROM link ORDER BY source_record", [&](store::Row const& row) { all[row.integer(0)].push_back(row.integer(1)); });
    EXPECT_EQ(code_of(read), "fine");
    std::vector<std::string> lines;
    for (auto const& [person, records] : all) lines.push_back(fmt::format("{}", fmt::join(records, "+")));
    std::ranges::sort(lines);
    return fmt::format("{}", fmt::join(lines, " "));
  }
  [[nodiscard]] std::string queue() {
    std::string text;
    auto const read = hub().database().query("SELECT left_record, right_record, why FROM link_pair WHERE state = 'waiting' ORDER BY left_record, right_record",
                                             [&](store::Row const& row) { text += fmt::format("{}{}-{} {}", text.empty() ? "" : ", ", row.integer(0), row.integer(1), row.text(2)); });
    EXPECT_EQ(code_of(read), "fine");
    return text;
  }
  [[nodiscard]] Member member(std::string_view id) {
    auto const found = hub().member(id);
    EXPECT_TRUE(found && *found) << id;
    return found && *found ? **found : Member{};
  }

  SmallScorer scorer_;
};

}  // namespace concordat::hub::proving
