// SPDX-License-Identifier: Apache-2.0
// Inside the module: one record opened for showing, no more of it than a sight allows.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/personal.h"
#include "hub/linkage/review/queue.h"
#include "hub/linkage/review/sight.h"

namespace concordat::hub::links {

struct RecordShown {
  SideTold side;
  Traits values;         ///< whatever the sight: the caller leaves out what may not be seen
  std::string happened;  ///< day or month of what the record is of; empty: none, not known, or withheld
  std::string expires;   ///< day on which the hub deletes the record; empty: withheld
  std::vector<std::pair<std::string, std::string>> statement;  ///< label and value of statement_fields that may be seen and are known
};

class RecordSides {
 public:
  RecordSides(Hub& hub, Member const& member);
  [[nodiscard]] Result<RecordShown> show(store::Connection& connection, RecordFacts const& facts, Sight const& sight, Person person) const;

 private:
  Hub& hub_;
  Member const& member_;
  Processing processing_;
};

}  // namespace concordat::hub::links
