// SPDX-License-Identifier: Apache-2.0
#include "hub/products/identifiers.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/file.h"
#include "base/text.h"
#include "protection/texts/personal_text.h"

namespace concordat::hub {
namespace {

constexpr std::uint64_t most_table_bytes = std::uint64_t{4} << 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0; }

struct Word {
  std::string_view text;
  bool starts_sentence = false;
};

/// Runs of letters, digits and what joins them.
std::vector<Word> words_of_text(std::string_view text) {
  std::vector<Word> words;
  bool sentence = true;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_letter(text[i]) && !is_digit(text[i])) {
      if (std::string_view{".!?:\n"}.find(text[i]) != std::string_view::npos) sentence = true;
      ++i;
      continue;
    }
    auto const first = i;
    while (i < text.size() && (is_letter(text[i]) || is_digit(text[i]) || text[i] == '\'' || text[i] == '-')) ++i;
    words.push_back({text.substr(first, i - first), sentence});
    sentence = false;
  }
  return words;
}

bool is_number(std::string_view word) { return !word.empty() && std::ranges::all_of(word, is_digit); }
bool is_capital(std::string_view word) { return !word.empty() && ((word[0] >= 'A' && word[0] <= 'Z') || (static_cast<unsigned char>(word[0]) & 0x80U) != 0); }

bool is_among(std::string_view word, auto const& list) { return std::ranges::find(list, text::ascii_lower(word)) != list.end(); }

constexpr std::array<std::string_view, 23> months{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
                                                  "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov"};
/// What makes of a name before it a place.
constexpr std::array<std::string_view, 30> of_places{"street", "st", "road", "rd", "avenue", "ave", "lane", "close", "drive", "way", "place", "square", "court", "crescent", "terrace", "gardens", "grove",
                                                     "hill", "park", "estate", "green", "bridge", "market", "centre", "ward", "school", "station", "hospital", "arms", "house"};
constexpr std::array<std::string_view, 16> of_homes{"street", "st", "road", "rd", "avenue", "ave", "lane", "close", "drive", "way", "court", "crescent", "terrace", "gardens", "grove", "place"};
constexpr std::array<std::string_view, 14> titles{"mr", "mrs", "ms", "miss", "mx", "dr", "pc", "pcso", "sgt", "cllr", "sir", "lady", "master", "rev"};
/// Names that are days, months or plain words far more often.
constexpr std::array<std::string_view, 12> rather_words{"may", "june", "april", "august", "summer", "christian", "art", "will", "sunday", "city", "van", "an"};

constexpr std::array<std::pair<protection::PersonalMark, IdentifierKind>, 6> kinds_of_marks{{{protection::PersonalMark::name, IdentifierKind::name},
                                                                                              {protection::PersonalMark::nhs_number, IdentifierKind::nhs_number},
                                                                                              {protection::PersonalMark::telephone, IdentifierKind::telephone},
                                                                                              {protection::PersonalMark::date_of_birth, IdentifierKind::full_date},
                                                                                              {protection::PersonalMark::postcode, IdentifierKind::postcode},
                                                                                              {protection::PersonalMark::email, IdentifierKind::mailbox}}};

constexpr std::size_t longest_run = 5;  // digits: counts and years of a commentary are shorter

bool is_nhs_number(std::string_view digits) {
  if (digits.size() != 10) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * (10 - static_cast<int>(i));
  int const check = (11 - sum % 11) % 11;
  return check != 10 && check == digits[9] - '0';
}

