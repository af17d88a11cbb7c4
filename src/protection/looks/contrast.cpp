// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/contrast.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "places/compare/two_counts.h"
#include "places/spatial/significance.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr std::int64_t least_combined = 5;
constexpr std::int64_t least_emergency = 3;
constexpr double false_discovery = 0.05;

std::string said(Verdict verdict) {
  switch (verdict) {
    case Verdict::nothing: return "nothing can be said";
    case Verdict::police_more: return "police know more of it than elsewhere";
    case Verdict::emergency_more: return "the emergency department knows more of it than elsewhere";
  }
  return "nothing can be said";
}

bool fits(SourceCounts const& counts, std::size_t areas) {
  auto const negative = [](std::int64_t count) { return count < 0; };
  return counts.emergency.size() == areas && counts.police.size() == areas &&
         std::ranges::none_of(counts.emergency, negative) && std::ranges::none_of(counts.police, negative);
}

}  // namespace

Result<ContrastTable> tell_contrast(SourceCounts const& counts, std::vector<std::string> const& areas,
                                    SmallNumberRule const& rule) {
  if (!fits(counts, areas.size())) {
    return fail(Fault::malformed, "contrast.counts", "The counts of the two sources are not one an area from 0 up.",
                "Count both sources by the same areas.");
  }
  auto const emergency = std::accumulate(counts.emergency.begin(), counts.emergency.end(), std::int64_t{0});
  auto const police = std::accumulate(counts.police.begin(), counts.police.end(), std::int64_t{0});
  auto const smallest = rule.smallest_shown();
  std::vector<double> p(areas.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; emergency > 0 && police > 0 && i < areas.size(); ++i) {
    if (counts.emergency[i] + counts.police[i] < std::max(smallest, least_combined)) continue;
    auto const test = places::compare(
        {counts.emergency[i], counts.police[i], static_cast<double>(emergency), static_cast<double>(police)});
    if (!test) return fail(test);
    p[i] = test->p_conditional;
  }
  auto const q = places::benjamini_hochberg(p);
  WordMaker maker{{"Which source knows of it", "Area", "Verdict", {}, {"What can be said"}},
                  "Share of emergency-department reports of each area against that of all areas: conditional binomial "
                  "test, false discovery rate 5 % (Benjamini and Hochberg).",
                  {"Verdicts without figures: nobody is told how much one source gave to one area.",
                   "Too few reports and a difference that may be chance read alike: who knows its own counts must learn no small one of the other.",
                   "A source that does not write down the place looks as if it knew less. Look at the completeness first."}};
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    auto verdict = Verdict::nothing;
    if (!std::isnan(p[i])) {
      double const expected = static_cast<double>(counts.emergency[i] + counts.police[i]) *
                              static_cast<double>(emergency) / static_cast<double>(emergency + police);
      bool const more = static_cast<double>(counts.emergency[i]) > expected;
      bool const enough = counts.emergency[i] >= std::max(smallest, least_emergency) &&
                          std::ranges::all_of(counts.of_others, [&](auto const& others) { return others[i] >= smallest; });
      if (q[i] <= false_discovery && enough) verdict = more ? Verdict::emergency_more : Verdict::police_more;
    }
    verdicts.push_back(verdict);
    maker.row(areas[i], {said(verdict)});
  }
  return ContrastTable{std::move(maker).finish(), std::move(verdicts)};
}

}  // namespace concordat::protection
