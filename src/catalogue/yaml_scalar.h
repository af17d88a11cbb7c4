// SPDX-License-Identifier: Apache-2.0
// Inside the catalogue module: which single values the YAML profile takes, and which texts all readers put together alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace concordat::catalogue {

/// [a-z][a-z0-9_]{0,63}
[[nodiscard]] bool is_plain_key(std::string_view key);

/// -?(0|[1-9][0-9]{0,15}), within what JSON holds exactly.
[[nodiscard]] std::optional<std::int64_t> plain_integer(std::string_view text);

/// What some YAML 1.1 or 1.2 reader takes for a number, a truth value, nothing, a time of day or a sign.
[[nodiscard]] bool is_ambiguous(std::string_view text);

/// Anything below space but line ends and tabs, and DEL.
[[nodiscard]] bool has_control_character(std::string_view text);

/// Where the lines of a block text (| or >) begin; nothing where it has none, or where its lines do not begin alike as
/// `alike` asks: readers put a folded text with lines further in together in different ways.
[[nodiscard]] std::optional<std::size_t> indent_of(std::string_view raw, bool alike);

/// The line that opens a block text, as in "  - key: >-  # remark".
struct Opening {
  std::size_t parent = 0;  ///< column of the key or of the last dash: the text must begin further in
  bool figure = false;     ///< "|2": readers disagree on what it counts from
};
/// `before`: the file up to the text.
[[nodiscard]] Opening opening_of(std::string_view before);

}  // namespace concordat::catalogue
