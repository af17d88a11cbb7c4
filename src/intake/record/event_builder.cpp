// SPDX-License-Identifier: Apache-2.0
#include "intake/record/event_builder.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>

#include "base/summer_time.h"
#include "intake/standardise/age_band.h"
#include "intake/standardise/location.h"

namespace concordat::intake {
namespace {

constexpr std::int32_t day_minutes = 1440;
constexpr std::int32_t hour_minutes = 60;
/// Day 0 of a spreadsheet is 30 December 1899, or 1 January 1900.
constexpr int last_spreadsheet_year = 1900;
constexpr std::string_view private_place = "private";

/// The first three letters and digits of a code, in capitals: what a range is compared with.
std::string block_of(std::string_view code) {
  std::string block;
  for (auto const letter : code) {
    if (block.size() == 3) break;
    auto const byte = static_cast<unsigned char>(letter);
    if (byte < 0x80 && std::isalnum(byte) != 0) block += static_cast<char>(std::toupper(byte));
  }
  return block;
}

Month month_of_minutes(std::int64_t utc_minutes, std::int16_t offset) {
  auto const days = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::minutes>{
      std::chrono::minutes{utc_minutes + offset}});
  return Month::of(days);
}

/// What a cell means; nothing for a code that no list knows: a rule about homes must not take it for a place it knows.
std::string_view meaning_of(ColumnPlan const* plan) {
  if (plan == nullptr) return {};
  if (plan->has_codes) return plan->meaning;
  return plan->may_rest_open() ? std::string_view{plan->value.text} : std::string_view{};
}

/// "Domestic assault", but no "non-domestic burglary".
bool says_domestic(std::string_view word) {
  for (auto const* spelling : {"omestic", "OMESTIC"}) {
    auto const at = word.find(spelling);
    if (at == std::string_view::npos || at == 0) continue;
    auto const before = word.substr(0, at - 1);
    if (!before.ends_with("on-") && !before.ends_with("ON-") && !before.ends_with("on ") && !before.ends_with("ON ")) return true;
  }
  return false;
}

/// Whether a cell says nothing, not even something that cannot be read.
bool is_blank(ColumnPlan const* plan) {
  return plan == nullptr || plan->value.verdict == Verdict::missing || plan->value.verdict == Verdict::placeholder;
}

/// From midnight to midnight: 23 or 25 hours where the clocks change.
std::int32_t minutes_of_day_from(std::int64_t utc_minutes) {
  auto const offset = [](std::int64_t at) { return is_british_summer(Instant{std::chrono::minutes{at}}) ? 60 : 0; };
  return day_minutes - (offset(utc_minutes + day_minutes) - offset(utc_minutes));
}

RowFault fault_at(ColumnPlan const& plan, FixedText code, FixedText remedy) {
  return RowFault{static_cast<std::uint32_t>(plan.column + 1), plan.field, code, remedy};
}

}  // namespace

EventBuilder::EventBuilder(Profile const& profile, std::vector<ColumnPlan>& plans, std::size_t field_count,
                           MaybeField domestic, bool counts_from_arrival, PipelineOptions const& options)
    : profile_{profile},
      plans_{plans},
      plan_of_field_(field_count, -1),
      domestic_{domestic},
      counts_from_arrival_{counts_from_arrival},
      options_{options},
      datetime_{standardiser("datetime")},
      month_only_{standardiser("month")},
      this_month_{Month::of(std::chrono::floor<std::chrono::days>(options.received))} {
  for (std::size_t i = 0; i < plans.size(); ++i) plan_of_field_[plans[i].field] = static_cast<std::int32_t>(i);
  if (profile.category) categories_.add(profile.category->words);
  if (auto projector = Projector::make()) projector_ = std::move(*projector);
}

ColumnPlan* EventBuilder::plan(MaybeField field) {
  if (!field || plan_of_field_[*field] < 0) return nullptr;
  return &plans_[static_cast<std::size_t>(plan_of_field_[*field])];
}

ColumnPlan* EventBuilder::usable(MaybeField field) {
  auto* found = plan(field);
  return found != nullptr && found->value.usable() ? found : nullptr;
}

