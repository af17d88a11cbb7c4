// SPDX-License-Identifier: Apache-2.0
// What digits tell: NHS numbers, telephone numbers, dates, postcodes.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/check_digit.h"
#include "base/text.h"
#include "protection/texts/text_words.h"

namespace concordat::protection::texts {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }

/// Digits without a break, and what stands between them and the ones before.
struct DigitRun {
  std::string digits;
  std::string gap;  ///< before it; of the first the whole text before
};

/// An O beside a digit is a nought.
std::string with_noughts(std::string_view folded) {
  std::string text{folded};
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const beside = (i > 0 && digit(text[i - 1])) || (i + 1 < text.size() && digit(text[i + 1]));
    bool const in_word = (i > 0 && letter(text[i - 1])) || (i + 1 < text.size() && letter(text[i + 1]));
    if (text[i] == 'o' && beside && !in_word) text[i] = '0';
  }
  return text;
}

std::vector<DigitRun> digit_runs(std::string const& text) {
  std::vector<DigitRun> runs;
  std::string gap;
  for (std::size_t i = 0; i < text.size();) {
    if (!digit(text[i])) {
      gap += text[i++];
      continue;
    }
    DigitRun run{{}, std::move(gap)};
    gap.clear();
    while (i < text.size() && digit(text[i])) run.digits += text[i++];
    runs.push_back(std::move(run));
  }
  return runs;
}

/// A few signs that people put into long numbers.
bool inside_number(std::string_view gap) {
  return gap.size() <= 3 && std::ranges::all_of(gap, [](char c) { return std::string_view{" -.()/_\t+"}.find(c) != std::string_view::npos; });
}

bool is_nhs_number(std::string_view digits) {
  return digits.size() == 10 && digits.find_first_not_of(digits.front()) != std::string_view::npos && mod_11_check_digit(digits) == digits.back() - '0';
}
bool is_telephone(std::string_view digits) {
  if (digits.starts_with("0044")) return digits.size() >= 13 && digits.size() <= 15;
  if (digits.starts_with("44")) return digits.size() >= 11 && digits.size() <= 13;
  return digits.starts_with('0') && (digits.size() == 10 || digits.size() == 11);
}

void long_numbers(std::vector<DigitRun> const& runs, PersonalMarks& marks) {
  for (std::size_t first = 0; first < runs.size(); ++first) {
    std::string digits;
    for (std::size_t last = first; last < runs.size() && digits.size() < 16; ++last) {
      if (last > first && !inside_number(runs[last].gap)) break;
      digits += runs[last].digits;
      if (is_nhs_number(digits)) marks.add(PersonalMark::nhs_number);
      if (is_telephone(digits)) marks.add(PersonalMark::telephone);
    }
  }
}

int number_of(std::string_view digits) { return digits.size() > 4 ? -1 : static_cast<int>(text::parse_integer(std::string{digits}).value_or(-1)); }
bool is_day(int number) { return number >= 1 && number <= 31; }
bool is_month(int number) { return number >= 1 && number <= 12; }
bool is_year(std::string_view digits) { return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20")); }

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

/// "th of March ", " mar '": a month and nothing besides that a date would not have.
bool names_month(std::string_view gap) {
  std::string word;
  std::string month;
  for (char const c : std::string{gap} + " ") {
    if (letter(c)) {
      word += c;
      continue;
    }
    if (word.empty()) continue;
    bool const about = word == "st" || word == "nd" || word == "rd" || word == "th" || word == "of" || word == "the";
    bool const is_name = word.size() >= 3 && std::ranges::any_of(month_names, [&](auto name) { return word.starts_with(name); });
    if (!about && (!is_name || !month.empty())) return false;
    if (is_name && !about) month = word;
    word.clear();
  }
  return !month.empty() && gap.size() <= 20;
}

/// Ends with a month's name: "born March ".
bool ends_with_month(std::string_view gap) {
  auto const last = gap.find_last_of("abcdefghijklmnopqrstuvwxyz");
  if (last == std::string_view::npos) return false;
  auto const before = gap.find_last_not_of("abcdefghijklmnopqrstuvwxyz", last);
  return names_month(gap.substr(before == std::string_view::npos ? 0 : before + 1));
}

bool tells_birth(std::string_view gap) {
  for (std::string_view const word : {"dob", "d.o.b", "d o b", "d/o/b", "born", "birth", "b'day"}) {
    auto const at = gap.rfind(word);
    if (at != std::string_view::npos && gap.size() - at <= word.size() + 12) return true;
  }
  return false;
}

bool is_packed_date(std::string_view digits) {
  if (digits.size() != 8) return false;
  bool const day_first = is_day(number_of(digits.substr(0, 2))) && is_month(number_of(digits.substr(2, 2))) && is_year(digits.substr(4));
  return day_first || (is_year(digits.substr(0, 4)) && is_month(number_of(digits.substr(4, 2))) && is_day(number_of(digits.substr(6))));
}

bool is_date(DigitRun const& a, DigitRun const& b, DigitRun const& c) {
  auto const separates = [](std::string_view gap) {
    return !gap.empty() && gap.size() <= 3 && std::ranges::all_of(gap, [](char sign) { return std::string_view{" -./\\,"}.find(sign) != std::string_view::npos; });
  };
  if (!separates(b.gap) || !separates(c.gap)) return false;
  auto const first = number_of(a.digits);
  auto const second = number_of(b.digits);
  if (is_year(a.digits)) return is_month(second) && is_day(number_of(c.digits));
  bool const parts = (is_day(first) && is_month(second)) || (is_month(first) && is_day(second));
  if (!parts || a.digits.size() > 2 || b.digits.size() > 2) return false;
  bool const spaces = b.gap == " " && c.gap == " ";
  return is_year(c.digits) || (c.digits.size() == 2 && !spaces);
}

bool tells_date(std::vector<DigitRun> const& runs) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (is_packed_date(runs[i].digits) || tells_birth(runs[i].gap)) return true;
    if (i + 2 < runs.size() && is_date(runs[i], runs[i + 1], runs[i + 2])) return true;
    if (i + 1 >= runs.size() || !is_day(number_of(runs[i].digits))) continue;
    auto const& next = runs[i + 1];
    bool const year = is_year(next.digits) || next.digits.size() == 2;
    if (year && names_month(next.gap)) return true;
    if (is_year(next.digits) && ends_with_month(runs[i].gap) && next.gap.size() <= 4) return true;
  }
  return false;
}

