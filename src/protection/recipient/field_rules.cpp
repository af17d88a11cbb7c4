// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/field_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/date.h"

namespace concordat::protection {
namespace {

constexpr std::array<std::string_view, 7> sort_names{"public", "dwelling", "care-home", "school", "hostel", "refuge", "hospital"};
constexpr std::array<std::string_view, 5> group_names{"unknown", "body-part", "blade", "blunt", "firearm-or-other"};
constexpr std::int64_t day_minutes = 24 * 60;

template <class Value, class Names>
std::optional<Value> named(Names const& names, std::string_view name) {
  auto const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

Date day_of(std::int64_t minutes) {
  auto const days = minutes >= 0 ? minutes / day_minutes : -((-minutes + day_minutes - 1) / day_minutes);
  return Date{std::chrono::days{days}};
}
Month month_of(IncidentRow const& row) { return Month::of(day_of(*row.minutes)); }

std::string or_unknown(std::string const& text) { return text.empty() ? "unknown" : text; }
/// The finest area that is told.
std::string const& first_told(std::string const& fine, std::string const& coarse) { return fine.empty() ? coarse : fine; }

std::string hours(IncidentRow const& row, std::int64_t wide) {
  if (!row.minutes || row.day_only) return "unknown";
  auto const into = *row.minutes - std::chrono::duration_cast<std::chrono::minutes>(day_of(*row.minutes).time_since_epoch()).count();
  auto const first = into / 60 / wide * wide;
  return fmt::format("{:02}:00 to {:02}:00", first, first + wide);
}

std::string part_of_week(IncidentRow const& row) {
  if (!row.minutes) return "unknown";
  auto const iso = std::chrono::weekday{day_of(*row.minutes)}.iso_encoding();
  return iso <= 4 ? "Mon to Thu" : "Fri to Sun";
}

std::string year(IncidentRow const& row) { return row.minutes ? fmt::format("{}", month_of(row).year()) : "unknown"; }
std::string quarter(IncidentRow const& row) { return row.minutes ? format_quarter(Quarter::of(month_of(row))) : "unknown"; }

std::string age_band(std::optional<std::int64_t> age, std::span<std::int64_t const> lows) {
  if (!age || *age < 0) return "unknown";
  auto const next = std::ranges::upper_bound(lows, *age);
  auto const low = *std::prev(next);
  return next == lows.end() ? fmt::format("{} and over", low) : fmt::format("{} to {}", low, *next - 1);
}
constexpr std::array<std::int64_t, 7> fine_ages{0, 10, 18, 25, 35, 50, 65};
constexpr std::array<std::int64_t, 3> coarse_ages{0, 18, 35};

}  // namespace

std::string_view name_of(PlaceSort sort) { return sort_names.at(static_cast<std::size_t>(sort)); }
std::optional<PlaceSort> place_sort_named(std::string_view name) { return named<PlaceSort>(sort_names, name); }
std::string_view name_of(MethodGroup group) { return group_names.at(static_cast<std::size_t>(group)); }
std::optional<MethodGroup> method_group_named(std::string_view name) {
  if (name == "firearm" || name == "other") return MethodGroup::firearm_or_other;
  return named<MethodGroup>(group_names, name);
}

Result<PublishedPoints> published_points(std::vector<SnapPoint> points, std::vector<AreaCodes> areas) {
  PublishedPoints out;
  std::map<std::string, AreaCodes> of_id;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].area = out.authorities.try_emplace(areas[i].la, static_cast<std::uint32_t>(out.authorities.size())).first->second;
    of_id[points[i].id] = std::move(areas[i]);
  }
  auto table = SnapTable::build(std::move(points));
  if (!table) return fail(table);
  out.table = std::move(*table);
  for (auto const& point : out.table.points()) out.areas.push_back(std::move(of_id[point.id]));
  return out;
}

FieldRules::FieldRules(RecipientHolds holds, std::span<IncidentRow const> rows, PublishedPoints const* points) : holds_{holds}, points_{points} {
  std::map<std::string, std::size_t> codes;
  std::map<PlaceSort, std::size_t> sorts;
  std::map<std::int64_t, std::size_t> months;
  for (auto const& row : rows) {
    ++codes[row.method];
    ++sorts[row.sort];
    if (row.minutes) ++months[month_of(row).index];
  }
  for (auto const& [code, count] : codes) {
    if (count >= fewest_of_a_code && !code.empty()) codes_.insert(code);
  }
  for (auto const& [sort, count] : sorts) {
    if (count >= fewest_of_a_code) sorts_.insert(sort);
  }
  for (auto const& [month, count] : months) {
    if (count < fewest_of_a_month) thin_months_.insert(month);
  }
  ages_ = holds == RecipientHolds::no_named_incidents && !months.empty() && months.rbegin()->first - months.begin()->first + 1 >= months_for_ages;
}

