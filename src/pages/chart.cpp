// SPDX-License-Identifier: Apache-2.0
#include "pages/chart.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/markup.h"
#include "crypto/encoding.h"

namespace concordat::pages {
namespace {

constexpr double width = 240;
constexpr double height = 48;
constexpr double margin = 4;

struct Dot {
  double x;
  double y;
};

Dot dot_of(std::size_t month, std::size_t months, double share) {
  double const step = months < 2 ? 0 : (width - 2 * margin) / static_cast<double>(months - 1);
  return {margin + step * static_cast<double>(month), height - margin - std::clamp(share, 0.0, 1.0) * (height - 2 * margin)};
}

}  // namespace

std::string line_chart(ShareOverMonths const& data) {
  auto svg = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\">"
                         "<title>{2}</title><path d=\"M{3} {3}H{4}M{3} {5}H{4}\" stroke=\"#b1b4b6\" fill=\"none\"/>",
                         width, height, escape_markup(data.title), margin, width - margin, height - margin);
  std::string path;
  std::string lone;
  auto const months = data.shares.size();
  for (std::size_t month = 0; month < months; ++month) {
    if (!data.shares[month]) continue;
    auto const dot = dot_of(month, months, *data.shares[month]);
    bool const joins = month > 0 && data.shares[month - 1].has_value();
    bool const joined = month + 1 < months && data.shares[month + 1].has_value();
    path += fmt::format("{}{:.1f} {:.1f}", joins ? 'L' : 'M', dot.x, dot.y);
    if (!joins && !joined) lone += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" fill=\"#1d70b8\"/>", dot.x, dot.y);
  }
  if (!path.empty()) svg += fmt::format("<path d=\"{}\" stroke=\"#1d70b8\" stroke-width=\"2\" fill=\"none\"/>", path);
  return svg + lone + "</svg>";
}

std::string as_data_address(std::string_view svg) {
  return "data:image/svg+xml;base64," + crypto::to_base64(crypto::bytes_of(svg));
}

}  // namespace concordat::pages
