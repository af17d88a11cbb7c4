// SPDX-License-Identifier: Apache-2.0
// Inside the module, and for hub/disclosures: a row of sharing_request with what is sealed in it.
#pragma once

#include "agreements/engine/request.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/standing_rules.h"

namespace concordat::hub::sharing {

struct StoredRequest {
  SharingRequest request;  ///< without what the viewer may read
  std::string subject;
  Json told;
  store::Bytes full_sealed, question_sealed, words_sealed, decline_sealed;
};
[[nodiscard]] Result<std::optional<StoredRequest>> stored_request(Hub& hub, store::Connection& connection, std::string const& id);

/// What is put to the engine, with the facts of this moment.
struct Put {
  agreements::Request request;
  agreements::Facts facts;
};
[[nodiscard]] Result<Put> put_again(Hub& hub, store::Transaction& transaction, StoredRequest const& stored, StandingRules const& rules);

[[nodiscard]] inline Spot spot_of_full(std::string_view id, std::string_view discloser) { return {"sharing_request", "full_sealed", id, discloser}; }
[[nodiscard]] inline Spot spot_of_question(std::string_view id, std::string_view discloser) { return {"sharing_request", "question_sealed", id, discloser}; }
[[nodiscard]] inline Spot spot_of_words(std::string_view id, std::string_view asker) { return {"sharing_request", "words_sealed", id, asker}; }
[[nodiscard]] inline Spot spot_of_decline(std::string_view id, std::string_view discloser) { return {"sharing_request", "decline_sealed", id, discloser}; }

/// What became of it, in order of time, as the viewer may know it. REQUIRES: the viewer may see the request, and its
/// `decline_words` are those of the last refusal.
[[nodiscard]] Result<std::vector<TrailStep>> trail_of(Hub& hub, store::Connection& connection, SharingRequest const& request, Member const& viewer);

[[nodiscard]] Problem unknown_request();

}  // namespace concordat::hub::sharing
