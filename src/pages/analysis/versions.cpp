// SPDX-License-Identifier: Apache-2.0
#include "pages/analysis/versions.h"

#include <algorithm>

#include "agreements/check.h"

namespace concordat::pages {
namespace {

constexpr std::string_view draft_sign = "draft:";

bool is_party(agreements::Agreement const& agreement, std::string_view agency) { return agency.empty() || agreement.party(agency) != nullptr; }

}  // namespace

Result<Versions> Versions::read(Visit& visit, Looking const& looking) {
  auto drafts = hub::drafts_of(visit.hub, visit.who->agency);
  if (!drafts) return fail(drafts);
  return Versions{looking, std::move(*drafts)};
}

Json Versions::choices(std::string_view party) const {
  Json list{Json::Array{}};
  for (auto const& one : looking_->held.agreements) {
    auto const& agreement = one->agreement;
    if (!is_party(agreement, party)) continue;
    list.push(Json{}.set("id", agreement.reference()).set("title", agreement.title + ", version " + std::to_string(agreement.version) + " (" + agreement.reference() + ")"));
  }
  for (auto const& draft : drafts_) {
    if (!is_party(draft.agreement, party)) continue;
    list.push(Json{}.set("id", std::string{draft_sign} + draft.id).set("title", "Draft: " + draft.agreement.title + " (" + draft.agreement.reference() + ")"));
  }
  return list;
}

agreements::Agreement const* Versions::chosen(Visit& visit, std::string const& field) {
  auto const& said = visit.input.text(field);
  if (auto const* const held = looking_->held.find(said)) return &held->agreement;
  auto const draft = std::ranges::find_if(drafts_, [&](hub::Draft const& one) { return said == std::string{draft_sign} + one.id; });
  if (draft == drafts_.end()) {
    visit.fault(field, "Choose one of the versions.");
    return nullptr;
  }
  auto loaded = agreements::load(hub::outcome_of(visit.hub, *draft).yaml, "draft", visit.hub.vocabulary(), looking_->today);
  if (!loaded.agreement) {
    visit.fault(field, "What comes out of this draft is no whole agreement yet. Its own page says what is missing.");
    return nullptr;
  }
  made_.push_back(std::make_unique<agreements::Agreement>(std::move(*loaded.agreement)));
  return made_.back().get();
}

}  // namespace concordat::pages
