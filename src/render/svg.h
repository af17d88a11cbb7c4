// SPDX-License-Identifier: Apache-2.0
// Pieces shared by the pictures: the frame, the colours, the words around the drawing and the legend.
//
// A picture is one column: heading, drawing, legend, foot. Texts of class "key" may be enlarged by the page
// that holds the picture (a phone shows it at a third of its size), so they stand on lines that leave room
// for it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "places/area_set.h"
#include "render/maps.h"

namespace concordat::render {

/// One hue, five steps, told apart in grey as well.
inline constexpr std::array<std::string_view, 5> hue = {"#d6e6f4", "#abd0e6", "#6aaed6", "#3787c0",
                                                        "#105ba4"};
inline constexpr std::string_view paper = "#ffffff";
inline constexpr std::string_view ink = "#0b0c0c";
inline constexpr std::string_view line_colour = "#8a8f94";

inline constexpr double drawing_width = picture_width;
inline constexpr double drawing_margin = 10;

/// Step 1 to `steps` of `steps` shades, spread over the whole hue: two classes are not two pale ones.
[[nodiscard]] std::string_view shade(std::size_t step, std::size_t steps);

/// From metres to drawing units with north up; a tall area is drawn smaller, in the middle.
class Frame {
 public:
  Frame(places::Box const& box, double width);
  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }
  [[nodiscard]] double x(double easting) const { return left_ + (easting - box_.west) * scale_; }
  [[nodiscard]] double y(double northing) const { return (box_.north - northing) * scale_; }
  [[nodiscard]] double length(double metres) const { return metres * scale_; }

 private:
  places::Box box_;
  double width_;
  double left_ = 0;
  double scale_;
  double height_;
};

struct LegendEntry {
  std::string fill;
  std::string label;
};

/// Lines of at most `most` characters, broken at spaces; a longer word is left whole.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t most);

/// Gathers a picture from top to bottom.
class Picture {
 public:
  explicit Picture(MapText const& text);
  /// Moves down by `height`; what is drawn there begins at top().
  [[nodiscard]] double top() const { return top_; }
  void add(std::string_view markup) { body_ += markup; }
  void down(double height) { top_ += height; }
  void legend(std::vector<LegendEntry> const& entries);
  /// A line of a round length, at the right of what comes next.
  void scale_bar(Frame const& frame);
  /// Partnership, period, ledger index, release and boundaries, so that a cut-out picture still says where it
  /// is from.
  [[nodiscard]] std::string finish(About const& about) &&;

 private:
  void line(std::string_view words, std::string_view style);

  MapText text_;
  std::string body_;
  double top_ = 0;
};

/// A line of a round length at the right, with its length in words.
[[nodiscard]] std::string scale_bar_at(double top, double units_a_metre);
/// The outline of an area as path data; points closer than half a unit are left out.
[[nodiscard]] std::string path_of(places::Area const& area, Frame const& frame);
/// A pattern element for "hidden".
[[nodiscard]] std::string hatch(std::string_view id);

}  // namespace concordat::render