/// Digits with blanks, hyphens and brackets between them, as people write telephone numbers.
void find_numbers(std::string_view text, std::set<IdentifierKind>& found) {
  for (std::size_t i = 0; i < text.size();) {
    bool const plus = text[i] == '+' && i + 1 < text.size() && is_digit(text[i + 1]);
    if (!plus && !is_digit(text[i])) {
      ++i;
      continue;
    }
    std::string digits;
    std::size_t run = 0;
    std::size_t longest = 0;
    std::size_t gap = 0;
    std::size_t end = plus ? i + 1 : i;
    for (; end < text.size() && gap <= 1; ++end) {
      if (is_digit(text[end])) {
        digits += text[end];
        longest = std::max(longest, ++run);
        gap = 0;
      } else if (std::string_view{" -()"}.find(text[end]) != std::string_view::npos) {
        run = 0;
        gap += text[end] == '(' || text[end] == ')' ? 0 : 1;
      } else {
        break;
      }
    }
    if (is_nhs_number(digits)) found.insert(IdentifierKind::nhs_number);
    bool const dialled = (plus && digits.size() >= 10 && digits.size() <= 15) || (digits.starts_with('0') && digits.size() >= 10 && digits.size() <= 11);
    if (dialled) found.insert(IdentifierKind::telephone);
    else if (longest > longest_run) found.insert(IdentifierKind::number);
    i = std::max(end, i + 1);
  }
}

/// "3/7/2026", "03.07.26", "2026-07-03".
void find_written_dates(std::string_view text, std::set<IdentifierKind>& found) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && is_digit(text[i - 1]))) continue;
    std::array<std::size_t, 3> length{};
    std::size_t part = 0;
    auto at = i;
    for (; at < text.size() && part < 3; ++at) {
      if (is_digit(text[at])) ++length[part];
      else if (part < 2 && length[part] > 0 && std::string_view{"/.-"}.find(text[at]) != std::string_view::npos) ++part;
      else break;
    }
    bool const day_first = length[0] >= 1 && length[0] <= 2 && length[1] >= 1 && length[1] <= 2 && (length[2] == 2 || length[2] == 4);
    bool const year_first = length[0] == 4 && length[1] >= 1 && length[1] <= 2 && length[2] >= 1 && length[2] <= 2;
    if (part == 2 && (day_first || year_first)) found.insert(IdentifierKind::full_date);
  }
}

bool is_outward(std::string_view word) {
  std::size_t letters = 0;
  while (letters < word.size() && letters < 3 && is_letter(word[letters])) ++letters;
  if (letters < 1 || letters > 2 || word.size() < letters + 1 || word.size() > letters + 2 || !is_digit(word[letters])) return false;
  return word.size() == letters + 1 || is_digit(word[letters + 1]) || is_letter(word[letters + 1]);
}
bool is_inward(std::string_view word) { return word.size() == 3 && is_digit(word[0]) && is_letter(word[1]) && is_letter(word[2]); }

/// "3rd July 2026", "July 3 2026".
bool is_date(std::vector<Word> const& words, std::size_t at) {
  if (at + 2 >= words.size()) return false;
  auto const is_day = [](std::string_view word) { return !word.empty() && word.size() <= 4 && is_digit(word[0]) && (word.size() == 1 || word.size() == 2 ? is_number(word) : is_letter(word.back())); };
  auto const is_year = [](std::string_view word) { return word.size() == 4 && is_number(word); };
  if (!is_year(words[at + 2].text)) return false;
  return (is_day(words[at].text) && is_among(words[at + 1].text, months)) || (is_among(words[at].text, months) && is_day(words[at + 1].text));
}

/// "12 Mill Street", "Flat 3".
bool is_address(std::vector<Word> const& words, std::size_t at) {
  auto const& word = words[at].text;
  bool const numbered = is_digit(word[0]) && word.size() <= longest_run;
  if (text::equal_ignoring_case(word, "flat")) return at + 1 < words.size() && is_digit(words[at + 1].text[0]);
  if (!numbered) return false;
  for (std::size_t i = at + 1; i < words.size() && i <= at + 3 && is_capital(words[i].text); ++i) {
    if (i > at + 1 && is_among(words[i].text, of_homes)) return true;
  }
  return false;
}

