// SPDX-License-Identifier: Apache-2.0
// Text as code points, which is what distances count: one byte each where all are below U+0100, else four.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::linkage {

/// Looks at code points that somebody else owns. Two words, so that a pair of them travels in registers.
class LettersView {
 public:
  LettersView() = default;
  /// A literal, string or string view of code points.
  template <std::convertible_to<std::u32string_view> Text>
  // NOLINTNEXTLINE(google-explicit-constructor): the distances are called with these
  LettersView(Text const& text) : LettersView{std::u32string_view{text}, 0} {}
  /// Code points below U+0100, one byte each: ASCII and Latin-1, never UTF-8.
  explicit LettersView(std::span<std::uint8_t const> narrow)
      : letters_{narrow.data()}, size_and_width_{narrow.size() << 1U} {}

  [[nodiscard]] std::size_t size() const { return size_and_width_ >> 1U; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Empty text is both narrow and wide.
  [[nodiscard]] bool is_narrow() const { return (size_and_width_ & 1U) == 0; }
  [[nodiscard]] char32_t operator[](std::size_t at) const {
    return is_narrow() ? char32_t{narrow()[at]} : wide()[at];
  }
  /// REQUIRES is_narrow().
  [[nodiscard]] std::uint8_t const* narrow() const { return static_cast<std::uint8_t const*>(letters_); }
  /// REQUIRES !is_narrow() or size() == 0.
  [[nodiscard]] char32_t const* wide() const { return static_cast<char32_t const*>(letters_); }

 private:
  LettersView(std::u32string_view wide, int /*as it is*/)
      : letters_{wide.data()}, size_and_width_{(wide.size() << 1U) | (wide.empty() ? 0U : 1U)} {}

  void const* letters_ = nullptr;
  std::size_t size_and_width_ = 0;
};

/// Owns its code points. What is no UTF-8 becomes U+FFFD, one for each byte, so that nothing is dropped in
/// silence.
class Letters {
 public:
  Letters() = default;
  explicit Letters(std::string_view utf8);
  explicit Letters(LettersView copied);

  [[nodiscard]] LettersView view() const {
    return wide_.empty() ? LettersView{std::span{narrow_}} : LettersView{std::u32string_view{wide_}};
  }
  // NOLINTNEXTLINE(google-explicit-constructor): stands wherever a view does
  operator LettersView() const { return view(); }
  [[nodiscard]] std::size_t size() const { return narrow_.size() + wide_.size(); }

 private:
  std::vector<std::uint8_t> narrow_;
  std::u32string wide_;
};

}  // namespace concordat::linkage
