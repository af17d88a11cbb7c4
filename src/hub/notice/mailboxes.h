// SPDX-License-Identifier: Apache-2.0
// Where messages to an agency go: mailboxes of posts and teams, as the partnership file names them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "hub/hub.h"

namespace concordat::hub {

/// Of these people, or of the agency where none of them has one; empty where it has none either. From the partnership file.
[[nodiscard]] Result<std::set<std::string>> mailboxes_of(store::Connection& connection, std::string const& agency, std::vector<Member> const& people);

}  // namespace concordat::hub
