// SPDX-License-Identifier: Apache-2.0
// A supplier's own quality: shown to others only as far as it chose, and improved by targets of its own.
//
// Who may choose and write: an active member of the feed's agency with the role information-governance-lead or
// feed-supplier; anybody else is refused ("quality.not-yours"), with a leaf. Nothing here compares one agency with another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/feeds.h"

namespace concordat::hub {

/// What others see of the feed's quality from the next request on; answers the leaf's number. Published::nothing takes it
/// back.
[[nodiscard]] Result<std::uint64_t> publish_quality(Hub& hub, Feed const& feed, Member const& member, Published shows);

enum class Measure : std::uint8_t {
  accepted,  ///< share of the rows read that were taken in
  filled,    ///< share of the accepted rows in which the field is not empty
  usable,    ///< share of the filled cells that can be read as what they are
};
[[nodiscard]] FixedText name_of(Measure measure);
[[nodiscard]] std::optional<Measure> measure_named(std::string_view name);

struct NewTarget {
  Measure measure = Measure::accepted;
  std::string field = {};  ///< id of a catalogue field that the feed's profile has; empty for `accepted`
  int percent = 0;         ///< 1 to 100
  Date by_when{};          ///< not before today
};

struct Target {
  std::string id;
  NewTarget aim;
  std::string written_by;  ///< a member: the id of a post
  std::string written_at;
  /// What really came, month by month; nothing for a month without rows.
  std::vector<std::pair<Month, std::optional<double>>> actual;
  std::optional<double> last;  ///< of the latest month with rows
  bool reached = false;        ///< by that month
};

/// "plan.measure" where measure and field do not fit together, "plan.percent", "plan.past". Answers the target's id.
[[nodiscard]] Result<std::string> set_target(Hub& hub, Feed const& feed, Member const& member, NewTarget const& aim);
/// "plan.no-target".
[[nodiscard]] Result<void> withdraw_target(Hub& hub, Feed const& feed, Member const& member, std::string const& id);

/// The targets that stand, in the order they were written, beside what `view` shows; those of fields only where it shows
/// fields. No leaf: the look at the quality has one.
[[nodiscard]] Result<std::vector<Target>> plan_of(Hub& hub, QualityView const& view);

}  // namespace concordat::hub
