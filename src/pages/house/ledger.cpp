// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "hub/agency_name.h"
#include "hub/ledger_entries.h"
#include "hub/witness/compare.h"
#include "hub/witness/witnesses.h"
#include "pages/house/house.h"
#include "pages/models.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

/// "no-answer" of "witness.no-answer": under that name the words are kept.
std::string trouble_of(std::string_view code) {
  constexpr std::string_view prefix = "witness.";
  return std::string{code.starts_with(prefix) ? code.substr(prefix.size()) : code};
}

constexpr std::size_t entries_a_page = 25;

Json entry_model(hub::LedgerEntry const& entry, hub::Hub const& hub) {
  auto const name = [&](std::string const& agency) {
    // What every agency gave together is disclosed by the partnership.
    if (agency == hub.partnership().id) return hub.partnership().name;
    return hub::agency_name(hub, agency);
  };
  Json model;
  model.set("index", entry.index).set("when", instant_model(entry.leaf.at));
  model.set("event", ledger::name_of(entry.leaf.event));
  model.set("verdict", entry.leaf.verdict ? std::string{ledger::name_of(*entry.leaf.verdict)} : std::string{});
  model.set("from", name(entry.leaf.from)).set("to", name(entry.leaf.to)).set("purpose", entry.leaf.purpose);
  model.set("form", entry.leaf.form).set("rules", list_of(entry.leaf.rules)).set("fields", list_of(entry.leaf.fields));
  model.set("why", list_of(entry.leaf.why)).set("request", entry.leaf.request);
  auto const* purpose = hub.catalogue().purpose(entry.leaf.purpose);
  model.set("purpose_title", purpose == nullptr ? entry.leaf.purpose : purpose->title);
  Json reasons{Json::Array{}};
  for (auto const& code : entry.leaf.why) {
    auto const* refusal = hub.catalogue().refusal(code);
    reasons.push(refusal == nullptr ? std::string{} : refusal->reason);
  }
  model.set("why_words", std::move(reasons));
  return model;
}

/// Who else saw the ledger, and when; and proofs of two histories, if there ever were any.
Result<Json> witness_model(Visit& visit) {
  auto const state = hub::witness_state(visit.hub);
  if (!state) return fail(state);
  auto const conflicts = hub::ledger_conflicts(visit.hub);
  if (!conflicts) return fail(conflicts);
  Json model;
  model.set("configured", state->configured).set("overdue", state->overdue).set("required", state->required);
  model.set("words", hub::words_of(*state, visit.hub.clock().now()));
  Json all{Json::Array{}};
  for (auto const& one : state->witnesses) {
    Json witness;
    witness.set("name", one.name).set("own", one.own).set("size_words", number_words(one.size)).set("trouble", trouble_of(one.trouble));
    if (one.seen) witness.set("seen", instant_model(*one.seen));
    all.push(std::move(witness));
  }
  model.set("witnesses", std::move(all));
  Json found{Json::Array{}};
  for (auto const& one : *conflicts) found.push(Json{}.set("size_words", number_words(one.size)).set("shown", one.shown).set("ours", one.ours).set("found_at", one.found_at).set("other_log", one.other_log));
  model.set("conflicts", std::move(found));
  return model;
}

Result<Answer> show_ledger(Visit& visit) {
  hub::EntriesWanted look;
  look.most = entries_a_page;
  if (visit.input.has("before")) look.before = visit.input.number("before");
  auto const status = hub::ledger_status(visit.hub, visit.member(), look);
  if (!status) return fail(status);
  View view{"ledger/status"};
  view.model.set("size", status->size).set("size_words", number_words(status->size));
  view.model.set("checkpoint", status->checkpoint).set("verifier", status->verifier);
  if (status->rotation) view.model.set("former_verifier", status->rotation->old_key.text()).set("both_until", instant_model(status->rotation->until));
  auto witness = witness_model(visit);
  if (!witness) return fail(witness);
  view.model.set("witness", std::move(*witness));
  Json entries{Json::Array{}};
  for (auto const& entry : status->newest) entries.push(entry_model(entry, visit.hub));
  view.model.set("entries", std::move(entries));
  auto const oldest = status->newest.empty() ? std::uint64_t{0} : status->newest.back().index;
  if (oldest > 0) view.model.set("older", fmt::format("/ledger?before={}", oldest));
  if (look.before) view.model.set("newest", "/ledger");
  return view;
}

Result<Answer> show_entry(Visit& visit) {
  auto const index = text::parse_integer(visit.param("index"));
  if (!index || *index < 0) {
    return fail(Fault::not_found, "ledger.no-such-entry", "The ledger has no entry of that number.", "Look at the ledger's newest entries.");
  }
  auto const proven = hub::ledger_entry(visit.hub, visit.member(), static_cast<std::uint64_t>(*index));
  if (!proven) return fail(proven);
  View view{"ledger/entry", entry_model(proven->entry, visit.hub)};
  view.model.set("text", proven->entry.text).set("leaf_hash", proven->leaf_hash).set("proof", list_of(proven->proof));
  view.model.set("checkpoint", proven->checkpoint).set("tree_size", proven->tree_size).set("root", proven->root);
  return view;
}

}  // namespace

void add_ledger_pages(Site& site) {
  site.add({.pattern = "/ledger",
            .summary = "The ledger: its length, its newest checkpoint and entries, and how to verify it yourself",
            .need = Need::right,
            .right = hub::Right::see_ledger,
            .inputs = {{.name = "before", .kind = InputKind::number, .label = "the number before which to begin"}},
            .page = show_ledger});
  site.add({.pattern = "/ledger/entries/:index",
            .summary = "One entry with the proof that it stands in the tree",
            .need = Need::right,
            .right = hub::Right::see_ledger,
            .page = show_entry});
}

}  // namespace concordat::pages
