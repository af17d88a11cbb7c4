// SPDX-License-Identifier: Apache-2.0
// Inside the module: what is known of matters that shortens or lengthens how long they are kept.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/date.h"
#include "hub/hub.h"

namespace concordat::hub {

struct Matters {
  std::set<std::string> children = {};         ///< subjects of somebody under 18, by the last word about their age
  std::map<std::string, Date> closed = {};     ///< subjects whose case an agency last said is closed, and since when
  std::set<std::string> waiting = {};          ///< subjects of requests that wait for an answer
  std::set<std::string> appealed = {};         ///< requests with an appeal that is open
  std::map<std::string, Date> decided = {};    ///< requests with appeals that were decided, and when last
  std::set<std::pair<std::string, std::string>> unreviewed = {};  ///< member and subject of glass that nobody reviewed
  std::set<std::string> unsampled = {};        ///< uses of the audit sample that nobody looked at
  std::set<std::string> unsampled_requests = {};  ///< and the requests they are of
  std::map<std::string, std::set<std::string>> rules = {};  ///< request: the rules it was given under
};
[[nodiscard]] Result<Matters> read_matters(Hub& hub);

/// The day of an instant or a day as it is stored.
[[nodiscard]] Date day_in(std::string_view stored);

}  // namespace concordat::hub
