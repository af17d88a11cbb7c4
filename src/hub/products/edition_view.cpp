// SPDX-License-Identifier: Apache-2.0
// Looking at editions, and signing what was seen.
#include <algorithm>

#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/agreements/life.h"
#include "hub/products/edition_desk.h"
#include "hub/products/feeds_told.h"
#include "hub/products/works.h"
#include "hub/release/patience.h"
#include "hub/release/tables.h"
#include "ledger/leaf.h"

namespace concordat::hub {
namespace editing {
namespace {

std::string words_for(std::string_view reason) {
  if (reason == "refused") return "The agreements did not permit it when it was asked for.";
  if (reason == "release.no-complete-quarter") return "There was no quarter yet for which every source had delivered.";
  if (reason == "release.no-earlier-quarter") return "There was no complete quarter before to compare with.";
  if (reason == "release.no-two-sources") return "Only one of the two sources that it needs was held.";
  if (reason == "release.quarter-partly") return "A source had delivered that quarter in part.";
  if (reason == "release.quarter-incomplete") return "Not every source had delivered that whole quarter.";
  if (reason == "release.quarter-changed") return "What counts in the quarter was not what it was when its figures first left.";
  return "It was not to be had when it was asked for.";
}

Result<EditionSection> section_in(Hub& hub, std::string const& agency, catalogue::ProductSection const& section, std::vector<TextRow> const& texts) {
  EditionSection view{section};
  auto const text = std::ranges::find(texts, section.id, &TextRow::section);
  if (text == texts.end()) return view;
  view.written_by = text->written_by;
  view.written_at = text->written_at;
  view.writing = text->writing;
  auto const words = sharing::open_words(hub, spot_of(text->writing, agency), text->sealed);
  if (words) {
    view.words = words->string();
  } else if (words.error().code.view() == "keys.erased") {
    view.kept = false;
  } else {
    return fail(words);
  }
  return view;
}

/// The figure as the gate gives it today. Problems other than that there is none pass.
Result<EditionFigure> reopened(Hub& hub, Editor const& editor, FigureRow const& row) {
  auto const* table = release_table(row.table);
  EditionFigure figure{row.table, table == nullptr ? row.table : std::string{table->title.view()}, row.release};
  if (row.release.empty()) {
    figure.reason = row.reason;
    figure.why = words_for(row.reason);
    figure.remedy = "The page of releases, or 'concordat release', with this table and purpose tells each reason and what helps; then refresh the edition.";
    return figure;
  }
  auto const answer = patiently([&] { return reopen_release(hub, editor.member, editor.role, row.release); });
  if (!answer) {
    if (answer.error().code.view() != "release.rules-changed") return fail(answer);
    figure.reason = std::string{answer.error().code.view()};
    figure.why = std::string{answer.error().title.view()};
    figure.remedy = "Refresh a draft; for a signed edition open the next one.";
  } else if (auto const* refusal = std::get_if<Refusal>(&*answer)) {
    figure.reason = "refused";
    figure.why = "The agreements do not permit it today.";
    figure.refused = refusal->reasons;
  } else {
    auto const& release = std::get<Release>(*answer);
    figure.ledger_index = release.ledger_index();
    figure.period = release.period();
    figure.files = release.files();
    figure.suppliers = release.suppliers();
  }
  return figure;
}

/// Of an edition, as the gate gives them today.
Result<std::vector<EditionFigure>> figures_in(Hub& hub, Editor const& editor, std::string const& id) {
  auto const rows = figures_of(hub.database(), id);
  if (!rows) return fail(rows);
  std::vector<EditionFigure> figures;
  for (auto const& row : *rows) {
    auto figure = reopened(hub, editor, row);
    if (!figure) return fail(figure);
    figures.push_back(std::move(*figure));
  }
  return figures;
}

/// A signed edition keeps the unit costs that it was signed with, whatever the definitions say later.
Result<std::vector<catalogue::UnitCost>> costs_of(Hub const& hub, EditionRow const& row) {
  auto const parts = row.is_signed() ? Json::parse(row.parts) : Result<Json>{Json{}};
  if (parts && parts->contains("costs")) return unit_costs_from((*parts)["costs"]);
  return unit_costs_of(hub);
}

/// What of a draft's words may tell who somebody is. Where the lists of names cannot be read it is not known, and a product that must not
/// tell it is not signed.
Result<void> look_for_people(Hub const& hub, Edition& edition) {
  auto const names = Forenames::load(hub.options().definitions);
  if (!names) return edition.product.victim_first ? Result<void>{fail(names)} : Result<void>{};
  for (auto& section : edition.sections) section.found = identifiers_in(section.words, *names);
  return {};
}

/// REQUIRES: its figures, of a draft.
Result<void> tell_feeds(Hub& hub, Edition& edition) {
  if (edition.row.is_signed()) {
    auto parts = Json::parse(edition.row.parts);
    if (parts && parts->contains("told")) edition.told = (*parts)["told"];
    return {};
  }
  auto told = told_of(hub, edition);
  if (!told) return fail(told);
  edition.told = std::move(*told);
  return {};
}

/// All but the figures, which are of an agency each.
Result<Edition> without_figures(Hub& hub, std::string const& agency, std::string const& id) {
  auto const stored = find(hub.database(), agency, id);
  if (!stored) return fail(stored);
  auto const product = product_in(*stored);
  if (!product) return fail(product);
  Edition edition{stored->row, *product};
  auto const texts = texts_of(hub.database(), id);
  if (!texts) return fail(texts);
  for (auto const& section : product->sections) {
    auto view = section_in(hub, agency, section, *texts);
    if (!view) return fail(view);
    edition.sections.push_back(std::move(*view));
  }
  auto hands = hands_of(hub.database(), id);
  if (!hands) return fail(hands);
  edition.hands = std::move(*hands);
  if (product->has(catalogue::Work::costs)) {
    auto costs = costs_of(hub, stored->row);
    if (!costs) return fail(costs);
    edition.costs = std::move(*costs);
  }
  if (edition.row.is_signed()) {
    if (auto told = tell_feeds(hub, edition); !told) return fail(told);
  }
  return edition;
}

Result<Edition> read_edition(Hub& hub, Editor const& editor, std::string const& id) {
  auto edition = without_figures(hub, editor.member.agency, id);
  if (!edition) return fail(edition);
  auto figures = figures_in(hub, editor, id);
  if (!figures) return fail(figures);
  edition->figures = std::move(*figures);
  if (edition->row.is_signed()) return edition;
  if (auto told = tell_feeds(hub, *edition); !told) return fail(told);
  if (auto looked = look_for_people(hub, *edition); !looked) return fail(looked);
  return edition;
}

std::string hash_of(std::span<ReleaseFile const> files) {
  Json all{Json::Object{}};
  for (auto const& file : files) all.set(file.name, crypto::to_hex(crypto::sha256(file.content)));
  return crypto::to_hex(crypto::sha256(all.canonical()));
}

/// Everything that is signed, part by part: which edition, by whom and when, the definition, each release and its files, each
/// commentary, the unit costs, what is told of feeds.
Json parts_of(Edition const& edition) {
  Json figures{Json::Array{}};
  for (auto const& figure : edition.figures) {
    figures.push(Json{}.set("table", figure.table).set("release", figure.release).set("files", figure.files.empty() ? std::string{} : hash_of(figure.files)));
  }
  Json texts{Json::Object{}};
  for (auto const& section : edition.sections) texts.set(section.section.id, crypto::to_hex(crypto::sha256(section.words)));
  Json all;
  if (edition.product.has(catalogue::Work::costs)) all.set("costs", to_json(edition.costs));
  if (!edition.told.is_null()) all.set("told", edition.told);
  all.set("edition", edition.row.id).set("by", edition.row.signed_by).set("at", edition.row.signed_at);
  return std::move(all.set("definition", edition.product.definition).set("figures", std::move(figures)).set("texts", std::move(texts)));
}

/// Whether what is there of the edition is what was signed; a figure that is withheld today, or words that reached their day, are
/// not looked at.
bool agrees(Edition const& edition, Json const& parts) {
  auto const& figures = parts["figures"].array();
  if (parts["definition"].string() != edition.product.definition || figures.size() != edition.figures.size()) return false;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    auto const& figure = edition.figures[i];
    if (figures[i]["table"].string() != figure.table || figures[i]["release"].string() != figure.release) return false;
    if (!figure.files.empty() && figures[i]["files"].string() != hash_of(figure.files)) return false;
  }
  return std::ranges::all_of(edition.sections, [&](auto const& one) { return !one.kept || parts["texts"][one.section.id].string() == crypto::to_hex(crypto::sha256(one.words)); });
}

/// Whether its entry of the ledger says that this was signed, by whom and when.
Result<bool> is_entered(Hub& hub, EditionRow const& row) {
  auto const entry = hub.log().entry(row.ledger_index);
  if (!entry && entry.error().fault != Fault::not_found) return fail(entry);
  auto const leaf = entry ? ledger::read_leaf(*entry) : Result<ledger::Leaf>{fail(entry)};
  auto const parts = Json::parse(row.parts);
  auto const hash = crypto::sha256(row.parts);
  bool const entered = leaf && leaf->event == ledger::Event::admin && leaf->fields == std::vector<std::string>{"edition-signed", row.product} && leaf->bundle == hash &&
                       crypto::to_hex(hash) == row.content_hash;
  return entered && parts && (*parts)["edition"].string() == row.id && (*parts)["by"].string() == row.signed_by && (*parts)["at"].string() == row.signed_at;
}

/// The database is not believed: what was signed is what its entry of the ledger has the hash of.
Result<void> check_signature(Hub& hub, Edition const& edition) {
  if (!edition.row.is_signed()) return {};
  auto const entered = is_entered(hub, edition.row);
  if (!entered) return fail(entered);
  auto const parts = Json::parse(edition.row.parts);
  if (*entered && parts && agrees(edition, *parts)) return {};
  return fail(Fault::integrity, "edition.not-as-signed", "This edition is not what was signed, or nobody signed it: the database and the ledger disagree.",
              "Tell the partnership's lead: the database may have been changed. 'concordat ledger verify' says more.");
}

Result<void> compare_with_last(Hub& hub, Editor const& editor, Edition& edition) {
  auto const last = last_signed(hub.database(), editor.member.agency, edition.row.product, edition.row.number);
  if (!last) return fail(last);
  if (!*last) return {};
  edition.compared_with = (*last)->number;
  auto const base = read_edition(hub, editor, (*last)->id);
  if (!base) return fail(base);
  if (auto fits = check_signature(hub, *base); !fits) return fits;
  for (auto const& figure : edition.figures) {
    auto const earlier = std::ranges::find(base->figures, figure.table, &EditionFigure::table);
    if (earlier == base->figures.end()) continue;
    for (auto& change : differences(earlier->files, figure.files)) edition.changes.push_back(std::move(change));
  }
  return {};
}

Result<bool> worked_on_it(Hub& hub, Edition const& edition, std::string const& member) {
  for (auto const& hand : edition.hands) {
    auto const same = same_person(hub.database(), hand, member);
    if (!same) return fail(same);
    if (*same) return true;
  }
  return false;
}

Result<void> may_be_signed(Hub& hub, Editor const& editor, Edition const& edition, EditionAsRead const& read) {
  if (edition.row.is_signed()) return signed_already();
  if (read.version && *read.version != edition.row.version) return fail(Fault::conflict, "edition.changed", "Somebody changed the edition since you read it.", "Read it again, then sign.");
  if (!read.told.empty() && read.told != mark_of_told(edition)) {
    return fail(Fault::conflict, "edition.told-changed", "What the edition tells of the feeds, or its unit costs, is not what you read any more.", "Read what it says now, then sign.");
  }
  if (std::ranges::find(edition.product.sign_off, editor.role) == edition.product.sign_off.end()) {
    return fail(Fault::refused, "edition.not-your-role", "This product is signed off in another role.", "The page of products, or 'concordat product list', names the roles that sign each product.");
  }
  auto const own = worked_on_it(hub, edition, editor.member.id);
  if (!own) return fail(own);
  if (*own) return fail(Fault::refused, "edition.own-work", "Who opened an edition or wrote in it does not sign it off.", "Let somebody else of your agency who may sign it read it and sign.");
  for (auto const& section : edition.sections) {
    if (!section.section.ask.empty() && section.words.empty()) {
      return fail(Fault::conflict, "edition.section-empty", "A section in which somebody is to write is still empty.",
                  "The page of the edition, or 'concordat product show', marks it; 'nothing to say, because ...' is an answer too.");
    }
  }
  if (edition.product.victim_first && std::ranges::any_of(edition.sections, [](auto const& one) { return !one.found.empty(); })) {
    return fail(Fault::conflict, "edition.tells-who", "Words of this edition may tell who somebody is, and it is of people who come to harm.",
                "The page of the edition, or 'concordat product show', says in which section, and what was found; write of places and groups there, or name a street or a service in another way.");
  }
  // What was not to be had at the beginning is said in the edition; what is not to be had any more must not be signed.
  if (std::ranges::any_of(edition.figures, [](auto const& one) { return !one.release.empty() && one.files.empty(); })) {
    return fail(Fault::conflict, "edition.figures-stale", "A figure of this edition is not to be had as it stands in it: the agreements are others now.",
                "Let its writer refresh the edition and read it again, then sign.");
  }
  return {};
}

}  // namespace

Result<Edition> as_signed(Hub& hub, std::string const& agency, std::string const& id) {
  auto edition = without_figures(hub, agency, id);
  if (!edition) return fail(edition);
  if (!edition->row.is_signed()) return fail(Fault::not_found, "edition.unknown", "No signed edition of that number is there.", "The page of shared editions, or 'concordat product shared', lists what there is.");
  auto const rows = figures_of(hub.database(), id);
  if (!rows) return fail(rows);
  for (auto const& row : *rows) {
    auto const* table = release_table(row.table);
    EditionFigure figure{row.table, table == nullptr ? row.table : std::string{table->title.view()}, row.release};
    if (row.release.empty()) {
      figure.reason = row.reason;
      figure.why = words_for(row.reason);
    }
    edition->figures.push_back(std::move(figure));
  }
  if (auto fits = check_signature(hub, *edition); !fits) return fail(fits);
  return edition;
}

}  // namespace editing

