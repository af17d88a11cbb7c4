// SPDX-License-Identifier: Apache-2.0
// Public editions.
//
//   auto id = propose_publication(hub, signer, edition, ReadThrough::yes);
//   confirm_publication(hub, lead_of_the_supplier, *id);      // and every other agency whose reports are counted
//   auto const file = public_file(hub, member, *id, "html");
//
// Who signed an edition proposes it, and says that nobody can be recognised in it; each agency whose reports are counted says yes, and
// at least one other than the proposer's. Commentary goes only where no identifier is found in it. Partner tables, maps and looks,
// costs, projections and differences never go: no rule makes them public.
//
// Errors of all: "public.unknown" where there is none, or it is not for this member to see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/products/editions.h"
#include "hub/publishing/public_figures.h"
#include "hub/release/release.h"

namespace concordat::hub {

inline constexpr int days_a_publication_waits = 14;

enum class PublicationState : std::uint8_t { proposed, published, declined, lapsed };
[[nodiscard]] FixedText name_of(PublicationState state);

struct PublicationAnswer {
  std::string agency;
  std::string member;
  bool yes = false;
  std::string at;
  std::uint64_t ledger_index = 0;
};

struct Publication {
  std::string id;
  std::string edition;
  std::string agency;
  std::string product;
  std::string title;
  int number = 0;  ///< of the edition
  std::string quarter;
  std::vector<std::string> needed = {};  ///< agencies that must say yes; empty: any other one
  std::string proposed_by;
  std::string proposed_at;
  std::uint64_t ledger_index = 0;  ///< of the proposal
  std::string content_hash = {};
  PublicationState state = PublicationState::proposed;
  std::string ended_at = {};
  std::uint64_t ended_index = 0;
  std::vector<PublicationAnswer> answers = {};
};

/// With what is, or would be, public; null where it was declined or lapsed.
struct PublicationView {
  Publication publication;
  Json content;
  bool may_answer = false;  ///< this member's agency is asked, and it is not the proposer's
};

enum class ReadThrough : std::uint8_t { no, yes };

/// Answers the id. "public.not-signed"; "public.not-the-signer"; "public.not-read" where the signer does not say that nobody can be
/// recognised; "public.already" where the edition is public or proposed; "public.nothing" where nothing of it may be public;
/// "public.no-names".
[[nodiscard]] Result<std::string> propose_publication(Hub& hub, Editor const& editor, std::string const& edition, ReadThrough read);
struct Confirmation {
  std::uint64_t ledger_index = 0;
  bool is_public = false;  ///< by this yes, the last that was needed
};
/// "public.not-yours" where the role or the agency has no say;
/// "public.not-open" where it is not proposed any more, or was answered by this agency; "public.second-person".
[[nodiscard]] Result<Confirmation> confirm_publication(Hub& hub, Member const& member, std::string const& id);
/// By anybody who may confirm, or of the agency that proposed it. What was proposed is gone.
[[nodiscard]] Result<std::uint64_t> decline_publication(Hub& hub, Member const& member, std::string const& id);

/// Newest first: public ones, and those of this member's agency or waiting for it. The look is a leaf; what has waited too long
/// lapses, with a leaf.
[[nodiscard]] Result<std::vector<Publication>> publications(Hub& hub, Member const& member);
/// "public.not-as-entered" where the content is not what the entry of the ledger has the hash of.
[[nodiscard]] Result<PublicationView> see_publication(Hub& hub, Member const& member, std::string const& id);

/// "html", "csv", "ods", "xlsx", "svg" (its maps) or "json" (the very bytes whose hash the ledger has). "public.format"; "public.no-map";
/// "public.not-public" where it is not public.
[[nodiscard]] Result<ReleaseFile> public_file(Hub& hub, Member const& member, std::string const& id, std::string_view format);

/// Whether `content` is the html, csv, ods or xlsx of an edition that is public: these are made of its content alone, and of that the
/// ledger has the hash. As `prove_file`, with the `form`.
[[nodiscard]] Result<FileProof> prove_public_copy(Hub& hub, std::string_view content);

[[nodiscard]] Json to_json(Publication const& publication);

}  // namespace concordat::hub
