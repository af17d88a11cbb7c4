// SPDX-License-Identifier: Apache-2.0
// Inside the module: what the acts on editions share.
#pragma once

#include "hub/act.h"
#include "hub/products/edition_rows.h"
#include "hub/products/editions.h"
#include "hub/release/release.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::editing {

/// A leaf and "edition.not-yours" where the person may not ask for releases in that role.
[[nodiscard]] Result<void> admit(Hub& hub, Editor const& editor);
[[nodiscard]] Act act_of(Editor const& editor, ledger::Event event, std::string what, std::string product);
[[nodiscard]] tl::unexpected<Problem> signed_already();
/// As the edition keeps it; "edition.definition" where that cannot be read.
[[nodiscard]] Result<catalogue::Product> product_in(StoredEdition const& stored);

/// A signed edition without the files of its figures, held against its entry of the ledger: for readers of other agencies.
[[nodiscard]] Result<Edition> as_signed(Hub& hub, std::string const& agency, std::string const& id);

/// Where the words of one writing are sealed; `row` is its `writing` and outlives the spot.
[[nodiscard]] inline sharing::Spot spot_of(std::string const& row, std::string const& agency) { return {"edition_text", "words_sealed", row, agency}; }

}  // namespace concordat::hub::editing
