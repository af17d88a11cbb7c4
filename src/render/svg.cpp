// SPDX-License-Identifier: Apache-2.0
#include "render/svg.h"

#include <cmath>

#include <fmt/format.h>

namespace concordat::render {

Frame::Frame(places::Box const& box, double width) : box_{box}, width_{width} {
  double const wide = std::max(1.0, box.east - box.west);
  double const high = std::max(1.0, box.north - box.south);
  scale_ = width / wide;
  height_ = high * scale_;
}

std::string svg_begin(double width, double height, MapText const& text) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
      "aria-labelledby=\"{2}-title {2}-desc\" font-family=\"Arial, Helvetica, sans-serif\">\n"
      "<title id=\"{2}-title\">{3}</title>\n<desc id=\"{2}-desc\">{4}</desc>\n"
      "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"{5}\"/>\n",
      width, height, text.id, escape_markup(text.title), escape_markup(text.description), paper);
}

std::string svg_legend(double x, double y, std::vector<LegendEntry> const& entries) {
  std::string out;
  for (auto const& entry : entries) {
    out += fmt::format(
        "<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"18\" height=\"14\" fill=\"{}\" stroke=\"{}\" stroke-width=\"0.5\"/>"
        "<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"13\" fill=\"{}\">{}</text>\n",
        x, y, entry.fill, line_colour, x + 26, y + 11.5, ink, escape_markup(entry.label));
    y += 21;
  }
  return out;
}

std::string svg_foot(double y, About const& about) {
  return fmt::format("<text x=\"8\" y=\"{:.0f}\" font-size=\"11\" fill=\"{}\">{}</text>\n", y, ink,
                     escape_markup(fmt::format("{} · {} · ledger index {} · release {}", about.partnership, about.period,
                                               about.ledger_index, about.release)));
}

std::string path_of(places::Area const& area, Frame const& frame) {
  std::string out;
  for (auto const& polygon : area.polygons) {
    for (auto const& ring : polygon.rings) {
      double last_x = 0;
      double last_y = 0;
      bool first = true;
      for (auto const& point : ring) {
        double const x = frame.x(point.x);
        double const y = frame.y(point.y);
        if (!first && std::abs(x - last_x) + std::abs(y - last_y) < 0.5) continue;
        out += fmt::format("{}{:.1f} {:.1f}", first ? "M" : "L", x, y);
        last_x = x;
        last_y = y;
        first = false;
      }
      out += "Z";
    }
  }
  return out;
}

std::string hatch(std::string_view id) {
  return fmt::format(
      "<defs><pattern id=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
      "<rect width=\"6\" height=\"6\" fill=\"#f3f2f1\"/><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"#b1b4b6\" "
      "stroke-width=\"2\"/></pattern></defs>\n",
      id);
}

}  // namespace concordat::render
