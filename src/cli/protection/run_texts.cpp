// SPDX-License-Identifier: Apache-2.0
// protect texts.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/protection/leaving_rows.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

std::string remaining_csv(Table const& table) {
  std::string text;
  std::vector<std::vector<std::string_view>> columns;
  for (auto const& heading : table.columns()) {
    if (!text.empty()) text += ',';
    render::append_csv_cell(text, heading);
    columns.push_back(*table.texts(heading));
  }
  text += '\n';
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) text += ',';
      render::append_csv_cell(text, columns[c][i]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

Tried<FileAnswer> run_protect_texts(ProtectArguments const& arguments) {
  auto table = Table::read(arguments.in);
  if (!table) return stopped(table);
  std::vector<std::string> columns;
  for (auto const word : text::split(arguments.columns, ',')) columns.emplace_back(text::trim(word));
  auto const kept = keep_back_texts(*table, columns);
  if (!kept) return stopped(kept);
  auto const all = table->size();
  table->leave_out(kept->rows);
  DisclosureReport page;
  page.title = "Free texts looked through";
  page.done.emplace_back("Columns", arguments.columns);
  page.done.emplace_back("Rows kept back", fmt::format("{} of {}", kept->count, all));
  for (auto const& row : kept->told) page.done.emplace_back("Kept back", row);
  page.limits.emplace_back("A rare name without a capital letter or a title can pass, so can one that is a street or a word as well (Jordan, Rose) with nothing of a person beside it, and so can what tells of somebody without naming them. Drop the text where it is not needed.");
  page.limits.emplace_back("Only the named columns were looked through.");
  if (auto const written = write_both(arguments.out, remaining_csv(*table), arguments.report, page); !written) return stopped(written);
  return answer_of(page);
}

}  // namespace concordat::cli
