// SPDX-License-Identifier: Apache-2.0
// Identifiers of police, courts, prisons and probation. PNC, CRO and ASN carry a letter worked out modulo 23.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake::standardise {
namespace {

using writing::begin;
using writing::is_digit;
using writing::is_upper;
using writing::mark;
using writing::refuse;
using writing::settle;

constexpr std::string_view check_letters = "ZABCDEFGHJKLMNPQRTUVWXY";
static_assert(check_letters.size() == 23);

/// Capitals, spaces out; slashes stay, because they tell an unpadded serial from a lost one.
struct Reference {
  std::array<char, 32> buffer{};
  std::string_view text;
};

Reference compact(std::string_view raw, bool keep_slash) {
  Reference out;
  std::size_t size = 0;
  for (char const c : raw) {
    if (c == ' ' || c == '-' || c == '.' || (c == '/' && !keep_slash)) continue;
    if ((c != '/' && !is_digit(c) && !writing::is_letter(c)) || size == out.buffer.size()) return out;
    out.buffer[size++] = writing::to_upper(c);
  }
  out.text = {out.buffer.data(), size};
  return out;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::uint64_t number_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (char const c : digits) value = value * 10 + static_cast<std::uint64_t>(writing::digit(c));
  return value;
}

char letter_for(std::uint64_t number) {
  return check_letters[static_cast<std::size_t>(number % 23)];
}

constexpr std::string_view zeros = "0000000";

}  // namespace

void pnc(std::string_view raw, Context const& context, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const reference = compact(raw, true);
  auto const text = reference.text;
  auto const slash = text.find('/');
  bool const slash_lost = slash == std::string_view::npos;
  // without the slash only the padded lengths tell where the year ends: 10 characters for YY, 12 for YYYY
  auto const year_size = !slash_lost ? slash : text.size() == 12 ? 4U : text.size() == 10 ? 2U : 0U;
  auto const rest = text.substr(std::min(text.size(), year_size + (slash_lost ? 0U : 1U)));
  auto const serial = rest.substr(0, rest.empty() ? 0 : rest.size() - 1);
  if ((year_size != 2 && year_size != 4) || !all_digits(text.substr(0, year_size)) || !all_digits(serial) ||
      serial.size() > 7 || !is_upper(rest.back())) {
    return refuse(out, "pnc.grammar", "Write the number as 1999/1234567A.");
  }
  auto year = static_cast<int>(number_of(text.substr(0, year_size)));
  auto const this_year = static_cast<int>(std::chrono::year_month_day{context.today}.year());
  bool const short_year = year_size == 2;
  if (short_year) year += year > this_year % 100 ? 1900 : 2000;
  if (year < 1900 || year > this_year)
    return refuse(out, "pnc.year", "Check the year in front of the slash.");
  auto const check = letter_for(static_cast<std::uint64_t>(year % 100) * 10'000'000 + number_of(serial));
  if (check != rest.back()) {
    return refuse(out, "pnc.check-letter",
                  "Check the number against the record: its last letter does not fit.");
  }
  std::array<char, 4> year_text{};
  std::to_chars(year_text.data(), year_text.data() + year_text.size(), year);
  out.text.assign(year_text.data(), year_text.size()).append("/");
  out.text.append(zeros.substr(serial.size())).append(serial).push_back(check);
  auto const standard = out.text;
  settle(out, raw, standard);
  if (short_year) mark(out, Change::expanded_year);
  if (serial.size() < 7) mark(out, Change::zeros);
  writing::finish(out);
}

