// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/values.h"

#include <algorithm>

#include "base/text.h"
#include "linkage/table/large_pages.h"
#include "linkage/text/folding.h"
#include "linkage/text/phonetic.h"
#include "linkage/text/transliterated.h"

namespace concordat::linkage {
namespace {

bool meet(std::vector<std::uint32_t> const& begins, std::vector<std::uint32_t> const& items, std::uint32_t left, std::uint32_t right) {
  auto i = begins[left];
  auto j = begins[right];
  while (i < begins[left + 1] && j < begins[right + 1]) {
    if (items[i] == items[j]) return true;
    items[i] < items[j] ? ++i : ++j;
  }
  return false;
}

}  // namespace

Outline outline_of(LettersView letters) {
  Outline outline;
  std::array<std::uint8_t, 32> counts{};
  for (std::size_t i = 0; i < letters.size(); ++i) {
    auto const at = static_cast<std::size_t>(letters[i] & 31U);
    if (counts[at] < 255) ++counts[at];
    if (i < 4) outline.first |= static_cast<std::uint32_t>(letters[i] & 0xffU) << (8 * i);
  }
  unsigned more = 0;
  for (std::size_t at = 0; at < 32; ++at) {
    if (counts[at] > 0) outline.letters |= std::uint64_t{1} << at;
    if (counts[at] > 1) outline.letters |= std::uint64_t{1} << (at + 32);
    if (counts[at] > 2) more += counts[at] - 2U;
  }
  outline.more = static_cast<std::uint8_t>(std::min(more, 255U));
  outline.size = static_cast<std::uint8_t>(std::min<std::size_t>(letters.size(), 255));
  return outline;
}

ShortText short_text_of(std::string_view text) {
  if (text.size() > 15 || !text::is_ascii(text)) return {0, std::uint64_t{ShortText::too_long} << 56};
  ShortText made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto& half = i < 8 ? made.first : made.last;
    half |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * (i % 8));
  }
  made.last |= std::uint64_t{text.size()} << 56;
  return made;
}

Values::Values(Space space, Dictionary const& dictionary, Nicknames const* nicknames)
    : space_{space}, dictionary_{&dictionary}, nicknames_{nicknames} {}

template <class List, class Make>
void Values::fill(List& list, Make make) {
  if (list.empty()) reserve_large(list, dictionary_->size());  // later, room for one more each time would move all of them each time
  while (list.size() < dictionary_->size()) list.push_back(make(static_cast<std::uint32_t>(list.size())));
}

void Values::need_letters() {
  letters_needed_ = true;
  extend();
}
void Values::need_short_texts() {
  short_texts_needed_ = true;
  extend();
}
void Values::need_users() {
  users_needed_ = true;
  extend();
}
void Values::need_dates() {
  dates_needed_ = true;
  extend();
}
void Values::need_part(Part part) {
  if (part == Part::latin) parts_[static_cast<std::size_t>(Part::root)].needed = true;
  parts_[static_cast<std::size_t>(part)].needed = true;
  extend();
}
void Values::need_nicknames() {
  nicknames_needed_ = true;
  extend();
}
void Values::need_words() {
  words_needed_ = true;
  extend();
}

std::string Values::part_text(Part part, std::uint32_t id) const {
  auto const value = dictionary_->text(id);
  switch (part) {
    case Part::whole:
      return std::string{value};
    case Part::initial: {
      auto const name = folded(value);
      return name.substr(0, 1);
    }
    case Part::sound:
      return sounds(folded(value)).first;
    case Part::root:
      return romanised_key(without_particles(folded(value)));
    case Part::latin:
      return romanised_key(without_particles(transliterated(folded(value))));
    case Part::full_name: {
      auto const name = folded(value);
      auto const roots = nicknames_ == nullptr ? std::span<std::uint32_t const>{} : nicknames_->stands_for(name);
      return roots.empty() ? name : '#' + std::to_string(roots.front());
    }
    case Part::sector:
    case Part::district:
    case Part::area:
      return postcode_part(part, value);
    case Part::year: {
      auto const date = date_value(value);
      return date.known() ? std::to_string(date.year) : std::string{};
    }
    case Part::month_day: {
      auto const date = date_value(value);
      if (!date.known()) return {};
      return std::to_string(date.year) + '-' + std::to_string(std::min(date.month, date.day)) + '-' +
             std::to_string(std::max(date.month, date.day));
    }
    case Part::user: {
      auto const at = value.find('@');
      return at == std::string_view::npos ? std::string{} : std::string{value.substr(0, at)};
    }
  }
  return {};
}

