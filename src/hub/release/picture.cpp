// SPDX-License-Identifier: Apache-2.0
#include "hub/release/picture.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hub/release/artist.h"
#include "places/density.h"
#include "protection/bands.h"
#include "protection/looks/peaks.h"

namespace concordat::hub {
namespace {

constexpr std::int64_t residents_of_rate = 1000;

std::vector<std::int32_t> chosen_of(std::vector<std::int32_t> const& areas, std::vector<std::uint8_t> const& wanted) {
  std::vector<std::int32_t> chosen;
  for (std::size_t event = 0; event < wanted.size(); ++event) {
    if (wanted[event] != 0) chosen.push_back(areas[event]);
  }
  return chosen;
}

}  // namespace

Result<void> Artist::load() {
  auto const first = periods_.used.front().first_month();
  auto const last = Month{periods_.used.back().first_month().index + 2};
  auto read = located(first, last);
  if (!read) return fail(read);
  all_ = std::move(*read);
  return {};
}

protection::MapOptions Artist::map_options(std::string title, int months) const {
  auto const& settings = granted_.settings;
  auto const support = std::max<std::int64_t>(settings[Setting::map_support], granted_.smallest_group);
  return {.title = std::move(title), .months = months, .smallest_support = static_cast<std::uint32_t>(support), .classes = static_cast<std::size_t>(settings[Setting::map_classes])};
}

GoOn Artist::go_on(FixedText part) const {
  if (handling_.watch == nullptr) return {};
  return [watch = handling_.watch, part](std::uint64_t done, std::uint64_t all) { return watch->go_on(part, done, all); };
}

std::vector<std::string> Artist::codes() const {
  std::vector<std::string> out;
  for (auto const& area : areas_.stored.set.areas()) out.push_back(area.code);
  return out;
}

std::vector<std::string> Artist::names() const {
  std::vector<std::string> out;
  for (auto const& area : areas_.stored.set.areas()) out.push_back(area.name);
  return out;
}

render::ToDegrees Artist::to_degrees() {
  return [this](places::Point point) -> std::optional<places::Point> {
    auto const degrees = projector_.to_degrees({point.x, point.y});
    if (!degrees) return std::nullopt;
    return places::Point{degrees->longitude, degrees->latitude};
  };
}

bool Artist::is_counted(std::size_t source) const {
  return std::ranges::all_of(periods_.used, [&](Quarter quarter) { return periods_.coverage.counts(quarter, granted_.sources[source].feed->number); });
}

Result<void> Artist::describe_sources() {
  auto const reported = all_.events.reported();
  if (!reported) return fail(reported);
  auto const first = periods_.used.front();
  auto const matrix = places::count_by_category_and_quarter(*reported, granted_.sources.size(), first, periods_.used.back());
  if (!matrix) return fail(matrix);
  std::vector<protection::SourceCount> counts;
  for (std::size_t i = 0; i < granted_.sources.size(); ++i) {
    std::int64_t published = 0;
    for (std::size_t quarter = 0; quarter < matrix->columns; ++quarter) {
      if (!periods_.coverage.complete(Quarter{first.index + static_cast<int>(quarter)})) continue;
      published += rule_.apply(static_cast<double>(matrix->at(i, quarter))).value;
    }
    counts.push_back({std::string{source_name(granted_.sources[i].feed_kind).view()}, published});
  }
  auto const mix = protection::source_mix(counts, rule_);
  if (!mix) return fail(mix);
  for (auto const& share : *mix) about_.sources.emplace_back(share.source, std::string{protection::text_of(share.band).view()});
  for (std::size_t i = 0; i < granted_.sources.size(); ++i) {
    if (!is_counted(i)) {
      about_.coverage.push_back(fmt::format("{}: joined later, and does not count in these quarters", counts[i].source));
      continue;
    }
    std::int64_t all = 0;
    std::int64_t placed = 0;
    std::int64_t timed = 0;
    auto const& columns = reported->columns();
    for (std::size_t e = 0; e < all_.events.size(); ++e) {
      if (columns.category[e] != i || !periods_.coverage.has(Month{columns.month[e]})) continue;
      ++all;
      placed += all_.area[e] >= 0 ? 1 : 0;
      timed += columns.start[e] != places::no_time && all_.events.before_arrival()[e] == 0 ? 1 : 0;
    }
    auto const with_place = protection::coverage(placed, all, rule_);
    auto const with_time = protection::coverage(timed, all, rule_);
    if (!with_place) return fail(with_place);
    if (!with_time) return fail(with_time);
    about_.coverage.push_back(fmt::format("{}: with a place in this area {}; with a time of day {}; reported, not found by stopping or searching", counts[i].source,
                                          protection::text_of(*with_place).view(), protection::text_of(*with_time).view()));
  }
  tell_delivery();
  return tell_arrivals();
}

void Artist::tell_delivery() {
  auto const newest = Quarter::of(Month::of(hub_.clock().today()));
  for (auto const& source : granted_.sources) {
    std::vector<std::string> partly;
    std::vector<std::string> first;
    for (auto quarter = periods_.first; quarter < newest; quarter = quarter.next()) {
      if (periods_.coverage.partly(quarter, source.feed->number)) partly.push_back(format_quarter(quarter));
      bool const is_used = std::ranges::find(periods_.used, quarter) != periods_.used.end();
      if (is_used && periods_.coverage.unmeasured(quarter, source.feed->number)) first.push_back(format_quarter(quarter));
    }
    auto const name = source_name(source.feed_kind).view();
    if (!partly.empty()) about_.limits.push_back(fmt::format("{}: delivered in part when this was made, and left out: {}", name, fmt::join(partly, ", ")));
    if (!first.empty()) about_.limits.push_back(fmt::format("{}: first months, of which nobody can tell whether all reports came: {}", name, fmt::join(first, ", ")));
  }
}

render::About Artist::about(std::string_view title, std::string period, FixedText method) const {
  auto one = about_;
  one.title = title;
  one.period = std::move(period);
  one.methods = {std::string{method.view()}};
  return one;
}

std::vector<std::uint8_t> Artist::not_own() const {
  std::vector<std::uint8_t> others;
  std::size_t own_count = 0;
  std::size_t other_count = 0;
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    bool const own = granted_.sources[source].feed->agency == granted_.recipient.id;
    others.push_back(own ? 0 : 1);
    if (is_counted(source)) ++(own ? own_count : other_count);
  }
  if (own_count == 0 || other_count == 0) others.clear();
  return others;
}

