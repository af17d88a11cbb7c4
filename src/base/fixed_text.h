// SPDX-License-Identifier: Apache-2.0
// Text that only a literal can make, so no name, date or reference can ever be part of it.
#pragma once

#include <cstddef>
#include <string_view>

namespace concordat {

class FixedText {
 public:
  constexpr FixedText() = default;
  template <std::size_t N>
  // NOLINTNEXTLINE(google-explicit-constructor): literals are meant to convert
  consteval FixedText(char const (&text)[N]) : text_{text, N - 1} {}

  [[nodiscard]] constexpr std::string_view view() const { return text_; }
  [[nodiscard]] constexpr bool empty() const { return text_.empty(); }
  friend constexpr bool operator==(FixedText left, FixedText right) { return left.text_ == right.text_; }

 private:
  std::string_view text_;
};

}  // namespace concordat
