// SPDX-License-Identifier: Apache-2.0
#include "hub/publishing/publishing.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/id.h"
#include "base/json_list.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/accounts/rights.h"
#include "hub/act.h"
#include "hub/agencies_counted.h"
#include "hub/agreements/life.h"
#include "hub/publishing/public_content.h"
#include "hub/publishing/public_files.h"
#include "hub/publishing/publication_rows.h"
#include "hub/settings/settings.h"
#include "hub/sharing/sealed_words.h"
#include "hub/words_key.h"

namespace concordat::hub {

using namespace publishing;

namespace {

constexpr std::string_view table_name = "public_edition";
constexpr FixedText whom_to_ask = "Ask the information-governance lead or a strategic lead of an agency whose reports it counts.";

tl::unexpected<Problem> not_open() {
  return fail(Fault::conflict, "public.not-open", "It waits for no answer of your agency.", "The page of public editions, or 'concordat product publications', says how it stands.");
}

sharing::Spot spot_of(Publication const& publication) { return {table_name, "content_sealed", publication.id, publication.agency}; }

Act act_of(Member const& member, ledger::Event event, std::string product, std::string why) {
  Act act;
  act.event = event;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"public-edition", std::move(product)};
  if (!why.empty()) act.why = {std::move(why)};
  return act;
}

/// With a leaf of the refusal.
tl::unexpected<Problem> turned_away(Hub& hub, Member const& member, std::string const& product, tl::unexpected<Problem> why) {
  return turned_away(hub, act_of(member, ledger::Event::admin, product, {}), std::move(why));
}

bool may_answer_as(Member const& member) { return member.active && (allowed(Right::govern_agreements, member.roles) || member.has_role("strategic-lead")); }

/// Whether the agency has a say in it, beside the one that proposes it.
bool is_asked(Publication const& one, std::string const& agency) {
  return agency != one.agency && (one.needed.empty() || std::ranges::find(one.needed, agency) != one.needed.end());
}

bool has_lapsed(Hub const& hub, Publication const& one) {
  return one.state == PublicationState::proposed && one.proposed_at <= format_instant(hub.clock().now() - std::chrono::days{days_a_publication_waits});
}

bool is_visible(Publication const& one, Member const& member) {
  return one.state == PublicationState::published || member.agency == one.agency || (is_asked(one, member.agency) && one.state == PublicationState::proposed);
}

std::vector<std::int64_t> content_keys(Hub const& hub, Publication const& one) { return {words_key(hub, table_name, one.id, one.agency)}; }

/// Of what waited too long nothing is kept but that it was proposed.
Result<void> let_lapse(Hub& hub, Member const& member, Publication one) {
  auto act = act_of(member, ledger::Event::admin, one.product, "publication-lapsed");
  act.bundle = crypto::hash_from_hex(one.content_hash);
  auto const done = record_with(hub, std::move(act), [&](store::Connection& connection, Act&, std::uint64_t index) -> Result<void> {
    one.state = PublicationState::lapsed;
    one.ended_at = format_instant(hub.clock().now());
    one.ended_index = index;
    auto const ended = end(connection, one, {});
    if (!ended) return fail(ended);
    // Somebody else was quicker: without a row that changed there is no entry either, and no key goes.
    return *ended ? Result<void>{} : not_open();
  }, content_keys(hub, one));
  if (!done && done.error().code.view() != "public.not-open") return fail(done);
  return {};
}

Result<std::vector<StoredPublication>> read_all(Hub& hub, Member const& member) {
  auto all = all_of(hub.database());
  if (!all) return fail(all);
  bool const any = std::ranges::any_of(*all, [&](auto const& one) { return has_lapsed(hub, one.publication); });
  if (!any) return all;
  for (auto const& one : *all) {
    if (!has_lapsed(hub, one.publication)) continue;
    if (auto done = let_lapse(hub, member, one.publication); !done) return fail(done);
  }
  return all_of(hub.database());
}

/// The bytes that are, or would be, public; empty where they are gone. The database is not believed: they are what the entry of the
/// proposal has the hash of, or nothing.
Result<std::string> content_of(Hub& hub, StoredPublication const& stored) {
  auto const& one = stored.publication;
  std::string content = stored.content.value_or(std::string{});
  if (one.state == PublicationState::proposed) {
    auto const opened = sharing::open_words(hub, spot_of(one), stored.sealed);
    bool const erased = !opened && opened.error().code.view() == "keys.erased";
    if (!opened && !erased) return fail(opened);
    if (opened) content = opened->string();
  }
  if (content.empty()) return content;
  auto const entry = hub.log().entry(one.ledger_index);
  if (!entry && entry.error().fault != Fault::not_found) return fail(entry);
  auto const leaf = entry ? ledger::read_leaf(*entry) : Result<ledger::Leaf>{fail(entry)};
  auto const hash = crypto::sha256(content);
  bool const entered = leaf && leaf->event == ledger::Event::admin && leaf->fields == std::vector<std::string>{"public-edition", one.product} &&
                       leaf->why == std::vector<std::string>{"publication-proposed"} && leaf->bundle == hash && crypto::to_hex(hash) == one.content_hash;
  if (entered) return content;
  return fail(Fault::integrity, "public.not-as-entered", "This public edition is not what was proposed: the database and the ledger disagree.",
              "Tell the partnership's lead, and take the files down where they stand: the database may have been changed. 'concordat ledger verify' says more.");
}

tl::unexpected<Problem> not_as_answered() {
  return fail(Fault::integrity, "public.not-as-answered", "Who was asked to agree to this public edition, or who agreed, is not what the ledger says: the database may have been changed.",
              "Tell the partnership's lead; nothing became public. 'concordat ledger verify' says more.");
}

/// What becomes public cannot be taken back, so that the database is not believed: who must say yes follows from the content that the
/// ledger has the hash of, and each yes so far from its entry.
Result<void> check_answers(Hub& hub, Publication const& one, std::string const& content) {
  auto const json = Json::parse(content);
  if (!json || agencies_counted(*json, one.agency) != std::set<std::string>(one.needed.begin(), one.needed.end())) return not_as_answered();
  for (auto const& answer : one.answers) {
    auto const entry = hub.log().entry(answer.ledger_index);
    if (!entry && entry.error().fault != Fault::not_found) return fail(entry);
    auto const leaf = entry ? ledger::read_leaf(*entry) : Result<ledger::Leaf>{fail(entry)};
    bool const entered = leaf && leaf->event == ledger::Event::admin && leaf->fields == std::vector<std::string>{"public-edition", one.product} &&
                         leaf->why == std::vector<std::string>{"publication-confirmed"} && leaf->to == answer.agency && leaf->bundle == crypto::hash_from_hex(one.content_hash);
    if (!entered) return not_as_answered();
  }
  return {};
}

/// Everything that leaves is made under the settings in force; a proposal may wait for a fortnight.
Result<void> check_settings(Hub& hub, std::string const& content) {
  auto const now = settings_in_force(hub.database());
  if (!now) return fail(now);
  if (content.find("Protection settings: " + now->words() + ".") != content.npos) return {};
  return fail(Fault::conflict, "public.settings-changed", "What the hub hides has changed since this was proposed, so its figures would be made otherwise today.",
              "Let it be declined, and its signer propose it again.");
}

Result<void> may_be_proposed(Edition const& edition, Editor const& editor, ReadThrough read, std::vector<StoredPublication> const& all) {
  if (!edition.row.is_signed()) {
    return fail(Fault::conflict, "public.not-signed", "A draft does not become public.", "Let it be signed off first: the page of the edition, or 'concordat product sign-off'.");
  }
  if (edition.row.signed_by != editor.member.id) {
    return fail(Fault::refused, "public.not-the-signer", "Who signed an edition proposes to make it public, and nobody else.",
                "Ask whoever signed it; where they left, open the next edition and let it be signed.");
  }
  auto const there = [&](PublicationState state) {
    return std::ranges::any_of(all, [&](auto const& one) { return one.publication.edition == edition.row.id && one.publication.state == state; });
  };
  if (there(PublicationState::published)) {
    return fail(Fault::conflict, "public.already", "This edition is public already.", "'concordat product publication ID --out FILE' writes it as a file; the page of public editions, or 'concordat product publications', says its ID.");
  }
  if (there(PublicationState::proposed)) {
    return fail(Fault::conflict, "public.already", "This edition is proposed to be public already.", "The page of public editions, or 'concordat product publications', says who has still to answer.");
  }
  if (read == ReadThrough::yes) return {};
  return fail(Fault::malformed, "public.not-read", "Nobody has said yet that no person can be recognised in it.",
              "Read each commentary again as a neighbour or a newspaper would, then propose it with the confirmation.");
}

Result<void> keep(Hub& hub, store::Transaction& transaction, Editor const& editor, StoredPublication& stored, PublicContent const& made) {
  auto& one = stored.publication;
  auto sealed = sharing::seal_words(hub, spot_of(one), Json{made.canonical});
  if (!sealed) return fail(sealed);
  stored.sealed = std::move(*sealed);
  auto act = act_of(editor.member, ledger::Event::admin, one.product, "publication-proposed");
  act.bundle = crypto::sha256(made.canonical);
  one.content_hash = crypto::to_hex(*act.bundle);
  act.detail.set("publication", one.id).set("edition", one.edition).set("quarter", one.quarter);
  if (!made.witnesses.array().empty()) act.detail.set("witnesses", made.witnesses);
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  one.ledger_index = receipt->index();
  return put(transaction.connection(), stored, made.tables);
}

/// Of a proposal that stands and that this member may answer.
Result<StoredPublication> to_answer(Hub& hub, Member const& member, std::string const& id, bool yes) {
  auto const all = read_all(hub, member);
  if (!all) return fail(all);
  auto const found = std::ranges::find(*all, id, [](auto const& one) { return one.publication.id; });
  if (found == all->end() || !is_visible(found->publication, member)) return unknown();
  auto const& one = found->publication;
  bool const own = member.agency == one.agency;
  if (!may_answer_as(member) || (!own && !is_asked(one, member.agency))) {
    return turned_away(hub, member, one.product, fail(Fault::refused, "public.not-yours", "In this role, or for this agency, nobody answers it.", whom_to_ask));
  }
  bool const answered = std::ranges::any_of(one.answers, [&](auto const& answer) { return answer.agency == member.agency; });
  if (one.state != PublicationState::proposed || answered) return not_open();
  if (!yes) return *found;
  auto const same = same_person(hub.database(), one.proposed_by, member.id);
  if (!same) return fail(same);
  if (*same || own) {
    return turned_away(hub, member, one.product, fail(Fault::refused, "public.second-person", "Whoever proposed it, or is of the same agency, does not confirm it.", whom_to_ask));
  }
  return *found;
}

Result<Confirmation> answered(Hub& hub, Member const& member, StoredPublication const& stored, bool yes) {
  auto one = stored.publication;
  auto const content = content_of(hub, stored);
  if (!content) return fail(content);
  if (yes && content->empty()) return not_open();
  if (yes) {
    if (auto as_entered = check_answers(hub, one, *content); !as_entered) return fail(as_entered);
    if (auto as_made = check_settings(hub, *content); !as_made) return fail(as_made);
  }
  std::set<std::string> waiting(one.needed.begin(), one.needed.end());
  for (auto const& answer : one.answers) waiting.erase(answer.agency);
  waiting.erase(member.agency);
  bool const ends = !yes || waiting.empty();
  auto act = act_of(member, ledger::Event::admin, one.product, yes ? "publication-confirmed" : "publication-declined");
  act.bundle = crypto::hash_from_hex(one.content_hash);
  auto const index = record_with(hub, std::move(act), [&](store::Connection& connection, Act& leaf, std::uint64_t entry) -> Result<void> {
    if (auto turn = take_turn(connection); !turn) return turn;
    // Another agency may have answered a moment ago: then how it stands is another matter.
    auto const now = find(connection, one.id);
    if (!now) return fail(now);
    if (now->publication.state != PublicationState::proposed || now->publication.answers.size() != one.answers.size()) return not_open();
    auto const at = format_instant(hub.clock().now());
    leaf.detail.set("publication", one.id).set("public", yes && ends);
    if (auto put_it = put_answer(connection, one.id, {member.agency, member.id, yes, at, entry}); !put_it) return put_it;
    if (!ends) return {};
    one.state = yes ? PublicationState::published : PublicationState::declined;
    one.ended_at = at;
    one.ended_index = entry;
    auto const ended = end(connection, one, yes ? std::optional{*content} : std::nullopt);
    if (!ended) return fail(ended);
    return {};
  }, ends ? content_keys(hub, one) : std::vector<std::int64_t>{});
  if (!index) return fail(index);
  return Confirmation{*index, yes && ends};
}

Result<StoredPublication> seen(Hub& hub, Member const& member, std::string const& id) {
  auto const all = read_all(hub, member);
  if (!all) return fail(all);
  auto const found = std::ranges::find(*all, id, [](auto const& one) { return one.publication.id; });
  if (found == all->end() || !is_visible(found->publication, member)) return unknown();
  return *found;
}

}  // namespace

