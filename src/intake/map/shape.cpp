// SPDX-License-Identifier: Apache-2.0
#include "intake/map/shape.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/check_digit.h"
#include "base/text.h"

namespace concordat::intake {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }
bool is_letter(char letter) { return is_upper(letter) || (letter >= 'a' && letter <= 'z'); }
bool digits_only(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

/// '9' a digit, 'A' a capital letter, '*' either, anything else itself.
bool fits(std::string_view value, std::string_view picture) {
  if (value.size() != picture.size()) return false;
  for (std::size_t at = 0; at < value.size(); ++at) {
    auto const letter = value[at];
    auto const wanted = picture[at];
    auto const good = wanted == '9'   ? is_digit(letter)
                      : wanted == 'A' ? is_upper(letter)
                      : wanted == '*' ? is_digit(letter) || is_upper(letter)
                                      : letter == wanted;
    if (!good) return false;
  }
  return true;
}

bool fits_any(std::string_view value, std::initializer_list<std::string_view> pictures) {
  return std::any_of(pictures.begin(), pictures.end(), [&](std::string_view picture) { return fits(value, picture); });
}

std::string without(std::string_view value, std::string_view signs) {
  auto out = std::string{};
  for (auto const letter : value) {
    if (signs.find(letter) == std::string_view::npos) out += letter;
  }
  return out;
}

int digit(char letter) { return letter - '0'; }

bool is_ten_digits(std::string_view text) { return text.size() == 10 && digits_only(text); }

bool is_nhs_number(std::string_view value) {
  auto const ten = without(value, " -");
  return is_ten_digits(ten) && mod_11_check_digit(ten) == digit(ten[9]);
}

bool is_uln(std::string_view value) {
  if (!is_ten_digits(value)) return false;
  auto const rest = mod_11_remainder(value);
  return rest != 0 && value[0] != '0' && 10 - rest == digit(value[9]);
}

bool is_upn(std::string_view value) {
  static constexpr std::string_view letters = "ABCDEFGHJKLMNPQRTUVWXYZ";
  auto const text = text::ascii_upper(value);
  if (!fits(text, "A99999999999*")) return false;
  auto sum = 0;
  for (std::size_t at = 1; at < 13; ++at) {
    auto const place = letters.find(text[at]);
    if (!is_digit(text[at]) && place == std::string_view::npos) return false;
    sum += (is_digit(text[at]) ? digit(text[at]) : static_cast<int>(place)) * (static_cast<int>(at) + 1);
  }
  return letters[static_cast<std::size_t>(sum % 23)] == text[0];
}

bool is_cro(std::string_view value) {
  auto const slash = value.find('/');
  if (slash == std::string_view::npos) return false;
  if (fits(value, "999999/99A")) return true;
  return value.starts_with("SF") && value.size() >= 7 && slash == 4 && is_upper(value.back()) &&
         digits_only(value.substr(5, value.size() - 6));
}

bool is_postcode(std::string_view value) {
  return fits_any(without(text::ascii_upper(value), " "),
                  {"A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA"});
}

bool is_email(std::string_view value) {
  auto const at = value.find('@');
  return at != std::string_view::npos && at > 0 && value.find('.', at) != std::string_view::npos &&
         value.find(' ') == std::string_view::npos;
}

bool is_phone(std::string_view value) {
  auto const text = without(value, " -()");
  auto const rest = std::string_view{text};
  if (rest.starts_with("+44")) return rest.size() >= 12 && rest.size() <= 13 && digits_only(rest.substr(1));
  return rest.size() >= 10 && rest.size() <= 11 && rest[0] == '0' && digits_only(rest);
}

bool is_grid_reference(std::string_view value) {
  auto const text = without(text::ascii_upper(value), " ");
  return text.size() >= 4 && text.size() <= 12 && text.size() % 2 == 0 && is_upper(text[0]) && is_upper(text[1]) &&
         std::string_view{"STNHOJ"}.find(text[0]) != std::string_view::npos &&
         digits_only(std::string_view{text}.substr(2));
}

/// An ONS code: nine characters, one of the prefixes, six digits.
bool is_area(std::string_view value, std::initializer_list<std::string_view> prefixes) {
  return value.size() == 9 && digits_only(value.substr(3)) &&
         std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) { return value.starts_with(prefix); });
}

bool is_month_word(std::string_view text) {
  static constexpr std::string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                                "jul", "aug", "sep", "oct", "nov", "dec"};
  if (text.size() < 3) return false;
  auto const start = text::ascii_lower(text.substr(0, 3));
  return std::find(std::begin(months), std::end(months), start) != std::end(months);
}

