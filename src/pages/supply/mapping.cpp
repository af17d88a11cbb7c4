// SPDX-License-Identifier: Apache-2.0
// Which column is what: proposed with confidence and reason, confirmed by a person column by column.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "hub/supply/uploads.h"
#include "intake/map/suggestion.h"
#include "intake/map/unit.h"
#include "pages/supply/mapping_words.h"
#include "pages/supply/supply.h"
#include "pages/supply/upload_file.h"

namespace concordat::pages {
namespace {

constexpr std::size_t most_suggestions_shown = 3;

struct Mapping {
  hub::UploadView upload;
  intake::Profile const* profile = nullptr;
};

Result<Mapping> mapping_of(Visit& visit) {
  auto upload = upload_of(visit);
  if (!upload) return fail(upload);
  if (upload->report == nullptr) {
    return fail(Fault::conflict, "upload.not-now", "That is not what comes next for this file.", "Look where the file stands, and go on from there.");
  }
  auto const* profile = visit.hub.profiles().find(upload->report->profile);
  if (profile == nullptr) {
    return fail(Fault::not_found, "profile.none-fits", "No way of reading files fits these columns.",
                "Tell who runs the hub which system the file comes from: they make a profile for it.");
  }
  return Mapping{std::move(*upload), profile};
}

/// Without it no row can be taken in: its column is required, or a row must have it or another that gives the same.
bool is_needed(intake::Profile const& profile, intake::ProfileColumn const& column) {
  auto const heads = [&](auto const& group) { return group.front() == column.field; };
  return column.required || std::ranges::any_of(profile.needs, heads);
}

Json choices_of(intake::Profile const& profile, hub::Hub const& hub) {
  Json list{Json::Array{}};
  for (auto const& column : profile.columns) {
    auto const& field = hub.catalogue().fields()[column.field];
    list.push(Json{}.set("id", field.id).set("title", field.label).set("required", is_needed(profile, column)));
  }
  return list;
}

/// What was confirmed before what is only proposed; where the profile knows every header, nobody had to confirm.
intake::MaybeField chosen_field(hub::PreflightReport const& report, std::size_t column) {
  auto const& chosen = report.confirmed_by.empty() ? report.proposed : report.mapped;
  return column < chosen.size() ? chosen[column] : intake::MaybeField{};
}

/// The units in which the column's field may come, where it is measured. An answer names its column, because not every
/// column has one.
Json units_model(Mapping const& mapping, hub::Hub const& hub, std::size_t column, std::vector<std::string> const& answers) {
  Json units{Json::Array{}};
  auto const& report = *mapping.upload.report;
  auto const field = chosen_field(report, column);
  if (!field) return units;
  auto const& known = hub.catalogue().fields()[*field].units;
  for (std::size_t i = 0; i < known.size(); ++i) {
    auto answer = fmt::format("{}:{}", column + 1, known[i].id);
    bool const chosen = answers.empty() ? column < report.units.size() && report.units[column] == i
                                        : std::ranges::find(answers, answer) != answers.end();
    units.push(Json{}.set("answer", std::move(answer)).set("title", known[i].title).set("chosen", chosen));
  }
  return units;
}

Json column_model(Mapping const& mapping, hub::Hub const& hub, std::size_t column, std::vector<std::string> const& units) {
  auto const& report = *mapping.upload.report;
  Json model;
  model.set("number", static_cast<std::uint64_t>(column + 1)).set("header", report.head.columns[column]);
  model.set("name", fmt::format("column-{}", column + 1)).set("chosen", "");
  if (auto const field = chosen_field(report, column)) model.set("chosen", hub.catalogue().fields()[*field].id);
  model.set("units", units_model(mapping, hub, column, units));
  Json suggestions{Json::Array{}};
  auto const found = std::ranges::find(report.suggestions, column, &intake::ColumnSuggestion::column);
  if (found != report.suggestions.end()) {
    model.set("ask", found->ask).set("remark", found->remark).set("looks", found->looks);
    for (auto const& one : found->fields) {
      if (suggestions.array().size() == most_suggestions_shown) break;
      auto const& field = hub.catalogue().fields()[one.field];
      suggestions.push(Json{}.set("field", field.id).set("title", field.label).set("confidence", one.confidence)
                           .set("confidence_words", fmt::format("{:.0f}%", 100 * one.confidence)).set("reason", one.reason)
                           .set("fits", mapping.profile->column_of(one.field) != nullptr));
    }
  }
  model.set("suggestions", std::move(suggestions));
  return model;
}

View mapping_view(Visit& visit, Mapping const& mapping) {
  View view{"uploads/mapping"};
  view.model.set("id", mapping.upload.id).set("file", mapping.upload.file_name).set("profile", mapping.profile->title);
  view.model.set("action", "/uploads/" + mapping.upload.id + "/mapping").set("back", "/uploads/" + mapping.upload.id);
  view.model.set("choices", choices_of(*mapping.profile, visit.hub));
  Json columns{Json::Array{}};
  auto const& report = *mapping.upload.report;
  auto const count = report.head.columns.size();
  auto const& answers = visit.input.many("field");
  for (std::size_t i = 0; i < count; ++i) {
    auto column = column_model(mapping, visit.hub, i, visit.input.many("unit"));
    if (i < answers.size()) column.set("chosen", answers[i]);
    columns.push(std::move(column));
  }
  view.model.set("columns", std::move(columns));
  view.model.set("words", words_model(report, *mapping.profile, visit.hub, visit.input.many("word")));
  if (report.reading.header_row > 0) {
    view.model.set("heading_words", report.reading.header_rows > 1
                                        ? fmt::format("rows {} to {}, joined", report.reading.header_row,
                                                      report.reading.header_row + report.reading.header_rows - 1)
                                        : fmt::format("row {}", report.reading.header_row));
  }
  if (report.recalled) view.model.set("recalled_from", report.confirmed_by);
  return view;
}

Result<Answer> show_mapping(Visit& visit) {
  auto const mapping = mapping_of(visit);
  if (!mapping) return fail(mapping);
  return mapping_view(visit, *mapping);
}

/// One field a column, in the order of the file; "" where the column is left out. Faults go to the visit.
std::vector<intake::MaybeField> read_answers(Visit& visit, Mapping const& mapping) {
  auto const& headers = mapping.upload.report->head.columns;
  auto const& answers = visit.input.many("field");
  std::vector<intake::MaybeField> fields(headers.size());
  if (answers.size() != headers.size()) {
    visit.fault("field", "Say for every column what it is, or that it is left out.");
    return fields;
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].empty()) continue;
    auto const* field = visit.hub.catalogue().field(answers[i]);
    auto const name = fmt::format("column-{}", i + 1);
    if (field == nullptr || mapping.profile->column_of(field->index) == nullptr) {
      visit.fault(name, fmt::format("Column {}: choose one of the fields that are offered.", i + 1));
      continue;
    }
    auto const twin = std::ranges::find(fields, intake::MaybeField{field->index});
    if (twin != fields.end()) {
      visit.fault(name, fmt::format("Column {} and column {} are both '{}': choose one of them.", twin - fields.begin() + 1, i + 1, field->label));
      continue;
    }
    fields[i] = field->index;
  }
  auto const has = [&](intake::FieldIndex field) { return std::ranges::find(fields, intake::MaybeField{field}) != fields.end(); };
  auto const ask = [&](intake::FieldIndex field) {
    visit.fault("field", fmt::format("Say which column is '{}': without it no row can be taken in.", visit.hub.catalogue().fields()[field].label));
  };
  for (auto const& column : mapping.profile->columns) {
    if (column.required && !has(column.field)) ask(column.field);
  }
  for (auto const& group : mapping.profile->needs) {
    bool const asked = mapping.profile->column_of(group.front())->required;
    if (!asked && std::ranges::none_of(group, has)) ask(group.front());
  }
  return fields;
}

