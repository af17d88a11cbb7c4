// SPDX-License-Identifier: Apache-2.0
#include "hub/records/record_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "hub/told/records_words.h"
#include "protection/recipient/leaving.h"
#include "render/about.h"

namespace concordat::hub {
namespace {

using protection::RecipientHolds;
using protection::RecordRelease;

std::set<std::string_view> values_in(RecordRelease const& release, std::size_t column) {
  std::set<std::string_view> values;
  for (auto const& record : release.records) values.insert(record[column]);
  return values;
}

/// In quarters: a number would be another figure of the source.
std::string share_band(std::size_t part, std::size_t whole, std::string_view of) {
  auto const share = static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{} of the {}", share < 0.25 ? "under a quarter" : share < 0.5 ? "a quarter to a half" : share < 0.75 ? "a half to three quarters" : "over three quarters", of);
}
std::string left_out_band(std::size_t left_out, std::size_t incidents) {
  return left_out == 0 ? std::string{told::none_left_out.view()} : share_band(left_out, left_out + incidents, "reports");
}


std::string told_by_points(RecordsReport const& facts, RecordRelease const& release) {
  if (facts.beside_squares) return "none: the recipient has maps of squares of the quarter, and beside them places so small would tell how many reports other sources have there";
  if (facts.points.empty()) return "none: the quarter was closed when this hub had no table of them";
  auto const column = place_column_of(release);
  auto const by_point = static_cast<std::size_t>(std::ranges::count_if(release.records, [&](auto const& record) { return column < record.size() && facts.area_of_point.contains(record[column]); }));
  if (by_point == 0) return fmt::format("no record tells one of {}: places are told less finely, the agreement does not have the place as its value, or no point stands for places of one area", facts.points);
  return fmt::format("{} tell their place by one, of {}: the nearest within 500 metres, each of which stands for eight addresses or more, or for none. A point is told only where all that it stands for lies in one area, and one point of each "
                     "area is told by the area as well; where those that are told lie is in {}",
                     share_band(by_point, release.records.size(), "records"), facts.points, told::points_name.view());
}

render::ReportLines what_was_done(RecordsReport const& facts, RecordRelease const& release) {
  bool const named = facts.holds == RecipientHolds::named_incidents;
  render::ReportLines done;
  done.emplace_back("What the recipient holds", !facts.said ? "the agreement does not say, so it is taken to hold named incidents" : named ? "named records of incidents, as the agreement says" : "no named records of incidents, as the agreement says");
  done.emplace_back("Dropped", "names, numbers, free text, times of arrival, ages and sexes: none of them was read");
  constexpr std::string_view others = "institutions by MSOA or a release area of 2,000 residents or more; homes, of which any may be domestic, by the whole partnership";
  done.emplace_back("Places, at their finest", named ? "public places by MSOA, or by a release area of 2,000 residents or more; homes and institutions by the whole partnership"
                                               : fmt::format("public places by {}; {}", facts.beside_squares ? "MSOA, or by a release area of 2,000 residents or more, since the recipient has maps of squares of the quarter" : facts.points.empty() ? "LSOA" : "published point or LSOA", others));
  if (!named) done.emplace_back("Published points", told_by_points(facts, release));
  done.emplace_back("Times, at their finest", named ? "quarter, part of the week, six hours" : "date and three hours; the month alone where it has fewer than ten records");
  done.emplace_back("Methods, at their finest", named ? "body part, weapon or unknown" : "the method where five records have it, otherwise its group");
  done.emplace_back("Order", "of chance");
  done.emplace_back("Ids", "of chance: in no other release and of no person");
  done.emplace_back(told::left_out_line.view(), left_out_band(facts.left_out, facts.incidents));
  done.emplace_back(told::withheld_line.view(), protection::withheld_band(release.withheld, facts.incidents));
  for (std::size_t c = 0; c < release.columns.size(); ++c) {
    auto const different = values_in(release, c).size();
    done.emplace_back("What is left to see in the column " + release.columns[c], different < 2 ? std::string{"nothing: it is the same in every record"} : fmt::format("{} different values", different));
  }
  for (auto const& part : release.parts) {
    for (std::size_t c = 0; c < part.steps.size(); ++c) done.emplace_back(fmt::format("Column {}, {}", release.columns[c], part.name), fmt::format("step {} of {}, of which the first is the finest", part.steps[c] + 1, part.ladder_lengths[c]));
    done.emplace_back(fmt::format("Steps of {} chosen from", part.name), fmt::format("{} combinations; none of those that hold loses less", part.choices));
  }
  if (facts.place_would_tell) done.emplace_back("Places, in the end", "told of no record: beside what the recipient was told before they would give a small number away");
  if (release.coarsened_for_attack > 0) done.emplace_back("Made coarser because of what the attack below got", fmt::format("{} steps", release.coarsened_for_attack));
  return done;
}

render::ReportLines what_was_tried(RecordsReport const& facts, RecordRelease const& release) {
  render::ReportLines tried;
  tried.emplace_back("Picking out one record by what others may know (sample k)", fmt::format("at best one of {} that look alike", release.k));
  tried.emplace_back("Residents who would fit a record (population k)", facts.residents ? fmt::format("at least {}", *facts.residents) : "not known: the hub has no residents of an area of the records");
  if (facts.fewest_addresses) tried.emplace_back("Addresses behind a place that is told by a point", fmt::format("at least {}, by the table of points; the residents above are of the area that the point lies in", *facts.fewest_addresses));
  tried.emplace_back("Picking out one record by everything that it tells", "none is in a smaller group by its method and kind of place than by what others may know, and none in one smaller than k");
  tried.emplace_back("Learning method or kind of place without picking one out", facts.told_of_none.empty() ? fmt::format("every group that looks alike has at least {} different", release.l)
                                                                                      : fmt::format("told of no record, since too few were alike with it: {}", fmt::join(facts.told_of_none, ", ")));
  tried.emplace_back("Standing alone by the columns that leave as they are", fmt::format("at most one record in twenty, in each of {} sets", facts.sets));
  if (release.attacks.empty()) tried.emplace_back("Naming records from named incidents", "not tried: the agreement says that the recipient holds none");
  for (std::size_t i = 0; i < release.attacks.size(); ++i) {
    auto const& figures = release.attacks[i];
    auto const whose = facts.tried[i].made_up ? "made up: four to each record; of 35 records in 100 one is the same incident" : "as the recipient supplied them to this hub, every name that could be right taken for right";
    tried.emplace_back(fmt::format("Naming records from {} ({})", facts.tried[i].made_up ? "made-up incidents" : "the recipient's own incidents", whose),
                       fmt::format("at best {:.1f} % of the records rightly named (limit 1 %), at most {:.1f} % of the names right (limit 10 %)", 100 * figures.rightly, 100 * figures.precision));
  }
  return tried;
}

}  // namespace

std::size_t place_column_of(RecordRelease const& release) { return static_cast<std::size_t>(std::ranges::find(release.columns, told::place_column.view()) - release.columns.begin()); }

render::DisclosureReport report_on(RecordsReport const& facts, RecordRelease const& release) {
  render::DisclosureReport report;
  report.title = "Disclosure control of records";
  report.release = facts.release;
  report.done = what_was_done(facts, release);
  report.tried = what_was_tried(facts, release);
  report.limits.emplace_back("k counts the records of this release, not the people of the place: who knows that somebody is in it knows more.");
  report.limits.emplace_back("These are reports that came in, not violence: who did not come is not here.");
  if (facts.holds == RecipientHolds::named_incidents) report.limits.emplace_back("The recipient may hold more, or other, incidents than were tried.");
  else report.limits.emplace_back("Made for a recipient who holds no named incidents: it must not be passed on to one who does.");
  report.limits.emplace_back("Of this quarter and source no other records leave this hub: asked again, these same files are served.");
  return report;
}

std::string summary_on(render::DisclosureReport const& report, RecordsReport const& facts, RecordRelease const& release) {
  std::string summary;
  if (release.coarsened_for_attack > 0 || release.withheld > 0) summary += "! Records were withheld or made coarser so that nobody stands out and no attack names people.\n";
  if (facts.left_out > 0) summary += fmt::format("! Left out because their place is not known to lie in the area: {}.\n", left_out_band(facts.left_out, facts.incidents));
  std::string bare;
  for (std::size_t c = 0; c < release.columns.size(); ++c) {
    if (values_in(release, c).size() < 2) bare += (bare.empty() ? "" : ", ") + release.columns[c];
  }
  if (!bare.empty()) summary += fmt::format("! The same in every record, so that it tells nothing: {}. Where that is what you need, ask for a table.\n", bare);
  for (auto const& [what, result] : report.tried) summary += fmt::format("- {}: {}\n", what, result);
  return summary;
}

told::ToldRecords told_by(RecordsReport const& facts, protection::RecordRelease const& release) {
  std::vector<std::string> places;
  bool by_points = false;
  auto const column = place_column_of(release);
  for (auto const& record : release.records) {
    auto const place = column < record.size() ? std::string_view{record[column]} : told::any_place.view();
    auto const point = facts.area_of_point.find(place);
    by_points = by_points || point != facts.area_of_point.end();
    places.emplace_back(point == facts.area_of_point.end() ? place : std::string_view{point->second});
  }
  auto told = told::told_records(places, protection::withheld_band(release.withheld, facts.incidents), facts.left_out > 0);
  told.by_points = by_points;
  return told;
}

bool tell_no_places(protection::RecordRelease& release) {
  auto const column = place_column_of(release);
  bool told = false;
  for (auto& record : release.records) {
    if (column >= record.size() || record[column] == told::any_place.view()) continue;
    record[column] = told::any_place.view();
    told = true;
  }
  return told;
}

std::string records_csv(RecordRelease const& release, Chance& chance) {
  std::string text = "record";
  for (auto const& column : release.columns) {
    text += ',';
    render::append_csv_cell(text, column);
  }
  text += '\n';
  std::vector<std::size_t> order(release.records.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (auto const i : protection::by_chance(std::move(order), chance)) {
    text += protection::id_by_chance(chance);
    for (auto const& cell : release.records[i]) {
      text += ',';
      render::append_csv_cell(text, cell);
    }
    text += '\n';
  }
  return text;
}

}  // namespace concordat::hub
