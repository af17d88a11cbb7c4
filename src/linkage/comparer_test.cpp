// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/comparer.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "linkage/compare/pair_block.h"
#include "linkage/linkage_test_tools.h"
#include "linkage/text/distance.h"
#include "linkage/text/nicknames.h"

namespace concordat::linkage {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{1} << 20;

std::string definition(std::string const& name) { return *read_file(CONCORDAT_SOURCE_DIR "/definitions/linkage/" + name, most_bytes); }

/// For the fields of people.yaml.
Rows rows_of(std::size_t count, std::uint64_t seed) {
  SeededChance chance{seed};
  auto const letters = [&](std::size_t most, std::string_view from) {
    std::string text;
    for (std::size_t i = 0, size = chance.below(most + 1); i < size; ++i) text += from[chance.below(from.size())];
    return text;
  };
  Rows rows;
  auto const people = people_rows(count, seed);
  for (auto const& person : people) {
    auto const& middle = people[chance.below(count)];
    rows.push_back({person[0], chance.below(3) == 0 ? letters(1, "JTE") : middle[0], person[1], chance.below(9) == 0 ? letters(9, "0-1") : person[2],
                    letters(1, "mf"), person[3], letters(3, "01") + (chance.below(2) == 0 ? "12345678901234" : "12"), person[4]});
  }
  return rows;
}

TEST(Comparer, ComparesManyPairsAsItComparesOne) {
  auto const nicknames = *Nicknames::from_yaml(definition("nicknames.yaml"), "nicknames.yaml");
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    auto const model = model_from(seed % 2 == 0 ? definition("people.yaml") : std::string{people_model});
    auto const rows = seed % 2 == 0 ? rows_of(300, seed) : people_rows(300, seed);
    auto const table = table_of(model, rows);
    ValueFacts facts{model, table, &nicknames};
    Comparer const comparer{model, facts};
    auto one = comparer.scratch();
    auto many = comparer.scratch();
    PairBlock block{comparer, table, many};
    SeededChance chance{seed};
    std::vector<std::pair<Record, Record>> asked;
    std::vector<std::pair<Record, Record>> seen;
    std::size_t level_zero = 0;
    auto const check = [&](Record left, Record right, Pattern pattern) {
      seen.emplace_back(left, right);
      EXPECT_EQ(pattern, comparer.compare(table.at(left), table.at(right), one)) << left << " and " << right << ", seed " << seed;
      level_zero += (pattern & 15) == 0 ? 1 : 0;
    };
    for (std::size_t i = 0; i < 3000 + seed; ++i) {
      asked.emplace_back(chance.below(300), chance.below(300));
      block.add(asked.back().first, asked.back().second, check);
    }
    block.flush(check);
    block.flush(check);
    EXPECT_EQ(seen, asked);
    EXPECT_GT(level_zero, 50U);
  }
}

TEST(Comparer, SeesMissingAndEqualFieldsAlikeOnEveryPath) {
  SeededChance chance{5};
  for (std::size_t fields = 1; fields <= most_fields; ++fields) {
    std::vector<std::vector<std::uint32_t>> records(64, std::vector<std::uint32_t>(fields));  // no more: what is read beyond shows in a sanitizer
    for (auto& record : records) {
      for (auto& id : record) id = static_cast<std::uint32_t>(chance.below(3));
    }
    std::array<std::uint32_t const*, 100> lefts{};
    std::array<std::uint32_t const*, 100> rights{};
    for (std::size_t i = 0; i < lefts.size(); ++i) {
      lefts[i] = records[chance.below(records.size())].data();
      rights[i] = records[chance.below(records.size())].data();
    }
    std::array<std::uint32_t, most_fields> partners{};
    for (auto& partner : partners) partner = static_cast<std::uint32_t>(chance.below(fields));
    for (auto const path : usable_paths()) {
      FieldBits bits{};
      field_kernel(path)({lefts.data(), rights.data(), lefts.size(), fields, partners.data()}, bits);
      FieldBits alone{};
      field_kernel(path)({lefts.data(), rights.data(), lefts.size(), fields}, alone);
      ASSERT_EQ(alone.missing, bits.missing);
      ASSERT_EQ(alone.equal, bits.equal);
      for (std::size_t i = 0; i < lefts.size(); ++i) {
        for (std::size_t field = 0; field < 32; ++field) {
          bool const missing = field < fields && (lefts[i][field] == 0 || rights[i][field] == 0);
          bool const equal = field < fields && !missing && lefts[i][field] == rights[i][field];
          ASSERT_EQ((bits.missing[i] >> field) & 1, missing ? 1U : 0U) << fields << " fields, field " << field << ", path " << static_cast<int>(path);
          ASSERT_EQ((bits.equal[i] >> field) & 1, equal ? 1U : 0U) << fields << " fields, field " << field << ", path " << static_cast<int>(path);
          auto const partner = field < fields ? lefts[i][partners[field]] : 0;
          bool const unknown = field < fields && (partner == 0 || rights[i][field] == 0);
          bool const crosswise = field < fields && !unknown && partner == rights[i][field];
          ASSERT_EQ((bits.crossed_missing[i] >> field) & 1, unknown ? 1U : 0U) << fields << " fields, field " << field << ", path " << static_cast<int>(path);
          ASSERT_EQ((bits.crossed_equal[i] >> field) & 1, crosswise ? 1U : 0U) << fields << " fields, field " << field << ", path " << static_cast<int>(path);
        }
      }
    }
  }
}