std::optional<EventStore> Artist::of_others(EventStore const& events) const {
  if (not_own_.empty()) return std::nullopt;
  return events.only(events.among(not_own_));
}

Result<std::unique_ptr<places::ReportedEvents const>> Artist::mask_of(EventStore const& events) const {
  auto const others = of_others(events);
  if (!others) return nullptr;
  auto reported = others->reported();
  if (!reported) return fail(reported);
  return std::make_unique<places::ReportedEvents const>(std::move(*reported));
}

Result<std::vector<double>> Artist::counts_by_area(EventStore const& reports, std::vector<std::int32_t> const& areas, Quarter first, Quarter last) const {
  auto const reported = reports.reported();
  if (!reported) return fail(reported);
  auto const matrix = places::count_by_area_and_quarter(*reported, {areas, areas_.stored.set.size()}, first, last);
  if (!matrix) return fail(matrix);
  return std::vector<double>(matrix->cells.begin(), matrix->cells.end());
}

Result<protection::RawTable> Artist::by_area(Located const& reports, Quarter first, Quarter last) const {
  protection::RawTable raw{{"Reports of violence", "Area", "Quarter", names(), {}}};
  for (auto quarter = first; quarter <= last; quarter = quarter.next()) raw.labels.columns.push_back(format_quarter(quarter));
  if (granted_.part) {
    if (auto done = take_part(reports, first, last, raw); !done) return fail(done);
    return raw;
  }
  auto cells = counts_by_area(reports.events, reports.area, first, last);
  if (!cells) return fail(cells);
  raw.cells = std::move(*cells);
  if (not_own_.empty()) return raw;
  auto const wanted = reports.events.among(not_own_);
  auto of_others = counts_by_area(reports.events.only(wanted), chosen_of(reports.area, wanted), first, last);
  if (!of_others) return fail(of_others);
  raw.of_others = std::move(*of_others);
  return raw;
}

