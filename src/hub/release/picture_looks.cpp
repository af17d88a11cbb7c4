// SPDX-License-Identifier: Apache-2.0
// Four looks of an analyst (picture_repeats.cpp has the others, picture_parts.cpp what is of a part): patterns, hotspots, change, contrast. Each is a table of the fixed list like any other.
#include <algorithm>

#include <fmt/format.h>

#include "hub/release/map_reports.h"
#include "protection/looks/change.h"
#include "protection/looks/contrast.h"
#include "protection/looks/hot_history.h"

namespace concordat::hub {
namespace {

constexpr int most_quarters_back = 7;
constexpr double least_inside = 0.5;  ///< of a square, for it to be tested: StudyArea::inside
constexpr std::string_view reported_only =
    "Only what somebody reported or was treated for is counted; what was found by stopping and searching is not.";

std::string count_words(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// The classes of a map of areas: 0 is hatched, 1 white, and from 2 on one hue from light to dark.
struct Shading {
  std::vector<std::string> labels;
  std::vector<std::uint8_t> of_area;
};

Shading shading_of(std::vector<protection::AreaChange> const& areas) {
  Shading shading{{"hidden or not available", "may be chance", "fewer", "more"}, {}};
  for (auto const& area : areas) {
    if (area.state != protection::ChangeState::told) shading.of_area.push_back(0);
    else if (area.direction == places::Direction::none) shading.of_area.push_back(1);
    else shading.of_area.push_back(area.direction == places::Direction::down ? 2 : 3);
  }
  return shading;
}

Shading shading_of(std::vector<protection::Verdict> const& areas) {
  Shading shading{{"", "nothing can be said", "police know more of it than elsewhere",
                   "the emergency department knows more of it than elsewhere"}, {}};
  for (auto const verdict : areas) shading.of_area.push_back(static_cast<std::uint8_t>(static_cast<int>(verdict) + 1));
  return shading;
}

/// Names of the areas for which `is` holds, in order of their names.
template <class Values, class Is>
std::string names_where(std::vector<std::string> const& names, Values const& values, Is is) {
  constexpr std::size_t most = 12;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (is(values[i])) found.push_back(names[i]);
  }
  std::ranges::sort(found);
  auto const left = found.size() > most ? found.size() - most : 0;
  found.resize(found.size() - left);
  auto text = fmt::format("{}", fmt::join(found, ", "));
  if (left > 0) text += fmt::format(" and {} more, in the table", left);
  return text;
}

/// The first column and the last one.
protection::RawTable first_and_last(protection::RawTable const& raw) {
  auto const columns = raw.labels.columns.size();
  auto const pick = [columns]<class Cell>(std::vector<Cell> const& cells) {
    std::vector<Cell> kept;
    for (std::size_t row = 0; row < cells.size(); row += columns) {
      kept.push_back(cells[row]);
      kept.push_back(cells[row + columns - 1]);
    }
    return kept;
  };
  protection::RawTable two{raw.labels, pick(raw.cells), pick(raw.of_others), pick(raw.withheld)};
  two.labels.columns = {raw.labels.columns.front(), raw.labels.columns.back()};
  return two;
}

}  // namespace

std::optional<std::size_t> source_of(Granted const& granted, std::string_view feed_kind) {
  auto const found = std::ranges::find(granted.sources, feed_kind, &SourceDecision::feed_kind);
  if (found == granted.sources.end()) return std::nullopt;
  return static_cast<std::size_t>(found - granted.sources.begin());
}

std::optional<std::size_t> source_of_police(Granted const& granted) {
  auto const own = source_of(granted, "police_incidents");
  return own ? own : source_of(granted, "police_street");
}

Result<protection::HotMap> Artist::hot_squares(places::ReportedEvents const& events, places::StudyArea const& area, protection::MapOptions const& options) const {
  Given given{"hot_map"};
  given.events(&events).events(options.of_others).events(options.rest).number(options.smallest_support);
  return worked_out<protection::HotMap>(given, [&] { return protection::hot_map(events, area, map_bandwidth_metres, options); });
}

Result<void> Artist::look() {
  switch (granted_.table->kind) {
    case TableKind::patterns: return patterns();
    case TableKind::hotspots: return hotspots();
    case TableKind::change: return change();
    case TableKind::contrast: return contrast();
    case TableKind::near_repeat: return near_repeat();
    case TableKind::scan: return scan();
    case TableKind::around: return around();
    case TableKind::space_time: return space_time();
    case TableKind::funnel: return funnel();
    case TableKind::signals: return signals();
    case TableKind::forecast: return forecast();
    default: return {};
  }
}

void Artist::say(std::vector<render::Finding> const& findings, FixedText method) {
  auto const page = about(granted_.table->title.view(), of_part(period_text(granted_.table->kind, periods_)), method);
  add("summary.txt", "text/plain", render::summary(findings, page));
  said_by_ = method;
  std::string lead;
  for (auto const& finding : findings) lead += (lead.empty() ? "" : " ") + finding.text;
  parts_.insert(parts_.begin(), render::ReportPart{"summary", "In short", lead, {}});
}

Result<Artist::Located> Artist::located(Month first, Month last) {
  auto read = EventStore::read(hub_, granted_.sources, periods_.coverage, first, last, granted_.part);
  if (!read) return fail(read);
  auto area = areas_.locator.locate_all(read->x(), read->y());
  return Located{std::move(*read), std::move(area)};
}

Result<void> Artist::patterns() {
  if (auto done = completeness(); !done) return done;
  if (auto done = week_table(); !done) return done;
  if (auto done = weekdays(); !done) return done;
  std::vector<render::Finding> findings;
  if (!periods_.year) findings.push_back({true, "There is no complete calendar year yet, so there is no clock of the week."});
  if (!peak_words_.empty()) findings.push_back({false, peak_words_});
  findings.push_back({false, "Hours are local, Monday first. A report that is only known to lie between two times is spread evenly between them."});
  findings.push_back({false, "A square of the clock with few reports is hidden; do not read it as quiet."});
  findings.push_back({false, std::string{reported_only}});
  say(findings, method());
  return {};
}

Result<EventStore> Artist::inside(Month first, Month last) {
  auto const all = located(first, last);
  if (!all) return fail(all);
  std::vector<std::uint8_t> wanted;
  for (auto const area : all->area) wanted.push_back(area >= 0 ? 1 : 0);
  return all->events.only(wanted);
}

void Artist::draw_squares(protection::ClassedMap const& map, std::string const& period, render::MapText const& text, std::string lead) {
  auto const about = this->about(map.title(), period, map.method());
  auto const svg = render::svg_cells(map, areas_.stored.set, text, about);
  auto const name = "violence-" + text.id;
  add(name + ".csv", "text/csv", render::csv_cells(map, about));
  add(name + ".geojson", "application/geo+json", render::geojson_cells(map, to_degrees(), about));
  add(name + ".svg", "image/svg+xml", svg);
  parts_.push_back({text.id, text.title, std::move(lead), svg});
}

std::string Artist::areas_of(protection::ClassedMap const& map, std::uint8_t number) const {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t cell = 0; cell < map.classes().size(); ++cell) {
    if (map.classes()[cell] != number) continue;
    x.push_back(map.grid().centre(cell).x);
    y.push_back(map.grid().centre(cell).y);
  }
  std::vector<std::uint8_t> holds(areas_.stored.set.size(), 0);
  for (auto const area : areas_.locator.locate_all(x, y)) {
    if (area >= 0) holds[static_cast<std::size_t>(area)] = 1;
  }
  return names_where(names(), holds, [](std::uint8_t is) { return is != 0; });
}

