// SPDX-License-Identifier: Apache-2.0
// What anybody may read about these pages: how accessible they are, and what they keep of whoever uses them.
#include "pages/house/house.h"

namespace concordat::pages {
namespace {

Result<Answer> show_accessibility(Visit&) { return View{"statements/accessibility"}; }

Result<Answer> show_privacy(Visit& visit) {
  View view{"statements/privacy-and-cookies"};
  view.model.set("cookie", session_cookie(visit.services.settings));
  view.model.set("idle_minutes", static_cast<std::int64_t>(hub::session_idle.count()));
  view.model.set("longest_hours", static_cast<std::int64_t>(hub::session_longest.count()));
  return view;
}

}  // namespace

void add_statement_pages(Site& site) {
  site.add({.pattern = "/accessibility", .summary = "Accessibility statement", .need = Need::anybody, .page = show_accessibility});
  site.add({.pattern = "/privacy-and-cookies",
            .summary = "What the hub keeps about who uses its pages, and its one cookie",
            .need = Need::anybody,
            .page = show_privacy});
}

}  // namespace concordat::pages
