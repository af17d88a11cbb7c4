// SPDX-License-Identifier: Apache-2.0
// Sharing a signed edition with other agencies of the partnership.
//
//   auto id = share_edition(hub, signer, edition, {"northshire-council"});
//   answer_share(hub, lead_of_a_supplier, *id, true);        // and every other agency whose reports it counts
//   auto const edition = see_shared_edition(hub, analyst_of_the_council, *id);
//
// Who signed it says who may read it; without a list, the agencies whose reports it counts. Every one of those says yes first, whether
// it is to read or not. A reader gets the words as they were signed, and figures of its own through the gate (`edition_for_reader`).
//
// Errors of all: "share.unknown" where there is none, or it is not for this member to know of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/products/editions.h"

namespace concordat::hub {

enum class ShareState : std::uint8_t { offered, shared, declined, lapsed, ended };
[[nodiscard]] FixedText name_of(ShareState state);

/// Why it was taken back: a word of ours, so that no entry holds what somebody typed.
enum class ShareEnd : std::uint8_t { wrong, superseded, agreement, reader };
[[nodiscard]] FixedText name_of(ShareEnd why);
/// "something in it is wrong": for people.
[[nodiscard]] FixedText words_of(ShareEnd why);
[[nodiscard]] std::optional<ShareEnd> share_end_named(std::string_view name);

struct ShareAnswer {
  std::string agency;
  std::string member;
  bool yes = false;
  std::string at;
  std::uint64_t ledger_index = 0;
};

struct EditionShare {
  std::string id = {};
  std::string edition = {};
  std::string agency = {};  ///< whose edition it is
  std::string product = {};
  std::string title = {};
  int number = 0;
  std::vector<std::string> readers = {};  ///< agencies
  std::vector<std::string> needed = {};   ///< agencies other than its own whose reports it counts: each must say yes
  std::string offered_by = {};
  std::string offered_at = {};
  std::uint64_t ledger_index = 0;  ///< of the offer
  ShareState state = ShareState::offered;
  std::string why = {};            ///< it was ended; empty unless it was
  std::string ended_by = {};       ///< member who took it back; empty unless it was
  std::string ended_at = {};
  std::uint64_t ended_index = 0;
  std::vector<ShareAnswer> answers = {};
};

/// Agencies whose reports the edition's figures count, as its own agency sees them today; without that agency itself.
[[nodiscard]] std::vector<std::string> suppliers_in(Edition const& edition, std::string_view own);

/// Answers the id. `readers`: agencies; none: those whose reports it counts. "share.not-signed"; "share.not-the-signer"; "share.no-reader"
/// where nobody is left to read it; "share.no-such-agency"; "share.already" where it is offered or shared; "share.figures-withheld" where
/// a figure is withheld today, so that it is not known whose reports it counts.
[[nodiscard]] Result<std::string> share_edition(Hub& hub, Editor const& editor, std::string const& edition, std::vector<std::string> readers);

struct ShareAnswered {
  std::uint64_t ledger_index = 0;
  bool is_shared = false;  ///< by this yes, the last that was needed
};
/// "share.not-yours" where the role or the agency has no say; "share.not-open" where it waits for no answer of this agency; "share.second-person";
/// "share.not-as-entered" where the ledger says otherwise than the database.
[[nodiscard]] Result<ShareAnswered> answer_share(Hub& hub, Member const& member, std::string const& id, bool yes);

/// By anybody of its agency who may sign it, or of a supplier who may answer it: from then on nobody else reads it. "share.not-yours"; "share.not-shared".
[[nodiscard]] Result<std::uint64_t> end_share(Hub& hub, Member const& member, std::string const& id, ShareEnd why);

/// Newest first: of this member's agency, waiting for its answer, or shared with it. The look is a leaf; what has waited too long lapses.
[[nodiscard]] Result<std::vector<EditionShare>> edition_shares(Hub& hub, Member const& member);
/// How one stands, without the edition. No leaf.
[[nodiscard]] Result<EditionShare> find_share(Hub& hub, Member const& member, std::string const& id);

struct SharedEdition {
  EditionShare share;
  Edition edition;
};
/// A lead of an agency that is asked reads the words, to know what it agrees to; a reader all of it once it is shared. "share.not-a-reader" where the agency is not on the list; "share.not-shared" where it is not, or not any more; "share.not-as-entered".
/// The look is a leaf, and each figure one more.
[[nodiscard]] Result<SharedEdition> see_shared_edition(Hub& hub, Editor const& reader, std::string const& id);

/// Whether the member answers for an agency whose consent is asked.
[[nodiscard]] bool may_answer_share(EditionShare const& share, Member const& member);
/// Whether the member may take it back.
[[nodiscard]] bool may_end_share(EditionShare const& share, Member const& member);

[[nodiscard]] Json to_json(EditionShare const& share);

}  // namespace concordat::hub