std::optional<EventBuilder::When> EventBuilder::from_date_and_time() {
  auto const* date = usable(profile_.time.date);
  if (date == nullptr) return std::nullopt;
  auto const* time = usable(profile_.time.time);
  joined_ = date->value.text;
  // Midnight of a day alone still needs the offset of that day, so it goes through the same door.
  joined_ += time != nullptr ? "T" + time->value.text : "T00:00";
  datetime_(joined_, date->context, moment_);
  if (!moment_.usable()) return std::nullopt;
  When when;
  when.starts = moment_.number;
  when.utc_offset = moment_.utc_offset;
  when.precision = time != nullptr ? Precision::minute : Precision::day;
  when.minutes = time != nullptr ? 0 : minutes_of_day_from(moment_.number);
  return when;
}

// Counts in the day, month and quarter of the arrival: most come within hours, and the file of a month is of its arrivals.
std::optional<EventBuilder::When> EventBuilder::before_arrival(bool untold) {
  auto const& time = profile_.time;
  if (!counts_from_arrival_ || (!untold && (!is_blank(plan(time.at)) || !is_blank(plan(time.date))))) return std::nullopt;
  auto const* arrived = usable(time.reported);
  if (arrived == nullptr) return std::nullopt;
  auto const& at = arrived->value;
  auto const uncertain = at.precision == Precision::day ? minutes_of_day_from(at.number) : at.precision == Precision::hour ? hour_minutes : 0;
  When when;
  when.starts = at.number - day_minutes;
  when.minutes = day_minutes + uncertain;
  when.utc_offset = at.utc_offset;
  when.precision = Precision::unknown;
  when.month = month_of_minutes(at.number, at.utc_offset);
  return when;
}

bool EventBuilder::is_domestic() {
  auto const* flag = plan(domestic_);
  // One that cannot be read may say yes.
  if (!is_blank(flag) && !(flag->value.usable() && flag->value.number == 0)) return true;
  auto const* word = plan(profile_.category->field);
  return word != nullptr && says_domestic(word->raw);
}

std::optional<EventBuilder::When> EventBuilder::from_moment() {
  auto const* at = usable(profile_.time.at);
  if (at == nullptr) return from_date_and_time();
  When when;
  when.starts = at->value.number;
  when.utc_offset = at->value.utc_offset;
  when.precision = at->value.precision == Precision::unknown ? Precision::minute : at->value.precision;
  when.minutes = when.precision == Precision::day ? minutes_of_day_from(at->value.number) : when.precision == Precision::hour ? hour_minutes : 0;
  return when;
}

bool EventBuilder::cannot_be(When const& moment, std::vector<RowFault>& faults) {
  auto const* told = usable(profile_.time.at);
  if (told == nullptr) told = usable(profile_.time.date);
  if (told == nullptr) return false;
  if (month_of_minutes(*moment.starts, moment.utc_offset).year() <= last_spreadsheet_year) {
    faults.push_back(fault_at(*told, "event.spreadsheet-zero", "The year is 1899 or 1900, which a spreadsheet makes of an empty or a small cell: write the date, or leave it blank. It was taken as blank."));
    return true;
  }
  auto const* arrived = counts_from_arrival_ ? usable(profile_.time.reported) : nullptr;
  if (arrived == nullptr) return false;
  auto const& at = arrived->value;
  auto const last = at.number + (at.precision == Precision::day ? minutes_of_day_from(at.number) : at.precision == Precision::hour ? hour_minutes : 0);
  if (*moment.starts <= last) return false;
  faults.push_back(fault_at(*told, "event.after-arrival", "The assault lies after the arrival: check the two. The row is kept as one whose time is not known."));
  return true;
}

EventBuilder::When EventBuilder::when(Built& built, std::vector<RowFault>& faults) {
  auto said = from_moment();
  bool const untold = said && cannot_be(*said, faults);
  if (said && !untold) {
    said->month = month_of_minutes(*said->starts, said->utc_offset);
    close_window(*said, built);
    return *said;
  }
  if (auto const before = before_arrival(untold)) return *before;
  When when;
  if (auto const* month = usable(profile_.time.month)) {
    when.precision = Precision::month;
    when.month = month_in(*month);
  }
  return when;
}

void EventBuilder::close_window(When& when, Built& built) {
  auto const* end = usable(profile_.time.end);
  if (end == nullptr) return;
  auto const length = end->value.number - *when.starts;
  if (length < 0) {
    built.clashes.push_back(Clash::end_before_start);
  } else {
    // A window of more than a month says nothing about the hour; cut, it still says which month.
    when.minutes = static_cast<std::int32_t>(std::min<std::int64_t>(length, 31 * day_minutes));
  }
}