bool is_name(std::vector<Word> const& words, std::size_t at, Forenames const& names) {
  auto const& word = words[at];
  auto const* next = at + 1 < words.size() ? &words[at + 1] : nullptr;
  bool const beside_capital = next != nullptr && is_capital(next->text) && !next->starts_sentence;
  if (is_capital(word.text) && is_among(word.text, titles) && beside_capital) return true;
  if (!is_capital(word.text) || !names.has(word.text) || is_among(word.text, rather_words)) return false;
  if (at > 0 && (text::equal_ignoring_case(words[at - 1].text, "st") || text::equal_ignoring_case(words[at - 1].text, "saint"))) return false;
  // "Charlotte Street", "Victoria Park Road": a place.
  for (std::size_t i = at + 1; i < words.size() && i <= at + 2 && is_capital(words[i].text) && !words[i].starts_sentence; ++i) {
    if (is_among(words[i].text, of_places)) return false;
  }
  // Alone at the beginning of a sentence many forenames are words: "Mark", "Rose".
  return !word.starts_sentence || beside_capital;
}

}  // namespace

FixedText words_of(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::nhs_number: return "an NHS number";
    case IdentifierKind::telephone: return "a telephone number";
    case IdentifierKind::mailbox: return "an e-mail address";
    case IdentifierKind::postcode: return "a full postcode";
    case IdentifierKind::full_date: return "a full date";
    case IdentifierKind::address: return "an address";
    case IdentifierKind::number: return "a long number";
    case IdentifierKind::name: return "what may be a person's name";
  }
  return "";
}

Result<Forenames> Forenames::load(std::filesystem::path const& definitions) {
  Forenames names;
  auto const forms = read_file(definitions / "linkage" / "nicknames.yaml", most_table_bytes);
  auto const common = read_file(definitions / "linkage" / "common_names.yaml", most_table_bytes);
  auto read_forms = forms ? linkage::Nicknames::from_yaml(*forms, "nicknames.yaml") : tl::expected<linkage::Nicknames, Findings>{};
  auto read_common = common ? linkage::CommonNames::from_yaml(*common, "common_names.yaml") : tl::expected<linkage::CommonNames, Findings>{};
  if (!forms || !common || !read_forms || !read_common) {
    return fail(Fault::malformed, "public.no-names", "The lists of names cannot be read, so no text can be checked for names.",
                "'concordat definitions check' says what is wrong in the folder linkage of the definitions.");
  }
  names.forms_ = std::move(*read_forms);
  names.common_ = std::move(*read_common);
  return names;
}

bool Forenames::has(std::string_view word) const {
  if (word.ends_with("'s")) word.remove_suffix(2);
  auto const folded = text::fold(word);
  if (folded.size() < 3) return false;
  return forms_.number_of(folded).has_value() || common_.given(folded) > common_.given("?");
}

std::vector<IdentifierKind> identifiers_in(std::string_view text, Forenames const& names) {
  std::set<IdentifierKind> found;
  // What is kept back from a partner is kept back from the public.
  auto const marks = protection::find_personal(text);
  if (text.find('@') != std::string_view::npos) found.insert(IdentifierKind::mailbox);
  find_numbers(text, found);
  find_written_dates(text, found);
  auto const words = words_of_text(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto const& word = words[i].text;
    bool const whole = word.size() >= 5 && is_inward(word.substr(word.size() - 3)) && is_outward(word.substr(0, word.size() - 3));
    if (whole || (is_outward(word) && i + 1 < words.size() && is_inward(words[i + 1].text))) found.insert(IdentifierKind::postcode);
    if (is_date(words, i)) found.insert(IdentifierKind::full_date);
    if (is_address(words, i)) found.insert(IdentifierKind::address);
    if (is_name(words, i, names)) found.insert(IdentifierKind::name);
  }
  for (auto const& [mark, kind] : kinds_of_marks) {
    if (marks.has(mark)) found.insert(kind);
  }
  return {found.begin(), found.end()};
}

}  // namespace concordat::hub
