// SPDX-License-Identifier: Apache-2.0
#include "intake/map/mapping.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "catalogue/decode.h"
#include "catalogue/yaml.h"
#include "intake/map/spelling.h"
#include "intake/map/unit.h"

namespace concordat::intake {
namespace {

using catalogue::fold_header;

constexpr std::int64_t most_header_rows = 4;

std::uint32_t one_based(std::size_t column) { return static_cast<std::uint32_t>(column + 1); }

std::vector<std::string> ids_of(std::vector<catalogue::Unit> const& units) {
  std::vector<std::string> ids;
  for (auto const& unit : units) ids.push_back(unit.id);
  return ids;
}

std::size_t place_in(Profile const& profile, FieldIndex field) {
  auto const* const column = profile.column_of(field);
  return static_cast<std::size_t>(column - profile.columns.data());
}

/// Collects the columns of one file and says what is missing or double at the end.
class Assembly {
 public:
  Assembly(Profile const& profile, std::span<std::string const> headers, catalogue::Catalogue const& catalogue,
           std::string file)
      : profile_{profile}, catalogue_{catalogue}, file_{std::move(file)} {
    mapping_.profile = profile.id;
    mapping_.profile_version = profile.version;
    mapping_.headers.assign(headers.begin(), headers.end());
  }

  /// `unit`: what a person said of it; none: its heading may tell. `known`: the profile knows the very heading.
  void map(std::size_t column, FieldIndex field, bool known, std::optional<std::size_t> unit = {}) {
    auto const [first, fresh] = taken_.emplace(field, column);
    if (!fresh) {
      error("column-twice", column,
            fmt::format("columns {} and {} both give '{}'.", first->second + 1, column + 1, label(field)),
            "Take one of the two columns out of the file, or confirm a mapping that leaves it out.");
      return;
    }
    auto const& units = catalogue_.fields()[field].units;
    if (!unit) unit = known ? unit_named_in(mapping_.headers[column], units) : unit_of_heading(mapping_.headers[column], units);
    if (!unit && unit_named_in(mapping_.headers[column], units).value_or(0) > 0) {
      error("unit-unsaid", column, fmt::format("the heading '{}' leaves open in which unit its numbers are.", mapping_.headers[column]),
            fmt::format("Say so in its line of the mapping: unit: {}.", catalogue::one_of(ids_of(units))));
    }
    mapping_.columns.push_back({column, field, place_in(profile_, field), unit.value_or(0), unit.has_value()});
  }

  void leave(std::size_t column, bool known) {
    mapping_.unmapped.push_back(column);
    if (known) return;
    findings_.push_back(Finding{Severity::note, "column-unmapped", file_, 0, one_based(column),
                                fmt::format("the column '{}' maps to nothing and is left out.", mapping_.headers[column]),
                                "Nothing to do, unless it should be shared: then confirm a mapping that names it."});
  }

  void error(std::string_view code, std::size_t column, std::string message, std::string remedy) {
    findings_.push_back(Finding{Severity::error, std::string{code}, file_, 0, one_based(column), std::move(message),
                                std::move(remedy)});
  }

  void say(std::vector<MappedWord> words, Reading reading) {
    mapping_.words = std::move(words);
    mapping_.reading = std::move(reading);
  }

  CompiledMapping finish(std::string confirmed_by) {
    for (auto const& column : profile_.columns) {
      if (!column.required || taken_.contains(column.field)) continue;
      require(column.headers.front(), label(column.field), "its column");
    }
    for (auto const& group : profile_.needs) {
      if (std::any_of(group.begin(), group.end(), [&](FieldIndex field) { return taken_.contains(field); })) continue;
      auto const* const column = profile_.column_of(group.front());
      if (column->required) continue;  // said above
      require(column->headers.front(), label(group.front()), "its column, or another that gives the same");
    }
    auto compiled = CompiledMapping{{}, std::move(findings_)};
    if (has_errors(compiled.findings)) return compiled;
    std::sort(mapping_.columns.begin(), mapping_.columns.end(),
              [](MappedColumn const& left, MappedColumn const& right) { return left.column < right.column; });
    std::sort(mapping_.unmapped.begin(), mapping_.unmapped.end());
    mapping_.confirmed_by = std::move(confirmed_by);
    compiled.mapping = std::move(mapping_);
    return compiled;
  }

  [[nodiscard]] Findings& findings() { return findings_; }

 private:
  [[nodiscard]] std::string const& label(FieldIndex field) const { return catalogue_.fields()[field].label; }

