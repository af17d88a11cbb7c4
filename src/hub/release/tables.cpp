// SPDX-License-Identifier: Apache-2.0
#include "hub/release/tables.h"

#include <array>

namespace concordat::hub {
namespace {

constexpr std::array tables{
    TableSpec{"violence-by-area", "Violence by area and quarter",
              "Reports of violence in each area, by complete quarter.", TableKind::area_quarter},
    TableSpec{"violence-rates", "Violence by area per 1,000 residents",
              "Reports in one complete quarter for every 1,000 residents, with 95% limits.", TableKind::rates},
    TableSpec{"violence-by-hour", "Violence by day of the week and hour",
              "When violence happens, over the latest complete calendar year.", TableKind::week_clock},
    TableSpec{"violence-map", "Where violence is reported",
              "A map in five classes for one complete quarter.", TableKind::map},
    TableSpec{"violence-picture", "A picture of violence",
              "All of the above on one page.", TableKind::picture},
    TableSpec{"violence-patterns", "When violence happens, and how much of it is known",
              "The clock of the week, days by source, and how complete each source is.", TableKind::patterns},
    TableSpec{"violence-hotspots", "Places where violence gathers, and stays",
              "Squares that are hot in four of five resamples, and density corrected at the edge, for one quarter.",
              TableKind::hotspots},
    TableSpec{"violence-change", "What has changed",
              "Each area's reports in one quarter against the same quarter of the year before, with limits.",
              TableKind::change},
    TableSpec{"violence-contrast", "Violence that the police do not hear of",
              "Areas where the emergency department knows more than elsewhere, as verdicts without figures.",
              TableKind::contrast},
    TableSpec{"violence-near-repeat", "What follows a report",
              "Whether reports of a source follow each other near by, as verdicts for the whole area.", TableKind::near_repeat},
    TableSpec{"violence-scan", "Neighbouring areas with more than their share",
              "Groups of areas with more reports for their residents than chance explains, from the published counts.", TableKind::scan},
    TableSpec{"violence-around", "Around key places",
              "Whether more is reported around schools, stations and the like than elsewhere, by kind and as verdicts.", TableKind::around},
    TableSpec{"violence-space-time", "Reports that came close together in place and days",
              "Whether reports of a source bunched more than chance explains, as verdicts for the whole area.", TableKind::space_time},
    TableSpec{"violence-funnel", "Areas against all areas together",
              "Which areas have more or fewer reports for their residents than chance explains, and rates smoothed, from the published counts.", TableKind::funnel},
    TableSpec{"violence-signals", "Months with more reports than a year explains",
              "Each source's reports by month for the whole area, with EWMA and CUSUM against its first twelve months.", TableKind::signals},
    TableSpec{"violence-forecast", "Where most is to be expected",
              "Squares that a forecast points at, where it found more of a quarter it never saw than last year's places; otherwise none.", TableKind::forecast},
};

std::string prefix_of(std::string_view feed_kind) {
  if (feed_kind == "police_incidents" || feed_kind == "police_street") return "police";
  if (feed_kind == "ed_istv") return "istv";
  if (feed_kind == "ambulance_calls") return "ambulance";
  return {};
}

bool has(TableKind kind, TableKind part) {
  if (kind == part || kind == TableKind::picture) return true;
  switch (part) {
    case TableKind::area_quarter: return kind == TableKind::patterns || kind == TableKind::change || kind == TableKind::contrast || kind == TableKind::scan || kind == TableKind::funnel;
    case TableKind::week_clock: return kind == TableKind::patterns || kind == TableKind::near_repeat || kind == TableKind::space_time || kind == TableKind::around;
    case TableKind::map: return kind == TableKind::hotspots || kind == TableKind::forecast || kind == TableKind::near_repeat || kind == TableKind::space_time || kind == TableKind::around;
    default: return false;
  }
}

}  // namespace

std::span<TableSpec const> release_tables() { return tables; }

TableSpec const* release_table(std::string_view id) {
  for (auto const& table : tables) {
    if (table.id.view() == id) return &table;
  }
  return nullptr;
}

TableSpec const& records_table() {
  static constexpr TableSpec records{"records", "Records of incidents", "One row an incident of one source and quarter, as coarse as its reader makes necessary.", TableKind::rates};
  return records;
}

std::vector<std::string> record_fields(std::string_view feed_kind) {
  // Other sources never tell the kind of place, so every place of theirs might be a home.
  if (prefix_of(feed_kind) == "istv") return {"istv.assault_at", "istv.assault_place", "istv.assault_location_type", "istv.assault_method"};
  return {};
}

TableSpec const* table_of_look(std::string_view look) {
  for (auto const& table : tables) {
    if (table.kind > TableKind::picture && table.id.view().substr(std::string_view{"violence-"}.size()) == look) return &table;
  }
  return nullptr;
}

bool takes_long(TableKind kind) {
  switch (kind) {
    case TableKind::hotspots:
    case TableKind::change:
    case TableKind::contrast:
    case TableKind::near_repeat:
    case TableKind::scan:
    case TableKind::space_time:
    case TableKind::funnel:
    case TableKind::signals:
    case TableKind::forecast: return true;
    default: return false;
  }
}

bool takes_quarter(TableKind kind) {
  switch (kind) {
    case TableKind::rates:
    case TableKind::map:
    case TableKind::picture:
    case TableKind::hotspots:
    case TableKind::change:
    case TableKind::scan:
    case TableKind::funnel:
    case TableKind::forecast: return true;
    default: return false;
  }
}

std::vector<std::string> count_fields(std::string_view feed_kind, TableKind kind) {
  auto const prefix = prefix_of(feed_kind);
  if (prefix.empty()) return {};
  std::vector<std::string> fields;
  if (has(kind, TableKind::area_quarter) || kind == TableKind::rates) fields.push_back(prefix + ".count_by_area_quarter");
  if (has(kind, TableKind::week_clock)) fields.push_back(prefix + ".count_by_weekday_hour");
  if (has(kind, TableKind::map)) fields.push_back(prefix + ".count_by_cell");
  if (kind == TableKind::signals) fields.push_back(prefix + ".count_by_month");
  return fields;
}

std::vector<std::string> row_fields(std::string_view feed_kind, TableKind kind) {
  auto const prefix = prefix_of(feed_kind);
  bool const where = kind != TableKind::week_clock && kind != TableKind::signals;
  if (prefix == "police") return where ? std::vector<std::string>{"police.violence_at", "police.violence_place"} : std::vector<std::string>{"police.violence_at"};
  if (prefix == "istv") return where ? std::vector<std::string>{"istv.assault_at", "istv.assault_place"} : std::vector<std::string>{"istv.assault_at"};
  if (prefix == "ambulance") return where ? std::vector<std::string>{"ambulance.call_at", "ambulance.call_place"} : std::vector<std::string>{"ambulance.call_at"};
  return {};
}

std::vector<std::string> finer_counts(std::string_view feed_kind, TableKind kind) {
  if (kind == TableKind::signals) return {};  // it has no months
  if (prefix_of(feed_kind) == "istv") return {"istv.count_by_cell_hour_method"};
  return {};
}

FixedText source_name(std::string_view feed_kind) {
  auto const prefix = prefix_of(feed_kind);
  if (prefix == "police") return "Police";
  if (prefix == "istv") return "Emergency department";
  if (prefix == "ambulance") return "Ambulance";
  return "Other";
}

}  // namespace concordat::hub
