// SPDX-License-Identifier: Apache-2.0
// What ends, what is to be reviewed, and what lapses.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agreements/analysis/scope.h"
#include "base/json.h"

namespace concordat::agreements::analysis {

enum class Due : std::uint8_t {
  begins,      ///< first day in force
  ends,        ///< first day no longer in force
  review,      ///< last day for the review
  assessment,  ///< the data protection impact assessment is a year old
  training     ///< a member can no longer use rules that ask for the course
};
[[nodiscard]] std::string_view name_of(Due due);

struct CalendarEntry {
  Date day{};
  Due due = Due::ends;
  std::int64_t days_left = 0;  ///< below zero: overdue
  std::string agreement = {};  ///< reference; of training one that needs it
  std::string agency = {};     ///< of training: the member's
  std::string member = {};
  std::string course = {};
  std::string sentence = {};
};

/// A member of the partnership with the courses passed.
struct TrainedMember {
  std::string id;
  std::string agency;
  std::vector<std::string> roles;
  std::map<std::string, Date, std::less<>> passed;
};

/// Everything due within `days` from today, and what is overdue of agreements that still run; by day. Agreements that have
/// ended are left out.
///
/// A data protection impact assessment is taken to hold for a year from its approval. It lapses on that day where the
/// agreement then still runs and no review comes before it; where one does, the review is the day to look at it, and the
/// review's sentence says so.
[[nodiscard]] std::vector<CalendarEntry> calendar(Scope const& scope, Date today, int days, std::vector<TrainedMember> const& members = {});
[[nodiscard]] Json to_json(CalendarEntry const& entry);

}  // namespace concordat::agreements::analysis
