// SPDX-License-Identifier: Apache-2.0
// More looks of an analyst: what follows what (near-repeat), what came close together (space-time), which neighbouring areas have more than their share (scan), and
// whether more is reported around key places (around). None has a figure that the other tables do not have. And where reports stand on maps of squares.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "hub/named_places.h"
#include "hub/release/artist.h"
#include "hub/release/key_places.h"
#include "hub/snap/epochs.h"
#include "protection/bands.h"
#include "protection/looks/around.h"
#include "protection/looks/near_repeat.h"
#include "protection/looks/space_time.h"
#include "protection/looks/unlikely.h"

namespace concordat::hub {
namespace {

constexpr std::size_t least_reports = 30;      // fewer say nothing of what follows what
constexpr std::size_t most_scanned = 500;      // of more, so many permutations would take minutes
constexpr std::uint32_t usual_simulations = 999;
constexpr std::uint32_t fewer_simulations = 99;
constexpr std::int64_t minutes_of_day = 24 * 60;
constexpr std::int64_t school_ends = 15 * 60;
constexpr std::int64_t way_home_ends = 17 * 60;

/// Twice the signed area, and the moments, of a ring (shoelace).
struct Moments {
  double area = 0, x = 0, y = 0;
  void add(places::Ring const& ring, double sign) {
    double area_of_ring = 0, east = 0, north = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      auto const& one = ring[i];
      auto const& next = ring[(i + 1) % ring.size()];
      double const cross = one.x * next.y - next.x * one.y;
      area_of_ring += cross;
      east += (one.x + next.x) * cross;
      north += (one.y + next.y) * cross;
    }
    double const turned = area_of_ring < 0 ? -sign : sign;
    area += turned * area_of_ring;
    x += turned * east;
    y += turned * north;
  }
};

/// The centre of gravity of an area.
places::Point centre_of(places::Area const& area) {
  Moments all;
  for (auto const& polygon : area.polygons) {
    for (std::size_t i = 0; i < polygon.rings.size(); ++i) all.add(polygon.rings[i], i == 0 ? 1 : -1);
  }
  if (all.area <= 0) return area.polygons.front().rings.front().front();
  return {all.x / (3 * all.area), all.y / (3 * all.area)};
}

/// Monday to Friday from 15:00 to 17:00; whoever is only known to lie between two times is left out.
std::vector<std::uint8_t> on_the_way_home(places::ReportedEvents const& events) {
  auto const& columns = events.columns();
  std::vector<std::uint8_t> wanted(events.size(), 0);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (columns.start.empty() || columns.start[i] == places::no_time || (!columns.window.empty() && columns.window[i] > 120)) continue;
    auto const day = static_cast<std::int64_t>(std::floor(static_cast<double>(columns.start[i]) / static_cast<double>(minutes_of_day)));
    auto const minute = columns.start[i] - day * minutes_of_day;
    auto const weekday = ((day + 3) % 7 + 7) % 7;  // 1 January 1970 was a Thursday; 0 is Monday
    wanted[i] = weekday < 5 && minute >= school_ends && minute < way_home_ends ? 1 : 0;
  }
  return wanted;
}

}  // namespace

std::pair<Month, Month> Artist::year_or_quarter() const {
  auto const first = periods_.year ? Month::of(*periods_.year, 1) : periods_.map.first_month();
  return {first, Month{first.index + (periods_.year ? 11 : 2)}};
}

void Artist::add_words(std::string const& id, protection::WordTable const& table, std::string lead) {
  auto const about = this->about(table.labels().title, of_part(period_text(granted_.table->kind, periods_)), table.method());
  add("violence-" + id + ".csv", "text/csv", render::csv(table, {}, about));
  parts_.push_back({id, table.labels().title, std::move(lead), render::html_table(table, id + "-table")});
}

