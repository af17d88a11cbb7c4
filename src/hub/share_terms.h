// SPDX-License-Identifier: Apache-2.0
// What an agency agrees to when it lets others read an edition: asked where it is shared and where the ledger is held against it.
#pragma once

#include <string>
#include <vector>

#include "base/json_list.h"
#include "crypto/hash.h"

namespace concordat::hub {

/// Committed to by the entry of the offer and of each answer: which edition, who reads, who is asked.
[[nodiscard]] inline crypto::Hash share_terms(std::string const& id, std::string const& edition, std::vector<std::string> const& readers, std::vector<std::string> const& needed) {
  return crypto::sha256(Json{}.set("share", id).set("edition", edition).set("readers", list_of(readers)).set("needed", list_of(needed)).canonical());
}

}  // namespace concordat::hub
