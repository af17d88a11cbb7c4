// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/change.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "places/compare/two_counts.h"
#include "places/spatial/significance.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr double most_false_calls = 0.05;
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

/// Two published counts side by side, before it is decided what may be said of them.
struct Compared {
  AreaChange change;
  bool none = false;   ///< no report in either
  bool small = false;
  double p = std::numeric_limits<double>::quiet_NaN();  ///< of the conditional exact test; no number where there is none
  std::vector<std::string> figures;                     ///< counts, ratio, limits and both p
};

Result<Compared> compared(ProtectedCell const& before, ProtectedCell const& after) {
  Compared one;
  one.figures = {short_text(before), short_text(after)};
  auto const without = [&one](ChangeState state, std::string const& sign) {
    one.change.state = state;
    one.figures.insert(one.figures.end(), 5, sign);
  };
  if (before.state == CellState::not_available || after.state == CellState::not_available) {
    without(ChangeState::not_delivered, "n/a");
  } else if (before.state == CellState::suppressed || after.state == CellState::suppressed) {
    without(ChangeState::too_few, "*");
  } else if (before.value + after.value == 0) {
    without(ChangeState::told, "n/a");
    one.none = true;
  } else {
    auto const ratio = places::change_of({before.value, after.value});
    auto const test = places::compare({before.value, after.value});
    if (!ratio) return fail(ratio);
    if (!test) return fail(test);
    one.change = {ChangeState::told, ratio->direction};
    one.small = std::min(before.value, after.value) <= few;
    one.p = test->p_conditional;
    one.figures.insert(one.figures.end(), {ratio_text(ratio->ratio), ratio_text(ratio->limits.low), ratio_text(ratio->limits.high),
                                           p_text(test->p_e_test), p_text(test->p_conditional)});
  }
  return one;
}

/// "n/a" and "*" where the other figures are.
std::string q_text(Compared const& one, double q) { return std::isnan(q) ? one.figures.back() : p_text(q); }

Problem no_such_columns() {
  return {Fault::internal, "change.columns", "The table of counts does not have these two periods.", "Name two of its columns."};
}

/// An area against all others, before it is decided what may be said.
struct BesideRest {
  AreaChange change;
  std::int64_t rest_before = 0, rest_after = 0;
  std::optional<places::Change> ratio = {};  ///< none where one of the four counts is 0 or hidden
  double p = std::numeric_limits<double>::quiet_NaN();
};

Result<BesideRest> beside_rest(Compared const& one, std::pair<std::int64_t, std::int64_t> here, std::pair<std::int64_t, std::int64_t> all) {
  BesideRest made{{one.change.state, places::Direction::none}};
  if (one.change.state != ChangeState::told) return made;
  made.rest_before = all.first - here.first;
  made.rest_after = all.second - here.second;
  if (here.first == 0 || here.second == 0 || made.rest_before == 0 || made.rest_after == 0) return made;
  auto const ratio = places::change_against({here.first, here.second}, {made.rest_before, made.rest_after});
  if (!ratio) return fail(ratio);
  made.ratio = *ratio;
  made.change.direction = ratio->direction;
  double deviation = 0;
  for (auto const count : {here.first, here.second, made.rest_before, made.rest_after}) deviation += 1 / static_cast<double>(count);
  made.p = places::two_sided_p(std::log(ratio->ratio) / std::sqrt(deviation));
  return made;
}

std::vector<std::string> cells_of(BesideRest const& one, Compared const& alone, double q) {
  std::vector<std::string> cells{alone.figures[0], alone.figures[1]};
  if (one.change.state != ChangeState::told) {
    cells.insert(cells.end(), 6, alone.figures.back());
  } else {
    cells.insert(cells.end(), {std::to_string(one.rest_before), std::to_string(one.rest_after)});
    if (one.ratio) cells.insert(cells.end(), {ratio_text(one.ratio->ratio), ratio_text(one.ratio->limits.low), ratio_text(one.ratio->limits.high), p_text(q)});
    else cells.insert(cells.end(), 4, "n/a");
  }
  bool const no_limits = one.change.state == ChangeState::told && !one.ratio;
  cells.emplace_back(no_limits ? "a count is none: no limits" : said(one.change, false, alone.small));
  return cells;
}

}  // namespace

