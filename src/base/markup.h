// SPDX-License-Identifier: Apache-2.0
// Text for HTML, SVG and XML.
#pragma once

#include <string>
#include <string_view>

namespace concordat {

/// For element content and for attributes in either quotes: & < > " ' as references, all else as it is.
[[nodiscard]] std::string escape_markup(std::string_view text);

}  // namespace concordat
