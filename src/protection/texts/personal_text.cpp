// SPDX-License-Identifier: Apache-2.0
#include "protection/texts/personal_text.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "intake/place_text/words.h"
#include "protection/texts/text_words.h"

namespace concordat::protection {
namespace texts {
namespace {

bool is_word_byte(unsigned char byte) {
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
bool ends_phrase_here(char c) { return std::string_view{",;:()[]{}\n\r.!?\"/"}.find(c) != std::string_view::npos; }

/// How many bytes of a dash that stands between two spaces, or of another sign that is no letter, begin at `i`; 0: none. `ends` is
/// set where a phrase ends there.
std::size_t sign_at(std::string_view text, std::size_t i, bool& ends) {
  bool const dash = text[i] == '-' && (i == 0 || text[i - 1] == ' ' || i + 1 == text.size() || text[i + 1] == ' ');
  if (dash || ends_phrase_here(text[i])) {
    ends = true;
    return 1;
  }
  auto const rest = text.substr(i);
  if (rest.starts_with("\xc2")) return std::min<std::size_t>(2, rest.size());  // signs and the hard space
  if (rest.starts_with("\xe2\x80")) {                                         // dashes, quotation marks, wide spaces
    ends = true;
    return std::min<std::size_t>(3, rest.size());
  }
  return 0;
}

/// Letters and digits of a folded word.
std::string bare(std::string_view folded) {
  std::string out;
  for (char const c : folded) {
    if (c != '\'' && c != '`') out += c;
  }
  return out;
}

/// Whether an apostrophe stands at `i`; `length` gets its bytes.
bool apostrophe_at(std::string_view text, std::size_t i, std::size_t& length) {
  for (std::string_view const mark : {"'", "`", "\xe2\x80\x98", "\xe2\x80\x99", "\xca\xbc", "\xc2\xb4"}) {
    if (text.substr(i).starts_with(mark)) {
      length = mark.size();
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<TextWord> text_words(std::string_view text) {
  std::vector<TextWord> words;
  bool opens = true;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t mark = 0;
    if (apostrophe_at(text, i, mark)) {
      i += mark;
      continue;
    }
    if (auto const sign = sign_at(text, i, opens); sign > 0 || !is_word_byte(static_cast<unsigned char>(text[i]))) {
      i += std::max<std::size_t>(sign, 1);
      continue;
    }
    TextWord word;
    word.opens = opens;
    word.capital = begins_with_capital(text.substr(i));
    std::string raw;
    while (i < text.size()) {
      if (apostrophe_at(text, i, mark) && i + mark < text.size() && is_word_byte(static_cast<unsigned char>(text[i + mark]))) {
        auto const next = i + mark + 1;
        word.owns = (text[i + mark] == 's' || text[i + mark] == 'S') && (next == text.size() || !is_word_byte(static_cast<unsigned char>(text[next])));
        if (word.owns) {
          i = next;
          break;
        }
        i += mark;
        continue;
      }
      bool ends = false;
      if (!is_word_byte(static_cast<unsigned char>(text[i])) || sign_at(text, i, ends) > 0) break;
      raw += text[i++];
    }
    word.folded = bare(without_strokes(text::fold(raw)));
    word.use = intake::place_text::use_of(word.folded) | intake::place_text::use_of(intake::place_text::written_out(word.folded));
    if (word.folded.empty()) continue;
    words.push_back(std::move(word));
    opens = false;
  }
  return words;
}

}  // namespace texts

std::string_view name_of(PersonalMark mark) {
  switch (mark) {
    case PersonalMark::name: return "name";
    case PersonalMark::nhs_number: return "NHS number";
    case PersonalMark::telephone: return "telephone number";
    case PersonalMark::date_of_birth: return "date";
    case PersonalMark::postcode: return "postcode";
    case PersonalMark::other_script: return "other script";
    case PersonalMark::pupil_number: return "pupil number";
    case PersonalMark::email: break;
  }
  return "e-mail address";
}

namespace {

void find_in(std::string const& readable, PersonalMarks& marks) {
  auto const folded = text::fold(readable);
  if (texts::tells_name(texts::text_words(readable))) marks.add(PersonalMark::name);
  texts::find_numbers(folded, marks);
  if (texts::tells_postcode(folded)) marks.add(PersonalMark::postcode);
  if (texts::tells_pupil_number(folded)) marks.add(PersonalMark::pupil_number);
  for (auto at = folded.find('@'); at != std::string::npos; at = folded.find('@', at + 1)) {
    bool const before = at > 0 && folded[at - 1] != ' ';
    bool const after = at + 1 < folded.size() && folded[at + 1] != ' ' && folded.find('.', at) != std::string::npos;
    if (before && after) marks.add(PersonalMark::email);
  }
}

}  // namespace

PersonalMarks find_personal(std::string_view text) {
  PersonalMarks marks;
  std::string readable{text};
  if (!text::is_utf8(text)) {
    // an old code page: its accented letters are lost, its digits and plain letters are not
    for (auto& c : readable) {
      if (static_cast<unsigned char>(c) >= 0x80) c = ' ';
    }
  }
  if (texts::has_other_script(readable)) marks.add(PersonalMark::other_script);
  // what nobody sees stands within a word or between two: nothing says which
  auto const joined = texts::as_it_looks(readable, "");
  find_in(joined, marks);
  if (auto const parted = texts::as_it_looks(readable, " "); parted != joined) find_in(parted, marks);
  return marks;
}

}  // namespace concordat::protection
