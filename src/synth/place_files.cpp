// SPDX-License-Identifier: Apache-2.0
#include "synth/place_files.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "base/file.h"
#include "base/json.h"
#include "synth/later.h"
#include "synth/sheet.h"

namespace concordat::synth {
namespace {

// Seven decimals are a centimetre: both sides of an edge round to the same corner.
void append_position(std::string& out, Point at) {
  auto const degrees = to_wgs84(at);
  out += fmt::format("[{:.7f},{:.7f}]", degrees.longitude, degrees.latitude);
}

void append_ring(std::string& out, Ring const& ring) {
  out += "[[";
  for (auto const& point : ring) {
    append_position(out, point);
    out += ',';
  }
  append_position(out, ring.front());
  out += "]]";
}

struct Names {
  std::string_view code_property;
  std::string_view name_property;
};

/// Areas and regions alike: a code, a name and a ring.
template <class Shapes>
std::string shapes_text(Shapes const& shapes, Names const& names) {
  std::string out = "{\"type\":\"FeatureCollection\",\"features\":[\n";
  auto first = true;
  for (auto const& shape : shapes) {
    if (!std::exchange(first, false)) out += ",\n";
    out += fmt::format(
        "{{\"type\":\"Feature\",\"properties\":{{\"{}\":\"{}\",\"{}\":\"{}\"}},\"geometry\":{{\"type\":"
        "\"Polygon\",\"coordinates\":",
        names.code_property, shape.code, names.name_property, shape.name);
    append_ring(out, shape.ring);
    out += "}}";
  }
  return out + "\n]}\n";
}

void append_point_feature(std::string& out, Point at, std::string_view properties) {
  if (!out.ends_with("[\n")) out += ",\n";
  out += fmt::format(
      "{{\"type\":\"Feature\",\"properties\":{{{}}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":",
      properties);
  append_position(out, at);
  out += "}}";
}

std::string as_json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string key_places_text(Place const& place) {
  std::string out = "{\"type\":\"FeatureCollection\",\"features\":[\n";
  for (auto const& spot : place.key_places) {
    append_point_feature(out, spot.at,
                         fmt::format("\"kind\":\"{}\",\"name\":{}", name_of(spot.kind), as_json(spot.name)));
  }
  return out + "\n]}\n";
}

/// The middle of each street: what a gazetteer holds, for matching places that are told in words.
std::string streets_text(Place const& place) {
  std::string out = "{\"type\":\"FeatureCollection\",\"features\":[\n";
  for (auto const& street : place.streets) {
    append_point_feature(out, street.points[street.points.size() / 2],
                         fmt::format("\"kind\":\"street\",\"name\":{}", as_json(street.name)));
  }
  return out + "\n]}\n";
}

constexpr std::size_t fewest_addresses = 8;

/// The middle of each street as the point that stands for its homes; of a street without homes too, and none of one with so few that it would
/// point at their doors.
std::string snap_points_text(World const& world) {
  std::vector<std::set<int>> houses(world.place.streets.size());
  for (std::uint32_t number = 0; number < world.population; ++number) {
    if (member_of(number).position != 0) continue;
    auto const person = world.people.person(number);
    houses[person.street].insert(person.house);
  }
  std::string out = "id,easting,northing,addresses\n";
  for (std::size_t i = 0; i < houses.size(); ++i) {
    auto const addresses = houses[i].size();
    if (addresses > 0 && addresses < fewest_addresses) continue;
    auto const& points = world.place.streets[i].points;
    auto const& middle = points[points.size() / 2];
    out += fmt::format("{},{:.0f},{:.0f},{}\n", i + 1, middle.x, middle.y, addresses);
  }
  return out;
}

void add(Population& to, Population const& more) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += more[i];
}

std::string population_row(std::string_view code, Population const& counts) {
  auto total = 0U;
  for (auto const count : counts) total += count;
  return fmt::format("{},{},{}\n", code, total, fmt::join(counts, ","));
}

std::string population_text(World const& world) {
  auto const& areas = world.place.areas;
  std::vector<Population> groups(areas.groups.size());
  std::vector<Population> districts(areas.districts.size());
  std::string out = "area_code,residents,aged_0_9,aged_10_17,aged_18_24,aged_25_64,aged_65_and_over\n";
  for (auto const& area : areas.areas) {
    auto const counts = world.people.population(area);
    add(groups[area.group], counts);
    add(districts[area.district], counts);
    out += population_row(area.code, counts);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) out += population_row(areas.groups[i].code, groups[i]);
  for (std::size_t i = 0; i < districts.size(); ++i)
    out += population_row(areas.districts[i].code, districts[i]);
  return out;
}

/// One whole small file; it can be made again, so it is not forced to disk.
Result<void> put(std::filesystem::path const& path, std::string_view text) {
  return write_file(path, text, {.durable = false});
}

struct Member {
  std::string_view id;
  std::string_view agency;
  std::string_view roles;  ///< with a comma between them
};
/// Two leads where requests, appeals and break-glass are tried: the second person is never the first. Workers sit in the
/// case conference. Two reviewers work with families as well: what one judges the other confirms.
constexpr std::array members{Member{"analyst.csp", "northshire-csp", "analyst"},
                             Member{"chief.csp", "northshire-csp", "strategic-lead"},
                             Member{"chief.police", "northshire-police", "strategic-lead"},
                             Member{"chief.hospital", "northshire-general-ed", "strategic-lead"},
                             Member{"chief.schools", "northshire-schools-trust", "strategic-lead"},
                             Member{"governance.csp", "northshire-csp", "information-governance-lead"},
                             Member{"admin.csp", "northshire-csp", "administrator"},
                             Member{"equality.csp", "northshire-csp", "equality-monitoring-officer"},
                             Member{"equality.police", "northshire-police", "equality-monitoring-officer"},
                             Member{"analyst.police", "northshire-police", "analyst"},
                             Member{"governance.police", "northshire-police", "information-governance-lead"},
                             Member{"supplier.police", "northshire-police", "feed-supplier"},
                             Member{"supervisor.police", "northshire-police", "neighbourhood-supervisor"},
                             Member{"analyst.hospital", "northshire-general-ed", "analyst"},
                             Member{"supplier.hospital", "northshire-general-ed", "feed-supplier"},
                             Member{"governance.hospital", "northshire-general-ed", "information-governance-lead"},
                             Member{"admin.hospital", "northshire-general-ed", "administrator"},
                             Member{"analyst.ambulance", "northshire-ambulance", "analyst"},
                             Member{"governance.ambulance", "northshire-ambulance", "information-governance-lead"},
                             Member{"supplier.ambulance", "northshire-ambulance", "feed-supplier"},
                             Member{"lead.schools", "northshire-schools-trust", "analyst"},
                             Member{"governance.schools", "northshire-schools-trust", "information-governance-lead"},
                             Member{"supplier.schools", "northshire-schools-trust", "feed-supplier"},
                             Member{"reviewer.schools", "northshire-schools-trust", "linkage-reviewer, practitioner"},
                             Member{"practitioner.schools", "northshire-schools-trust", "practitioner"},
                             Member{"worker.schools", "northshire-schools-trust", "conference-member"},
                             Member{"worker.police", "northshire-police", "conference-member"},
                             Member{"worker.children", "northshire-childrens-services", "conference-member"},
                             Member{"worker.yjs", "northshire-youth-justice", "conference-member"},
                             Member{"governance.children", "northshire-childrens-services", "information-governance-lead"},
                             Member{"governance.yjs", "northshire-youth-justice", "information-governance-lead"},
                             Member{"reviewer.children", "northshire-childrens-services", "linkage-reviewer, practitioner"}};

struct Feed {
  std::string_view id;
  std::string_view agency;
  std::string_view profile;
  std::string_view title;
};
constexpr std::array feeds{
    Feed{"police-incidents", "northshire-police", "police-incidents", "Police incidents"},
    Feed{"police-uk-street", "northshire-police", "police-uk-street", "Published street crime"},
    Feed{"police-stop-search", "northshire-police", "police-uk-stop-and-search", "Stop and search"},
    Feed{"ed-istv", "northshire-general-ed", "ed-istv", "Emergency department assaults"},
    Feed{"ambulance-calls", "northshire-ambulance", "ambulance-calls", "Ambulance calls"},
    Feed{"school-list", "northshire-schools-trust", "school-list", "Pupils of concern"}};

constexpr std::array later_agencies{
    LaterAgency{"northshire-fire", "fire-rescue", "Northshire Fire and Rescue Service", "supplier.fire"},
    LaterAgency{"northshire-council", "local-authority", "Northshire Council", "supplier.council"},
    LaterAgency{"northshire-childrens-services", "childrens-social-care", "Northshire Children's Services", "supplier.children"},
    LaterAgency{"northshire-adult-care", "adult-social-care", "Northshire Adult Social Care", "supplier.adults"},
    LaterAgency{"northshire-youth-justice", "youth-justice", "Northshire Youth Justice Service", "supplier.yjs"},
    LaterAgency{"northshire-probation", "probation", "Northshire Probation", "supplier.probation"},
    LaterAgency{"northshire-prison", "prison", "HMP Northshire", "supplier.prison"},
    LaterAgency{"northshire-homes", "social-landlord", "Northshire Homes", "supplier.homes"},
    LaterAgency{"northshire-jobcentre", "dwp", "Northshire Jobcentre", "supplier.jobcentre"},
    LaterAgency{"northshire-recovery", "substance-misuse", "Northshire Recovery Service", "supplier.recovery"},
    LaterAgency{"northshire-youth-voices", "voluntary", "Northshire Youth Voices", "supplier.voices"},
    LaterAgency{"northshire-gp-federation", "gp", "Northshire General Practice Federation", "supplier.gp"},
    LaterAgency{"northshire-walk-in", "nhs-provider", "Northshire Walk-in Centre", "supplier.walkin"},
    LaterAgency{"northshire-icb", "icb_or_lhb", "Northshire Integrated Care Board", "supplier.icb"}};

constexpr std::array later_feeds{
    LaterFeed{"fire-incidents", "northshire-fire", "fire-incidents", "Fire and rescue incidents", "P1M", "P15D"},
    LaterFeed{"school-exclusions", "northshire-schools-trust", "school-exclusions", "Suspensions and exclusions", "P1M", "P15D"},
    LaterFeed{"school-attendance", "northshire-schools-trust", "school-attendance", "Pupils who miss much school", "P1M", "P15D"},
    LaterFeed{"school-attainment", "northshire-schools-trust", "school-attainment", "Attainment of pupils at risk", "P3M", "P1M"},
    LaterFeed{"gp-injuries", "northshire-gp-federation", "injury-attendances", "Injuries seen by practices", "P1M", "P15D"},
    LaterFeed{"walk-in-injuries", "northshire-walk-in", "injury-attendances", "Injuries seen at the walk-in centre", "P1M", "P15D"},
    LaterFeed{"hospital-admissions", "northshire-icb", "hospital-admissions", "Hospital admissions", "P1M", "P1M"},
    LaterFeed{"youth-justice", "northshire-youth-justice", "youth-justice", "Children with youth justice", "P1M", "P15D"},
    LaterFeed{"probation", "northshire-probation", "probation", "People supervised by probation", "P1M", "P15D"},
    LaterFeed{"prison", "northshire-prison", "prison", "People due for release", "P1M", "P15D"},
    LaterFeed{"housing", "northshire-homes", "housing", "Homes taken over, complaints of harm", "P1M", "P15D"},
    LaterFeed{"children-social-care", "northshire-childrens-services", "children-social-care", "Children in social care", "P1M", "P15D"},
    LaterFeed{"adult-social-care", "northshire-adult-care", "adult-social-care", "Adults at risk", "P1M", "P15D"},
    LaterFeed{"voluntary-sector", "northshire-youth-voices", "voluntary-sector", "Young people with Youth Voices", "P1M", "P15D"},
    LaterFeed{"treatment-counts", "northshire-recovery", "treatment-counts", "Counts of people in treatment", "P3M", "P1M"},
    LaterFeed{"jobcentre-counts", "northshire-jobcentre", "jobcentre-counts", "Counts of young claimants", "P1M", "P1M"},
    LaterFeed{"annex-a-contacts", "northshire-childrens-services", "annex-a-contacts", "Annex A list 1", "P3M", "P15D"},
    LaterFeed{"annex-a-referrals", "northshire-childrens-services", "annex-a-referrals", "Annex A list 3", "P3M", "P15D"},
    LaterFeed{"annex-a-section-47", "northshire-childrens-services", "annex-a-section-47", "Annex A list 5", "P3M", "P15D"},
    LaterFeed{"annex-a-children-in-need", "northshire-childrens-services", "annex-a-children-in-need", "Annex A list 6", "P3M", "P15D"},
    LaterFeed{"annex-a-child-protection", "northshire-childrens-services", "annex-a-child-protection", "Annex A list 7", "P3M", "P15D"},
    LaterFeed{"annex-a-looked-after", "northshire-childrens-services", "annex-a-looked-after", "Annex A list 8", "P3M", "P15D"},
    LaterFeed{"ssda903-header", "northshire-childrens-services", "ssda903-header", "SSDA903 header", "P1Y", "P3M"},
    LaterFeed{"ssda903-episodes", "northshire-childrens-services", "ssda903-episodes", "SSDA903 episodes", "P1Y", "P3M"},
    LaterFeed{"ssda903-missing", "northshire-childrens-services", "ssda903-missing", "SSDA903 missing episodes", "P1Y", "P3M"},
    LaterFeed{"s17a-police", "northshire-police", "s17a-police", "Section 17A return of the police", "P3M", "P3M"},
    LaterFeed{"s17a-fire", "northshire-fire", "s17a-fire", "Section 17A return of fire and rescue", "P3M", "P3M"},
    LaterFeed{"s17a-council", "northshire-council", "s17a-council", "Section 17A return of the council", "P3M", "P3M"},
    LaterFeed{"s17a-health", "northshire-icb", "s17a-health", "Section 17A return of health", "P3M", "P3M"},
    LaterFeed{"s17a-ambulance", "northshire-ambulance", "s17a-ambulance", "Section 17A return of the ambulance service", "P3M", "P3M"}};

struct AreaFile {
  std::string_view kind;
  std::string_view title;
  std::string_view property;
};
constexpr std::array area_files{AreaFile{"lsoa", "Neighbourhoods", "LSOA21"},
                                AreaFile{"msoa", "Localities", "MSOA21"},
                                AreaFile{"district", "Districts", "LAD21"}};

constexpr std::string_view opening =
    R"(# A made-up partnership: no place, agency or person in these files exists.
partnership:
  format: concordat-partnership/1
  id: northshire
  name: "Northshire Violence Prevention Partnership"
  synthetic: true
  release_area: {kind: lsoa, vintage: 2021}
  methods_owner: chief.csp
  agencies:
    - {id: northshire-police, kind: police, name: "Northshire Police"}
    - {id: northshire-csp, kind: local-authority, name: "Northshire Community Safety Partnership"}
    - {id: northshire-general-ed, kind: nhs-provider, name: "Northshire General Hospital"}
    - {id: northshire-ambulance, kind: ambulance, name: "Northshire Ambulance Service"}
    - {id: northshire-schools-trust, kind: school, name: "Northshire Schools Trust"}
)";

}  // namespace

