// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/contrast.h"

#include <algorithm>

#include "places/spatial/two_sources.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr std::int64_t least_combined = 5;
constexpr std::int64_t least_emergency = 3;

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
  auto const smallest = rule.smallest_shown();
  auto const apart = places::areas_apart(counts.emergency, counts.police,
                                         {.least_combined = std::max(smallest, least_combined), .least_first = std::max(smallest, least_emergency)});
  if (!apart) return fail(apart);
  WordMaker maker{{"Which source knows of it", "Area", "Verdict", {}, {"What can be said"}},
                  "Share of emergency-department reports of each area against that of all areas: conditional binomial "
                  "test, false discovery rate 5 % (Benjamini and Hochberg).",
                  {"Verdicts without figures: nobody is told how much one source gave to one area.",
                   "Too few reports and a difference that may be chance read alike: who knows its own counts must learn no small one of the other.",
                   "A source that does not write down the place looks as if it knew less. Look at the completeness first."}};
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    bool const enough = std::ranges::all_of(counts.of_others, [&](auto const& others) { return others[i] >= smallest; });
    auto const more = enough ? (*apart)[i].more : places::More::neither;
    auto const verdict = more == places::More::neither ? Verdict::nothing : more == places::More::first ? Verdict::emergency_more : Verdict::police_more;
    verdicts.push_back(verdict);
    maker.row(areas[i], {said(verdict)});
  }
  return ContrastTable{std::move(maker).finish(), std::move(verdicts)};
}

}  // namespace concordat::protection
