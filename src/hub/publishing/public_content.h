// SPDX-License-Identifier: Apache-2.0
// Inside the module: what of an edition may be public, put together.
#pragma once

#include "hub/products/identifiers.h"
#include "hub/publishing/publishing.h"

namespace concordat::hub::publishing {

struct PublicContent {
  std::string canonical;              ///< RFC 8785 JSON
  std::vector<PublicTable> tables = {};
  std::size_t sections = 0;           ///< with words
  std::string quarter = {};
  std::vector<std::string> needed = {};  ///< other agencies whose reports are counted
  Json witnesses = {};                ///< for the entry of the proposal: why figures are left out beside what partners were told
};

/// REQUIRES: a write transaction, alone; a signed edition.
[[nodiscard]] Result<PublicContent> public_content(Hub& hub, store::Transaction& transaction, Editor const& editor, Edition const& edition, Forenames const& names);

/// The disclosure-control report of these figures (render::json_of), laid beside earlier ones. `areas`: how many there are.
[[nodiscard]] Json control_of(PublicFigures const& figures, std::span<EarlierTable const> earlier, std::size_t areas);

}  // namespace concordat::hub::publishing