std::optional<CleanPlace> EventBuilder::from_degrees(Built& built, std::vector<RowFault>& faults) {
  auto* longitude = usable(profile_.place.longitude);
  auto* latitude = usable(profile_.place.latitude);
  if (longitude == nullptr || latitude == nullptr) {
    // A pair swapped in the file fails cell by cell; together they show what happened.
    auto* first = plan(profile_.place.longitude);
    auto* second = plan(profile_.place.latitude);
    if (first != nullptr && second != nullptr && first->value.verdict != Verdict::missing &&
        second->value.verdict != Verdict::missing && check_degrees(first->value.decimal, second->value.decimal) == PairCheck::swapped) {
      built.clashes.push_back(Clash::swapped_pair);
      faults.push_back(fault_at(*second, "place.swapped", "Longitude and latitude changed places: swap the two columns."));
    }
    return std::nullopt;
  }
  auto const check = check_degrees(longitude->value.decimal, latitude->value.decimal);
  if (check == PairCheck::swapped) {
    built.clashes.push_back(Clash::swapped_pair);
    faults.push_back(fault_at(*latitude, "place.swapped", "Longitude and latitude changed places: swap the two columns."));
    return std::nullopt;
  }
  if (check == PairCheck::zero) return std::nullopt;
  auto const metres = projector_ ? projector_->to_metres({longitude->value.decimal, latitude->value.decimal}) : std::nullopt;
  if (!metres) {
    faults.push_back(fault_at(*latitude, "place.outside-great-britain",
                              "The point lies outside Great Britain: check the two numbers and their order."));
    return std::nullopt;
  }
  return CleanPlace{static_cast<std::int32_t>(std::lround(metres->easting)),
                    static_cast<std::int32_t>(std::lround(metres->northing)), Projector::accuracy_metres};
}

std::optional<CleanPlace> EventBuilder::from_metres(Built& built, std::vector<RowFault>& faults) {
  auto* easting = usable(profile_.place.easting);
  auto* northing = usable(profile_.place.northing);
  if (easting == nullptr || northing == nullptr) return std::nullopt;
  auto const check = check_metres(easting->value.number, northing->value.number);
  if (check == PairCheck::zero) return std::nullopt;
  if (check == PairCheck::swapped) {
    built.clashes.push_back(Clash::swapped_pair);
    faults.push_back(fault_at(*northing, "place.swapped", "Easting and northing changed places: swap the two columns."));
    return std::nullopt;
  }
  if (check == PairCheck::outside) {
    faults.push_back(fault_at(*northing, "place.outside-great-britain",
                              "The point lies outside Great Britain: check the two numbers and their order."));
    return std::nullopt;
  }
  return CleanPlace{static_cast<std::int32_t>(easting->value.number), static_cast<std::int32_t>(northing->value.number), 1};
}

std::optional<CleanPlace> EventBuilder::place(Built& built, std::vector<RowFault>& faults) {
  auto const before = faults.size();
  if (auto const degrees = from_degrees(built, faults)) return degrees;
  if (auto const metres = from_metres(built, faults)) return metres;
  if (auto const* reference = usable(profile_.place.grid_reference)) {
    if (auto const square = grid_square(reference->value.text)) {
      auto const half = square->size / 2;
      return CleanPlace{square->easting + half, square->northing + half, square->size};
    }
  }
  // Last: words. A coordinate that was given and refused is not replaced by a guess.
  if (auto const* told = plan(profile_.place.place_text); told != nullptr && options_.match_place && faults.size() == before) {
    return options_.match_place(told->raw);
  }
  return std::nullopt;
}

void EventBuilder::ask_areas(CleanEvent const& event, Built& built, std::vector<RowFault>& faults) {
  if (!options_.ask_areas || !event.place) return;
  auto const answer = options_.ask_areas(*event.place, event.area_code);
  if (answer.of_point < 0) {
    built.clashes.push_back(Clash::outside_the_area);
    auto* where = plan(profile_.place.latitude);
    if (where == nullptr) where = plan(profile_.place.northing);
    if (where == nullptr) where = plan(profile_.place.grid_reference);
    faults.push_back({where == nullptr ? 0 : static_cast<std::uint32_t>(where->column + 1),
                      where == nullptr ? RowFault::no_field : where->field, "place.outside-partnership",
                      "The point lies in none of this partnership's areas: in the sea, or in another force's area. "
                      "Correct it, or leave it: the row is kept and drawn on no map."});
  } else if (!event.area_code.empty() && answer.of_code >= 0 && answer.of_code != answer.of_point) {
    built.clashes.push_back(Clash::area_without_point);
  }
}

