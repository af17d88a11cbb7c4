// SPDX-License-Identifier: Apache-2.0
// For tests of records of incidents: an agreement that lets them leave, and reports enough.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/chance.h"
#include "hub/hub_test_files.h"

namespace concordat::hub::proving {

/// Records of the department to one agency, as its rule lets them leave.
struct RecordTerms {
  std::string id = "isa.northshire.records";
  int version = 1;
  std::string recipient = "northshire-police";
  std::string recipient_kind = "police";
  std::string control = "profile: istv-rows, min_group: 5, on_fail: suppress";
  std::string form = "depersonalised";
  std::vector<std::string> items = {"{field: istv.assault_at, as: hour}", "{field: istv.assault_place, as: cell}", "{field: istv.assault_location_type, as: code}", "{field: istv.assault_method, as: code}"};
  std::string more_conditions = {};
};

inline std::string records_agreement(RecordTerms const& terms) {
  std::string items;
  for (auto const& item : terms.items) items += fmt::format("        - {}\n", item);
  return fmt::format(R"(agreement:
  format: concordat-agreement/1
  id: {0}
  version: {6}
  title: Records
  summary: Records of assaults with nobody in them.
  status: signed
  in_force: {{from: "2026-01-01", until: "2027-12-31"}}
  review_by: "2026-12-31"
  contact: {{agency: northshire-general-ed, role: information-governance-lead}}
  parties:
    - {{agency: northshire-general-ed, kind: nhs-provider, acts_as: [discloser]}}
    - {{agency: {1}, kind: {2}, acts_as: [recipient]}}
  purposes:
    - {{id: violence-hotspot-analysis, because: "To find where violence happens"}}
  rules:
    - id: rows
      discloser: [northshire-general-ed]
      recipient: [{1}]
      recipient_roles: [analyst]
      purposes: [violence-hotspot-analysis]
      gateway: not-personal-data
      form: {3}
      items:
{4}      conditions:
        area: {{incident_within: [northshire]}}
{7}      disclosure_control: {{{5}}}
      retention: {{keep_for: P1Y, from: received, then: delete}}
      onward: none
      why: An analyst plans by when and where
)",
                     terms.id, terms.recipient, terms.recipient_kind, terms.form, items, terms.control, terms.version, terms.more_conditions);
}

inline std::string ed_records(std::string_view month, int count, SeededChance& chance) {
  std::string text{ed_header};
  for (int i = 0; i < count; ++i) {
    auto const kind = chance.below(10);
    auto const area = chance.below(4);
    text += fmt::format("{0}-01,{0}-{1:02} {2:02}:{3:02},{4},{5},Anna Aster of 1 Mill Street,{6},{7}\n", month, 1 + chance.below(28), chance.below(24), chance.below(60),
                        chance.below(5) < 3 ? "S1" : "S2", kind < 6 ? "L1" : kind < 8 ? "L2" : kind < 9 ? "L3" : "L4", static_cast<int>(corner_easting + static_cast<double>(area) * area_side + 100 + static_cast<double>(chance.below(1800))),
                        static_cast<int>(corner_northing + 100 + static_cast<double>(chance.below(1800))));
  }
  return text;
}

/// To the partnership, which holds no named incidents.
inline RecordTerms for_partnership(std::string control = "profile: istv-rows, min_group: 5, on_fail: suppress, recipient_holds_named_incidents: false") {
  RecordTerms terms;
  terms.recipient = "northshire-csp";
  terms.recipient_kind = "local-authority";
  terms.control = std::move(control);
  return terms;
}

}  // namespace concordat::hub::proving
