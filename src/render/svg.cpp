// SPDX-License-Identifier: Apache-2.0
#include "render/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace concordat::render {
namespace {

constexpr double most_height = 760;
constexpr double legend_step = 26;
constexpr std::string_view heading_style = "class=\"key\" font-size=\"17\" font-weight=\"bold\"";
constexpr std::string_view foot_style = "font-size=\"12\"";

/// UTF-8 code points.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

/// 1, 2 or 5 times a power of ten, at most `metres`.
double round_length(double metres) {
  double const power = std::pow(10, std::floor(std::log10(metres)));
  for (double const step : {5.0, 2.0}) {
    if (step * power <= metres) return step * power;
  }
  return power;
}

}  // namespace

std::string_view shade(std::size_t step, std::size_t steps) {
  // The middle of each step's share of the hue.
  auto const place = (2 * step - 1) * hue.size() / (2 * std::max<std::size_t>(steps, 1));
  return hue[std::min(place, hue.size() - 1)];
}

Frame::Frame(places::Box const& box, double width) : box_{box}, width_{width} {
  double const wide = std::max(1.0, box.east - box.west);
  double const high = std::max(1.0, box.north - box.south);
  scale_ = std::min(width / wide, most_height / high);
  height_ = high * scale_;
  left_ = (width - wide * scale_) / 2;
}

std::vector<std::string> wrap(std::string_view text, std::size_t most) {
  std::vector<std::string> out;
  while (!text.empty()) {
    auto const space = std::min(text.find(' '), text.size());
    auto const word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (word.empty()) continue;
    if (!out.empty() && length_of(out.back()) + 1 + length_of(word) <= most) {
      out.back().append(" ").append(word);
    } else {
      out.emplace_back(word);
    }
  }
  return out;
}

Picture::Picture(MapText const& text) : text_{text}, top_{drawing_margin} {
  for (auto const& words : wrap(text.title, 52)) line(words, heading_style);
  top_ += drawing_margin;
}

void Picture::line(std::string_view words, std::string_view style) {
  bool const heading = style == heading_style;
  double const height = heading ? 26 : 16;
  body_ += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" {} fill=\"{}\">{}</text>\n", drawing_margin,
                       top_ + height * 0.75, style, ink, escape_markup(words));
  top_ += height;
}

void Picture::legend(std::vector<LegendEntry> const& entries) {
  for (auto const& entry : entries) {
    body_ += fmt::format(
        "<rect x=\"{0:.0f}\" y=\"{1:.0f}\" width=\"24\" height=\"18\" fill=\"{2}\" stroke=\"{3}\" "
        "stroke-width=\"0.7\"/><text class=\"key\" x=\"{4:.0f}\" y=\"{5:.0f}\" font-size=\"15\" "
        "fill=\"{6}\">{7}</text>\n",
        drawing_margin, top_ + 3, entry.fill, line_colour, drawing_margin + 34, top_ + 18, ink,
        escape_markup(entry.label));
    top_ += legend_step;
  }
  top_ += drawing_margin / 2;
}

void Picture::scale_bar(Frame const& frame) { body_ += scale_bar_at(top_, frame.length(1)); }

std::string scale_bar_at(double top, double units_a_metre) {
  constexpr double most_units = 180;
  double const metres = round_length(most_units / units_a_metre);
  double const right = drawing_width - drawing_margin;
  double const left = right - metres * units_a_metre;
  return fmt::format(
      "<path d=\"M{0:.1f} {2:.1f}v8h{3:.1f}v-8\" fill=\"none\" stroke=\"{4}\" stroke-width=\"1.5\"/>"
      "<text class=\"key\" x=\"{1:.1f}\" y=\"{5:.1f}\" font-size=\"15\" text-anchor=\"end\" "
      "fill=\"{4}\">{6}</text>\n",
      left, right, top + 4, right - left, ink, top + 34,
      metres >= 1000 ? fmt::format("{:.0f} km", metres / 1000) : fmt::format("{:.0f} m", metres));
}

std::string Picture::finish(About const& about) && {
  auto const origin = fmt::format("{} · {} · ledger index {} · release {}", about.partnership, about.period,
                                  about.ledger_index, about.release);
  for (auto const& words : wrap(origin, 120)) line(words, foot_style);
  if (!about.attribution.empty()) {
    for (auto const& words : wrap("Boundaries: " + about.attribution, 120)) line(words, foot_style);
  }
  double const height = top_ + drawing_margin;
  auto const id = escape_markup(text_.id);
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
             "aria-labelledby=\"{2}-title {2}-desc\" font-family=\"Arial, Helvetica, sans-serif\">\n"
             "<title id=\"{2}-title\">{3}</title>\n<desc id=\"{2}-desc\">{4}</desc>\n"
             "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"{5}\"/>\n",
             drawing_width, height, id, escape_markup(text_.title), escape_markup(text_.description), paper) +
         body_ + "</svg>\n";
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
      "<defs><pattern id=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#f3f2f1\"/>"
      "<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"{}\" stroke-width=\"2\"/></pattern></defs>\n",
      escape_markup(id), "#b1b4b6");
}

}  // namespace concordat::render