Result<void> write_place(World const& world, std::filesystem::path const& folder) {
  auto const& areas = world.place.areas;
  auto const texts = std::array{
      std::pair{"areas-lsoa.geojson", shapes_text(areas.areas, {"LSOA21CD", "LSOA21NM"})},
      std::pair{"areas-msoa.geojson", shapes_text(areas.groups, {"MSOA21CD", "MSOA21NM"})},
      std::pair{"areas-district.geojson", shapes_text(areas.districts, {"LAD21CD", "LAD21NM"})},
      std::pair{"key-places.geojson", key_places_text(world.place)},
      std::pair{"streets.geojson", streets_text(world.place)},
      std::pair{"snap-points.csv", snap_points_text(world)},
      std::pair{"population.csv", population_text(world)},
  };
  for (auto const& [name, text] : texts) {
    if (auto written = put(folder / name, text); !written) return written;
  }
  return {};
}

Month first_period(LaterFeed const& feed, Month last_month, int months) {
  Month const joined{last_month.index - std::min(months, months_since_joining) + 1};
  if (feed.every == "P3M") return Month{joined.index - (joined.month() - 1) % 3};
  return feed.every == "P1Y" ? last_month : joined;
}

namespace {

std::string member_line(Member const& member, Options const& options) {
  // Trained on the last month's first day, so that training is fresh while the data are.
  return fmt::format(
      "    - {{id: {}, agency: {}, roles: [{}], trained: [{{course: information-handling, on: \"{}\"}}]}}\n", member.id,
      member.agency, member.roles, format_date(options.last_month.first_day()));
}

std::string feed_line(LaterFeed const& feed, Month first) {
  return fmt::format("    - {{id: {}, agency: {}, title: \"{}\", profile: {}, every: {}, due_within: {}, first_period: \"{}\", contact: feeds@{}.example}}\n",
                     feed.id, feed.agency, feed.title, feed.profile, feed.every, feed.due_within, format_month(first), feed.agency);
}

}  // namespace

