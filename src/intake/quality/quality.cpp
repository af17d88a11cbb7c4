// SPDX-License-Identifier: Apache-2.0
#include "intake/quality/quality.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace concordat::intake {
namespace {

constexpr int first_index = 1900 * 12;
constexpr std::size_t known_months = 300 * 12;
constexpr std::uint16_t no_slot = 0;

constexpr std::array<FixedText, mark_count> mark_names{"ok",      "changed",     "review",
                                                       "invalid", "placeholder", "missing"};

struct Counter {
  FixedText name;
  std::uint64_t MonthCounts::*count;
};
constexpr std::array<Counter, 8> counters{{{"accepted", &MonthCounts::accepted},
                                           {"quarantined", &MonthCounts::quarantined},
                                           {"skipped", &MonthCounts::skipped},
                                           {"duplicates", &MonthCounts::duplicates},
                                           {"repeats", &MonthCounts::repeats},
                                           {"points", &MonthCounts::points},
                                           {"points_new", &MonthCounts::points_new},
                                           {"lags", &MonthCounts::lags}}};

std::string text_of(FixedText text) {
  return std::string{text.view()};
}

Json counts_to_json(MonthCounts const& counts) {
  Json out;
  for (auto const& counter : counters) {
    if (counts.*counter.count != 0) out.set(text_of(counter.name), counts.*counter.count);
  }
  if (counts.lags != 0) {
    out.set("lag_days", counts.lag_days);
    out.set("lag_days_most", counts.lag_days_most);
  }
  for (std::size_t at = 0; at < clash_count; ++at) {
    if (counts.clashes[at] != 0) out.set(text_of(name_of(static_cast<Clash>(at))), counts.clashes[at]);
  }
  Json rows{Json::Array{}};
  for (auto const& field : counts.fields) {
    Json row{Json::Array{}};
    for (auto const mark : field.marks) row.push(mark);
    rows.push(std::move(row));
  }
  return out.set("fields", std::move(rows));
}

/// A count that storage gave back; nothing when it is no count.
std::optional<std::uint64_t> count_in(Json const& json) {
  if (json.is_null()) return 0;
  if (!json.is_integer() || json.integer() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(json.integer());
}

bool read_fields(Json const& json, std::size_t fields, MonthCounts& out) {
  if (!json.is_array() || json.array().size() != fields) return false;
  for (auto const& row : json.array()) {
    if (!row.is_array() || row.array().size() != mark_count) return false;
    FieldCounts counts;
    for (std::size_t at = 0; at < mark_count; ++at) {
      auto const count = count_in(row.array()[at]);
      if (!count) return false;
      counts.marks[at] = *count;
    }
    out.fields.push_back(counts);
  }
  return true;
}

std::optional<MonthCounts> counts_from_json(Json const& json, std::size_t fields) {
  MonthCounts out;
  if (!json.is_object() || !read_fields(json["fields"], fields, out)) return std::nullopt;
  for (auto const& counter : counters) {
    auto const count = count_in(json[counter.name.view()]);
    if (!count) return std::nullopt;
    out.*counter.count = *count;
  }
  out.lag_days = json["lag_days"].integer();
  out.lag_days_most = json["lag_days_most"].integer();
  for (std::size_t at = 0; at < clash_count; ++at) {
    auto const count = count_in(json[name_of(static_cast<Clash>(at)).view()]);
    if (!count) return std::nullopt;
    out.clashes[at] = *count;
  }
  return out;
}

void add_rows(MonthCounts& to, MonthCounts const& from) {
  for (auto const& counter : counters) to.*counter.count += from.*counter.count;
  if (from.lags != 0) {
    auto const first = to.lags == from.lags;  // nothing was there before the lines above added it
    to.lag_days_most = first ? from.lag_days_most : std::max(to.lag_days_most, from.lag_days_most);
    to.lag_days += from.lag_days;
  }
  for (std::size_t at = 0; at < clash_count; ++at) to.clashes[at] += from.clashes[at];
}

tl::unexpected<Problem> damaged() {
  return fail(Fault::malformed, "quality.damaged", "The stored quality counts cannot be read.",
              "Submit the file again; the counts are made anew.");
}

}  // namespace

FixedText name_of(Clash clash) {
  switch (clash) {
    case Clash::end_before_start:
      return "end_before_start";
    case Clash::area_without_point:
      return "area_without_point";
    case Clash::outside_the_area:
      return "outside_the_area";
    case Clash::received_too_early:
      return "received_too_early";
    case Clash::swapped_pair:
      return "swapped_pair";
    case Clash::age_and_birth_date:
      return "age_and_birth_date";
  }
  return "";
}

FixedText name_of(Mark mark) {
  return mark_names[static_cast<std::size_t>(mark)];
}

std::uint64_t FieldCounts::total() const {
  return std::accumulate(marks.begin(), marks.end(), std::uint64_t{0});
}
std::uint64_t FieldCounts::present() const {
  return total() - of(Mark::placeholder) - of(Mark::missing);
}
std::uint64_t FieldCounts::valid() const {
  return of(Mark::ok) + of(Mark::changed);
}

std::optional<double> FieldCounts::completeness() const {
  if (total() == 0) return std::nullopt;
  return static_cast<double>(present()) / static_cast<double>(total());
}

std::optional<double> FieldCounts::validity() const {
  if (present() == 0) return std::nullopt;
  return static_cast<double>(valid()) / static_cast<double>(present());
}

std::optional<double> MonthCounts::mean_lag_days() const {
  if (lags == 0) return std::nullopt;
  return static_cast<double>(lag_days) / static_cast<double>(lags);
}

std::int64_t lag_in_days(Month month, Date received) {
  return (received - (month.next().first_day() - std::chrono::days{1})).count();
}

FeedQuality::FeedQuality(std::vector<std::string> fields)
    : fields_{std::move(fields)},
      slot_of_month_(known_months, no_slot),
      month_of_slot_(1),
      months_(1),
      cells_(fields_.size() * mark_count) {}

FeedQuality::Slot FeedQuality::slot(Month month) {
  auto const place = month.index - first_index;
  if (place < 0 || static_cast<std::size_t>(place) >= known_months) return undated;
  auto& found = slot_of_month_[static_cast<std::size_t>(place)];
  if (found == no_slot) {
    found = static_cast<std::uint16_t>(months_.size());
    month_of_slot_.push_back(month);
    months_.emplace_back();
    cells_.resize(cells_.size() + fields_.size() * mark_count);
  }
  return found;
}

void FeedQuality::row(Slot slot, Fate fate) {
  auto& counts = months_[slot];
  switch (fate) {
    case Fate::accepted:
      ++counts.accepted;
      break;
    case Fate::quarantined:
      ++counts.quarantined;
      break;
    case Fate::skipped:
      ++counts.skipped;
      break;
  }
}

void FeedQuality::lag(Slot slot, std::int64_t days) {
  auto& counts = months_[slot];
  counts.lag_days_most = counts.lags == 0 ? days : std::max(counts.lag_days_most, days);
  ++counts.lags;
  counts.lag_days += days;
}

void FeedQuality::point(Slot slot, bool first_this_month, bool first_ever) {
  months_[slot].points += first_this_month ? 1 : 0;
  months_[slot].points_new += first_this_month && first_ever ? 1 : 0;
}

MonthCounts FeedQuality::read_slot(Slot slot) const {
  auto out = months_[slot];
  out.fields.resize(fields_.size());
  for (std::size_t field = 0; field < fields_.size(); ++field) {
    auto const* const first = cells_.data() + (slot * fields_.size() + field) * mark_count;
    std::copy(first, first + mark_count, out.fields[field].marks.begin());
  }
  return out;
}

std::vector<Month> FeedQuality::months() const {
  std::vector<Month> out;
  for (std::size_t slot = 1; slot < months_.size(); ++slot) {
    if (months_[slot].read() > 0) out.push_back(month_of_slot_[slot]);
  }
  std::ranges::sort(out);
  return out;
}

std::optional<MonthCounts> FeedQuality::counts(Month month) const {
  auto const place = month.index - first_index;
  if (place < 0 || static_cast<std::size_t>(place) >= known_months) return std::nullopt;
  auto const slot = slot_of_month_[static_cast<std::size_t>(place)];
  if (slot == no_slot || months_[slot].read() == 0) return std::nullopt;
  return read_slot(slot);
}

MonthCounts FeedQuality::undated_counts() const {
  return read_slot(undated);
}

MonthCounts FeedQuality::total() const {
  MonthCounts out;
  out.fields.resize(fields_.size());
  for (Slot slot = 0; slot < months_.size(); ++slot) {
    auto const counts = read_slot(slot);
    add_rows(out, counts);
    for (std::size_t field = 0; field < fields_.size(); ++field) {
      for (std::size_t mark = 0; mark < mark_count; ++mark) {
        out.fields[field].marks[mark] += counts.fields[field].marks[mark];
      }
    }
  }
  return out;
}

void FeedQuality::add_to(Slot slot, MonthCounts const& counts, std::span<std::size_t const> places) {
  add_rows(months_[slot], counts);
  for (std::size_t field = 0; field < counts.fields.size(); ++field) {
    auto* const first = cells_.data() + (slot * fields_.size() + places[field]) * mark_count;
    for (std::size_t mark = 0; mark < mark_count; ++mark) first[mark] += counts.fields[field].marks[mark];
  }
}

void FeedQuality::merge(FeedQuality const& other) {
  auto fields = fields_;
  std::vector<std::size_t> places;
  for (auto const& field : other.fields_) {
    auto const found = std::ranges::find(fields, field);
    places.push_back(static_cast<std::size_t>(found - fields.begin()));
    if (found == fields.end()) fields.push_back(field);
  }
  if (fields.size() != fields_.size()) {
    // a wider table: the slots keep their order, the new columns are empty
    auto const wide = fields.size() * mark_count;
    auto const narrow = fields_.size() * mark_count;
    std::vector<std::uint64_t> cells(months_.size() * wide);
    for (std::size_t slot = 0; slot < months_.size(); ++slot) {
      std::copy_n(cells_.begin() + static_cast<std::ptrdiff_t>(slot * narrow), narrow,
                  cells.begin() + static_cast<std::ptrdiff_t>(slot * wide));
    }
    cells_ = std::move(cells);
    fields_ = std::move(fields);
  }
  for (Slot from = 0; from < other.months_.size(); ++from) {
    auto const to = from == undated ? undated : slot(other.month_of_slot_[from]);
    add_to(to, other.read_slot(from), places);
  }
}

FeedQuality FeedQuality::rows_only() const {
  FeedQuality out{{}};
  for (Slot from = 0; from < months_.size(); ++from) {
    auto counts = read_slot(from);
    counts.fields.clear();
    out.add_to(from == undated ? undated : out.slot(month_of_slot_[from]), counts, {});
  }
  return out;
}

FeedQuality FeedQuality::for_others() const {
  constexpr std::uint64_t least = 8;
  auto const round = [](std::uint64_t& count) { count = (count + 2) / 5 * 5; };
  FeedQuality out{fields_};
  std::vector<std::size_t> places(fields_.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  for (Slot from = 0; from < months_.size(); ++from) {
    auto exact = read_slot(from);
    if (exact.read() < least) continue;
    MonthCounts counts;
    counts.accepted = exact.accepted;
    counts.quarantined = exact.quarantined;
    counts.skipped = exact.skipped;
    for (auto* count : {&counts.accepted, &counts.quarantined, &counts.skipped}) round(*count);
    if (auto const lag = exact.mean_lag_days()) {
      counts.lags = 1;
      counts.lag_days = counts.lag_days_most = std::llround(*lag);
    }
    counts.fields = std::move(exact.fields);
    for (auto& field : counts.fields) {
      for (auto& mark : field.marks) round(mark);
    }
    out.add_to(from == undated ? undated : out.slot(month_of_slot_[from]), counts, places);
  }
  return out;
}

Json FeedQuality::to_json() const {
  Json fields{Json::Array{}};
  for (auto const& field : fields_) fields.push(field);
  Json months{Json::Object{}};
  for (auto const month : this->months()) months.set(format_month(month), counts_to_json(*counts(month)));
  Json out;
  out.set("version", 1);
  out.set("fields", std::move(fields));
  out.set("months", std::move(months));
  if (months_[undated].read() > 0) out.set("undated", counts_to_json(undated_counts()));
  return out;
}

Result<FeedQuality> FeedQuality::from_json(Json const& json) {
  if (json["version"].integer() != 1 || !json["fields"].is_array() || !json["months"].is_object())
    return damaged();
  std::vector<std::string> fields;
  for (auto const& field : json["fields"].array()) {
    if (!field.is_string()) return damaged();
    fields.push_back(field.string());
  }
  FeedQuality out{std::move(fields)};
  std::vector<std::size_t> places(out.fields_.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  for (auto const& [name, stored] : json["months"].object()) {
    auto const month = parse_month(name);
    auto const counts = counts_from_json(stored, places.size());
    if (!month || !counts || out.slot(*month) == undated) return damaged();
    out.add_to(out.slot(*month), *counts, places);
  }
  if (json.contains("undated")) {
    auto const counts = counts_from_json(json["undated"], places.size());
    if (!counts) return damaged();
    out.add_to(undated, *counts, places);
  }
  return out;
}

}  // namespace concordat::intake
