// SPDX-License-Identifier: Apache-2.0
// Small text helpers. ASCII where it says so; nothing here depends on a locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::text {

/// Without spaces, tabs, line ends and the no-break space U+00A0 at either end.
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] std::string ascii_upper(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view left, std::string_view right);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::vector<std::string> const& parts, std::string_view separator);
/// Whole text as a decimal integer; no spaces, no plus sign.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);
/// Whole text as a finite decimal number with a point; no spaces, no hexadecimal, no exponent over 308.
[[nodiscard]] std::optional<double> parse_decimal(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// Unicode NFKC, case-folded, without accents: the form in which names and headers are compared.
[[nodiscard]] std::string fold(std::string_view utf8);
[[nodiscard]] bool is_ascii(std::string_view text);
/// What a spreadsheet may take for the beginning of a formula: = + - @, and U+FF1D and its neighbours, which are formula
/// signs once it has normalised them. Empty text opens none.
[[nodiscard]] bool opens_formula(std::string_view text);
/// An e-mail address as most systems take it: letters, digits and a few signs, one @, a host name with a dot. It holds
/// nothing that could end a header or be taken for an option.
[[nodiscard]] bool is_mailbox(std::string_view text);

}  // namespace concordat::text
