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

/// Looks at code points that somebody else owns.
class LettersView {
 public:
  constexpr LettersView() = default;
  /// A literal, string or string view of code points.
  template <std::convertible_to<std::u32string_view> Text>
  // NOLINTNEXTLINE(google-explicit-constructor): the distances are called with these
  constexpr LettersView(Text const& text) : LettersView{std::u32string_view{text}, 0} {}
  /// Code points below U+0100, one byte each: ASCII and Latin-1, never UTF-8.
  constexpr explicit LettersView(std::span<std::uint8_t const> narrow)
      : narrow_{narrow.data()}, size_{narrow.size()} {}

  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  /// Empty text is both narrow and wide.
  [[nodiscard]] constexpr bool is_narrow() const { return narrow_ != nullptr || size_ == 0; }
  [[nodiscard]] constexpr char32_t operator[](std::size_t at) const {
    return narrow_ != nullptr ? char32_t{narrow_[at]} : wide_[at];
  }
  /// REQUIRES is_narrow().
  [[nodiscard]] constexpr std::uint8_t const* narrow() const { return narrow_; }
  /// REQUIRES !is_narrow() or size() == 0.
  [[nodiscard]] constexpr char32_t const* wide() const { return wide_; }

 private:
  constexpr LettersView(std::u32string_view wide, int /*as it is*/)
      : wide_{wide.data()}, size_{wide.size()} {}

  std::uint8_t const* narrow_ = nullptr;
  char32_t const* wide_ = nullptr;
  std::size_t size_ = 0;
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