  void require(std::string_view header, std::string_view field, std::string_view what) {
    findings_.push_back(Finding{Severity::error, "column-missing", file_, 0, 0,
                                fmt::format("the file has no column for '{}', usually called '{}'.", field, header),
                                fmt::format("Add {}, choose another profile, or confirm a mapping for this file.", what)});
  }

  Profile const& profile_;
  catalogue::Catalogue const& catalogue_;
  std::string file_;
  Mapping mapping_;
  std::map<FieldIndex, std::size_t> taken_;
  Findings findings_;
};

/// Who confirmed the mapping, for this very profile; whatever is not so is a finding.
std::string read_confirmation(catalogue::MapReader& map, catalogue::Remarks const& remarks, Profile const& profile) {
  map.choice("format", "unknown-format", {"concordat-mapping/1"});
  map.choice("profile", "other-profile", {profile.id});
  auto const* const version = map.need("profile_version", catalogue::Node::Kind::integer);
  if (version != nullptr && version->integer != profile.version) {
    remarks.error("other-version", *version, fmt::format("the profile is now of version {}", profile.version),
                  "Draft the mapping again and confirm it anew.");
  }
  auto const* const confirmed = map.need("confirmed", catalogue::Node::Kind::boolean);
  auto confirmed_by = std::string{text::trim(map.text_or("confirmed_by", ""))};
  if (confirmed != nullptr && (!confirmed->boolean || confirmed_by.empty())) {
    remarks.error("not-confirmed", *confirmed, "nobody has confirmed this mapping",
                  "Check every column, then write confirmed: true and your member id under confirmed_by.");
  }
  return confirmed_by;
}

std::optional<std::int64_t> row_number(catalogue::MapReader& map, std::string_view key, catalogue::Remarks const& remarks) {
  auto const* const node = map.find(key, catalogue::Node::Kind::integer);
  if (node == nullptr) return std::nullopt;
  if (node->integer >= 1) return node->integer;
  remarks.error("bad-row", *node, "rows are counted from 1", "Write the row's number as the spreadsheet shows it.");
  return std::nullopt;
}

Reading read_reading(catalogue::MapReader& map, catalogue::Remarks const& remarks) {
  auto const* const node = map.find("reading", catalogue::Node::Kind::map);
  if (node == nullptr) return {};
  auto reader = catalogue::MapReader{*node, remarks, "the reading"};
  Reading reading;
  reading.sheet = reader.text_or("sheet", "");
  reading.header_row = static_cast<std::uint64_t>(row_number(reader, "header_row", remarks).value_or(0));
  auto const rows = row_number(reader, "header_rows", remarks).value_or(0);
  reading.header_rows = static_cast<std::uint32_t>(std::min<std::int64_t>(rows, most_header_rows + 1));
  reader.done();
  if (rows > most_header_rows || (rows > 0 && reading.header_row == 0)) {
    remarks.error("bad-heading", *node, "a heading is one row to four, and begins on a row that is named",
                  "Write header_row with header_rows from 1 to 4, or leave both out.");
  }
  return reading;
}

/// What a person said the supplier's words mean.
std::vector<MappedWord> read_words(catalogue::MapReader& map, catalogue::Remarks const& remarks, Profile const& profile,
                                   catalogue::Catalogue const& catalogue) {
  std::vector<MappedWord> words;
  auto const* const list = map.find("words", catalogue::Node::Kind::list);
  for (std::size_t at = 0; list != nullptr && at < list->items.size(); ++at) {
    auto const& item = list->items[at];
    auto reader = catalogue::MapReader{item, remarks, "the word"};
    auto const name = reader.text("field");
    MappedWord word{0, reader.text("from"), reader.text("to")};
    reader.done();
    auto const* const field = catalogue.field(name);
    auto const* const column = field == nullptr ? nullptr : profile.column_of(field->index);
    if (column == nullptr) {
      remarks.error("unknown-field", item, fmt::format("the profile has no field '{}'", name), "Use a field of the profile's columns.");
      continue;
    }
    word.field = field->index;
    auto const meanings = meanings_of(*column, profile, catalogue);
    if (std::ranges::find(meanings, word.to, &Meaning::to) == meanings.end()) {
      remarks.error("unknown-meaning", item, fmt::format("'{}' is nothing that a word of '{}' can mean", word.to, name),
                    "Use a code of the column's lists, a category or a role that the profile knows.");
      continue;
    }
    words.push_back(std::move(word));
  }
  return words;
}

struct MappingLine {
  std::string header;
  std::string field;  ///< empty: a person says that the column is left out
  std::string unit;   ///< empty: not said
};

/// Where no heading is known, what stands there may be the first row: it is not repeated, for it may be about a person.
CompiledMapping no_heading(std::size_t columns) {
  return {{}, {Finding{Severity::error, "heading-unknown", {}, 0, 0,
                       fmt::format("none of the {} columns has a heading that is known.", columns),
                       "Look whether the file has its heading row and is of this kind, or confirm a mapping for it."}}};
}

MappingLine read_line(catalogue::Node const& item, catalogue::Remarks const& remarks) {
  auto reader = catalogue::MapReader{item, remarks, "the column"};
  auto line = MappingLine{reader.text("header"), reader.text_or("field", ""), reader.text_or("unit", "")};
  reader.done();
  return line;
}

bool is_post_id(std::string_view text) {
  constexpr std::size_t longest = 64;
  return text.size() <= longest && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string_view::npos;
}

/// Whether some of the heading's words name what is dropped at intake (ethnicity, nationality, religion): such a column is
/// never read as anything else, whoever says so, unless the profile knows the very heading as that field.
bool is_never_taken(std::string_view header, catalogue::Field const& as, KnownSpellings const& known, catalogue::Catalogue const& catalogue) {
  if (as.storage == catalogue::Storage::dropped || known.find(header) == MaybeField{as.index}) return false;
  constexpr std::size_t least_letters = 4;  // "nat" inside another heading is no nationality
  auto const folded = fold_header(header);
  auto const is_dropped = [&](std::string_view words) {
    auto const fields = catalogue.fields_for_header(words);
    return std::ranges::any_of(fields, [&](std::size_t at) { return catalogue.fields()[at].storage == catalogue::Storage::dropped; });
  };
  if (is_dropped(folded)) return true;
  auto const words = text::split(folded, ' ');
  for (std::size_t first = 0; first < words.size(); ++first) {
    auto some = std::string{};
    for (auto last = first; last < words.size(); ++last) {
      some += (some.empty() ? "" : " ") + std::string{words[last]};
      if (some.size() >= least_letters && is_dropped(some)) return true;
    }
  }
  return false;
}

/// The unit that a line says, if it says one that the field has; any other is a finding.
std::optional<std::size_t> unit_of(MappingLine const& line, catalogue::Field const& field, catalogue::Node const& item,
                                   catalogue::Remarks const& remarks) {
  if (line.unit.empty()) return std::nullopt;
  auto const found = unit_of_id(line.unit, field.units);
  if (found) return found;
  auto const ids = ids_of(field.units);
  remarks.error("unknown-unit", item, fmt::format("'{}' is no unit of '{}'", line.unit, field.id),
                ids.empty() ? "Leave the unit out: the field is not measured." : fmt::format("Write {}.", catalogue::one_of(ids)));
  return std::nullopt;
}

}  // namespace

CompiledMapping map_by_headers(Profile const& profile, std::span<std::string const> headers,
                               catalogue::Catalogue const& catalogue) {
  auto const known = KnownSpellings{profile};
  auto const is_known = [&](std::string const& header) { return known.find(header) || known.ignores(header); };
  if (std::ranges::none_of(headers, is_known)) return no_heading(headers.size());
  auto assembly = Assembly{profile, headers, catalogue, {}};
  for (std::size_t column = 0; column < headers.size(); ++column) {
    if (auto const found = known.find(headers[column])) {
      assembly.map(column, *found, true);
    } else {
      assembly.leave(column, known.ignores(headers[column]));
    }
  }
  return assembly.finish({});
}

Reading reading_of(std::string_view mapping_yaml) {
  auto const document = catalogue::read_yaml(mapping_yaml, "the mapping");
  if (!document) return {};
  auto findings = Findings{};
  auto const remarks = catalogue::Remarks{"the mapping", findings};
  auto map = catalogue::MapReader{*document, remarks, "the mapping"};
  auto reading = read_reading(map, remarks);
  return has_errors(findings) ? Reading{} : reading;
}

std::string profile_of(std::string_view mapping_yaml) {
  auto const document = catalogue::read_yaml(mapping_yaml, "the mapping");
  auto const* const profile = document ? document->find("profile") : nullptr;
  return profile == nullptr ? std::string{} : profile->text;
}

std::vector<Meaning> meanings_of(ProfileColumn const& column, Profile const& profile, catalogue::Catalogue const& catalogue) {
  auto meanings = std::vector<Meaning>{};
  auto const add = [&](std::string const& to, std::string const& label) {
    if (std::ranges::find(meanings, to, &Meaning::to) == meanings.end()) meanings.push_back({to, label.empty() ? to : label});
  };
  for (auto const& id : column.code_lists) {
    auto const* const list = catalogue.code_list(id);
    if (list == nullptr) continue;
    for (auto const& code : list->codes) add(code.code, code.label);
  }
  if (profile.category && profile.category->field == column.field) {
    for (auto const& category : catalogue.definitions().event_categories) add(category.id, category.title);
  }
  if (profile.person && profile.person->role == column.field) {
    for (auto const& role : catalogue.definitions().subject_roles) add(role.id, role.title);
  }
  if (meanings.empty()) {
    for (auto const& word : column.words) add(word.to, word.to);
  }
  return meanings;
}

CompiledMapping map_by_file(std::string_view yaml, std::string_view file, Profile const& profile,
                            std::span<std::string const> headers, catalogue::Catalogue const& catalogue) {
  auto const document = catalogue::read_yaml(yaml, file);
  if (!document) return {{}, {document.error()}};
  auto assembly = Assembly{profile, headers, catalogue, std::string{file}};
  auto const remarks = catalogue::Remarks{file, assembly.findings()};
  auto map = catalogue::MapReader{*document, remarks, "the mapping"};
  auto confirmed_by = read_confirmation(map, remarks, profile);
  auto by_header = std::map<std::string, std::size_t>{};
  for (std::size_t column = 0; column < headers.size(); ++column) by_header.emplace(fold_header(headers[column]), column);
  auto used = std::set<std::size_t>{};
  auto const known = KnownSpellings{profile};
  auto const* const columns = map.need("columns", catalogue::Node::Kind::list);
  for (std::size_t at = 0; columns != nullptr && at < columns->items.size(); ++at) {
    auto const& item = columns->items[at];
    auto const line = read_line(item, remarks);
    auto const found = by_header.find(fold_header(line.header));
    if (found == by_header.end()) {
      if (line.field.empty()) continue;  // what is left out may as well be absent
      remarks.error("header-not-in-file", item, fmt::format("the file has no column '{}'", line.header),
                    "Take the line out, or use the file the mapping was made for.");
      continue;
    }
    if (!used.insert(found->second).second) {
      remarks.error("header-twice", item, fmt::format("the column '{}' stands here twice", line.header), "Take one of the two lines out.");
      continue;
    }
    auto const* const field = catalogue.field(line.field);
    if (field != nullptr && is_never_taken(line.header, *field, known, catalogue)) {
      remarks.error("never-taken", item, fmt::format("the column '{}' holds what the hub never takes in, and cannot be '{}'", line.header, field->label),
                    "Leave the column out.");
      continue;
    }
    if (line.field.empty()) {
      assembly.leave(found->second, true);
    } else if (field == nullptr || profile.column_of(field->index) == nullptr) {
      remarks.error("unknown-field", item, fmt::format("the profile has no field '{}'", line.field),
                    "Use a field of the profile's columns.");
    } else {
      assembly.map(found->second, field->index, known.find(line.header) == MaybeField{field->index}, unit_of(line, *field, item, remarks));
    }
  }
  assembly.say(read_words(map, remarks, profile, catalogue), read_reading(map, remarks));
  map.done();
  for (std::size_t column = 0; column < headers.size(); ++column) {
    if (!used.contains(column)) assembly.leave(column, false);
  }
  return assembly.finish(std::move(confirmed_by));
}

Json to_json(Mapping const& mapping, Profile const& profile, catalogue::Catalogue const& catalogue) {
  auto const known = KnownSpellings{profile};
  auto columns = Json::Array{};
  for (auto const& column : mapping.columns) {
    auto entry = Json{};
    entry.set("column", static_cast<std::int64_t>(column.column + 1));
    auto const& header = mapping.headers[column.column];
    if (known.find(header)) entry.set("header", header);
    auto const& field = catalogue.fields()[column.field];
    entry.set("field", field.id);
    if (column.unit > 0) entry.set("unit", field.units[column.unit].id);
    columns.push_back(std::move(entry));
  }
  auto unmapped = Json::Array{};
  for (auto const column : mapping.unmapped) unmapped.emplace_back(static_cast<std::int64_t>(column + 1));
  auto json = Json{};
  json.set("profile", mapping.profile);
  json.set("profile_version", mapping.profile_version);
  json.set("columns", std::move(columns));
  json.set("unmapped", std::move(unmapped));
  if (!mapping.words.empty()) json.set("words", static_cast<std::int64_t>(mapping.words.size()));
  if (mapping.reading.header_row > 0) {
    json.set("header_row", mapping.reading.header_row).set("header_rows", static_cast<std::int64_t>(mapping.reading.header_rows));
  }
  // The id of a post stands open, as in the ledger; anything else somebody wrote there may be a name.
  json.set("confirmed_by", is_post_id(mapping.confirmed_by) ? mapping.confirmed_by : std::string{});
  return json;
}

}  // namespace concordat::intake