std::span<LaterFeed const> feeds_that_joined() { return later_feeds; }

Result<void> write_partnership_file(Options const& options) {
  auto const first = Month{options.last_month.index - options.months + 1};
  std::string out{opening};
  for (auto const& agency : later_agencies) {
    out += fmt::format("    - {{id: {}, kind: {}, name: \"{}\"}}\n", agency.id, agency.kind, agency.name);
  }
  out += "  members:\n";
  for (auto const& member : members) out += member_line(member, options);
  for (auto const& agency : later_agencies) out += member_line({agency.supplier, agency.id, "feed-supplier"}, options);
  out += "  feeds:\n";
  for (auto const& feed : feeds) {
    out += feed_line({feed.id, feed.agency, feed.profile, feed.title, "P1M", "P15D"}, first);
  }
  for (auto const& feed : later_feeds) out += feed_line(feed, first_period(feed, options.last_month, options.months));
  out += "  areas:\n";
  for (auto const& file : area_files) {
    out += fmt::format(
        "    - kind: {0}\n      vintage: 2021\n      title: \"{1}\"\n      attribution: \"Invented\"\n"
        "      files: [\"areas-{0}.geojson\"]\n      code_property: {2}CD\n      name_property: {2}NM\n"
        "      population: {{file: \"population.csv\", code_column: area_code, count_column: residents}}\n",
        file.kind, file.title, file.property);
  }
  out += "  key_places: \"key-places.geojson\"\n  gazetteer: [\"streets.geojson\"]\n  snap_points: \"snap-points.csv\"\n";
  return put(options.folder / "partnership.yaml", out);
}