FixedText name_of(PublicationState state) {
  switch (state) {
    case PublicationState::proposed: return "proposed";
    case PublicationState::published: return "published";
    case PublicationState::declined: return "declined";
    case PublicationState::lapsed: return "lapsed";
  }
  return "";
}

Result<std::string> propose_publication(Hub& hub, Editor const& editor, std::string const& id, ReadThrough read) {
  auto const edition = see_edition(hub, editor, id);
  if (!edition) return fail(edition);
  auto const all = read_all(hub, editor.member);
  if (!all) return fail(all);
  if (auto may = may_be_proposed(*edition, editor, read, *all); !may) {
    if (may.error().fault != Fault::refused) return fail(may);
    return turned_away(hub, editor.member, edition->product.id, fail(may));
  }
  auto const names = Forenames::load(hub.options().definitions);
  if (!names) return fail(names);
  if (auto entered = read_entered(hub, nullptr); !entered) return fail(entered);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  // One at a time: each is held against all that went before.
  if (auto turn = take_turn(transaction->connection()); !turn) return fail(turn);
  auto const made = public_content(hub, *transaction, editor, *edition, *names);
  if (!made) return fail(made);
  if (made->tables.empty() && made->sections == 0) {
    return fail(Fault::refused, "public.nothing", "Nothing of this edition may be public: no figure, and no commentary.",
                "A quarter with more reports, or larger areas, and words that name nobody; then sign the next edition.");
  }
  auto const now = hub.clock().now();
  StoredPublication stored;
  auto& one = stored.publication;
  one = {uuid7(now, hub.chance()), edition->row.id, editor.member.agency, edition->product.id, edition->row.title, edition->row.number, made->quarter, made->needed, editor.member.id, format_instant(now)};
  if (auto kept = keep(hub, *transaction, editor, stored, *made); !kept) return fail(kept);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return one.id;
}

