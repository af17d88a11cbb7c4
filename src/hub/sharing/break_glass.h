// SPDX-License-Identifier: Apache-2.0
// Break-glass: for danger to life or of serious harm, and nothing else. Half an hour, about one matter; a second person is
// named, is told at once (hub/notice) and sees it among what waits for them, and somebody else reviews it within a day. The hard bars stand: the engine holds them, glass or none.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "hub/hub.h"
#include "hub/notice/glass_notice.h"

namespace concordat::hub::sharing {

inline constexpr std::chrono::minutes glass_lasts{30};
inline constexpr std::chrono::hours glass_review_within{24};
inline constexpr std::size_t glass_reason_shortest = 20;  ///< characters

/// What was asked with it, and what was seen.
struct GlassUse {
  std::string request;
  std::string asked_at;
  std::string discloser;
  std::string purpose;
  std::string necessary;  ///< the reason that was stated
  std::string state;      ///< waiting, given, declined
  std::string answered_at;
  std::string answered_by;
  std::string how;        ///< of what was given: in-hub, in-writing, verbally
  std::vector<std::pair<std::string, std::string>> fields;  ///< id and title of those the engine opened
};

struct Glass {
  std::string id;
  std::string agency;
  std::string member;
  std::string danger;  ///< life, serious-harm
  std::string reason;
  std::string begun_at;
  std::string until;
  std::string second;  ///< who sees it among what waits for them
  std::string ended_at;
  std::string review_by;
  std::string reviewed_at;
  std::string reviewed_by;
  std::string outcome;  ///< justified, not-justified; empty: not reviewed
  bool overdue = false;
  bool open = false;
  std::uint64_t ledger_index = 0;  ///< of this act
  std::vector<GlassUse> uses = {};  ///< of one that is listed
};

/// `reference`: the own agency's case reference. "break-glass.words": the danger is neither, or the reason shorter than 20
/// characters; "break-glass.review-overdue": an earlier one of this member waits for its review too long;
/// "break-glass.nobody": the agency has no lead who is another person.
[[nodiscard]] Result<Glass> break_glass(Hub& hub, Member const& member, std::string const& reference, std::string const& danger, std::string const& reason);
/// By who broke it. "break-glass.unknown" for anybody else, and where it is over.
[[nodiscard]] Result<Glass> end_glass(Hub& hub, Member const& member, std::string const& id);
/// By a lead of the agency who is not the person who broke it; `outcome` is justified or not-justified. "break-glass.review"
/// otherwise. While it is open, not-justified ends it at once; "break-glass.still-open": whether it was justified is not known
/// before it is over.
[[nodiscard]] Result<Glass> review_glass(Hub& hub, Member const& member, std::string const& id, std::string const& outcome, std::string const& words);
/// Own ones; for leads and auditors every one of the agency. Newest first.
[[nodiscard]] Result<std::vector<Glass>> glasses(Hub& hub, Member const& member);

/// The newest that this member has open about the matter; nothing where there is none. No leaf: the question it is part of has one.
[[nodiscard]] Result<std::optional<BrokenGlass>> glass_about(Hub& hub, store::Connection& connection, std::string const& member, std::string const& subject);

}  // namespace concordat::hub::sharing
