// SPDX-License-Identifier: Apache-2.0
// Inside the module: a plane with two axes, for charts.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "render/svg.h"

namespace concordat::render {

/// A round step that cuts `range` into at most `most` parts: 1, 2 or 5 times a power of ten.
[[nodiscard]] inline double round_step(double range, int most) {
  double const least = std::max(range, 1e-9) / most;
  double const power = std::pow(10, std::floor(std::log10(least)));
  for (double const times : {1.0, 2.0, 5.0}) {
    if (times * power >= least) return times * power;
  }
  return 10 * power;
}

struct PlotSpan {
  double low = 0;
  double high = 1;
};

/// From values to drawing units. `top` is where the picture has come to.
class Plot {
 public:
  static constexpr double left = 74;
  static constexpr double room_below = 34;  ///< for the numbers of the horizontal axis

  Plot(double top, double height, PlotSpan across, PlotSpan up) : top_{top}, height_{height}, across_{across}, up_{up} {}
  [[nodiscard]] double x(double value) const { return left + (value - across_.low) / (across_.high - across_.low) * (drawing_width - left - 2 * drawing_margin); }
  [[nodiscard]] double y(double value) const { return top_ + height_ - (value - up_.low) / (up_.high - up_.low) * height_; }
  [[nodiscard]] double bottom() const { return top_ + height_; }

  /// A line of the grid with its number, at the left.
  [[nodiscard]] std::string level(double value, std::string_view words) const {
    return fmt::format("<path d=\"M{0:.0f} {1:.1f}H{2:.0f}\" stroke=\"#e0e3e6\" fill=\"none\"/><text class=\"key\" x=\"{3:.0f}\" y=\"{4:.1f}\" font-size=\"14\" text-anchor=\"end\" fill=\"{5}\">{6}</text>\n", left, y(value),
                       drawing_width - 2 * drawing_margin, left - 8, y(value) + 5, ink, escape_markup(words));
  }
  /// A mark with its words, below.
  [[nodiscard]] std::string mark(double value, std::string_view words) const {
    return fmt::format("<path d=\"M{0:.1f} {1:.1f}v5\" stroke=\"{2}\" fill=\"none\"/><text class=\"key\" x=\"{0:.1f}\" y=\"{3:.1f}\" font-size=\"14\" text-anchor=\"middle\" fill=\"{4}\">{5}</text>\n", x(value), bottom(), line_colour,
                       bottom() + 22, ink, escape_markup(words));
  }
  [[nodiscard]] std::string floor() const {
    return fmt::format("<path d=\"M{:.0f} {:.1f}H{:.0f}\" stroke=\"{}\" fill=\"none\"/>\n", left, bottom(), drawing_width - 2 * drawing_margin, line_colour);
  }
  /// A line through the points; `style` are further attributes.
  [[nodiscard]] std::string line(std::vector<std::pair<double, double>> const& points, std::string_view style) const {
    std::string path;
    for (auto const& [across, up] : points) path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x(across), y(std::clamp(up, up_.low, up_.high)));
    return fmt::format("<path d=\"{}\" fill=\"none\" {}/>\n", path, style);
  }

 private:
  double top_;
  double height_;
  PlotSpan across_;
  PlotSpan up_;
};

}  // namespace concordat::render
