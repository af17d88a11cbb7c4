// SPDX-License-Identifier: Apache-2.0
#include "protection/cells/perturbation.h"

#include <algorithm>
#include <cmath>

namespace concordat::protection {
namespace {

/// A possible change. Its features are those of its change, unless it is tied to another: then the mean of both.
struct Choice {
  int change = 0;
  double first = 0;
  double second = 0;
  double chance = 0;
};

/// Moments of the features under the chances: [1][0] is the mean of `first`.
struct Moments {
  double first = 0, second = 0, first_first = 0, first_second = 0, second_second = 0;
};

Moments moments_of(std::vector<Choice> const& choices) {
  Moments m;
  for (auto const& c : choices) {
    m.first += c.chance * c.first;
    m.second += c.chance * c.second;
    m.first_first += c.chance * c.first * c.first;
    m.first_second += c.chance * c.first * c.second;
    m.second_second += c.chance * c.second * c.second;
  }
  return m;
}

void weigh(std::vector<Choice>& choices, double a, double b) {
  double highest = -HUGE_VAL;
  for (auto const& c : choices) highest = std::max(highest, a * c.first + b * c.second);
  double sum = 0;
  for (auto& c : choices) sum += c.chance = std::exp(a * c.first + b * c.second - highest);
  for (auto& c : choices) c.chance /= sum;
}

/// The chances of greatest entropy have the form exp(a v + b v^2): Newton's method finds a and b.
void spread(std::vector<Choice>& choices) {
  double a = 0;
  double b = 0;
  for (int step = 0; step < 500; ++step) {
    weigh(choices, a, b);
    auto const m = moments_of(choices);
    double const off_mean = m.first;
    double const off_variance = m.second - PerturbationTable::variance;
    if (std::max(std::abs(off_mean), std::abs(off_variance)) < 1e-13) return;
    double const aa = m.first_first - m.first * m.first;
    double const ab = m.first_second - m.first * m.second;
    double const bb = m.second_second - m.second * m.second;
    double const determinant = aa * bb - ab * ab;
    double const step_a = (bb * off_mean - ab * off_variance) / determinant;
    double const step_b = (aa * off_variance - ab * off_mean) / determinant;
    double const shorten = std::max({std::abs(step_a), std::abs(step_b), 1.0});
    a -= step_a / shorten;
    b -= step_b / shorten;
  }
}

std::vector<Choice> choices_of(std::int64_t count) {
  std::vector<Choice> choices;
  for (int change = -PerturbationTable::farthest; change <= PerturbationTable::farthest; ++change) {
    auto const published = count + change;
    if (published < 0 || (published > 0 && published < PerturbationTable::smallest_published)) continue;
    if (count == 0 && published != 0) continue;
    choices.push_back({change, static_cast<double>(change), static_cast<double>(change * change)});
  }
  return choices;
}

/// No change is to be at least as likely as any other; where it would not be, the two are made equal.
void keep_no_change_likeliest(std::vector<Choice>& choices) {
  auto const still = std::ranges::find(choices, 0, &Choice::change);
  if (still == choices.end()) return;
  auto const likeliest = std::ranges::max_element(choices, {}, &Choice::chance);
  if (likeliest->chance <= still->chance) return;
  double const first = (still->first + likeliest->first) / 2;
  double const second = (still->second + likeliest->second) / 2;
  for (auto* tied : {&*still, &*likeliest}) {
    tied->first = first;
    tied->second = second;
  }
  spread(choices);
}

}  // namespace

PerturbationTable::PerturbationTable() {
  for (std::int64_t count = 0; count <= last_row; ++count) {
    auto choices = choices_of(count);
    if (choices.size() == 1) choices.front().chance = 1;
    else {
      spread(choices);
      keep_no_change_likeliest(choices);
    }
    auto& row = rows_[static_cast<std::size_t>(count)];
    for (auto const& c : choices) row.chance[static_cast<std::size_t>(c.change + farthest)] = c.chance;
    std::size_t choice = 0;
    double reached = choices.front().chance;
    for (std::size_t key = 0; key < row.change.size(); ++key) {
      double const at = (static_cast<double>(key) + 0.5) / 256;
      while (at >= reached && choice + 1 < choices.size()) reached += choices[++choice].chance;
      row.change[key] = static_cast<std::int8_t>(choices[choice].change);
    }
  }
}

PerturbationTable const& PerturbationTable::standard() {
  static PerturbationTable const table;
  return table;
}

int PerturbationTable::change(std::int64_t count, std::uint8_t cell_key) const {
  return rows_[static_cast<std::size_t>(std::clamp<std::int64_t>(count, 0, last_row))].change[cell_key];
}

double PerturbationTable::probability(std::int64_t count, int change) const {
  if (change < -farthest || change > farthest) return 0;
  return rows_[static_cast<std::size_t>(std::clamp<std::int64_t>(count, 0, last_row))].chance[static_cast<std::size_t>(change + farthest)];
}

std::uint8_t RecordKeys::of(std::string_view record_id) const {
  return std::to_integer<std::uint8_t>(hmac_.of(crypto::bytes_of(record_id)).front());
}

}  // namespace concordat::protection
