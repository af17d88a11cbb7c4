// SPDX-License-Identifier: Apache-2.0
#include "cli/supply_words.h"

#include <fmt/format.h>

#include "cli/office.h"
#include "hub/supply/terms_told.h"

namespace concordat::cli {

void print_terms(hub::Tally const& tally, catalogue::Catalogue const& catalogue) {
  if (!tally.terms.empty()) print("  " + hub::terms_words(tally) + "\n");
  for (auto const& term : tally.terms) {
    if (!term.kept()) print(fmt::format("    {} {}\n", hub::words_of(term, catalogue), term.remedy.view()));
  }
  for (auto const& item : tally.items) {
    print(fmt::format("    item {:<6} {:<8} {:>6} rows  {}\n", item.number, intake::name_of(item.state).view(), item.rows, item.title));
    if (!item.missing.empty()) print(fmt::format("      lacks {}\n", hub::missing_words(item)));
    if (!item.remedy.empty()) print(fmt::format("      {}\n", item.remedy.view()));
  }
}

}  // namespace concordat::cli
