// SPDX-License-Identifier: Apache-2.0
// What a member's roles allow. One table; a role that is not in it allows nothing.
//
// A right is only the first gate: whose feeds, which agency's accounts and what an agreement permits is decided where
// the thing is done. Who runs the hub sees no data.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/fixed_text.h"

namespace concordat::hub {

enum class Right : std::uint8_t {
  see_feeds,                   ///< which feeds are late, and whom to ask
  submit_files,                ///< of the own agency's feeds
  see_quality_own,             ///< of the own agency's feeds
  see_quarantine_own,          ///< the own agency's cells, with values
  improve_quality,             ///< of the own agency's feeds: what others see of it, and targets
  confirm_mapping,             ///< of the own agency's columns
  see_places,                  ///< released maps and figures
  release,                     ///< ask the gate
  see_agreements,
  govern_agreements,           ///< of the own agency: activate, suspend, lift, end, assess, negotiate
  see_ledger,
  ask_share,                   ///< may I share, requests to other agencies, break-glass
  answer_requests,             ///< for the own agency, where it is asked
  see_link_report,             ///< what linkage changed: counts, no person
  review_links,                ///< whether records are of one person, and the pages of persons
  manage_accounts_own_agency,
  manage_hub,                  ///< state of the machine, never data
  monitor_equality,            ///< send monitoring counts, make the report of a quarter
  see_equality,                ///< reports by characteristic; never the rows behind them
};
inline constexpr std::array all_rights{
    Right::see_feeds,  Right::submit_files, Right::see_quality_own, Right::see_quarantine_own,         Right::improve_quality, Right::confirm_mapping,
    Right::see_places, Right::release,      Right::see_agreements,  Right::govern_agreements, Right::see_ledger,                 Right::ask_share,       Right::answer_requests,
    Right::see_link_report, Right::review_links,
    Right::manage_accounts_own_agency,
    Right::manage_hub,
    Right::monitor_equality, Right::see_equality,
};

[[nodiscard]] bool allowed(Right right, std::span<std::string const> roles);
/// Whether a sign-in of some minutes ago is not enough.
[[nodiscard]] bool needs_step_up(Right right);
[[nodiscard]] FixedText name_of(Right right);

}  // namespace concordat::hub
