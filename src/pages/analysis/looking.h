// SPDX-License-Identifier: Apache-2.0
// Inside the module: the agreements a page looks at, and the names of what is in them.
#pragma once

#include <string>
#include <vector>

#include "agreements/analysis/diff.h"
#include "agreements/analysis/scope.h"
#include "agreements/analysis/see.h"
#include "hub/agency_name.h"
#include "hub/analysis/holdings.h"
#include "pages/models.h"
#include "pages/site.h"

namespace concordat::pages {

/// Agreements of the hub and the day. Not copied: scopes point into it.
struct Looking {
  hub::Held held;
  agreements::PrintNames names;
  Date today;
  [[nodiscard]] agreements::analysis::Scope in_force(hub::Hub const& hub, Date day) const { return {hub::in_force_on(held, day), &hub.vocabulary()}; }
};
/// An entry of the ledger: `what` is a word of ours.
[[nodiscard]] Result<Looking> look_at_agreements(Visit& visit, std::string what);

/// What is compared with what.
struct Sides {
  agreements::analysis::Scope before;
  agreements::analysis::Scope after;
};
/// One version against another; or, where `before` is null, what is in force against the same with the new version in the
/// place of its earlier ones.
[[nodiscard]] Sides sides_of(hub::Hub const& hub, Looking const& looking, agreements::Agreement const* before, agreements::Agreement const& after);

using Ids = std::vector<std::string>;
[[nodiscard]] std::string purpose_named(hub::Hub const& hub, std::string_view id);
/// "Analyses depersonalised data (analyst)": members know their roles by id.
[[nodiscard]] std::string role_named(hub::Hub const& hub, std::string_view id);
/// "Time of the assault"; of a pattern what begins so: "All of istv".
[[nodiscard]] std::string field_named(hub::Hub const& hub, std::string_view id);

using Namer = std::string (*)(hub::Hub const&, std::string_view);
/// The names, in the order of the ids.
[[nodiscard]] Json names_of(hub::Hub const& hub, Ids const& ids, Namer namer);
/// [{"id", "title"}] for choices.
[[nodiscard]] Json agency_choices(hub::Hub const& hub);
[[nodiscard]] Json role_choices(hub::Hub const& hub);

/// Who gives what to whom for what, by name.
[[nodiscard]] Json box_model(hub::Hub const& hub, agreements::analysis::Box const& box);
/// "isa.northshire.ed-istv@4" of "isa.northshire.ed-istv@4#rows-to-analysts".
[[nodiscard]] std::string agreement_of(std::string_view rule);

/// The day in the field of that name, or today; a fault beside it where it is none.
[[nodiscard]] Date day_asked(Visit& visit, std::string const& name, Date today);

}  // namespace concordat::pages