Result<Confirmation> confirm_publication(Hub& hub, Member const& member, std::string const& id) {
  auto const stored = to_answer(hub, member, id, true);
  if (!stored) return fail(stored);
  return answered(hub, member, *stored, true);
}

Result<std::uint64_t> decline_publication(Hub& hub, Member const& member, std::string const& id) {
  auto const stored = to_answer(hub, member, id, false);
  if (!stored) return fail(stored);
  auto const answer = answered(hub, member, *stored, false);
  if (!answer) return fail(answer);
  return answer->ledger_index;
}

Result<std::vector<Publication>> publications(Hub& hub, Member const& member) {
  auto const all = read_all(hub, member);
  if (!all) return fail(all);
  std::vector<Publication> visible;
  for (auto const& one : *all) {
    if (is_visible(one.publication, member)) visible.push_back(one.publication);
  }
  if (auto noted = record_alone(hub, act_of(member, ledger::Event::access, "all", {})); !noted) return fail(noted);
  return visible;
}

Result<PublicationView> see_publication(Hub& hub, Member const& member, std::string const& id) {
  auto const stored = seen(hub, member, id);
  if (!stored) return fail(stored);
  auto const content = content_of(hub, *stored);
  if (!content) return fail(content);
  auto const& one = stored->publication;
  PublicationView view{one, {}, one.state == PublicationState::proposed && may_answer_as(member) && is_asked(one, member.agency)};
  for (auto const& answer : one.answers) view.may_answer = view.may_answer && answer.agency != member.agency;
  if (!content->empty()) {
    auto parsed = Json::parse(*content);
    if (!parsed) return fail(parsed);
    view.content = std::move(*parsed);
  }
  auto act = act_of(member, ledger::Event::access, one.product, {});
  act.detail.set("publication", id);
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return view;
}

