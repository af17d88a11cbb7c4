// SPDX-License-Identifier: Apache-2.0
#include "linkage/quality/agreement.h"

#include <cmath>
#include <map>
#include <numeric>

namespace concordat::linkage::clerical {

std::optional<Kappa> kappa(std::vector<std::pair<unsigned, unsigned>> const& answers) {
  if (answers.empty()) return std::nullopt;
  auto const all = static_cast<double>(answers.size());
  double alike = 0;
  std::map<unsigned, std::pair<double, double>> given;  // by answer, how often the first and the second gave it
  for (auto const& [first, second] : answers) {
    alike += first == second ? 1 : 0;
    given[first].first += 1;
    given[second].second += 1;
  }
  double by_chance = 0;
  for (auto const& [answer, counts] : given) by_chance += counts.first / all * (counts.second / all);
  if (!(by_chance < 1)) return std::nullopt;
  auto const agreed = alike / all;
  return Kappa{agreed, (agreed - by_chance) / (1 - by_chance), std::sqrt(agreed * (1 - agreed) / all) / (1 - by_chance), answers.size()};
}

double stability(std::vector<std::uint64_t> const& then, std::vector<std::uint64_t> const& now) {
  constexpr double added = 0.5;
  auto const sum = [](std::vector<std::uint64_t> const& counts) { return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0})); };
  auto const before = sum(then);
  auto const after = sum(now);
  if (!(before > 0) || !(after > 0)) return 0;
  auto const more = added * static_cast<double>(then.size());
  double index = 0;
  for (std::size_t i = 0; i < then.size(); ++i) {
    auto const was = (static_cast<double>(then[i]) + added) / (before + more);
    auto const is = (static_cast<double>(now[i]) + added) / (after + more);
    index += (is - was) * std::log(is / was);
  }
  return index;
}

}  // namespace concordat::linkage::clerical
