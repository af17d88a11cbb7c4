// SPDX-License-Identifier: Apache-2.0
// What is known of each different value of a table, worked out once: letters, dates, parts.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "linkage/table/standard.h"
#include "linkage/table/table.h"
#include "linkage/text/letters.h"
#include "linkage/text/nicknames.h"

namespace concordat::linkage {

/// Enough of a text to say that another cannot be near: which letters it has, how many, how it begins.
struct Outline {
  std::uint64_t letters = 0;  ///< 32 classes of letters: has one; has two
  std::uint32_t first = 0;    ///< four first letters, a byte each
  std::uint8_t size = 0;      ///< letters; 255 for that many and more
  std::uint8_t more = 0;      ///< letters beyond the second of their class
  std::uint16_t plain = 0;    ///< 1: ASCII, so that bytes are letters
};
/// ASCII of up to fifteen bytes, padded with 0, and in the sixteenth how many.
struct ShortText {
  static constexpr unsigned too_long = 255;  ///< or not ASCII
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  [[nodiscard]] unsigned size() const { return static_cast<unsigned>(last >> 56); }
};
[[nodiscard]] ShortText short_text_of(std::string_view text);
[[nodiscard]] Outline outline_of(LettersView letters);
/// Bits that are set, without a call where the processor is asked for no more than the oldest of its kind.
[[nodiscard]] constexpr unsigned count_bits(std::uint64_t x) {
  x -= (x >> 1) & 0x5555555555555555ULL;
  x = (x & 0x3333333333333333ULL) + ((x >> 2) & 0x3333333333333333ULL);
  x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
  return static_cast<unsigned>((x * 0x0101010101010101ULL) >> 56);
}
/// No pair has more letters in common than this.
[[nodiscard]] inline unsigned most_common_letters(Outline const& left, Outline const& right) {
  return count_bits(left.letters & right.letters) + (left.more < right.more ? left.more : right.more);
}

/// Of one space.
class Values {
 public:
  /// REQUIRES: the dictionary outlives this; not changed but by adding values, of which extend() is told.
  Values(Space space, Dictionary const& dictionary, Nicknames const* nicknames);

  [[nodiscard]] Space space() const { return space_; }
  [[nodiscard]] std::size_t size() const { return dictionary_->size(); }
  [[nodiscard]] std::string_view text(std::uint32_t id) const { return dictionary_->text(id); }

  void need_letters();
  void need_short_texts();
  void need_users();  ///< letters of the part of e-mail addresses before the @
  void need_dates();
  void need_part(Part part);
  void need_nicknames();
  void need_words();
  /// Works out what is new in the dictionary.
  void extend();
  /// Forgets what the dictionary has taken back.
  void shrink();

  [[nodiscard]] LettersView letters(std::uint32_t id) const {
    if (outlines_[id].plain == 0) return letters_.at(id).view();
    auto const text = dictionary_->text(id);
    return LettersView{std::span{reinterpret_cast<std::uint8_t const*>(text.data()), text.size()}};
  }
  [[nodiscard]] LettersView user(std::uint32_t id) const { return users_[id].view(); }
  [[nodiscard]] Outline const& outline(std::uint32_t id) const { return outlines_[id]; }
  [[nodiscard]] ShortText const& short_text(std::uint32_t id) const { return short_texts_[id]; }
  [[nodiscard]] DateValue date(std::uint32_t id) const { return dates_[id]; }
  /// The id of the part, from 1 in the order of values; 0 where it has none.
  [[nodiscard]] std::uint32_t part(Part part, std::uint32_t id) const { return parts_[static_cast<std::size_t>(part)].ids[id]; }
  [[nodiscard]] std::vector<std::uint32_t> const& parts(Part part) const { return parts_[static_cast<std::size_t>(part)].ids; }
  [[nodiscard]] bool has(Part part) const { return parts_[static_cast<std::size_t>(part)].needed; }
  [[nodiscard]] bool same_nickname(std::uint32_t left, std::uint32_t right) const;
  [[nodiscard]] bool share_word(std::uint32_t left, std::uint32_t right) const;
  /// Of two scripts, and one in Latin letters. REQUIRES need_part(Part::latin).
  [[nodiscard]] bool of_two_scripts(std::uint32_t left, std::uint32_t right) const {
    return scripts_[left] != scripts_[right] && part(Part::latin, left) == part(Part::latin, right) && part(Part::latin, left) != 0;
  }
  /// Whether any value is of another script than Latin, or was.
  [[nodiscard]] bool any_foreign() const { return any_foreign_; }
  /// A name of one letter and another that begins with it.
  [[nodiscard]] bool initial(std::uint32_t left, std::uint32_t right) const {
    auto const& a = outlines_[left];
    auto const& b = outlines_[right];
    return (a.size == 1 || b.size == 1) && (a.first & 0xff) == (b.first & 0xff) && a.size > 0 && b.size > 0;
  }

 private:
  struct Parts {
    bool needed = false;
    std::vector<std::uint32_t> ids;
    Dictionary texts;
  };
  [[nodiscard]] std::string part_text(Part part, std::uint32_t id) const;
  void spell_in_latin();
  template <class List, class Make>
  void fill(List& list, Make make);

  Space space_;
  Dictionary const* dictionary_;
  Nicknames const* nicknames_;
  bool letters_needed_ = false;
  bool short_texts_needed_ = false;
  bool users_needed_ = false;
  bool dates_needed_ = false;
  bool nicknames_needed_ = false;
  bool words_needed_ = false;
  std::unordered_map<std::uint32_t, Letters> letters_;  ///< of values that are not plain
  std::vector<Letters> users_;
  std::vector<Outline> outlines_;
  std::vector<ShortText> short_texts_;
  std::vector<DateValue> dates_;
  std::array<Parts, name_parts> parts_;
  std::vector<std::uint8_t> scripts_;  ///< with Part::latin: 0 of Latin names
  bool any_foreign_ = false;
  std::vector<std::uint32_t> nickname_begins_{0};
  std::vector<std::uint32_t> nickname_roots_;
  std::vector<std::uint32_t> word_begins_{0};
  std::vector<std::uint32_t> word_ids_;
  Dictionary words_;
};

}  // namespace concordat::linkage
