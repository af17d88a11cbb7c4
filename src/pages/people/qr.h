// SPDX-License-Identifier: Apache-2.0
// A text as a square picture that a telephone reads (ISO/IEC 18004).
#pragma once

#include <string>

namespace concordat::pages {

/// SVG with a quiet border of four squares; empty where the text is too long for any size.
[[nodiscard]] std::string qr_picture(std::string const& text);

}  // namespace concordat::pages
