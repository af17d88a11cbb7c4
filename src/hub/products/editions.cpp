// SPDX-License-Identifier: Apache-2.0
#include "hub/products/editions.h"

#include <algorithm>
#include <array>

#include "base/id.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/accounts/rights.h"
#include "hub/products/edition_desk.h"
#include "hub/release/patience.h"
#include "hub/release/tables.h"
#include "hub/words_key.h"

namespace concordat::hub {
namespace editing {
namespace {

/// A release of each table of the product, or why there is none.
Result<std::vector<FigureRow>> ask_all(Hub& hub, Editor const& editor, catalogue::Product const& product, EditionRow const& row) {
  std::vector<FigureRow> figures;
  for (auto const& table : product.tables()) {
    ReleaseRequest const request{{table, editor.member.agency, editor.member.id, editor.role, row.purpose}, takes_quarter(release_table(table)->kind) ? row.quarter : std::string{}};
    auto const answer = patiently([&] { return release(hub, request); });
    if (!answer && answer.error().fault != Fault::refused && answer.error().fault != Fault::malformed) return fail(answer);
    if (!answer) figures.push_back({table, {}, std::string{answer.error().code.view()}});
    else if (auto const* released = std::get_if<Release>(&*answer)) figures.push_back({table, released->id(), {}});
    else figures.push_back({table, {}, "refused"});
  }
  return figures;
}

Json releases_in(std::vector<FigureRow> const& figures) {
  Json list{Json::Array{}};
  for (auto const& figure : figures) {
    if (!figure.release.empty()) list.push(figure.release);
  }
  return list;
}

/// The keys of what was written there; of one section, or of all.
Result<std::vector<std::int64_t>> keys_of(Hub& hub, store::Connection& connection, std::string const& agency, std::string const& id, std::string_view section = {}) {
  auto const texts = texts_of(connection, id);
  if (!texts) return fail(texts);
  std::vector<std::int64_t> keys;
  for (auto const& text : *texts) {
    if (section.empty() || text.section == section) keys.push_back(words_key(hub, "edition_text", text.writing, agency));
  }
  return keys;
}

Result<void> done(Result<std::uint64_t> const& index) {
  if (!index) return fail(index);
  return {};
}

/// REQUIRES: the transaction that changes it. Another may have signed it a moment ago.
Result<void> change_draft(store::Connection& connection, Editor const& editor, std::string const& id) {
  auto const grown = grow(connection, editor.member.agency, id);
  if (!grown) return fail(grown);
  if (!*grown) return signed_already();
  return put_hand(connection, id, editor.member.id);
}

/// REQUIRES: after change_draft, so that writers take turns.
Result<void> stands_as_read(store::Connection& connection, std::string const& id, std::string const& section, std::optional<std::string> const& as_read) {
  if (!as_read) return {};
  auto const texts = texts_of(connection, id);
  if (!texts) return fail(texts);
  auto const text = std::ranges::find(*texts, section, &TextRow::section);
  if ((text == texts->end() ? std::string{} : text->writing) == *as_read) return {};
  return fail(Fault::conflict, "edition.text-changed", "Somebody wrote in this section since you read it; nothing of theirs is replaced.",
              "Read what stands there now, and send your words again with what is to stay of it.");
}

Result<StoredEdition> draft_of(Hub& hub, Editor const& editor, std::string const& id) {
  if (auto admitted = admit(hub, editor); !admitted) return fail(admitted);
  auto stored = find(hub.database(), editor.member.agency, id);
  if (!stored) return fail(stored);
  if (stored->row.is_signed()) return signed_already();
  return stored;
}

}  // namespace

Result<catalogue::Product> product_in(StoredEdition const& stored) {
  auto product = catalogue::product_from(stored.definition);
  if (product) return std::move(*product);
  return fail(Fault::integrity, "edition.definition", "What this edition keeps of its product cannot be read.", "Run 'concordat ledger verify', and restore the database from a backup.");
}

tl::unexpected<Problem> signed_already() {
  return fail(Fault::conflict, "edition.signed", "This edition is signed off and does not change any more.", "Open the next edition of the product, and write what is to be said there.");
}

Act act_of(Editor const& editor, ledger::Event event, std::string what, std::string product) {
  Act act;
  act.event = event;
  act.to = editor.member.agency;
  act.member = editor.member.id;
  act.fields = {std::move(what), std::move(product)};
  return act;
}

Result<void> admit(Hub& hub, Editor const& editor) {
  auto const& member = editor.member;
  std::array const role{editor.role};
  if (member.active && member.has_role(editor.role) && allowed(Right::release, role)) return {};
  if (auto noted = record_alone(hub, refused(act_of(editor, ledger::Event::access, "edition", "any"), "edition.not-yours")); !noted) return noted;
  return fail(Fault::refused, "edition.not-yours", "In this role nobody works on editions.", "Let an analyst of your agency do it, or act in the role of one where you have it.");
}

}  // namespace editing

using namespace editing;

Result<catalogue::LoadedProducts> products_of(Hub const& hub) {
  auto loaded = catalogue::load_products(hub.options().definitions.string());
  if (!has_errors(loaded.findings)) return loaded;
  return fail(Fault::malformed, "product.unreadable", "The definitions of products cannot be used.", "'concordat definitions check' says what is wrong with products.yaml, and where.");
}

Result<std::vector<catalogue::UnitCost>> unit_costs_of(Hub const& hub) {
  auto loaded = catalogue::load_unit_costs(hub.options().definitions.string());
  if (!has_errors(loaded.findings)) return std::move(loaded.costs);
  return fail(Fault::malformed, "product.costs-unreadable", "The unit costs cannot be used.", "'concordat definitions check' says what is wrong with unit_costs.csv, and where.");
}

Result<std::string> open_edition(Hub& hub, Editor const& editor, NewEdition const& wanted) {
  if (auto admitted = admit(hub, editor); !admitted) return fail(admitted);
  auto const products = products_of(hub);
  if (!products) return fail(products);
  auto const* product = products->find(wanted.product);
  if (product == nullptr) return fail(Fault::not_found, "product.unknown", "There is no product of that name.", "The page of products, or 'concordat product list', shows them all.");
  if (std::ranges::any_of(product->tables(), [](auto const& table) { return release_table(table) == nullptr; })) {
    return fail(Fault::malformed, "product.table", "The product names a table that does not exist.", "The page of releases, or 'concordat release list', names the tables; correct the product in products.yaml.");
  }
  auto const* purpose = hub.catalogue().purpose(wanted.purpose);
  if (purpose == nullptr || std::ranges::find(product->purposes, purpose->id) == product->purposes.end()) {
    return fail(Fault::malformed, "product.purpose", "That is not what this product is for.", "The page of products, or 'concordat product list', names the purposes of each product.");
  }
  if (!wanted.quarter.empty() && !parse_quarter(wanted.quarter)) {
    return fail(Fault::malformed, "release.quarter-unknown", "The quarter is not written as this hub reads it.", "Write it as 2026-Q1.");
  }
  auto const now = hub.clock().now();
  StoredEdition edition{{uuid7(now, hub.chance()), product->id, product->title, 0, wanted.purpose, wanted.quarter, editor.member.id, format_instant(now)}, product->definition};
  auto const figures = ask_all(hub, editor, *product, edition.row);
  if (!figures) return fail(figures);
  auto const opened = record_with(hub, act_of(editor, ledger::Event::admin, "edition", product->id), [&](store::Connection& connection, Act& act, std::uint64_t) -> Result<void> {
    // One at a time, so that no two get the same number.
    if (auto turn = take_turn(connection); !turn) return turn;
    auto const number = next_number(connection, editor.member.agency, product->id);
    if (!number) return fail(number);
    edition.row.number = *number;
    act.detail.set("edition", edition.row.id).set("number", *number).set("releases", releases_in(*figures));
    act.detail.set("definition", crypto::to_hex(crypto::sha256(edition.definition)));
    if (auto put_it = put(connection, editor.member.agency, edition); !put_it) return put_it;
    if (auto hand = put_hand(connection, edition.row.id, editor.member.id); !hand) return hand;
    return replace_figures(connection, edition.row.id, *figures);
  });
  if (!opened) return fail(opened);
  return edition.row.id;
}

Result<void> refresh_edition(Hub& hub, Editor const& editor, std::string const& id) {
  auto const stored = draft_of(hub, editor, id);
  if (!stored) return fail(stored);
  auto const product = product_in(*stored);
  if (!product) return fail(product);
  auto const figures = ask_all(hub, editor, *product, stored->row);
  if (!figures) return fail(figures);
  return done(record_with(hub, act_of(editor, ledger::Event::admin, "edition-figures", product->id), [&](store::Connection& connection, Act& act, std::uint64_t) -> Result<void> {
    if (auto draft = change_draft(connection, editor, id); !draft) return draft;
    act.detail.set("edition", id).set("releases", releases_in(*figures));
    return replace_figures(connection, id, *figures);
  }));
}

Result<void> write_commentary(Hub& hub, Editor const& editor, std::string const& id, std::string const& section, std::string const& words, std::optional<std::string> const& as_read) {
  auto const stored = draft_of(hub, editor, id);
  if (!stored) return fail(stored);
  auto const product = product_in(*stored);
  if (!product) return fail(product);
  auto const* known = product->section(section);
  if (known == nullptr || known->ask.empty()) {
    return fail(Fault::not_found, "edition.no-section", "This edition has no section of that name in which somebody writes.", "The page of the edition, or 'concordat product show', lists its sections.");
  }
  auto const text = std::string{text::trim(words)};
  if (!text.empty() && !sharing::is_words(text, longest_commentary)) {
    return fail(Fault::malformed, "edition.words", "The commentary is too long, or is no text.", "Write at most 20,000 bytes of UTF-8; what is longer belongs into an annex.");
  }
  auto const now = hub.clock().now();
  TextRow row{section, editor.member.id, format_instant(now), uuid7(now, hub.chance()), {}};
  if (!text.empty()) {
    auto sealed = sharing::seal_words(hub, spot_of(row.writing, editor.member.agency), Json{text});
    if (!sealed) return fail(sealed);
    row.sealed = std::move(*sealed);
  }
  std::vector<std::int64_t> old;
  return done(record_with(hub, act_of(editor, ledger::Event::admin, "edition-text", product->id), [&](store::Connection& connection, Act& act, std::uint64_t) -> Result<void> {
    if (auto draft = change_draft(connection, editor, id); !draft) return draft;
    if (auto same = stands_as_read(connection, id, section, as_read); !same) return same;
    auto keys = keys_of(hub, connection, editor.member.agency, id, section);
    if (!keys) return fail(keys);
    old = std::move(*keys);
    act.detail.set("edition", id).set("section", section).set("words", text.empty() ? std::string{} : crypto::to_hex(crypto::sha256(text)));
    return text.empty() ? drop_text(connection, id, section) : replace_text(connection, id, row);
  }, old));
}

Result<void> discard_edition(Hub& hub, Editor const& editor, std::string const& id) {
  auto const stored = draft_of(hub, editor, id);
  if (!stored) return fail(stored);
  std::vector<std::int64_t> keys;
  return done(record_with(hub, act_of(editor, ledger::Event::erase, "edition", stored->row.product), [&](store::Connection& connection, Act& act, std::uint64_t) -> Result<void> {
    if (auto draft = change_draft(connection, editor, id); !draft) return draft;
    auto all = keys_of(hub, connection, editor.member.agency, id);
    if (!all) return fail(all);
    keys = std::move(*all);
    act.detail.set("edition", id);
    return drop(connection, id);
  }, keys));
}

}  // namespace concordat::hub
