// SPDX-License-Identifier: Apache-2.0
#include "pages/picture/trend.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <ranges>

#include <fmt/format.h>

#include "base/markup.h"
#include "base/text.h"
#include "pages/wording.h"
#include "places/compare/distributions.h"

namespace concordat::pages {
namespace {

constexpr std::size_t first_quarter_column = 2;  // after "Code" and "Area"
constexpr std::size_t least_quarters = 3;
constexpr double one_side = 0.025;

constexpr double wide = 520;
constexpr double high = 320;
constexpr double left = 56;
constexpr double right = 508;
constexpr double top = 62;
constexpr double bottom = 262;
constexpr std::string_view ink = "#0b0c0c";
constexpr std::string_view line_colour = "#105ba4";
constexpr std::string_view band_colour = "#d6e6f4";

/// The least count that is not below it in 97.5 of 100, and the same from above.
Trend::Band band_of(double usual, Quarter judged) {
  Trend::Band band{.usual = usual, .judged = judged};
  while (places::poisson_at_most(band.low, usual) < one_side) ++band.low;
  band.high = band.low;
  while (places::poisson_at_most(band.high, usual) < 1 - one_side) ++band.high;
  return band;
}

/// Whether nobody knows of the quarter: every area says so.
bool is_missing(std::vector<std::vector<std::string> const*> const& areas, std::size_t column) {
  return std::ranges::all_of(areas, [column](auto const* row) { return (*row)[column] == "n/a"; });
}

double round_up(double most) {
  for (double step = 10;; step *= 10) {
    for (double const times : {1.0, 2.0, 4.0, 6.0, 8.0}) {
      if (most <= step * times) return step * times;
    }
  }
}

/// Where months and figures lie.
class Frame {
 public:
  Frame(std::size_t months, double most) : month_width_{(right - left) / static_cast<double>(months)}, most_{round_up(most)} {}
  [[nodiscard]] double x(std::size_t months) const { return left + month_width_ * static_cast<double>(months); }
  [[nodiscard]] double middle(std::size_t quarter) const { return (x(3 * quarter) + x(3 * quarter + 3)) / 2; }
  [[nodiscard]] double y(double figure) const { return bottom - (bottom - top) * figure / most_; }
  [[nodiscard]] double most() const { return most_; }

 private:
  double month_width_;
  double most_;
};

std::string text_at(double x, double y, std::string_view anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x, y, anchor, escape_markup(text));
}

/// A tick a month; the month's letters where there is room, a year under each January and under the first.
std::string axis(Trend const& trend, Frame const& frame) {
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::string svg = fmt::format("<path d=\"M{} {}H{}\" stroke=\"{}\" fill=\"none\"/>", left, bottom, right, ink);
  auto const count = 3 * trend.quarters.size();
  auto const first = trend.quarters.front().quarter.first_month();
  std::size_t const every = count <= 15 ? 1 : 3;
  for (std::size_t i = 0; i < count; ++i) {
    Month const month{first.index + static_cast<int>(i)};
    auto const number = static_cast<std::size_t>(month.month() - 1);
    svg += fmt::format("<path d=\"M{0:.1f} {1}v{2}\" stroke=\"{3}\"/>", frame.x(i), bottom, i % 3 == 0 ? 8 : 4, ink);
    bool const has_room = every == 1 || count <= 36 || number == 0;
    if (i % every == 0 && has_room) svg += every == 1 ? text_at((frame.x(i) + frame.x(i + 1)) / 2, bottom + 20, "middle", months[number]) : text_at(frame.x(i) + 2, bottom + 20, "start", months[number]);
    if (i == 0 || number == 0) svg += text_at(frame.x(i) + 2, bottom + 38, "start", std::to_string(month.year()));
  }
  for (double const share : {0.0, 0.5, 1.0}) {
    svg += text_at(left - 8, frame.y(frame.most() * share) + 5, "end", fmt::format("{:.0f}", frame.most() * share));
    if (share > 0) svg += fmt::format("<path d=\"M{} {:.1f}H{}\" stroke=\"#b1b4b6\" stroke-dasharray=\"2 4\" fill=\"none\"/>", left, frame.y(frame.most() * share), right);
  }
  return svg;
}

std::string line_of(Trend const& trend, Frame const& frame) {
  std::string path;
  std::string dots;
  for (std::size_t i = 0; i < trend.quarters.size(); ++i) {
    auto const& one = trend.quarters[i];
    if (!one.reports) continue;
    auto const y = frame.y(static_cast<double>(*one.reports));
    bool const joins = i > 0 && trend.quarters[i - 1].reports.has_value();
    path += fmt::format("{}{:.1f} {:.1f}", joins ? 'L' : 'M', frame.middle(i), y);
    // Outside the band by its shape as well: a ring where the others are dots.
    auto const standing = standing_of(trend, one);
    bool const outside = standing == "above" || standing == "below";
    dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"2\"/>", frame.middle(i), y, outside ? 7 : 4, outside ? "#ffffff" : line_colour, line_colour);
  }
  return fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"2.5\" fill=\"none\"/>{}", path, line_colour, dots);
}

}  // namespace

