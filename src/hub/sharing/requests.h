// SPDX-License-Identifier: Apache-2.0
// Requests between agencies. A member asks for fields about a matter of their own; the engine decides with the facts the hub
// has on record. What it refuses is refused. What it permits is not sent: it waits for a person of the discloser, who gives it
// or declines (answers.h).
//
// The decision is kept in two tellings: what the asker may read, and, sealed, what the discloser and an auditor may. With
// the hash of the bundle, the version of the facts and the question itself it can be decided again, and must come out the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agreements/engine/decision.h"
#include "agreements/engine/request.h"
#include "base/json.h"
#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub::sharing {

struct NewRequest {
  std::string discloser;
  std::string role;       ///< of the member, in which they ask
  std::string purpose;
  std::vector<std::string> fields;
  std::string form = "personalised";
  std::string subject_role = {};  ///< of the person in the record, as far as the asker knows
  std::string reference;          ///< the asker's own case reference; sealed
  std::string necessary;          ///< why it is needed (S54); sealed
};

enum class RequestState : std::uint8_t { refused, waiting, given, declined };
[[nodiscard]] FixedText name_of(RequestState state);

/// One step of what became of a request.
struct TrailStep {
  std::string at;
  std::string what;     ///< asked, refused (by the engine), declined, appealed, upheld, overturned, given
  std::string agency;   ///< of who did it; empty: the engine
  std::string member;   ///< empty: the engine, or not kept any more
  std::string code;     ///< refused, declined: the codes
  std::string words;    ///< reasons; empty: none, none kept, or not for this viewer
  std::string on;       ///< declined: the day to look again; appealed: the day by which it is decided
  std::string how;      ///< given: in-hub, in-writing, verbally
  std::string decider;  ///< appealed: who decides
};

struct SharingRequest {
  std::string id;
  std::string asker;
  std::string member;
  std::string role;
  std::string discloser;
  std::string purpose;
  std::string form;
  std::string asked_at;
  std::string outcome;  ///< of the engine
  RequestState state = RequestState::refused;
  std::vector<std::string> codes;  ///< that the engine gave
  Json told;            ///< explain(): what this viewer may read
  std::string reference;  ///< the asker's
  std::string necessary;
  std::string bundle;
  std::uint64_t facts_version = 0;
  std::string answered_at;
  std::string answered_by;
  std::string how;           ///< in-hub, in-writing, verbally
  std::string decline_code;  ///< R05 to R18
  std::string decline_words;
  std::string review_on;
  bool overturned = false;   ///< a refusal by a person, on appeal
  bool may_answer = false;   ///< the viewer is a person of the discloser who may
  bool may_appeal = false;   ///< the viewer asked, and was declined
  std::vector<TrailStep> trail = {};  ///< what became of it, in order of time; of a request that was looked up
  std::uint64_t ledger_index = 0;
};

struct RequestRow {
  std::string id, asker, discloser, member, purpose, asked_at, outcome, decline_code, review_on;
  RequestState state = RequestState::refused;
  bool overturned = false;
};

/// "request.words" (malformed): no reference, no reason, an agency or form that is none; "request.own-agency";
/// "sharing.not-a-member". A refusal by the engine is an answer, not a problem.
[[nodiscard]] Result<SharingRequest> ask_agency(Hub& hub, Member const& member, NewRequest const& request);

enum class Which : std::uint8_t { mine, awaiting_me, own_agency, review_due, escalated };
[[nodiscard]] FixedText name_of(Which which);
[[nodiscard]] std::optional<Which> which_named(std::string_view name);
/// Newest first, at most 500. `own_agency` and `escalated` are for leads and auditors; `awaiting_me` and `review_due` (what the
/// own agency declined and is to look at again) for whoever answers for the agency: for others they are empty.
[[nodiscard]] Result<std::vector<RequestRow>> list_requests(Hub& hub, Member const& member, Which which);
/// The same as a part of another page: no leaf.
[[nodiscard]] Result<std::vector<RequestRow>> peek_requests(Hub& hub, Member const& member, Which which);

/// For who asked, leads and auditors of their agency, and those who answer for the discloser and its auditors.
/// "request.unknown" for everybody else, and where there is none.
[[nodiscard]] Result<SharingRequest> find_request(Hub& hub, Member const& member, std::string const& id);

/// Decides the stored questions again whose bundle is that of today.
struct Replayed {
  std::uint64_t same = 0;
  std::uint64_t other_bundle = 0;  ///< the agreements are others by now: not decided again
  std::vector<std::string> differing = {};  ///< ids of requests that fall otherwise and that the reader's agency made or was asked, the oldest first: there are none
  std::uint64_t differing_elsewhere = 0;    ///< between other agencies
};
/// Auditors and information-governance leads.
[[nodiscard]] bool may_replay(Member const& member);
/// A leaf, before it looks. Keeps nobody from writing meanwhile. "replay.not-for-you" (refused).
[[nodiscard]] Result<Replayed> replay_requests(Hub& hub, Member const& member);

/// Questions as they were put to the engine, with the facts of that moment.
struct RecordedQuestion {
  std::string asked_at;
  std::string matter = {};  ///< stands for the case or person it is about, and tells nothing of either; empty: none
  agreements::Request request;
  agreements::Facts facts;
};
struct RecordedQuestions {
  std::vector<RecordedQuestion> questions = {};  ///< oldest first
  struct Unreadable {
    std::string asker, discloser, matter;
  };
  std::vector<Unreadable> unreadable = {};       ///< kept in a form that this version does not read
};
/// Of every agency, asked from `since` on ("2026-10-26T00:00:00.000Z"). No leaf: part of another look, and whoever looks must
/// keep the facts to itself.
[[nodiscard]] Result<RecordedQuestions> recorded_questions(Hub& hub, store::Connection& connection, std::string_view since);

}  // namespace concordat::hub::sharing
