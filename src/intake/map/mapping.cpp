// SPDX-License-Identifier: Apache-2.0
#include "intake/map/mapping.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "catalogue/decode.h"
#include "catalogue/yaml.h"

namespace concordat::intake {
namespace {

using catalogue::fold_header;

std::uint32_t one_based(std::size_t column) { return static_cast<std::uint32_t>(column + 1); }

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

  void map(std::size_t column, FieldIndex field) {
    auto const [first, fresh] = taken_.emplace(field, column);
    if (!fresh) {
      error("column-twice", column,
            fmt::format("columns {} and {} both give '{}'.", first->second + 1, column + 1, name(field)),
            "Take one of the two columns out of the file, or confirm a mapping that leaves it out.");
      return;
    }
    mapping_.columns.push_back({column, field, place_in(profile_, field)});
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

  CompiledMapping finish(std::string confirmed_by) {
    for (auto const& column : profile_.columns) {
      if (!column.required || taken_.contains(column.field)) continue;
      require(column.headers.front(), name(column.field), "its column");
    }
    for (auto const& group : profile_.needs) {
      if (std::any_of(group.begin(), group.end(), [&](FieldIndex field) { return taken_.contains(field); })) continue;
      auto const* const column = profile_.column_of(group.front());
      if (column->required) continue;  // said above
      require(column->headers.front(), name(group.front()), "its column, or another that gives the same");
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
  [[nodiscard]] std::string const& name(FieldIndex field) const { return catalogue_.fields()[field].id; }

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
  auto confirmed_by = map.text_or("confirmed_by", "");
  if (confirmed != nullptr && (!confirmed->boolean || confirmed_by.empty())) {
    remarks.error("not-confirmed", *confirmed, "nobody has confirmed this mapping",
                  "Check every column, then write confirmed: true and your member id under confirmed_by.");
  }
  return confirmed_by;
}

struct MappingLine {
  std::string header;
  std::string field;  ///< empty: a person says that the column is left out
};

MappingLine read_line(catalogue::Node const& item, catalogue::Remarks const& remarks) {
  auto reader = catalogue::MapReader{item, remarks, "the column"};
  auto line = MappingLine{reader.text("header"), reader.text_or("field", "")};
  reader.done();
  return line;
}

}  // namespace

CompiledMapping map_by_headers(Profile const& profile, std::span<std::string const> headers,
                               catalogue::Catalogue const& catalogue) {
  auto known = std::map<std::string, FieldIndex>{};
  for (auto const& column : profile.columns) {
    for (auto const& header : column.headers) known.emplace(fold_header(header), column.field);
  }
  auto ignored = std::set<std::string>{};
  for (auto const& header : profile.ignored) ignored.insert(fold_header(header));
  auto assembly = Assembly{profile, headers, catalogue, {}};
  for (std::size_t column = 0; column < headers.size(); ++column) {
    auto const folded = fold_header(headers[column]);
    if (auto const found = known.find(folded); found != known.end()) {
      assembly.map(column, found->second);
    } else {
      assembly.leave(column, ignored.contains(folded));
    }
  }
  return assembly.finish({});
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
  auto const* const columns = map.need("columns", catalogue::Node::Kind::list);
  for (std::size_t at = 0; columns != nullptr && at < columns->items.size(); ++at) {
    auto const& item = columns->items[at];
    auto const line = read_line(item, remarks);
    auto const found = by_header.find(fold_header(line.header));
    if (found == by_header.end()) {
      remarks.error("header-not-in-file", item, fmt::format("the file has no column '{}'", line.header),
                    "Take the line out, or use the file the mapping was made for.");
      continue;
    }
    used.insert(found->second);
    auto const* const field = catalogue.field(line.field);
    if (line.field.empty()) {
      assembly.leave(found->second, true);
    } else if (field == nullptr || profile.column_of(field->index) == nullptr) {
      remarks.error("unknown-field", item, fmt::format("the profile has no field '{}'", line.field),
                    "Use a field of the profile's columns.");
    } else {
      assembly.map(found->second, field->index);
    }
  }
  map.done();
  for (std::size_t column = 0; column < headers.size(); ++column) {
    if (!used.contains(column)) assembly.leave(column, false);
  }
  return assembly.finish(std::move(confirmed_by));
}

Json to_json(Mapping const& mapping, catalogue::Catalogue const& catalogue) {
  auto columns = Json::Array{};
  for (auto const& column : mapping.columns) {
    auto entry = Json{};
    entry.set("column", static_cast<std::int64_t>(column.column + 1));
    entry.set("header", mapping.headers[column.column]);
    entry.set("field", catalogue.fields()[column.field].id);
    columns.push_back(std::move(entry));
  }
  auto unmapped = Json::Array{};
  // By number: a header that no profile knows may be anything, a name too.
  for (auto const column : mapping.unmapped) unmapped.emplace_back(static_cast<std::int64_t>(column + 1));
  auto json = Json{};
  json.set("profile", mapping.profile);
  json.set("profile_version", mapping.profile_version);
  json.set("columns", std::move(columns));
  json.set("unmapped", std::move(unmapped));
  json.set("confirmed_by", mapping.confirmed_by);
  return json;
}

}  // namespace concordat::intake
