// SPDX-License-Identifier: Apache-2.0
#include "pages/supply/mapping_words.h"

#include <algorithm>

#include <fmt/format.h>

#include "pages/supply/supply.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

struct AskedWord {
  intake::FieldIndex field = 0;
  std::string word;
  std::string chosen;       ///< what the mapping says already
  std::uint64_t rows = 0;   ///< 0 where they were not counted
  std::vector<intake::Meaning> meanings;
};

/// Words of columns that the profile no longer has, or that may mean nothing, are not asked about.
std::vector<AskedWord> asked_words(hub::PreflightReport const& report, intake::Profile const& profile, catalogue::Catalogue const& catalogue) {
  std::vector<AskedWord> all;
  auto const ask = [&](intake::FieldIndex field, std::string const& word, std::string const& chosen, std::uint64_t rows) {
    auto const* column = profile.column_of(field);
    if (column == nullptr) return;
    auto meanings = intake::meanings_of(*column, profile, catalogue);
    if (!meanings.empty()) all.push_back({field, word, chosen, rows, std::move(meanings)});
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
                  .set("word", word.word).set("chosen", i < answers.size() ? answers[i] : word.chosen)
                  .set("rows_words", word.rows == 0 ? "" : count_words(word.rows, "row", "rows")).set("meanings", std::move(meanings)));
  }
  return list;
}

std::vector<intake::MappedWord> read_words(Visit& visit, hub::PreflightReport const& report, intake::Profile const& profile) {
  std::vector<intake::MappedWord> said;
  auto const words = asked_words(report, profile, visit.hub.catalogue());
  auto const& answers = visit.input.many("word");
  if (answers.size() > words.size()) {
    visit.fault("field", "The file has been looked at again since this page was opened: answer once more.");
    return said;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto const& word = words[i];
    auto const& answer = i < answers.size() ? answers[i] : word.chosen;
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
