// SPDX-License-Identifier: Apache-2.0
#include "hub/timetable/agreed.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "agreements/document.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/feeds.h"

namespace concordat::hub {
namespace {

/// One feed of an agency, with what its last files brought.
struct Supply {
  Feed const* feed = nullptr;
  intake::Profile const* profile = nullptr;
  bool anything = false;                      ///< rows were taken in
  std::set<std::string, std::less<>> filled;  ///< ids of fields
};

Result<Supply> supply_of(Hub& hub, Feed const& feed) {
  Supply supply{&feed, hub.profiles().find(feed.profile), false, {}};
  auto const latest = latest_quality(hub, feed);
  if (!latest) return fail(latest);
  for (auto const& quality : *latest) {
    auto const total = quality.total();
    supply.anything = supply.anything || total.accepted > 0;
    for (std::size_t i = 0; i < total.fields.size(); ++i) {
      if (total.fields[i].present() > 0) supply.filled.insert(quality.fields()[i]);
    }
  }
  return supply;
}

/// Whether the hub makes this field of the feed's rows: a figure, a matched place, an instant put together from a date
/// and a time.
bool makes(Hub const& hub, Supply const& supply, catalogue::Field const& field) {
  if (field.standard != "hub") return false;
  auto const& kinds = hub.catalogue().definitions().feed_kinds;
  auto const kind = std::ranges::find(kinds, supply.profile->feed_kind, &catalogue::FeedKind::id);
  return kind != kinds.end() && std::ranges::find(kind->domains, field.domain) != kind->domains.end();
}

bool has_column(Supply const& supply, catalogue::Field const& field) {
  return std::ranges::any_of(supply.profile->columns, [&](auto const& column) { return column.field == field.index; });
}

/// The instant of the event may come as a date and a time of their own.
bool stands_for_other_columns(Supply const& supply, catalogue::Field const& field) {
  auto const& time = supply.profile->time;
  return time.at == field.index && (time.date || time.month);
}

bool would_bring(Hub const& hub, Supply const& supply, catalogue::Field const& field) {
  return supply.profile != nullptr && (has_column(supply, field) || makes(hub, supply, field));
}

std::optional<MissingField> missing(Hub const& hub, std::vector<Supply> const& supplies, std::string const& discloser, std::string const& name) {
  MissingField answer{discloser, name, {}, WhyMissing::no_feed};
  auto const* field = hub.catalogue().field(name);
  if (field == nullptr) return answer;
  for (auto const& supply : supplies) {
    if (supply.feed->agency != discloser || !would_bring(hub, supply, *field)) continue;
    bool const column = has_column(supply, *field);
    bool const rows_suffice = !column || stands_for_other_columns(supply, *field);
    if (rows_suffice ? supply.anything : supply.filled.contains(field->id)) return std::nullopt;
    // Of several feeds the one that came nearest is named.
    auto const why = supply.anything ? WhyMissing::never_filled : WhyMissing::nothing_came;
    if (answer.feed.empty() || why > answer.why) answer = {discloser, name, supply.feed->id, why};
  }
  return answer;
}

/// A figure that an agency without a feed of its own gives on from another's: nothing that it has to send.
bool passed_on(Hub const& hub, std::vector<Supply> const& supplies, std::string const& discloser, agreements::Item const& item) {
  auto const* field = hub.catalogue().field(item.field.text);
  if (item.as != agreements::Transform::count || field == nullptr) return false;
  bool own = false;
  bool others = false;
  for (auto const& supply : supplies) {
    if (would_bring(hub, supply, *field)) (supply.feed->agency == discloser ? own : others) = true;
  }
  return others && !own;
}

/// Discloser and field, each pair once.
std::set<std::pair<std::string, std::string>> agreed_in(Hub const& hub, std::vector<Supply> const& supplies, agreements::Agreement const& agreement) {
  std::set<std::pair<std::string, std::string>> all;
  for (auto const& rule : agreement.rules) {
    for (auto const& discloser : rule.disclosers) {
      for (auto const& item : rule.items) {
        if (!passed_on(hub, supplies, discloser.text, item)) all.emplace(discloser.text, item.field.text);
      }
    }
  }
  return all;
}

}  // namespace

FixedText name_of(WhyMissing why) {
  switch (why) {
    case WhyMissing::no_feed: return "no-feed";
    case WhyMissing::nothing_came: return "nothing-came";
    case WhyMissing::never_filled: return "never-filled";
  }
  return "no-feed";
}

Result<std::vector<AgreedSupply>> agreed_supply(Hub& hub, std::string const& agency) {
  auto const today = hub.clock().today();
  auto const held = held_agreements(hub, hub.database(), today);
  if (!held) return fail(held);
  std::vector<Supply> supplies;
  for (auto const& feed : hub.feeds()) {
    auto supply = supply_of(hub, feed);
    if (!supply) return fail(supply);
    supplies.push_back(std::move(*supply));
  }
  std::vector<AgreedSupply> all;
  for (auto const& one : held->agreements) {
    if (held->standing_of(*one, today) != agreements::Standing::in_force) continue;
    AgreedSupply supply;
    supply.agreement = one->agreement.reference();
    supply.title = one->agreement.title;
    supply.party = one->agreement.party(agency) != nullptr;
    for (auto const& [discloser, field] : agreed_in(hub, supplies, one->agreement)) {
      ++supply.agreed;
      auto gone = missing(hub, supplies, discloser, field);
      if (!gone) continue;
      ++supply.missing_count;
      if (supply.party) supply.missing.push_back(std::move(*gone));
    }
    all.push_back(std::move(supply));
  }
  return all;
}

}  // namespace concordat::hub
