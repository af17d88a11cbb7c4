// SPDX-License-Identifier: Apache-2.0
// What a proposed version would have made of the questions that were really asked of late: the requests between agencies
// with the facts of their moment, and the tables that were released.
//
// The version is taken as if it were signed, assessed and in force on the day of each question, in the place of its earlier
// versions; all other agreements stand as they do today.
//
// Invariant: whoever writes a version chooses its conditions, so the outcome of one question about a person would tell which
// facts of that person are true. Questions above depersonalised are counted, never told one by one, and not at all where
// they are few.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agreements/document.h"
#include "agreements/engine/moved.h"
#include "hub/hub.h"

namespace concordat::hub {

/// `opened`, `closed`, `why`: with the proposed version, against today's agreements.
struct TriedQuestion : agreements::Moved {
  std::string asked_at = {};
  std::string asker = {};
  std::string discloser = {};
  std::string purpose = {};   ///< "unknown" where this hub does not know the word
  std::string form = {};
  bool release = false;  ///< of figures; else a request between agencies
  std::string today = {};     ///< the outcome by today's agreements: "disclose", "disclose_part", "refuse", "emergency_disclose"
  std::string then = {};      ///< with the proposed version
};

/// Questions about fewer matters than this are not even counted for whoever tries a version.
inline constexpr std::uint64_t fewest_about_people = 8;

/// Of questions about people (pseudonymised, personalised) between parties of the version.
struct TriedAboutPeople {
  bool shown = false;              ///< of at least `fewest_about_people` matters; else all are 0
  std::uint64_t questions = 0;     ///< the next four add up to them
  std::uint64_t would_allow = 0;
  std::uint64_t would_allow_part = 0;
  std::uint64_t would_refuse = 0;
  std::uint64_t unknown = 0;       ///< kept in a form that this version does not read
};

/// All but `people` is of questions about nobody: figures and depersonalised data.
struct Trial {
  std::uint64_t questions = 0;     ///< between parties of the version; the next four add up to them
  std::uint64_t would_allow = 0;   ///< in whole
  std::uint64_t would_allow_part = 0;
  std::uint64_t would_refuse = 0;
  std::uint64_t unknown = 0;       ///< recorded, and no longer enough is known to ask them again
  std::uint64_t opened = 0;        ///< questions with at least one field opened
  std::uint64_t closed = 0;
  std::uint64_t elsewhere = 0;     ///< between others, of which its prohibitions would close something
  std::vector<TriedQuestion> own = {};  ///< to or from the member's agency, oldest first
  TriedAboutPeople people = {};
};

/// By an active information-governance lead of a party of the version: "trial.not-yours". One leaf, of the refusal too.
[[nodiscard]] Result<Trial> try_version(Hub& hub, Member const& member, agreements::Agreement const& version, Date since);

}  // namespace concordat::hub