std::optional<Trend> trend_of_areas(hub::ReleasedTable const& table) {
  Trend trend;
  for (std::size_t column = first_quarter_column; column < table.heading.size(); ++column) {
    auto const quarter = parse_quarter(table.heading[column]);
    if (!quarter) break;
    trend.quarters.push_back({*quarter, std::nullopt});
  }
  if (trend.quarters.empty()) return std::nullopt;
  std::vector<std::vector<std::string> const*> areas;
  for (auto const& row : table.rows) {
    if (row.size() >= first_quarter_column + trend.quarters.size() && !row.front().empty()) areas.push_back(&row);
  }
  std::vector<std::size_t> delivered;
  for (std::size_t i = 0; i < trend.quarters.size(); ++i) {
    if (!is_missing(areas, first_quarter_column + i)) delivered.push_back(i);
  }
  std::vector<std::int64_t> sums(trend.quarters.size(), 0);
  for (auto const* row : areas) {
    auto const figure = [row](std::size_t i) { return text::parse_integer((*row)[first_quarter_column + i]); };
    bool const all_shown = std::ranges::all_of(delivered, [&](std::size_t i) { return figure(i).has_value(); });
    ++(all_shown ? trend.counted : trend.left_out);
    if (!all_shown) continue;
    for (auto const i : delivered) sums[i] += *figure(i);
  }
  if (trend.counted == 0 || delivered.empty()) return std::nullopt;
  for (auto const i : delivered) trend.quarters[i].reports = sums[i];
  double before = 0;
  for (auto const i : delivered) before += i == delivered.back() ? 0 : static_cast<double>(sums[i]);
  if (delivered.size() > least_quarters) trend.band = band_of(before / static_cast<double>(delivered.size() - 1), trend.quarters[delivered.back()].quarter);
  return trend;
}

std::optional<Trend> trend_of_sources(hub::ReleasedTable const& table) {
  constexpr std::size_t columns = 3;  // "Source", "Quarter" and "Reports"
  hub::ReleasedTable turned;
  turned.heading = {"", ""};
  std::map<std::string, std::vector<std::string>> of_source;
  for (auto const& row : table.rows) {
    if (row.size() < columns) return std::nullopt;
    auto& figures = of_source[row[0]];
    if (figures.empty()) figures = {row[0], row[0]};
    // Every source has the same quarters in the same order: the first of them names the columns.
    if (of_source.size() == 1) turned.heading.push_back(row[1]);
    if (figures.size() >= turned.heading.size() || turned.heading[figures.size()] != row[1]) return std::nullopt;
    figures.push_back(row[2]);
  }
  for (auto& [source, figures] : of_source) turned.rows.push_back(std::move(figures));
  return trend_of_areas(turned);
}

std::string_view standing_of(Trend const& trend, TrendQuarter const& quarter) {
  if (!quarter.reports) return "not-delivered";
  if (!trend.band) return "no-band";
  // A quarter that made the band is in it more often than chance says: nothing is said of it.
  if (quarter.quarter != trend.band->judged) return "before";
  if (*quarter.reports < trend.band->low) return "below";
  return *quarter.reports > trend.band->high ? "above" : "inside";
}

std::string trend_picture(Trend const& trend, TrendWords const& words) {
  double most = 1;
  for (auto const& one : trend.quarters) most = std::max(most, static_cast<double>(one.reports.value_or(0)));
  if (trend.band) most = std::max(most, static_cast<double>(trend.band->high));
  Frame const frame{3 * trend.quarters.size(), most};
  auto svg = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" font-family=\"Arial, sans-serif\" font-size=\"14\" fill=\"{2}\">"
                         "<title>{3}</title><defs><pattern id=\"trend-missing\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                         "<rect width=\"8\" height=\"8\" fill=\"#f3f2f1\"/><path d=\"M0 0V8\" stroke=\"#6f777b\" stroke-width=\"2\"/></pattern></defs><rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>",
                         wide, high, ink, escape_markup(words.title));
  double key = 6;
  if (trend.band) {
    auto const band_top = frame.y(static_cast<double>(trend.band->high));
    auto const band_bottom = frame.y(static_cast<double>(trend.band->low));
    auto const months = 3 * static_cast<std::size_t>(trend.band->judged.index - trend.quarters.front().quarter.index);
    auto const from = frame.x(months);
    auto const to = frame.x(months + 3);
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>", from, band_top, to - from, band_bottom - band_top, band_colour);
    svg += fmt::format("<path d=\"M{0:.1f} {1:.1f}H{2:.1f}M{0:.1f} {3:.1f}H{2:.1f}\" stroke=\"{4}\" stroke-dasharray=\"6 3\" fill=\"none\"/>", from, band_top, to, band_bottom, line_colour);
    svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"28\" height=\"16\" fill=\"{}\" stroke=\"{}\" stroke-dasharray=\"6 3\"/>", left, key, band_colour, line_colour) + text_at(left + 36, key + 13, "start", words.band);
    key += 24;
  }
  bool any_missing = false;
  for (std::size_t i = 0; i < trend.quarters.size(); ++i) {
    if (trend.quarters[i].reports) continue;
    any_missing = true;
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"url(#trend-missing)\"/>", frame.x(3 * i), top, frame.x(3) - frame.x(0), bottom - top);
  }
  if (any_missing) svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"28\" height=\"16\" fill=\"url(#trend-missing)\"/>", left, key) + text_at(left + 36, key + 13, "start", words.not_delivered);
  return svg + axis(trend, frame) + line_of(trend, frame) + "</svg>";
}

Json to_json(Trend const& trend) {
  Json rows{Json::Array{}};
  for (auto const& one : trend.quarters) {
    auto const first = one.quarter.first_month();
    Json row;
    row.set("quarter", format_quarter(one.quarter)).set("months", months_words(first, Month{first.index + 2})).set("standing", standing_of(trend, one));
    row.set("reports", one.reports ? Json{*one.reports} : Json{});
    rows.push(std::move(row));
  }
  Json model;
  model.set("quarters", std::move(rows)).set("counted", static_cast<std::uint64_t>(trend.counted)).set("left_out", static_cast<std::uint64_t>(trend.left_out)).set("band", Json{});
  if (trend.band) model.set("band", Json{}.set("usual", fmt::format("{:.0f}", trend.band->usual)).set("low", trend.band->low).set("high", trend.band->high));
  return model;
}

}  // namespace concordat::pages
