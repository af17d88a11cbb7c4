// SPDX-License-Identifier: Apache-2.0
// The files that came for a feed, newest first, as their supplier may see them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/hub.h"

namespace concordat::hub {

struct SubmissionRow {
  std::string id;
  std::string received_at;
  std::string state;                 ///< "accepted", "failed", "erased"
  std::optional<std::string> file;   ///< its name, only for a member of the agency that supplied it
  int version = 0;
  std::string profile;
  std::optional<Month> period_from;
  std::optional<Month> period_to;
  std::uint64_t read = 0;
  std::uint64_t accepted = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t skipped = 0;
  double seconds = 0;
  std::string delete_on;             ///< empty: no date
};

constexpr std::size_t most_submissions_shown = 200;

/// At most `most_submissions_shown` of them. The look is a leaf ("access").
[[nodiscard]] Result<std::vector<SubmissionRow>> submissions_of(Hub& hub, Feed const& feed, Member const& member);

}  // namespace concordat::hub