void cro(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const reference = compact(raw, true);
  auto text = reference.text;
  bool const small_file = text.starts_with("SF");
  if (small_file) text.remove_prefix(2);
  auto const slash = std::min(text.find('/'), text.size());
  auto const front = text.substr(0, slash);
  auto const back = text.substr(std::min(text.size(), slash + 1));
  // SF form: year / serial letter; standard form: serial / year letter
  auto const back_digits = back.substr(0, back.empty() ? 0 : back.size() - 1);
  auto const year = small_file ? front : back_digits;
  auto const serial = small_file ? back_digits : front;
  if (year.size() != 2 || !all_digits(year) || !all_digits(serial) || serial.size() > 6 ||
      !is_upper(back.back())) {
    return refuse(out, "cro.grammar", "Write the number as 123456/99A or SF99/123456A.");
  }
  // the standard form checks the padded serial, the small-file form the serial as it stands
  std::uint64_t scale = 1'000'000;
  if (small_file) {
    scale = 1;
    for (std::size_t at = 0; at < serial.size(); ++at) scale *= 10;
  }
  auto const check = letter_for(number_of(year) * scale + number_of(serial));
  if (check != back.back()) {
    return refuse(out, "cro.check-letter",
                  "Check the number against the record: its last letter does not fit.");
  }
  if (small_file) {
    out.text.assign("SF").append(year).append("/").append(serial);
  } else {
    out.text.assign(zeros.substr(1 + serial.size())).append(serial).append("/").append(year);
  }
  out.text.push_back(check);
  auto const standard = out.text;
  settle(out, raw, standard);
  if (!small_file && serial.size() < 6) mark(out, Change::zeros);
  writing::finish(out);
}

void asn(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const reference = compact(raw, false);
  auto const text = reference.text;
  auto const may_be_letters = text.size() == 20 ? text.substr(2, 6) : std::string_view{};
  if (text.size() != 20 || !all_digits(text.substr(0, 2)) || !all_digits(text.substr(8, 11)) ||
      !is_upper(text.back())) {
    return refuse(out, "asn.grammar",
                  "Give twenty characters: year, force, unit, system, eleven figures and a letter.");
  }
  settle(out, raw, text);
  auto const force = may_be_letters.substr(0, 2);
  auto const system = may_be_letters.substr(4, 2);
  if (!all_digits(force) || !all_digits(system)) {
    // the number for letters is in a table of the courts that is not public
    return writing::hold(out, "asn.unchecked",
                         "The check letter cannot be worked out where force or system are letters.");
  }
  auto const year = number_of(text.substr(0, 2));
  auto const number = ((number_of(force) * 100 + number_of(system)) * 100 + year) * 100'000'000'000ULL +
                      number_of(text.substr(8, 11));
  if (letter_for(number) != text.back()) {
    return refuse(out, "asn.check-letter",
                  "Check the number against the record: its last letter does not fit.");
  }
  writing::finish(out);
}

void ptiurn(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const reference = compact(raw, false);
  auto const text = reference.text;
  auto const is_unit = [](char c) { return is_digit(c) || is_upper(c); };
  if (text.size() == 6 && all_digits(text)) {
    return refuse(out, "ptiurn.school-urn",
                  "Six digits are a school's number: map the column to that field.");
  }
  if (text.size() != 11 || !all_digits(text.substr(0, 2)) || !is_unit(text[2]) || !is_unit(text[3]) ||
      !all_digits(text.substr(4))) {
    return refuse(out, "ptiurn.grammar", "Give force, unit, five figures and year: 01AB1234526.");
  }
  settle(out, raw, text);
  writing::finish(out);
}

void noms(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const reference = compact(raw, false);
  auto const text = reference.text;
  if (text.size() != 7 || !is_upper(text[0]) || !all_digits(text.substr(1, 4)) || !is_upper(text[5]) ||
      !is_upper(text[6])) {
    return refuse(out, "noms.grammar", "Give a letter, four digits and two letters: A1234BC.");
  }
  settle(out, raw, text);
  writing::finish(out);
}

void crn(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const reference = compact(raw, false);
  auto const text = reference.text;
  if (text.size() != 7 || !is_upper(text[0]) || !all_digits(text.substr(1))) {
    return refuse(out, "crn.grammar",
                  "Give a letter and six digits; a crime reference belongs to another field.");
  }
  settle(out, raw, text);
  writing::finish(out);
}

}  // namespace concordat::intake::standardise
