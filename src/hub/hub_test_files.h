// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: the files of a made-up partnership as text. Four square areas, four agencies, their
// exports month by month, and agreements on figures.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/standardise/projection.h"

namespace concordat::hub::proving {

// The release areas: four squares of 2 km, west to east.
constexpr double corner_easting = 450'000;
constexpr double corner_northing = 300'000;
constexpr double area_side = 2'000;

inline std::string areas_geojson(int count = 4) {
  auto projector = intake::Projector::make();
  std::string features;
  for (int i = 0; i < count; ++i) {
    std::string ring;
    double const west = corner_easting + i * area_side;
    for (auto const& [x, y] : {std::pair{0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}, {0.0, 0.0}}) {
      auto const degrees = projector->to_degrees({west + x * area_side, corner_northing + y * area_side});
      ring += fmt::format("{}[{:.9f},{:.9f}]", ring.empty() ? "" : ",", degrees->longitude, degrees->latitude);
    }
    features += fmt::format(
        R"({}{{"type":"Feature","properties":{{"code":"A{}","name":"Square {}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}})",
        features.empty() ? "" : ",", i + 1, i + 1, ring);
  }
  return fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features);
}

constexpr std::string_view partnership_yaml = R"(partnership:
  format: concordat-partnership/1
  id: northshire
  name: Northshire Test Partnership
  synthetic: true
  release_area: {kind: lsoa, vintage: 2021}
  agencies:
    - {id: northshire-csp, kind: local-authority, name: "Northshire Community Safety Partnership"}
    - {id: northshire-police, kind: police, name: "Northshire Police"}
    - {id: northshire-general-ed, kind: nhs-provider, name: "Northshire General"}
    - {id: northshire-school, kind: school, name: "Northshire School"}
  members:
    - {id: anna, agency: northshire-csp, roles: [analyst], trained: [{course: information-handling, on: "2026-06-01"}]}
    - {id: bert, agency: northshire-police, roles: [analyst], trained: []}
    - {id: cleo, agency: northshire-general-ed, roles: [analyst], trained: []}
    - {id: dora, agency: northshire-school, roles: [analyst], trained: []}
    - {id: emil, agency: northshire-csp, roles: [mentor], trained: []}
    - {id: fritz, agency: northshire-csp, roles: [analyst], trained: []}
    - {id: greta, agency: northshire-csp, roles: [information-governance-lead], trained: []}
    - {id: paula, agency: northshire-police, roles: [information-governance-lead], trained: []}
    - {id: edgar, agency: northshire-general-ed, roles: [information-governance-lead], trained: []}
    - {id: hanna, agency: northshire-school, roles: [information-governance-lead], trained: []}
  feeds:
    - {id: police-incidents, agency: northshire-police, title: "Incidents", profile: police-incidents, every: P1M, due_within: P15D, first_period: "2026-01"}
    - {id: ed-istv, agency: northshire-general-ed, title: "Assaults", profile: ed-placed, every: P1M, due_within: P15D, first_period: "2026-01"}
    - {id: school-people, agency: northshire-school, title: "People", profile: person-list, every: P1M, due_within: P15D, first_period: "2026-07"}
  areas:
    - {kind: lsoa, vintage: 2021, title: "Squares", attribution: "Made up", files: [areas.geojson], code_property: code, name_property: name, population: {file: population.csv, code_column: code, count_column: residents}}
)";

/// The shipped profile of the emergency department has places in words only; this one has them as coordinates.
constexpr std::string_view ed_placed_profile = R"(format: concordat-profile/1
id: ed-placed
version: 1
title: "Emergency department assaults with coordinates"
feed_kind: ed_istv
suppliers: [nhs_provider]
columns:
  - {field: istv_reporting_period_start, headers: ["Period Start"]}
  - {field: istv_assault_at, headers: ["Assault At"]}
  - {field: istv_assault_method, headers: ["Method"], code_lists: [synthetic_assault_method]}
  - {field: istv_location_type, headers: ["Location Type"], code_lists: [synthetic_assault_location_type]}
  - {field: istv_location_text, headers: ["Location"]}
  - {field: easting, headers: ["Easting"]}
  - {field: northing, headers: ["Northing"]}
needs: [istv_assault_at]
key: {fields: [], without: by_period, repeat: kept, clash: kept, later: supersedes}
time: {at: istv_assault_at}
place: {easting: easting, northing: northing, text: istv_location_text, type: istv_location_type}
category: {constant: violence, violence: [violence]}
method: istv_assault_method
period: {from: istv_reporting_period_start, grain: month, one_per_file: true}
future: refused
retention: P3Y
)";

constexpr std::string_view police_header =
    "Crime Number,Offence Date,Offence Time,Offence Type,Easting,Northing,Location,Weapon\n";