constexpr std::string_view pupil_letters = "abcdefghjklmnpqrtuvwxyz";  // no i, o, s
constexpr std::size_t pupil_figures = 12;

/// The twelve figures after a pupil number's letter, blanks and hyphens left out; a temporary number ends in a letter. Empty: none.
std::string pupil_figures_at(std::string_view text, std::size_t i) {
  std::string figures;
  for (; i < text.size() && figures.size() < pupil_figures; ++i) {
    bool const last = figures.size() + 1 == pupil_figures;
    if (digit(text[i]) || (last && pupil_letters.find(text[i]) != std::string_view::npos)) figures += text[i];
    else if (text[i] != ' ' && text[i] != '-') return {};
  }
  bool const over = i == text.size() || (!digit(text[i]) && !letter(text[i]));
  return over && figures.size() == pupil_figures ? figures : std::string{};
}

bool has_pupil_letter(char first, std::string_view figures) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < figures.size(); ++i) sum += (digit(figures[i]) ? static_cast<std::size_t>(figures[i] - '0') : pupil_letters.find(figures[i])) * (i + 2);
  return pupil_letters[sum % pupil_letters.size()] == first;
}

/// Where a postcode that begins at `i` ends; 0 where none does.
std::size_t postcode_end(std::string_view text, std::size_t i) {
  auto const begin = i;
  while (i < text.size() && letter(text[i]) && i < begin + 2) ++i;
  if (i == begin || i >= text.size() || !digit(text[i])) return 0;
  for (std::size_t outward = 1; outward <= 2; ++outward) {
    auto at = i + outward;
    if (outward == 2 && (at > text.size() || !(digit(text[at - 1]) || letter(text[at - 1])))) continue;
    while (at < text.size() && (text[at] == ' ' || text[at] == '-' || text[at] == '.') && at < i + outward + 3) ++at;
    if (at + 3 > text.size()) continue;
    bool const number = digit(text[at]) || text[at] == 'o';
    constexpr std::string_view never = "cikmov";
    bool const unit = letter(text[at + 1]) && letter(text[at + 2]) && never.find(text[at + 1]) == std::string_view::npos && never.find(text[at + 2]) == std::string_view::npos;
    bool const over = at + 3 == text.size() || (!letter(text[at + 3]) && !digit(text[at + 3]));
    if (number && unit && over) return at + 3;
  }
  return 0;
}

}  // namespace

void find_numbers(std::string_view folded, PersonalMarks& marks) {
  auto const runs = digit_runs(with_noughts(folded));
  long_numbers(runs, marks);
  if (tells_date(runs)) marks.add(PersonalMark::date_of_birth);
}

bool tells_pupil_number(std::string_view folded) {
  auto const text = with_noughts(folded);
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const begins = letter(text[i]) && (i == 0 || (!letter(text[i - 1]) && !digit(text[i - 1])));
    if (!begins) continue;
    auto const figures = pupil_figures_at(text, i + 1);
    if (figures.empty()) continue;
    auto const before = std::string_view{text}.substr(i < 12 ? 0 : i - 12, i < 12 ? i : 12);
    if (has_pupil_letter(text[i], figures) || before.find("upn") != std::string_view::npos || before.find("pupil n") != std::string_view::npos) return true;
  }
  return false;
}

bool tells_postcode(std::string_view folded) {
  for (std::size_t i = 0; i < folded.size(); ++i) {
    bool const begins = letter(folded[i]) && (i == 0 || (!letter(folded[i - 1]) && !digit(folded[i - 1])));
    if (begins && postcode_end(folded, i) > 0) return true;
  }
  return false;
}

}  // namespace concordat::protection::texts
