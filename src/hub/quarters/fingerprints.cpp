// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/fingerprints.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "hub/quarters/reports.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql erased = "SELECT number FROM submission WHERE state = 'erased'";

}  // namespace sql

namespace {

/// A feed, its newest submission then, and the revision: of one of these no quarter is there twice.
using State = std::tuple<int, std::int64_t, int>;
/// Sources that were closed at one state of a feed are read at once.
using Together = std::map<State, std::vector<std::pair<ClosedQuarter const*, ClosedSource const*>>>;

Result<void> hold(store::Connection& connection, Together::value_type const& sources, std::vector<ChangedReports>& changed) {
  auto const& [state, closed] = sources;
  auto const [feed, last_submission, revision] = state;
  std::map<Quarter, std::string> salts;
  for (auto const& [quarter, source] : closed) salts.emplace(quarter->quarter, source->salt);
  auto const prints = prints_of(connection, feed, last_submission, salts, {});
  if (!prints) return fail(prints);
  for (auto const& [quarter, source] : closed) {
    if (prints->at(quarter->quarter).fingerprint == source->fingerprint) continue;
    changed.push_back({quarter->quarter, revision, quarter->ledger_index, feed});
  }
  return {};
}

}  // namespace

Result<std::vector<ChangedReports>> changed_reports(store::Connection& connection) {
  auto const closings = all_closings(connection);
  if (!closings) return fail(closings);
  std::set<std::int64_t> erased;
  auto read = connection.query(sql::erased, [&](store::Row const& row) { erased.insert(row.integer(0)); });
  if (!read) return fail(read);
  std::vector<ChangedReports> changed;
  Together together;
  for (auto const& one : *closings) {
    for (auto const& source : one.sources) {
      bool const deleted = std::ranges::any_of(source.files, [&](auto file) { return erased.contains(file); });
      if (deleted) continue;
      if (source.salt.empty()) changed.push_back({one.quarter, one.revision, one.ledger_index, source.feed, true});
      else together[{source.feed, source.last_submission, one.revision}].emplace_back(&one, &source);
    }
  }
  for (auto const& sources : together) {
    if (auto done = hold(connection, sources, changed); !done) return fail(done);
  }
  return changed;
}

}  // namespace concordat::hub
