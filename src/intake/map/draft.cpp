// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "intake/map/suggestion.h"

namespace concordat::intake {

namespace {

std::string mapping_head(Profile const& profile, bool confirmed, std::string_view member) {
  auto by = std::string{};
  append_json_string(by, member);
  return fmt::format("format: concordat-mapping/1\nprofile: {}\nprofile_version: {}\nconfirmed: {}\nconfirmed_by: {}\ncolumns:\n",
                     profile.id, profile.version, confirmed, by);
}

std::string mapping_line(std::string_view header, MaybeField field, catalogue::Catalogue const& catalogue) {
  auto quoted = std::string{};
  append_json_string(quoted, header);
  if (!field) return fmt::format("  - {{header: {}}}", quoted);
  return fmt::format("  - {{header: {}, field: {}}}", quoted, catalogue.fields()[*field].id);
}

}  // namespace

std::vector<MaybeField> proposed_fields(Profile const& profile, std::span<std::string const> headers,
                                        std::vector<ColumnSuggestion> const& suggestions) {
  auto known = std::map<std::string, FieldIndex>{};
  for (auto const& column : profile.columns) {
    for (auto const& header : column.headers) known.emplace(catalogue::fold_header(header), column.field);
  }
  auto chosen = std::vector<MaybeField>(headers.size());
  auto used = std::set<FieldIndex>{};
  for (std::size_t column = 0; column < headers.size(); ++column) {
    auto const found = known.find(catalogue::fold_header(headers[column]));
    if (found != known.end() && used.insert(found->second).second) chosen[column] = found->second;
  }
  // A known spelling comes first; a guess takes only what is still free, and never where a person must be asked.
  for (auto const& suggestion : suggestions) {
    if (suggestion.ask || suggestion.column >= headers.size() || chosen[suggestion.column]) continue;
    for (auto const& field : suggestion.fields) {
      if (profile.column_of(field.field) == nullptr || !used.insert(field.field).second) continue;
      chosen[suggestion.column] = field.field;
      break;
    }
  }
  return chosen;
}

std::string confirmed_mapping(Profile const& profile, std::span<std::string const> headers,
                              std::span<MaybeField const> fields, std::string_view member,
                              catalogue::Catalogue const& catalogue) {
  auto out = mapping_head(profile, true, member);
  for (std::size_t column = 0; column < headers.size(); ++column) {
    out += mapping_line(headers[column], column < fields.size() ? fields[column] : MaybeField{}, catalogue) + "\n";
  }
  return out;
}

std::string draft_mapping(Profile const& profile, SampleTable const& sample,
                          std::vector<ColumnSuggestion> const& suggestions, catalogue::Catalogue const& catalogue) {
  auto const chosen = proposed_fields(profile, sample.columns, suggestions);
  auto out = "# A draft made from headers and values. Check every line, then write confirmed: true and your member id.\n" +
             mapping_head(profile, false, "");
  for (std::size_t column = 0; column < sample.columns.size(); ++column) {
    auto const suggestion = std::find_if(suggestions.begin(), suggestions.end(),
                                         [&](ColumnSuggestion const& one) { return one.column == column; });
    auto remark = std::string{};
    if (chosen[column]) {
      if (suggestion != suggestions.end() && !suggestion->fields.empty()) remark = suggestion->fields.front().reason;
    } else {
      remark = suggestion != suggestions.end() && !suggestion->remark.empty() ? suggestion->remark
                                                                              : "Left out: the profile has no place for it.";
    }
    out += mapping_line(sample.columns[column], chosen[column], catalogue) + (remark.empty() ? "\n" : fmt::format("  # {}\n", remark));
  }
  return out;
}

}  // namespace concordat::intake
