// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/leaving_rows.h"

#include <fmt/format.h>

#include "protection/texts/personal_text.h"

namespace concordat::cli {
namespace {

constexpr std::size_t most_told = 1000;

}  // namespace

Tried<KeptBack> keep_back_texts(Table const& table, std::vector<std::string> const& columns) {
  KeptBack kept;
  std::vector<protection::PersonalMarks> marks(table.size());
  for (auto const& column : columns) {
    auto const texts = table.texts(column);
    if (!texts) return stopped(texts);
    for (std::size_t i = 0; i < texts->size(); ++i) {
      auto const found = protection::find_personal((*texts)[i]);
      for (auto const mark : protection::personal_marks) {
        if (found.has(mark)) marks[i].add(mark);
      }
    }
  }
  kept.rows.assign(table.size(), 0);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (!marks[i].any()) continue;
    kept.rows[i] = 1;
    if (++kept.count > most_told) continue;
    std::string kinds;
    for (auto const mark : protection::personal_marks) {
      if (marks[i].has(mark)) kinds += (kinds.empty() ? "" : ", ") + std::string{protection::name_of(mark)};
    }
    kept.told.push_back(fmt::format("row {}: {}", table.row(i), kinds));
  }
  return kept;
}

}  // namespace concordat::cli