Result<std::optional<render::Finding>> Artist::hot_over_time(places::StudyArea const& area, protection::HotMap const& newest, protection::MapOptions options) {
  std::vector<Quarter> quarters;
  for (int back = most_quarters_back; back >= 0; --back) {
    Quarter const quarter{periods_.map.index - back};
    if (periods_.coverage.complete(quarter)) quarters.push_back(quarter);
  }
  if (quarters.size() < protection::least_quarters) return std::optional<render::Finding>{};
  std::vector<protection::HotMap> maps;
  auto const ask = go_on("hot squares over time");
  for (auto const quarter : quarters) {
    if (quarter == periods_.map) {
      maps.push_back(newest);
      continue;
    }
    auto const events = map_events(quarter.first_month(), Month{quarter.first_month().index + 2});
    if (!events) return fail(events);
    MapReports const reports{*events};
    if (auto const& problem = reports.problem()) return tl::unexpected<Problem>{*problem};
    reports.into(options);
    options.go_on = go_on_in(ask, maps.size(), quarters.size());
    auto map = hot_squares(reports.events(), area, options);
    if (!map) return fail(map);
    maps.push_back(std::move(*map));
  }
  auto const all = map_events(quarters.front().first_month(), Month{quarters.back().first_month().index + 2});
  if (!all) return fail(all);
  MapReports const reports{*all};
  if (auto const& problem = reports.problem()) return tl::unexpected<Problem>{*problem};
  reports.into(options);
  options.title = "Hot squares over time";
  auto const history = protection::hot_history(maps, reports.events(), map_bandwidth_metres, options);
  if (!history) return fail(history);
  auto const period = of_part(fmt::format("{} to {}", format_quarter(quarters.front()), format_quarter(quarters.back())));
  draw_squares(history->map, period,
               {fmt::format("Hot squares over time, {}", period),
                "Squares of 250 metres by how they went: not hot, hot no longer, hot now and then, newly hot, and lasting. Where a white square was hot cannot be told.", "over-time"},
               fmt::format("Over {} complete quarters. What lasts asks for another answer than what is new.", quarters.size()));
  return std::optional{render::Finding{
      false, fmt::format("Over {} quarters: {} hot in at least four of five, {} hot lately for the first time, {} no longer hot.",
                         quarters.size(), count_words(history->lasting, "square", "squares"), history->newly, history->gone)}};
}

