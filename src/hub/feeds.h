// SPDX-License-Identifier: Apache-2.0
// Which feeds are late, due, arrived or failed, and whom to chase; and what the quality of a feed is.
#pragma once

#include <string>
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
};

struct FeedStatus {
  Feed feed;
  std::string agency_name;
  std::vector<FeedPeriod> open;      ///< every period that has not arrived, oldest first
  std::optional<Month> latest;       ///< the latest month that arrived
  std::uint64_t files = 0;           ///< accepted
  std::uint64_t failed = 0;          ///< files that failed and were not sent again
  std::string last_received;
  std::vector<std::string> chase;    ///< members of the agency to ask: its suppliers of files, or all where it names none
};

/// A look at the feeds is a leaf of the ledger ("access").
[[nodiscard]] Result<std::vector<FeedStatus>> feed_status(Hub& hub, std::string const& agency, std::string const& member);

struct QualityView {
  Feed feed;
  std::optional<intake::FeedQuality> quality;  ///< nothing where no file came yet
  std::vector<intake::Break> breaks;
  std::vector<intake::Trend> trends;
};
/// For a member of the agency that supplies the feed; anybody else is refused ("quality.supplier-only"), with a leaf.
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
