// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <numeric>

#include "linkage/text/batch.h"

namespace concordat::linkage {
namespace {

std::map<char32_t, std::uint64_t> letters_of_short_texts(std::span<LettersView const> texts) {
  std::map<char32_t, std::uint64_t> counts;
  std::array<std::uint64_t, 256> narrow{};
  for (auto const& text : texts) {
    if (text.size() > PackedTexts::lane_letters) continue;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] <= 0xFF) {
        ++narrow[text[at]];
      } else {
        ++counts[text[at]];
      }
    }
  }
  for (std::size_t letter = 0; letter < narrow.size(); ++letter) {
    if (narrow[letter] > 0) counts[static_cast<char32_t>(letter)] = narrow[letter];
  }
  return counts;
}

/// The commonest first, so that few codes are needed for most names.
std::vector<char32_t> commonest(std::map<char32_t, std::uint64_t> const& counts) {
  std::vector<char32_t> letters;
  for (auto const& [letter, count] : counts) letters.push_back(letter);
  std::ranges::stable_sort(letters, [&](char32_t a, char32_t b) { return counts.at(a) > counts.at(b); });
  if (letters.size() > PackedTexts::alphabet_letters) letters.resize(PackedTexts::alphabet_letters);
  return letters;
}

}  // namespace

PackedTexts::PackedTexts(std::span<LettersView const> texts) {
  take_alphabet(commonest(letters_of_short_texts(texts)));
  std::vector<std::uint8_t> fits(texts.size());
  for (std::size_t index = 0; index < texts.size(); ++index) fits[index] = fits_lane(texts[index]) ? 1 : 0;
  order_.resize(texts.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::stable_sort(order_, [&](std::uint32_t a, std::uint32_t b) {
    if (fits[a] != fits[b]) return fits[a] > fits[b];
    return texts[a].size() < texts[b].size();
  });
  in_lanes_ = static_cast<std::size_t>(std::ranges::count(fits, 1));
  places_.reserve(texts.size());
  for (auto const index : order_) keep(texts[index]);
  std::size_t const blocks = (in_lanes_ + block_texts - 1) / block_texts;
  codes_.assign(blocks * block_texts * lane_letters, 0);
  lengths_.assign(blocks * block_texts, 0);
  for (std::size_t position = 0; position < in_lanes_; ++position)
    put_in_lane(position, texts[order_[position]]);
}

void PackedTexts::take_alphabet(std::vector<char32_t> const& letters) {
  std::vector<std::pair<char32_t, std::uint8_t>> coded;
  for (auto const letter : letters) {
    auto const code = static_cast<std::uint8_t>(coded.size() + 1);
    coded.emplace_back(letter, code);
    if (letter <= 0xFF) narrow_codes_[letter] = code;
  }
  std::ranges::sort(coded);
  for (auto const& [letter, code] : coded) {
    alphabet_.push_back(letter);
    alphabet_codes_.push_back(code);
  }
  code_limit_ = static_cast<unsigned>((letters.size() + 16) / 16 * 16);
}

std::uint8_t PackedTexts::code_of(char32_t letter) const {
  if (letter <= 0xFF) return narrow_codes_[letter];
  auto const found = std::ranges::lower_bound(alphabet_, letter);
  if (found == alphabet_.end() || *found != letter) return 0;
  return alphabet_codes_[static_cast<std::size_t>(found - alphabet_.begin())];
}

bool PackedTexts::fits_lane(LettersView text) const {
  if (text.size() > lane_letters) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (code_of(text[at]) == 0) return false;
  }
  return true;
}

void PackedTexts::keep(LettersView text) {
  bool const narrow = text.is_narrow();
  places_.push_back({static_cast<std::uint32_t>(narrow ? narrow_.size() : wide_.size()),
                     static_cast<std::uint32_t>(text.size()), narrow});
  if (narrow) {
    narrow_.insert(narrow_.end(), text.narrow(), text.narrow() + text.size());
  } else {
    wide_.append(text.wide(), text.size());
  }
}

LettersView PackedTexts::text(std::size_t position) const {
  auto const& place = places_[position];
  if (place.narrow) return LettersView{std::span{narrow_}.subspan(place.begin, place.size)};
  return LettersView{std::u32string_view{wide_}.substr(place.begin, place.size)};
}

void PackedTexts::put_in_lane(std::size_t position, LettersView text) {
  std::size_t const lane = position % block_texts;
  std::size_t const block_number = position / block_texts;
  lengths_[position] = static_cast<std::uint8_t>(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    codes_[block_number * block_texts * lane_letters + at * block_texts + lane] = code_of(text[at]);
  }
}

}  // namespace concordat::linkage
