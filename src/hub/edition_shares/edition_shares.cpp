// SPDX-License-Identifier: Apache-2.0
#include "hub/edition_shares/edition_shares.h"

#include <algorithm>
#include <set>

#include "base/id.h"
#include "base/json_list.h"
#include "hub/accounts/rights.h"
#include "hub/act.h"
#include "hub/agreements/life.h"
#include "hub/edition_shares/share_notice.h"
#include "hub/edition_shares/share_rows.h"
#include "hub/publishing/publishing.h"
#include "hub/share_terms.h"

namespace concordat::hub {

using namespace edition_sharing;

namespace {

constexpr FixedText whom_to_turn_to = "Ask the information-governance lead or a strategic lead of an agency whose reports it counts.";
constexpr FixedText how_it_stands = "'concordat product shared', or the page of shared editions, says how it stands.";

bool names(std::vector<std::string> const& list, std::string const& agency) { return std::ranges::find(list, agency) != list.end(); }

Act share_act(Member const& member, ledger::Event event, EditionShare const& share, std::vector<std::string> why = {}) {
  Act act;
  act.event = event;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"shared-edition", share.product};
  if (!why.empty()) act.bundle = share_terms(share.id, share.edition, share.readers, share.needed);
  act.why = std::move(why);
  if (!share.id.empty()) act.detail.set("share", share.id).set("edition", share.edition);
  return act;
}

/// With a leaf of the refusal.
tl::unexpected<Problem> not_let(Hub& hub, Member const& member, EditionShare const& share, tl::unexpected<Problem> why) {
  return turned_away(hub, share_act(member, ledger::Event::access, share), std::move(why));
}

bool is_lead_of_data(Member const& member) { return member.active && (allowed(Right::govern_agreements, member.roles) || member.has_role("strategic-lead")); }

bool waited_too_long(Hub const& hub, EditionShare const& share) {
  return share.state == ShareState::offered && share.offered_at <= format_instant(hub.clock().now() - std::chrono::days{days_a_publication_waits});
}

bool is_known_to(EditionShare const& share, Member const& member) {
  if (member.agency == share.agency) return true;
  if (names(share.needed, member.agency)) return share.state == ShareState::offered || share.state == ShareState::shared || share.state == ShareState::ended;
  // Of what was taken back before everybody had agreed its readers were never told.
  auto const agreed = static_cast<std::size_t>(std::ranges::count_if(share.answers, &ShareAnswer::yes));
  bool const was_shared = share.state == ShareState::shared || (share.state == ShareState::ended && agreed == share.needed.size());
  return names(share.readers, member.agency) && was_shared;
}

Result<std::vector<EditionShare>> standing_shares(Hub& hub, Member const& member) {
  auto all = all_shares(hub.database());
  if (!all) return fail(all);
  bool lapsed = false;
  for (auto one : *all) {
    if (!waited_too_long(hub, one)) continue;
    auto const done = record_with(hub, share_act(member, ledger::Event::admin, one, {"sharing-lapsed"}), [&](store::Connection& connection, Act&, std::uint64_t index) -> Result<void> {
      one.state = ShareState::lapsed;
      one.ended_at = format_instant(hub.clock().now());
      one.ended_index = index;
      auto const changed = change_share(connection, one, ShareState::offered);
      if (!changed) return fail(changed);
      // Somebody else was quicker: without a row that changed there is no entry either.
      if (!*changed) return fail(Fault::conflict, "share.not-shared", "It is not shared.", how_it_stands);
      return {};
    });
    if (!done && done.error().code.view() != "share.not-shared") return fail(done);
    lapsed = true;
  }
  return lapsed ? all_shares(hub.database()) : all;
}

Result<EditionShare> known_share(Hub& hub, Member const& member, std::string const& id) {
  auto const all = standing_shares(hub, member);
  if (!all) return fail(all);
  auto const one = std::ranges::find(*all, id, &EditionShare::id);
  if (one == all->end()) return no_such_share();
  return *one;
}

bool is_entry_of(Hub& hub, std::uint64_t index, EditionShare const& share, std::string_view why, std::string const& agency) {
  auto const entry = hub.log().entry(index);
  auto const leaf = entry ? ledger::read_leaf(*entry) : Result<ledger::Leaf>{fail(entry)};
  return leaf && leaf->event == ledger::Event::admin && leaf->fields == std::vector<std::string>{"shared-edition", share.product} && leaf->why == std::vector{std::string{why}} && leaf->to == agency &&
         leaf->bundle == share_terms(share.id, share.edition, share.readers, share.needed);
}

/// The database is not believed: whom it is for and who was asked is what the entry of the offer has the hash of, and each yes has its entry.
Result<void> check_entered(Hub& hub, EditionShare const& share, bool all_of_them) {
  bool as_entered = is_entry_of(hub, share.ledger_index, share, "sharing-offered", share.agency);
  std::set<std::string> agreed;
  for (auto const& answer : share.answers) {
    as_entered = as_entered && answer.yes && is_entry_of(hub, answer.ledger_index, share, "sharing-agreed", answer.agency);
    agreed.insert(answer.agency);
  }
  if (all_of_them) as_entered = as_entered && std::ranges::all_of(share.needed, [&](auto const& agency) { return agreed.contains(agency); });
  if (as_entered) return {};
  return fail(Fault::integrity, "share.not-as-entered", "Who may read this edition, or who agreed to it, is not what the ledger says: the database may have been changed.",
              "Tell the partnership's lead; nobody reads it until that is settled. 'concordat ledger verify' says more.");
}

/// One entry with the change that it is of, and whatever goes out with it.
template <class Change>
Result<std::uint64_t> entered(Hub& hub, Act act, Change const& change) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto turn = take_turn(transaction->connection()); !turn) return fail(turn);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (Result<void> changed = change(*transaction, receipt->index()); !changed) return fail(changed);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return receipt->index();
}

