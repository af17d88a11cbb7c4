// SPDX-License-Identifier: Apache-2.0
// The life of an agreement, step by step, as the hub wrote it down: proposed -> signed -> active (in force between its
// days) -> suspended -> ended. And what the steps so far mean for the next one. No database but to read and write them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/document.h"
#include "base/finding.h"
#include "base/fixed_text.h"
#include "hub/hub.h"
#include "store/connection.h"

namespace concordat::hub {

enum class LifeState : std::uint8_t {
  proposed,       ///< every discloser signed, a recipient did not
  signed_by_all,  ///< waits for two people to activate it
  active,         ///< in force between its days
  suspended,
  ended,
};
[[nodiscard]] FixedText name_of(LifeState state);
[[nodiscard]] std::optional<LifeState> life_state_named(std::string_view name);

enum class LifeStep : std::uint8_t {
  add,
  adopt,  ///< was in force before the hub wrote steps down
  assess,
  activate,
  suspend,
  lift,
  end,
};
[[nodiscard]] FixedText name_of(LifeStep step);

/// Who took a step. Empty: at the machine.
struct Actor {
  std::string member = {};
  std::string agency = {};
  bool operator==(Actor const&) const = default;
};

struct LifeChange {
  LifeStep step = LifeStep::add;
  LifeState state = LifeState::proposed;  ///< after it
  Actor by = {};
  std::string at = {};
  std::uint64_t ledger_index = 0;
};

/// What the steps so far come to.
struct Life {
  LifeState state = LifeState::proposed;
  bool activated = false;                  ///< ever
  std::vector<Actor> activations = {};     ///< those who said yes, while one is missing
  std::vector<std::string> suspended_by = {};  ///< agencies whose suspension stands
  std::vector<Actor> lifts = {};           ///< those who agreed to lift it, since it was last suspended
};
[[nodiscard]] Life life_of(std::span<LifeChange const> changes);

/// In order; those up to that entry of the ledger, if one is named.
[[nodiscard]] Result<std::vector<LifeChange>> changes_of(store::Connection& connection, std::string_view id, std::int64_t version,
                                                         std::optional<std::uint64_t> up_to = {});
/// Writes the step and the state it leads to. REQUIRES: a write transaction of this connection.
[[nodiscard]] Result<void> write_change(store::Connection& connection, agreements::Agreement const& agreement, LifeChange const& change);

/// The active information-governance leads of the parties.
[[nodiscard]] Result<std::vector<Actor>> leads_of(Hub& hub, agreements::Agreement const& agreement);
/// Of posts that one person holds (one account acts as them) the first.
[[nodiscard]] Result<std::vector<Actor>> people_of(store::Connection& connection, std::span<Actor const> posts);
/// A warning ("too-few-leads") where nobody could bring it into force, because its parties have no two such people (`leads`, one
/// post each): whom to name.
[[nodiscard]] Findings too_few_leads(agreements::Agreement const& agreement, std::span<Actor const> leads, std::string const& file);
/// Whether one account acts as both: then they are one person.
[[nodiscard]] Result<bool> same_person(store::Connection& connection, std::string_view one, std::string_view other);

/// Whether this yes, with the earlier ones, is enough: two people, of two parties where two have a lead.
[[nodiscard]] bool is_activated_by(std::span<Actor const> yes, std::span<Actor const> leads);
/// Whether those who agreed speak for both sides, and for every agency that suspended it.
[[nodiscard]] bool is_lifted_by(agreements::Agreement const& agreement, std::span<Actor const> yes, std::span<std::string const> suspended_by);

}  // namespace concordat::hub
