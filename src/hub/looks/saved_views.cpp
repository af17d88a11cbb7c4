// SPDX-License-Identifier: Apache-2.0
#include "hub/looks/saved_views.h"

#include <algorithm>

#include "base/date.h"
#include "base/id.h"
#include "hub/act.h"
#include "hub/release/filter.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql saved_of_member = "SELECT id, purpose, quarter, part, area FROM saved_view WHERE member = ? ORDER BY id";
constexpr store::Sql put_saved_view = "INSERT INTO saved_view (id, member, purpose, quarter, part, area) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (member, purpose, quarter, part, area) DO NOTHING";
constexpr store::Sql delete_saved_view = "DELETE FROM saved_view WHERE member = ? AND id = ?";

}  // namespace sql

namespace {

Act act_on_views(Member const& member) {
  Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"saved-view"};
  return act;
}

bool is_area(Hub& hub, std::string const& code) {
  auto const* areas = hub.release_areas();
  return areas != nullptr && areas->stored.set.find(code).has_value();
}

}  // namespace

Result<std::vector<SavedView>> saved_views(Hub& hub, Member const& member) {
  std::vector<SavedView> all;
  auto const read = hub.database().query(sql::saved_of_member, [&](store::Row const& row) { all.push_back({row.string(0), row.string(1), row.string(2), row.string(3), row.string(4)}); }, member.id);
  if (!read) return fail(read);
  return all;
}

Result<std::uint64_t> save_view(Hub& hub, Member const& member, SavedView const& view) {
  auto const& definitions = hub.catalogue().definitions();
  auto const part = part_named(definitions, view.part);
  bool const known = hub.catalogue().purpose(view.purpose) != nullptr && (view.quarter.empty() || parse_quarter(view.quarter)) &&
                     (view.part.empty() || (part && is_on_the_list(definitions, *part))) && (view.area.empty() || is_area(hub, view.area));
  if (!known) {
    return fail(Fault::malformed, "view.unknown-choice", "The purpose, the quarter, the part of the reports or the area is none that this hub knows.",
                "Choose them on the page and save what it shows.");
  }
  auto const there = saved_views(hub, member);
  if (!there) return fail(there);
  if (there->size() >= most_saved_views) {
    return fail(Fault::conflict, "view.too-many", "You have as many saved views as a member may have.", "Delete one that you no longer need.");
  }
  auto const id = uuid7(hub.clock().now(), hub.chance());
  return record_with(hub, act_on_views(member), [&](store::Connection& connection, Act&, std::uint64_t) -> Result<void> {
    auto put = connection.execute(sql::put_saved_view, id, member.id, view.purpose, view.quarter, part ? part->id() : std::string{}, view.area);
    if (!put) return fail(put);
    return {};
  });
}

Result<std::uint64_t> delete_view(Hub& hub, Member const& member, std::string const& id) {
  auto const there = saved_views(hub, member);
  if (!there) return fail(there);
  if (std::ranges::find(*there, id, &SavedView::id) == there->end()) {
    return fail(Fault::not_found, "view.unknown", "You have no saved view of that number.", "The workbench lists yours.");
  }
  return record_with(hub, act_on_views(member), [&](store::Connection& connection, Act&, std::uint64_t) -> Result<void> {
    auto gone = connection.execute(sql::delete_saved_view, member.id, id);
    if (!gone) return fail(gone);
    return {};
  });
}

}  // namespace concordat::hub
