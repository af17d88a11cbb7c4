// SPDX-License-Identifier: Apache-2.0
#include "pages/people/qr.h"

#include <qrencode.h>

#include <memory>

#include <fmt/format.h>

namespace concordat::pages {

std::string qr_picture(std::string const& text) {
  std::unique_ptr<QRcode, decltype(&QRcode_free)> const code{QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free};
  if (code == nullptr) return {};
  constexpr int border = 4;
  auto const width = code->width;
  std::string path;
  for (int row = 0; row < width; ++row) {
    for (int column = 0; column < width; ++column) {
      bool const dark = (code->data[row * width + column] & 1) != 0;
      if (dark) path += fmt::format("M{} {}h1v1h-1z", column + border, row + border);
    }
  }
  auto const whole = width + 2 * border;
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" width=\"240\" height=\"240\" shape-rendering=\"crispEdges\">"
                     "<path fill=\"#ffffff\" d=\"M0 0h{0}v{0}H0z\"/><path fill=\"#000000\" d=\"{1}\"/></svg>",
                     whole, path);
}

}  // namespace concordat::pages
