// SPDX-License-Identifier: Apache-2.0
#include "protection/anonymity/generalise.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "protection/anonymity/lattice.h"

namespace concordat::protection {
namespace {

constexpr std::uint64_t most_choices = 1'000'000;

Result<void> check_ladder(KnownColumn const& column, std::size_t records) {
  auto const& ladder = column.ladder;
  bool fits = column.codes.size() == records && !ladder.step.empty() && ladder.step.size() == ladder.values.size();
  for (std::size_t s = 0; fits && s < ladder.step.size(); ++s) {
    fits = ladder.step[s].size() == ladder.step.front().size() && std::ranges::all_of(ladder.step[s], [&](auto to) { return to < ladder.values[s]; });
  }
  if (!fits || std::ranges::any_of(column.codes, [&](auto code) { return code >= ladder.step.front().size(); })) {
    return fail(Fault::internal, "classes.shape", "The columns of codes do not fit each other or their number of values.",
                "Give every column one code a record, each below the number of values.");
  }
  for (std::size_t s = 1; s < ladder.step.size(); ++s) {
    std::vector<std::optional<std::uint32_t>> above(ladder.values[s - 1]);
    for (std::size_t code = 0; code < ladder.step[s].size(); ++code) {
      auto& to = above[ladder.step[s - 1][code]];
      if (to && *to != ladder.step[s][code]) {
        return fail(Fault::malformed, "ladder.not-monotone", "A step of a ladder separates values that the step before had merged.",
                    "Let every step be coarser than the one before, so that its bands and groups are made of whole ones below.",
                    {.field = column.name});
      }
      to = ladder.step[s][code];
    }
  }
  return {};
}

/// Share of a column's other values with which each record was merged, averaged over the records, at each step.
std::vector<double> losses_of(KnownColumn const& column) {
  std::vector<double> losses;
  auto const domain = column.ladder.step.front().size();
  for (std::size_t s = 0; s < column.ladder.step.size(); ++s) {
    std::vector<double> merged(column.ladder.values[s], 0);
    for (auto const to : column.ladder.step[s]) ++merged[to];
    double sum = 0;
    for (auto const code : column.codes) sum += merged[column.ladder.step[s][code]] - 1;
    losses.push_back(domain < 2 || column.codes.empty() ? 0 : sum / static_cast<double>(domain - 1) / static_cast<double>(column.codes.size()));
  }
  return losses;
}

}  // namespace

/// Looks for the best choice: those below a choice that fails all fail, those above one that holds all hold.
class Search {
 public:
  Search(std::span<KnownColumn const> known, Classes base, Demand const& demand, std::size_t records)
      : lattice_{known}, cache_{known, std::move(base)}, demand_{demand}, records_{records},
        most_(static_cast<std::size_t>(demand.withheld_most * static_cast<double>(records) + 1e-9)), state_(lattice_.size(), State::open) {
    for (auto const& column : known) losses_.push_back(losses_of(column));
  }
  [[nodiscard]] std::optional<std::size_t> best();
  [[nodiscard]] double total_loss() const { return best_loss_; }
  [[nodiscard]] std::size_t looked_at() const { return looked_at_; }
  [[nodiscard]] Lattice const& lattice() const { return lattice_; }

 private:
  enum class State : std::uint8_t { open, fails, holds };
  [[nodiscard]] double loss(std::size_t node) const {
    double sum = 0;
    auto const steps = lattice_.steps(node);
    for (std::size_t c = 0; c < steps.size(); ++c) sum += losses_[c][steps[c]];
    return steps.empty() ? 0 : sum / static_cast<double>(steps.size());
  }
  bool look_at(std::size_t node);
  void climb(std::size_t from);