Result<void> Artist::near_repeat() {
  auto const [first, last] = year_or_quarter();
  auto const all = inside(first, last);
  if (!all) return fail(all);
  auto const timed = all->for_nearness().at_known_times();
  std::vector<protection::SourceRepeats> sources;
  auto const whole = go_on("what follows a report");
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    auto const of_it = timed.of_source(source);
    auto const some = granted_.part ? of_it.of_part(granted_.part->cell()) : of_it;
    // That a part has its repeats says how many it has at the least: as many as the smallest group must be left.
    bool const enough_left = !granted_.part || static_cast<std::int64_t>(of_it.size() - some.size()) >= rule_.smallest_shown();
    protection::SourceRepeats one{std::string{source_name(granted_.sources[source].feed_kind).view()}};
    auto const reported = some.reported();
    if (!reported) return fail(reported);
    if (some.size() >= least_reports && enough_left) {
      auto const ask = go_on_in(whole, source, granted_.sources.size());
      auto pairs = worked_out<places::KnoxTable>(Given{"knox"}.events(&*reported), [&] { return places::knox(*reported, {.go_on = ask}); });
      if (!pairs) return fail(pairs);
      if (pairs->events - pairs->left_out >= least_reports) one.pairs = std::move(*pairs);
    }
    sources.push_back(std::move(one));
  }
  auto const told = protection::tell_near_repeat(sources, rule_);
  if (!told) return fail(told);
  add_words("near-repeat", told->table, "A first report may be a reason to look in on the place and its neighbours for some days.");
  std::vector<render::Finding> findings;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    auto const& risk = told->raised[i];
    if (sources[i].pairs.cells.empty()) findings.push_back({true, fmt::format("{}: too few reports with a place and a day to say what follows what.", sources[i].source)});
    else if (risk.days == 0) findings.push_back({false, fmt::format("{}: nothing shows that more follow a report near by than chance would have it.", sources[i].source)});
    else findings.push_back({false, fmt::format("{}: after a report, more follow {} within {} days than chance would have it.", sources[i].source, risk.metres < 1 ? std::string{"at the same place"} : fmt::format("within {:.0f} metres", risk.metres), risk.days)});
  }
  if (auto done = say_left_out(*all, findings); !done) return fail(done);
  findings.push_back({false, "Places are as exact as each source gives them: one that rounds its places makes repeats at the same place."});
  say(findings, told->table.method());
  return {};
}

Result<void> Artist::space_time() {
  auto const [first, last] = year_or_quarter();
  auto const all = inside(first, last);
  if (!all) return fail(all);
  auto const timed = all->for_nearness().at_known_times();
  std::vector<protection::Bunch> bunches;
  std::set<std::size_t> untested;  ///< sources
  auto const whole = go_on("reports close together");
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    auto const of_it = timed.of_source(source);
    auto const some = granted_.part ? of_it.of_part(granted_.part->cell()) : of_it;
    protection::Bunch bunch{std::string{source_name(granted_.sources[source].feed_kind).view()}};
    auto const reported = some.reported();
    if (!reported) return fail(reported);
    if (some.size() >= least_reports) {
      auto const ask = go_on_in(whole, source, granted_.sources.size());
      auto found = worked_out<places::SpaceTimeCluster>(Given{"scan_space_time"}.events(&*reported).number(rule_.smallest_shown()), [&] {
        return places::scan_space_time(*reported, {.metres = {250, 500}, .least_events = rule_.smallest_shown(), .simulations = some.size() <= most_scanned ? usual_simulations : fewer_simulations, .go_on = ask});
      });
      if (!found && found.error().code.view() != "scan.too-few-events" && found.error().code.view() != "scan.nothing-tested") return fail(found);
      if (found) bunch.found = *found;
      else if (found.error().code.view() == "scan.nothing-tested") untested.insert(source);
      // What is left of a part is left of the source as well.
      if (found) bunch.left = std::min<std::int64_t>(static_cast<std::int64_t>(some.size()) - found->events, granted_.part ? static_cast<std::int64_t>(of_it.size() - some.size()) : std::numeric_limits<std::int64_t>::max());
    }
    bunches.push_back(std::move(bunch));
  }
  auto const told = protection::tell_bunches(bunches, rule_);
  add_words("space-time", told.table, "Each source by itself: one incident that two agencies hear of is no bunch.");
  std::vector<render::Finding> findings;
  for (std::size_t i = 0; i < bunches.size(); ++i) {
    if (untested.contains(i)) findings.push_back({true, fmt::format("{}: no place and stretch of days has as many reports as must be told of, so nothing was tested.", bunches[i].source)});
    else if (!bunches[i].found) findings.push_back({true, fmt::format("{}: too few reports with a place and a day to say what came close together.", bunches[i].source)});
    else if (told.told[i] == 0) findings.push_back({false, fmt::format("{}: no bunch that may be told came closer together than chance would have it.", bunches[i].source)});
    else findings.push_back({false, fmt::format("{}: in {} reports came closer together than chance would have it: within {} and {}.", bunches[i].source, told.table.text(i, 1), told.table.text(i, 2), told.table.text(i, 3))});
  }
  if (std::ranges::any_of(told.told, [](auto one) { return one != 0; })) {
    findings.push_back({false, "Where it was is not told here: the map of hot squares, asked for the quarter of that month, says where reports gather."});
  }
  if (auto done = say_left_out(*all, findings); !done) return fail(done);
  say(findings, told.table.method());
  return {};
}

