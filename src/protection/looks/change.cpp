// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/change.h"

#include <fmt/format.h>

#include <cmath>

#include "places/compare/two_counts.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr std::int64_t few = 10;  // of published counts: 10 stands for 8 to 12

std::string short_text(ProtectedCell const& cell) {
  return cell.state == CellState::not_available ? "n/a" : text_of(cell);
}

std::string ratio_text(double ratio) {
  return std::isfinite(ratio) ? fmt::format("{:.2f}", ratio) : "n/a";
}

std::string p_text(double p) { return p < 0.001 ? "under 0.001" : fmt::format("{:.3f}", p); }

std::string_view said(AreaChange const& change, bool none, bool small) {
  if (change.state == ChangeState::not_delivered) return "not delivered";
  if (change.state == ChangeState::too_few) return "too few to say";
  if (none) return "none in both";
  switch (change.direction) {
    case places::Direction::up: return small ? "more, but few reports" : "more";
    case places::Direction::down: return small ? "fewer, but few reports" : "fewer";
    case places::Direction::none: return "may be chance";
  }
  return "may be chance";
}

/// Of the areas that show both: one hidden in one period and not in the other would move a sum of all that is shown.
ProtectedCell sum_where_both(ProtectedTable const& counts, std::size_t column, std::pair<std::size_t, std::size_t> both) {
  ProtectedCell sum;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    bool const shown = counts.cell(row, both.first).state == CellState::value && counts.cell(row, both.second).state == CellState::value;
    if (!shown) continue;
    sum.state = CellState::value;
    sum.value += counts.cell(row, column).value;
  }
  return sum;
}

/// One row: appended to the table, and told.
Result<AreaChange> tell(WordMaker& maker, std::string const& name, ProtectedCell const& before,
                        ProtectedCell const& after) {
  AreaChange change;
  std::vector<std::string> cells{short_text(before), short_text(after)};
  if (before.state == CellState::not_available || after.state == CellState::not_available) {
    cells.insert(cells.end(), {"n/a", "n/a", "n/a", "n/a", "n/a"});
  } else if (before.state == CellState::suppressed || after.state == CellState::suppressed) {
    change.state = ChangeState::too_few;
    cells.insert(cells.end(), {"*", "*", "*", "*", "*"});
  } else if (before.value + after.value == 0) {
    change.state = ChangeState::told;
    cells.insert(cells.end(), {"n/a", "n/a", "n/a", "n/a", "n/a"});
  } else {
    auto const ratio = places::change_of({before.value, after.value});
    auto const test = places::compare({before.value, after.value});
    if (!ratio) return fail(ratio);
    if (!test) return fail(test);
    change = {ChangeState::told, ratio->direction};
    cells.insert(cells.end(), {ratio_text(ratio->ratio), ratio_text(ratio->limits.low), ratio_text(ratio->limits.high),
                               p_text(test->p_e_test), p_text(test->p_conditional)});
  }
  bool const none = change.state == ChangeState::told && before.value + after.value == 0;
  cells.emplace_back(said(change, none, std::min(before.value, after.value) <= few));
  maker.row(name, std::move(cells));
  return change;
}

}  // namespace

Result<ChangeTable> tell_change(ProtectedTable const& counts, std::size_t before, std::size_t after, GoOn const& go_on) {
  if (before >= counts.columns() || after >= counts.columns()) {
    return fail(Fault::internal, "change.columns", "The table of counts does not have these two periods.",
                "Name two of its columns.");
  }
  auto const& labels = counts.labels();
  WordMaker maker{{fmt::format("Change from {} to {}", labels.columns[before], labels.columns[after]),
                   labels.row_heading,
                   "Figure",
                   {},
                   {labels.columns[before], labels.columns[after], "Ratio", "Low (95 %)", "High (95 %)", "p (E-test)",
                    "p (exact test)", "What can be said"}},
                  counts.method(),
                  {"Worked out from the published counts, which are rounded; where a count is hidden nothing is said.",
                   "The total is of the areas whose counts are shown in both quarters.",
                   "A change is told only where the 95 % limits of the ratio do not hold 1 (Clopper and Pearson). Of "
                   "twenty areas in which nothing changed, one or so will look as if it had."}};
  std::vector<AreaChange> areas;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    if (!goes_on(go_on, row, counts.rows())) return tl::unexpected<Problem>{stopped_work()};
    auto const one = tell(maker, labels.rows[row], counts.cell(row, before), counts.cell(row, after));
    if (!one) return fail(one);
    areas.push_back(*one);
  }
  auto const whole = tell(maker, "Total", sum_where_both(counts, before, {before, after}), sum_where_both(counts, after, {before, after}));
  if (!whole) return fail(whole);
  return ChangeTable{std::move(maker).finish(), std::move(areas), *whole};
}

}  // namespace concordat::protection
