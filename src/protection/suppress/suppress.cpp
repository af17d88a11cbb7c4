// SPDX-License-Identifier: Apache-2.0
#include "protection/suppress/suppress.h"

#include <algorithm>
#include <numeric>

#include "base/chance.h"
#include "protection/suppress/circles.h"

namespace concordat::protection {
namespace {

constexpr std::int64_t group_limit = 10;

/// One pattern: which cells are hidden, and which small cells each of them protects.
class Pattern {
 public:
  Pattern(CountTable const& table, CellNetwork const& network, SuppressOptions const& options, Diligence& diligence)
      : table_{table}, diligence_{diligence}, flow_{network, table.counts, diligence}, circles_{table, network, options.totals_may_hide}, width_{options.width}, users_(network.cells()) {
    for (std::uint32_t cell = 0; cell < network.cells(); ++cell) {
      if (partner_cell(table.counts[cell]).state == CellState::suppressed) {
        small_.push_back(cell);
        flow_.hide(cell);
      }
    }
  }
  /// The cells in which the small ones are made safe; false where one of them cannot be.
  bool protect(std::vector<std::uint32_t> const& order) {
    for (std::size_t i = 0; i < order.size(); ++i) {
      diligence_.tell("hiding", i, order.size());
      if (diligence_.spent() || !make_safe(order[i])) return false;
    }
    return true;
  }
  /// Shows again what is not needed, the largest first; false where it gave up at so many steps, with the rest hidden still.
  bool tidy(std::uint64_t most_steps);
  [[nodiscard]] std::vector<std::uint32_t> const& small() const { return small_; }
  [[nodiscard]] std::size_t hidden_besides() const { return besides_.size(); }
  [[nodiscard]] std::int64_t lost() const {
    return std::accumulate(besides_.begin(), besides_.end(), std::int64_t{0}, [&](auto sum, auto cell) { return sum + table_.counts[cell]; });
  }
  [[nodiscard]] PublishedTable published() const;
  [[nodiscard]] bool is_safe(std::uint32_t cell, std::vector<std::uint32_t>* through = nullptr) {
    auto const less = flow_.less(cell, width_, through);
    return less >= width_ || less + flow_.more(cell, width_ - less, through) >= width_;
  }

 private:
  bool make_safe(std::uint32_t cell);
  void hide_all(std::vector<std::uint32_t> const& circle) {
    for (auto const cell : circle) {
      if (flow_.hidden(cell)) continue;
      flow_.hide(cell);
      besides_.push_back(cell);
    }
  }
  void note_users(std::uint32_t cell, std::vector<std::uint32_t> const& through) {
    for (auto const used : through) {
      if (users_[used].empty() || users_[used].back() != cell) users_[used].push_back(cell);
    }
  }