using namespace editing;

bool may_sign(Editor const& editor, catalogue::Product const& product) {
  return std::ranges::any_of(product.sign_off, [&](auto const& role) { return editor.member.has_role(role); });
}

namespace {

/// In the role in which the product is signed, where the member has it; else as they are, and the refusal says so.
Result<Editor> signing_editor(Hub& hub, Editor const& as, std::string const& id) {
  auto const stored = find(hub.database(), as.member.agency, id);
  if (!stored) return fail(stored);
  auto const product = product_in(*stored);
  if (!product) return fail(product);
  Editor editor = as;
  auto const role = std::ranges::find_if(product->sign_off, [&](auto const& one) { return as.member.has_role(one); });
  if (role != product->sign_off.end()) editor.role = *role;
  return editor;
}

}  // namespace

Result<std::vector<EditionRow>> editions(Hub& hub, Editor const& editor) {
  if (auto admitted = admit(hub, editor); !admitted) return fail(admitted);
  auto rows = all_of(hub.database(), editor.member.agency);
  if (!rows) return fail(rows);
  for (auto& row : *rows) {
    auto const entered = row.is_signed() ? is_entered(hub, row) : Result<bool>{true};
    if (!entered) return fail(entered);
    row.as_entered = *entered;
  }
  if (auto done = record_alone(hub, act_of(editor, ledger::Event::access, "editions", "all")); !done) return fail(done);
  return rows;
}