Result<void> Artist::hotspots() {
  auto const first = periods_.map.first_month();
  auto const events = map_events(first, Month{first.index + 2});
  if (!events) return fail(events);
  MapReports const reports{*events};
  if (auto const& problem = reports.problem()) return tl::unexpected<Problem>{*problem};
  auto const grid = places::Grid::over(hub_.partnership().box, hub_.partnership().grid_cell);
  if (!grid) return fail(grid);
  places::StudyArea const area{areas_.stored.set, *grid};
  auto const surface = places::density_inside(reports.events(), area, places::Kernel::gaussian, {.bandwidth = static_cast<double>(granted_.settings[Setting::map_bandwidth])});
  if (!surface) return fail(surface);
  auto options = map_options("Squares that stay hot", 3);
  reports.into(options);
  options.go_on = go_on("hot squares");
  auto const hot = hot_squares(reports.events(), area, options);
  if (!hot) return fail(hot);
  auto const period = of_part(format_quarter(periods_.map));
  bool const misses = hot->thin || hot->reach == 0;
  draw_squares(hot->map, period,
               {fmt::format("Squares that stay hot, {}", period),
                misses ? "Squares of 250 metres in two classes: hot, and hot in at least four of five resamples. Of a white square it cannot be told whether it is hot."
                       : "Squares of 250 metres in three classes: not hot, hot, and hot in at least four of five resamples.", "hotspots"},
               "The darkest squares stay hot when the reports are drawn again 200 times; the middle ones may be gone next quarter.");
  std::vector<render::Finding> findings;
  if (hot->few) findings.push_back({true, "Fewer than 30 reports have a place in this area: a map of so few says next to nothing."});
  if (hot->thin) findings.push_back({true, "Fewer than five reports are expected in a square with those around it: the test misses places where nearly all reports lie in one square. Look at the density below as well."});
  if (hot->reach == 0) findings.push_back({true, "Too few reports for so large an area to test which squares are hot; the density below shows where they lie."});
  if (misses && hot->hot == 0) {
    findings.push_back({false, "Which squares of 250 metres stand out by more than chance cannot be told: that the test finds none does not say that there is none."});
  } else {
    findings.push_back({false, fmt::format("{} of 250 metres stand out by more than chance; {} of them in at least four of five resamples.{}",
                                           count_words(hot->hot, "square", "squares"), hot->stable, misses ? " Of the other squares it cannot be told: they are white." : "")});
  }
  auto const beyond = std::ranges::count_if(area.coverage(), [](double inside) { return inside > 0 && inside < least_inside; });
  if (beyond > 0) findings.push_back({false, fmt::format("{} that lie more than half outside the area are white and were not tested: reports beyond the boundary are not in the data.", count_words(static_cast<std::size_t>(beyond), "square", "squares"))});
  if (hot->stable > 0) findings.push_back({false, fmt::format("Those that stay lie in: {}.", areas_of(hot->map, 3))});
  auto const over_time = hot_over_time(area, *hot, options);
  if (!over_time) return fail(over_time);
  if (*over_time) findings.push_back(**over_time);
  options.title = "Density of reports";
  options.support_reach = map_bandwidth_metres;
  auto const density = protection::classify(*surface, reports.events(), options);
  if (!density) return fail(density);
  draw_squares(*density, period,
               {fmt::format("Density of reports, {}", period),
                fmt::format("Squares of 250 metres in {} classes of density, corrected at the boundary of the area.", options.classes), "density"},
               "Corrected at the boundary: without that a place beside it would look half as dense as it is.");
  findings.push_back({false, std::string{reported_only}});
  findings.push_back({false, "A white square is not a safe place: too few reports lie near it to show, or nobody told an agency."});
  say(findings, hot->map.method());
  return {};
}

