// SPDX-License-Identifier: Apache-2.0
// The headers that a profile knows, and which of them an unknown header resembles.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "intake/map/profile.h"

namespace concordat::intake {

class KnownSpellings {
 public:
  explicit KnownSpellings(Profile const& profile);

  /// The field of exactly this header, after folding.
  [[nodiscard]] MaybeField find(std::string_view header) const;
  /// The profile knows that the header maps to nothing.
  [[nodiscard]] bool ignores(std::string_view header) const;
  /// Fields with a spelling that shares at least half its words with the header, or differs from it by one slip of the
  /// keyboard in six letters or more. Only to propose.
  [[nodiscard]] std::set<FieldIndex> near(std::string_view header) const;

 private:
  std::map<std::string, FieldIndex, std::less<>> known_;  // folded
  std::set<std::string, std::less<>> ignored_;
};

}  // namespace concordat::intake
