// SPDX-License-Identifier: Apache-2.0
// What the tests of this module share: a table of cells with what must become of them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "intake/standardise/value.h"

namespace concordat::intake {

struct Case {
  std::string_view standardiser;
  std::string_view raw;
  Verdict verdict;
  std::string_view text;
  std::string_view code = {};
  std::uint32_t changes = 0;  ///< bits that must be set
};

constexpr std::uint32_t bit(Change change) {
  return static_cast<std::uint32_t>(change);
}

inline Context context_of_2026() {
  Context context;
  context.today = *parse_date("2026-11-21");
  return context;
}

inline Value standardise_one(std::string_view name, std::string_view raw,
                             Context const& context = context_of_2026()) {
  Value out;
  out.text = "left over from the cell before";
  out.number = -77;
  auto const standardise = standardiser(name);
  EXPECT_NE(standardise, nullptr) << name;
  if (standardise != nullptr) standardise(raw, context, out);
  return out;
}

inline void expect_invariants(Value const& value, std::string_view raw) {
  if (value.verdict == Verdict::ok) {
    EXPECT_EQ(value.changes, 0U);
    EXPECT_EQ(value.text, raw);
  }
  if (value.verdict == Verdict::changed) {
    EXPECT_NE(value.changes, 0U);
    EXPECT_FALSE(value.text.empty());
  }
  bool const held = value.verdict == Verdict::review || value.verdict == Verdict::invalid ||
                    value.verdict == Verdict::placeholder;
  EXPECT_EQ(!value.code.empty(), held);
  EXPECT_EQ(!value.remedy.empty(), held);
  if (value.verdict >= Verdict::invalid) {
    EXPECT_TRUE(value.text.empty());
  }
}

inline void expect_cases(std::span<Case const> cases, Context const& context = context_of_2026()) {
  for (auto const& each : cases) {
    SCOPED_TRACE(std::string{each.standardiser} + " of \"" + std::string{each.raw} + "\"");
    auto const value = standardise_one(each.standardiser, each.raw, context);
    EXPECT_EQ(name_of(value.verdict).view(), name_of(each.verdict).view());
    EXPECT_EQ(value.text, each.text);
    EXPECT_EQ(value.code.view(), each.code);
    EXPECT_EQ(value.changes & each.changes, each.changes);
    expect_invariants(value, each.raw);
  }
}

/// The shared data, or an empty path where a machine has none. In identifiers_test.cpp.
[[nodiscard]] std::filesystem::path shared_data();

}  // namespace concordat::intake
