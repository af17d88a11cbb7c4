// SPDX-License-Identifier: Apache-2.0
// The papers of an agreement.
#pragma once

#include <string_view>

#include "agreements/analysis/register.h"
#include "agreements/analysis/see.h"
#include "agreements/document.h"
#include "agreements/paper/sheet.h"
#include "agreements/print.h"

namespace concordat::agreements::paper {

/// The agreement to be read and signed: summary, who takes part, a table of givers, receivers and items, the terms of each
/// rule, what is never allowed, and a box to sign in for each party.
[[nodiscard]] Sheet agreement_sheet(Agreement const& agreement, PrintNames const& names = {});

struct RoleAsked {
  std::string_view agency;
  std::string_view role;
};
/// "What this means for ...": what one role of one agency may ask, of whom, for what, under which conditions, and what it
/// must never do. Says so where the agreement gives that role nothing.
[[nodiscard]] Sheet role_sheet(Agreement const& agreement, RoleAsked const& asked, Vocabulary const* vocabulary, PrintNames const& names = {});

/// The public register.
[[nodiscard]] Sheet register_sheet(analysis::Register const& all);

}  // namespace concordat::agreements::paper