void Artist::draw_change_beside(protection::BesideTable const& beside, std::string const& period) {
  auto const& title = beside.table.labels().title;
  auto const about = this->about(title, period, beside.table.method());
  auto const shading = shading_of(beside.areas);
  auto const svg = render::svg_areas(areas_.stored.set, {shading.of_area, shading.labels},
                                     {title, "Areas that went another way than all other areas together, by more than chance explains; the table says the same.", "beside"}, about);
  add("violence-change-beside.csv", "text/csv", render::csv(beside.table, codes(), about));
  add("violence-change-beside.geojson", "application/geo+json", render::geojson_areas(areas_.stored.set, beside.table, to_degrees(), about));
  add("violence-change-beside.svg", "image/svg+xml", svg);
  parts_.push_back({"beside", title, "What moved everywhere alike is no change here: each area against all others together. A colour only where the 95% limits of the ratio of ratios do not hold 1.",
                    svg + render::html_table(beside.table, "beside-table")});
}

Result<void> Artist::change() {
  auto const before = *periods_.before;
  auto const all = located(before.first_month(), Month{periods_.map.first_month().index + 2});
  if (!all) return fail(all);
  auto const quarters = by_area(*all, before, periods_.map);
  if (!quarters) return fail(quarters);
  auto const counts = protection::protect_counts(first_and_last(*quarters), rule_);
  if (!counts) return fail(counts);
  auto const told = worked_out<protection::ChangeTable>(Given{"tell_change"}.table(*counts), [&] { return protection::tell_change(*counts, 0, 1, go_on("change by area")); });
  if (!told) return fail(told);
  auto const period = of_part(period_text(TableKind::change, periods_));
  auto const about = this->about(told->table.labels().title, period, told->table.method());
  auto const shading = shading_of(told->areas);
  auto const svg = render::svg_areas(areas_.stored.set, {shading.of_area, shading.labels},
                                     {told->table.labels().title, "Areas where more or fewer reports came than chance explains; the table says the same.", "change"}, about);
  add("violence-change.csv", "text/csv", render::csv(told->table, codes(), about));
  add("violence-change.geojson", "application/geo+json", render::geojson_areas(areas_.stored.set, told->table, to_degrees(), about));
  add("violence-change.svg", "image/svg+xml", svg);
  parts_.push_back({"change", told->table.labels().title, "An area is coloured only where the 95 % limits of its ratio leave out 1, and where that is unlikely to be chance even among so many areas.",
                    svg + render::html_table(told->table, "change-table")});
  auto const beside = protection::tell_change_beside_rest(*counts, 0, 1);
  if (!beside) return fail(beside);
  draw_change_beside(*beside, period);
  using places::Direction;
  auto const where = [&](Direction direction) {
    auto const found = names_where(names(), told->areas, [direction](auto const& area) { return area.direction == direction; });
    return found.empty() ? std::string{"no area"} : found;
  };
  std::vector<render::Finding> findings;
  if (before.index + 4 != periods_.map.index) {
    findings.push_back({true, "The same quarter of the year before is not complete. This is the quarter just before, so a season may look like a change."});
  }
  auto const told_areas = std::ranges::count(told->areas, protection::ChangeState::told, &protection::AreaChange::state);
  findings.push_back({false, fmt::format("The areas that show both counts, taken together: {}.", told->table.text(told->table.rows() - 1, told->table.columns() - 1))});
  findings.push_back({told_areas * 2 < static_cast<std::ptrdiff_t>(told->areas.size()), fmt::format("Whether it changed can be said of {} of {} areas; of the others a count is hidden or was not delivered.", told_areas, told->areas.size())});
  findings.push_back({false, fmt::format("More than before: {}.", where(Direction::up))});
  findings.push_back({false, fmt::format("Fewer than before: {}.", where(Direction::down))});
  auto const apart = names_where(names(), beside->areas, [](auto const& area) { return area.direction != Direction::none; });
  findings.push_back({false, apart.empty() ? std::string{"No area changed otherwise than all other areas together by more than chance explains."} : fmt::format("Changed otherwise than all other areas together, by more than chance explains: {}.", apart)});
  findings.push_back({false, "The test allows for how many areas are looked at: of the areas named here about one in twenty is chance. A change in how an agency records looks like a change in violence."});
  say(findings, told->table.method());
  return {};
}

