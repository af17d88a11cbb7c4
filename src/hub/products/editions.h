// SPDX-License-Identifier: Apache-2.0
// Editions of products.
//
//   auto id = open_edition(hub, editor, {"strategic-assessment", "strategic-assessment", ""});
//   write_commentary(hub, editor, *id, "levels", "...");
//   sign_off(hub, lead, *id);
//
// Every figure of an edition is a release to its agency: asked for through the gate when the edition is opened or refreshed, and
// opened again through the gate whenever the edition is looked at. Where an agreement ended since, the figure is withheld there
// too. An edition belongs to the agency of who opened it; for another agency it does not exist.
//
// Errors of all: "edition.not-yours" (with a leaf) where the person may not ask for releases in that role; "edition.unknown";
// "edition.signed" where a signed edition would change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/products.h"
#include "catalogue/unit_costs.h"
#include "hub/products/differences.h"
#include "hub/products/identifiers.h"
#include "hub/release/gate.h"
#include "hub/release/picture.h"

namespace concordat::hub {

struct Editor {
  Member member;
  std::string role;
};

struct NewEdition {
  std::string product;
  std::string purpose;
  std::string quarter = {};  ///< "2026-Q1"; empty: the latest complete one
};

struct EditionRow {
  std::string id;
  std::string product;
  std::string title;
  int number = 0;
  std::string purpose;
  std::string quarter;
  std::string opened_by;
  std::string opened_at;
  int version = 1;        ///< grows with every change of the draft
  std::string signed_by = {};  ///< empty: a draft
  std::string signed_at = {};
  std::string content_hash = {};
  std::uint64_t ledger_index = 0;  ///< of the signing
  std::string parts = {};          ///< what was signed, part by part (canonical JSON); content_hash is of it
  bool as_entered = true;          ///< false in a list: says it is signed, and its entry of the ledger does not

  [[nodiscard]] bool is_signed() const { return !signed_by.empty(); }
};

struct EditionFigure {
  std::string table;
  std::string title;
  std::string release = {};          ///< empty: there is none
  std::uint64_t ledger_index = 0;    ///< of the release
  std::string period = {};
  std::string reason = {};           ///< why there is none: a code of ours, "refused" where the gate did
  std::string why = {};              ///< the same for people
  std::string remedy = {};
  std::vector<GateReason> refused = {};
  std::vector<ReleaseFile> files = {};
  std::vector<std::string> suppliers = {};  ///< agencies whose reports it counts
};

struct EditionSection {
  catalogue::ProductSection section;
  std::string words = {};  ///< commentary; empty: none yet
  std::string written_by = {};
  std::string written_at = {};
  std::string writing = {};  ///< of the words: another each time they are written
  bool kept = true;        ///< false: the words reached their day and are gone
  std::vector<IdentifierKind> found = {};  ///< of a draft: what in the words may tell who somebody is
};

struct Edition {
  EditionRow row;
  catalogue::Product product;  ///< as it was when the edition was opened
  std::vector<EditionFigure> figures = {};
  std::vector<EditionSection> sections = {};
  std::vector<std::string> hands = {};    ///< members who opened it, wrote in it or asked for its figures again
  std::optional<int> compared_with = {};  ///< number of the last signed edition before; none: this is the first
  std::vector<TableChange> changes = {};
  std::vector<catalogue::UnitCost> costs = {};  ///< of a signed edition those that it was signed with
  Json told = {};  ///< of a product with such works: "deliveries" and "prescribed" (feeds_told.h), and the day "as_of" which; of a signed edition as it was signed
};

/// What somebody who signs had read; what is empty here is taken as it stands.
struct EditionAsRead {
  std::optional<std::int64_t> version = {};
  std::string told = {};  ///< mark_of_told
};
/// Of a draft: another where its unit costs, or what it tells of feeds, are no longer what they were. They grow no version, since
/// nobody writes them. The day of the look is no part of it.
[[nodiscard]] std::string mark_of_told(Edition const& edition);

constexpr std::size_t longest_commentary = 20'000;  ///< bytes

/// What can be written here. "product.unreadable" where the definitions cannot be used.
[[nodiscard]] Result<catalogue::LoadedProducts> products_of(Hub const& hub);
/// As the definitions have them today. "product.costs-unreadable"
[[nodiscard]] Result<std::vector<catalogue::UnitCost>> unit_costs_of(Hub const& hub);

/// Answers the id. "product.unknown", "product.table" where it names one that is not on the fixed list, "product.purpose",
/// "release.quarter-unknown".
[[nodiscard]] Result<std::string> open_edition(Hub& hub, Editor const& editor, NewEdition const& wanted);
/// Asks for every figure again: with newer data, or as it is agreed now. A draft alone.
[[nodiscard]] Result<void> refresh_edition(Hub& hub, Editor const& editor, std::string const& id);
/// Puts the words in place of what stood there; empty ones take it away. "edition.no-section" where the product has no such
/// section or nobody writes in it; "edition.words" over `longest_commentary` or where it is no text. `as_read`: the writing that the
/// words take the place of, empty for none; nothing: whatever stands there. "edition.text-changed" where another stands there by now.
[[nodiscard]] Result<void> write_commentary(Hub& hub, Editor const& editor, std::string const& id, std::string const& section, std::string const& words,
                                            std::optional<std::string> const& as_read = {});
/// Answers the leaf's number. "edition.not-your-role",
/// "edition.own-work" where who signs opened it or wrote in it (as one post or another), "edition.section-empty", "edition.tells-who" where the
/// product is victim-first and words in it may tell who somebody is, "edition.figures-stale" where a figure is not to be had as it stands there, "edition.changed" where
/// somebody changed it since it was read, "edition.told-changed" where what it tells of feeds, or its unit costs, did.
[[nodiscard]] Result<std::uint64_t> sign_off(Hub& hub, Editor const& editor, std::string const& id, EditionAsRead const& read = {});
/// Whether the member has a role in which the product is signed.
[[nodiscard]] bool may_sign(Editor const& editor, catalogue::Product const& product);
/// A draft and its words, for ever.
[[nodiscard]] Result<void> discard_edition(Hub& hub, Editor const& editor, std::string const& id);

/// Of the member's agency, newest first; each signature is held against its entry of the ledger. The look is a leaf.
[[nodiscard]] Result<std::vector<EditionRow>> editions(Hub& hub, Editor const& editor);
/// The look is a leaf, and each figure one more. "edition.not-as-signed" where a signed edition is not what its entry of the ledger
/// says.
[[nodiscard]] Result<Edition> see_edition(Hub& hub, Editor const& editor, std::string const& id);
/// A signed edition of `agency` for a reader of another: its words as they were signed, and in place of each figure the reader's own
/// release of that table and quarter, as the reader's agreements permit and protected against what the reader itself reported. Without
/// what changed since an earlier one. No leaf but those of the releases: whoever calls has found that the reader may.
[[nodiscard]] Result<Edition> edition_for_reader(Hub& hub, Editor const& reader, std::string const& agency, std::string const& id);
/// Its words as they were signed, and which figures it has without any of them: for whoever is asked to agree that others read it.
[[nodiscard]] Result<Edition> words_of_edition(Hub& hub, std::string const& agency, std::string const& id);

}  // namespace concordat::hub