bool EventBuilder::has_bad_moment() {
  for (auto const& field : {profile_.time.at, profile_.time.date, profile_.time.month}) {
    auto const* found = plan(field);
    if (found != nullptr && found->value.verdict == Verdict::invalid) return true;
  }
  return false;
}

CodeRange const* EventBuilder::range_of(std::string_view code) const {
  auto const& ranges = profile_.category->ranges;
  if (ranges.empty()) return nullptr;
  auto const block = block_of(code);
  auto const found = std::find_if(ranges.begin(), ranges.end(), [&](CodeRange const& range) {
    return block.size() == 3 && range.from <= block && block <= range.until;
  });
  return found == ranges.end() ? nullptr : &*found;
}

bool EventBuilder::categorise(CleanEvent& event, std::vector<RowFault>& faults) {
  auto const& map = *profile_.category;
  if (!map.field) {
    event.category = map.constant;
    return true;
  }
  auto* word = plan(map.field);
  event.category = map.otherwise;
  if (word != nullptr && word->value.usable()) {
    auto answer = word->said.look(word->raw);
    word->by_person = answer.known;
    if (!answer.known) answer = categories_.look(word->value.text);
    if (!answer.known) answer = categories_.look(word->raw);
    word->unplaced = !answer.known;
    if (answer.known) {
      event.category = answer.to;
      word->known = !word->by_person;
    } else if (auto const* range = range_of(word->value.text)) {
      event.category = range->to;
      word->unplaced = false;
    }
  }
  if (!event.category.empty()) return true;
  faults.push_back({word == nullptr ? 0 : static_cast<std::uint32_t>(word->column + 1),
                    word == nullptr ? RowFault::no_field : word->field, "category.unknown",
                    "The profile does not know this category: correct it, or say what it means where the columns are confirmed."});
  return false;
}

Month EventBuilder::month_in(ColumnPlan const& plan) const {
  // What the number counts depends on the standardiser, not on how exact the value is: minutes, months or days.
  if (plan.standardise == datetime_) return month_of_minutes(plan.value.number, plan.value.utc_offset);
  if (plan.standardise == month_only_) return Month{static_cast<int>(plan.value.number)};
  return Month::of(Date{std::chrono::days{plan.value.number}});
}

std::optional<Month> EventBuilder::stated_period() {
  // The moment itself counts in minutes and has told its month.
  if (profile_.period.from == profile_.time.at) return std::nullopt;
  auto const* period = usable(profile_.period.from);
  if (period == nullptr) return std::nullopt;
  return month_in(*period);
}

void EventBuilder::build(Built& built, std::vector<RowFault>& faults) {
  built.event.reset();
  built.clashes.clear();
  auto const faults_before = faults.size();
  auto const moment = when(built, faults);
  bool const has_said = faults.size() > faults_before;
  built.period = stated_period();
  built.month = moment.month ? moment.month : built.period;
  if (!built.period) built.period = built.month;
  if (!profile_.category) return;
  CleanEvent event;
  bool good = categorise(event, faults);
  if (!moment.month) {
    // A cell that cannot be a date has said so already.
    if (!has_bad_moment() && !has_said) {
      faults.push_back({0, RowFault::no_field, "event.no-month", "Say when it happened: at least the month is needed."});
    }
    good = false;
  } else if (profile_.refuse_future && this_month_ < *moment.month) {
    faults.push_back({0, RowFault::no_field, "event.in-future", "The event lies after the day it was received: check the date."});
    good = false;
  }
  auto const before = faults.size();
  event.place = place(built, faults);
  good = good && faults.size() == before;
  if (!good) return;
  event.month = *moment.month;
  event.starts = moment.starts;
  event.minutes = moment.minutes;
  event.utc_offset = moment.utc_offset;
  event.precision = moment.precision;
  if (auto const* area = usable(profile_.place.area_code)) {
    event.area_code = area->value.text;
    event.area_vintage = profile_.place.area_vintage;
  }
  event.method = meaning_of(usable(profile_.method));
  event.place_type = meaning_of(usable(profile_.place.place_type));
  // That it was domestic is not kept open; that it is drawn at no point, and looked at near no place, is. At home or elsewhere: "private".
  if (is_domestic()) event.place_type = private_place;
  if (auto const* age = usable(profile_.age_band)) event.age_band = age_band_of(age->value.text);
  event.discovered = profile_.discovered;
  ask_areas(event, built, faults);
  built.event = event;
}

}  // namespace concordat::intake
