// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "intake/map/spelling.h"
#include "intake/map/suggestion.h"
#include "intake/map/unit.h"

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

std::string mapping_line(std::string_view header, catalogue::Field const* field, std::string_view unit) {
  if (field == nullptr) return fmt::format("  - {{header: {}}}", quoted(header));
  if (unit.empty()) return fmt::format("  - {{header: {}, field: {}}}", quoted(header), field->id);
  return fmt::format("  - {{header: {}, field: {}, unit: {}}}", quoted(header), field->id, unit);
}

catalogue::Field const* field_at(std::span<MaybeField const> fields, std::size_t column, catalogue::Catalogue const& catalogue) {
  return column < fields.size() && fields[column] ? &catalogue.fields()[*fields[column]] : nullptr;
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

std::size_t proposed_unit(SampleTable const& sample, std::size_t column, catalogue::Field const& field) {
  if (field.units.empty()) return 0;
  if (auto const told = unit_named_in(sample.columns[column], field.units)) return *told;
  auto values = std::vector<std::string>{};
  for (auto const& row : sample.rows) {
    if (column < row.size()) values.push_back(row[column]);
  }
  return unit_by_size(values, field.units).value_or(0);
}

std::string confirmed_mapping(Profile const& profile, Confirmation const& confirmation, catalogue::Catalogue const& catalogue) {
  auto const& [headers, fields, words, reading, member, units] = confirmation;
  auto out = mapping_head(profile, true, member, reading);
  for (std::size_t column = 0; column < headers.size(); ++column) {
    out += mapping_line(headers[column], field_at(fields, column, catalogue), column < units.size() ? units[column] : std::string_view{}) + "\n";
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
    auto const* const field = field_at(chosen, column, catalogue);
    bool const measured = field != nullptr && !field->units.empty();
    auto const unit = measured ? std::string_view{field->units[proposed_unit(sample, column, *field)].id} : std::string_view{};
    out += mapping_line(sample.columns[column], field, unit) + (remark.empty() ? "\n" : fmt::format("  # {}\n", remark));
  }
  return out;
}

}  // namespace concordat::intake