Result<void> write_place_truth(World const& world, std::vector<HotspotTally> const& tallies,
                               std::filesystem::path const& truth_folder) {
  std::string out = "{\"type\":\"FeatureCollection\",\"features\":[\n";
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    auto const& hotspot = world.place.hotspots[i];
    auto const& tally = tallies[i];
    append_point_feature(out, hotspot.centre,
                         fmt::format("\"id\":\"{}\",\"name\":{},\"when\":{},\"radius_metres\":120,\"events\":"
                                     "{},\"known_to_police\":{},"
                                     "\"known_to_emergency_department\":{},\"known_to_ambulance\":{}",
                                     hotspot.id, as_json(hotspot.name), as_json(hotspot.truth), tally.events,
                                     tally.police, tally.emergency, tally.ambulance));
  }
  if (auto written = put(truth_folder / "hotspots.geojson", out + "\n]}\n"); !written) return written;
  std::string areas = "area_code,relative_rate_of_violence\n";
  for (auto const& area : world.place.areas.areas)
    areas += fmt::format("{},{:.4f}\n", area.code, area.violence);
  return put(truth_folder / "areas.csv", areas);
}

Result<void> write_people_truth(World const& world, std::vector<bool> const& met,
                                std::filesystem::path const& truth_folder) {
  Sheet sheet{truth_folder / "people.csv", {}};
  sheet.row({"person", "household", "family_name", "given_name", "known_as", "sex", "born", "house", "street",
             "postcode", "area_code", "nhs_number", "upn", "phone", "twin"});
  for (std::uint32_t number = 0; number < met.size(); ++number) {
    if (!met[number]) continue;
    auto const person = world.people.person(number);
    auto const& street = world.place.streets[person.street];
    sheet.row({std::to_string(number), std::to_string(person.household), person.family_name,
               person.given_name, person.known_as, person.female ? "female" : "male",
               format_date(person.born), std::to_string(person.house), street.name, street.postcode,
               world.place.areas.areas[street.area].code, nhs_number(number).value_or(""), upn(number),
               mobile(person.household), person.twin ? "yes" : ""});
  }
  auto const closed = sheet.close();
  return closed ? Result<void>{} : fail(closed);
}

}  // namespace concordat::synth