Result<ReleaseFile> public_file(Hub& hub, Member const& member, std::string const& id, std::string_view format) {
  auto const view = see_publication(hub, member, id);
  if (!view) return fail(view);
  if (view->publication.state != PublicationState::published) {
    return fail(Fault::conflict, "public.not-public", "It is not public, so there are no files of it to give away.", "The page of public editions, or 'concordat product publications', says who has still to answer.");
  }
  return file_of(view->publication, view->content, view->content.canonical(), format);
}

Json to_json(Publication const& one) {
  Json answers{Json::Array{}};
  for (auto const& answer : one.answers) {
    answers.push(Json{}.set("agency", answer.agency).set("member", answer.member).set("answer", answer.yes ? "confirmed" : "declined").set("at", answer.at).set("ledger_index", answer.ledger_index));
  }
  Json json;
  json.set("id", one.id).set("edition", one.edition).set("agency", one.agency).set("product", one.product).set("title", one.title).set("number", one.number).set("quarter", one.quarter);
  json.set("needed", list_of(one.needed)).set("proposed_by", one.proposed_by).set("proposed_at", one.proposed_at).set("ledger_index", one.ledger_index).set("content_hash", one.content_hash);
  json.set("state", std::string{name_of(one.state).view()}).set("ended_at", one.ended_at).set("ended_index", one.ended_index);
  return std::move(json.set("answers", std::move(answers)));
}

}  // namespace concordat::hub
