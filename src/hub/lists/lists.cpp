// SPDX-License-Identifier: Apache-2.0
#include "hub/lists/lists.h"

#include <map>
#include <optional>
#include <utility>

#include "hub/act.h"
#include "hub/init_rows.h"
#include "hub/sharing/people.h"

namespace concordat::hub::lists {
namespace sql {

constexpr store::Sql owners = "SELECT feed, coalesce(member, ''), since FROM list_owner";
constexpr store::Sql put_owner =
    "INSERT INTO list_owner (feed, member, since) VALUES (?, ?, ?) ON CONFLICT (feed) DO UPDATE SET member = excluded.member, since = excluded.since";

}  // namespace sql

namespace {

bool is_list(Hub const& hub, Feed const& feed) {
  return is_about_people(hub.profiles(), hub.catalogue(), feed.profile);
}

/// In which they answer for a list; empty: they may not.
std::string senior_role(std::optional<Member> const& member, std::string const& agency) {
  if (!member || !member->active || member->agency != agency) return {};
  for (auto const* role : {"strategic-lead", "information-governance-lead", "data-protection-officer"}) {
    if (member->has_role(role)) return role;
  }
  return {};
}

bool names_owners(Member const& member, std::string const& agency) {
  return member.active && member.agency == agency && (member.has_role("strategic-lead") || member.has_role("information-governance-lead"));
}

}  // namespace

bool may_own(Member const& member) { return !senior_role(member, member.agency).empty(); }

Result<std::vector<PeopleList>> peek_lists(Hub& hub, Member const* viewer) {
  std::map<int, std::pair<std::string, std::string>> owners;
  auto const read = hub.database().query(sql::owners, [&](store::Row const& row) { owners[row.small(0)] = {row.string(1), row.string(2).substr(0, 10)}; });
  if (!read) return fail(read);
  std::map<std::string, std::optional<Member>> known;  // most own several
  std::vector<PeopleList> all;
  for (auto const& feed : hub.feeds()) {
    if (!is_list(hub, feed)) continue;
    PeopleList one{feed.id, feed.title, feed.agency, {}, {}, {}};
    if (auto const owner = owners.find(feed.number); owner != owners.end()) std::tie(one.owner, one.since) = owner->second;
    if (!one.owner.empty()) {
      auto member = known.find(one.owner);
      if (member == known.end()) {
        auto read_one = hub.member(one.owner);
        if (!read_one) return fail(read_one);
        member = known.emplace(one.owner, std::move(*read_one)).first;
      }
      one.owner_role = senior_role(member->second, feed.agency);
    }
    one.in_use = !one.owner_role.empty();
    one.may_name = viewer != nullptr && names_owners(*viewer, feed.agency);
    all.push_back(std::move(one));
  }
  return all;
}

Result<std::vector<PeopleList>> people_lists(Hub& hub, Member const& member) {
  auto all = peek_lists(hub, &member);
  if (!all) return all;
  if (auto noted = record_alone(hub, sharing::act_of(ledger::Event::access, member, "lists")); !noted) return fail(noted);
  return all;
}

Result<std::set<int>> out_of_use(Hub& hub) {
  auto const all = peek_lists(hub);
  if (!all) return fail(all);
  std::set<int> closed;
  for (auto const& one : *all) {
    auto const* feed = hub.feed(one.feed);
    if (!one.in_use && feed != nullptr) closed.insert(feed->number);
  }
  return closed;
}

Result<std::uint64_t> name_owner(Hub& hub, Member const& member, std::string const& feed, std::string const& owner) {
  auto act = sharing::act_of(ledger::Event::admin, member, "list-owner");
  auto const* list = hub.feed(feed);
  if (list == nullptr || !is_list(hub, *list) || !names_owners(member, list->agency)) {
    return turned_away(hub, std::move(act),
                                {Fault::refused, "list.not-for-you", "There is no list of people of that name whose owner is yours to name.",
                                 "A strategic or information-governance lead of the agency whose list it is names its owner; the page of lists, or 'concordat lists', shows them.", {}});
  }
  if (!owner.empty()) {
    auto const named = hub.member(owner);
    if (!named) return fail(named);
    if (senior_role(*named, list->agency).empty()) {
      return fail(Fault::malformed, "list.owner", "Who is named is no lead of the agency whose list it is.", "Name an active strategic lead, information-governance lead or data protection officer of that agency.");
    }
  }
  act.fields.emplace_back(owner.empty() ? "taken-away" : "named");
  act.detail = Json{}.set("feed", feed).set("owner", owner);
  return record_with(hub, std::move(act), [&](store::Connection& connection, Act&, std::uint64_t) -> Result<void> {
    auto const put = connection.execute(sql::put_owner, list->number, owner.empty() ? std::optional<std::string>{} : std::optional{owner}, format_instant(hub.clock().now()));
    if (!put) return fail(put);
    return {};
  });
}

Json to_json(PeopleList const& list) {
  Json json;
  json.set("feed", list.feed).set("title", list.title).set("agency", list.agency).set("owner", list.owner).set("owner_role", list.owner_role);
  return json.set("since", list.since).set("in_use", list.in_use).set("may_name", list.may_name);
}

}  // namespace concordat::hub::lists
