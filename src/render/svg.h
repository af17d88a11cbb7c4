// SPDX-License-Identifier: Apache-2.0
// Pieces shared by the pictures: the frame, the colours and the legend.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "places/area_set.h"
#include "render/maps.h"

namespace concordat::render {

/// One hue, five steps, told apart in grey as well.
inline constexpr std::array<std::string_view, 5> hue = {"#d6e6f4", "#abd0e6", "#6aaed6", "#3787c0", "#105ba4"};
inline constexpr std::string_view paper = "#ffffff";
inline constexpr std::string_view ink = "#0b0c0c";
inline constexpr std::string_view line_colour = "#8a8f94";

/// From metres to drawing units with north up.
class Frame {
 public:
  Frame(places::Box const& box, double width);
  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }
  [[nodiscard]] double x(double easting) const { return (easting - box_.west) * scale_; }
  [[nodiscard]] double y(double northing) const { return (box_.north - northing) * scale_; }
  [[nodiscard]] double length(double metres) const { return metres * scale_; }

 private:
  places::Box box_;
  double width_;
  double scale_;
  double height_;
};

struct LegendEntry {
  std::string fill;
  std::string label;
};

/// Opening tag with role, title and description.
[[nodiscard]] std::string svg_begin(double width, double height, MapText const& text);
[[nodiscard]] std::string svg_legend(double x, double y, std::vector<LegendEntry> const& entries);
/// "Release ..., ledger index ..." at the foot, so that a cut-out picture still says where it is from.
[[nodiscard]] std::string svg_foot(double y, About const& about);
/// The outline of an area as path data; points closer than half a unit are left out.
[[nodiscard]] std::string path_of(places::Area const& area, Frame const& frame);
/// A pattern element for "hidden".
[[nodiscard]] std::string hatch(std::string_view id);

}  // namespace concordat::render