Result<void> Artist::scan() {
  auto const counted = counts_beside_residents();
  if (!counted) return fail(counted);
  std::vector<places::Point> centres;
  std::vector<std::int64_t> residents;
  for (auto const& area : areas_.stored.set.areas()) {
    centres.push_back(centre_of(area));
    residents.push_back(area.population.value_or(0));
  }
  auto const told = worked_out<protection::UnlikelyTable>(Given{"tell_unlikely"}.table(*counted), [&] { return protection::tell_unlikely(*counted, 0, {centres, residents}, rule_, go_on("groups of areas")); });
  if (!told) return fail(told);
  auto const period = of_part(format_quarter(periods_.map));
  auto const about = this->about(told->table.labels().title, period, told->table.method());
  std::vector<std::uint8_t> shades;
  for (std::size_t i = 0; i < told->group.size(); ++i) shades.push_back(told->looked_at[i] == 0 ? 0 : told->group[i] == 0 ? 1 : 2);
  auto const svg = render::svg_areas(areas_.stored.set, {shades, {"left out", "in no group", "in a group with more than its share"}},
                                     {fmt::format("{}, {}", told->table.labels().title, period), "Areas in groups that have more reports for their residents than chance explains; the table says the same.", "scan"}, about);
  add("violence-scan.csv", "text/csv", render::csv(told->table, codes(), about));
  add("violence-scan.geojson", "application/geo+json", render::geojson_areas(areas_.stored.set, told->table, to_degrees(), about));
  add("violence-scan.svg", "image/svg+xml", svg);
  parts_.push_back({"scan", told->table.labels().title, "Neighbouring areas are looked at together: what no single one shows, several may.", svg + render::html_table(told->table, "scan-table")});
  std::vector<render::Finding> findings;
  if (told->left_out > 0) findings.push_back({true, left_out_words(told->left_out)});
  for (std::size_t number = 1; number <= told->groups; ++number) {
    std::vector<std::string> in;
    for (std::size_t i = 0; i < told->group.size(); ++i) {
      if (told->group[i] == number) in.push_back(names()[i]);
    }
    std::ranges::sort(in);
    findings.push_back({false, fmt::format("Group {}: {}.", number, fmt::join(in, ", "))});
  }
  if (!told->tested) findings.push_back({true, "Nothing was tested: no group of areas with up to half the residents has eight reports or more."});
  else if (told->groups == 0) findings.push_back({false, "No group of areas has more reports for its residents than chance explains."});
  findings.push_back({false, "Residents are not all who pass through an area: a centre has more than its share of people, too."});
  say(findings, told->table.method());
  return {};
}

Result<std::pair<Artist::Rings, Artist::Rings>> Artist::rings_of(EventStore const& events, std::vector<places::Point> const& points, std::vector<places::Point> const& study) const {
  auto const reported = events.reported();
  if (!reported) return fail(reported);
  auto all = places::rings(*reported, points, study);
  if (!all) return fail(all);
  auto const others = mask_of(events);
  if (!others) return fail(others);
  if (*others == nullptr) return std::pair{std::move(*all), Rings{}};
  auto theirs = places::rings(**others, points, study);
  if (!theirs) return fail(theirs);
  return std::pair{std::move(*all), std::move(*theirs)};
}

