// SPDX-License-Identifier: Apache-2.0
#include "intake/map/expectation.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace concordat::intake {
namespace {

using enum Shape;

/// Fields that need more than their standardiser's shape, mostly because they share a header with another field.
std::map<std::string_view, Expectation> const& by_field() {
  static std::map<std::string_view, Expectation> const all{
      {"crime_ref", {{reference}, {probation_crn, case_urn}}},
      {"ptiurn", {{case_urn}, {}}},
      {"school_urn", {{six_digits}, {}}},
      {"intel_urn", {{reference}, {case_urn, six_digits}}},
      {"lsoa_code", {{lsoa}, {}, true}},
      {"msoa_code", {{msoa}, {}, true}},
      {"ward_code", {{ward}, {}, true}},
      {"lad_code", {{district, words}, {outward_postcode}}},
      {"police_force_code", {{words, reference}, {}}},
      {"placing_authority", {{district, words}, {}}},
      {"count", {{small_integer}, {}}},
      {"release_date", {{date, datetime}, {}}},
      {"sentence", {{words, text}, {date, datetime}}},
      {"crime_outcome", {{words, text, small_integer}, {date}}},
      {"call_outcome", {{words, text}, {date}}},
      {"establishment", {{prison_code}, {}}},
      {"location_text", {{words, text}, {prison_code}}},
      {"istv_location_text", {{words, text}, {}}},
      {"soft_observation", {{words, text}, {}}},
      {"alias_names", {{words}, {text}}},
      {"school_laestab", {{laestab}, {}}},
      {"exclusion_reason", {{exclusion_code}, {}}},
      {"referral_reason", {{words, text}, {exclusion_code}}},
      {"sen_status", {{sen_code}, {}}},
      {"disability", {{words, yes_no}, {sen_code}}},
      {"istv_site_code", {{site_code}, {}}},
      {"school_name", {{words, text}, {site_code}}},
      {"source_agency", {{words}, {site_code}}},
      {"intel_conditions", {{handling_code}, {}}},
      {"licence_conditions", {{words, text}, {handling_code}}},
      {"address_from", {{date}, {datetime}}},
      {"address_to", {{date}, {datetime}}},
      {"icd10_code", {{icd10}, {}, false}},
      {"published_crime_id", {{hash}, {}, true}},
      {"ethnicity_officer", {{ic_code}, {}, true}},
  };
  return all;
}

std::map<std::string_view, Expectation> const& by_standardiser() {
  static std::map<std::string_view, Expectation> const all{
      {"nhs_number", {{nhs_number}, {}, true}},
      {"upn", {{upn}, {}, true}},
      {"uln", {{uln}, {}}},
      {"pnc", {{pnc}, {}, true}},
      {"cro", {{cro}, {}, true}},
      {"crn", {{probation_crn}, {}, true}},
      {"noms", {{prison_number}, {}, true}},
      {"nino", {{nino}, {}, true}},
      {"postcode", {{postcode}, {}, true}},
      {"outward_postcode", {{outward_postcode}, {}}},
      {"email", {{email}, {}, true}},
      {"phone", {{phone}, {}, true}},
      {"gridref", {{grid_reference}, {}, true}},
      {"date", {{date, datetime}, {}}},
      {"datetime", {{datetime, date}, {}}},
      {"time", {{time, small_integer}, {}}},
      {"month", {{month}, {}, true}},
      {"easting", {{easting}, {latitude, longitude}}},
      {"northing", {{northing}, {latitude, longitude}}},
      {"latitude", {{latitude}, {}}},
      {"longitude", {{longitude}, {}}},
      {"integer", {{integer}, {}}},
      {"decimal", {{decimal}, {}}},
      {"boolean", {{yes_no}, {}}},
      {"sex", {{sex}, {}}},
      {"role", {{role}, {}}},
      {"uprn", {{integer}, {}}},
      {"name", {{words}, {}}},
      {"full_name", {{words}, {}}},
  };
  return all;
}

}  // namespace

Expectation expectation_of(catalogue::Field const& field) {
  if (auto const found = by_field().find(field.id); found != by_field().end()) return found->second;
  auto const found = by_standardiser().find(field.standardiser);
  return found == by_standardiser().end() ? Expectation{} : found->second;
}

Fit fit_of(ShapeCount const& values, Expectation const& expectation) {
  if (values.values() == 0 || expectation.any.empty()) return Fit::unknown;
  auto const best = [&](std::vector<Shape> const& shapes) {
    auto share = 0.0;
    for (auto const shape : shapes) share = std::max(share, values.share(shape));
    return share;
  };
  if (best(expectation.never) > 0.5) return Fit::poor;
  auto const share = best(expectation.any);
  if (share >= 0.7) return Fit::good;
  return share < 0.3 ? Fit::poor : Fit::unknown;
}

}  // namespace concordat::intake