Result<void> Artist::area_table() {
  auto raw = by_area(all_, periods_.first, periods_.last);
  if (!raw) return fail(raw);
  raw->labels.title = "Violence by area and quarter";
  for (std::size_t cell = 0; cell < raw->cells.size(); ++cell) {
    Quarter const quarter{periods_.first.index + static_cast<int>(cell % raw->labels.columns.size())};
    // A quarter that a source has not delivered whole is not a quiet quarter.
    if (!periods_.coverage.complete(quarter)) raw->cells[cell] = protection::not_available;
  }
  auto const table = protection::protect_counts(*raw, rule_);
  if (!table) return fail(table);
  auto const about = this->about("Violence by area and quarter", of_part(quarters_text(periods_)), table->method());
  auto const column = table->columns() - 1;
  auto const classes = render::classes_of(*table, column);
  render::MapText const text{fmt::format("Reports of violence by area, {}", of_part(format_quarter(periods_.last))),
                             "Areas coloured by the number of reports in five classes; hidden numbers are hatched. The "
                             "table says the same.",
                             "areas"};
  auto const svg = render::svg_areas(areas_.stored.set, classes, text, about);
  add("violence-by-area.csv", "text/csv", render::csv(*table, codes(), about));
  add("violence-by-area.geojson", "application/geo+json", render::geojson_areas(areas_.stored.set, *table, to_degrees(), about));
  add("violence-by-area.svg", "image/svg+xml", svg);
  std::vector<std::size_t> highest;
  auto const top = classes.labels.size() - 1;
  for (std::size_t row = 0; top >= 2 && row < table->rows(); ++row) {
    if (classes.of_area[row] == top) highest.push_back(row);
  }
  auto const& area_names = table->labels().rows;
  std::ranges::stable_sort(highest, {}, [&area_names](std::size_t row) -> std::string const& { return area_names[row]; });
  std::string body = svg;
  if (!highest.empty()) body += render::html_table(*table, {"areas-table", highest, true});
  parts_.push_back({"areas", text.title,
                    highest.empty() ? "No area has a number that may be shown."
                                    : "The table lists the areas of the highest class in order of their names; the CSV file holds all.",
                    body});
  return {};
}

Result<void> Artist::rates_table() {
  auto const quarter = rates_quarter(granted_.table->kind, periods_);
  auto raw = by_area(all_, quarter, quarter);
  if (!raw) return fail(raw);
  raw->labels.title = "Violence per 1,000 residents";
  raw->labels.column_heading = "Figure";
  std::vector<std::int64_t> population;
  for (auto const& area : areas_.stored.set.areas()) population.push_back(area.population.value_or(0));
  auto const table = protection::protect_rates(*raw, population, residents_of_rate, rule_);
  if (!table) return fail(table);
  auto const about = this->about("Violence by area per 1,000 residents", format_quarter(quarter), table->method());
  add("violence-rates.csv", "text/csv", render::csv(*table, codes(), about));
  if (granted_.table->kind == TableKind::picture) return {};
  auto const classes = render::classes_of(*table, 0);
  render::MapText const text{"Reports of violence by area", "Areas coloured by the number of reports; the table gives the rates.", "rates"};
  add("violence-rates.geojson", "application/geo+json", render::geojson_areas(areas_.stored.set, *table, to_degrees(), about));
  auto const svg = render::svg_areas(areas_.stored.set, classes, text, about);
  add("violence-rates.svg", "image/svg+xml", svg);
  parts_.push_back({"rates", fmt::format("Rates, {}", format_quarter(quarter)),
                    "Where the limits of two areas overlap, the difference may be chance. Residents are not all who pass through an area.",
                    svg + render::html_table(*table, {"rates-table", {}, false})});
  return {};
}

