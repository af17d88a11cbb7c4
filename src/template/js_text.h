// SPDX-License-Identifier: Apache-2.0
// Text as JavaScript sees it, held as UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace concordat::page_template::js {

/// Without what JavaScript's \s matches at either end.
[[nodiscard]] std::string_view trim(std::string_view text);
/// The bytes of a white-space character at the beginning of `text`, or 0.
[[nodiscard]] std::size_t space_at(std::string_view text);
/// In UTF-16 units.
[[nodiscard]] std::size_t length(std::string_view text);
/// The character that holds UTF-16 unit `number`; empty past the end.
[[nodiscard]] std::string_view character(std::string_view text, std::size_t number);
/// The first character: 1 to 4 bytes, one byte where the text is not UTF-8. REQUIRES: not empty.
[[nodiscard]] std::string_view first_character(std::string_view text);
/// By UTF-16 units, as JavaScript's < does: negative, 0 or positive.
[[nodiscard]] int compare(std::string_view left, std::string_view right);
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] std::string upper(std::string_view text);
/// encodeURIComponent
[[nodiscard]] std::string percent_encoded(std::string_view text);
/// Without tags and comments, as the filter striptags does it.
[[nodiscard]] std::string without_tags(std::string_view text);

/// Appends `text` with & < > " ' and \ as references, as Nunjucks escapes them.
void append_escaped(std::string& out, std::string_view text);
/// Whether append_escaped would change anything.
[[nodiscard]] bool needs_escape(std::string_view text);

}  // namespace concordat::page_template::js
