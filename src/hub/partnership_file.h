// SPDX-License-Identifier: Apache-2.0
// The partnership file: who takes part, what they supply and on which areas releases are counted. A trusted document
// in strict YAML; see docs/formats/partnership.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/finding.h"
#include "base/json.h"

namespace concordat::catalogue {
class Catalogue;
}

namespace concordat::hub {

struct AgencyEntry {
  std::string id;
  std::string kind;
  std::string name;
};

struct MemberEntry {
  std::string id;
  std::string agency;
  std::vector<std::string> roles;
  Json training;  ///< [{"course": ..., "on": "2026-01-10"}]
};

struct FeedEntry {
  std::string id;
  std::string agency;
  std::string title;
  std::string profile;
  std::string every;
  std::string due_within;
  Month first_period;
  std::optional<Month> expected_until;
  std::string contact;  ///< mailbox of a post or a team; empty: none
};

struct AreaEntry {
  std::string kind;
  int vintage = 0;
  std::string title;
  std::string attribution;
  std::vector<std::string> files;  ///< relative to the partnership file
  std::string code_property;
  std::string name_property;
  std::string population_file;    ///< empty: no population
  std::string population_code;    ///< header of the column with the area's code
  std::string population_count;   ///< header of the column with the number of residents
};

struct PartnershipFile {
  std::string id;
  std::string name;
  bool synthetic = false;
  std::string release_area_kind;
  int release_area_vintage = 0;
  std::vector<AgencyEntry> agencies;
  std::vector<MemberEntry> members;
  std::vector<FeedEntry> feeds;
  std::vector<AreaEntry> areas;
  std::string methods_owner;    ///< the member who answers for the hub's analytics; empty: nobody
  std::string key_places_file;  ///< empty: none
  std::vector<std::string> gazetteer_files;  ///< named places that told places are matched to
  std::string snap_points_file;  ///< published points that places on maps are told by; empty: none
  std::string document;         ///< RFC 8785 text of the whole file
  std::string folder;           ///< of the file; what its file names are relative to
};

struct ParsedPartnership {
  std::optional<PartnershipFile> file;
  Findings findings;
};

/// Reads and checks: unknown keys, kinds and agencies, dates, ids twice.
/// `known` says which kinds of agency and which mapping profiles exist.
struct KnownWords {
  std::vector<std::string> kinds;     ///< empty: not checked
  std::vector<std::string> profiles;  ///< empty: not checked
};
[[nodiscard]] ParsedPartnership read_partnership(std::string const& path, KnownWords const& known);

}  // namespace concordat::hub
