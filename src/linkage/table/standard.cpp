// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/standard.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/date.h"
#include "base/text.h"
#include "linkage/text/folding.h"

namespace concordat::linkage {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string only(std::string_view text, bool letters) {
  std::string out;
  for (auto const c : text) {
    if (is_digit(c)) out += c;
    if (letters && is_letter(c)) out += static_cast<char>(c & ~0x20);
  }
  return out;
}

/// All signs alike: "0000000000", "xxx".
bool says_nothing(std::string_view text) {
  return text.size() > 1 && text.find_first_not_of(text.front()) == std::string_view::npos;
}

/// What nobody is called. Na, None, Null and Test are people's surnames: who reads whole records may know that one is meant to
/// say nothing, a single value does not show it.
bool means_unknown(std::string_view value, std::string_view folded) {
  constexpr std::array words{"unknown", "not known", "not given", "not stated", "not recorded", "not provided", "name unknown", "no name", "anonymous"};
  return (folded == "n a" && value.find('/') != std::string_view::npos) || std::ranges::find(words, folded) != words.end();
}

/// 1 and 2 as M and F; what says that it is not known is nothing.
std::string standard_sex(std::string_view value) {
  struct Word {
    std::string_view written;
    std::string_view meant;
  };
  constexpr std::array words{Word{"1", "m"}, Word{"boy", "m"}, Word{"man", "m"}, Word{"2", "f"}, Word{"girl", "f"}, Word{"woman", "f"}, Word{"0", ""}, Word{"9", ""}, Word{"-", ""}, Word{"?", ""}};
  auto const lower = text::ascii_lower(value);
  for (auto const& word : words) {
    if (lower == word.written) return std::string{word.meant};
  }
  auto const first = lower.substr(0, 1);
  return first == "u" || first == "n" ? std::string{} : first;  // unknown, unspecified; not known, not stated, n/a
}

std::string standard_postcode(std::string_view value) {
  auto const packed = only(value, true);
  if (packed.starts_with("ZZ99")) return {};  // written for no fixed abode, abroad, not known: no home that two people share
  if (packed.size() < 5 || packed.size() > 7) return std::string{packed};
  auto const inward = packed.size() - 3;
  if (!is_digit(packed[inward]) || is_digit(packed[inward + 1]) || is_digit(packed[inward + 2])) return packed;
  return packed.substr(0, inward) + ' ' + packed.substr(inward);
}

/// National numbers with 0: +44 7700 900123 is 07700900123.
std::string standard_phone(std::string_view value) {
  auto digits = only(value, false);
  if (digits.starts_with("0044")) digits.erase(0, 4);
  else if (digits.starts_with("44") && digits.size() > 10) digits.erase(0, 2);
  else return digits;
  return digits.starts_with('0') ? digits : "0" + digits;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  for (auto const c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return text.empty() || text.size() > 4 ? std::nullopt : std::optional{value};
}

DateValue make_date(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
  if (!year || !month || !day) return {};
  auto const date = std::chrono::year{*year} / *month / *day;
  if (!date.ok() || *year < 1800 || *year > 2200) return {};
  return {static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count()), static_cast<std::int16_t>(*year),
          static_cast<std::int8_t>(*month), static_cast<std::int8_t>(*day)};
}

}  // namespace

DateValue date_value(std::string_view text) {
  if (text.size() == 8 && only(text, false).size() == 8) {
    return make_date(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6, 2)));
  }
  for (auto const separator : {'-', '/', '.'}) {
    auto const parts = text::split(text, separator);
    if (parts.size() != 3) continue;
    if (parts[0].size() == 4) return make_date(number(parts[0]), number(parts[1]), number(parts[2].substr(0, 2)));
    if (parts[2].size() == 4) return make_date(number(parts[2]), number(parts[1]), number(parts[0]));
  }
  return {};
}

std::string standard_form(Kind kind, std::string_view value) {
  switch (kind) {
    case Kind::forename:
    case Kind::middle_name:
    case Kind::surname:
    case Kind::street:
    case Kind::town:
    case Kind::county: {
      auto name = folded(value);
      return means_unknown(value, name) ? std::string{} : name;
    }
    case Kind::date_of_birth: {
      auto const date = date_value(value);
      return date.known() ? format_date(Date{std::chrono::days{date.days}}) : std::string{value};
    }
    case Kind::sex:
      return standard_sex(value);
    case Kind::postcode:
      return standard_postcode(value);
    case Kind::phone: {
      auto const phone = standard_phone(value);
      return says_nothing(phone) || phone.size() < 6 ? std::string{} : phone;
    }
    case Kind::email:
      return text::ascii_lower(value);
    case Kind::street_number:
      return text::ascii_lower(value);
    case Kind::nhs_number:
    case Kind::identifier: {
      auto const signs = only(value, true);
      return says_nothing(signs) ? std::string{} : signs;
    }
  }
  return std::string{value};
}

}  // namespace concordat::linkage
