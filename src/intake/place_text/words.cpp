// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/words.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "intake/place_text/word_tables.h"

namespace concordat::intake::place_text {
namespace {

/// Rows of words, searched by halves within the stretch of the word's first letter.
template <class Row>
class Table {
 public:
  explicit Table(std::vector<Row> rows) : rows_{std::move(rows)} {
    std::sort(rows_.begin(), rows_.end(),
              [](Row const& left, Row const& right) { return left.word < right.word; });
    for (auto const& row : rows_) ++starts_[letter_of(row.word) + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  }

  [[nodiscard]] Row const* find(std::string_view word) const {
    if (word.empty() || word.front() < 'a' || word.front() > 'z') return nullptr;
    auto const* const last = rows_.data() + starts_[letter_of(word) + 1];
    auto const* const found =
        std::lower_bound(rows_.data() + starts_[letter_of(word)], last, word,
                         [](Row const& row, std::string_view w) { return row.word < w; });
    return found != last && found->word == word ? found : nullptr;
  }

 private:
  static std::size_t letter_of(std::string_view word) { return static_cast<std::size_t>(word.front() - 'a'); }

  std::vector<Row> rows_;
  std::array<std::size_t, 27> starts_{};
};

struct UsedWord {
  std::string_view word;
  std::uint16_t use;
};

std::vector<Abbreviation> all_abbreviations() {
  std::vector<Abbreviation> rows;
  for (auto const group : abbreviation_groups) {
    auto const words = text::split(group, ' ');
    for (std::size_t i = 1; i < words.size(); ++i) rows.push_back({words[i], words.front()});
  }
  return rows;
}

std::vector<UsedWord> all_used_words() {
  std::map<std::string_view, std::uint16_t> uses;
  for (auto const& group : use_groups) {
    for (auto const word : text::split(group.words, ' ')) uses[word] |= static_cast<std::uint16_t>(group.use);
  }
  std::vector<UsedWord> rows;
  for (auto const& [word, use] : uses) rows.push_back({word, use});
  return rows;
}

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Length of the apostrophe that `text` starts with: ' ` ´ ‘ ’ ʼ
std::size_t apostrophe(std::string_view text) {
  if (text.front() == '\'' || text.front() == '`') return 1;
  for (std::string_view const mark : {"\xc2\xb4", "\xe2\x80\x98", "\xe2\x80\x99", "\xca\xbc"}) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

bool ends_phrase(char c) {
  return c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '[' || c == ']' || c == '\n' ||
         c == '\r';
}

/// Builds the words one letter at a time.
class Splitter {
 public:
  explicit Splitter(Words& out) : out_{&out} { out.count = out.used = 0; }

  void letter(char c) {
    if (out_->used == out_->letters.size()) return;
    if (length_ == 0) start_ = out_->used;
    out_->letters[out_->used++] = c;
    ++length_;
  }

  void end_word() {
    if (length_ == 0) return;
    std::string_view const word{out_->letters.data() + start_, length_};
    auto const article = word == "the" || word == "and";
    if (article) {
      out_->used = start_;
      after_the_ = word == "the";
    } else if (out_->count < out_->words.size()) {
      out_->words[out_->count++] = {static_cast<std::uint16_t>(start_), static_cast<std::uint16_t>(length_),
                                    opens_, after_the_};
      opens_ = after_the_ = false;
    }
    length_ = 0;
  }

  void end_phrase() {
    end_word();
    opens_ = true;
    after_the_ = false;
  }

  [[nodiscard]] std::size_t length() const { return length_; }

 private:
  Words* out_;
  std::size_t start_ = 0;
  std::size_t length_ = 0;
  bool opens_ = true;
  bool after_the_ = false;
};

/// Single letters with one mark between them are one word: o/s, n/k, a&e, n.k.
bool joins_letters(std::string_view text, std::size_t at, std::size_t length) {
  auto const mark = text[at];
  if (mark != '/' && mark != '.' && mark != '&' && mark != '+' && mark != '\\') return false;
  auto const letter_at = [text](std::size_t i) { return i < text.size() && is_letter(lower(text[i])); };
  return length == 1 && letter_at(at + 1) && !letter_at(at + 2);
}

void split_folded(std::string_view text, Splitter& splitter) {
  for (std::size_t at = 0; at < text.size();) {
    auto const c = lower(text[at]);
    if (is_letter(c) || is_digit(c)) {
      splitter.letter(c);
      ++at;
      continue;
    }
    if (auto const mark = apostrophe(text.substr(at)); mark != 0) {
      at += mark;  // "king's" is "kings"; an opening quote stands beside a space and divides nothing
      continue;
    }
    if (!joins_letters(text, at, splitter.length())) {
      if (ends_phrase(c)) {
        splitter.end_phrase();
      } else {
        splitter.end_word();
      }
    }
    ++at;
  }
  splitter.end_word();
}

/// Not through the middle of a character.
std::string_view shortened(std::string_view text) {
  if (text.size() <= most_bytes) return text;
  auto length = most_bytes;
  while (length > most_bytes - 4 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  return text.substr(0, length);
}

}  // namespace

void Words::wipe() noexcept {
  // volatile, so that the compiler may not drop a write nobody reads
  char volatile* const spot = letters.data();
  for (std::size_t i = 0; i < used; ++i) spot[i] = 0;
  count = used = 0;
}

void split_words(std::string_view text, Words& out) {
  Splitter splitter{out};
  auto const part = shortened(text);
  if (text::is_ascii(part)) {
    split_folded(part, splitter);
    return;
  }
  auto folded = text::fold(part);
  split_folded(folded, splitter);
  // volatile, as above: the folded text is as personal as the text
  char volatile* const spot = folded.data();
  for (std::size_t i = 0; i < folded.size(); ++i) spot[i] = 0;
}

std::span<Abbreviation const> abbreviations() {
  static auto const rows = all_abbreviations();
  return rows;
}

std::string_view written_out(std::string_view word) {
  static Table<Abbreviation> const table{all_abbreviations()};
  auto const* const found = table.find(word);
  return found == nullptr ? word : found->whole;
}

std::uint16_t use_of(std::string_view word) {
  static Table<UsedWord> const table{all_used_words()};
  auto const* const found = table.find(word);
  return found == nullptr ? std::uint16_t{no_use} : found->use;
}

}  // namespace concordat::intake::place_text
