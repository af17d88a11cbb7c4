// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/revising.h"

#include <algorithm>

#include "base/json_list.h"
#include "hub/accounts/rights.h"
#include "hub/act.h"
#include "hub/agreements/life.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql later =
    "SELECT DISTINCT f.id FROM closed_source c JOIN feed f ON f.number = c.feed JOIN submission s ON s.feed = c.feed WHERE c.quarter = ? AND c.revision = ? "
    "AND s.number > c.last_submission AND s.state = 'accepted' AND s.period_to >= ? AND s.period_from <= ? ORDER BY f.id";
// A proposal falls with whoever made it: nobody is left who answers for it.
constexpr store::Sql open_proposal =
    "SELECT q.revision, q.reason, q.proposed_by, q.proposed_for, q.proposed_at FROM quarter_revision q JOIN member m ON m.id = q.proposed_by AND m.active = 1 "
    "AND m.agency = q.proposed_for WHERE q.quarter = ? AND q.answer IS NULL AND q.proposed_at > ? ORDER BY q.revision DESC";
constexpr store::Sql waiting =
    "SELECT q.quarter FROM quarter_revision q JOIN member m ON m.id = q.proposed_by AND m.active = 1 AND m.agency = q.proposed_for WHERE q.answer IS NULL "
    "AND q.proposed_for <> ? AND q.proposed_at > ? ORDER BY q.quarter DESC";
constexpr store::Sql next_revision = "SELECT coalesce(max(revision), ?) + 1 FROM quarter_revision WHERE quarter = ? AND revision >= ?";
constexpr store::Sql propose =
    "INSERT INTO quarter_revision (quarter, revision, reason, proposed_by, proposed_for, proposed_at, ledger_index) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql answer =
    "UPDATE quarter_revision SET answer = ?, answered_by = ?, answered_for = ?, answered_at = ?, answer_index = ? WHERE quarter = ? AND revision = ? AND "
    "answer IS NULL";

}  // namespace sql

