// SPDX-License-Identifier: Apache-2.0
// Inside of init: writes what a partnership file says over what the hub holds, and tells what is no longer in it.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/areas.h"
#include "hub/init.h"
#include "hub/log.h"
#include "store/transaction.h"

namespace concordat::hub {

/// Whether files of this profile are lists of people.
[[nodiscard]] inline bool is_about_people(intake::LoadedProfiles const& profiles, catalogue::Catalogue const& catalogue, std::string const& profile) {
  auto const* found = profiles.find(profile);
  auto const* kind = found == nullptr ? nullptr : catalogue.feed_kind(found->feed_kind);
  return kind != nullptr && kind->about_people;
}

/// What the ledger itself has of the partnership file and of its smallest group: rows that say otherwise would let a file lower it that
/// nobody agreed to.
struct EnteredByInit {
  std::optional<std::string> document_sha256 = {};  ///< of the file that was read last; nothing where nobody can tell
  std::optional<std::int64_t> agreed = {};          ///< lower smallest group that two leads agreed to, as in agreed_group
};
/// Reads the whole ledger, 400,000 entries a second. Where it does not hold, what `concordat ledger verify` says of it. REQUIRES: no transaction.
[[nodiscard]] Result<EnteredByInit> read_entered_by_init(Log& log, std::filesystem::path const& keys, Instant now);

struct PartnershipRows {
  PartnershipFile const& file;
  std::vector<LoadedAreas> const& areas;
  AgencyKeys const& keys;
  std::set<std::string> const& lists;  ///< feeds of the file that are lists of people
  Instant now;
  EnteredByInit const& entered;
};

/// Partnership, agencies, members and feeds. "init.file-differs" where the file that the database holds is not the one that was read last;
/// "init.feed-moved" where a feed would go to another agency: its records are
/// sealed under the key of the one that supplied them.
[[nodiscard]] Result<void> write_partnership_rows(store::Transaction& transaction, PartnershipRows const& rows, InitReport& report);

/// Of each of these feeds: its agency's first lead answers for it, where nobody was named or taken away yet. Those that nobody
/// answers for are told.
[[nodiscard]] Result<void> name_list_owners(store::Connection& connection, std::set<std::string> const& lists, Instant now, InitReport& report);

/// A smallest group that two leads agreed to, lower than that of the partnership file: not in force until init reads a file with it.
struct AgreedGroup {
  std::int64_t value = 0;
  std::string lapses = {};  ///< the last day on which init reads it: "2026-12-05"
};
inline constexpr int days_an_agreed_group_waits = 14;
/// What was agreed to last and counts still: no file with another smallest group was read since, none raised it, no lead tightened it
/// since, and it has not lapsed. It may be what the file has, or more: then it is in force as it is.
[[nodiscard]] Result<std::optional<AgreedGroup>> agreed_group(store::Connection& connection, Instant now);

/// The numbers of all agencies the hub knows, those that left too.
[[nodiscard]] Result<std::vector<int>> agency_numbers(store::Connection& connection);

}  // namespace concordat::hub
