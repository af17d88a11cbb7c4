// SPDX-License-Identifier: Apache-2.0
#include "render/maps.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/svg.h"

namespace concordat::render {
namespace {

using protection::CellState;
using protection::ClassedMap;
using protection::ProtectedTable;

constexpr std::size_t first_figure_class = 2;  ///< after "hidden or not available" and "none"

std::string fill_of_class(std::size_t number, AreaClasses const& classes, std::string const& hatch_id) {
  if (number == 0) return fmt::format("url(#{})", escape_markup(hatch_id));
  if (number == 1) return std::string{paper};
  return std::string{shade(number - first_figure_class + 1, classes.labels.size() - first_figure_class)};
}

std::string range(std::int64_t low, std::int64_t high) {
  return low == high ? std::to_string(low) : fmt::format("{} to {}", low, high);
}

/// The drawing part of a map: moved into the margin, so that no outline is cut at the edge.
std::string group_at(double top, std::string_view attributes) {
  return fmt::format("<g transform=\"translate({:.0f} {:.0f})\" {}>\n", drawing_margin, top, attributes);
}

/// The highest figure of each class. Equal figures are never parted; where many are equal, the classes that
/// are left share the other figures, so that the highest ones do not end up in one.
std::vector<std::int64_t> class_ends(std::vector<std::int64_t> const& sorted) {
  std::vector<std::int64_t> ends;
  for (std::size_t begin = 0; begin < sorted.size();) {
    auto const classes_left = hue.size() - ends.size();
    auto const share = (sorted.size() - begin + classes_left - 1) / classes_left;
    auto const end = sorted[begin + share - 1];
    ends.push_back(end);
    begin = static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), end) - sorted.begin());
  }
  return ends;
}

/// Cells of a class as rectangles, neighbours in a row as one.
std::string rectangles(ClassedMap const& map, Frame const& frame) {
  std::string out;
  auto const& grid = map.grid();
  auto const columns = grid.columns();
  auto const class_of = [&map, columns](std::size_t row, std::size_t column) {
    return map.classes()[row * columns + column];
  };
  for (std::size_t row = 0; row < grid.rows(); ++row) {
    for (std::size_t column = 0; column < columns;) {
      auto const number = class_of(row, column);
      auto end = column + 1;
      while (end < columns && class_of(row, end) == number) ++end;
      if (number != 0) {
        auto const cell = grid.cell_box(row * columns + column);
        out +=
            fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n",
                        frame.x(cell.west), frame.y(cell.north),
                        frame.length(grid.cell_size() * static_cast<double>(end - column)),
                        frame.length(grid.cell_size()), shade(number, map.class_labels().size()));
      }
      column = end;
    }
  }
  return out;
}

}  // namespace

AreaClasses classes_of(std::vector<std::optional<std::int64_t>> const& figures) {
  std::vector<std::int64_t> shown;
  for (auto const& figure : figures) {
    if (figure && *figure > 0) shown.push_back(*figure);
  }
  std::sort(shown.begin(), shown.end());
  auto const upper = class_ends(shown);
  AreaClasses classes;
  classes.labels = {"hidden or not available", "none"};
  std::int64_t low = shown.empty() ? 0 : shown.front();
  for (auto const high : upper) {
    classes.labels.push_back(range(low, high));
    auto const next = std::upper_bound(shown.begin(), shown.end(), high);
    if (next != shown.end()) low = *next;
  }
  for (auto const& figure : figures) {
    std::size_t number = figure ? 1 : 0;
    if (figure && *figure > 0) {
      auto const place = std::lower_bound(upper.begin(), upper.end(), *figure) - upper.begin();
      number = first_figure_class + static_cast<std::size_t>(place);
    }
    classes.of_area.push_back(static_cast<std::uint8_t>(number));
  }
  return classes;
}

AreaClasses classes_of(ProtectedTable const& table, std::size_t column) {
  std::vector<std::optional<std::int64_t>> figures;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto const& cell = table.cell(row, column);
    figures.push_back(cell.state == CellState::value ? std::optional{std::int64_t{cell.value}} : std::nullopt);
  }
  return classes_of(figures);
}

std::string svg_areas(places::AreaSet const& areas, AreaClasses const& classes, MapText const& text,
                      About const& about) {
  Frame const frame{areas.box(), drawing_width - 2 * drawing_margin};
  auto const hatch_id = text.id + "-hidden";
  Picture picture{text};
  picture.add(hatch(hatch_id));
  picture.add(group_at(picture.top(),
                       fmt::format("stroke=\"{}\" stroke-width=\"0.6\" fill-rule=\"evenodd\"", line_colour)));
  for (std::size_t i = 0; i < areas.size(); ++i) {
    auto const number = classes.of_area[i];
    picture.add(fmt::format("<path d=\"{}\" fill=\"{}\"><title>{}: {}</title></path>\n",
                            path_of(areas[i], frame), fill_of_class(number, classes, hatch_id),
                            escape_markup(areas[i].name), escape_markup(classes.labels[number])));
  }
  picture.add("</g>\n");
  picture.down(frame.height() + drawing_margin);
  picture.scale_bar(frame);
  std::vector<LegendEntry> entries;
  for (std::size_t number = 0; number < classes.labels.size(); ++number) {
    entries.push_back({fill_of_class(number, classes, hatch_id), classes.labels[number]});
  }
  picture.legend(entries);
  return std::move(picture).finish(about);
}

std::string svg_cells(ClassedMap const& map, places::AreaSet const& areas, MapText const& text,
                      About const& about) {
  Frame const frame{map.grid().box(), drawing_width - 2 * drawing_margin};
  Picture picture{text};
  picture.add(group_at(picture.top(), "shape-rendering=\"crispEdges\"") + rectangles(map, frame) + "</g>\n");
  picture.add(
      group_at(picture.top(), fmt::format("fill=\"none\" stroke=\"{}\" stroke-width=\"0.6\"", line_colour)));
  for (auto const& area : areas.areas()) picture.add(fmt::format("<path d=\"{}\"/>\n", path_of(area, frame)));
  picture.add("</g>\n");
  picture.down(frame.height() + drawing_margin);
  picture.scale_bar(frame);
  auto const& labels = map.class_labels();
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i].empty()) entries.push_back({std::string{shade(i + 1, labels.size())}, labels[i]});
  }
  entries.push_back({std::string{paper}, std::string{map.blank_label().view()}});
  picture.legend(entries);
  return std::move(picture).finish(about);
}

}  // namespace concordat::render
