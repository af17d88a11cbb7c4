// SPDX-License-Identifier: Apache-2.0
// Telephone numbers by our own rules for the United Kingdom (Ofcom's numbering plan) in E.164, and email
// addresses.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake::standardise {
namespace {

using namespace std::string_view_literals;
using writing::begin;
using writing::hold;
using writing::is_digit;
using writing::is_letter;
using writing::mark;
using writing::refuse;

struct Dialled {
  std::array<char, 20> buffer{};
  std::string_view digits;
  bool plus = false;
  bool understood = true;
};

/// Digits and a leading plus; "(0)" behind a country code is dropped.
Dialled dial(std::string_view raw) {
  Dialled out;
  std::size_t size = 0;
  for (std::size_t at = 0; at < raw.size() && out.understood; ++at) {
    char const c = raw[at];
    if (c == '+') {
      out.understood = size == 0 && !out.plus;
      out.plus = true;
    } else if (is_digit(c)) {
      if (size == out.buffer.size()) out.understood = false;
      if (out.understood) out.buffer[size++] = c;
    } else if (raw.substr(at).starts_with("(0)") && size > 0) {
      at += 2;
    } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') {
      out.understood = false;
    }
  }
  out.digits = {out.buffer.data(), size};
  return out;
}

/// Whether these digits, without the leading 0, can be a number of the United Kingdom.
bool is_national(std::string_view digits) {
  if (digits.size() == 9)
    return digits[0] == '1' || digits.starts_with("800");  // old short numbers still in use
  if (digits.size() == 7) return digits == "8001111" || digits == "8454647" || digits == "8454640";
  if (digits.size() != 10) return false;
  switch (digits[0]) {
    case '1':
      return digits[1] != '0';
    case '2':
      return digits[1] == '0' || digits[1] == '3' || digits[1] == '4' || digits[1] == '8' || digits[1] == '9';
    case '3':
      return is_digit(digits[1]);
    case '5':
      return digits[1] == '5' || digits[1] == '6';
    case '7':
      return true;
    case '8':
      return digits[1] == '0' || digits[1] == '4' || digits[1] == '7';
    case '9':
      return digits[1] == '0' || digits[1] == '1' || digits[1] == '8';
    default:
      return false;
  }
}

/// 07777 777777: what people type to get past a form.
bool is_repeated(std::string_view national) {
  return std::ranges::all_of(national.substr(1), [national](char c) { return c == national[1]; });
}

bool has_two_numbers(std::string_view raw) {
  auto const digits = std::ranges::count_if(raw, is_digit);
  return digits >= 18 || raw.find_first_of("/;,&|") != std::string_view::npos;
}

void set_uk(Value& out, std::string_view raw, std::string_view national) {
  out.text.assign("+44").append(national);
  if (out.text == raw) return;
  if (!raw.starts_with("+44")) mark(out, Change::prefix);
  if (raw.find(' ') != std::string_view::npos) mark(out, Change::spaces);
  if (raw.find_first_of("-.()") != std::string_view::npos) mark(out, Change::punctuation);
  if (out.changes == 0) mark(out, Change::prefix);
}

/// A number of another country: E.164 allows 7 to 15 digits and no zero in front.
void set_abroad(Value& out, std::string_view raw, std::string_view digits) {
  if (digits.size() < 7 || digits.size() > 15 || digits.front() == '0') {
    return refuse(out, "phone.length", "Check the number of digits.");
  }
  out.text.assign("+").append(digits);
  if (out.text != raw) mark(out, raw.starts_with('+') ? Change::punctuation : Change::prefix);
  writing::finish(out);
}

bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
  if (local.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(local, [](char c) {
    return is_letter(c) || is_digit(c) || !writing::is_ascii(c) ||
           ".!#$%&'*+-/=?^_`{|}~"sv.find(c) != std::string_view::npos;
  });
}

bool is_domain(std::string_view domain) {
  if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
  for (auto const label : text::split(domain, '.')) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    auto const allowed = [](char c) {
      return is_letter(c) || is_digit(c) || c == '-' || !writing::is_ascii(c);
    };
    if (!std::ranges::all_of(label, allowed)) return false;
  }
  return !is_digit(domain.back());
}

}  // namespace

void phone(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const dialled = dial(raw);
  if (!dialled.understood) {
    if (has_two_numbers(raw)) return hold(out, "phone.two-numbers", "Give each number a cell of its own.");
    return refuse(out, "phone.grammar",
                  "Give the digits of one number; words and extensions belong elsewhere.");
  }
  auto digits = dialled.digits;
  if (digits.empty()) return refuse(out, "phone.grammar", "Give the digits of one number.");
  bool const international = dialled.plus || digits.starts_with("00");
  if (!dialled.plus && international) digits.remove_prefix(2);
  // "44 7700 900123": a spreadsheet took the plus for a sign
  bool const lost_plus = !international && digits.size() == 12 && digits.starts_with("44");
  if (international || lost_plus) {
    if (!digits.starts_with("44")) {
      if (digits.empty()) return refuse(out, "phone.length", "Check the number of digits.");
      return set_abroad(out, raw, digits);
    }
    digits.remove_prefix(2);
    if (digits.starts_with('0')) digits.remove_prefix(1);
  } else if (digits.starts_with('0')) {
    digits.remove_prefix(1);
  } else if (digits.size() == 10 && is_national(digits)) {
    if (is_repeated(digits)) return writing::placeholder(out);
    set_uk(out, raw, digits);
    mark(out, Change::zeros);
    return hold(out, "phone.lost-zero", "Format the column as text: the leading 0 was lost.");
  } else {
    return refuse(out, "phone.no-area-code", "Give the number with its area code, such as 0116 496 0123.");
  }
  if (!is_national(digits)) return refuse(out, "phone.length", "Check the number of digits.");
  if (is_repeated(digits)) return writing::placeholder(out);
  set_uk(out, raw, digits);
  writing::finish(out);
}

void email(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto address = raw;
  constexpr auto scheme = "mailto:"sv;
  if (address.size() > scheme.size() && text::equal_ignoring_case(address.substr(0, scheme.size()), scheme)) {
    address.remove_prefix(scheme.size());
    mark(out, Change::prefix);
  }
  if (std::ranges::count(address, '@') > 1 || address.find_first_of(",;") != std::string_view::npos) {
    return refuse(out, "email.two-addresses", "Give each address a cell of its own.");
  }
  auto const at = address.find('@');
  if (at == std::string_view::npos || !is_local_part(address.substr(0, at)) ||
      !is_domain(address.substr(at + 1)) || address.size() > 254) {
    return refuse(out, "email.grammar", "Give one address such as name@example.org, without spaces.");
  }
  for (char const c : address) out.text.push_back(writing::to_lower(c));
  if (out.text != address) mark(out, Change::case_changed);
  writing::finish(out);
}

}  // namespace concordat::intake::standardise
