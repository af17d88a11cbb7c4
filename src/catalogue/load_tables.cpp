// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "catalogue/load.h"

namespace concordat::catalogue {
namespace {

constexpr std::size_t largest_table = 8 * 1024 * 1024;

// The names that intake/standardise answers to, and "dropped" for what is never kept.
std::vector<std::string> const& standardisers() {
  static std::vector<std::string> const all{
      "text",     "name",    "full_name",        "date",      "time",       "datetime",  "month",      "postcode",
      "address",  "phone",   "outward_postcode", "email",     "nhs_number", "upn",       "uln",        "pnc",
      "cro",      "asn",     "ptiurn",           "nino",      "noms",       "crn",       "uprn",       "gridref",
      "easting",  "code",    "northing",         "latitude",  "longitude",  "area_code", "sex",        "role",
      "integer",  "decimal", "boolean",          "free_text", "dropped",    "school_urn",
      "place_words"};
  return all;
}

std::vector<std::string> const& categories() {
  static std::vector<std::string> const all{"patient-information", "social-care-information", "criminal-offence-data",
                                            "free-text", "source-identity", "intercept", "sexual-health-test",
                                            "above-official-sensitive"};
  return all;
}

/// One row, by column name. REQUIRES: the column is in the header that was checked.
class Row {
 public:
  Row(CsvTable const& table, std::vector<CsvCell> const& cells, Loading& loading, std::string_view file)
      : table_{table}, cells_{cells}, loading_{loading}, file_{file} {}

  [[nodiscard]] CsvCell const& cell(std::string_view column) const {
    auto const found = std::find_if(table_.header.begin(), table_.header.end(),
                                    [&](CsvCell const& head) { return head.text == column; });
    return cells_[static_cast<std::size_t>(found - table_.header.begin())];
  }
  [[nodiscard]] Place place(std::string_view column) const {
    return {std::string{file_}, cell(column).line, cell(column).column};
  }
  [[nodiscard]] std::string text(std::string_view column) const { return cell(column).text; }

  [[nodiscard]] std::string required(std::string_view column) const {
    if (cell(column).text.empty()) error("empty-value", column, fmt::format("'{}' is empty", column), "Write the value.");
    return cell(column).text;
  }

  [[nodiscard]] std::vector<std::string> list(std::string_view column) const {
    auto out = std::vector<std::string>{};
    if (cell(column).text.empty()) return out;
    for (auto const part : text::split(cell(column).text, '|')) out.emplace_back(text::trim(part));
    return out;
  }

  template <class Word>
  [[nodiscard]] Word word(std::string_view column) const {
    auto const parsed = parse_word<Word>(cell(column).text);
    if (!parsed) unknown(column, cell(column).text, words<Word>());
    return parsed.value_or(Word{});
  }

  [[nodiscard]] std::string choice(std::string_view column, std::vector<std::string> const& allowed) const {
    auto const& value = cell(column).text;
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) unknown(column, value, allowed);
    return value;
  }

  void unknown(std::string_view column, std::string_view value, std::vector<std::string> const& allowed) const {
    error(fmt::format("unknown-{}", column), column, fmt::format("'{}' is no known {}", value, column),
          fmt::format("Use {}.", one_of(allowed)));
  }

  void error(std::string_view code, std::string_view column, std::string const& message, std::string remedy) const {
    auto const where = place(column);
    Remarks{file_, loading_.findings}.error(code, where.line, where.column, message, std::move(remedy));
  }

  void refer(Reference::To to, std::string_view column, std::string const& name) const {
    loading_.references.push_back({to, name, place(column)});
  }

 private:
  CsvTable const& table_;
  std::vector<CsvCell> const& cells_;
  Loading& loading_;
  std::string_view file_;
};

template <class Take>
void each_row(Loading& loading, std::string_view name, std::vector<std::string> const& columns, Take const& take) {
  auto const path = fmt::format("{}/{}", loading.folder, name);
  auto const text = read_file(path, largest_table);
  if (!text) {
    loading.findings.push_back(Finding{Severity::error, "cannot-read", path, 0, 0, "the file cannot be read.",
                                       "Check that the folder holds every definition file."});
    return;
  }
  auto const table = read_csv(*text, path, columns);
  if (!table) {
    loading.findings.push_back(table.error());
    return;
  }
  for (auto const& cells : table->rows) take(Row{*table, cells, loading, path});
}

bool is_id(std::string_view id) {
  return !id.empty() && id[0] >= 'a' && id[0] <= 'z' && std::all_of(id.begin(), id.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
  });
}

