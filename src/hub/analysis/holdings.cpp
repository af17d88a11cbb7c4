// SPDX-License-Identifier: Apache-2.0
#include "hub/analysis/holdings.h"

#include <algorithm>
#include <tuple>

namespace concordat::hub {
namespace {

using agreements::analysis::FeedColumn;
using agreements::analysis::FeedOffer;

/// What a row cannot do without, whatever is given of it.
bool frames(intake::Profile const& profile, intake::FieldIndex field) {
  auto const is = [&](intake::MaybeField const& one) { return one && *one == field; };
  auto const& [time, place] = std::tie(profile.time, profile.place);
  return std::ranges::find(profile.key.fields, field) != profile.key.fields.end() || is(time.at) || is(time.date) || is(time.time) ||
         is(time.month) || is(time.end) || is(time.reported) || is(place.longitude) || is(place.latitude) || is(place.easting) ||
         is(place.northing) || is(place.grid_reference) || is(place.postcode) || is(place.area_code) || is(place.place_text) ||
         is(place.place_type) || (profile.category && is(profile.category->field)) || is(profile.method) || is(profile.age_band) || is(profile.period.from) ||
         (profile.person && is(profile.person->role)) || (profile.makes_return && profile.makes_return->item == field);
}

/// Figures and matched places that the hub makes of such rows.
std::vector<std::string> made_of(intake::Profile const& profile, catalogue::Catalogue const& catalogue) {
  auto const& kinds = catalogue.definitions().feed_kinds;
  auto const kind = std::ranges::find(kinds, profile.feed_kind, &catalogue::FeedKind::id);
  std::vector<std::string> out;
  if (kind == kinds.end()) return out;
  for (auto const& field : catalogue.fields()) {
    if (field.standard == "hub" && std::ranges::find(kind->domains, field.domain) != kind->domains.end()) out.push_back(field.dotted());
  }
  return out;
}

}  // namespace

std::vector<agreements::analysis::KnownField> known_fields(catalogue::Catalogue const& catalogue) {
  std::vector<agreements::analysis::KnownField> out;
  for (auto const& field : catalogue.fields()) {
    if (field.storage != catalogue::Storage::dropped) out.push_back({field.dotted(), field.label});
  }
  return out;
}

FeedOffer offer_of(intake::Profile const& profile, catalogue::Catalogue const& catalogue) {
  FeedOffer out{.id = profile.id, .agency = {}, .profile = profile.id, .columns = {}, .makes = made_of(profile, catalogue)};
  for (auto const& column : profile.columns) {
    auto const& field = catalogue.fields()[column.field];
    // Dropped fields are not taken in anyway.
    if (field.storage != catalogue::Storage::dropped) out.columns.push_back({field.dotted(), field.label, frames(profile, column.field)});
  }
  return out;
}

std::vector<FeedOffer> feed_offers(Hub const& hub) {
  std::vector<FeedOffer> out;
  for (auto const& feed : hub.feeds()) {
    auto const* const profile = hub.profiles().find(feed.profile);
    if (profile == nullptr) continue;
    auto offer = offer_of(*profile, hub.catalogue());
    offer.id = feed.id;
    offer.agency = feed.agency;
    out.push_back(std::move(offer));
  }
  return out;
}

Result<std::vector<agreements::analysis::TrainedMember>> trained_members(Hub& hub, std::string_view agency) {
  auto const members = hub.members_of(agency);
  if (!members) return fail(members);
  std::vector<agreements::analysis::TrainedMember> out;
  for (auto const& member : *members) out.push_back({member.id, member.agency, member.roles, {member.trained.begin(), member.trained.end()}});
  return out;
}

std::vector<agreements::Agreement const*> in_force_on(Held const& held, Date day) {
  std::vector<agreements::Agreement const*> out;
  for (auto const& one : held.agreements) {
    if (held.standing_of(*one, day) == agreements::Standing::in_force) out.push_back(&one->agreement);
  }
  return out;
}

std::vector<agreements::Agreement const*> going_on(Held const& held, Date today) {
  using enum agreements::Standing;
  std::vector<agreements::Agreement const*> out;
  for (auto const& one : held.agreements) {
    auto const standing = held.standing_of(*one, today);
    if (standing == in_force || standing == not_yet || standing == suspended) out.push_back(&one->agreement);
  }
  return out;
}

}  // namespace concordat::hub