void Values::extend() {
  if (letters_needed_) {
    fill(outlines_, [&](std::uint32_t id) {
      auto const value = dictionary_->text(id);
      bool const plain = text::is_ascii(value);
      if (!plain) letters_.emplace(id, Letters{value});
      auto outline = outline_of(plain ? LettersView{std::span{reinterpret_cast<std::uint8_t const*>(value.data()), value.size()}}
                                      : letters_.at(id).view());
      outline.plain = plain ? 1 : 0;
      return outline;
    });
  }
  if (short_texts_needed_) fill(short_texts_, [&](std::uint32_t id) { return short_text_of(dictionary_->text(id)); });
  if (users_needed_) {
    fill(users_, [&](std::uint32_t id) {
      auto const text = dictionary_->text(id);
      return Letters{text.substr(0, std::min(text.find('@'), text.size()))};
    });
  }
  if (dates_needed_) fill(dates_, [&](std::uint32_t id) { return date_value(dictionary_->text(id)); });
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if (!parts_[part].needed) continue;
    if (part == static_cast<std::size_t>(Part::latin)) {
      spell_in_latin();
      continue;
    }
    fill(parts_[part].ids, [&](std::uint32_t id) { return id == 0 ? 0 : parts_[part].texts.add(part_text(static_cast<Part>(part), id)); });
  }
  while (nicknames_needed_ && nickname_begins_.size() <= dictionary_->size()) {
    auto const id = static_cast<std::uint32_t>(nickname_begins_.size() - 1);
    if (nicknames_ != nullptr) {
      auto const roots = nicknames_->stands_for(folded(dictionary_->text(id)));
      nickname_roots_.insert(nickname_roots_.end(), roots.begin(), roots.end());
    }
    nickname_begins_.push_back(static_cast<std::uint32_t>(nickname_roots_.size()));
  }
  while (words_needed_ && word_begins_.size() <= dictionary_->size()) {
    auto const id = static_cast<std::uint32_t>(word_begins_.size() - 1);
    auto const name = without_particles(folded(dictionary_->text(id)));
    std::vector<std::uint32_t> ids;
    for (auto const word : words_of(name)) {
      if (word.size() > 1) ids.push_back(words_.add(word));
    }
    std::ranges::sort(ids);
    word_ids_.insert(word_ids_.end(), ids.begin(), ids.end());
    word_begins_.push_back(static_cast<std::uint32_t>(word_ids_.size()));
  }
}

/// Latin names have the id of their root, and others one among the roots: nothing is spelt twice.
void Values::spell_in_latin() {
  auto& roots = parts_[static_cast<std::size_t>(Part::root)];
  fill(scripts_, [&](std::uint32_t id) {
    auto const script = other_script_of(dictionary_->text(id));
    any_foreign_ = any_foreign_ || script != 0;
    return script;
  });
  fill(parts_[static_cast<std::size_t>(Part::latin)].ids, [&](std::uint32_t id) { return scripts_[id] == 0 ? roots.ids[id] : roots.texts.add(part_text(Part::latin, id)); });
}

void Values::shrink() {
  auto const size = dictionary_->size();
  auto const cut = [&](auto& list) {
    if (list.size() > size) list.resize(size);
  };
  for (auto id = static_cast<std::uint32_t>(size); id < outlines_.size(); ++id) letters_.erase(id);
  cut(outlines_);
  cut(short_texts_);
  cut(users_);
  cut(dates_);
  for (auto& parts : parts_) cut(parts.ids);
  cut(scripts_);
  auto const cut_lists = [&](std::vector<std::uint32_t>& begins, std::vector<std::uint32_t>& items) {
    if (begins.size() <= size + 1) return;
    begins.resize(size + 1);
    items.resize(begins.back());
  };
  cut_lists(nickname_begins_, nickname_roots_);
  cut_lists(word_begins_, word_ids_);
}

bool Values::same_nickname(std::uint32_t left, std::uint32_t right) const {
  return meet(nickname_begins_, nickname_roots_, left, right);
}

bool Values::share_word(std::uint32_t left, std::uint32_t right) const { return meet(word_begins_, word_ids_, left, right); }

}  // namespace concordat::linkage
