// SPDX-License-Identifier: Apache-2.0
// The reader opens in the hub what was given to them: decided anew at that moment, marked with who opened it and when, and an entry
// of the ledger. There is no other way for it to leave: no message, no attachment, no file.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "hub/disclosures/corrections.h"
#include "hub/sharing/requests.h"

namespace concordat::hub::disclosures {

struct Opened {
  std::string disclosure;
  std::string request;
  std::string discloser;
  std::string reader;     ///< who opened it: the id of a post
  std::string agency;     ///< of the reader
  std::string opened_at;
  std::string open_until;
  int version = 1;
  Json items = {};        ///< each as explain() puts a permitted field (rule, clause, law, delete by, onward), with "value"; "" where nothing is held
  std::vector<std::string> withheld = {};  ///< given, and not permitted any more, or being corrected
  bool show_role_with_name = false;
  std::uint64_t ledger_index = 0;
};

/// By who asked, while they hold the post and role. "disclosure.unknown": anybody else, and where nothing was given in the hub;
/// refused: "disclosure.taken-back", "disclosure.over", "disclosure.being-corrected" (all of it), "disclosure.no-longer-permitted" (the agreements or what is known of the matter
/// are others now), and what `HubOptions::before_people` says.
[[nodiscard]] Result<Opened> open_given(Hub& hub, Member const& member, std::string const& request);

/// "Opened by carla of northshire-csp on 2026-11-28 at 10:15 UTC. Disclosure 0198…, version 1." Every showing bears it.
[[nodiscard]] std::string watermark(Hub const& hub, Opened const& opened);

struct Opening {
  std::string opened_at;
  int version = 1;
};

/// What either side may know of what was given, without its values.
struct Disclosure {
  std::string id;
  std::string state;        ///< open, over, taken-back; elsewhere: not given in the hub
  std::string given_at;
  std::string open_until;
  std::vector<std::string> fields;
  int version = 1;
  std::string taken_back_at = {}, taken_back_by = {}, taken_back_words = {};
  std::vector<Opening> openings = {};
  std::vector<Notice> notices = {};
  bool may_open = false;
  bool may_take_back = false;
  bool may_correct = false;
};
/// Of a request that this member looked up (sharing::find_request): part of that look, no leaf. Nothing where nothing was given.
[[nodiscard]] Result<std::optional<Disclosure>> disclosure_of(Hub& hub, Member const& member, sharing::SharingRequest const& request);

/// How many were given to this member, can be opened and were not yet. Part of another look: no leaf.
[[nodiscard]] Result<std::uint64_t> not_opened_yet(Hub& hub, Member const& member);
/// The items that the agency gave about people in the hub or elsewhere, each once: what it could have to correct. No leaf.
[[nodiscard]] Result<std::vector<std::string>> items_given(Hub& hub, std::string const& agency);

}  // namespace concordat::hub::disclosures
