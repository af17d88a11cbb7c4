// SPDX-License-Identifier: Apache-2.0
#include "hub/accounts/rights.h"

#include <algorithm>
#include <string_view>

namespace concordat::hub {
namespace {

using enum Right;

/// Role by role; a bit a right.
struct RoleRights {
  std::string_view role;
  std::uint32_t rights;
};

constexpr std::uint32_t bit(Right right) { return std::uint32_t{1} << static_cast<unsigned>(right); }

constexpr std::uint32_t shares = bit(ask_share);
constexpr std::uint32_t answers = bit(ask_share) | bit(answer_requests);

constexpr std::array role_rights{
    RoleRights{"analyst", bit(see_feeds) | bit(see_link_report) | bit(see_quality_own) | bit(see_places) | bit(release) | bit(see_agreements) | bit(see_ledger) | shares},
    RoleRights{"feed-supplier", bit(see_feeds) | bit(see_link_report) | bit(submit_files) | bit(see_quality_own) | bit(see_quarantine_own) | bit(improve_quality) |
                                    bit(confirm_mapping) | bit(see_agreements) | bit(see_ledger)},
    RoleRights{"information-governance-lead", bit(see_feeds) | bit(see_link_report) | bit(see_quality_own) | bit(improve_quality) | bit(see_agreements) |
                                                    bit(govern_agreements) | bit(see_ledger) | bit(see_equality) | answers},
    RoleRights{"linkage-reviewer", bit(review_links) | bit(see_link_report) | bit(see_agreements)},
    RoleRights{"auditor", bit(see_link_report) | bit(see_agreements) | bit(see_ledger)},
    RoleRights{"data-protection-officer", bit(see_feeds) | bit(see_link_report) | bit(see_agreements) | bit(see_ledger) | answers},
    RoleRights{"strategic-lead", bit(see_places) | bit(release) | bit(see_agreements) | bit(see_ledger) | bit(see_equality) | answers},
    RoleRights{"practitioner", shares},
    RoleRights{"mentor", shares},
    RoleRights{"neighbourhood-supervisor", shares},
    RoleRights{"conference-member", answers},
    RoleRights{"conference-chair", answers},
    RoleRights{"caldicott-guardian", answers},
    RoleRights{"administrator", bit(manage_accounts_own_agency)},
    RoleRights{"hub-operator", bit(manage_hub)},
    RoleRights{"equality-monitoring-officer", bit(monitor_equality) | bit(see_equality)},
};

}  // namespace

bool allowed(Right right, std::span<std::string const> roles) {
  return std::any_of(role_rights.begin(), role_rights.end(), [&](RoleRights const& one) {
    return (one.rights & bit(right)) != 0 && std::find(roles.begin(), roles.end(), one.role) != roles.end();
  });
}

bool needs_step_up(Right right) { return right == manage_accounts_own_agency || right == manage_hub || right == govern_agreements; }

FixedText name_of(Right right) {
  switch (right) {
    case see_feeds: return "see-feeds";
    case submit_files: return "submit-files";
    case see_quality_own: return "see-quality-own";
    case see_quarantine_own: return "see-quarantine-own";
    case improve_quality: return "improve-quality";
    case confirm_mapping: return "confirm-mapping";
    case see_places: return "see-places";
    case release: return "release";
    case see_agreements: return "see-agreements";
    case govern_agreements: return "govern-agreements";
    case see_ledger: return "see-ledger";
    case ask_share: return "ask-share";
    case answer_requests: return "answer-requests";
    case see_link_report: return "see-link-report";
    case review_links: return "review-links";
    case manage_accounts_own_agency: return "manage-accounts-own-agency";
    case manage_hub: return "manage-hub";
    case monitor_equality: return "monitor-equality";
    case see_equality: return "see-equality";
  }
  return "manage-hub";
}

}  // namespace concordat::hub
