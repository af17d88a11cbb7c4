// SPDX-License-Identifier: Apache-2.0
#include "cli/analysis/sources.h"

#include <algorithm>
#include <filesystem>

#include "agreements/check.h"
#include "base/file.h"

namespace concordat::cli::analysis {
namespace {

namespace fs = std::filesystem;
using agreements::analysis::FeedColumn;
using agreements::analysis::FeedOffer;

constexpr std::uint64_t largest_agreement = std::uint64_t{1} << 20;

tl::unexpected<Failure> failed(std::string about, Problem const& problem, Findings findings = {}) {
  return tl::unexpected<Failure>{{std::move(about), problem, std::move(findings)}};
}

/// What a row cannot do without, whatever is given of it.
bool frames(intake::Profile const& profile, intake::FieldIndex field) {
  auto const is = [&](intake::MaybeField const& one) { return one && *one == field; };
  auto const& [time, place] = std::tie(profile.time, profile.place);
  return std::ranges::find(profile.key.fields, field) != profile.key.fields.end() || is(time.at) || is(time.date) || is(time.time) ||
         is(time.month) || is(time.end) || is(time.reported) || is(place.longitude) || is(place.latitude) || is(place.easting) ||
         is(place.northing) || is(place.grid_reference) || is(place.postcode) || is(place.area_code) || is(place.place_text) ||
         is(place.place_type) || (profile.category && is(profile.category->field)) || is(profile.method) || is(profile.period.from) ||
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

FeedOffer offer_of(intake::Profile const& profile, catalogue::Catalogue const& catalogue) {
  FeedOffer out{.id = profile.id, .agency = {}, .profile = profile.id, .columns = {}, .makes = made_of(profile, catalogue)};
  for (auto const& column : profile.columns) {
    auto const& field = catalogue.fields()[column.field];
    // Dropped fields are not taken in anyway.
    if (field.storage != catalogue::Storage::dropped) out.columns.push_back({field.dotted(), field.label, frames(profile, column.field)});
  }
  return out;
}

}  // namespace

Sources::Sources(hub::Shelf const& shelf, hub::Hub* hub, Date today)
    : shelf_{shelf}, hub_{hub}, today_{today}, vocabulary_{hub != nullptr ? hub->vocabulary() : agreements::vocabulary_from(shelf.catalogue)} {
  names_.field = [this](std::string_view id) {
    auto const* const field = shelf_.catalogue.field(id);
    return field == nullptr ? std::string{id} : field->label;
  };
  names_.gateway = [this](std::string_view id) {
    auto const* const gateway = shelf_.catalogue.gateway(id);
    return gateway == nullptr ? std::string{id} : gateway->title;
  };
  if (hub_ == nullptr) return;
  names_.agency = [this](std::string_view id) {
    auto const* const agency = hub_->agency(id);
    return agency == nullptr ? std::string{id} : agency->name;
  };
}

Expected<void> Sources::read_file_of(std::string const& path, std::vector<agreements::Agreement const*>& out) {
  auto const text = read_file(path, largest_agreement);
  if (!text) return failed(path, text.error());
  auto loaded = agreements::load(*text, path, vocabulary_, today_);
  if (!loaded.agreement) {
    return failed(path,
                  {Fault::malformed, "agreement.has-errors", "The agreement has errors, and nothing is said of what is never enforced.",
                   "Correct what is listed.", {}},
                  std::move(loaded.findings));
  }
  read_.push_back(std::make_unique<agreements::Agreement>(std::move(*loaded.agreement)));
  out.push_back(read_.back().get());
  return {};
}

Expected<std::vector<agreements::Agreement const*>> Sources::read(std::string const& path) {
  std::vector<agreements::Agreement const*> out;
  std::error_code error;
  std::vector<std::string> files;
  if (fs::is_directory(path, error)) {
    for (auto const& entry : fs::directory_iterator{path, error}) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
  } else {
    files.push_back(path);
  }
  for (auto const& file : files) {
    if (auto done = read_file_of(file, out); !done) return tl::unexpected<Failure>{std::move(done.error())};
  }
  return out;
}

Expected<hub::Held const*> Sources::held(std::string const& by) {
  if (held_) return &*held_;
  std::string agency;
  if (!by.empty()) {
    auto const member = hub_->member(by);
    if (!member) return failed(by, member.error());
    if (*member) agency = (*member)->agency;
  }
  auto held = hub::list_agreements(*hub_, agency, agency.empty() ? std::string{} : by);
  if (!held) return failed({}, held.error());
  held_ = std::move(*held);
  return &*held_;
}

Expected<std::vector<agreements::Agreement const*>> Sources::in_force(std::string const& by, Date day) {
  auto const all = held(by);
  if (!all) return tl::unexpected<Failure>{all.error()};
  std::vector<agreements::Agreement const*> out;
  for (auto const& one : (*all)->agreements) {
    if ((*all)->standing_of(*one, day) == agreements::Standing::in_force) out.push_back(&one->agreement);
  }
  return out;
}

agreements::analysis::Scope Sources::scope(std::vector<agreements::Agreement const*> agreements) const {
  return {.agreements = std::move(agreements), .vocabulary = &vocabulary_};
}

std::vector<agreements::analysis::KnownField> Sources::known_fields() const {
  std::vector<agreements::analysis::KnownField> out;
  for (auto const& field : shelf_.catalogue.fields()) {
    if (field.storage != catalogue::Storage::dropped) out.push_back({field.dotted(), field.label});
  }
  return out;
}

std::vector<FeedOffer> Sources::feeds() const {
  std::vector<FeedOffer> out;
  if (hub_ == nullptr) {
    for (auto const& profile : shelf_.profiles.profiles) out.push_back(offer_of(profile, shelf_.catalogue));
    return out;
  }
  for (auto const& feed : hub_->feeds()) {
    auto const* const profile = hub_->profiles().find(feed.profile);
    if (profile == nullptr) continue;
    auto offer = offer_of(*profile, hub_->catalogue());
    offer.id = feed.id;
    offer.agency = feed.agency;
    out.push_back(std::move(offer));
  }
  return out;
}

Expected<std::vector<agreements::analysis::TrainedMember>> Sources::members() const {
  std::vector<agreements::analysis::TrainedMember> out;
  if (hub_ == nullptr) return out;
  for (auto const& agency : hub_->agencies()) {
    auto const members = hub_->members_of(agency.id);
    if (!members) return failed({}, members.error());
    for (auto const& member : *members) out.push_back({member.id, member.agency, member.roles, {member.trained.begin(), member.trained.end()}});
  }
  return out;
}

}  // namespace concordat::cli::analysis
