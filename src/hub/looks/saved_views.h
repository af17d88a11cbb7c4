// SPDX-License-Identifier: Apache-2.0
// What a member wants to look at again: a purpose, a quarter, a part of the reports, an area. Choices alone: no words that somebody typed and no data. Each is its member's,
// and coming back to one asks the gate anew.
#pragma once

#include <string>
#include <vector>

#include "hub/hub.h"

namespace concordat::hub {

inline constexpr int most_saved_views = 20;

struct SavedView {
  std::string id = {};
  std::string purpose = {};
  std::string quarter = {};  ///< empty: the latest complete one
  std::string part = {};     ///< empty: all reports
  std::string area = {};     ///< code; empty: all areas
};

/// Oldest first.
[[nodiscard]] Result<std::vector<SavedView>> saved_views(Hub& hub, Member const& member);
/// Keeps it, once; the entry. "view.unknown-choice", "view.too-many".
[[nodiscard]] Result<std::uint64_t> save_view(Hub& hub, Member const& member, SavedView const& view);
/// "view.unknown" where the member has none of that id, whoever else has.
[[nodiscard]] Result<std::uint64_t> delete_view(Hub& hub, Member const& member, std::string const& id);

}  // namespace concordat::hub