namespace {

Act act_of(Member const& member, ledger::Event event, std::string what, std::optional<Quarter> quarter) {
  Act act;
  act.event = event;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {std::move(what)};
  if (quarter) act.fields.push_back(format_quarter(*quarter));
  return act;
}

bool may_decide(Member const& member) { return member.active && (allowed(Right::release, member.roles) || allowed(Right::govern_agreements, member.roles)); }

Result<void> admit(Hub& hub, Member const& member) {
  if (may_decide(member)) return {};
  if (auto noted = record_alone(hub, refused(act_of(member, ledger::Event::access, "quarters", {}), "quarter.not-yours")); !noted) return noted;
  return fail(Fault::refused, "quarter.not-yours", "In this role nobody decides about published quarters.",
              "Ask an analyst, a strategic lead or the information-governance lead of your agency.");
}

/// A proposal made at or before this instant has lapsed.
std::string lapsed_at(Hub const& hub) { return format_instant(hub.clock().now() - std::chrono::days{days_a_proposal_stands}); }

Result<std::optional<RevisionProposal>> proposal_of(Hub& hub, store::Connection& connection, Quarter quarter) {
  std::optional<RevisionProposal> found;
  auto read = connection.query(
      sql::open_proposal,
      [&](store::Row const& row) {
        auto const reason = revision_reason_named(row.text(1));
        if (found || !reason) return;
        found = RevisionProposal{row.small(0), *reason, row.string(2), row.string(3), row.string(4), {}};
        if (auto const at = parse_instant(found->at)) found->lapses = format_instant(*at + std::chrono::days{days_a_proposal_stands}).substr(0, 10);
      },
      quarter.index, lapsed_at(hub));
  if (!read) return fail(read);
  return found;
}

Result<Quarter> quarter_named(std::string_view text) {
  auto const quarter = parse_quarter(text);
  if (quarter) return *quarter;
  return fail(Fault::malformed, "quarter.unknown", "That is no quarter.", "Write it as 2026-Q1; the page of quarters, or 'concordat quarter list', shows those whose figures have left.");
}

Result<ClosedQuarter> closing_of(store::Connection& connection, Quarter quarter) {
  auto const all = closed_quarters(connection);
  if (!all) return fail(all);
  auto const found = all->find(quarter);
  if (found != all->end()) return found->second;
  return fail(Fault::not_found, "quarter.not-closed", "No figures of that quarter have left yet, so there is nothing to count anew.",
              "Nothing need be proposed: what is submitted before its first release counts in it. The page of quarters, or 'concordat quarter list', shows the quarters whose figures have left.");
}

bool closed_lately(Hub const& hub, ClosedQuarter const& closed) {
  return closed.closed_at > format_instant(hub.clock().now() - std::chrono::days{days_between_revisions});
}

tl::unexpected<Problem> proposed_already() {
  return fail(Fault::conflict, "quarter.proposed-already", "A revision of that quarter is proposed, or agreed, already.",
              "The page of quarters, or 'concordat quarter list', shows who proposed it; somebody of another agency confirms or declines it.");
}

tl::unexpected<Problem> revised_lately() {
  return fail(Fault::conflict, "quarter.revised-lately", "That quarter was closed less than four weeks ago.",
              "Wait until four weeks have passed: figures that change often tell whoever sends reports what others sent.");
}

/// The closing that may be replaced, now: complete as far as its feeds go, and not closed lately while its figures can still be made.
Result<ClosedQuarter> revisable(Hub& hub, store::Connection& connection, Quarter quarter, Feeds feeds) {
  auto closed = closing_of(connection, quarter);
  if (!closed) return fail(closed);
  auto const standing = Standing::read(hub, feeds);
  if (!standing) return fail(standing);
  auto const state = standing->unusable(*closed);
  if (state == Unusable::reopened) return proposed_already();
  if (state == Unusable::no && closed_lately(hub, *closed)) return revised_lately();
  auto const delivered = is_delivered(hub, connection, quarter, feeds);
  if (!delivered) return fail(delivered);
  if (*delivered) return closed;
  return fail(Fault::refused, "quarter.not-complete", "Not every source has delivered that whole quarter, so it could not be counted again.",
              "Wait for the missing months, those of a source that joined later or that were delivered in part among them; the page of feeds, or 'concordat feeds', says whom to chase.");
}

/// For whoever looks, before anybody proposes and is refused.
Result<void> tell_whether_revisable(Hub& hub, Feeds feeds, QuarterView& view) {
  if (view.proposal || view.unusable == Unusable::reopened) return {};
  if (view.unusable == Unusable::no && closed_lately(hub, view.closed)) {
    // The first whole day on which four weeks have passed at every hour.
    if (auto const at = parse_instant(view.closed.closed_at)) view.propose_from = format_instant(*at + std::chrono::days{days_between_revisions + 1}).substr(0, 10);
    return {};
  }
  auto const delivered = is_delivered(hub, hub.database(), view.closed.quarter, feeds);
  if (!delivered) return fail(delivered);
  view.may_propose = *delivered;
  return {};
}

Result<std::uint64_t> answered(Hub& hub, Member const& member, Quarter quarter, std::optional<Feeds> feeds) {
  bool const yes = feeds.has_value();
  auto act = act_of(member, ledger::Event::admin, "quarter", quarter);
  act.why = {yes ? "revision-confirmed" : "revision-declined"};
  return record_with(hub, std::move(act), [&](store::Connection& connection, Act& leaf, std::uint64_t index) -> Result<void> {
    auto const proposal = proposal_of(hub, connection, quarter);
    if (!proposal) return fail(proposal);
    if (!*proposal) {
      return fail(Fault::not_found, "quarter.no-proposal", "Nobody has proposed to revise that quarter, or the proposal has lapsed.",
                  "Propose it on the page of quarters, or with 'concordat quarter propose'; somebody of another agency then confirms it.");
    }
    leaf.fields.push_back(std::to_string((*proposal)->revision));
    auto const same = same_person(connection, (*proposal)->by, member.id);
    if (!same) return fail(same);
    if (yes && (*same || (*proposal)->agency == member.agency)) {
      return fail(Fault::refused, "quarter.second-person", "Whoever proposed it, or is of the same agency, does not confirm it.",
                  "Ask an analyst, a strategic lead or the information-governance lead of another agency.");
    }
    if (yes) {
      if (auto const closed = revisable(hub, connection, quarter, *feeds); !closed) return fail(closed);
    }
    auto done = connection.execute(sql::answer, yes ? "confirmed" : "declined", member.id, member.agency, format_instant(hub.clock().now()), index, quarter.index,
                                   (*proposal)->revision);
    if (!done) return fail(done);
    return {};
  });
}

}  // namespace

