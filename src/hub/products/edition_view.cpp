// SPDX-License-Identifier: Apache-2.0
// Looking at editions, and signing what was seen.
#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/agreements/life.h"
#include "hub/products/edition_desk.h"
#include "hub/release/tables.h"
#include "ledger/leaf.h"

namespace concordat::hub {
namespace editing {
namespace {

constexpr int most_tries = 5;

Result<ReleaseAnswer> reopen(Hub& hub, Editor const& editor, std::string const& id) {
  for (int attempt = 1;; ++attempt) {
    auto answer = reopen_release(hub, editor.member, editor.role, id);
    if (answer || answer.error().fault != Fault::retry || attempt == most_tries) return answer;
  }
}

std::string words_for(std::string_view reason) {
  if (reason == "refused") return "The agreements did not permit it when it was asked for.";
  if (reason == "release.no-complete-quarter") return "There was no quarter yet for which every source had delivered.";
  if (reason == "release.no-earlier-quarter") return "There was no complete quarter before to compare with.";
  if (reason == "release.no-two-sources") return "Only one of the two sources that it needs was held.";
  if (reason == "release.quarter-incomplete") return "Not every source had delivered that whole quarter.";
  return "It was not to be had when it was asked for.";
}

Result<EditionSection> section_in(Hub& hub, Editor const& editor, EditionRow const& row, catalogue::ProductSection const& section, std::vector<TextRow> const& texts) {
  EditionSection view{section};
  auto const text = std::ranges::find(texts, section.id, &TextRow::section);
  if (text == texts.end()) return view;
  view.written_by = text->written_by;
  view.written_at = text->written_at;
  auto const key = key_row(row.id, section.id);
  auto const words = sharing::open_words(hub, spot_of(key, editor.member.agency), text->sealed);
  if (words) {
    view.words = words->string();
  } else if (words.error().code.view() == "keys.erased") {
    view.kept = false;
  } else {
    return fail(words);
  }
  return view;
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

Result<void> compare_with_last(Hub& hub, Editor const& editor, Edition& edition) {
  auto const last = last_signed(hub.database(), editor.member.agency, edition.row.product, edition.row.number);
  if (!last) return fail(last);
  if (!*last) return {};
  edition.compared_with = (*last)->number;
  auto const before = figures_in(hub, editor, (*last)->id);
  if (!before) return fail(before);
  for (auto const& figure : edition.figures) {
    auto const earlier = std::ranges::find(*before, figure.table, &EditionFigure::table);
    if (earlier == before->end()) continue;
    for (auto& change : differences(earlier->files, figure.files)) edition.changes.push_back(std::move(change));
  }
  return {};
}

Result<Edition> read_edition(Hub& hub, Editor const& editor, std::string const& id) {
  auto const stored = find(hub.database(), editor.member.agency, id);
  if (!stored) return fail(stored);
  auto const product = catalogue::product_from(stored->definition);
  if (!product) return fail(Fault::integrity, "edition.definition", "What this edition keeps of its product cannot be read.", "Run 'concordat ledger verify', and restore the database from a backup.");
  Edition edition{stored->row, *product};
  auto const texts = texts_of(hub.database(), id);
  if (!texts) return fail(texts);
  for (auto const& section : product->sections) {
    auto view = section_in(hub, editor, edition.row, section, *texts);
    if (!view) return fail(view);
    edition.sections.push_back(std::move(*view));
  }
  auto figures = figures_in(hub, editor, id);
  if (!figures) return fail(figures);
  edition.figures = std::move(*figures);
  return edition;
}

/// Everything that is signed: the definition, each file of each release, each commentary.
std::string hash_of(Edition const& edition) {
  Json figures{Json::Array{}};
  for (auto const& figure : edition.figures) {
    Json files;
    for (auto const& file : figure.files) files.set(file.name, crypto::to_hex(crypto::sha256(file.content)));
    figures.push(Json{}.set("table", figure.table).set("release", figure.release).set("files", std::move(files)));
  }
  Json texts;
  for (auto const& section : edition.sections) texts.set(section.section.id, crypto::to_hex(crypto::sha256(section.words)));
  Json all;
  all.set("edition", edition.row.id).set("definition", edition.product.definition).set("figures", std::move(figures)).set("texts", std::move(texts));
  return crypto::to_hex(crypto::sha256(all.canonical()));
}

/// The database is not believed: a signed edition is what its entry of the ledger says. Where a figure is withheld today or words
/// have reached their day, the whole cannot be hashed again; then the entry alone is looked at.
Result<void> check_signature(Hub& hub, Edition const& edition) {
  auto const& row = edition.row;
  if (!row.is_signed()) return {};
  auto const entry = hub.log().entry(row.ledger_index);
  if (!entry && entry.error().fault != Fault::not_found) return fail(entry);
  auto const leaf = entry ? ledger::read_leaf(*entry) : Result<ledger::Leaf>{fail(entry)};
  bool fits = leaf && leaf->event == ledger::Event::admin && leaf->fields == std::vector<std::string>{"edition-signed", row.product} && leaf->bundle &&
              crypto::to_hex(*leaf->bundle) == row.content_hash;
  bool const whole = std::ranges::all_of(edition.figures, [](auto const& one) { return one.release.empty() || !one.files.empty(); }) &&
                     std::ranges::all_of(edition.sections, [](auto const& one) { return one.kept; });
  if (fits && whole) fits = hash_of(edition) == row.content_hash;
  if (fits) return {};
  return fail(Fault::integrity, "edition.not-as-signed", "This edition is not what was signed, or nobody signed it: the database and the ledger disagree.",
              "Tell the partnership's lead: the database may have been changed. 'concordat ledger verify' says more.");
}

Result<bool> worked_on_it(Hub& hub, Edition const& edition, std::string const& member) {
  std::vector<std::string> hands{edition.row.opened_by};
  for (auto const& section : edition.sections) {
    if (!section.written_by.empty()) hands.push_back(section.written_by);
  }
  for (auto const& hand : hands) {
    auto const same = same_person(hub.database(), hand, member);
    if (!same) return fail(same);
    if (*same) return true;
  }
  return false;
}

Result<void> may_be_signed(Hub& hub, Editor const& editor, Edition const& edition) {
  if (edition.row.is_signed()) return signed_already();
  if (std::ranges::find(edition.product.sign_off, editor.role) == edition.product.sign_off.end()) {
    return fail(Fault::refused, "edition.not-your-role", "This product is signed off in another role.", "'concordat product list' names the roles that sign each product.");
  }
  auto const own = worked_on_it(hub, edition, editor.member.id);
  if (!own) return fail(own);
  if (*own) return fail(Fault::refused, "edition.own-work", "Who opened an edition or wrote in it does not sign it off.", "Let somebody else of your agency who may sign it read it and sign.");
  for (auto const& section : edition.sections) {
    if (!section.section.ask.empty() && section.words.empty()) {
      return fail(Fault::conflict, "edition.section-empty", "A section in which somebody is to write is still empty.",
                  "'concordat product show' marks it; 'nothing to say, because ...' is an answer too.");
    }
  }
  // What was not to be had at the beginning is said in the edition; what is not to be had any more must not be signed.
  if (std::ranges::any_of(edition.figures, [](auto const& one) { return !one.release.empty() && one.files.empty(); })) {
    return fail(Fault::conflict, "edition.figures-stale", "A figure of this edition is not to be had as it stands in it: the agreements are others now.",
                "Let its writer refresh the edition and read it again, then sign.");
  }
  return {};
}

}  // namespace

Result<EditionFigure> reopened(Hub& hub, Editor const& editor, FigureRow const& row) {
  auto const* table = release_table(row.table);
  EditionFigure figure{row.table, table == nullptr ? row.table : std::string{table->title.view()}, row.release};
  if (row.release.empty()) {
    figure.reason = row.reason;
    figure.why = words_for(row.reason);
    figure.remedy = "'concordat release' with this table and purpose tells each reason and what helps; then refresh the edition.";
    return figure;
  }
  auto const answer = reopen(hub, editor, row.release);
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
  }
  return figure;
}

}  // namespace editing

using namespace editing;

Result<std::vector<EditionRow>> editions(Hub& hub, Editor const& editor) {
  if (auto admitted = admit(hub, editor); !admitted) return fail(admitted);
  auto rows = all_of(hub.database(), editor.member.agency);
  if (!rows) return fail(rows);
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

Result<std::uint64_t> sign_off(Hub& hub, Editor const& editor, std::string const& id, std::optional<int> version) {
  if (auto admitted = admit(hub, editor); !admitted) return fail(admitted);
  auto edition = read_edition(hub, editor, id);
  if (!edition) return fail(edition);
  if (auto may = may_be_signed(hub, editor, *edition); !may) {
    auto refusal = refused(act_of(editor, ledger::Event::admin, "edition-signed", edition->product.id), std::string{may.error().code.view()});
    if (auto noted = record_alone(hub, std::move(refusal)); !noted) return fail(noted);
    return fail(may);
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto act = act_of(editor, ledger::Event::admin, "edition-signed", edition->product.id);
  edition->row.content_hash = hash_of(*edition);
  act.detail.set("edition", id);
  act.bundle = crypto::hash_from_hex(edition->row.content_hash);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  edition->row.signed_by = editor.member.id;
  edition->row.signed_at = format_instant(hub.clock().now());
  edition->row.ledger_index = receipt->index();
  // What is signed is what was read, or nothing.
  if (version) edition->row.version = *version;
  auto const put_it = put_signature(transaction->connection(), edition->row);
  if (!put_it) return fail(put_it);
  if (!*put_it) return fail(Fault::conflict, "edition.changed", "Somebody changed the edition since you read it.", "Read it again, then sign.");
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return receipt->index();
}

}  // namespace concordat::hub