  CountTable const& table_;
  Diligence& diligence_;
  CellFlow flow_;
  Circles circles_;
  std::int64_t width_;
  std::vector<std::uint32_t> small_, besides_;
  std::vector<std::vector<std::uint32_t>> users_;  ///< a cell: small ones whose interval may rest on it
};

bool Pattern::make_safe(std::uint32_t cell) {
  std::vector<std::uint32_t> through;
  if (is_safe(cell, &through)) {
    note_users(cell, through);
    return true;
  }
  // One circle with room for the whole width; failing that, several that have room for a part of it.
  for (std::int64_t room = width_; room >= 1; --room) {
    for (int circles = 0; circles < 2 * width_; ++circles) {
      auto const circle = circles_.cheapest(flow_, cell, room);
      if (circle.empty() || std::ranges::all_of(circle, [&](auto one) { return flow_.hidden(one); })) break;
      hide_all(circle);
      through.clear();
      if (is_safe(cell, &through)) {
        note_users(cell, through);
        return true;
      }
    }
  }
  return false;
}

bool Pattern::tidy(std::uint64_t most_steps) {
  bool whole = true;
  std::ranges::sort(besides_, [&](auto left, auto right) {
    return std::pair{table_.counts[left], left} > std::pair{table_.counts[right], right};
  });
  std::vector<std::uint32_t> kept;
  std::size_t done = 0;
  for (auto const cell : besides_) {
    diligence_.tell("showing what need not be hidden", done++, besides_.size());
    if (diligence_.steps() > most_steps) {
      whole = false;
      kept.push_back(cell);
      continue;
    }
    flow_.show(cell);
    std::vector<std::pair<std::uint32_t, std::vector<std::uint32_t>>> again;
    bool safe = true;
    for (auto const user : users_[cell]) {
      std::vector<std::uint32_t> through;
      safe = is_safe(user, &through);
      if (!safe) break;
      again.emplace_back(user, std::move(through));
    }
    if (!safe) {
      flow_.hide(cell);
      kept.push_back(cell);
      continue;
    }
    for (auto const& [user, through] : again) note_users(user, through);
  }
  besides_ = std::move(kept);
  return whole;
}

PublishedTable Pattern::published() const {
  PublishedTable out{table_.shape, std::vector<ProtectedCell>(table_.counts.size())};
  for (std::uint32_t cell = 0; cell < out.cells.size(); ++cell) {
    out.cells[cell] = flow_.hidden(cell) ? ProtectedCell{CellState::suppressed, 0} : ProtectedCell{CellState::value, table_.counts[cell]};
  }
  return out;
}

int quick_orders(std::size_t cells) {
  if (cells <= 500) return 40;
  return cells <= 2500 ? 3 : 1;
}

struct Best {
  std::size_t besides = 0;
  std::int64_t lost = 0;
  PublishedTable table = {};
  bool tidied = true;
};

/// The best of several orders; nothing where none protects every small cell.
std::optional<Best> best_pattern(CountTable const& table, SuppressOptions const& options, Diligence& diligence) {
  CellNetwork const network{table.shape};
  SeededChance chance{1};
  std::optional<Best> best;
  int const orders = std::max(options.orders.value_or(quick_orders(table.counts.size())), 1);
  for (int tried = 0; tried < orders && !diligence.spent(); ++tried) {
    Pattern pattern{table, network, options, diligence};
    auto order = pattern.small();
    // the smallest first: they need the most room above
    if (tried == 0) std::ranges::stable_sort(order, {}, [&](auto cell) { return table.counts[cell]; });
    else {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[chance.below(i)]);
    }
    if (!pattern.protect(order)) continue;
    bool const tidied = pattern.tidy(options.most_steps / 2);
    if (!best || std::pair{pattern.hidden_besides(), pattern.lost()} < std::pair{best->besides, best->lost}) {
      best = Best{pattern.hidden_besides(), pattern.lost(), pattern.published(), tidied};
    }
  }
  return best;
}

}  // namespace

Result<Suppressed> suppress(CountTable const& table, SuppressOptions const& options) {
  auto cannot = [] {
    return fail(Fault::refused, "suppress.cannot", "The small counts of this table cannot be hidden: its totals would give them away.",
                "Choose larger areas, a longer period or fewer categories, or leave the totals out of what is shared.");
  };
  auto const too_large = [] {
    return fail(Fault::too_large, "suppress.too-large", "The table is so large and so much of it is small that its hidden cells are not found in any bearable time.",
                "Make a table of each district by itself, or take larger areas, a longer period or fewer categories.");
  };
  Diligence diligence{options.most_steps, options.tell};
  auto const best = best_pattern(table, options, diligence);
  if (!best) return diligence.spent() ? too_large() : cannot();
  auto report = audit(best->table, diligence);
  if (!report && report.error().code.view() == "audit.too-large") return too_large();
  if (!report) return fail(report);
  Suppressed out{best->table, 0, best->besides, std::move(*report), best->tidied};
  for (auto const& bounds : out.audit.bounds) {
    bool const small = partner_cell(table.counts[bounds.cell]).state == CellState::suppressed;
    out.small += small ? 1 : 0;
    if (small && bounds.high && *bounds.high - bounds.low < options.width) return cannot();
  }
  return out;
}

std::vector<std::size_t> group_disclosures(CountTable const& table, std::span<std::size_t const> sensitive) {
  std::vector<std::size_t> rows;
  auto const& shape = table.shape;
  for (std::size_t row = 0; row < shape.height(); ++row) {
    auto const people = table.counts[shape.at(row, shape.total_column())];
    if (people == 0 || people >= group_limit) continue;
    if (std::ranges::any_of(sensitive, [&](auto column) { return table.counts[shape.at(row, column)] == people; })) rows.push_back(row);
  }
  return rows;
}

}  // namespace concordat::protection