std::string take_id(Row const& row, Loading& loading, std::string_view kind) {
  auto id = row.text("id");
  if (!is_id(id)) {
    row.error("bad-id", "id", fmt::format("'{}' is no id", id), "Use small letters, digits and _.");
  }
  claim(loading, kind, id, row.place("id"));
  for (auto const& alias : row.list("aliases")) claim(loading, kind, alias, row.place("aliases"));
  return id;
}

Field field_from(Row const& row, Loading& loading) {
  auto field = Field{};
  field.id = take_id(row, loading, "field");
  field.aliases = row.list("aliases");
  if (field.aliases.empty()) {
    row.error("missing-alias", "aliases", "a field needs its dotted id", "Add it, as in 'istv.assault_at'.");
    field.aliases.push_back(field.id);
  }
  field.domain = row.required("domain");
  field.label = row.required("label");
  field.type = row.choice("type", {"string", "code", "date", "datetime", "time", "integer", "decimal", "boolean", "list",
                                   "object", "uri"});
  field.standard = row.text("standard");
  field.pattern = row.text("pattern");
  field.sensitivity = row.word<Sensitivity>("sensitivity");
  field.form = row.word<FieldForm>("form");
  field.holders = row.list("holders");
  for (auto const& holder : field.holders) row.refer(Reference::To::body, "holders", holder);
  field.synonyms = row.list("synonyms");
  field.depersonalise = row.text("depersonalise");
  field.linkage = row.word<Linkage>("linkage");
  field.standardiser = row.choice("standardiser", standardisers());
  field.storage = row.word<Storage>("storage");
  field.categories = row.list("categories");
  for (auto const& category : field.categories) {
    auto const& known = categories();
    if (std::find(known.begin(), known.end(), category) == known.end()) row.unknown("categories", category, known);
  }
  field.checked = row.word<Trust>("checked");
  field.note = row.text("note");
  if ((field.storage == Storage::dropped) != (field.standardiser == "dropped")) {
    row.error("dropped-mismatch", "standardiser", "a dropped field is dropped in both columns, and only such a field",
              "Write 'dropped' under standardiser and storage, or under neither.");
  }
  if (field.identifies() && field.storage == Storage::open) {
    row.error("identifier-open", "storage", "a field that names a person may not rest open", "Write 'sealed'.");
  }
  return field;
}

}  // namespace

void load_fields(Loading& loading) {
  each_row(loading, "fields.csv",
           {"id", "aliases", "domain", "label", "type", "standard", "pattern", "sensitivity", "form", "holders",
            "synonyms", "depersonalise", "linkage", "standardiser", "storage", "categories", "checked", "note"},
           [&](Row const& row) {
             auto field = field_from(row, loading);
             field.index = loading.definitions.fields.size();
             loading.definitions.fields.push_back(std::move(field));
           });
}

void load_bodies(Loading& loading) {
  each_row(loading, "bodies.csv",
           {"id", "aliases", "label", "kind", "members", "part_of", "regime", "csp_role", "svd_role", "confidentiality",
            "checked", "note"},
           [&](Row const& row) {
             auto body = Body{};
             body.id = take_id(row, loading, "body");
             body.aliases = row.list("aliases");
             body.label = row.required("label");
             body.kind = row.word<BodyKind>("kind");
             body.members = row.list("members");
             for (auto const& member : body.members) row.refer(Reference::To::body, "members", member);
             body.part_of = row.text("part_of");
             if (!body.part_of.empty()) row.refer(Reference::To::body, "part_of", body.part_of);
             body.regime = row.text("regime");
             body.csp_role = row.text("csp_role");
             body.svd_role = row.text("svd_role");
             body.confidentiality = row.text("confidentiality");
             body.checked = row.word<Trust>("checked");
             body.note = row.text("note");
             loading.definitions.bodies.push_back(std::move(body));
           });
}

void load_test_vectors(Loading& loading) {
  each_row(loading, "identifier_test_vectors.csv", {"field", "input", "valid", "canonical", "why"}, [&](Row const& row) {
    auto vector = TestVector{row.required("field"), row.text("input"), row.choice("valid", {"yes", "no", "review"}),
                             row.text("canonical"), row.text("why"), row.place("field").line};
    row.refer(Reference::To::field, "field", vector.field);
    loading.definitions.test_vectors.push_back(std::move(vector));
  });
}

}  // namespace concordat::catalogue
