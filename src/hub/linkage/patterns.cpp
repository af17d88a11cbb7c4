// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/patterns.h"

#include <map>
#include <string>

namespace concordat::hub::links {

std::string_view band_of(int weight, Terms const& terms) {
  if (weight < terms.fracture) return "below-fracture";
  if (weight < terms.join) return "dead-band";
  return weight < terms.join + far_above ? "above-join" : "far-above";
}

Json bands_of(std::vector<int> const& weights, Terms const& terms) {
  std::map<std::string_view, std::uint64_t> counts{{"below-fracture", 0}, {"dead-band", 0}, {"above-join", 0}, {"far-above", 0}};
  for (auto const weight : weights) ++counts[band_of(weight, terms)];
  Json json;
  for (auto const& [band, count] : counts) json.set(std::string{band}, count);
  return json;
}

Json levels_of(std::vector<ScoredPair> const& pairs, Terms const& terms) {
  std::map<std::string, std::map<std::string, std::uint64_t>> counts;
  std::uint64_t joined = 0;
  for (auto const& pair : pairs) {
    if (pair.weight < terms.join) continue;
    ++joined;
    for (auto const& level : pair.evidence.levels) ++counts[level.comparison][level.level];
  }
  Json comparisons{Json::Object{}};
  for (auto const& [comparison, levels] : counts) {
    Json one{Json::Object{}};
    for (auto const& [level, count] : levels) one.set(level, count);
    comparisons.set(comparison, std::move(one));
  }
  return Json{}.set("pairs", joined).set("by_comparison", std::move(comparisons));
}

}  // namespace concordat::hub::links