Result<void> Artist::contrast() {
  auto const [first, last] = year_or_quarter();
  auto const all = located(first, last);
  if (!all) return fail(all);
  auto const reported = all->events.reported();
  if (!reported) return fail(reported);
  auto const matrix = places::count_by_area_and_category(*reported, {all->area, areas_.stored.set.size()}, granted_.sources.size(), {first, last});
  if (!matrix) return fail(matrix);
  std::vector<std::int64_t> emergency(matrix->rows, 0);
  std::vector<std::int64_t> police(matrix->rows, 0);
  std::vector<std::int64_t> other_emergency(matrix->rows, 0);
  bool own = false;
  bool others = false;
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    auto const& kind = granted_.sources[source].feed_kind;
    bool const is_emergency = kind == "ed_istv";
    bool const is_own = !not_own_.empty() && not_own_[source] == 0;
    own = own || (is_emergency && is_own);
    others = others || (is_emergency && !is_own);
    for (std::size_t row = 0; row < matrix->rows; ++row) {
      if (is_emergency) emergency[row] += matrix->at(row, source);
      if (is_emergency && !is_own) other_emergency[row] += matrix->at(row, source);
      if (kind.starts_with("police")) police[row] += matrix->at(row, source);
    }
  }
  protection::SourceCounts sides{emergency, police};
  // A department that reads could move the verdict of an area with reports of its own, and see where the others' small number lies.
  if (own) sides.of_others.emplace_back(police);
  if (own && others) sides.of_others.emplace_back(other_emergency);
  auto const told = protection::tell_contrast(sides, names(), rule_);
  if (!told) return fail(told);
  if (auto done = completeness(); !done) return done;
  if (auto done = completeness_by_month(*all, first, last); !done) return done;
  auto const period = period_text(TableKind::contrast, periods_);
  auto const about = this->about("Which source knows of it", period, told->table.method());
  auto const shading = shading_of(told->areas);
  auto const svg = render::svg_areas(areas_.stored.set, {shading.of_area, shading.labels},
                                     {fmt::format("Which source knows of it, {}", period), "Areas where the emergency department or the police know more of the violence than elsewhere; the table says the same.", "contrast"}, about);
  add("violence-contrast.csv", "text/csv", render::csv(told->table, codes(), about));
  add("violence-contrast.geojson", "application/geo+json", render::geojson_areas(areas_.stored.set, told->table, to_degrees(), about));
  add("violence-contrast.svg", "image/svg+xml", svg);
  parts_.push_back({"contrast", fmt::format("Which source knows of it, {}", period),
                    "Against the whole area: where most of what is known comes from one source, ask the other why.",
                    svg + render::html_table(told->table, "contrast-table")});
  auto const where = names_where(names(), told->areas, [](auto verdict) { return verdict == protection::Verdict::emergency_more; });
  auto const beside = two_sides(first, last);
  if (!beside) return fail(beside);
  auto const ratio = density_apart(*beside, period);
  if (!ratio) return fail(ratio);
  auto const apart = hot_apart(*beside, period);
  if (!apart) return fail(apart);
  say({{true, "Look at the completeness first: an agency that does not write down the place looks as if it knew less."},
       {false, where.empty() ? std::string{"No area stands out by more than chance, as far as these reports can tell."}
                             : fmt::format("A larger part of what is known comes from the emergency department than in the area as a whole in: {}. Ask there why the police hear less of it.", where)},
       *ratio, *apart,
       {false, "No total of what both together miss is worked out: two lists give one only where being on one says nothing about being on the other."},
       {false, "Areas are compared with each other, not with the truth: nobody knows how much neither of the two was told."}},
      told->table.method());
  return {};
}

}  // namespace concordat::hub
