// SPDX-License-Identifier: Apache-2.0
// The current records that tell of a person, opened for linkage on behalf of the agencies that supplied them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/act.h"
#include "hub/hub.h"
#include "hub/linkage/marks.h"
#include "hub/linkage/own_numbers.h"
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

/// The traits in a record's sealed text: {"family_name": ["standard", "raw"], ...}. What is not a trait is not read. Without own_numbers,
/// which mean something beside an agency only.
[[nodiscard]] Traits traits_in(std::string_view identity);

struct Opened {
  std::vector<RecordFacts> facts = {};  ///< by record
  std::vector<Marks> marks = {};        ///< the same records
  std::vector<Record> nobody = {};      ///< current records that are left out, for they name nobody
  std::vector<NumberBook::Entry> numbers = {};  ///< that the others bear; where they were asked for
};

class IdentityDesk {
 public:
  /// Asked now and then, with how many there were; false: "link.cancelled".
  using GoOn = std::function<bool(std::size_t)>;
  struct Taking {
    std::function<void(Personal<Traits> const&, Processing const&)> take;
    GoOn go_on = {};
    bool numbers = false;
  };
  /// Hands over every current record. Workers in their job are left out, and records that name nobody.
  [[nodiscard]] static Result<Opened> open_current(Hub& hub, Taking const& taking);
  /// Of these, the ones that are current.
  [[nodiscard]] static Result<Opened> open_these(Hub& hub, std::vector<Record> const& records, Taking const& taking);
  /// The marks of these records, in their order; none where a record's key is gone.
  [[nodiscard]] static Result<std::vector<Marks>> marks_of_records(Hub& hub, store::Connection& connection, std::vector<RecordFacts> const& facts);
};

/// Records that open_current() would open, with the person each is of (0: none yet); by record. Nothing is opened.
[[nodiscard]] Result<std::vector<std::pair<Record, Person>>> current_records(store::Connection& connection);

/// REQUIRES: the columns record, agency, feed, submission, role, key version and whether there is a key, in this order.
[[nodiscard]] RecordFacts facts_in(store::Row const& row);
/// Facts about one record; nothing where there is none that tells of a person.
[[nodiscard]] Result<std::optional<RecordFacts>> facts_of(store::Connection& connection, Record record);

/// An entry of the ledger holds no more people.
inline constexpr std::size_t most_people = 40;
/// The act with the people it is about: where there are more than one entry holds, further entries of the same act ("more", each
/// naming the request of the first) hold the rest. The receipt of the first. REQUIRES: a write transaction; nobody twice.
[[nodiscard]] Result<Receipt> record_about(Hub& hub, store::Transaction& transaction, Act act, std::vector<store::RecordKeyRef> people);
/// nullptr: the hub knows none of that number.
[[nodiscard]] Agency const* agency_numbered(Hub const& hub, int number);
[[nodiscard]] Feed const* feed_numbered(Hub const& hub, int number);
/// Day on which the newest file of a feed came; empty: none has.
[[nodiscard]] Result<std::string> last_came(store::Connection& connection, int feed);

}  // namespace concordat::hub::links