FixedText name_of(RevisionReason reason) {
  switch (reason) {
    case RevisionReason::late_reports: return "late-reports";
    case RevisionReason::wrong_reports: return "wrong-reports";
    case RevisionReason::source_added: return "source-added";
    case RevisionReason::boundaries_changed: return "boundaries-changed";
    case RevisionReason::reports_deleted: return "reports-deleted";
  }
  return "";
}

FixedText words_of(RevisionReason reason) {
  switch (reason) {
    case RevisionReason::late_reports: return "many reports came late";
    case RevisionReason::wrong_reports: return "reports were wrong, and have been put right";
    case RevisionReason::source_added: return "another agency's reports are held now";
    case RevisionReason::boundaries_changed: return "the areas have other boundaries now";
    case RevisionReason::reports_deleted: return "reports were deleted when their day had come";
  }
  return "";
}

std::vector<std::string> revision_reason_names() {
  std::vector<std::string> names;
  for (auto const reason : all_revision_reasons) names.emplace_back(name_of(reason).view());
  return names;
}

std::optional<RevisionReason> revision_reason_named(std::string_view name) {
  auto const found = std::ranges::find_if(all_revision_reasons, [&](RevisionReason reason) { return name_of(reason).view() == name; });
  return found == all_revision_reasons.end() ? std::nullopt : std::optional{*found};
}

FixedText words_of(Unusable why) {
  switch (why) {
    case Unusable::no: return "";
    case Unusable::reopened: return "two people agreed to revise it: the next release closes it anew, if one is made within a fortnight of their agreement";
    case Unusable::source_gone: return "no new figures can be made of it: a source that counts in it is no longer here";
    case Unusable::other_boundaries: return "no new figures can be made of it: the areas have other boundaries now";
    case Unusable::deleted: return "no new figures can be made of it: reports that count in it have been deleted";
  }
  return "";
}

Json to_json(QuarterView const& view) {
  Json json;
  json.set("quarter", format_quarter(view.closed.quarter)).set("revision", view.closed.revision).set("boundaries", view.closed.boundaries).set("closed_at", view.closed.closed_at);
  json.set("ledger_index", view.closed.ledger_index).set("feeds", list_of(view.feeds)).set("later", list_of(view.later));
  json.set("usable", view.unusable == Unusable::no).set("state", std::string{words_of(view.unusable).view()});
  json.set("may_propose", view.may_propose).set("propose_from", view.propose_from);
  if (!view.proposal) return json;
  auto const& one = *view.proposal;
  Json proposal;
  proposal.set("revision", one.revision).set("reason", std::string{name_of(one.reason).view()}).set("words", std::string{words_of(one.reason).view()});
  proposal.set("by", one.by).set("agency", one.agency).set("at", one.at).set("lapses", one.lapses);
  return json.set("proposal", std::move(proposal));
}

