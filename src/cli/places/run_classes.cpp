// SPDX-License-Identifier: Apache-2.0
// places classes: how each cell went from period to period.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/date.h"
#include "cli/places/event_file.h"
#include "cli/places/out_table.h"
#include "cli/places/runs.h"
#include "places/spatial/hotspot.h"
#include "places/spatial/study_area.h"

namespace concordat::cli {
namespace {

constexpr std::int64_t fewest_periods = 5;

std::string_view class_word(places::HotspotClass one) {
  switch (one) {
    case places::HotspotClass::persistent: return "persistent";
    case places::HotspotClass::emerging: return "emerging";
    case places::HotspotClass::intermittent: return "intermittent";
    case places::HotspotClass::former: return "former";
    case places::HotspotClass::none: break;
  }
  return "none";
}

/// Of each event; no_month where its time is not known.
std::vector<std::int32_t> months_of(EventFile const& events) {
  std::vector<std::int32_t> months;
  for (auto const start : events.start) {
    if (start == places::no_time) months.push_back(places::no_month);
    else months.push_back(Month::of(Date{std::chrono::days{(start - (start % 1440 + 1440) % 1440) / 1440}}).index);
  }
  return months;
}

/// The latest whole number of periods that the file reaches over, or that --first-month and --last-month say.
Result<places::MonthRange> span_of(PlacesArguments const& arguments, std::vector<std::int32_t> const& months) {
  std::optional<Month> first;
  std::optional<Month> last;
  for (auto const month : months) {
    if (month == places::no_month) continue;
    first = first ? std::min(*first, Month{month}) : Month{month};
    last = last ? std::max(*last, Month{month}) : Month{month};
  }
  for (auto const& [said, to] : {std::pair{&arguments.first_month, &first}, std::pair{&arguments.last_month, &last}}) {
    if (said->empty()) continue;
    auto const month = parse_month(*said);
    if (!month) return fail(Fault::malformed, "classes.month", "The first or last month is no month.", "Write it as 2026-03.");
    *to = *month;
  }
  if (arguments.months < 1 || arguments.months > 12) return fail(Fault::malformed, "classes.months", "A period is not of 1 to 12 months.", "Leave it at 3, or take 1 where there are many events.");
  auto const each = static_cast<int>(arguments.months);
  auto const periods = first && last && *first <= *last ? (last->index - first->index + 1) / each : 0;
  if (periods < fewest_periods) {
    return fail(Fault::missing, "classes.too-short", "There are fewer than five periods to compare.", "Give more months of events, or shorter periods with --months.");
  }
  return places::MonthRange{Month{last->index - periods * each + 1}, *last};
}

std::string classes_text(std::array<std::int64_t, 5> const& counts) {
  return fmt::format("{} persistent, {} emerging, {} intermittent, {} former; the others are hot in fewer than a tenth of the periods.\n", counts[1], counts[2], counts[3], counts[4]);
}

}  // namespace

Tried<PlacesAnswer> run_classes(PlacesArguments const& arguments) {
  auto const read = read_on_grid(arguments);
  if (!read) return stopped(read);
  auto const& [areas, events, elsewhere, grid] = *read;
  auto const around = neighbourhood_of(arguments);
  if (!around) return stopped(around);
  auto const permutations = permutations_of(arguments, 9999);
  if (!permutations) return stopped(permutations);
  auto const months = months_of(events);
  auto const span = span_of(arguments, months);
  if (!span) return stopped(span);
  auto const reported = places::ReportedEvents::admit({.x = events.x, .y = events.y, .origin = events.origin, .month = months});
  if (!reported) return stopped(reported);
  auto const inside_area = areas ? places::StudyArea{*areas, grid}.inside() : std::vector<std::uint8_t>{};
  auto const each = static_cast<int>(arguments.months);
  auto const hot = places::hot_by_period(*reported, grid, *span, each,
                                         {.neighbourhood = *around, .inside = inside_area, .permutations = *permutations, .seed = static_cast<std::uint64_t>(arguments.seed), .go_on = arguments.go_on});
  if (!hot) return stopped(hot);
  auto const classes = places::classify_hotspots(*hot);
  if (!classes) return stopped(classes);
  auto const counts = places::count_on_grid(*reported, grid);
  OutTable out{.columns = {"ix", "iy", "x", "y", "events", "periods_hot", "class"}, .rows = {}};
  std::array<std::int64_t, 5> by_class{};
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    if (!inside_area.empty() && inside_area[cell] == 0) continue;
    ++by_class[static_cast<std::size_t>((*classes)[cell])];
    auto row = cell_columns(grid, cell);
    row.insert(row.end(), {static_cast<std::int64_t>(counts[cell]), static_cast<std::int64_t>(std::ranges::count_if(*hot, [cell](auto const& period) { return period[cell] != 0; })),
                           std::string{class_word((*classes)[cell])}});
    out.rows.push_back(std::move(row));
    out.boxes.push_back(grid.cell_box(cell));
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  auto const undated = std::ranges::count(months, places::no_month);
  auto const outside = std::ranges::count_if(months, [&](std::int32_t month) { return month != places::no_month && (month < span->first.index || month > span->last.index); });
  bool const few = static_cast<std::int64_t>(events.x.size()) - undated - outside < 30 * static_cast<std::int64_t>(hot->size());
  Json json;
  json.set("periods", static_cast<std::uint64_t>(hot->size())).set("first_month", format_month(span->first)).set("last_month", format_month(span->last));
  json.set("persistent", by_class[1]).set("emerging", by_class[2]).set("intermittent", by_class[3]).set("former", by_class[4]).set("outside_months", static_cast<std::int64_t>(outside)).set("few", few);
  auto text = fmt::format("{} periods of {} months, {} to {}, Gi* of each.\n{}", hot->size(), each, format_month(span->first), format_month(span->last), classes_text(by_class));
  if (outside > 0) text += fmt::format("{} events lie before or after these months, and count for nothing but the column of events.\n", outside);
  if (few) text += "Fewer than 30 events a period: say so on the map.\n";
  text += left_out_text(elsewhere + static_cast<std::uint64_t>(undated));
  PlacesAnswer answer{std::move(json), text + std::string{unprotected}};
  events.days_aside.tell(answer);
  return answer;
}

}  // namespace concordat::cli
