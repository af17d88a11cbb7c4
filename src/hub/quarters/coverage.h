// SPDX-License-Identifier: Apache-2.0
// Which months are there, and what counts in a quarter whose figures have begun to leave.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "hub/hub.h"
#include "hub/quarters/delivery.h"
#include "store/transaction.h"

namespace concordat::hub {

/// A confirmed revision that no release acted on by then has lapsed: otherwise whatever is sent for ever after would count.
inline constexpr int days_a_confirmation_stands = 14;

/// What of one feed counts in a closed quarter.
struct ClosedSource {
  int feed = 0;                      ///< number
  std::int64_t last_submission = 0;  ///< nothing that came after it counts
  std::vector<std::int64_t> files = {};  ///< submissions with reports that count
  std::string salt = {};             ///< before the reports in the fingerprint; empty once one of the files was deleted
  std::string fingerprint = {};      ///< SHA-256 of the salt and the reports, hex
};

struct ClosedQuarter {
  Quarter quarter;
  int revision = 1;
  std::string boundaries = {};  ///< "lsoa-2021:5f3a09c1", by the boundary files alone
  std::string closed_at = {};
  std::uint64_t ledger_index = 0;
  std::vector<ClosedSource> sources = {};  ///< by number of the feed
  std::optional<int> snap_epoch = {};      ///< table of published points that its places are told by; nothing: as they were reported
  /// What of that feed counts in it; null where nothing does.
  [[nodiscard]] ClosedSource const* of_feed(int feed) const;
};
/// What the entry of the closing commits to of those that were closed together: everything but the salts.
[[nodiscard]] std::string committed_text(std::span<ClosedQuarter const> closed);

/// Why no figures of a closed quarter can be made.
enum class Unusable : std::uint8_t { no, reopened, source_gone, other_boundaries, deleted };

/// What is here now, for asking of several closings whether figures of them can be made.
class Standing {
 public:
  /// For releases of these feeds, now.
  [[nodiscard]] static Result<Standing> read(Hub& hub, Feeds feeds);
  /// Of a closing that stands.
  [[nodiscard]] Unusable unusable(ClosedQuarter const& closed) const;
  /// The highest revision that two people asked for lately enough; 1 where they asked for none.
  [[nodiscard]] int revision_of(Quarter quarter) const;
  /// Their numbers, ascending: these count in a quarter that is open.
  [[nodiscard]] std::vector<int> const& feeds() const { return feeds_; }
  /// "lsoa-2021:5f3a09c1", by the files of boundaries alone.
  [[nodiscard]] std::string const& boundaries() const { return boundaries_; }
  /// The same by the files of boundaries and populations.
  [[nodiscard]] std::string const& areas() const { return areas_; }

