// SPDX-License-Identifier: Apache-2.0
#include "protection/anonymity/record_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/date.h"
#include "base/text.h"
#include "catalogue/decode.h"

namespace concordat::protection {
namespace {

using catalogue::MapReader;
using catalogue::Node;
using catalogue::Remarks;
using Kind = LadderStep::Kind;

std::string band_of(std::vector<std::int64_t> const& bands, std::int64_t number) {
  if (number < bands.front()) return fmt::format("under {}", bands.front());
  auto const next = std::ranges::upper_bound(bands, number);
  if (next == bands.end()) return fmt::format("{} and over", bands.back());
  auto const first = *std::prev(next);
  return *next - first == 1 ? fmt::format("{}", first) : fmt::format("{} to {}", first, *next - 1);
}

std::optional<std::string> date_part(Kind kind, std::string_view value) {
  if (value.size() < 10 || !parse_date(value.substr(0, 10))) return std::nullopt;
  auto const year = value.substr(0, 4);
  if (kind == Kind::year) return std::string{year};
  if (kind == Kind::month) return std::string{value.substr(0, 7)};
  auto const month = text::parse_integer(value.substr(5, 1) == "0" ? value.substr(6, 1) : value.substr(5, 2)).value_or(1);
  return fmt::format("{}-Q{}", year, (month - 1) / 3 + 1);
}

void read_bands(LadderStep& step, Node const& list, Remarks remarks) {
  step.kind = Kind::bands;
  bool good = list.kind == Node::Kind::list && !list.items.empty();
  for (auto const& item : list.items) {
    good = good && item.kind == Node::Kind::integer && (step.bands.empty() || item.integer > step.bands.back());
    if (good) step.bands.push_back(item.integer);
  }
  if (!good) {
    step.bands.assign(1, 0);
    remarks.error("protection.bands", list, "these are no rising whole numbers", "Write the lower ends of the bands, as [0, 10, 18, 25].");
  }
}

void read_groups(LadderStep& step, Node const& list, Remarks remarks) {
  step.kind = Kind::groups;
  std::set<std::string> seen;
  for (auto const& item : list.items) {
    auto map = MapReader{item, remarks, "the group"};
    LadderStep::Group group{map.text("label"), map.texts("of")};
    map.done();
    for (auto const& value : group.of) {
      if (!seen.insert(value).second) remarks.error("protection.two-groups", item, "a value is in two groups", "Put every value in one group.");
    }
    step.groups.push_back(std::move(group));
  }
  if (step.groups.empty()) remarks.error("protection.no-groups", list, "there are no groups", "Write a list of maps with label and of.");
}

LadderStep read_step(Node const& node, Remarks remarks) {
  LadderStep step;
  if (node.kind == Node::Kind::text) {
    if (node.text == "all") step.kind = Kind::all;
    else if (node.text == "month") step.kind = Kind::month;
    else if (node.text == "quarter") step.kind = Kind::quarter;
    else if (node.text == "year") step.kind = Kind::year;
    else if (node.text != "as-is") remarks.error("protection.no-step", node, fmt::format("there is no step '{}'", node.text), "Use as-is, month, quarter, year, all, or a map with bands, prefix or groups.");
    return step;
  }
  auto map = MapReader{node, remarks, "the step"};
  auto const* const bands = map.find("bands", Node::Kind::list);
  auto const* const prefix = map.find("prefix", Node::Kind::integer);
  auto const* const groups = map.find("groups", Node::Kind::list);
  map.done();
  if ((bands != nullptr) + (prefix != nullptr) + (groups != nullptr) != 1) {
    remarks.error("protection.no-step", node, "the step does not say one thing", "Give one of bands, prefix and groups.");
    return step;
  }
  if (bands != nullptr) read_bands(step, *bands, remarks);
  if (groups != nullptr) read_groups(step, *groups, remarks);
  if (prefix != nullptr) {
    step.kind = Kind::prefix;
    step.length = prefix->integer;
    if (step.length < 1 || step.length > 64) remarks.error("protection.prefix", *prefix, "this is no length of a prefix", "Write how many characters stay, from 1 to 64.");
  }
  return step;
}

ProfileColumn read_column(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "the column"};
  ProfileColumn column;
  column.column = map.text("column");
  std::vector<std::string> const roles{"drop", "known", "sensitive", "keep"};
  auto const role = map.choice("role", "protection.no-role", roles);
  column.role = static_cast<ColumnRole>(std::max<std::ptrdiff_t>(std::ranges::find(roles, role) - roles.begin(), 0) % 4);
  if (auto const* const steps = map.find("steps", Node::Kind::list)) {
    for (auto const& step : steps->items) column.steps.push_back(read_step(step, remarks));
  }
  map.done();
  if (map.is_map() && (column.role == ColumnRole::known) == column.steps.empty()) {
    remarks.error("protection.steps", node, column.steps.empty() ? "a known column has no steps" : "only a known column has steps",
                  "Give the columns that others may know their steps, the finest first, and no other.");
  }
  return column;
}

std::uint32_t number(MapReader& map, std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most, Remarks remarks, bool in_a_hundred = false) {
  auto const* const found = map.find(key);
  if (found == nullptr) return static_cast<std::uint32_t>(otherwise);
  bool const whole = found->kind == Node::Kind::integer;
  if (whole && found->integer >= least && found->integer <= most) return static_cast<std::uint32_t>(found->integer);
  remarks.error("protection.out-of-range", *found, whole ? fmt::format("'{}' is out of range", key) : fmt::format("'{}' is no whole number", key),
                fmt::format("Write a whole number from {} to {}{}.", least, most, in_a_hundred ? ", of a hundred: 2 means 2 per cent" : ""));
  return static_cast<std::uint32_t>(otherwise);
}

}  // namespace

