// SPDX-License-Identifier: Apache-2.0
// Published counts laid together as their reader can lay them: what one release hides may be told, or narrowed, by another.
//
// Works on what was published alone. No true count goes in, so none can come out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protection/history/published.h"

namespace concordat::protection {

/// How a release hides and rounds.
struct HowHidden {
  std::int64_t smallest = 8;  ///< counts below it are hidden
  bool only_small = true;     ///< hidden means small; else any number may be hidden: beside the reader's own reports, and of parts
};

/// What "0", "*", "n/a" or a number says. Nothing of a text that is no count: it was not told.
[[nodiscard]] std::optional<KnownRange> range_of(std::string_view text, HowHidden const& how);

struct PublishedCount {
  std::string place = {};    ///< what it counts: the area and the quarter
  std::string reports = {};  ///< of which reports; counts of one place and other reports are other counts
  std::string filter = {};   ///< of a part: the filter that it is a part of
  std::size_t part = 0;      ///< its place in the filter
  std::size_t parts = 0;     ///< how many the filter has; together they are the whole
  KnownRange range = {};
  bool hidden = false;
  bool now = false;          ///< of the release that is looked at
};

/// A hidden count that may be small is safe while so many numbers are left for it: the range must be 5 wide.
inline constexpr std::int64_t least_left = 6;

struct LaidTogether {
  std::size_t hidden = 0;                              ///< hidden counts of this release
  std::size_t beside = 0;                              ///< of them, those of which another figure says something
  std::optional<std::int64_t> narrowest = {};          ///< so many numbers are left for the one that is narrowed most; nothing: no limit
  std::size_t narrowed = 0;                            ///< hidden counts that may be small, with fewer than `least_left` left
  std::size_t compared = 0;                            ///< pairs of figures of the same place and other reports, one of them of this release
  std::optional<std::int64_t> narrowest_difference = {};  ///< the same of their differences
  std::size_t narrowed_differences = 0;
  std::size_t at_odds = 0;                             ///< places whose figures no counts fit: their reports were not the same after all
};

[[nodiscard]] LaidTogether lay_together(std::span<PublishedCount const> counts, std::int64_t smallest);

}  // namespace concordat::protection