 private:
  std::map<Quarter, int> revisions_;
  std::set<std::int64_t> files_;  ///< submissions that are accepted and not erased
  std::vector<int> feeds_;
  std::string boundaries_;
  std::string areas_;
};

/// Months that every source of a table has delivered. A month that one of them did not would look like a month in which
/// little happened, so nothing that touches it is counted. Of a closed quarter all months are there, or none where what counted
/// in it cannot be read any more.
struct Coverage {
  std::vector<Month> months = {};  ///< ascending
  std::map<int, MonthsDelivered> by_feed = {};  ///< by number; no month of a closed quarter is partly delivered, for what counts in it is settled
  std::map<Quarter, ClosedQuarter> closed = {};
  std::map<Quarter, Unusable> barred = {};  ///< closed ones of which no figures can be made, and why
  Standing standing = {};
  [[nodiscard]] bool has(Month month) const;
  [[nodiscard]] bool complete(Quarter quarter) const;
  /// The first and the last complete quarter before this day's; some between them may be incomplete.
  [[nodiscard]] std::optional<std::pair<Quarter, Quarter>> quarters(Date today) const;
  /// The latest calendar year with all its months, of the same sources in all of them.
  [[nodiscard]] std::optional<int> latest_year() const;
  /// Whether the same feeds count in both: a source that joined later counts from the first quarter that was open then.
  [[nodiscard]] bool alike(Quarter one, Quarter other) const;
  [[nodiscard]] bool counts(Quarter quarter, int feed) const;
  /// Numbers of the feeds that count in it, ascending.
  [[nodiscard]] std::vector<int> feeds_in(Quarter quarter) const;
  /// Whether the feed delivered a month of it in part, which is not enough: the quarter is not complete then.
  [[nodiscard]] bool partly(Quarter quarter, int feed) const;
  /// Whether no usual month was there to hold one of its months against.
  [[nodiscard]] bool unmeasured(Quarter quarter, int feed) const;
  /// Forgets all other quarters: whoever reads with it afterwards reads these alone.
  void keep_only(std::span<Quarter const> quarters);
};
[[nodiscard]] Result<Coverage> coverage_of(Hub& hub, Feeds feeds);

/// Every closing there was, by quarter and revision.
[[nodiscard]] Result<std::vector<ClosedQuarter>> all_closings(store::Connection& connection);
/// The closings that stand, usable or not.
[[nodiscard]] Result<std::map<Quarter, ClosedQuarter>> closed_quarters(store::Connection& connection);
/// Those that lie in the months and count this feed: what it sends of them now changes no figure.
[[nodiscard]] Result<std::vector<Quarter>> published_quarters(store::Connection& connection, int feed, Month first, Month last);
/// Whether every one of the feeds has delivered all of it.
[[nodiscard]] Result<bool> is_delivered(Hub& hub, store::Connection& connection, Quarter quarter, Feeds feeds);
/// Closes those of the quarters that are complete and open: the reports that are there now count in them, and no others. Says
/// which it closed, and enters them in `coverage`. `index` is the entry that will have the hash of their committed_text.
/// REQUIRES: a write transaction, alone since the coverage was read.
[[nodiscard]] Result<std::vector<ClosedQuarter>> close_quarters(Hub& hub, store::Transaction& transaction, Coverage& coverage,
                                                                 std::span<Quarter const> quarters, std::uint64_t index);

/// One entry with the hash of what was closed together, by itself: it holds where details beside entries are erased. Nothing where
/// none was closed.
[[nodiscard]] Result<void> record_closing(Hub& hub, store::Transaction& transaction, std::span<ClosedQuarter const> closed);

/// "2024-Q4..2026-Q2@2026-08-01 2026-Q3@2026-11-20:2 lsoa-2021:5f3a09c1": the closed ones of these quarters with the day
/// of their closing and, from the second on, their revision; then the boundaries. The same text, the same reports.
[[nodiscard]] std::string data_version(Coverage const& coverage, std::span<Quarter const> quarters);

/// A report as it lies in the database.
struct StoredReport {
  std::int64_t record = 0;  ///< source record with the same id
  std::string_view category;
  Month month;
  std::optional<std::int64_t> starts;  ///< minutes since 1970, UTC
  int minutes = 0;
  int utc_offset = 0;
  std::optional<std::pair<double, double>> place;  ///< EPSG:27700 metres
  std::string_view place_type;
  std::string_view method = {};  ///< "sharp_object", or as the supplier writes it
  std::string_view age_band = {};  ///< "10-17", "25+"; empty: not told
  bool before_arrival = false;   ///< when it happened is not known: some time in the day before the arrival, whose month it counts in
};
/// The reports of a feed in the closed quarters from first to last, as they were when each was closed. "quarter.reports-differ"
/// where they are not what they were: then nothing that was visited may be used.
[[nodiscard]] Result<void> visit_reports(store::Connection& connection, Feed const& feed, Coverage const& coverage, Quarter first, Quarter last,
                                         std::function<void(StoredReport const&)> const& visit);

}  // namespace concordat::hub