Result<void> Artist::around() {
  auto const named = read_named_places(hub_.database());
  if (!named) return fail(named);
  auto const [first, last] = year_or_quarter();
  auto const all = inside(first, last);
  if (!all) return fail(all);
  auto const events = all->for_nearness();
  auto const reported = events.reported();
  if (!reported) return fail(reported);
  auto const way_home = events.only(on_the_way_home(*reported));
  auto const study = places::study_points(areas_.stored.set.box(), &areas_.locator);
  std::vector<protection::KindRings> kinds;
  for (auto const& [kind, points] : key_places(*named)) {
    auto const here = inside_of(areas_.locator, points).size();
    auto counted = rings_of(events, points, study);
    if (!counted) return fail(counted);
    kinds.push_back({kind_words(kind), here, std::move(counted->first), std::move(counted->second)});
    if (kind != "school") continue;
    auto going_home = rings_of(way_home, points, study);
    if (!going_home) return fail(going_home);
    kinds.push_back({"school, Monday to Friday, 15:00 to 17:00", here, std::move(going_home->first), std::move(going_home->second)});
  }
  auto const least = granted_.settings[Setting::kind_places];
  auto const told = protection::tell_around(kinds, rule_, static_cast<std::size_t>(least));
  if (!told) return fail(told);
  add_words("around", told->table, "Each report counts for the nearest place of a kind. Rings are measured inside the area.");
  std::vector<render::Finding> findings;
  if (kinds.empty()) findings.push_back({true, "This hub has no key places: name a file of them as key_places in the partnership file."});
  else if (told->more.empty()) findings.push_back({false, "Around no kind of place is more reported than its share, as far as these reports can tell."});
  else findings.push_back({false, fmt::format("More than its share is reported around: {}.", fmt::join(told->more, "; "))});
  if (std::ranges::any_of(kinds, [](auto const& kind) { return kind.kind == "school"; })) findings.push_back({false, "School holidays are not known here: the way home from school is told of every Monday to Friday, those in the holidays too."});
  findings.push_back({false, std::string{no_domestic_nearness}});
  findings.push_back({false, "More around a kind of place does not mean because of it: schools, stations and shops lie where people are."});
  findings.push_back({false, fmt::format("All places of a kind together: nothing is said of any one of them, nor of kinds with fewer than {}.", least == static_cast<std::int64_t>(protection::least_places) ? std::string{"three"} : std::to_string(least))});
  say(findings, told->table.method());
  return {};
}

EventStore Artist::on_points(EventStore const& events) const {
  if (!points_->any()) return events;
  auto const area = areas_.locator.locate_all(events.x(), events.y());
  std::vector<std::optional<places::Point>> spots;
  for (std::size_t event = 0; event < events.size(); ++event) {
    auto const spot = points_->stand({events.x()[event], events.y()[event]}, Quarter::of(Month{events.months()[event]}), area[event] >= 0);
    spots.push_back(spot ? std::optional{places::Point{spot->x, spot->y}} : std::nullopt);
  }
  return events.standing_at(spots);
}

namespace {

snap::EpochOfQuarter epochs_of(Coverage const& coverage, std::span<Quarter const> quarters) {
  snap::EpochOfQuarter epochs;
  for (auto const quarter : quarters) {
    auto const closed = coverage.closed.find(quarter);
    epochs.emplace(quarter, closed == coverage.closed.end() ? std::nullopt : closed->second.snap_epoch);
  }
  return epochs;
}

}  // namespace

Result<snap::Tables> points_of_quarters(Hub& hub, Coverage const& coverage, std::span<Quarter const> quarters, snap::Tables const& earlier) {
  return snap::Tables::read(hub.database(), epochs_of(coverage, quarters), earlier);
}

Result<void> Artist::take_points() {
  if (!draws_squares()) return {};
  about_.limits.emplace_back(private_places_limit);
  auto epochs = epochs_of(periods_.coverage, periods_.used);
  auto const all = snap::all_epochs(hub_.database());
  if (!all) return fail(all);
  // By the hash that each table is held against its entry with: a table with another is read anew.
  Given given{"points"};
  for (auto const& [quarter, number] : epochs) given.number(quarter.index).number(number.value_or(0));
  for (auto const& epoch : *all) given.text(snap::committed_text(epoch)).text(epoch.since);
  auto points = worked_out<std::shared_ptr<snap::Tables const>>(given, [&]() -> Result<std::shared_ptr<snap::Tables const>> {
    auto read = snap::Tables::read(hub_.database(), std::move(epochs));
    if (!read) return fail(read);
    return std::make_shared<snap::Tables const>(std::move(*read));
  });
  if (!points) return fail(points);
  points_ = std::move(*points);
  drawing_.places_on_maps = points_->words();
  about_.limits.insert(about_.limits.end(), drawing_.places_on_maps.begin(), drawing_.places_on_maps.end());
  if (!points_->any()) return {};
  std::vector<std::uint8_t> placed;
  for (std::size_t event = 0; event < all_.events.size(); ++event) placed.push_back(all_.area[event] >= 0 && points_->has(Quarter::of(Month{all_.events.months()[event]})) ? 1 : 0);
  auto const may_be_drawn = all_.events.only(placed).on_maps();
  auto const near = protection::coverage(static_cast<std::int64_t>(on_points(may_be_drawn).size()), static_cast<std::int64_t>(may_be_drawn.size()), rule_);
  if (!near) return fail(near);
  about_.coverage.push_back(fmt::format("Maps of squares: of the reports that may be drawn, of quarters that have published points, with one of these near enough {}", protection::text_of(*near).view()));
  return {};
}

}  // namespace concordat::hub
