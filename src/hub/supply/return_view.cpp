// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/return_view.h"

#include <map>
#include <utility>

namespace concordat::hub {
namespace sql {

constexpr store::Sql told =
    "SELECT quality, period_from, period_to, corrects FROM submission WHERE feed = ? AND state = 'accepted' AND period_from IS NOT NULL "
    "ORDER BY number";

}  // namespace sql

Result<std::optional<ReturnView>> return_of(Hub& hub, Feed const& feed) {
  auto const* profile = hub.profiles().find(feed.profile);
  if (profile == nullptr || !profile->makes_return) return std::optional<ReturnView>{};
  std::map<std::pair<int, int>, std::vector<Json>> standing;  // by the months they tell of: the newest file and its corrections
  auto read = hub.database().query(sql::told,
                                   [&](store::Row const& row) -> Result<bool> {
                                     auto quality = Json::parse(row.text(0));
                                     if (!quality) return fail(quality);
                                     if (!quality->contains("return")) return true;
                                     auto& place = standing[{row.small(1), row.small(2)}];
                                     if (row.is_null(3)) place.clear();
                                     place.push_back((*quality)["return"]);
                                     return true;
                                   },
                                   feed.number);
  if (!read) return fail(read);
  if (standing.empty()) return std::optional<ReturnView>{};
  Quarter newest{};
  for (auto const& [months, counts] : standing) newest = std::max(newest, Quarter::of(Month{months.second}));
  intake::PrescribedCount all{*profile, hub.catalogue()};
  for (auto const& [months, counts] : standing) {
    if (Quarter::of(Month{months.second}) != newest) continue;
    for (auto const& one : counts) all.add(one);
  }
  return std::optional{ReturnView{newest, all.answers()}};
}

}  // namespace concordat::hub