  Lattice lattice_;
  ClassCache cache_;
  Demand demand_;
  std::size_t records_, most_;
  std::vector<State> state_;
  std::vector<std::vector<double>> losses_;
  std::optional<std::size_t> best_;
  double best_loss_ = 2;
  std::size_t looked_at_ = 0;
};

bool Search::look_at(std::size_t node) {
  ++looked_at_;
  auto const bad = cache_.at(lattice_.steps(node)).too_small(demand_);
  if (bad > most_) {
    lattice_.each_below(node, [&](std::size_t below) { state_[below] = State::fails; });
    return false;
  }
  double const share = records_ == 0 ? 0 : static_cast<double>(bad) / static_cast<double>(records_);
  double const total = loss(node) * (1 - share) + share;
  if (total < best_loss_ || (total == best_loss_ && best_ && node < *best_)) {
    best_loss_ = total;
    best_ = node;
  }
  state_[node] = State::holds;
  return true;
}

/// Halves a way from a choice to the coarsest: what fails half way up fails all below.
void Search::climb(std::size_t from) {
  std::vector<std::size_t> way{from};
  for (auto node = from;;) {
    // by the step that loses least
    std::optional<std::size_t> next;
    for (std::size_t column = 0; column < lattice_.columns(); ++column) {
      auto const above = lattice_.above(node, column);
      if (above && state_[*above] != State::holds && (!next || loss(*above) < loss(*next))) next = above;
    }
    if (!next) break;
    way.push_back(node = *next);
  }
  std::size_t low = 0;
  std::size_t high = way.size();
  while (low < high) {
    auto const middle = (low + high) / 2;
    if (state_[way[middle]] == State::fails || (state_[way[middle]] == State::open && !look_at(way[middle]))) low = middle + 1;
    else high = middle;
  }
}

std::optional<std::size_t> Search::best() {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t node = 0; node < lattice_.size(); ++node) order.emplace_back(loss(node), node);
  std::ranges::sort(order);
  for (auto const& [least, node] : order) {
    if (least >= best_loss_) break;
    if (state_[node] == State::open) climb(node);
  }
  return best_;
}

namespace {

Result<std::uint64_t> check(std::span<KnownColumn const> known, std::span<std::vector<std::uint32_t> const> sensitive) {
  std::size_t const records = known.empty() ? 0 : known.front().codes.size();
  std::uint64_t choices = 1;
  for (auto const& column : known) {
    if (auto const fine = check_ladder(column, records); !fine) return fail(fine);
    choices *= column.ladder.step.size();
    if (choices > most_choices) {
      return fail(Fault::too_large, "ladder.too-many", "The ladders have more than a million combinations of steps.",
                  "Give the columns fewer steps.");
    }
  }
  if (std::ranges::any_of(sensitive, [&](auto const& column) { return column.size() != records; })) {
    return fail(Fault::internal, "classes.shape", "The columns of codes do not fit each other or their number of values.",
                "Give every column one code a record, each below the number of values.");
  }
  return choices;
}

/// What the chosen steps make of the records.
void tell(Coarsening& out, Classes const& classes, std::vector<std::uint32_t> const& class_of, Demand const& demand) {
  out.withheld.assign(class_of.size(), 0);
  for (std::size_t i = 0; i < class_of.size(); ++i) {
    bool const bad = !classes.holds(class_of[i], demand);
    out.withheld[i] = bad ? 1 : 0;
    out.withheld_count += bad ? 1 : 0;
  }
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (!classes.holds(c, demand)) continue;
    ++out.classes;
    out.k = out.k == 0 ? classes.count[c] : std::min(out.k, classes.count[c]);
    if (classes.sensitive > 0) out.l = out.l == 0 ? classes.distinct(c) : std::min(out.l, classes.distinct(c));
  }
}

}  // namespace

Result<Coarsening> generalise(std::span<KnownColumn const> known, std::span<std::vector<std::uint32_t> const> sensitive, Demand const& demand) {
  auto const choices = check(known, sensitive);
  if (!choices) return fail(choices);
  std::size_t const records = known.empty() ? 0 : known.front().codes.size();
  auto base = Classes::of_records(known, sensitive);
  if (!base) return fail(base);
  Search search{known, *base, demand, records};
  auto const best = search.best();
  if (!best) {
    return fail(Fault::refused, "generalise.cannot", "However coarse these records are made, more of them would have to be withheld than is allowed.",
                "Give coarser last steps to the ladders, take more records (a longer period), or share counts instead of records.");
  }
  Coarsening out;
  out.steps = search.lattice().steps(*best);
  out.loss = search.total_loss();
  out.choices = *choices;
  out.looked_at = search.looked_at();
  std::vector<std::uint32_t> class_of;
  auto const classes = roll_up(known, *base, std::vector<std::uint32_t>(known.size(), 0), out.steps, &class_of);
  for (auto& one : base->class_of) one = class_of[one];
  tell(out, classes, base->class_of, demand);
  return out;
}

}  // namespace concordat::protection
