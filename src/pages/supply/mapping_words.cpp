// SPDX-License-Identifier: Apache-2.0
#include "pages/supply/mapping_words.h"

#include <algorithm>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "pages/supply/supply.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

struct AskedWord {
  std::string mark;         ///< of field and word: an answer names it, so that it is never taken for that of another
  intake::FieldIndex field = 0;
  std::string word;
  std::string chosen;       ///< what the mapping says already
  std::uint64_t rows = 0;   ///< 0 where they were not counted
  std::vector<intake::Meaning> meanings;
};

std::string mark_of(std::string_view field, std::string_view word) {
  constexpr std::size_t enough = 16;
  return crypto::to_hex(crypto::sha256(fmt::format("{}\x1f{}", field, word))).substr(0, enough);
}

/// What was answered to a word, or what the mapping says of it already.
std::string answer_to(AskedWord const& word, std::vector<std::string> const& answers) {
  auto const begins = [&](std::string const& answer) { return answer.size() > word.mark.size() && answer.starts_with(word.mark) && answer[word.mark.size()] == ':'; };
  auto const found = std::ranges::find_if(answers, begins);
  return found == answers.end() ? word.chosen : found->substr(word.mark.size() + 1);
}

/// Words of columns that the profile no longer has, or that may mean nothing, are not asked about.
std::vector<AskedWord> asked_words(hub::PreflightReport const& report, intake::Profile const& profile, catalogue::Catalogue const& catalogue) {
  std::vector<AskedWord> all;
  auto const ask = [&](intake::FieldIndex field, std::string const& word, std::string const& chosen, std::uint64_t rows) {
    auto const* column = profile.column_of(field);
    if (column == nullptr) return;
    auto meanings = intake::meanings_of(*column, profile, catalogue);
    if (!meanings.empty()) all.push_back({mark_of(catalogue.fields()[field].id, word), field, word, chosen, rows, std::move(meanings)});
  };
  for (auto const& word : report.words) ask(word.field, word.from, word.to, 0);
  for (auto const& word : report.unknown_words) ask(word.field, word.word, "", word.rows);
  return all;
}

}  // namespace

Json words_model(hub::PreflightReport const& report, intake::Profile const& profile, hub::Hub const& hub,
                 std::vector<std::string> const& answers) {
  Json list{Json::Array{}};
  auto const words = asked_words(report, profile, hub.catalogue());
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto const& word = words[i];
    auto const& field = hub.catalogue().fields()[word.field];
    Json meanings{Json::Array{}};
    for (auto const& meaning : word.meanings) meanings.push(Json{}.set("to", meaning.to).set("label", meaning.label));
    list.push(Json{}.set("name", fmt::format("word-{}", i + 1)).set("field", field.id).set("field_title", field.label)
                  .set("word", word.word).set("mark", word.mark).set("chosen", answer_to(word, answers))
                  .set("rows_words", word.rows == 0 ? "" : count_words(word.rows, "row", "rows")).set("meanings", std::move(meanings)));
  }
  return list;
}

std::vector<intake::MappedWord> read_words(Visit& visit, hub::PreflightReport const& report, intake::Profile const& profile) {
  std::vector<intake::MappedWord> said;
  auto const words = asked_words(report, profile, visit.hub.catalogue());
  auto const& answers = visit.input.many("word");
  auto const is_asked = [&](std::string const& answer) {
    return std::ranges::find(words, answer.substr(0, answer.find(':')), &AskedWord::mark) != words.end();
  };
  if (!std::ranges::all_of(answers, is_asked)) {
    visit.fault("field", "The file has been looked at again since this page was opened: answer once more.");
    return said;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto const& word = words[i];
    auto const answer = answer_to(word, answers);
    if (answer.empty()) continue;
    if (std::ranges::find(word.meanings, answer, &intake::Meaning::to) == word.meanings.end()) {
      visit.fault(fmt::format("word-{}", i + 1), fmt::format("Word {}: choose one of the meanings that are offered.", i + 1));
      continue;
    }
    said.push_back({word.field, word.word, answer});
  }
  return said;
}

}  // namespace concordat::pages