Result<BesideTable> tell_change_beside_rest(ProtectedTable const& counts, std::size_t before, std::size_t after) {
  if (before >= counts.columns() || after >= counts.columns()) return tl::unexpected<Problem>{no_such_columns()};
  auto const& labels = counts.labels();
  WordMaker maker{{fmt::format("Change beside all other areas, {} to {}", labels.columns[before], labels.columns[after]),
                   labels.row_heading,
                   "Figure",
                   {},
                   {labels.columns[before], labels.columns[after], fmt::format("Others {}", labels.columns[before]), fmt::format("Others {}", labels.columns[after]),
                    "Ratio of ratios", "Low (95 %)", "High (95 %)", "p (all areas)", "What can be said"}},
                  counts.method(),
                  {"Worked out from the published counts, which are rounded; where a count is hidden nothing is said, and it is in no other area's comparison.",
                   "Each area's ratio over that of all other areas that show both counts: what moved everywhere alike is no change here.",
                   "A change is told only where the 95 % limits of the ratio of ratios do not hold 1, and 'p (all areas)' is at most 0.05: adjusted for how many areas are looked at (Benjamini and Hochberg)."}};
  std::pair const all{sum_where_both(counts, before, {before, after}).value, sum_where_both(counts, after, {before, after}).value};
  std::vector<Compared> alone;
  std::vector<BesideRest> rows;
  std::vector<double> p;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    auto one = compared(counts.cell(row, before), counts.cell(row, after));
    if (!one) return fail(one);
    auto made = beside_rest(*one, {counts.cell(row, before).value, counts.cell(row, after).value}, all);
    if (!made) return fail(made);
    p.push_back(made->p);
    alone.push_back(std::move(*one));
    rows.push_back(std::move(*made));
  }
  auto const q = places::benjamini_hochberg(p);
  std::vector<AreaChange> areas;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!(q[row] <= most_false_calls)) rows[row].change.direction = places::Direction::none;
    maker.row(labels.rows[row], cells_of(rows[row], alone[row], q[row]));
    areas.push_back(rows[row].change);
  }
  return BesideTable{std::move(maker).finish(), std::move(areas)};
}

Result<ChangeTable> tell_change(ProtectedTable const& counts, std::size_t before, std::size_t after, GoOn const& go_on) {
  if (before >= counts.columns() || after >= counts.columns()) return tl::unexpected<Problem>{no_such_columns()};
  auto const& labels = counts.labels();
  WordMaker maker{{fmt::format("Change from {} to {}", labels.columns[before], labels.columns[after]),
                   labels.row_heading,
                   "Figure",
                   {},
                   {labels.columns[before], labels.columns[after], "Ratio", "Low (95 %)", "High (95 %)", "p (E-test)",
                    "p (exact test)", "p (all areas)", "What can be said"}},
                  counts.method(),
                  {"Worked out from the published counts, which are rounded; where a count is hidden nothing is said.",
                   "The total is of the areas whose counts are shown in both quarters.",
                   "A change is told only where the 95 % limits of the ratio do not hold 1 (Clopper and Pearson), and "
                   "'p (all areas)' is at most 0.05: the exact test's p, adjusted for how many areas are looked at "
                   "(Benjamini and Hochberg), so that of the areas told about one in twenty is chance."}};
  std::vector<Compared> all;
  std::vector<double> p;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    if (!goes_on(go_on, row, counts.rows())) return tl::unexpected<Problem>{stopped_work()};
    auto one = compared(counts.cell(row, before), counts.cell(row, after));
    if (!one) return fail(one);
    p.push_back(one->p);
    all.push_back(std::move(*one));
  }
  auto const q = places::benjamini_hochberg(p);
  std::vector<AreaChange> areas;
  for (std::size_t row = 0; row < all.size(); ++row) {
    auto& one = all[row];
    // Many areas are looked at: limits that do not hold 1 are not enough, or chance alone would colour one of twenty.
    if (q[row] > most_false_calls) one.change.direction = places::Direction::none;
    auto cells = one.figures;
    cells.insert(cells.end(), {q_text(one, q[row]), std::string{said(one.change, one.none, one.small)}});
    maker.row(labels.rows[row], std::move(cells));
    areas.push_back(one.change);
  }
  auto const whole = compared(sum_where_both(counts, before, {before, after}), sum_where_both(counts, after, {before, after}));
  if (!whole) return fail(whole);
  auto cells = whole->figures;
  cells.insert(cells.end(), {"n/a", std::string{said(whole->change, whole->none, whole->small)}});
  maker.row("Total", std::move(cells));
  return ChangeTable{std::move(maker).finish(), std::move(areas), whole->change};
}

}  // namespace concordat::protection
