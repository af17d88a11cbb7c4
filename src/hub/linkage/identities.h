// SPDX-License-Identifier: Apache-2.0
// The current records that tell of a person, opened for linkage on behalf of the agencies that supplied them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.h"
#include "hub/linkage/marks.h"
#include "hub/processing_desk.h"
#include "store/key_vault.h"

namespace concordat::hub::links {

/// What is known of a record without opening it.
struct RecordFacts {
  Record record = 0;
  int agency = 0;  ///< number
  int feed = 0;    ///< number
  std::int64_t submission = 0;
  std::string role = {};  ///< of the person in it
  int key_version = 0;
  bool has_key = false;   ///< the supplier's own reference is known
  [[nodiscard]] store::RecordKeyRef key() const { return {record, agency, key_version}; }
};

/// The traits in a record's sealed text: {"family_name": ["standard", "raw"], ...}. What is not a trait is not read.
[[nodiscard]] Traits traits_in(std::string_view identity);

struct Opened {
  std::vector<RecordFacts> facts = {};  ///< by record
  std::vector<Marks> marks = {};        ///< the same records
};

class IdentityDesk {
 public:
  /// Hands every current record to the scorer. Workers in their job are left out, and records that name nobody.
  /// `go_on` is asked now and then, with how many there were; false: "link.cancelled".
  [[nodiscard]] static Result<Opened> open_current(Hub& hub, Scorer& scorer, std::function<bool(std::size_t)> const& go_on);
  /// The marks of these records, in their order; none where a record's key is gone.
  [[nodiscard]] static Result<std::vector<Marks>> marks_of_records(Hub& hub, store::Connection& connection, std::vector<RecordFacts> const& facts);
};

/// REQUIRES: the columns record, agency, feed, submission, role, key version and whether there is a key, in this order.
[[nodiscard]] RecordFacts facts_in(store::Row const& row);
/// Facts about one record; nothing where there is none that tells of a person.
[[nodiscard]] Result<std::optional<RecordFacts>> facts_of(store::Connection& connection, Record record);

/// An entry of the ledger holds no more people.
inline constexpr std::size_t most_people = 40;
/// nullptr: the hub knows none of that number.
[[nodiscard]] Agency const* agency_numbered(Hub const& hub, int number);
[[nodiscard]] Feed const* feed_numbered(Hub const& hub, int number);
/// Day on which the newest file of a feed came; empty: none has.
[[nodiscard]] Result<std::string> last_came(store::Connection& connection, int feed);

}  // namespace concordat::hub::links
