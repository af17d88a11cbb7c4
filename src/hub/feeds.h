// SPDX-License-Identifier: Apache-2.0
// Which feeds are late, due, arrived or failed, and whom to chase; and what the quality of a feed is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "intake/quality/breaks.h"
#include "intake/quality/quality.h"

namespace concordat::hub {

enum class PeriodState : std::uint8_t {
  arrived,
  due,      ///< the period is over, the time to send it is not
  late,
  failed,   ///< a file came and could not be taken in, and nothing is there since
};
[[nodiscard]] FixedText name_of(PeriodState state);

struct FeedPeriod {
  Month month;
  PeriodState state = PeriodState::due;
  Date due_by{};
  std::int64_t days_late = 0;  ///< since due_by; 0 up to that day
  Month last{};                ///< of the period; `month` where it is one month
};
/// "2026-07", or "2026-07 to 2026-09" of a quarter.
[[nodiscard]] std::string months_of(FeedPeriod const& period);

struct FeedStatus {
  Feed feed;
  std::string agency_name;
  std::vector<FeedPeriod> open;      ///< every period that has not arrived, oldest first
  std::optional<Month> latest;       ///< the latest month that arrived
  std::uint64_t files = 0;           ///< accepted
  std::uint64_t failed = 0;          ///< files that failed and were not sent again
  std::string last_received;
  std::uint64_t missed = 0;          ///< open periods whose day has passed
  bool silent = false;               ///< the last two or more periods whose day has passed have not come
  std::vector<std::string> chase;    ///< members of the agency to ask: its suppliers of files, or all where it names none
};

/// For the hub's own rounds: no look of anybody, so no leaf.
[[nodiscard]] Result<std::vector<FeedStatus>> read_feed_status(Hub& hub);
/// A look at the feeds is a leaf of the ledger ("access").
[[nodiscard]] Result<std::vector<FeedStatus>> feed_status(Hub& hub, std::string const& agency, std::string const& member);

/// What the last few files taken in say of their fields, the newest first; no leaf.
constexpr int latest_files = 3;
[[nodiscard]] Result<std::vector<intake::FeedQuality>> latest_quality(Hub& hub, Feed const& feed);

/// What a supplier shows others of a feed's quality; its own people see all of it.
enum class Published : std::uint8_t {
  nothing,
  rows,    ///< how many rows came, were taken in and were set aside, month by month
  fields,  ///< and how complete and usable each field is
};
[[nodiscard]] FixedText name_of(Published shows);
[[nodiscard]] std::optional<Published> published_named(std::string_view name);
/// As it stands now; no leaf.
/// Who sees values that were set aside: those who send the agency's files; where it names none, all its members.
[[nodiscard]] Result<bool> may_have_rows_back(Hub& hub, Feed const& feed, Member const& member);

[[nodiscard]] Result<Published> published_quality(Hub& hub, Feed const& feed);

struct QualityView {
  Feed feed;
  std::optional<intake::FeedQuality> quality;  ///< nothing where no file came yet
  std::vector<intake::Break> breaks;
  std::vector<intake::Trend> trends;
  Published shows = Published::fields;   ///< what of it is here
};
/// All of it for a member of the agency that supplies the feed; for anybody else what that agency chose to show, and where
/// that is nothing they are refused ("quality.supplier-only"), with a leaf.
[[nodiscard]] Result<QualityView> feed_quality(Hub& hub, Feed const& feed, std::string const& agency, std::string const& member);

struct QuarantinedCell {
  std::string submission;
  std::optional<std::string> file;   ///< its name, only for a member of the agency that supplied it
  std::int64_t row = 0;
  std::int64_t column = 0;
  std::string field;
  std::string code;
  std::string remedy;                ///< what the supplier can do
  std::optional<std::string> value;  ///< only for a member of the agency that supplied it
  std::string expires_on;
};
/// Row, column and code for the partnership; the values for the supplier only. Each look is a leaf.
class QuarantineView {
 public:
  [[nodiscard]] static Result<std::vector<QuarantinedCell>> read(Hub& hub, Feed const& feed, Member const& member);
};

}  // namespace concordat::hub