/// One id a column, "" where none was said, as of a column that now has another field than the one it was asked about.
std::vector<std::string> read_units(Visit& visit, std::vector<intake::MaybeField> const& fields) {
  std::vector<std::string> units(fields.size());
  for (auto const& answer : visit.input.many("unit")) {
    auto const mark = answer.find(':');
    auto const column = text::parse_integer(std::string_view{answer}.substr(0, mark)).value_or(0);
    if (mark == std::string::npos || column < 1 || static_cast<std::size_t>(column) > fields.size()) {
      visit.fault("field", "Choose each unit from those that are offered.");
      continue;
    }
    auto const at = static_cast<std::size_t>(column - 1);
    auto const id = answer.substr(mark + 1);
    if (fields[at] && intake::unit_of_id(id, visit.hub.catalogue().fields()[*fields[at]].units)) units[at] = id;
  }
  return units;
}

Result<Answer> take_mapping(Visit& visit) {
  auto const mapping = mapping_of(visit);
  if (!mapping) return fail(mapping);
  auto const& report = *mapping->upload.report;
  auto const fields = read_answers(visit, *mapping);
  auto const units = read_units(visit, fields);
  auto const words = read_words(visit, report, *mapping->profile);
  if (!visit.input.faults.empty()) return mapping_view(visit, *mapping);
  auto text = intake::confirmed_mapping(
      *mapping->profile, {report.head.columns, fields, words, report.reading, visit.who->member, units}, visit.hub.catalogue());
  auto done = visit.services.uploads.map(visit.owner(), mapping->upload.id, std::move(text));
  if (!done) return fail(done);
  return Go{"/uploads/" + mapping->upload.id};
}

}  // namespace

void add_mapping_pages(Site& site) {
  site.add({.pattern = "/uploads/:upload/mapping",
            .summary = "Which column is what, as it is proposed",
            .need = Need::right,
            .right = hub::Right::confirm_mapping,
            .page = show_mapping});
  site.add({.method = http::Method::post,
            .pattern = "/uploads/:upload/mapping",
            .summary = "Confirm which column is what; the file is then looked at again",
            .need = Need::right,
            .right = hub::Right::confirm_mapping,
            .inputs = {{.name = "field", .kind = InputKind::many, .label = "the field of each column, in the order of the file"},
                       {.name = "unit", .kind = InputKind::many, .label = "in which unit a measured column is written, as number of the column, colon, unit"},
                       {.name = "word", .kind = InputKind::many, .label = "what words of the supplier's system mean, as mark of the word, colon, meaning"}},
            .page = take_mapping});
}

}  // namespace concordat::pages
