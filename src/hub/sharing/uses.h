// SPDX-License-Identifier: Apache-2.0
// Onward use: each supplier sees every use of its data. A use is written in the transaction of the release or of the answer
// that it is part of, so that there is none without the other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub::sharing {

struct DataUse {
  std::string id;
  std::string used_at;
  std::string kind;       ///< release, request, locate, household, criteria
  std::string reference;  ///< id of that
  std::string supplier;   ///< whose data
  std::string discloser;  ///< the same, or who passed it on
  std::string recipient;
  std::string member;     ///< who asked: the id of a post
  std::string purpose;
  std::string form;
  std::vector<std::string> fields;
  std::vector<std::string> rules;
  bool onward = false;    ///< may be passed on with the supplier's agreement; otherwise not at all
  std::uint64_t ledger_index = 0;
};

/// One mark of all uses of an act, in whatever order: its entry commits to it, so that no row can be changed, added or taken away past
/// the hub. Of what the rows get later (id, time) and what goes on its day (who asked) it says nothing.
[[nodiscard]] std::string mark_of(std::vector<DataUse> const& uses);
[[nodiscard]] std::string mark_of(std::map<std::string, DataUse> const& uses);

/// `id` and `used_at` are made here. REQUIRES: a write transaction; the ledger index is that of the disclosure.
[[nodiscard]] Result<void> record_use(Hub& hub, store::Transaction& transaction, DataUse use);

/// Of the data of the member's own agency, newest first, at most `most`.
[[nodiscard]] Result<std::vector<DataUse>> uses_of_own_data(Hub& hub, Member const& member, int most = 1000);

/// Of every agency, releases alone, since that instant, oldest first; no leaf: part of another look.
[[nodiscard]] Result<std::vector<DataUse>> released_since(store::Connection& connection, std::string_view since);
/// In which the agency gave or got, or whose data it was, since that instant ("2026-10-26T00:00:00.000Z"), oldest first; no leaf:
/// part of another look.
[[nodiscard]] Result<std::vector<DataUse>> uses_since(store::Connection& connection, std::string_view agency, std::string_view since);

/// Of one release or request; no leaf: part of another look.
[[nodiscard]] Result<std::vector<DataUse>> uses_in(store::Connection& connection, std::string const& reference);

}  // namespace concordat::hub::sharing