std::optional<std::string> LadderStep::of(std::string_view value) const {
  if (kind == Kind::all) return "any";
  if (value.empty()) return "unknown";
  switch (kind) {
    case Kind::bands: {
      auto const whole = text::parse_integer(value);
      return whole ? std::optional{band_of(bands, *whole)} : std::nullopt;
    }
    case Kind::month:
    case Kind::quarter:
    case Kind::year:
      return date_part(kind, value);
    case Kind::prefix:
      if (!text::is_ascii(value)) return std::nullopt;
      return std::string{value.substr(0, static_cast<std::size_t>(length))};
    case Kind::groups:
      for (auto const& group : groups) {
        if (std::ranges::find(group.of, value) != group.of.end()) return group.label;
      }
      return std::nullopt;
    case Kind::as_is:
    case Kind::all:
      break;
  }
  return std::string{value};
}

ProfileColumn const* RecordProfile::find(std::string_view column) const {
  auto const found = std::ranges::find(columns, column, &ProfileColumn::column);
  return found == columns.end() ? nullptr : &*found;
}

tl::expected<RecordProfile, Findings> read_profile(std::string_view text, std::string_view file) {
  auto const document = catalogue::read_yaml(text, file);
  if (!document) {
    auto wrong = document.error();
    if (wrong.code == "yaml-ambiguous") wrong.remedy += " Numbers of a profile are whole: 'withheld: 2' and 'blank: 2' mean 2 per cent.";
    return tl::unexpected{Findings{std::move(wrong)}};
  }
  Findings findings;
  Remarks const remarks{file, findings};
  auto map = MapReader{*document, remarks, "the profile"};
  RecordProfile profile;
  if (auto const format = map.text("format"); map.is_map() && format != "concordat-protection/1") {
    auto const* const said = document->find("format");
    remarks.error("protection.format", said == nullptr ? *document : *said, "this is no protection profile", "Begin it with 'format: concordat-protection/1'.");
  }
  profile.name = map.text("name");
  profile.k = number(map, "k", 5, least_k, 10'000, remarks);
  profile.l = number(map, "l", 2, 1, 64, remarks);
  profile.withheld_percent = number(map, "withheld", 2, 0, most_withheld_percent, remarks, true);
  profile.blank_percent = number(map, "blank", 0, 0, most_blank_percent, remarks, true);
  if (auto const* const columns = map.need("columns", Node::Kind::list)) {
    for (auto const& item : columns->items) {
      auto column = read_column(item, remarks);
      if (profile.find(column.column) != nullptr) remarks.error("protection.twice", item, "the column is named twice", "Name every column once.");
      profile.columns.push_back(std::move(column));
    }
    auto const known = std::ranges::count(profile.columns, ColumnRole::known, &ProfileColumn::role);
    if (known == 0) remarks.error("protection.nothing-known", *columns, "no column is marked as known", "Mark what others may know of somebody: dates, places, age, sex.");
  }
  map.done();
  if (has_errors(findings)) return tl::unexpected{std::move(findings)};
  return profile;
}

}  // namespace concordat::protection
