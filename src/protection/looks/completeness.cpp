// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/completeness.h"

#include "protection/bands.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {

Result<WordTable> tell_completeness(std::vector<SourceQuarter> const& all, SmallNumberRule const& rule) {
  WordMaker maker{{"Reports and their completeness",
                   "Source",
                   "Figure",
                   {},
                   {"Quarter", "Reports", "With a place in this area", "With a time of day", "With a means"}},
                  rule.method(),
                  {"A missing hotspot may be a missing form: where few reports have a place, no map can show them.",
                   "Shares are told in bands; that of means only where an agreement releases the means."}};
  for (auto const& one : all) {
    if (!one.delivered) {
      maker.row(one.source, {one.quarter, one.partly ? "partly delivered" : "n/a", "n/a", "n/a", "n/a"});
      continue;
    }
    auto const placed = coverage(one.placed, one.reports, rule);
    auto const timed = coverage(one.timed, one.reports, rule);
    if (!placed) return fail(placed);
    if (!timed) return fail(timed);
    auto const means = coverage(one.means.value_or(0), one.reports, rule);
    if (!means) return fail(means);
    maker.row(one.source, {one.quarter, text_of(rule.apply(static_cast<double>(one.reports))),
                           std::string{text_of(*placed).view()}, std::string{text_of(*timed).view()},
                           one.means ? std::string{text_of(*means).view()} : std::string{"not agreed"}});
  }
  return std::move(maker).finish();
}

}  // namespace concordat::protection
