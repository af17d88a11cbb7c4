// SPDX-License-Identifier: Apache-2.0
// Closed quarters against the hashes of what was closed and the reports that are there now, revisions against what people said,
// and the files that reports are from against the entries that they came in with.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/date.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/quarters/coverage.h"
#include "hub/quarters/fingerprints.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql revisions =
    "SELECT quarter, revision, reason, proposed_by, proposed_for, proposed_at, ledger_index, answer, answered_by, answered_for, answered_at, answer_index FROM quarter_revision "
    "ORDER BY quarter, revision";
constexpr store::Sql submissions = 
    "SELECT s.id, s.number, s.state, s.content_hash, s.rows_read, s.rows_accepted, s.rows_quarantined, s.rows_skipped, s.delete_on, s.received_at, a.id, f.id, fa.id "
    "FROM submission s LEFT JOIN agency a ON a.number = s.agency LEFT JOIN feed f ON f.number = s.feed LEFT JOIN agency fa ON fa.id = f.agency";

}  // namespace sql

namespace {

using Revision = std::pair<Quarter, int>;

std::string name_of(Quarter quarter, int revision) { return fmt::format("quarter {}, revision {}", format_quarter(quarter), revision); }

std::string names_of(std::vector<ClosedQuarter> const& closed) {
  std::vector<std::string> names;
  for (auto const& one : closed) names.push_back(name_of(one.quarter, one.revision));
  return fmt::format("{}", fmt::join(names, "; "));
}

/// Those that one release closed, against the hash in their entry.
void compare_closings(Comparing& comparing, std::vector<ClosedQuarter> const& stored) {
  std::map<std::uint64_t, std::vector<ClosedQuarter>> together;
  for (auto const& one : stored) together[one.ledger_index].push_back(one);
  for (auto const& [index, closed] : together) {
    if (index >= comparing.size) continue;
    auto const found = comparing.closings.find(index);
    if (found != comparing.closings.end() && found->second.bundle == crypto::sha256(committed_text(closed))) continue;
    comparing.differ(names_of(closed), index, found == comparing.closings.end() ? "no closing" : "other quarters closed, or other reports in them", "closed " + closed.front().closed_at);
  }
  for (auto const& [index, leaf] : comparing.closings) {
    if (index < comparing.size && !together.contains(index)) comparing.differ(fmt::format("quarters closed by entry {}", index), index, fmt::format("{} closed", leaf.count.value_or(0)), "open");
  }
}

struct Said {
  std::vector<std::string> why;  ///< "revision-proposed" and its reason
  std::string agency;
  std::string member;
  std::string at;
  std::uint64_t entry = 0;
};

class Revisions {
 public:
  explicit Revisions(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run(std::vector<ClosedQuarter> const& closed) {
    auto read = comparing_.connection.query(sql::revisions, [&](store::Row const& row) {
      Revision const which{Quarter{row.small(0)}, row.small(1)};
      hold(which, {{"revision-proposed", row.string(2)}, row.string(4), row.string(3), row.string(5), static_cast<std::uint64_t>(row.integer(6))});
      if (row.is_null(7)) return;
      hold(which, {{"revision-" + row.string(7)}, row.string(9), row.string(8), row.string(10), static_cast<std::uint64_t>(row.integer(11))});
      if (row.text(7) == "confirmed") confirmed_.insert(which);
    });
    if (!read) return fail(read);
    for (auto const& [index, leaf] : comparing_.revisions) {
      if (index < comparing_.size && !cited_.contains(index)) comparing_.differ(fmt::format("{} of entry {}", fmt::join(leaf.fields, " "), index), index, fmt::format("{}", fmt::join(leaf.why, ", ")), "no such row");
    }
    for (auto const& one : closed) {
      if (one.revision > 1 && one.ledger_index < comparing_.size && !confirmed_.contains({one.quarter, one.revision})) comparing_.differ(name_of(one.quarter, one.revision), one.ledger_index, "no revision that was confirmed", "closed anew");
    }
    return {};
  }

 private:
  void hold(Revision const& which, Said const& said) {
    bool const first = cited_.insert(said.entry).second;
    if (said.entry >= comparing_.size) return;
    auto const found = comparing_.revisions.find(said.entry);
    if (first && found != comparing_.revisions.end() && same(found->second, which, said)) return;
    comparing_.differ(name_of(which.first, which.second), said.entry, found == comparing_.revisions.end() ? "nothing of a revision" : fmt::format("{}, by {}", fmt::join(found->second.why, ", "), found->second.to),
                      fmt::format("{}, by {}{}", fmt::join(said.why, ", "), said.agency, first ? "" : ", a second time"));
  }
  bool same(ledger::Leaf const& leaf, Revision const& which, Said const& said) const {
    auto const fields = std::vector<std::string>{"quarter", format_quarter(which.first), std::to_string(which.second)};
    return leaf.fields == fields && leaf.to == said.agency && leaf.why == said.why && is_time_of(said.at, leaf) && acted(comparing_.hub, leaf, said.agency, said.member);
  }

  Comparing& comparing_;
  std::set<std::uint64_t> cited_;
  std::set<Revision> confirmed_;
};

struct Taken {
  std::int64_t number = 0;
  std::string state;
  std::string sha256;
  std::array<std::int64_t, 4> rows = {};  ///< read, accepted, quarantined, skipped
  std::string delete_on;                  ///< its day; none where it has no such
  std::string received_at;
  std::string agency;       ///< that sent it
  std::string feed;
  std::string feed_agency;  ///< whose feed it is
};

/// What the ledger says of files that reached their day.
struct Erased {
  std::set<std::string> files;                 ///< that an entry named
  std::map<std::uint64_t, std::string> days;  ///< of entries that name none: of earlier hubs, or their details are erased

