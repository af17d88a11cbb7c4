// SPDX-License-Identifier: Apache-2.0
// The parts of the state check (state_check.h): each looks at one kind of rows.
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_list.h"
#include "hub/state_check/state_check.h"
#include "ledger/leaf.h"
#include "store/connection.h"

namespace concordat::hub {

/// Entries that count, by their numbers.
using Entries = std::map<std::uint64_t, ledger::Leaf>;

/// What entries committed to, for comparing alone: nothing but the state check can make one.
class OpenedDetails {
 public:
  OpenedDetails(OpenedDetails const&) = delete;
  OpenedDetails& operator=(OpenedDetails const&) = delete;
  /// Null where the entry has none, or where it was erased with the key of its year. "ledger.state-detail" where what lies beside
  /// the entry is not what it committed to, or is gone while that key is there.
  [[nodiscard]] Result<Json> of(std::uint64_t index, ledger::Leaf const& leaf);

 private:
  friend Result<std::vector<StateDifference>> state_differences(Hub& hub, std::uint64_t size);
  explicit OpenedDetails(Hub& hub) : hub_{hub} {}
  Hub& hub_;
};

struct Comparing {
  Hub& hub;
  OpenedDetails& details;
  store::Connection& connection;  ///< in a transaction that sees one state
  std::uint64_t size;             ///< entries from here on are not looked at
  Entries steps = {};             ///< of the lives of agreements
  Entries releases = {};          ///< disclosures of figures
  Entries signatures = {};        ///< of editions
  Entries publications = {};      ///< what was proposed to be public, and what people said of it
  Entries shares = {};            ///< of editions that other agencies may read, and what people said of it
  Entries revisions = {};         ///< what people said of revising a quarter
  Entries closings = {};          ///< of quarters, each with the hash of what was closed
  Entries settled = {};           ///< ways of taking quarters apart
  Entries months = {};            ///< that somebody said are all there
  Entries settings = {};          ///< protection settings that were tightened or loosened, and what people said of it
  Entries equality = {};          ///< counts that were sent for equality monitoring, and reports that were made of them
  Entries points = {};            ///< tables of published points that came in
  Entries received = {};          ///< files that were taken in
  Entries sharing = {};           ///< of requests, answers, what was given, corrections, acknowledgements and judgements; none that only looked at a list
  Entries searches = {};          ///< that told who works with somebody, or who shares a home
  Entries erasures = {};          ///< of what reached its day; none that only told of people's words
  Entries forgettings = {};       ///< of people's words, with the rows that told who asked
  Entries partnerships = {};      ///< of partnership files that were taken in
  Entries linking = {};           ///< of runs of linkage, and of what people decided about links
  std::map<std::uint64_t, std::string> uses_said = {};  ///< by entry: what it committed to of its uses; noted by whoever opens it
  /// The first entry of a hub that writes steps down: agreements of earlier ones may lack rows of their steps.
  std::uint64_t written_from = std::numeric_limits<std::uint64_t>::max();
  std::vector<StateDifference> found = {};

  void note_uses(std::uint64_t index, Json const& detail) {
    if (detail["uses"].is_string()) uses_said[index] = detail["uses"].string();
  }
  void differ(std::string of, std::optional<std::uint64_t> entry, std::string ledger, std::string database) {
    found.push_back({std::move(of), entry, std::move(ledger), std::move(database)});
  }
};

/// "suspend, suspended" of an entry; "brought in" of one from before steps were written down.
[[nodiscard]] std::string words_of(ledger::Leaf const& leaf);
/// Whether a row's time can be that of its entry: both were written in one transaction.
[[nodiscard]] bool is_time_of(std::string const& at, ledger::Leaf const& leaf);
/// Whether the entry is of files that reached their day, and of what was set aside.
[[nodiscard]] bool is_of_files(ledger::Leaf const& leaf);
/// Whether the pseudonym in the entry is this member's, as far as it can be told: it is another each year.
[[nodiscard]] bool acted(Hub const& hub, ledger::Leaf const& leaf, std::string const& agency, std::string const& member);

/// Entries of files that reached their day, with those that came while the ledger was verified.
[[nodiscard]] Result<Entries> erasures_until_now(Comparing& comparing);

/// Whether the entry gives what was asked for in a request.
[[nodiscard]] bool is_giving(ledger::Leaf const& leaf);
/// Every entry that no checkpoint covers yet.
[[nodiscard]] Result<Entries> entries_beyond(Comparing& comparing);
/// Requests that entries which no checkpoint covers yet go on with: how they stand is not told.
[[nodiscard]] Result<std::set<std::string>> requests_beyond(Comparing& comparing);

[[nodiscard]] Result<void> compare_steps(Comparing& comparing);
[[nodiscard]] Result<void> compare_assessments(Comparing& comparing);
[[nodiscard]] Result<void> compare_stops(Comparing& comparing);
[[nodiscard]] Result<void> compare_releases(Comparing& comparing);
[[nodiscard]] Result<void> compare_editions(Comparing& comparing);
[[nodiscard]] Result<void> compare_publications(Comparing& comparing);
[[nodiscard]] Result<void> compare_shares(Comparing& comparing);
[[nodiscard]] Result<void> compare_quarters(Comparing& comparing);
/// How quarters are taken apart, and months of which somebody said that this is all there is.
[[nodiscard]] Result<void> compare_settled(Comparing& comparing);
[[nodiscard]] Result<void> compare_months(Comparing& comparing);
/// Steps of protection settings: who could take one away would have more shown than the leads agreed.
[[nodiscard]] Result<void> compare_settings(Comparing& comparing);
/// Counts sent for equality monitoring, and the stored reports: who could exchange one would have another read than was made.
[[nodiscard]] Result<void> compare_equality(Comparing& comparing);
/// Tables of published points: who could move one would have places told that lie elsewhere, or nobody's neighbours in place of eight.
[[nodiscard]] Result<void> compare_points(Comparing& comparing);
[[nodiscard]] Result<void> compare_submissions(Comparing& comparing);
[[nodiscard]] Result<void> compare_requests(Comparing& comparing);
[[nodiscard]] Result<void> compare_searches(Comparing& comparing);
[[nodiscard]] Result<void> compare_given(Comparing& comparing);
[[nodiscard]] Result<void> compare_judgements(Comparing& comparing);
/// After those that open entries: what each committed to of its uses, against their rows.
[[nodiscard]] Result<void> compare_uses(Comparing& comparing);
[[nodiscard]] Result<void> compare_members(Comparing& comparing);
[[nodiscard]] Result<void> compare_links(Comparing& comparing);
/// No row may name an entry that was never written.
[[nodiscard]] Result<void> compare_beyond(Comparing& comparing);

}  // namespace concordat::hub
