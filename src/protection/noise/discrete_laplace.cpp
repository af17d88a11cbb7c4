// SPDX-License-Identifier: Apache-2.0
#include "protection/noise/discrete_laplace.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/json.h"
#include "base/text.h"

namespace concordat::protection {
namespace {

constexpr std::uint32_t largest_denominator = 1000;

std::uint64_t draw_below(std::uint64_t bound, Chance& chance) {
  auto const last = std::numeric_limits<std::uint64_t>::max() / bound * bound;
  for (;;) {
    std::array<std::byte, 8> bytes = {};
    chance.fill(bytes);
    auto const number = std::bit_cast<std::uint64_t>(bytes);
    if (number < last) return number % bound;
  }
}

/// True with chance exp(-above/below), of a fraction from 0 to 1: the length of a run that gets ever less likely is odd.
bool happens_by_exp(std::uint64_t above, std::uint64_t below, Chance& chance) {
  std::uint64_t step = 1;
  while (draw_below(below * step, chance) < above) ++step;
  return step % 2 == 1;
}

}  // namespace

std::optional<NoiseStrength> NoiseStrength::parse(std::string_view text) {
  auto const parts = text::split(text, '/');
  if (parts.empty() || parts.size() > 2) return std::nullopt;
  auto const above = text::parse_integer(parts.front());
  auto const below = parts.size() == 2 ? text::parse_integer(parts.back()) : std::optional<std::int64_t>{1};
  if (!above || !below || *above < 1 || *below < 1 || *below > largest_denominator || *above > *below) return std::nullopt;
  return NoiseStrength{static_cast<std::uint32_t>(*above), static_cast<std::uint32_t>(*below)};
}

std::string NoiseStrength::text() const { return below == 1 ? std::to_string(above) : std::to_string(above) + "/" + std::to_string(below); }

std::int64_t discrete_laplace(NoiseStrength const& epsilon, Chance& chance) {
  std::uint64_t const below = epsilon.below;
  for (;;) {
    auto const part = draw_below(below, chance);
    if (!happens_by_exp(part, below, chance)) continue;
    std::uint64_t whole = 0;
    while (happens_by_exp(1, 1, chance)) ++whole;
    auto const size = static_cast<std::int64_t>((part + below * whole) / epsilon.above);
    bool const minus = draw_below(2, chance) == 1;
    if (minus && size == 0) continue;  // or nought would come twice as often
    return minus ? -size : size;
  }
}

Result<NoiseBudget> NoiseBudget::read(std::string_view json) {
  NoiseBudget budget;
  if (json.empty()) return budget;
  auto const document = Json::parse(json);
  bool good = document && (*document)["format"].string() == "concordat-noise/1" && (*document)["spent"].is_object();
  if (good) {
    for (auto const& [quarter, spent] : (*document)["spent"].object()) {
      good = good && spent.is_integer() && spent.integer() >= 0;
      budget.spent_[quarter] = spent.integer();
    }
  }
  if (!good) return fail(Fault::malformed, "noise.ledger", "This is no budget of noise, or it was changed by hand.", "Name the file that was written when the series was first published.");
  return budget;
}

Result<void> NoiseBudget::spend(std::string const& quarter, NoiseStrength const& epsilon) {
  // rounded up, so that parts never come to more than the whole
  auto const costs = (std::int64_t{thousandths_a_quarter} * epsilon.above + epsilon.below - 1) / epsilon.below;
  auto& spent = spent_[quarter];
  if (costs > thousandths_a_quarter - std::min<std::int64_t>(spent, thousandths_a_quarter)) {
    return fail(Fault::refused, "noise.spent", "Less is left of the budget of a quarter than this would cost: drawn beyond it, the noise could be averaged away.", "Publish the figures that were drawn the first time, leave the quarter out, or ask for no more than is left.");
  }
  spent += costs;
  return {};
}

std::int64_t NoiseBudget::spent(std::string const& quarter) const {
  auto const found = spent_.find(quarter);
  return found == spent_.end() ? 0 : found->second;
}

std::string NoiseBudget::json() const {
  Json spent{Json::Object{}};
  for (auto const& [quarter, thousandths] : spent_) spent.set(quarter, thousandths);
  Json json;
  json.set("format", "concordat-noise/1").set("spent", std::move(spent));
  return json.canonical() + "\n";
}

}  // namespace concordat::protection