  [[nodiscard]] bool has(std::uint64_t received, std::string const& id, Taken const& row) const {
    if (files.contains(id)) return true;
    return !row.delete_on.empty() && std::ranges::any_of(days, [&](auto const& entry) { return entry.first > received && row.delete_on <= entry.second; });
  }
};

/// What the entry of a file committed to, held against its row.
void hold_file(Comparing& comparing, std::uint64_t index, ledger::Leaf const& leaf, Json const& detail, std::map<std::string, Taken> const& rows, Erased const& gone) {
  auto const& id = detail["submission"].string();
  auto const found = rows.find(id);
  auto const name = "file " + (found == rows.end() ? id : std::to_string(found->second.number));
  if (found == rows.end()) return comparing.differ(name, index, "taken in", "no such file");
  auto const& row = found->second;
  if (row.state == "failed") return comparing.differ(name, index, "taken in", "it failed, and none of it counts");
  bool const erased = row.state == "erased" && gone.has(index, id, row);
  if (row.state != "accepted" && !erased) comparing.differ(name, index, "taken in, and not deleted since", "it is " + row.state);
  if (detail["sha256"].string() != row.sha256) comparing.differ(name, index, "of SHA-256 " + detail["sha256"].string(), "of SHA-256 " + row.sha256);
  std::array<std::int64_t, 4> const said{detail["read"].integer(), detail["accepted"].integer(), detail["quarantined"].integer(), detail["skipped"].integer()};
  auto const feed = leaf.fields.empty() ? std::string{} : leaf.fields.front();
  if (leaf.from != row.agency || leaf.from != row.feed_agency || feed != row.feed) comparing.differ(name, index, fmt::format("of {}, for {}", leaf.from, feed), fmt::format("of {}, for {} of {}", row.agency, row.feed, row.feed_agency));
  // A big file came long before its entry, which is written when it is read. Of files from before the entry committed to it that is all.
  auto const& came = detail["received_at"];
  auto const received = parse_instant(row.received_at);
  bool const fits = came.is_string() ? came.string() == row.received_at : received && (*received <= leaf.at || is_time_of(row.received_at, leaf));
  if (!fits) comparing.differ(name, index, "came at " + (came.is_string() ? came.string() : "the latest " + format_instant(leaf.at)), "came at " + row.received_at);
  // Of files from before the entry committed to their day nobody can tell.
  bool const dated = detail["delete_on"].is_string() && detail["delete_on"].string() != row.delete_on;
  if (dated && !erased) comparing.differ(name, index, "deleted on " + detail["delete_on"].string(), "deleted on " + (row.delete_on.empty() ? std::string{"no day"} : row.delete_on));
  if (said != row.rows) comparing.differ(name, index, fmt::format("rows read, accepted, set aside, skipped: {}", fmt::join(said, ", ")), fmt::format("{}", fmt::join(row.rows, ", ")));
}

/// Ids of the files that came in while the ledger was verified.
Result<std::set<std::string>> told_later(Comparing& comparing) {
  auto const beyond = entries_beyond(comparing);
  if (!beyond) return fail(beyond);
  std::set<std::string> told;
  for (auto const& [index, leaf] : *beyond) {
    if (leaf.event != ledger::Event::receive) continue;
    auto const detail = comparing.details.of(index, leaf);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    if (detail && (*detail)["submission"].is_string()) told.insert((*detail)["submission"].string());
  }
  return told;
}

Result<Erased> read_erased(Comparing& comparing, Entries const& erasures) {
  Erased gone;
  for (auto const& [index, leaf] : erasures) {
    auto const detail = comparing.details.of(index, leaf);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    if (!detail) {
      if (index < comparing.size) comparing.differ(fmt::format("deletion of entry {}", index), index, "commits to what was deleted", "what lies sealed beside it is something else, or gone");
      continue;
    }
    auto const& files = (*detail)["files"];
    if (!files.is_array()) {
      gone.days.emplace(index, format_date(std::chrono::floor<std::chrono::days>(leaf.at)));
      continue;
    }
    for (auto const& file : files.array()) gone.files.insert(file.string());
  }
  return gone;
}

}  // namespace

Result<Entries> erasures_until_now(Comparing& comparing) {
  auto all = entries_beyond(comparing);
  if (!all) return all;
  std::erase_if(*all, [](auto const& entry) { return !is_of_files(entry.second); });
  all->insert(comparing.erasures.begin(), comparing.erasures.end());
  return all;
}

Result<void> compare_submissions(Comparing& comparing) {
  std::map<std::string, Taken> rows;
  auto const read = comparing.connection.query(sql::submissions, [&](store::Row const& row) {
    rows.emplace(row.string(0), Taken{row.integer(1), row.string(2), row.string(3), {row.integer(4), row.integer(5), row.integer(6), row.integer(7)}, row.is_null(8) ? std::string{} : row.string(8), row.string(9), row.string(10), row.string(11), row.string(12)});
  });
  if (!read) return fail(read);
  auto told = told_later(comparing);
  if (!told) return fail(told);
  auto const erasures = erasures_until_now(comparing);
  if (!erasures) return fail(erasures);
  auto const gone = read_erased(comparing, *erasures);
  if (!gone) return fail(gone);
  bool all_known = true;
  for (auto const& [index, leaf] : comparing.received) {
    auto const detail = comparing.details.of(index, leaf);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    if (!detail) comparing.differ(fmt::format("file of entry {}", index), index, "commits to what came in", "what lies sealed beside it is something else, or gone");
    // Nobody can tell any more which file it was.
    if (!detail || !(*detail)["submission"].is_string()) {
      all_known = false;
      continue;
    }
    told->insert((*detail)["submission"].string());
    hold_file(comparing, index, leaf, *detail, rows, *gone);
  }
  for (auto const& [id, row] : rows) {
    bool const invented = all_known && row.state != "failed" && !told->contains(id);
    if (invented) comparing.differ(fmt::format("file {}", row.number), std::nullopt, "no such file was taken in", "it is " + row.state);
  }
  return {};
}

Result<void> compare_quarters(Comparing& comparing) {
  auto const stored = all_closings(comparing.connection);
  if (!stored) return fail(stored);
  compare_closings(comparing, *stored);
  auto const changed = changed_reports(comparing.connection);
  if (!changed) return fail(changed);
  for (auto const& one : *changed) {
    if (one.ledger_index >= comparing.size) continue;
    auto const feed = std::ranges::find(comparing.hub.feeds(), one.feed, &Feed::number);
    auto const of = feed == comparing.hub.feeds().end() ? fmt::format("feed {}", one.feed) : feed->id;
    comparing.differ(name_of(one.quarter, one.revision), one.ledger_index, "the reports of " + of + " that were closed", one.salt_taken ? "what they are recognised by was taken away" : "others: some were added, changed or taken away");
  }
  return Revisions{comparing}.run(*stored);
}

}  // namespace concordat::hub
