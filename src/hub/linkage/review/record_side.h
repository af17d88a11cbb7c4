// SPDX-License-Identifier: Apache-2.0
// Inside the module: one record opened for showing, no more of it than a sight allows.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
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

/// A value as intake wrote it: itself, or with what the supplier wrote.
[[nodiscard]] std::string standard_of(Json const& value);
/// What of a record rests in the open, by field: `mapping` of its submission, `open_data` of the record. Columns stand in the order in
/// which the file was read; where that does not add up, nothing.
[[nodiscard]] Json open_values(catalogue::Catalogue const& catalogue, std::string_view mapping, std::string_view open_data);

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
