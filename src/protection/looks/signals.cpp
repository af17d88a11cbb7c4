// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/signals.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "places/compare/change.h"
#include "places/compare/control.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr std::size_t months_of_quarter = 3;

/// The months as they may be shown: a quarter with a small month is hidden whole.
std::vector<ProtectedCell> shown_months(SourceMonths const& source, SmallNumberRule const& rule) {
  std::vector<ProtectedCell> cells;
  for (auto const& month : source.months) cells.push_back(month ? rule.apply(static_cast<double>(*month)) : ProtectedCell{});
  for (std::size_t first = 0; first < cells.size(); first += months_of_quarter) {
    auto const quarter = std::span{cells}.subspan(first, months_of_quarter);
    bool const hidden = std::ranges::any_of(quarter, [](auto const& cell) { return cell.state == CellState::suppressed; });
    if (hidden) std::ranges::fill(quarter, ProtectedCell{CellState::suppressed, 0});
  }
  return cells;
}

SourceSignal judged(std::string source, std::vector<ProtectedCell> const& cells, Month first) {
  SourceSignal signal{std::move(source)};
  std::vector<std::int64_t> counts;
  std::vector<Month> months;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].state == CellState::suppressed) return signal;
    if (cells[i].state != CellState::value) continue;
    counts.push_back(cells[i].value);
    months.push_back(Month{first.index + static_cast<int>(i)});
  }
  if (counts.size() <= signal_baseline) return signal;
  auto const chart = places::control_chart(counts, {.baseline = signal_baseline});
  if (!chart) return signal;  // nothing in the baseline
  signal.judged = true;
  signal.mean = chart->mean;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    auto const& point = chart->points[i];
    bool const baseline = i < signal_baseline;
    signal.points.push_back({months[i], static_cast<double>(counts[i]), point.ewma, point.ewma_upper, baseline, !baseline && point.above, !baseline && point.adds_up});
    auto const& last = signal.points.back();
    if (last.above && !signal.above_since) signal.above_since = last.month;
    if (last.adds_up && !signal.adds_up_since) signal.adds_up_since = last.month;
    signal.goes_on = last.above || last.adds_up;
  }
  return signal;
}

std::string_view words_of_point(SignalPoint const& point) {
  if (point.baseline) return "of the year that is compared with";
  if (point.above && point.adds_up) return "above the limit, and the rise adds up";
  if (point.above) return "above the limit";
  return point.adds_up ? "the rise adds up" : "as expected";
}

void add_rows(WordMaker& maker, SourceSignal const& signal, std::vector<ProtectedCell> const& cells, Month first) {
  auto point = signal.points.begin();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto const month = format_month(Month{first.index + static_cast<int>(i)});
    auto const& cell = cells[i];
    if (cell.state == CellState::not_available) {
      maker.row(signal.source, {month, "n/a", "n/a", "n/a", "not delivered"});
    } else if (!signal.judged) {
      maker.row(signal.source, {month, text_of(cell), "*", "*", "too few to say"});
    } else {
      maker.row(signal.source, {month, text_of(cell), fmt::format("{:.1f}", point->ewma), fmt::format("{:.1f}", point->limit), std::string{words_of_point(*point)}});
      ++point;
    }
  }
}

constexpr std::size_t months_of_year = 12;
constexpr double of_chance = 0.05;
constexpr std::array<std::string_view, months_of_year> month_names{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

SourceSeason season_of(std::string source, std::vector<ProtectedCell> const& cells, Month first) {
  SourceSeason season{std::move(source)};
  std::vector<std::int64_t> counts;
  for (auto const& cell : cells) {
    if (cell.state != CellState::value) return season;
    counts.push_back(cell.value);
  }
  auto const found = places::seasons(counts);
  if (!found) return season;  // no report in any month
  season.told = true;
  season.beyond_chance = found->p <= of_chance;
  season.factor.assign(months_of_year, 0);
  auto const year = static_cast<int>(months_of_year);
  auto const offset = static_cast<std::size_t>((first.index % year + year) % year);
  for (std::size_t i = 0; i < months_of_year; ++i) season.factor[(offset + i) % months_of_year] = found->factor[i];
  return season;
}

}  // namespace

Result<SeasonTable> tell_seasons(std::vector<SourceMonths> const& sources, Month first, SmallNumberRule const& rule) {
  for (auto const& source : sources) {
    if (source.months.size() < season_months || source.months.size() % months_of_year != 0 || source.months.size() != sources.front().months.size()) {
      return fail(Fault::malformed, "seasons.months", "The months of a source are not whole years, fewer than three of them, or another number than those of the others.", "Give every source the same whole years, three at least.");
    }
  }
  WordMaker maker{{"Months of the year", "Source", "Figure", {}, {"Month of the year", "Times its mean month", "What can be said"}},
                  "Each month's mean count over that of all months, from whole years of published counts by month; chi-square test of equal months.",
                  {"Worked out from the counts by month as they may be published, which are rounded; where a month of a quarter has few reports the whole quarter is hidden, and nothing is said of that source.",
                   "A season of reports: it tells nothing of why. Where the test does not find one, the differences may be chance."}};
  std::vector<SourceSeason> seasons;
  for (auto const& source : sources) {
    seasons.push_back(season_of(source.source, shown_months(source, rule), first));
    auto const& season = seasons.back();
    for (std::size_t month = 0; month < months_of_year; ++month) {
      maker.row(season.source, {std::string{month_names[month]}, season.told ? fmt::format("{:.2f}", season.factor[month]) : "*",
                                !season.told ? "too few to say" : season.beyond_chance ? "a season beyond chance" : "may be chance"});
    }
  }
  return SeasonTable{std::move(maker).finish(), std::move(seasons)};
}

Result<SignalTable> tell_signals(std::vector<SourceMonths> const& sources, Month first, SmallNumberRule const& rule) {
  for (auto const& source : sources) {
    if (source.months.size() % months_of_quarter != 0 || source.months.size() != sources.front().months.size()) {
      return fail(Fault::malformed, "signals.months", "The months of a source are not whole quarters, or another number than those of the others.", "Give every source the same whole quarters.");
    }
  }
  WordMaker maker{{"Months above what the first year explains", "Source", "Figure", {}, {"Month", "Reports", "EWMA", "Limit", "What can be said"}},
                  "EWMA (weight 0.2, limit at 3 sigma with the exact Poisson variance; Roberts 1959) and Poisson CUSUM (for a rise to 1.5 times, a false alarm once in 500 months at most; Lucas 1985) of each source's published counts by month, against its first twelve months.",
                  {"Worked out from the published counts by month, which are rounded; where a month of a quarter has few reports the whole quarter is hidden, and nothing is said of that source.",
                   "A signal says that more was reported than the first twelve months explain. It does not say that there was more violence: a feed that changed what it records, caught up, or added a site is the usual cause.",
                   "A season is not taken out, and falls are not looked for. What each month of the year is to the mean month is told from three whole years on."}};
  std::vector<SourceSignal> signals;
  for (auto const& source : sources) {
    auto const cells = shown_months(source, rule);
    signals.push_back(judged(source.source, cells, first));
    add_rows(maker, signals.back(), cells, first);
  }
  return SignalTable{std::move(maker).finish(), std::move(signals)};
}

}  // namespace concordat::protection
