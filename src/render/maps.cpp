// SPDX-License-Identifier: Apache-2.0
#include "render/maps.h"

#include <algorithm>

#include <fmt/format.h>

#include "render/svg.h"

namespace concordat::render {
namespace {

using protection::CellState;
using protection::ClassedMap;
using protection::ProtectedTable;

constexpr double drawing_width = 760;
constexpr double margin = 8;

std::string fill_of_class(std::uint8_t number, std::string const& hatch_id) {
  if (number == 0) return fmt::format("url(#{})", hatch_id);
  if (number == 1) return std::string{paper};
  return std::string{hue[std::min<std::size_t>(number - 2, hue.size() - 1)]};
}

std::string range(std::int64_t low, std::int64_t high) {
  return low == high ? std::to_string(low) : fmt::format("{} to {}", low, high);
}

}  // namespace

AreaClasses classes_of(ProtectedTable const& table, std::size_t column) {
  std::vector<std::int64_t> shown;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto const& cell = table.cell(row, column);
    if (cell.state == CellState::value && cell.value > 0) shown.push_back(cell.value);
  }
  std::sort(shown.begin(), shown.end());
  std::vector<std::int64_t> upper;  // highest figure of each class
  for (std::size_t part = 1; part <= hue.size() && !shown.empty(); ++part) {
    auto const value = shown[std::max<std::size_t>(1, shown.size() * part / hue.size()) - 1];
    if (upper.empty() || value > upper.back()) upper.push_back(value);
  }
  AreaClasses classes;
  classes.labels = {"hidden or not available", "none"};
  std::int64_t low = shown.empty() ? 0 : shown.front();
  for (auto const high : upper) {
    classes.labels.push_back(range(low, high));
    auto const next = std::upper_bound(shown.begin(), shown.end(), high);
    if (next != shown.end()) low = *next;
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto const& cell = table.cell(row, column);
    std::uint8_t number = cell.state == CellState::value ? 1 : 0;
    if (cell.state == CellState::value && cell.value > 0) {
      auto const place = std::lower_bound(upper.begin(), upper.end(), cell.value) - upper.begin();
      number = static_cast<std::uint8_t>(2 + place);
    }
    classes.of_area.push_back(number);
  }
  return classes;
}

std::string svg_areas(places::AreaSet const& areas, AreaClasses const& classes, MapText const& text,
                      About const& about) {
  Frame const frame{areas.box(), drawing_width};
  double const legend = 21.0 * static_cast<double>(classes.labels.size());
  double const height = frame.height() + legend + 3 * margin + 20;
  auto const hatch_id = text.id + "-hidden";
  std::string out = svg_begin(drawing_width, height, text) + hatch(hatch_id);
  out += fmt::format("<g stroke=\"{}\" stroke-width=\"0.5\" fill-rule=\"evenodd\">\n", line_colour);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    auto const number = classes.of_area[i];
    out += fmt::format("<path d=\"{}\" fill=\"{}\"><title>{}: {}</title></path>\n", path_of(areas[i], frame),
                       fill_of_class(number, hatch_id), escape_markup(areas[i].name),
                       escape_markup(classes.labels[number]));
  }
  out += "</g>\n";
  std::vector<LegendEntry> entries;
  for (std::size_t number = 0; number < classes.labels.size(); ++number) {
    entries.push_back({fill_of_class(static_cast<std::uint8_t>(number), hatch_id), classes.labels[number]});
  }
  out += svg_legend(margin, frame.height() + margin, entries) + svg_foot(height - margin, about);
  return out + "</svg>\n";
}

std::string svg_cells(ClassedMap const& map, places::AreaSet const& areas, MapText const& text, About const& about) {
  auto const box = map.grid().box();
  Frame const frame{box, drawing_width};
  auto const& labels = map.class_labels();
  double const legend = 21.0 * static_cast<double>(labels.size() + 1);
  double const height = frame.height() + legend + 3 * margin + 20;
  std::string out = svg_begin(drawing_width, height, text);
  out += "<g shape-rendering=\"crispEdges\">\n";
  auto const columns = map.grid().columns();
  for (std::uint32_t row = 0; row < map.grid().rows(); ++row) {
    for (std::uint32_t column = 0; column < columns;) {
      auto const number = map.classes()[static_cast<std::size_t>(row) * columns + column];
      auto end = column + 1;
      while (end < columns && map.classes()[static_cast<std::size_t>(row) * columns + end] == number) ++end;
      if (number != 0) {
        auto const cell = map.grid().cell_box(static_cast<std::size_t>(row) * columns + column);
        out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n",
                           frame.x(cell.west), frame.y(cell.north),
                           frame.length(map.grid().cell_size() * (end - column)), frame.length(map.grid().cell_size()),
                           hue[std::min<std::size_t>(number - 1U, hue.size() - 1)]);
      }
      column = end;
    }
  }
  out += fmt::format("</g>\n<g fill=\"none\" stroke=\"{}\" stroke-width=\"0.6\">\n", line_colour);
  for (auto const& area : areas.areas()) out += fmt::format("<path d=\"{}\"/>\n", path_of(area, frame));
  out += "</g>\n";
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < labels.size(); ++i) entries.push_back({std::string{hue[std::min(i, hue.size() - 1)]}, labels[i]});
  entries.push_back({std::string{paper}, "too few events near by to show, or none"});
  out += svg_legend(margin, frame.height() + margin, entries) + svg_foot(height - margin, about);
  return out + "</svg>\n";
}

std::string svg_week_clock(ProtectedTable const& table, MapText const& text, About const& about) {
  constexpr double left = 92;
  constexpr double top = 24;
  constexpr double side = 27;
  double const width = left + side * static_cast<double>(table.columns()) + margin;
  double const bottom = top + side * static_cast<double>(table.rows());
  std::int64_t most = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t column = 0; column < table.columns(); ++column) most = std::max(most, table.cell(row, column).value);
  }
  auto const hatch_id = text.id + "-hidden";
  std::string out = svg_begin(width, bottom + 30, text) + hatch(hatch_id);
  for (std::size_t column = 0; column < table.columns(); column += 2) {
    out += fmt::format("<text x=\"{:.0f}\" y=\"16\" font-size=\"11\" fill=\"{}\">{}</text>\n",
                       left + side * static_cast<double>(column) + 4, ink, escape_markup(table.labels().columns[column]));
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    double const y = top + side * static_cast<double>(row);
    out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"12\" fill=\"{}\">{}</text>\n", margin, y + 18, ink,
                       escape_markup(table.labels().rows[row]));
    for (std::size_t column = 0; column < table.columns(); ++column) {
      auto const& cell = table.cell(row, column);
      std::string fill{paper};
      if (cell.state == CellState::suppressed) fill = fmt::format("url(#{})", hatch_id);
      if (cell.state == CellState::value && cell.value > 0) {
        fill = hue[static_cast<std::size_t>((cell.value * static_cast<std::int64_t>(hue.size()) - 1) / most)];
      }
      out += fmt::format(
          "<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" fill=\"{}\" stroke=\"{}\" "
          "stroke-width=\"0.5\"><title>{} {}: {}</title></rect>\n",
          left + side * static_cast<double>(column), y, side, side, fill, line_colour,
          escape_markup(table.labels().rows[row]), escape_markup(table.labels().columns[column]),
          escape_markup(table.text(row, column)));
    }
  }
  return out + svg_foot(bottom + 20, about) + "</svg>\n";
}

}  // namespace concordat::render