bool is_date(std::string_view value) {
  auto text = std::string{value};
  std::replace_if(text.begin(), text.end(), [](char letter) { return letter == '.' || letter == '-' || letter == ' '; },
                  '/');
  if (fits_any(text, {"99/99/9999", "9/9/9999", "9/99/9999", "99/9/9999", "99/99/99", "9999/99/99", "9/9/99",
                      "9/99/99", "99/9/99"}))
    return true;
  auto const parts = text::split(text, '/');
  return parts.size() == 3 && digits_only(parts[0]) && parts[0].size() <= 2 && is_month_word(parts[1]) &&
         digits_only(parts[2]);
}

bool is_time(std::string_view value) { return fits_any(value, {"99:99", "9:99", "99:99:99", "9:99:99"}); }

bool is_datetime(std::string_view value) {
  auto gap = value.find('T');
  if (gap == std::string_view::npos) gap = value.rfind(' ');
  if (gap == std::string_view::npos || !is_date(value.substr(0, gap))) return false;
  auto const rest = value.substr(gap + 1);
  return rest.size() >= 4 && (is_time(rest) || is_time(rest.substr(0, 5)) || is_time(rest.substr(0, 4)));
}

bool is_month(std::string_view value) {
  if (fits_any(value, {"9999-99", "9999/99", "99/9999", "9999-Q9"})) return true;
  return is_month_word(value) && value.size() >= 5 && digits_only(value.substr(value.size() - 2));
}

/// With three places, which is a hundred metres: shares and scores have fewer.
bool is_degrees_between(std::string_view value, double low, double high) {
  auto const point = value.find('.');
  if (point == std::string_view::npos || value.size() - point <= 3) return false;
  auto const number = text::parse_decimal(value);
  return number && *number >= low && *number <= high;
}

bool is_metres(std::string_view value, double low, double high) {
  auto const number = text::parse_decimal(value);
  return number && *number >= low && *number <= high;
}

bool is_word_of(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text::equal_ignoring_case(value, word); });
}

bool is_site_code(std::string_view value) {
  return value.size() >= 3 && value.size() <= 12 && is_upper(value[0]) &&
         std::all_of(value.begin(), value.end(), [](char letter) { return is_upper(letter) || is_digit(letter); }) &&
         std::any_of(value.begin(), value.end(), is_digit);
}

bool is_icd10(std::string_view value) { return fits_any(value, {"A99", "A99.9", "A999", "A99.99", "A9999"}); }

bool is_hash(std::string_view value) {
  return value.size() == 64 && std::all_of(value.begin(), value.end(), [](char letter) {
           return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
         });
}

bool is_reference(std::string_view value) {
  return value.size() >= 3 && value.size() <= 40 && value.find(' ') == std::string_view::npos &&
         std::any_of(value.begin(), value.end(), is_digit) &&
         std::all_of(value.begin(), value.end(), [](char letter) {
           return is_digit(letter) || is_letter(letter) || letter == '/' || letter == '-' || letter == '_';
         });
}

bool is_words(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char letter) { return is_letter(letter) || (letter & 0x80) != 0; }) &&
         std::none_of(value.begin(), value.end(), is_digit);
}

bool is_role(std::string_view value) {
  return is_word_of(value, {"victim", "witness", "suspect", "suspected", "charged", "convicted", "at risk", "unknown",
                            "associate", "family", "professional", "aggrieved", "offender", "complainant", "child at risk",
                            "adult at risk", "ip"});
}

}  // namespace

