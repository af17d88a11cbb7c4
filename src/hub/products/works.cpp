// SPDX-License-Identifier: Apache-2.0
#include "hub/products/works.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "hub/release/reading.h"
#include "hub/release/tables.h"
#include "protection/rule.h"

namespace concordat::hub {
namespace {

constexpr double published_rounding = 5;
constexpr int quarters_of_a_year = 4;
constexpr std::size_t looked_back = 6;  // quarters: a sum over years with gaps is no year

void add_once(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

/// The words of `label` in every table of the figure.
void add_labelled(std::vector<std::string>& list, EditionFigure const& figure, std::string_view label) {
  for (auto const& file : figure.files) {
    if (!file.name.ends_with(".csv")) continue;
    for (auto const& [name, text] : read_released_table(file.content).about) {
      if (name == label) add_once(list, text);
    }
  }
}

SourceSeries& series_of(std::vector<SourceSeries>& all, std::string const& source, Quarter quarter) {
  auto const found = std::ranges::find(all, source, &SourceSeries::source);
  if (found != all.end()) return *found;
  all.push_back({source, quarter});
  return all.back();
}

/// What a "*" of the table may stand for. Where the rule does not say its smallest group, a figure that is shown does: it is at most
/// that figure and what rounding took from it. Nothing where that is not known either.
std::optional<places::CountRange> hidden_in(ReleasedTable const& table) {
  using protection::SmallNumberRule;
  auto const method = about(table, "Method");
  auto const says = [&](SmallNumberRule const& rule) { return method.find(rule.method().view()) != std::string::npos; };
  if (says(SmallNumberRule::nhs())) return places::CountRange{1, SmallNumberRule::nhs_smallest - 1};
  if (says(SmallNumberRule::ten_five())) return places::CountRange{0, SmallNumberRule::ten_five_smallest - 1};
  std::optional<double> smallest;
  for (auto const& row : table.rows) {
    auto const count = row.size() < 3 ? std::nullopt : text::parse_integer(row[2]);
    if (count && *count > 0 && (!smallest || static_cast<double>(*count) < *smallest)) smallest = static_cast<double>(*count);
  }
  if (!smallest) return std::nullopt;
  return places::CountRange{0, *smallest + (published_rounding - 1) / 2 - 1};
}

std::vector<SourceSeries> series_of(ReleasedTable const& table) {
  std::vector<SourceSeries> all;
  auto const hidden = hidden_in(table);
  for (auto const& row : table.rows) {
    auto const quarter = row.size() < 3 ? std::nullopt : parse_quarter(row[1]);
    if (!quarter) continue;
    auto& series = series_of(all, row[0], *quarter);
    auto const at = quarter->index - series.first.index;
    if (at < 0 || at > 400) continue;
    if (series.counts.size() <= static_cast<std::size_t>(at)) series.counts.resize(static_cast<std::size_t>(at) + 1);
    auto& known = series.counts[static_cast<std::size_t>(at)];
    if (known) continue;
    if (auto const count = text::parse_integer(row[2]); count && *count >= 0) known = static_cast<double>(*count);
    else if (row[2] == "*") known = hidden;
  }
  return all;
}

/// "Violence by area and quarter: 40 of 132 figures are too small to show." of the tables of the figure that are not maps; totals are no
/// figures of their own.
void add_hidden(std::vector<std::string>& list, EditionFigure const& figure) {
  for (auto const& file : figure.files) {
    if (!file.name.ends_with(".csv")) continue;
    auto const table = read_released_table(file.content);
    if (is_map(table)) continue;
    std::size_t hidden = 0;
    std::size_t shown = 0;
    for (auto const& row : table.rows) {
      bool const is_total = std::ranges::find(row, "Total") != row.end();
      for (std::size_t i = 0; !is_total && i < std::min(row.size(), table.heading.size()); ++i) {
        if (table.heading[i] == "Total") continue;
        hidden += row[i] == "*" ? 1U : 0U;
        shown += text::parse_integer(row[i]) ? 1U : 0U;
      }
    }
    if (hidden > 0) add_once(list, fmt::format("{}: {} of {} figures are too small to show.", about(table, "Title"), hidden, hidden + shown));
  }
}

/// Without what came after the quarter that the edition is of.
std::vector<SourceSeries> up_to(std::optional<Quarter> last, std::vector<SourceSeries> all) {
  for (auto& one : all) {
    if (last && one.first.index + static_cast<int>(one.counts.size()) - 1 > last->index) one.counts.resize(static_cast<std::size_t>(std::max(0, last->index - one.first.index + 1)));
  }
  return all;
}

}  // namespace

std::string pounds_words(std::int64_t pounds) {
  auto const value = static_cast<double>(pounds);
  if (pounds < 1000) return std::to_string(pounds);
  double const unit = std::pow(10, std::floor(std::log10(value)) - 2);
  double const rounded = std::round(value / unit) * unit;
  if (rounded >= 1e6) return fmt::format("{:.{}f} million", rounded / 1e6, rounded >= 1e8 ? 0 : rounded >= 1e7 ? 1 : 2);
  auto const whole = std::llround(rounded);
  return fmt::format("{},{:03}", whole / 1000, whole % 1000);
}

SourcesAndLimits sources_and_limits(Edition const& edition) {
  SourcesAndLimits all;
  for (auto const& figure : edition.figures) {
    // Bands of the mix are of one period each: those of the figure that comes first stand for the edition.
    if (all.sources.empty()) add_labelled(all.sources, figure, "Source");
    if (all.coverage.empty()) add_labelled(all.coverage, figure, "Coverage");
    add_labelled(all.limits, figure, "Limits");
    add_hidden(all.missing, figure);
    for (auto const& file : figure.files) {
      if (file.name != "summary.txt") continue;
      for (auto const& line : read_summary(file.content)) {
        if (line.warning) add_once(all.limits, line.text);
      }
    }
    if (figure.files.empty()) add_once(all.missing, fmt::format("{}: {}", figure.title, figure.why));
  }
  auto const known = series_in(edition);
  for (auto const* source : {"Police", "Emergency department", "Ambulance"}) {
    if (!known.empty() && std::ranges::find(known, source, &SourceSeries::source) == known.end()) add_once(all.missing, fmt::format("{}: nobody here sends its reports, so none of them is in these figures.", source));
  }
  for (auto const& series : known) {
    std::vector<std::string> gaps;
    for (std::size_t i = 0; i < series.counts.size(); ++i) {
      if (!series.counts[i] || !series.counts[i]->is_exact()) gaps.push_back(format_quarter(Quarter{series.first.index + static_cast<int>(i)}));
    }
    if (!gaps.empty()) add_once(all.missing, fmt::format("{}: not complete or not shown in {} ({} of {} quarters).", series.source, text::join(gaps, ", "), gaps.size(), series.counts.size()));
  }
  return all;
}

std::vector<std::string> in_short(EditionFigure const& figure) {
  auto const* file = file_of(figure.files, "violence-by-area.csv");
  if (file == nullptr || file_of(figure.files, "summary.txt") != nullptr) return {};
  auto const table = read_released_table(file->content);
  if (table.rows.size() < 2 || table.rows.back().size() != table.heading.size()) return {};
  auto const& totals = table.rows.back();
  auto const areas = table.rows.size() - 1;
  std::optional<std::size_t> last;
  for (std::size_t i = 2; i < totals.size(); ++i) {
    if (parse_quarter(table.heading[i]) && text::parse_integer(totals[i])) last = i;
  }
  if (!last) return {"No quarter of it has a figure that may be shown."};
  auto const said = [&](std::size_t column) {
    auto const hidden = std::ranges::count_if(table.rows.begin(), table.rows.end() - 1, [&](auto const& row) { return row.size() <= column || !text::parse_integer(row[column]); });
    return fmt::format("{}: {} reports in the areas that show a figure; {} of {} areas show none.", table.heading[column], with_commas(text::parse_integer(totals[column]).value_or(0)), hidden, areas);
  };
  std::vector<std::string> all{said(*last)};
  auto const year_before = format_quarter(Quarter{parse_quarter(table.heading[*last])->index - quarters_of_a_year});
  auto const before = std::ranges::find(table.heading, year_before);
  auto const at = static_cast<std::size_t>(before - table.heading.begin());
  if (before != table.heading.end() && text::parse_integer(totals[at])) all.push_back("A year before, " + said(at));
  return all;
}

FigureVersion version_of(EditionFigure const& figure) {
  for (auto const& file : figure.files) {
    if (!file.name.ends_with(".csv")) continue;
    auto const table = read_released_table(file.content);
    return {about(table, "Released at"), about(table, "Data version")};
  }
  return {};
}

std::string with_commas(std::int64_t number) {
  auto words = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(words.size()) - 3; at > 0; at -= 3) words.insert(static_cast<std::size_t>(at), ",");
  return words;
}

std::vector<SourceSeries> series_in(Edition const& edition) {
  for (auto const& figure : edition.figures) {
    if (auto const* file = file_of(figure.files, "violence-completeness.csv")) return up_to(parse_quarter(edition.row.quarter), series_of(read_released_table(file->content)));
  }
  return {};
}

Json to_json(std::vector<catalogue::UnitCost> const& costs) {
  Json list{Json::Array{}};
  for (auto const& cost : costs) {
    Json one;
    if (!cost.changed_by.empty()) one.set("changed_by", cost.changed_by).set("changed_on", cost.changed_on).set("why", cost.why);
    one.set("item", cost.item).set("source", cost.source).set("sector", cost.sector).set("low", cost.low).set("high", cost.high).set("price_base", cost.price_base);
    list.push(std::move(one.set("from", cost.from).set("url", cost.url).set("checked", cost.checked)));
  }
  return list;
}

std::vector<catalogue::UnitCost> unit_costs_from(Json const& list) {
  std::vector<catalogue::UnitCost> costs;
  if (!list.is_array()) return costs;
  for (auto const& one : list.array()) {
    costs.push_back({one["item"].string(), one["source"].string(), one["sector"].string(), one["low"].integer(), one["high"].integer(), one["price_base"].string(), one["from"].string(),
                     one["url"].string(), one["checked"].boolean(), one["changed_by"].string(), one["changed_on"].string(), one["why"].string()});
  }
  return costs;
}

std::vector<std::string> in_short(Reckoning const& reckoning) {
  std::vector<std::string> bases;
  std::vector<std::string> said;
  for (auto const& line : reckoning.lines) add_once(bases, line.cost.price_base);
  if (bases.size() > 1) said.push_back(fmt::format("Prices of {} stand beside each other. No index of prices is held, so they are not brought to one year.", text::join(bases, " and ")));
  std::vector<std::string> undivided;
  for (auto const* sector : {"police", "justice", "health"}) {
    if (std::ranges::none_of(reckoning.lines, [&](auto const& line) { return line.cost.sector == sector; })) undivided.emplace_back(sector);
  }
  if (!undivided.empty() && !reckoning.lines.empty()) {
    said.push_back(fmt::format("No unit cost is held for what {} alone {}, because no source that is known splits the violence counted here by sector: where a line is of all of society, it holds that undivided.", text::join(undivided, " and "), undivided.size() == 1 ? "bears" : "bear"));
  }
  return said;
}

Reckoning reckon(std::vector<SourceSeries> const& series, std::vector<catalogue::UnitCost> const& costs) {
  Reckoning all;
  for (auto const& one : series) {
    CostLine line{{}, one.source};
    double reports = 0;
    auto const oldest = one.counts.size() > looked_back ? one.counts.size() - looked_back : 0;
    for (std::size_t i = one.counts.size(); i > oldest && line.quarters < quarters_of_a_year; --i) {
      auto const& count = one.counts[i - 1];
      if (!count || !count->is_exact()) continue;
      reports += count->low;
      line.first = Quarter{one.first.index + static_cast<int>(i) - 1};
      if (line.quarters == 0) line.last = line.first;
      ++line.quarters;
    }
    line.reports = static_cast<std::int64_t>(reports);
    bool any = false;
    for (auto const& cost : costs) {
      if (source_name(cost.source).view() != one.source || line.quarters == 0) continue;
      // Two kinds of feed of one name: the first stands for both.
      if (std::ranges::any_of(all.lines, [&](auto const& had) { return had.source == one.source && had.cost.source != cost.source; })) continue;
      line.cost = cost;
      line.low = line.reports * cost.low;
      line.high = line.reports * cost.high;
      all.lines.push_back(line);
      any = true;
    }
    if (!any) all.without.push_back(one.source);
  }
  return all;
}

std::vector<SourceProjection> projections(std::vector<SourceSeries> const& series) {
  std::vector<SourceProjection> all;
  for (auto const& one : series) {
    auto made = places::project(one.counts, one.first, {.rounded_to = published_rounding});
    if (made) all.push_back({one.source, std::move(*made), {}});
    else all.push_back({one.source, {}, std::string{made.error().title.view()}});
  }
  return all;
}

}  // namespace concordat::hub
