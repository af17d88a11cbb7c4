// SPDX-License-Identifier: Apache-2.0
// The agencies that joined the made-up partnership later, and what each of them sends.
#pragma once

#include <span>
#include <string_view>

#include "synth/exports.h"

namespace concordat::synth {

/// They joined this many months before the end of the run, and sent nothing before.
constexpr int months_since_joining = 3;

struct LaterAgency {
  std::string_view id;
  std::string_view kind;
  std::string_view name;
  std::string_view supplier;  ///< the member who sends its files
};

struct LaterFeed {
  std::string_view id;
  std::string_view agency;
  std::string_view profile;
  std::string_view title;
  std::string_view every;
  std::string_view due_within;
};

/// As the partnership file has them.
[[nodiscard]] std::span<LaterFeed const> feeds_that_joined();
/// The first month of a feed: quarterly ones begin with the quarter.
[[nodiscard]] Month first_period(LaterFeed const& feed, Month last_month, int months);

// One file of code an agency or a few of a kind; each writes what its feeds send in the month of the turn.
[[nodiscard]] Result<void> write_fire(World const& world, Turn const& turn, Output& output);
[[nodiscard]] Result<void> write_clinics(World const& world, Turn const& turn, std::span<Event const> events, Output& output);
[[nodiscard]] Result<void> write_education(World const& world, Turn const& turn, Output& output);
[[nodiscard]] Result<void> write_justice(World const& world, Turn const& turn, Output& output);
[[nodiscard]] Result<void> write_community(World const& world, Turn const& turn, Output& output);
[[nodiscard]] Result<void> write_care(World const& world, Turn const& turn, Output& output);
[[nodiscard]] Result<void> write_care_tables(World const& world, Turn const& turn, Output& output);
/// The quarter's return under section 17A of each authority, in the last month of the quarter.
[[nodiscard]] Result<void> write_prescribed(World const& world, Turn const& turn, Output& output);

}  // namespace concordat::synth
