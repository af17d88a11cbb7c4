// SPDX-License-Identifier: Apache-2.0
// Numbers that health, education and welfare give to people and places. A check digit that does not fit means
// the number may not link records; the raw cell stays and the quality report counts it.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/check_digit.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake::standardise {
namespace {

using writing::begin;
using writing::is_digit;
using writing::is_upper;
using writing::refuse;
using writing::settle;

constexpr std::string_view check_letters = "ABCDEFGHJKLMNPQRTUVWXYZ";  // DfE: no I, O or S
static_assert(check_letters.size() == 23);

/// An identifier of at most 24 characters in capitals without punctuation.
struct Squeezed {
  std::array<char, 24> buffer{};
  std::string_view text;  ///< empty when a character or the length rules it out
};

Squeezed squeeze(std::string_view raw) {
  Squeezed out;
  std::uint32_t ignored = 0;
  auto const size = writing::squeeze(raw, out.buffer.data(), out.buffer.size(), ignored);
  if (size <= out.buffer.size()) out.text = {out.buffer.data(), size};
  return out;
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

bool is_one_digit_repeated(std::string_view text) {
  return std::ranges::all_of(text, [text](char c) { return c == text.front(); });
}

/// Ten digits, or the reason why not. True when `out` is done.
bool refuse_unless_ten_digits(std::string_view text, FixedText length, FixedText grammar, Value& out) {
  if (text.empty() || !all_digits(text)) {
    refuse(out, grammar, "Give ten digits.");
  } else if (text.size() != 10) {
    refuse(out, length, "Give ten digits: format the column as text so that leading zeros are not lost.");
  } else if (is_one_digit_repeated(text)) {
    // a repeated digit passes the check, so it is what people type to get past a form
    writing::placeholder(out);
  } else {
    return false;
  }
  return true;
}

int upn_value(char c) {
  if (is_digit(c)) return writing::digit(c);
  auto const at = check_letters.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

void set_number(Value& out) {
  std::from_chars(out.text.data(), out.text.data() + out.text.size(), out.number);
}

}  // namespace

void nhs_number(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const number = squeeze(raw);
  if (refuse_unless_ten_digits(number.text, "nhs_number.length", "nhs_number.grammar", out)) return;
  if (mod_11_check_digit(number.text) != writing::digit(number.text[9])) {
    return refuse(out, "nhs_number.check-digit", "Check the number against the record: a digit is wrong.");
  }
  settle(out, raw, number.text);
  writing::finish(out);
}

void uln(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const number = squeeze(raw);
  if (refuse_unless_ten_digits(number.text, "uln.length", "uln.grammar", out)) return;
  auto const remainder = mod_11_remainder(number.text);
  if (remainder == 0 || 10 - remainder != writing::digit(number.text[9]) || number.text.front() == '0') {
    return refuse(out, "uln.check-digit", "Check the number against the record: a digit is wrong.");
  }
  settle(out, raw, number.text);
  writing::finish(out);
}

void upn(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const number = squeeze(raw);
  auto const text = number.text;
  if (text.size() != 13 || check_letters.find(text[0]) == std::string_view::npos ||
      !all_digits(text.substr(1, 11)) || upn_value(text[12]) < 0) {
    return refuse(out, "upn.grammar",
                  "Give a letter and twelve digits; a temporary number ends in a letter.");
  }
  int sum = 0;
  for (std::size_t at = 1; at < 13; ++at) sum += upn_value(text[at]) * static_cast<int>(at + 1);
  if (check_letters[static_cast<std::size_t>(sum % 23)] != text[0]) {
    return refuse(out, "upn.check-letter",
                  "Check the number against the record: its first letter does not fit.");
  }
  settle(out, raw, text);
  writing::finish(out);
}

void nino(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const number = squeeze(raw);
  auto const text = number.text;
  bool const shape = (text.size() == 8 || text.size() == 9) && is_upper(text[0]) && is_upper(text[1]) &&
                     all_digits(text.substr(2, 6)) &&
                     (text.size() == 8 || (text[8] >= 'A' && text[8] <= 'D'));
  if (!shape) return refuse(out, "nino.grammar", "Give two letters, six digits and a letter from A to D.");
  constexpr std::string_view never_first = "DFIQUV";
  constexpr std::string_view never_second = "DFIOQUV";
  constexpr std::array<std::string_view, 7> never{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  if (never_first.find(text[0]) != std::string_view::npos ||
      never_second.find(text[1]) != std::string_view::npos ||
      std::ranges::find(never, text.substr(0, 2)) != never.end()) {
    return refuse(out, "nino.prefix",
                  "The first two letters are never issued: look for a temporary or test number.");
  }
  settle(out, raw, text);
  writing::finish(out);
}

void school_urn(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const number = squeeze(raw);
  if (number.text.size() == 11) {
    return refuse(out, "school_urn.case-urn",
                  "Eleven characters are a case URN: map the column to that field.");
  }
  if (number.text.size() != 6 || !all_digits(number.text)) {
    return refuse(out, "school_urn.grammar", "Give the six digits of the school's unique reference number.");
  }
  settle(out, raw, number.text);
  set_number(out);
  writing::finish(out);
}

void uprn(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const number = squeeze(raw);
  auto text = number.text;
  if (text.empty() || !all_digits(text)) return refuse(out, "uprn.grammar", "Give up to twelve digits.");
  auto const zeros = std::min(text.find_first_not_of('0'), text.size());
  text.remove_prefix(zeros);
  if (text.empty()) return writing::placeholder(out);
  if (text.size() > 12) return refuse(out, "uprn.grammar", "Give up to twelve digits.");
  settle(out, raw, text);
  if (zeros > 0) writing::mark(out, Change::zeros);
  set_number(out);
  writing::finish(out);
}

}  // namespace concordat::intake::standardise