Result<void> Artist::week_table() {
  Clocks clock;
  if (periods_.year) {
    auto const year = EventStore::read(hub_, granted_.sources, periods_.coverage, Month::of(*periods_.year, 1), Month::of(*periods_.year, 12), granted_.part);
    if (!year) return fail(year);
    auto made = clocks(*year);
    if (!made) return fail(made);
    clock = std::move(*made);
  }
  auto const period = of_part(period_text(TableKind::week_clock, periods_));
  auto const table = protection::protect_week_clock(clock.all, fmt::format("Violence by day and hour, {}", period), rule_, clock.of_others ? &*clock.of_others : nullptr, std::move(clock.withheld));
  if (!table) return fail(table);
  auto const about = this->about("Violence by day of the week and hour", period, table->method());
  render::MapText const text{fmt::format("When violence is reported, {}", period),
                             "Days of the week by hours; darker means more reports. The table says the same.", "hours"};
  auto const svg = render::svg_week_clock(*table, text, about);
  add("violence-by-hour.csv", "text/csv", render::csv(*table, {}, about));
  add("violence-by-hour.svg", "image/svg+xml", svg);
  auto const peak = clock.all.available ? protection::peak_of(*table) : std::nullopt;
  if (clock.all.available) peak_words_ = peak ? protection::text_of(*peak) : "No two days with four hours each stand out in the squares of the clock that are shown.";
  parts_.push_back({"hours", text.title,
                    clock.all.available ? peak_words_ + " Local time. Where only a window is known, the report is spread evenly over it."
                                        : "Not available: the sources give the month only, or there is no complete calendar year.",
                    clock.all.available ? svg + render::html_table(*table, {"hours-table", {}, false}) : std::string{}});
  return {};
}

Result<void> Artist::weekdays() {
  if (!periods_.year) return {};
  auto const year = EventStore::read(hub_, granted_.sources, periods_.coverage, Month::of(*periods_.year, 1), Month::of(*periods_.year, 12));
  if (!year) return fail(year);
  protection::RawTable raw;
  raw.labels = {fmt::format("Reports by source and day of the week, {}", *periods_.year), "Source", "Day", {},
                {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}};
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    auto const clock = year->of_source(source).clock();
    if (!clock) return fail(clock);
    raw.labels.rows.emplace_back(source_name(granted_.sources[source].feed_kind).view());
    for (auto const& day : clock->weight) {
      double sum = 0;
      for (double const hour : day) sum += hour;
      raw.cells.push_back(clock->available ? sum : protection::not_available);
    }
  }
  auto const table = protection::protect_counts(raw, rule_);
  if (!table) return fail(table);
  auto const about = this->about(raw.labels.title, std::to_string(*periods_.year), table->method());
  add("violence-weekdays.csv", "text/csv", render::csv(*table, {}, about));
  parts_.push_back({"weekdays", raw.labels.title, "Each source by itself: those who treat people may know other nights than those who are called.",
                    render::html_table(*table, {"weekdays-table", {}, true})});
  return {};
}

