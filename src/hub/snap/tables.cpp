// SPDX-License-Identifier: Apache-2.0
#include "hub/snap/tables.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concordat::hub::snap {
namespace {

/// "2025-Q1 to 2025-Q3, 2026-Q1": in order.
std::string words_of(std::vector<Quarter> const& quarters) {
  std::vector<std::string> runs;
  for (std::size_t at = 0; at < quarters.size();) {
    auto to = at;
    while (to + 1 < quarters.size() && quarters[to + 1] == quarters[to].next()) ++to;
    runs.push_back(to == at ? format_quarter(quarters[at]) : fmt::format("{} to {}", format_quarter(quarters[at]), format_quarter(quarters[to])));
    at = to + 1;
  }
  return fmt::format("{}", fmt::join(runs, ", "));
}

}  // namespace

Result<Tables> Tables::read(store::Connection& connection, EpochOfQuarter epoch_of, Tables const& earlier) {
  Tables tables;
  tables.epoch_of_ = std::move(epoch_of);
  std::vector<Epoch> epochs;
  for (auto const& [quarter, number] : tables.epoch_of_) {
    if (!number || tables.held_.contains(*number)) continue;
    if (epochs.empty()) {
      auto all = all_epochs(connection);
      if (!all) return fail(all);
      epochs = std::move(*all);
    }
    auto const epoch = std::ranges::find(epochs, *number, &Epoch::number);
    if (epoch == epochs.end()) {
      return fail(Fault::integrity, "snap.no-epoch", "A quarter was closed under a table of published points that is not there.", "Run 'concordat ledger verify', and restore the database from a backup.");
    }
    auto const there = earlier.held_.find(*number);
    if (there != earlier.held_.end() && there->second.epoch.sha256 == epoch->sha256) {
      tables.held_.insert(*there);
      continue;
    }
    auto points = points_of(connection, *epoch);
    if (!points) return fail(points);
    auto table = protection::SnapTable::build(std::move(*points));
    if (!table) return fail(table);
    tables.held_.emplace(*number, Table{*epoch, std::move(*table)});
  }
  return tables;
}

std::optional<Spot> Tables::stand(Spot place, Quarter quarter, bool is_inside) const {
  auto const found = epoch_of_.find(quarter);
  if (found == epoch_of_.end()) return std::nullopt;
  if (!found->second) return place;
  auto const& table = held_.at(*found->second).points;
  auto const point = table.nearest({place.x, place.y, is_inside ? partnership_area : outside_area});
  if (point == protection::SnapTable::none) return std::nullopt;
  auto const& stands = table.points()[point];
  return Spot{stands.x, stands.y};
}

Table const* Tables::of(Quarter quarter) const {
  auto const found = epoch_of_.find(quarter);
  return found == epoch_of_.end() || !found->second ? nullptr : &held_.at(*found->second);
}

std::vector<std::string> Tables::words() const {
  std::map<int, std::vector<Quarter>> quarters;  // 0: those without a table
  for (auto const& [quarter, number] : epoch_of_) quarters[number.value_or(0)].push_back(quarter);
  std::vector<std::string> words;
  for (auto const& [number, of] : quarters) {
    auto const when = quarters.size() == 1 ? std::string{} : fmt::format(" of {}", words_of(of));
    if (number == 0) {
      words.push_back(fmt::format("Maps of squares{} are drawn from places as they were reported: {} closed when this hub had no table of published points.", when, of.size() == 1 ? "the quarter was" : "the quarters were"));
      continue;
    }
    auto const& epoch = held_.at(number).epoch;
    words.push_back(fmt::format("Maps of squares{} are drawn from published points: table {} of {}, {} points, each of which stands for eight addresses or more, or for none. A report stands at the nearest, at most "
                                "{:.0f} metres away in the partnership's area; one with none so near is on no map.",
                                when, number, epoch.since.substr(0, 10), epoch.points, protection::farthest_snap_metres));
  }
  return words;
}

}  // namespace concordat::hub::snap
