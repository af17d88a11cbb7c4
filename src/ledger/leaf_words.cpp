// SPDX-License-Identifier: Apache-2.0
#include "ledger/leaf_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace concordat::ledger {
namespace {

constexpr std::size_t longest_token = 128;
constexpr std::size_t longest_number = 6;

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}
bool is_hex(char character) {
  return is_digit(character) || (character >= 'a' && character <= 'f');
}

bool is_token_character(char character) {
  return is_digit(character) || (character >= 'a' && character <= 'z') ||
         (character >= 'A' && character <= 'Z') ||
         std::string_view{"._:/-"}.find(character) != std::string_view::npos;
}

/// Lengths of the last three groups of digits, where only one separator stands between them.
class NumberGroups {
 public:
  /// False once a telephone number, an NHS number or a date stands there.
  [[nodiscard]] bool accept(char character) {
    if (is_digit(character)) {
      ++lengths_[2];
      return lengths_[2] <= longest_number;
    }
    bool const fine = !is_date();
    bool const joins = lengths_[2] > 0 && std::string_view{"-./:_"}.find(character) != std::string_view::npos;
    lengths_ = joins ? std::array<std::size_t, 3>{lengths_[1], lengths_[2], 0} : std::array<std::size_t, 3>{};
    return fine;
  }
  [[nodiscard]] bool is_date() const {
    auto const [first, second, third] = lengths_;
    bool const middle = second >= 1 && second <= 2;
    return middle && ((first == 4 && third >= 1 && third <= 2) || (first >= 1 && first <= 2 && third == 4));
  }

 private:
  std::array<std::size_t, 3> lengths_{};
};

}  // namespace

bool is_token(std::string_view text) {
  if (text.empty() || text.size() > longest_token) return false;
  NumberGroups groups;
  bool const fine = std::all_of(text.begin(), text.end(), [&](char character) {
    return is_token_character(character) && groups.accept(character);
  });
  return fine && !groups.is_date();
}

bool is_agreement_reference(std::string_view text) {
  auto const at = text.find('@');
  if (at == std::string_view::npos || !is_token(text.substr(0, at))) return false;
  auto const version = text.substr(at + 1);
  return !version.empty() && version.size() <= longest_number && version.front() != '0' &&
         std::all_of(version.begin(), version.end(), is_digit);
}

bool is_rule_reference(std::string_view text) {
  auto const hash = text.find('#');
  if (hash == std::string_view::npos) return is_token(text);
  return is_agreement_reference(text.substr(0, hash)) && is_token(text.substr(hash + 1));
}

bool is_pseudonym(std::string_view text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), is_hex);
}

bool is_uuid7(std::string_view text) {
  if (text.size() != 36 || text[14] != '7' ||
      std::string_view{"89ab"}.find(text[19]) == std::string_view::npos) {
    return false;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    bool const dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (dash ? text[at] != '-' : !is_hex(text[at])) return false;
  }
  return true;
}

}  // namespace concordat::ledger