tl::unexpected<Problem> waits_for_nobody() { return fail(Fault::conflict, "share.not-open", "It waits for no answer of your agency.", how_it_stands); }

Result<void> may_be_offered(Hub& hub, Editor const& editor, Edition const& edition) {
  if (!edition.row.is_signed()) return fail(Fault::conflict, "share.not-signed", "A draft is not shared with other agencies.", "Let it be signed off first: the page of the edition, or 'concordat product sign-off'.");
  if (edition.row.signed_by != editor.member.id) {
    return fail(Fault::refused, "share.not-the-signer", "Who signed an edition says who may read it, and nobody else.", "Ask whoever signed it; where they left, open the next edition and let it be signed.");
  }
  if (std::ranges::any_of(edition.figures, [](auto const& figure) { return !figure.release.empty() && figure.files.empty(); })) {
    return fail(Fault::conflict, "share.figures-withheld", "A figure of this edition is withheld today, so that it is not known whose consent sharing it needs.", "Open the next edition of the product and share that.");
  }
  auto const all = all_shares(hub.database());
  if (!all) return fail(all);
  bool const stands = std::ranges::any_of(*all, [&](auto const& one) { return one.edition == edition.row.id && (one.state == ShareState::offered || one.state == ShareState::shared) && !waited_too_long(hub, one); });
  if (stands) return fail(Fault::conflict, "share.already", "This edition is shared, or waits for those who are asked, already.", "Take that back first, where the list is to be another one: the page of shared editions, or 'concordat product end-share'.");
  return {};
}

/// Each once and in order, without the edition's own agency; the suppliers where nobody was named.
Result<std::vector<std::string>> chosen_readers(Hub const& hub, std::string const& own, std::vector<std::string> const& wanted, std::vector<std::string> const& suppliers) {
  std::set<std::string> readers;
  for (auto const& agency : wanted.empty() ? suppliers : wanted) {
    if (hub.agency(agency) == nullptr) return fail(Fault::malformed, "share.no-such-agency", "An agency that is to read it is not of this partnership.", "Name agencies as the partnership file has their ids.");
    if (agency != own) readers.insert(agency);
  }
  if (readers.empty()) return fail(Fault::malformed, "share.no-reader", "Nobody is named who is to read it.", "Name at least one other agency.");
  return std::vector<std::string>{readers.begin(), readers.end()};
}

}  // namespace

FixedText name_of(ShareState state) {
  switch (state) {
    case ShareState::offered: return "offered";
    case ShareState::shared: return "shared";
    case ShareState::declined: return "declined";
    case ShareState::lapsed: return "lapsed";
    case ShareState::ended: return "ended";
  }
  return "";
}

FixedText name_of(ShareEnd why) {
  switch (why) {
    case ShareEnd::wrong: return "wrong";
    case ShareEnd::superseded: return "superseded";
    case ShareEnd::agreement: return "agreement";
    case ShareEnd::reader: return "reader";
  }
  return "";
}

FixedText words_of(ShareEnd why) {
  switch (why) {
    case ShareEnd::wrong: return "something in it is wrong";
    case ShareEnd::superseded: return "a newer edition stands in its place";
    case ShareEnd::agreement: return "what was agreed has changed";
    case ShareEnd::reader: return "it was not meant for one of its readers";
  }
  return "";
}