std::vector<std::string> FieldRules::known() const {
  if (holds_ == RecipientHolds::named_incidents) return {"place", "period", "part_of_week", "hours"};
  std::vector<std::string> names{"place", "period", "part_of_week", "hours"};
  if (ages_) names.insert(names.end(), {"age", "sex"});
  return names;
}

bool FieldRules::thin_month(IncidentRow const& row) const { return row.minutes && thin_months_.contains(month_of(row).index); }

std::uint32_t FieldRules::point(IncidentRow const& row) const {
  bool const may = holds_ == RecipientHolds::no_named_incidents && row.sort == PlaceSort::open && !row.domestic;
  if (!may || points_ == nullptr || !row.x || !row.y) return SnapTable::none;
  auto const authority = points_->authorities.find(row.area.la);
  if (authority == points_->authorities.end()) return SnapTable::none;
  return points_->table.nearest({*row.x, *row.y, authority->second});
}

AreaCodes FieldRules::areas(IncidentRow const& row) const {
  auto const found = point(row);
  return found == SnapTable::none || points_->areas.empty() ? row.area : points_->areas[found];
}

std::string FieldRules::finest_area(IncidentRow const& row) const {
  auto const all = areas(row);
  return first_told(all.lsoa, first_told(all.msoa, all.la));
}

Rungs FieldRules::place(IncidentRow const& row) const {
  auto const found = point(row);
  auto const area = areas(row);
  auto const la = or_unknown(area.la);
  auto const msoa = or_unknown(first_told(area.msoa, area.la));
  bool const is_public = row.sort == PlaceSort::open && !row.domestic;
  if (holds_ == RecipientHolds::named_incidents) return is_public ? Rungs{msoa, la, "any"} : Rungs{la, la, "any"};
  if (row.domestic) return {la, la, la, la, "any"};
  auto const lsoa = first_told(area.lsoa, msoa);
  if (is_public) return {found == SnapTable::none ? lsoa : std::string{point_word} + points_->table.points()[found].id, lsoa, msoa, la, "any"};
  // how many households share the LSOA must be known
  bool const few = row.households.value_or(0) < fewest_households;
  return {few ? msoa : lsoa, few ? msoa : lsoa, msoa, la, "any"};
}

std::vector<Rungs> FieldRules::ladders(IncidentRow const& row) const {
  std::vector<Rungs> all{place(row)};
  if (holds_ == RecipientHolds::named_incidents) {
    all.push_back({quarter(row), year(row), "any"});
    all.push_back({part_of_week(row), "any"});
    all.push_back({hours(row, 6), hours(row, 12), "any"});
    return all;
  }
  auto const month = row.minutes ? format_month(month_of(row)) : "unknown";
  bool const thin = thin_month(row);
  all.push_back({thin || !row.minutes ? month : format_date(day_of(*row.minutes)), month, quarter(row), year(row), "any"});
  if (thin) {
    all.push_back({"any", "any"});
    all.push_back({"any", "any", "any", "any"});
  } else {
    all.push_back({part_of_week(row), "any"});
    all.push_back({hours(row, 3), hours(row, 6), hours(row, 12), "any"});
  }
  if (ages_) {
    all.push_back({age_band(row.age, fine_ages), age_band(row.age, coarse_ages), "any"});
    all.push_back({or_unknown(row.sex), "any"});
  }
  return all;
}

std::string FieldRules::method(IncidentRow const& row) const {
  if (holds_ == RecipientHolds::no_named_incidents && codes_.contains(row.method)) return row.method;
  if (holds_ == RecipientHolds::no_named_incidents) return std::string{name_of(row.group)};
  if (row.group == MethodGroup::unknown) return "unknown";
  return row.group == MethodGroup::body_part ? "body-part" : "weapon";
}

std::string FieldRules::place_type(IncidentRow const& row) const {
  if (holds_ == RecipientHolds::no_named_incidents && sorts_.contains(row.sort)) return std::string{name_of(row.sort)};
  return row.sort == PlaceSort::open ? "public" : "not-public";
}

}  // namespace concordat::protection
