// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "render/read_back.h"
#include "render/svg.h"

namespace concordat::render {
namespace {

constexpr std::string_view group_begin = "<g transform=\"translate(";
constexpr std::string_view path_begin = "<path d=\"";
constexpr double beside = 0.6;     ///< of the area's own size that is seen at each side of it
constexpr double least_width = 60;  ///< units: nearer in a square is larger than the drawing

/// Numbers of a text, whatever stands between them.
std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> numbers;
  auto const* at = text.data();
  auto const* const end = at + text.size();
  while (at != end) {
    double number = 0;
    auto const [next, error] = std::from_chars(at, end, number);
    if (error == std::errc{}) numbers.push_back(number);
    at = error == std::errc{} ? next : at + 1;
  }
  return numbers;
}

struct Corners {
  double west = std::numeric_limits<double>::infinity(), east = -west, north = west, south = -west;
};
Corners corners_of(std::string_view path) {
  Corners box;
  auto const numbers = numbers_in(path);
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    box.west = std::min(box.west, numbers[i]);
    box.east = std::max(box.east, numbers[i]);
    box.north = std::min(box.north, numbers[i + 1]);
    box.south = std::max(box.south, numbers[i + 1]);
  }
  return box;
}

/// What is drawn between the words of a picture.
struct Drawn {
  std::size_t begin = 0, outlines_end = 0, end = 0;  ///< the last: behind the scale
  double left = 0, top = 0;
  double units_a_metre = 0;
  std::vector<std::string_view> outlines = {};
};

/// The line of the scale and its words, right behind the outlines; false where there is none.
bool read_scale(std::string_view svg, Drawn& drawn) {
  constexpr std::string_view words_end = "</text>\n";
  auto const behind = drawn.outlines_end + std::string_view{"</g>\n"}.size();
  auto const words = svg.find(words_end, behind);
  if (!svg.substr(std::min(behind, svg.size())).starts_with(path_begin) || words == std::string_view::npos) return false;
  auto const line = numbers_in(svg.substr(behind, svg.find('"', behind + path_begin.size()) - behind));  // x, y, down, along, up
  auto const said = svg.substr(0, words).substr(svg.rfind('>', words) + 1);
  auto const length = numbers_in(said);
  if (line.size() != 5 || length.empty() || length[0] <= 0 || line[3] <= 0) return false;
  drawn.units_a_metre = line[3] / (length[0] * (said.ends_with("km") ? 1000 : 1));
  drawn.end = words + words_end.size();
  return true;
}

std::optional<Drawn> drawn_in(std::string_view svg) {
  Drawn drawn;
  drawn.begin = svg.find(group_begin);
  if (drawn.begin == std::string_view::npos) return std::nullopt;
  auto const first = svg.find(path_begin, drawn.begin);
  drawn.outlines_end = first == std::string_view::npos ? first : svg.find("</g>", first);
  if (drawn.outlines_end == std::string_view::npos) return std::nullopt;
  auto const moved = numbers_in(svg.substr(drawn.begin, svg.find(')', drawn.begin) - drawn.begin));
  if (moved.size() != 2 || !read_scale(svg, drawn)) return std::nullopt;
  drawn.left = moved[0];
  drawn.top = moved[1];
  for (auto at = first; at < drawn.outlines_end; at = svg.find(path_begin, at)) {
    at += path_begin.size();
    drawn.outlines.push_back(svg.substr(at, svg.find('"', at) - at));
  }
  return drawn;
}

}  // namespace

std::optional<std::string> zoomed_to_area(std::string_view svg, std::size_t area, std::size_t all) {
  auto const drawn = drawn_in(svg);
  if (!drawn || drawn->outlines.size() != all || area >= all) return std::nullopt;
  double high = 0;
  for (auto const& outline : drawn->outlines) high = std::max(high, corners_of(outline).south);
  auto const box = corners_of(drawn->outlines[area]);
  if (box.west > box.east || high <= 0) return std::nullopt;
  auto const shape = drawing_width / high;
  auto const width = std::min(drawing_width, std::max({least_width, (1 + 2 * beside) * (box.east - box.west), (1 + 2 * beside) * (box.south - box.north) * shape}));
  auto const near = fmt::format("<svg x=\"0\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.1f}\" viewBox=\"{:.1f} {:.1f} {:.1f} {:.1f}\">\n", drawn->top, drawing_width, high,
                                drawn->left + (box.west + box.east - width) / 2, drawn->top + (box.north + box.south - width / shape) / 2, width, width / shape);
  auto const outline = fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.2f}\"/>\n", drawn->outlines[area], ink, width / 250);
  return fmt::format("{}{}{}{}</g>\n</svg>\n{}{}", svg.substr(0, drawn->begin), near, svg.substr(drawn->begin, drawn->outlines_end - drawn->begin), outline,
                     scale_bar_at(drawn->top + high + drawing_margin, drawn->units_a_metre * drawing_width / width), svg.substr(drawn->end));
}

}  // namespace concordat::render
