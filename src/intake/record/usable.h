// SPDX-License-Identifier: Apache-2.0
// Of how many rows of a file the time of day, the place and the method can be used, and which columns say so: what a supplier
// can mend before anybody draws a map of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "intake/map/mapping.h"
#include "intake/map/profile.h"
#include "intake/record/record.h"

namespace concordat::intake {

struct UsableShare {
  FixedText what;                         ///< "a time of day", "a place", "a method"
  std::uint64_t rows = 0;                 ///< accepted rows that are events
  std::uint64_t usable = 0;
  std::vector<std::string> columns = {};  ///< headings of the file that say it; empty: none does
  bool only_hub = false;                  ///< told in words for a place, which the hub alone can read: nothing was counted
};

class UsableCount {
 public:
  /// `reads_places`: whether words for a place are looked up. REQUIRES: profile and mapping belong together.
  UsableCount(Profile const& profile, Mapping const& mapping, bool reads_places);
  void count(CleanEvent const& event);
  /// One each for what the profile asks; empty where its rows are no events or none was accepted.
  [[nodiscard]] std::vector<UsableShare> shares() const;

 private:
  UsableShare time_, place_, method_;
  bool has_method_;
};

}  // namespace concordat::intake
