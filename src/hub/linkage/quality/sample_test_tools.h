// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a hub with pairs of every kind, and a judge who knows the truth.
#pragma once

#include "hub/linkage/quality/samples.h"
#include "hub/linkage/review/review_test_tools.h"

namespace concordat::hub::proving {

class SampleTest : public ReviewTest {
 protected:
  static constexpr int children = 22;   ///< whom the school and the partnership list alike: linked, above joining
  static constexpr int slips = 5;       ///< whom they list with slips: in the dead band, not linked, and one child each

  [[nodiscard]] std::string partnership() const override {
    return replaced(ReviewTest::partnership(), "    - {id: rita,", "    - {id: rosa, agency: northshire-csp, roles: [linkage-reviewer], trained: []}\n    - {id: rita,");
  }
  static constexpr int all_pairs = children + slips;

  void SetUp() override {
    ReviewTest::SetUp();
    if (IsSkipped()) return;
    std::vector<Listed> school;
    std::vector<Listed> partnership;
    for (int i = 0; i < children + slips; ++i) {
      auto const born = fmt::format("{:02}/{:02}/{}", 1 + i % 27, 1 + i % 11, 2001 + i % 9);
      auto const postcode = fmt::format("N{} {}AB", 1 + i, 1 + i % 8);
      school.push_back({fmt::format("s{}", i), family(i), given(i), born, postcode});
      partnership.push_back({fmt::format("c{}", i), family(i), given(i), born, postcode});
      if (i < children) continue;
      partnership.back().given.back() = 'q';
      partnership.back().born = fmt::format("{:02}/{:02}/{}", 1 + i % 27, 1 + i % 11, 2011 + i % 9);
    }
    send("school-people", school);
    send("csp-people", partnership);
    link();
  }
  [[nodiscard]] static std::string family(int i) {
    constexpr std::array syllables{"Bra", "Cold", "Din", "Fenw", "Gos", "Hart"};
    constexpr std::array ends{"ton", "ley", "worthy", "field", "by", "marchmont", "ster"};
    return std::string{syllables[static_cast<std::size_t>(i) % syllables.size()]} + ends[static_cast<std::size_t>(i) % ends.size()];
  }
  [[nodiscard]] static std::string given(int i) {
    constexpr std::array names{"Anna", "Benedict", "Cara", "Dorothea", "Emmanuel"};
    return names[static_cast<std::size_t>(i) % names.size()];
  }
  links::Sample drawn(std::int64_t size = all_pairs, std::int64_t twice = 0, std::int64_t seed = 5) {
    auto const sample = links::draw_sample(hub(), member("rita"), {.size = size, .until = "2026-12-20", .twice = twice, .seed = seed});
    EXPECT_EQ(code_of(sample), "fine");
    return sample ? *sample : links::Sample{};
  }
  [[nodiscard]] std::string places_of(std::string const& sample) {
    std::string text;
    auto const read = hub().database().query("SELECT place, left_record, right_record, stratum, judges FROM link_sample_pair WHERE sample = ? ORDER BY place",
                                             [&](store::Row const& row) { text += fmt::format("{}:{}-{}/{}/{} ", row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)); }, sample);
    EXPECT_EQ(code_of(read), "fine");
    return text;
  }
  /// Judges every pair this member is shown; `says` of the two records' ids.
  template <class Says>
  int judge_all(std::string_view who, std::string const& sample, Says says) {
    int count = 0;
    for (;; ++count) {
      auto const next = links::next_in_sample(hub(), member(who), sample);
      if (!next) {
        EXPECT_EQ(code_of(next), "sample.none-left");
        return count;
      }
      auto const left = hub().database().query_integer("SELECT left_record FROM link_sample_pair WHERE sample = ? AND place = ?", sample, next->place)->value_or(0);
      auto const right = hub().database().query_integer("SELECT right_record FROM link_sample_pair WHERE sample = ? AND place = ?", sample, next->place)->value_or(0);
      auto const done = links::judge(hub(), member(who), sample, next->place, says(left, right));
      EXPECT_EQ(code_of(done), "fine");
      if (!done) return count;
    }
  }
};

}  // namespace concordat::hub::proving
