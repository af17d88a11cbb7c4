// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "intake/map/spelling.h"
#include "intake/map/suggestion.h"

namespace concordat::intake {

namespace {

std::string quoted(std::string_view text) {
  auto out = std::string{};
  append_json_string(out, text);
  return out;
}

std::string mapping_head(Profile const& profile, bool confirmed, std::string_view member, Reading const& reading) {
  auto out = fmt::format("format: concordat-mapping/1\nprofile: {}\nprofile_version: {}\nconfirmed: {}\nconfirmed_by: {}\n",
                         profile.id, profile.version, confirmed, quoted(member));
  if (reading != Reading{}) {
    auto parts = std::vector<std::string>{};
    if (!reading.sheet.empty()) parts.push_back("sheet: " + quoted(reading.sheet));
    if (reading.header_row > 0) parts.push_back(fmt::format("header_row: {}, header_rows: {}", reading.header_row, reading.header_rows));
    out += fmt::format("reading: {{{}}}\n", fmt::join(parts, ", "));
  }
  return out + "columns:\n";
}

std::string mapping_line(std::string_view header, MaybeField field, catalogue::Catalogue const& catalogue) {
  if (!field) return fmt::format("  - {{header: {}}}", quoted(header));
  return fmt::format("  - {{header: {}, field: {}}}", quoted(header), catalogue.fields()[*field].id);
}

}  // namespace

std::vector<MaybeField> proposed_fields(Profile const& profile, std::span<std::string const> headers,
                                        std::vector<ColumnSuggestion> const& suggestions) {
  auto const known = KnownSpellings{profile};
  auto chosen = std::vector<MaybeField>(headers.size());
  auto used = std::set<FieldIndex>{};
  for (std::size_t column = 0; column < headers.size(); ++column) {
    auto const found = known.find(headers[column]);
    if (found && used.insert(*found).second) chosen[column] = found;
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

std::string confirmed_mapping(Profile const& profile, Confirmation const& confirmation, catalogue::Catalogue const& catalogue) {
  auto const& [headers, fields, words, reading, member] = confirmation;
  auto out = mapping_head(profile, true, member, reading);
  for (std::size_t column = 0; column < headers.size(); ++column) {
    out += mapping_line(headers[column], column < fields.size() ? fields[column] : MaybeField{}, catalogue) + "\n";
  }
  if (!words.empty()) out += "words:\n";
  for (auto const& word : words) {
    out += fmt::format("  - {{field: {}, from: {}, to: {}}}\n", catalogue.fields()[word.field].id, quoted(word.from), quoted(word.to));
  }
  return out;
}

std::string draft_mapping(Profile const& profile, SampleTable const& sample,
                          std::vector<ColumnSuggestion> const& suggestions, Reading const& reading,
                          catalogue::Catalogue const& catalogue) {
  auto const chosen = proposed_fields(profile, sample.columns, suggestions);
  auto out = "# A draft made from headers and values. Check every line, then write confirmed: true and your member id.\n" +
             mapping_head(profile, false, "", reading);
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