TEST(Comparer, ListsPairsAlikeOnEveryPath) {
  SeededChance chance{8};
  std::array<std::uint8_t, 3> const three{5, 9, 2};  // differing, missing, equal
  for (std::size_t pairs = 0; pairs <= most_pairs_at_once; pairs += pairs < 40 ? 1 : 27) {
    auto const count = std::min(pairs + (pairs > 40 ? chance.below(20) : 0), most_pairs_at_once);
    std::vector<std::uint32_t> missing(count);
    std::vector<std::uint32_t> equal(count);
    for (std::size_t i = 0; i < count; ++i) {
      missing[i] = static_cast<std::uint32_t>(chance.below(std::uint64_t{1} << 32));
      equal[i] = static_cast<std::uint32_t>(chance.below(std::uint64_t{1} << 32)) & ~missing[i];
    }
    auto const field = chance.below(32);
    std::vector<std::uint16_t> equals;
    std::vector<std::uint16_t> differing;
    std::vector<std::uint64_t> bits;
    std::vector<std::uint8_t> chosen;
    for (std::size_t i = 0; i < count; ++i) {
      bool const gone = (missing[i] >> field & 1) != 0;
      bool const same = (equal[i] >> field & 1) != 0;
      if (same) equals.push_back(static_cast<std::uint16_t>(i));
      if (!same && !gone) differing.push_back(static_cast<std::uint16_t>(i));
      bits.push_back(gone ? 65 : 1);
      chosen.push_back(three[gone ? 1 : same ? 2 : 0]);
    }
    for (auto const path : usable_paths()) {
      auto const asked = kernels(path);
      ListWork const work{missing.data(), equal.data(), count, field};
      SplitPairs split;
      std::vector<std::uint64_t> marked(count, 1);
      asked.split(work, split, marked.data(), 64);
      EXPECT_EQ(std::vector(split.equal.items.data(), split.equal.items.data() + split.equal.count), equals);
      EXPECT_EQ(std::vector(split.differing.items.data(), split.differing.items.data() + split.differing.count), differing);
      EXPECT_EQ(marked, bits) << static_cast<int>(path);
      asked.split(work, split, nullptr, 0);
      EXPECT_EQ(split.differing.count, differing.size());
      std::vector<std::uint8_t> out(count);
      asked.choose(work, three.data(), out.data());
      EXPECT_EQ(out, chosen) << static_cast<int>(path);
      std::vector<std::uint64_t> to(count, 3);
      asked.put(out.data(), count, 60, to.data());
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(to[i], 3 | std::uint64_t{chosen[i]} << 60) << static_cast<int>(path);
    }
  }
}

TEST(Comparer, TellsOneEditAtAGlance) {
  SeededChance chance{3};
  std::size_t edits = 0;
  for (std::size_t i = 0; i < 200'000; ++i) {
    std::string left(chance.below(18), 'a');
    for (auto& c : left) c = "ab\x7f"[chance.below(3)];
    auto right = left;
    for (auto changes = chance.below(4); changes > 0 && !right.empty(); --changes) {
      auto const at = chance.below(right.size());
      if (chance.below(3) == 0) right.erase(at, 1);
      else if (at > 0 && chance.below(2) == 0) std::swap(right[at], right[at - 1]);
      else right[at] = "ab\x7f"[chance.below(3)];
    }
    if (left == right) continue;
    for (bool const swaps : {false, true}) {
      auto const near = (swaps ? osa(Letters{left}, Letters{right}) : levenshtein(Letters{left}, Letters{right})) <= 1;
      auto const said = one_edit(short_text_of(left), short_text_of(right), swaps);
      EXPECT_TRUE(said == OneEdit::ask || (said == OneEdit::yes) == near) << left << " " << right;
      edits += said == OneEdit::yes ? 1 : 0;
    }
  }
  EXPECT_GT(edits, 10'000U);
  EXPECT_EQ(one_edit(short_text_of("012345678901234"), short_text_of("012345678901235"), true), OneEdit::yes);
  EXPECT_EQ(one_edit(short_text_of("0123456789012345"), short_text_of("0123456789012346"), true), OneEdit::ask);
  EXPECT_EQ(one_edit(short_text_of("Zoë"), short_text_of("Zoe"), true), OneEdit::ask);
}

}  // namespace
}  // namespace concordat::linkage
