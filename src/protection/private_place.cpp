// SPDX-License-Identifier: Apache-2.0
#include "protection/private_place.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace concordat::protection {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 55> private_words{
    "home",     "homes",     "dwelling",  "dwellings", "residential", "residence", "flat",    "flats",     "apartment", "apartments",
    "bungalow", "house",     "maisonette", "hmo",      "sheltered",   "private",   "domestic", "care",     "school",    "schools",
    "college",  "colleges",  "education", "educational", "nursery",   "academy",   "pupil",   "hostel",    "hostels",   "refuge",
    "shelter",  "hospital",  "hospitals", "hospice",   "ward",        "clinic",    "surgery", "infirmary", "maternity",
    "accommodation", "caravan", "tent", "medical", "emergency", "health", "gp", "doctor", "doctors", "childcare", "childminder", "kindergarten",
    "university", "halls", "student", "prison"};

bool tells_nothing(Words const& words) {
  return words.empty() || words == Words{"not", "known"} || words == Words{"unknown"} || words == Words{"not", "stated"} || words == Words{"not", "recorded"};
}

Words words_in(std::string_view kind) {
  Words words(1);
  for (char const letter : text::ascii_lower(kind)) {
    bool const of_word = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '\'' || static_cast<unsigned char>(letter) >= 0x80;
    if (of_word) words.back() += letter;
    else if (!words.back().empty()) words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace

bool is_private_place(std::string_view kind) {
  auto const words = words_in(kind);
  if (tells_nothing(words)) return true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (std::ranges::find(private_words, words[i]) == private_words.end()) continue;
    std::string_view const before = i == 0 ? std::string_view{} : std::string_view{words[i - 1]};
    bool const is_pub = words[i] == "house" && before == "public";
    bool const is_denied = before == "non" || before == "not";
    if (!is_pub && !is_denied) return true;
  }
  return false;
}

}  // namespace concordat::protection
