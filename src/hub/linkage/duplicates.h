// SPDX-License-Identifier: Apache-2.0
// Records of one agency's own list that are of one person, for that agency to correct: under two references, or twice in one file.
// Told by file and row, so that nothing sealed is opened; the supplier finds the rows in its own system.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"

namespace concordat::hub::links {

struct Duplicate {
  std::string feed;        ///< id
  std::string submission;  ///< id
  std::string received;    ///< day
  std::uint64_t row = 0;
  std::string other_submission;
  std::string other_received;
  std::uint64_t other_row = 0;
  bool certain = false;    ///< they are taken for one person; else people are asked about it
};

/// Of the member's agency: for who sends its files, its linkage reviewers and its leads on information governance.
/// "link.duplicates-own" with a leaf for anybody else. The look is a leaf ("export").
[[nodiscard]] Result<std::vector<Duplicate>> own_duplicates(Hub& hub, Member const& member);
[[nodiscard]] Json to_json(Duplicate const& duplicate);
/// A table for a spreadsheet, one line a pair.
[[nodiscard]] std::string to_csv(std::vector<Duplicate> const& duplicates);

}  // namespace concordat::hub::links