constexpr std::string_view ed_header = "Period Start,Assault At,Method,Location Type,Location,Easting,Northing\n";
constexpr std::string_view people_header = "Record ID,Name,Date of Birth,Role,NHS Number,Notes\n";

/// Day 2 to 28 of `month` ("2026-07"), around the middle of area `area` (0 to 3).
inline std::string police_row(std::string_view reference, std::string_view month, int number, int area) {
  return fmt::format("{},{:02}/{}/{},{:02}:15,Common assault,{},{},High Street,none\n", reference, 2 + number % 27,
                     month.substr(5), month.substr(0, 4), number % 24,
                     static_cast<int>(corner_easting + area * area_side + 1000 + number % 7 * 20),
                     static_cast<int>(corner_northing + 1000 + number % 5 * 20));
}

/// `count` assaults in each area of the list.
inline std::string police_month(std::string_view month, std::vector<int> const& count_by_area) {
  std::string text{police_header};
  int number = 0;
  for (std::size_t area = 0; area < count_by_area.size(); ++area) {
    for (int i = 0; i < count_by_area[area]; ++i, ++number) {
      text += police_row(fmt::format("{}/{}", month, number), month, number, static_cast<int>(area));
    }
  }
  return text;
}

struct EdRows {
  int area = 0;
  int count = 0;
  std::string_view type = "L1";  ///< street
};
inline std::string ed_month(std::string_view month, std::vector<EdRows> const& all) {
  std::string text{ed_header};
  int number = 0;
  for (auto const& rows : all) {
    for (int i = 0; i < rows.count; ++i, ++number) {
      text += fmt::format("{}-01,{}-{:02} {:02}:30,S1,{},by the bridge,{},{}\n", month, month, 2 + number % 27, number % 24,
                          rows.type, static_cast<int>(corner_easting + rows.area * area_side + 1000 + number % 6 * 20),
                          static_cast<int>(corner_northing + 1000 + number % 4 * 20));
    }
  }
  return text;
}

/// What an agreement of these tests says; the defaults permit every figure of the police to the partnership.
struct Terms {
  std::string id = "isa.northshire.police";
  int version = 1;
  std::string from = "2026-01-01";
  std::string until = "2027-12-31";
  std::string discloser = "northshire-police";
  std::string discloser_kind = "police";
  std::string recipient = "northshire-csp";
  std::string recipient_kind = "local-authority";
  std::string role = "analyst";
  std::string purpose = "violence-hotspot-analysis";
  std::vector<std::string> fields = {"police.count_by_area_quarter", "police.count_by_weekday_hour", "police.count_by_cell"};
  std::string conditions = "area: {incident_within: [northshire]}";
  std::string retention = "      retention: {keep_for: P3Y, from: received, then: delete}\n";
};

inline std::vector<std::string> counts_of(std::string const& prefix) {
  return {prefix + ".count_by_area_quarter", prefix + ".count_by_weekday_hour", prefix + ".count_by_cell"};
}

inline std::string agreement_text(Terms const& terms) {
  std::string items;
  for (auto const& field : terms.fields) items += fmt::format("        - {{field: {}, as: count}}\n", field);
  return fmt::format(R"(agreement:
  format: concordat-agreement/1
  id: {}
  version: {}
  title: Figures
  summary: Figures for the partnership's picture.
  status: signed
  in_force: {{from: "{}", until: "{}"}}
  review_by: "{}"
  contact: {{agency: {}, role: information-governance-lead}}
  parties:
    - {{agency: {}, kind: {}, acts_as: [discloser]}}
    - {{agency: {}, kind: {}, acts_as: [recipient]}}
  purposes:
    - {{id: {}, because: "To find where violence happens"}}
  rules:
    - id: figures
      discloser: [{}]
      recipient: [{}]
      recipient_roles: [{}]
      purposes: [{}]
      gateway: not-personal-data
      form: aggregate
      items:
{}      conditions:
        {}
      disclosure_control: {{profile: counts, min_group: 5, on_fail: suppress}}
{}      onward: none
      why: The partnership plans by the pattern
)",
                     terms.id, terms.version, terms.from, terms.until, terms.from, terms.recipient, terms.discloser,
                     terms.discloser_kind, terms.recipient, terms.recipient_kind, terms.purpose, terms.discloser,
                     terms.recipient, terms.role, terms.purpose, items, terms.conditions, terms.retention);
}

inline Terms ed_terms() {
  Terms terms;
  terms.id = "isa.northshire.ed";
  terms.discloser = "northshire-general-ed";
  terms.discloser_kind = "nhs-provider";
  terms.fields = counts_of("istv");
  return terms;
}

}  // namespace concordat::hub::proving