std::optional<ShareEnd> share_end_named(std::string_view name) {
  for (auto const why : {ShareEnd::wrong, ShareEnd::superseded, ShareEnd::agreement, ShareEnd::reader}) {
    if (name_of(why).view() == name) return why;
  }
  return std::nullopt;
}

std::vector<std::string> suppliers_in(Edition const& edition, std::string_view own) {
  std::set<std::string> agencies;
  for (auto const& figure : edition.figures) agencies.insert(figure.suppliers.begin(), figure.suppliers.end());
  agencies.erase(std::string{own});
  return {agencies.begin(), agencies.end()};
}

bool may_answer_share(EditionShare const& share, Member const& member) {
  return share.state == ShareState::offered && names(share.needed, member.agency) && is_lead_of_data(member) && std::ranges::find(share.answers, member.agency, &ShareAnswer::agency) == share.answers.end();
}

bool may_end_share(EditionShare const& share, Member const& member) {
  return (share.state == ShareState::shared || share.state == ShareState::offered) && is_lead_of_data(member) && (member.agency == share.agency || (share.state == ShareState::shared && names(share.needed, member.agency)));
}

Result<std::string> share_edition(Hub& hub, Editor const& editor, std::string const& id, std::vector<std::string> wanted) {
  auto const edition = see_edition(hub, editor, id);
  if (!edition) return fail(edition);
  auto const now = hub.clock().now();
  EditionShare share{uuid7(now, hub.chance()), id, editor.member.agency, edition->product.id, edition->row.title, edition->row.number};
  if (auto may = may_be_offered(hub, editor, *edition); !may) {
    if (may.error().fault != Fault::refused) return fail(may);
    return not_let(hub, editor.member, share, fail(may));
  }
  share.needed = suppliers_in(*edition, share.agency);
  auto readers = chosen_readers(hub, share.agency, wanted, share.needed);
  if (!readers) return fail(readers);
  share.readers = std::move(*readers);
  share.offered_by = editor.member.id;
  share.offered_at = format_instant(now);
  share.state = share.needed.empty() ? ShareState::shared : ShareState::offered;
  auto const done = entered(hub, share_act(editor.member, ledger::Event::admin, share, {"sharing-offered"}), [&](store::Transaction& transaction, std::uint64_t index) -> Result<void> {
    share.ledger_index = index;
    // Somebody may have shared it a moment ago.
    if (auto still = may_be_offered(hub, editor, *edition); !still) return still;
    if (auto put = put_share(transaction.connection(), share); !put) return put;
    return share.needed.empty() ? tell_readers(hub, transaction, share, false) : tell_asked(hub, transaction, share);
  });
  if (!done) return fail(done);
  return share.id;
}

Result<ShareAnswered> answer_share(Hub& hub, Member const& member, std::string const& id, bool yes) {
  auto const found = known_share(hub, member, id);
  if (!found) return fail(found);
  auto share = *found;
  if (!is_known_to(share, member)) return no_such_share();
  if (!names(share.needed, member.agency) || !is_lead_of_data(member)) {
    return not_let(hub, member, share, fail(Fault::refused, "share.not-yours", "In this role, or for this agency, nobody answers it or takes it back.", whom_to_turn_to));
  }
  if (!may_answer_share(share, member)) return waits_for_nobody();
  auto const same = same_person(hub.database(), share.offered_by, member.id);
  if (!same) return fail(same);
  if (yes && *same) return not_let(hub, member, share, fail(Fault::refused, "share.second-person", "Whoever shares an edition does not agree to it for another agency.", whom_to_turn_to));
  if (auto as_entered = check_entered(hub, share, false); yes && !as_entered) return fail(as_entered);
  bool last = false;
  auto const index = entered(hub, share_act(member, ledger::Event::admin, share, {yes ? "sharing-agreed" : "sharing-declined"}), [&](store::Transaction& transaction, std::uint64_t entry) -> Result<void> {
    auto const now = share_of(transaction.connection(), id);
    if (!now) return fail(now);
    if (!may_answer_share(*now, member)) return waits_for_nobody();
    last = now->answers.size() + 1 == now->needed.size();
    auto const at = format_instant(hub.clock().now());
    if (auto put = put_share_answer(transaction.connection(), id, {member.agency, member.id, yes, at, entry}); !put) return put;
    if (yes && !last) return {};
    share.state = yes ? ShareState::shared : ShareState::declined;
    if (!yes) {
      share.ended_at = at;
      share.ended_index = entry;
    }
    if (auto const changed = change_share(transaction.connection(), share, ShareState::offered); !changed) return fail(changed);
    return yes ? tell_readers(hub, transaction, share, false) : Result<void>{};
  });
  if (!index) return fail(index);
  return ShareAnswered{*index, yes && last};
}

