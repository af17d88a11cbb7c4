// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "render/maps.h"
#include "render/svg.h"

namespace concordat::render {
namespace {

using protection::CellState;
using protection::ProtectedTable;

constexpr double label_width = 112;
constexpr double heading_height = 28;
constexpr double row_height = 28;

/// Five equal shares of the highest figure shown; the legend says which figures really fall into each.
struct Shares {
  struct Range {
    std::int64_t low = 0;
    std::int64_t high = 0;
  };
  std::int64_t most = 0;
  std::array<std::optional<Range>, hue.size()> ranges{};

  [[nodiscard]] std::size_t share_of(std::int64_t figure) const {
    return static_cast<std::size_t>((figure * static_cast<std::int64_t>(hue.size()) - 1) / most);
  }
  void add(std::int64_t figure) {
    auto& range = ranges[share_of(figure)];
    if (!range) range = Range{figure, figure};
    range->low = std::min(range->low, figure);
    range->high = std::max(range->high, figure);
  }
};

template <class Visit>
void each_cell(ProtectedTable const& table, Visit visit) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t column = 0; column < table.columns(); ++column)
      visit(row, column, table.cell(row, column));
  }
}

bool is_figure(protection::ProtectedCell const& cell) {
  return cell.state == CellState::value && cell.value > 0;
}

Shares shares_of(ProtectedTable const& table) {
  Shares shares;
  each_cell(table, [&shares](std::size_t, std::size_t, auto const& cell) {
    shares.most = std::max(shares.most, cell.value);
  });
  each_cell(table, [&shares](std::size_t, std::size_t, auto const& cell) {
    if (is_figure(cell)) shares.add(cell.value);
  });
  return shares;
}

std::string fill_of(protection::ProtectedCell const& cell, Shares const& shares,
                    std::string const& hatch_fill) {
  if (cell.state == CellState::suppressed) return hatch_fill;
  if (cell.state == CellState::not_available) return "none";
  return std::string{cell.value > 0 ? hue[shares.share_of(cell.value)] : paper};
}

std::vector<LegendEntry> legend_of(ProtectedTable const& table, Shares const& shares,
                                   std::string const& hatch_fill) {
  bool hidden = false;
  bool available = false;
  each_cell(table, [&](std::size_t, std::size_t, auto const& cell) {
    hidden = hidden || cell.state == CellState::suppressed;
    available = available || cell.state != CellState::not_available;
  });
  if (!available) return {{"none", "not available in the data"}};
  std::vector<LegendEntry> entries;
  if (hidden) entries.push_back({hatch_fill, "hidden because the number is small"});
  entries.push_back({std::string{paper}, "none"});
  for (std::size_t i = 0; i < hue.size(); ++i) {
    if (!shares.ranges[i]) continue;
    auto const& [low, high] = *shares.ranges[i];
    entries.push_back(
        {std::string{hue[i]}, low == high ? std::to_string(low) : fmt::format("{} to {}", low, high)});
  }
  return entries;
}

}  // namespace

std::string svg_week_clock(ProtectedTable const& table, MapText const& text, About const& about) {
  double const columns = static_cast<double>(std::max<std::size_t>(table.columns(), 1));
  double const side = (drawing_width - label_width - drawing_margin) / columns;
  auto const shares = shares_of(table);
  auto const hatch_fill = fmt::format("url(#{}-hidden)", escape_markup(text.id));
  auto const& labels = table.labels();
  Picture picture{text};
  picture.add(hatch(text.id + "-hidden"));
  // Every third hour, so that the labels stay apart when a phone enlarges them.
  for (std::size_t column = 0; column < table.columns(); column += 3) {
    picture.add(
        fmt::format("<text class=\"key\" x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"14\" fill=\"{}\">{}</text>\n",
                    label_width + side * static_cast<double>(column) + 2, picture.top() + 18, ink,
                    escape_markup(labels.columns[column])));
  }
  double const top = picture.top() + heading_height;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    picture.add(
        fmt::format("<text class=\"key\" x=\"{:.0f}\" y=\"{:.1f}\" font-size=\"14\" fill=\"{}\">{}</text>\n",
                    drawing_margin, top + row_height * static_cast<double>(row) + 19, ink,
                    escape_markup(labels.rows[row])));
  }
  each_cell(table, [&](std::size_t row, std::size_t column, auto const& cell) {
    picture.add(fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"0.6\"><title>{} {}: {}</title></rect>\n",
        label_width + side * static_cast<double>(column), top + row_height * static_cast<double>(row), side,
        row_height, fill_of(cell, shares, hatch_fill), line_colour, escape_markup(labels.rows[row]),
        escape_markup(labels.columns[column]), escape_markup(table.text(row, column))));
  });
  picture.down(heading_height + row_height * static_cast<double>(table.rows()) + drawing_margin);
  picture.legend(legend_of(table, shares, hatch_fill));
  return std::move(picture).finish(about);
}

}  // namespace concordat::render
