// SPDX-License-Identifier: Apache-2.0
// Inside the module: one function a verb.
#pragma once

#include "cli/sharing/sharing_verbs.h"
#include "hub/disclosures/json_of.h"
#include "hub/products/editions.h"
#include "hub/sharing/json_of.h"

namespace concordat::cli {

using Run = Result<Shown>(hub::Hub&, hub::Member const&, SharingArguments const&);
Run run_may_i, run_may_i_list, run_may_i_show;
Run run_fact_record, run_fact_list, run_fact_withdraw;
Run run_request_ask, run_request_list, run_request_show, run_request_decline;
Run run_appeal_make, run_appeal_decide, run_appeal_list;
Run run_refusals, run_uses;
Run run_glass_begin, run_glass_end, run_glass_review, run_glass_list;
Run run_sample_list, run_sample_done;
/// The verbs of what is given in the hub, and of corrections (giving_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> giving();
/// The verbs of linkage (linking_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> linking();
/// The verbs of how good links are (link_quality_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> measuring_links();
/// The verbs of criteria for families (criteria_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> judging_criteria();
/// The verbs of closed quarters (quarter_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> closing();
/// The verbs of protection settings (protection_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> setting_protection();
/// The verbs of equality monitoring (equality_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> monitoring_equality();
/// The verbs of products (product_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> producing();
/// The verbs of public editions (publishing_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> publishing();
/// The verbs of editions that other agencies read (share_verbs.cpp).
[[nodiscard]] std::vector<SharingVerb> sharing_editions();
/// In the first of the member's roles in which they may ask for releases.
[[nodiscard]] hub::Editor editor_of(hub::Member const& member);
/// An edition as lines of text.
[[nodiscard]] std::string edition_text(hub::Edition const& edition);

/// Rows as JSON and as lines of text; `none` where there are none.
template <class Rows, class Text>
Shown list_shown(Rows const& rows, std::string_view none, Text text_of) {
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& row : rows) {
    shown.json.push(hub::sharing::to_json(row));
    shown.text += text_of(row);
  }
  if (rows.empty()) shown.text = std::string{none} + "\n";
  return shown;
}

/// What was given in answer to a request: until when it can be opened, who opened it, what was corrected.
[[nodiscard]] std::string disclosure_text(hub::disclosures::Disclosure const& disclosure);
/// An explained decision as lines of text.
[[nodiscard]] std::string answer_text(Json const& answer);

}  // namespace concordat::cli
