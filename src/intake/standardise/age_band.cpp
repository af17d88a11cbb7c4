// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/age_band.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace concordat::intake {
namespace {

constexpr std::array<int, 7> begins{0, 10, 18, 25, 35, 50, 65};
constexpr int oldest = 120;
constexpr std::size_t most_letters = 40;

/// By first and last band, each text once and for good.
std::string_view words_of(std::size_t first, std::size_t last) {
  static auto const all = [] {
    std::array<std::array<std::string, begins.size()>, begins.size()> texts;
    for (std::size_t from = 0; from < begins.size(); ++from) {
      for (std::size_t to = from; to < begins.size(); ++to) {
        bool const open = to + 1 == begins.size();
        texts[from][to] = std::to_string(begins[from]) + (open ? "+" : "-" + std::to_string(begins[to + 1] - 1));
      }
    }
    return texts;
  }();
  return all[first][last];
}

std::size_t band_at(int age) { return static_cast<std::size_t>(std::ranges::upper_bound(begins, age) - begins.begin()) - 1; }

struct Pieces {
  std::vector<int> numbers = {};
  std::string words = {};  ///< what is round the numbers, each of which is a '#', without blanks: "under#", "#to#"
};

std::optional<Pieces> take_apart(std::string_view cell) {
  Pieces pieces;
  for (std::size_t i = 0; i < cell.size();) {
    if (cell[i] < '0' || cell[i] > '9') {
      if (cell[i] != ' ' && cell[i] != '\t') pieces.words += cell[i];
      ++i;
      continue;
    }
    int number = 0;
    for (; i < cell.size() && cell[i] >= '0' && cell[i] <= '9'; ++i) {
      number = number * 10 + (cell[i] - '0');
      if (number > oldest) return std::nullopt;
    }
    pieces.numbers.push_back(number);
    pieces.words += '#';
  }
  return pieces;
}

/// Words that say nothing are taken away: "aged 16 years" is "16".
void drop_idle_words(std::string& words) {
  for (std::string_view const idle : {"yearsold", "yearold", "years", "year", "yrs", "aged", "ages", "age"}) {
    for (auto at = words.find(idle); at != std::string::npos; at = words.find(idle)) words.erase(at, idle.size());
  }
}

template <std::size_t N>
bool is_form(std::string_view words, std::array<std::string_view, N> const& forms) { return std::ranges::find(forms, words) != forms.end(); }

std::optional<std::pair<int, int>> ages_in(Pieces const& pieces) {
  auto const& words = pieces.words;
  if (pieces.numbers.size() == 2 && is_form(words, std::array<std::string_view, 5>{"#-#", "#to#", "#\xE2\x80\x93#", "#/#", "from#to#"})) {
    if (pieces.numbers[0] > pieces.numbers[1]) return std::nullopt;
    return std::pair{pieces.numbers[0], pieces.numbers[1]};
  }
  if (pieces.numbers.size() != 1) return std::nullopt;
  auto const number = pieces.numbers.front();
  if (words == "#") return std::pair{number, number};
  if (is_form(words, std::array<std::string_view, 4>{"under#", "<#", "below#", "lessthan#"})) return number == 0 ? std::nullopt : std::optional{std::pair{0, number - 1}};
  if (is_form(words, std::array<std::string_view, 5>{"upto#", "<=#", "#andunder", "#orunder", "#andbelow"})) return std::pair{0, number};
  if (is_form(words, std::array<std::string_view, 8>{"#+", "#plus", "#andover", "#orover", "#andabove", "#orolder", "#andolder", ">=#"})) return std::pair{number, oldest};
  if (is_form(words, std::array<std::string_view, 3>{"over#", ">#", "above#"})) return std::pair{std::min(number + 1, oldest), oldest};
  return std::nullopt;
}

}  // namespace

std::string_view age_band_of(std::string_view cell) {
  cell = text::trim(cell);
  if (cell.empty() || cell.size() > most_letters) return {};
  auto pieces = take_apart(text::ascii_lower(cell));
  if (!pieces) return {};
  drop_idle_words(pieces->words);
  auto const ages = ages_in(*pieces);
  return ages ? words_of(band_at(ages->first), band_at(ages->second)) : std::string_view{};
}

}  // namespace concordat::intake
