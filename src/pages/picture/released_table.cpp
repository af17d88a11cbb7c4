// SPDX-License-Identifier: Apache-2.0
#include "pages/picture/released_table.h"

#include <algorithm>
#include <map>

#include "pages/models.h"

namespace concordat::pages {

namespace {

constexpr std::size_t after_the_name = 2;

std::vector<std::string> verdict_moved(std::vector<std::string> row) {
  if (row.size() > after_the_name) std::rotate(row.begin() + after_the_name, row.end() - 1, row.end());
  return row;
}

}  // namespace

Json to_json(hub::ReleasedTable const& table) {
  bool const tells = !table.heading.empty() && table.heading.back() == "What can be said";
  Json rows{Json::Array{}};
  for (auto const& row : table.rows) rows.push(list_of(tells && row.size() == table.heading.size() ? verdict_moved(row) : row));
  Json model;
  model.set("heading", list_of(tells ? verdict_moved(table.heading) : table.heading)).set("rows", std::move(rows));
  return model;
}

Json notes_of(hub::ReleasedTable const& table) {
  Json notes{Json::Array{}};
  for (auto const& [label, text] : table.about) {
    if (label == "Note" || label == "Signs") notes.push(text);
  }
  return notes;
}

Json classes_of(hub::ReleasedTable const& table) {
  Json list{Json::Array{}};
  auto const column = std::ranges::find(table.heading, "Class");
  auto const meaning = std::ranges::find(table.heading, "Meaning");
  if (column == table.heading.end() || meaning == table.heading.end()) return list;
  auto const at = static_cast<std::size_t>(column - table.heading.begin());
  auto const words_at = static_cast<std::size_t>(meaning - table.heading.begin());
  std::map<std::string, std::string> classes;
  for (auto const& row : table.rows) {
    if (row.size() > std::max(at, words_at)) classes.emplace(row[at], row[words_at]);
  }
  for (auto const& [number, words] : classes) list.push(Json{}.set("class", number).set("meaning", words));
  return list;
}

hub::ReleasedTable of_highest_class(hub::ReleasedTable table) {
  if (std::ranges::find(table.heading, "Class") == table.heading.end()) return table;
  table.rows = hub::squares_of(table, hub::highest_class(table));
  // Of a test, the lowest class is what it did not find: of that there is no highest.
  auto const meaning = static_cast<std::size_t>(std::ranges::find(table.heading, "Meaning") - table.heading.begin());
  std::erase_if(table.rows, [meaning](auto const& row) { return meaning < row.size() && (row[meaning].starts_with("1 (not hot") || row[meaning].starts_with("1 (cannot be told")); });
  return table;
}

Json findings_of(std::span<hub::ReleaseFile const> files) {
  Json list{Json::Array{}};
  auto const* file = hub::file_of(files, "summary.txt");
  if (file == nullptr) return list;
  for (auto const& line : hub::read_summary(file->content)) list.push(Json{}.set("warning", line.warning).set("text", line.text));
  return list;
}

}  // namespace concordat::pages