Result<std::uint64_t> end_share(Hub& hub, Member const& member, std::string const& id, ShareEnd why) {
  auto const found = known_share(hub, member, id);
  if (!found) return fail(found);
  auto share = *found;
  if (!is_known_to(share, member)) return no_such_share();
  auto const before = share.state;
  if (before != ShareState::shared && before != ShareState::offered) return fail(Fault::conflict, "share.not-shared", "It is not shared.", how_it_stands);
  if (!may_end_share(share, member)) {
    return not_let(hub, member, share, fail(Fault::refused, "share.not-yours", "In this role, or for this agency, nobody answers it or takes it back.", whom_to_turn_to));
  }
  share.state = ShareState::ended;
  share.why = std::string{name_of(why).view()};
  share.ended_by = member.id;
  return entered(hub, share_act(member, ledger::Event::admin, share, {"sharing-ended", share.why}), [&](store::Transaction& transaction, std::uint64_t index) -> Result<void> {
    share.ended_at = format_instant(hub.clock().now());
    share.ended_index = index;
    auto const changed = change_share(transaction.connection(), share, before);
    if (!changed) return fail(changed);
    if (!*changed) return fail(Fault::conflict, "share.not-shared", "It is not shared.", how_it_stands);
    return before == ShareState::shared ? tell_readers(hub, transaction, share, true) : Result<void>{};
  });
}

Result<std::vector<EditionShare>> edition_shares(Hub& hub, Member const& member) {
  auto all = standing_shares(hub, member);
  if (!all) return fail(all);
  std::erase_if(*all, [&](auto const& one) { return !is_known_to(one, member); });
  if (auto noted = record_alone(hub, share_act(member, ledger::Event::access, {.product = "all"})); !noted) return fail(noted);
  return all;
}

Result<EditionShare> find_share(Hub& hub, Member const& member, std::string const& id) {
  auto const share = known_share(hub, member, id);
  if (!share) return fail(share);
  if (!is_known_to(*share, member)) return no_such_share();
  return *share;
}

Result<SharedEdition> see_shared_edition(Hub& hub, Editor const& reader, std::string const& id) {
  auto const share = known_share(hub, reader.member, id);
  if (!share) return fail(share);
  if (!is_known_to(*share, reader.member)) return no_such_share();
  bool const asked = share->state == ShareState::offered && names(share->needed, reader.member.agency) && is_lead_of_data(reader.member);
  if (!asked && !names(share->readers, reader.member.agency)) {
    return not_let(hub, reader.member, *share, fail(Fault::refused, "share.not-a-reader", "This edition is not shared with your agency.", "Ask who signed it to share it with your agency too: the page of agreements, or 'concordat agreement list', tells whom an agency shares with, and an edition is taken back and shared anew with another list."));
  }
  if (!asked && share->state != ShareState::shared) {
    return not_let(hub, reader.member, *share, fail(Fault::refused, "share.not-shared", "It is not shared, or not any more.", how_it_stands));
  }
  if (auto as_entered = check_entered(hub, *share, !asked); !as_entered) return fail(as_entered);
  auto edition = asked ? words_of_edition(hub, share->agency, share->edition) : edition_for_reader(hub, reader, share->agency, share->edition);
  if (!edition) return fail(edition);
  if (auto noted = record_alone(hub, share_act(reader.member, ledger::Event::access, *share)); !noted) return fail(noted);
  return SharedEdition{*share, std::move(*edition)};
}

Json to_json(EditionShare const& share) {
  Json answers{Json::Array{}};
  for (auto const& answer : share.answers) answers.push(Json{}.set("agency", answer.agency).set("member", answer.member).set("answer", answer.yes ? "agreed" : "declined").set("at", answer.at).set("ledger_index", answer.ledger_index));
  Json json;
  json.set("id", share.id).set("edition", share.edition).set("agency", share.agency).set("product", share.product).set("title", share.title).set("number", share.number);
  json.set("readers", list_of(share.readers)).set("needed", list_of(share.needed)).set("offered_by", share.offered_by).set("offered_at", share.offered_at).set("ledger_index", share.ledger_index);
  json.set("state", std::string{name_of(share.state).view()}).set("why", share.why).set("ended_by", share.ended_by).set("ended_at", share.ended_at).set("ended_index", share.ended_index);
  return std::move(json.set("answers", std::move(answers)));
}

}  // namespace concordat::hub