Result<void> Artist::map() {
  auto const first = periods_.map.first_month();
  auto read = EventStore::read(hub_, granted_.sources, periods_.coverage, first, Month{first.index + 2});
  if (!read) return fail(read);
  auto const drawn = on_points(read->on_maps());
  auto const reported = drawn.reported();
  if (!reported) return fail(reported);
  auto const grid = places::Grid::over(hub_.partnership().box, hub_.partnership().grid_cell);
  if (!grid) return fail(grid);
  auto const surface = places::gaussian_density(*reported, *grid, {.bandwidth = static_cast<double>(granted_.settings[Setting::map_bandwidth])});
  if (!surface) return fail(surface);
  auto options = map_options("Where violence is reported", 3);
  options.support_reach = map_bandwidth_metres;
  auto const mask = mask_of(drawn);
  if (!mask) return fail(mask);
  options.of_others = mask->get();
  auto const map = protection::classify(*surface, *reported, options);
  if (!map) return fail(map);
  auto const period = format_quarter(periods_.map);
  auto const about = this->about("Where violence is reported", period, map->method());
  render::MapText const text{fmt::format("Where violence is reported, {}", period),
                             fmt::format("Squares of 250 metres coloured in up to five classes of density, where at least {} reports lie near by.", options.smallest_support == protection::least_support ? "eight" : std::to_string(options.smallest_support)),
                             "map"};
  auto const svg = render::svg_cells(*map, areas_.stored.set, text, about);
  add("violence-map.geojson", "application/geo+json", render::geojson_cells(*map, to_degrees(), about));
  add("violence-map.csv", "text/csv", render::csv_cells(*map, about));
  add("violence-map.svg", "image/svg+xml", svg);
  parts_.push_back({"map", text.title,
                    map->is_empty() ? "Too few reports lie close together to show any part of the map."
                                    : "A white square is not a safe place: too few reports lie near it to show, or nobody told an agency.",
                    svg});
  return {};
}

Result<Drawing> Artist::draw() {
  about_.partnership = hub_.partnership().name;
  about_.form = "aggregate";
  about_.agreements = granted_.rules;
  about_.attribution = areas_.stored.attribution;
  about_.limits = {
      "Figures are reports, not incidents: one incident may be reported to several agencies.",
      "Much violence is reported to nobody. An empty cell does not mean that nothing happened.",
      "A change in how an agency records looks like a change in violence.",
      "Reports that came after figures of their quarter first left are not in them; the data version says when each quarter was counted.",
      "Figures describe places, never the people who live there."};
  if (granted_.part) {
    about_.limits.insert(about_.limits.begin(), fmt::format("Only a part of the reports: {}. Sources and coverage are told of all reports.", granted_.part->title()));
  }
  if (!goes_on(go_on("reading the reports"), 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  if (auto done = load(); !done) return fail(done);
  if (auto done = describe_sources(); !done) return fail(done);
  if (auto done = take_points(); !done) return fail(done);
  if (wants(TableKind::map)) {
    if (auto done = map(); !done) return fail(done);
  }
  if (wants(TableKind::area_quarter)) {
    if (auto done = area_table(); !done) return fail(done);
  }
  if (wants(TableKind::rates)) {
    if (auto done = rates_table(); !done) return fail(done);
  }
  if (wants(TableKind::week_clock)) {
    if (auto done = week_table(); !done) return fail(done);
  }
  if (auto done = look(); !done) return fail(done);
  drawing_.period = of_part(period_text(granted_.table->kind, periods_));
  drawing_.method = method().view();
  drawing_.smallest_shown = rule_.smallest_shown();
  drawing_.beside_own = !not_own_.empty();
  auto const page = about(granted_.table->title.view(), drawing_.period, said_by_.empty() ? method() : said_by_);
  add("report.html", "text/html", render::html_report(page, parts_));
  if (auto held = hold_beside_told(); !held) return fail(held);
  return std::move(drawing_);
}

Result<Drawing> draw(Hub& hub, Granted const& granted, Periods periods, render::About about, Handling handling) {
  auto const* areas = hub.release_areas();
  if (areas == nullptr) {
    return fail(Fault::not_found, "areas.none", "This hub has no boundaries of its release area.", "Name the boundary files in the partnership file and run 'concordat init' again.");
  }
  auto rule = protection::SmallNumberRule::nhs();
  if (granted.smallest_group > 0) {
    auto const stricter = rule.stricter(granted.smallest_group);
    if (!stricter) return fail(stricter);
    rule = *stricter;
  }
  auto projector = intake::Projector::make();
  if (!projector) return fail(projector);
  return Artist{hub, granted, std::move(periods), std::move(about), *areas, rule, std::move(*projector), handling}.draw();
}

}  // namespace concordat::hub