Result<std::vector<QuarterView>> see_quarters(Hub& hub, Member const& member, Feeds feeds) {
  if (auto admitted = admit(hub, member); !admitted) return fail(admitted);
  auto& connection = hub.database();
  auto const all = closed_quarters(connection);
  if (!all) return fail(all);
  auto const standing = Standing::read(hub, feeds);
  if (!standing) return fail(standing);
  std::vector<QuarterView> views;
  for (auto const& [quarter, closed] : *all) {
    QuarterView view{closed, standing->unusable(closed), {}, {}, {}, false, {}};
    for (auto const& source : closed.sources) {
      auto const feed = std::ranges::find(hub.feeds(), source.feed, &Feed::number);
      if (feed != hub.feeds().end()) view.feeds.push_back(feed->id);
    }
    auto read = connection.query(sql::later, [&](store::Row const& row) { view.later.push_back(row.string(0)); }, quarter.index, closed.revision,
                                 quarter.first_month().index, quarter.next().first_month().index - 1);
    if (!read) return fail(read);
    auto proposal = proposal_of(hub, connection, quarter);
    if (!proposal) return fail(proposal);
    view.proposal = std::move(*proposal);
    if (auto told = tell_whether_revisable(hub, feeds, view); !told) return fail(told);
    views.insert(views.begin(), std::move(view));
  }
  if (auto noted = record_alone(hub, act_of(member, ledger::Event::access, "quarters", {})); !noted) return fail(noted);
  return views;
}

Result<std::uint64_t> propose_revision(Hub& hub, Member const& member, std::string_view text, RevisionReason reason, Feeds feeds) {
  if (auto admitted = admit(hub, member); !admitted) return fail(admitted);
  auto const quarter = quarter_named(text);
  if (!quarter) return fail(quarter);
  auto act = act_of(member, ledger::Event::admin, "quarter", *quarter);
  act.why = {"revision-proposed", std::string{name_of(reason).view()}};
  return record_with(hub, std::move(act), [&](store::Connection& connection, Act& leaf, std::uint64_t index) -> Result<void> {
    auto const before = proposal_of(hub, connection, *quarter);
    if (!before) return fail(before);
    if (*before) return proposed_already();
    auto const closed = revisable(hub, connection, *quarter, feeds);
    if (!closed) return fail(closed);
    auto const revision = connection.query_integer(sql::next_revision, closed->revision, quarter->index, closed->revision);
    if (!revision) return fail(revision);
    leaf.fields.push_back(std::to_string(**revision));
    auto done = connection.execute(sql::propose, quarter->index, **revision, name_of(reason).view(), member.id, member.agency, format_instant(hub.clock().now()), index);
    if (!done) return fail(done);
    return {};
  });
}

Result<std::uint64_t> confirm_revision(Hub& hub, Member const& member, std::string_view text, Feeds feeds) {
  if (auto admitted = admit(hub, member); !admitted) return fail(admitted);
  auto const quarter = quarter_named(text);
  if (!quarter) return fail(quarter);
  auto index = answered(hub, member, *quarter, feeds);
  if (!index && index.error().code.view() == "quarter.second-person") {
    if (auto noted = record_alone(hub, refused(act_of(member, ledger::Event::admin, "quarter", *quarter), "quarter.second-person")); !noted) return fail(noted);
  }
  return index;
}

Result<std::uint64_t> decline_revision(Hub& hub, Member const& member, std::string_view text) {
  if (auto admitted = admit(hub, member); !admitted) return fail(admitted);
  auto const quarter = quarter_named(text);
  if (!quarter) return fail(quarter);
  return answered(hub, member, *quarter, {});
}

Result<std::vector<Quarter>> revisions_to_answer(Hub& hub, Member const& member) {
  std::vector<Quarter> quarters;
  if (!may_decide(member)) return quarters;
  auto read = hub.database().query(sql::waiting, [&](store::Row const& row) { quarters.push_back(Quarter{row.small(0)}); }, member.agency, lapsed_at(hub));
  if (!read) return fail(read);
  return quarters;
}

}  // namespace concordat::hub
