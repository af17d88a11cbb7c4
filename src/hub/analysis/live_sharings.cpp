// SPDX-License-Identifier: Apache-2.0
#include "hub/analysis/live_sharings.h"

#include <map>

#include "hub/sharing/uses.h"

namespace concordat::hub {
namespace {

namespace an = agreements::analysis;
using Cells = std::map<an::Cell, Date>;

struct Found {
  agreements::Agreement const* agreement = nullptr;
  agreements::Rule const* rule = nullptr;
};

Found rule_named(std::span<agreements::Agreement const* const> agreements, std::string_view reference) {
  auto const at = reference.find('#');
  if (at == std::string_view::npos) return {};
  for (auto const* const one : agreements) {
    if (one->reference() == reference.substr(0, at)) return {one, one->rule(reference.substr(at + 1))};
  }
  return {};
}

std::vector<std::string> roles_in(agreements::Rule const& rule, std::optional<Member> const& member) {
  std::vector<std::string> roles;
  for (auto const& role : rule.recipient_roles) {
    if (!member || member->has_role(role.text)) roles.push_back(role.text);
  }
  return roles;
}

void add_cells(Hub const& hub, sharing::DataUse const& use, agreements::Rule const& rule, std::optional<Member> const& member, Cells& cells) {
  auto const instant = parse_instant(use.used_at);
  if (!instant) return;
  auto const day = std::chrono::floor<std::chrono::days>(*instant);
  for (auto const& role : roles_in(rule, member)) {
    for (auto const& field : use.fields) {
      an::Cell const cell{use.discloser, use.recipient, role, use.purpose, field};
      if (an::item_for(rule, cell, &hub.vocabulary()) == nullptr) continue;
      auto const [place, is_new] = cells.try_emplace(cell, day);
      if (!is_new) place->second = std::max(place->second, Date{day});
    }
  }
}

}  // namespace

Result<std::vector<an::Sharing>> live_sharings(Hub& hub, LiveSharingsWish const& wish) {
  auto const uses = sharing::uses_since(hub.database(), wish.agency, format_instant(Instant{wish.since}));
  if (!uses) return fail(uses);
  Cells cells;
  for (auto const& use : *uses) {
    auto const member = hub.member(use.member);
    if (!member) return fail(member);
    for (auto const& reference : use.rules) {
      auto const found = rule_named(wish.agreements, reference);
      if (found.rule != nullptr) add_cells(hub, use, *found.rule, *member, cells);
    }
  }
  std::vector<an::Sharing> out;
  for (auto const& [cell, day] : cells) out.push_back({cell, day});
  return out;
}

}  // namespace concordat::hub