bool has_shape(std::string_view value, Shape shape) {
  switch (shape) {
    case Shape::nhs_number: return is_nhs_number(value);
    case Shape::upn: return is_upn(value);
    case Shape::uln: return is_uln(value);
    case Shape::pnc: return fits_any(value, {"9999/9999999A", "99/9999999A", "9999/999999A", "99999999999A"});
    case Shape::cro: return is_cro(value);
    case Shape::probation_crn: return fits(value, "A999999");
    case Shape::prison_number: return fits(value, "A9999AA");
    case Shape::case_urn: return fits(value, "99**9999999");
    case Shape::six_digits: return fits(value, "999999");
    case Shape::laestab: return fits_any(value, {"999/9999", "9999999"});
    case Shape::nino: return fits(without(text::ascii_upper(value), " "), "AA999999A");
    case Shape::postcode: return is_postcode(value);
    case Shape::outward_postcode: return fits_any(text::ascii_upper(value), {"A9", "A99", "AA9", "AA99", "A9A", "AA9A"});
    case Shape::email: return is_email(value);
    case Shape::phone: return is_phone(value);
    case Shape::grid_reference: return is_grid_reference(value);
    case Shape::date: return is_date(value);
    case Shape::datetime: return is_datetime(value);
    case Shape::time: return is_time(value);
    case Shape::month: return is_month(value);
    case Shape::lsoa: return is_area(value, {"E01", "W01"});
    case Shape::msoa: return is_area(value, {"E02", "W02"});
    case Shape::ward: return is_area(value, {"E05", "W05"});
    case Shape::district: return is_area(value, {"E06", "E07", "E08", "E09", "W06"});
    case Shape::latitude: return is_degrees_between(value, 49.0, 61.0);
    case Shape::longitude: return is_degrees_between(value, -9.0, 2.0);
    case Shape::easting: return is_metres(value, 10'000, 700'000);
    case Shape::northing: return is_metres(value, 5'000, 1'300'000);
    case Shape::small_integer: return digits_only(value) && value.size() <= 4;
    case Shape::integer: return text::parse_integer(value).has_value();
    case Shape::decimal: return text::parse_decimal(value).has_value();
    case Shape::yes_no: return is_word_of(value, {"yes", "no", "y", "n", "true", "false", "t", "f", "1", "0"});
    case Shape::sex: return is_word_of(value, {"m", "f", "male", "female", "0", "1", "2", "9", "x", "u"});
    case Shape::role: return is_role(value);
    case Shape::exclusion_code:
      return is_word_of(value, {"PP", "PA", "VP", "VA", "OW", "BU", "RA", "LG", "DS", "SM", "DA", "DM", "TH", "DB", "MT",
                                "PH"});
    case Shape::sen_code: return value == "N" || value == "K" || value == "E";
    case Shape::prison_code: return fits(value, "AAA");
    case Shape::site_code: return is_site_code(value);
    case Shape::handling_code: return fits(value, "A9") && (value[0] == 'A' || value[0] == 'S');
    case Shape::icd10: return is_icd10(value);
    case Shape::ic_code: return fits(value, "IC9");
    case Shape::hash: return is_hash(value);
    case Shape::reference: return is_reference(value);
    case Shape::words: return is_words(value);
    case Shape::text: return std::count(value.begin(), value.end(), ' ') >= 3;
    case Shape::count_: return false;
  }
  return false;
}

void ShapeCount::add(std::string_view value) {
  value = text::trim(value);
  if (value.empty()) return;
  ++values_;
  for (std::size_t shape = 0; shape < shape_count; ++shape) {
    if (has_shape(value, static_cast<Shape>(shape))) ++counts_[shape];
  }
}

double ShapeCount::share(Shape shape) const {
  if (values_ == 0) return 0.0;
  return static_cast<double>(counts_[static_cast<std::size_t>(shape)]) / static_cast<double>(values_);
}

std::string_view looks_like(ShapeCount const& values) {
  constexpr double most = 0.7;
  struct Look {
    Shape shape;
    std::string_view words;
  };
  // The narrower before the wider: a date is a reference too.
  static constexpr Look looks[] = {
      {Shape::datetime, "dates with a time"},   {Shape::date, "dates"},
      {Shape::time, "times of day"},            {Shape::month, "months"},
      {Shape::nhs_number, "NHS numbers"},       {Shape::upn, "unique pupil numbers"},
      {Shape::postcode, "postcodes"},
      {Shape::email, "e-mail addresses"},       {Shape::phone, "telephone numbers"},
      {Shape::lsoa, "codes of small areas"},    {Shape::msoa, "codes of middle areas"},
      {Shape::ward, "codes of wards"},          {Shape::district, "codes of districts"},
      {Shape::latitude, "degrees of latitude"}, {Shape::longitude, "degrees of longitude"},
      {Shape::yes_no, "yes or no"},             {Shape::small_integer, "small whole numbers"},
      {Shape::integer, "whole numbers"},        {Shape::decimal, "numbers"},
      {Shape::reference, "references"},         {Shape::text, "sentences"},
      {Shape::words, "words"},
  };
  auto const found = std::ranges::find_if(looks, [&](Look const& look) { return values.share(look.shape) >= most; });
  return found == std::end(looks) ? std::string_view{} : found->words;
}

}  // namespace concordat::intake
