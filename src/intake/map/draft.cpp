// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "intake/map/suggestion.h"

namespace concordat::intake {

std::string draft_mapping(Profile const& profile, SampleTable const& sample,
                          std::vector<ColumnSuggestion> const& suggestions, catalogue::Catalogue const& catalogue) {
  auto known = std::map<std::string, FieldIndex>{};
  for (auto const& column : profile.columns) {
    for (auto const& header : column.headers) known.emplace(catalogue::fold_header(header), column.field);
  }
  auto chosen = std::map<std::size_t, FieldIndex>{};
  auto used = std::set<FieldIndex>{};
  for (std::size_t column = 0; column < sample.columns.size(); ++column) {
    auto const found = known.find(catalogue::fold_header(sample.columns[column]));
    if (found != known.end() && used.insert(found->second).second) chosen.emplace(column, found->second);
  }
  // A known spelling comes first; a guess takes only what is still free, and never where a person must be asked.
  for (auto const& suggestion : suggestions) {
    if (suggestion.ask || chosen.contains(suggestion.column)) continue;
    for (auto const& field : suggestion.fields) {
      if (profile.column_of(field.field) == nullptr || !used.insert(field.field).second) continue;
      chosen.emplace(suggestion.column, field.field);
      break;
    }
  }
  auto out = fmt::format(
      "# A draft made from headers and values. Check every line, then write confirmed: true and your member id.\n"
      "format: concordat-mapping/1\nprofile: {}\nprofile_version: {}\nconfirmed: false\nconfirmed_by: \"\"\ncolumns:\n",
      profile.id, profile.version);
  for (std::size_t column = 0; column < sample.columns.size(); ++column) {
    auto header = std::string{};
    append_json_string(header, sample.columns[column]);
    auto const suggestion = std::find_if(suggestions.begin(), suggestions.end(),
                                         [&](ColumnSuggestion const& one) { return one.column == column; });
    auto remark = std::string{};
    if (auto const field = chosen.find(column); field != chosen.end()) {
      out += fmt::format("  - {{header: {}, field: {}}}", header, catalogue.fields()[field->second].id);
      if (suggestion != suggestions.end() && !suggestion->fields.empty()) remark = suggestion->fields.front().reason;
    } else {
      out += fmt::format("  - {{header: {}}}", header);
      remark = suggestion != suggestions.end() && !suggestion->remark.empty() ? suggestion->remark
                                                                              : "Left out: the profile has no place for it.";
    }
    out += remark.empty() ? "\n" : fmt::format("  # {}\n", remark);
  }
  return out;
}

}  // namespace concordat::intake
