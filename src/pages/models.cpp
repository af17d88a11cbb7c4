// SPDX-License-Identifier: Apache-2.0
#include "pages/models.h"

#include "hub/agency_name.h"

namespace concordat::pages {

Json agency_names(hub::Hub const& hub, std::vector<std::string> const& ids) {
  Json list{Json::Array{}};
  for (auto const& id : ids) list.push(hub::agency_name(hub, id));
  return list;
}

Json findings_model(Findings const& findings, Severity least) {
  Json list{Json::Array{}};
  for (auto const& one : findings) {
    if (one.severity < least) continue;
    Json model;
    model.set("error", one.severity == Severity::error).set("message", one.message).set("remedy", one.remedy);
    list.push(model.set("line", static_cast<std::int64_t>(one.line)).set("code", one.code));
  }
  return list;
}

std::string purpose_title(hub::Hub const& hub, std::string_view id) {
  auto const* const purpose = hub.catalogue().purpose(id);
  return purpose == nullptr ? std::string{id} : purpose->title;
}

}  // namespace concordat::pages
