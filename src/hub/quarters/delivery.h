// SPDX-License-Identifier: Apache-2.0
// What a feed delivered of each month: all of it, as far as it can be told, or a part. One row of a month that came with a file is no
// month that was delivered: it would look like one in which little happened.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "hub/hub.h"

namespace concordat::hub {

using Feeds = std::span<Feed const* const>;

enum class Delivered : std::uint8_t {
  unmeasured,  ///< of the first months nobody can say what is usual: they count
  whole,
  said_whole,  ///< a lead of the supplying agency said that this is all there is: it counts
  partly,      ///< too few reports beside what is usual: it does not count
};
using MonthsDelivered = std::map<Month, Delivered>;

/// Two months say nothing of what is usual; after three, one odd month is not the median.
inline constexpr std::size_t months_before_a_median = 3;
/// Older ones may be of another way of recording.
inline constexpr std::size_t most_months_in_a_median = 12;
/// Where fewer are usual, chance alone halves a month now and then.
inline constexpr std::int64_t least_usual = 20;

/// Of every month that a file of the feed covers. What is usual is the median of up to twelve earlier months that count; the share of it from which
/// a month is whole is that of the kind of feed (definitions/feed_kinds.yaml).
[[nodiscard]] Result<MonthsDelivered> delivered_by(Hub const& hub, store::Connection& connection, Feed const& feed);

enum class WholeReason : std::uint8_t { quiet_month, closed_for_a_time, recorded_otherwise, fewer_send };
inline constexpr std::array all_whole_reasons{WholeReason::quiet_month, WholeReason::closed_for_a_time, WholeReason::recorded_otherwise, WholeReason::fewer_send};
[[nodiscard]] FixedText name_of(WholeReason reason);   ///< "quiet-month"
[[nodiscard]] FixedText words_of(WholeReason reason);  ///< for people
[[nodiscard]] std::optional<WholeReason> whole_reason_named(std::string_view name);
[[nodiscard]] std::vector<std::string> whole_reason_names();

/// A month that was delivered in part, or of which somebody said that this is all there is. No number of it is told: others see it.
struct OddMonth {
  Month month;
  Delivered how = Delivered::partly;
  int percent = 0;  ///< from which share of what is usual a month of the feed is whole
  std::optional<WholeReason> reason = {};
  std::string said_by = {};  ///< member
  std::string said_at = {};
};
/// Ascending; none for a feed whose reports are counted in no figure. No leaf: whoever shows them notes the look at the feed.
[[nodiscard]] Result<std::vector<OddMonth>> odd_months(Hub& hub, Feed const& feed);
[[nodiscard]] Json to_json(OddMonth const& month);
/// "2026-11: delivered in part: ..."
[[nodiscard]] std::string text_of(OddMonth const& month);

/// Whether this member may say so: a lead of the supplying agency.
[[nodiscard]] bool may_say_whole(Feed const& feed, Member const& member);
/// The ledger index. "month.not-yours"; "month.unknown" for a word that is no month; "month.not-partly" where the month counts as it is, or nothing of it came.
[[nodiscard]] Result<std::uint64_t> say_whole(Hub& hub, Feed const& feed, Member const& member, std::string_view month, WholeReason reason);

}  // namespace concordat::hub
