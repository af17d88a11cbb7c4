// SPDX-License-Identifier: Apache-2.0
// The papers of an agreement.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "agreements/analysis/register.h"
#include "agreements/analysis/see.h"
#include "agreements/document.h"
#include "agreements/paper/sheet.h"
#include "agreements/print.h"

namespace concordat::agreements::paper {

/// What became of a signature when it was held against its agency's public keys.
enum class Held : unsigned char { not_checked, fits, does_not_fit, no_key };

/// A signature as it stands beside the document.
struct Signed {
  std::string agency;
  std::string post;  ///< of the person who signed
  std::string at;    ///< "2026-03-01T09:00:00.000Z"
  std::string key_id;
  Held held = Held::not_checked;
};

/// The agreement to be read and signed: summary, who takes part, a table of givers, receivers and items, the terms of each
/// rule, what is never allowed, who has signed for whom and when, and a box to sign in for each party of which no signature was found to fit.
[[nodiscard]] Sheet agreement_sheet(Agreement const& agreement, PrintNames const& names = {}, std::span<Signed const> signatures = {});

struct RoleAsked {
  std::string_view agency;
  std::string_view role;
};
/// "What this means for ...": what one role of one agency may ask, of whom, for what, under which conditions, and what it
/// must never do. Says so where the agreement gives that role nothing.
[[nodiscard]] Sheet role_sheet(Agreement const& agreement, RoleAsked const& asked, Vocabulary const* vocabulary, PrintNames const& names = {});

/// The public register; an id without a name is printed as it is.
[[nodiscard]] Sheet register_sheet(analysis::Register const& all, PrintNames const& names = {});

}  // namespace concordat::agreements::paper