Result<Edition> see_edition(Hub& hub, Editor const& editor, std::string const& id) {
  if (auto admitted = admit(hub, editor); !admitted) return fail(admitted);
  auto edition = read_edition(hub, editor, id);
  if (!edition) return fail(edition);
  if (auto fits = check_signature(hub, *edition); !fits) return fail(fits);
  if (auto compared = compare_with_last(hub, editor, *edition); !compared) return fail(compared);
  auto act = act_of(editor, ledger::Event::access, "edition", edition->product.id);
  act.detail.set("edition", id);
  if (auto done = record_alone(hub, std::move(act)); !done) return fail(done);
  return edition;
}

Result<std::uint64_t> sign_off(Hub& hub, Editor const& as, std::string const& id, EditionAsRead const& read) {
  if (auto admitted = admit(hub, as); !admitted) return fail(admitted);
  auto const signing = signing_editor(hub, as, id);
  if (!signing) return fail(signing);
  auto const& editor = *signing;
  auto edition = read_edition(hub, editor, id);
  if (!edition) return fail(edition);
  if (auto may = may_be_signed(hub, editor, *edition, read); !may) {
    auto refusal = refused(act_of(editor, ledger::Event::admin, "edition-signed", edition->product.id), std::string{may.error().code.view()});
    if (auto noted = record_alone(hub, std::move(refusal)); !noted) return fail(noted);
    return fail(may);
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto act = act_of(editor, ledger::Event::admin, "edition-signed", edition->product.id);
  edition->row.signed_by = editor.member.id;
  edition->row.signed_at = format_instant(hub.clock().now());
  edition->row.parts = parts_of(*edition).canonical();
  edition->row.content_hash = crypto::to_hex(crypto::sha256(edition->row.parts));
  act.detail.set("edition", id);
  act.bundle = crypto::hash_from_hex(edition->row.content_hash);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  edition->row.ledger_index = receipt->index();
  // What is signed is what was read, or nothing.
  auto const put_it = put_signature(transaction->connection(), edition->row);
  if (!put_it) return fail(put_it);
  if (!*put_it) return fail(Fault::conflict, "edition.changed", "Somebody changed the edition since you read it.", "Read it again, then sign.");
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return receipt->index();
}

}  // namespace concordat::hub
