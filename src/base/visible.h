// SPDX-License-Identifier: Apache-2.0
// Text of others on a screen: what would steer the terminal, turn the order of writing round or hide shows as its number.
#pragma once

#include <string>
#include <string_view>

namespace concordat {

/// One line of what a file or its name says. Controls (line ends and tabs too), marks of writing direction, zero-width
/// and other invisible format characters, line and paragraph separators, private ones, and bytes that are no UTF-8, become
/// \uXXXX: an escape that JSON and YAML strings know as well. Everything else stays as it is.
[[nodiscard]] std::string visible(std::string_view text);

/// The same for a whole answer: its line ends stay.
[[nodiscard]] std::string visible_lines(std::string_view text);

/// Whether text holds what does not show: all that `visible` writes as a number but line ends, letters that nobody has
/// assigned, and those that Unicode lets a reader leave out (fillers, variation selectors).
[[nodiscard]] bool hides_something(std::string_view text);

}  // namespace concordat
