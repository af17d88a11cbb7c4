// SPDX-License-Identifier: Apache-2.0
// Inside the module: a row of `disclosure` with what is sealed in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"
#include "hub/hub.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::disclosures {

/// One value as it is kept: what may be opened, and as what it was given.
struct Packed {
  std::string field;  ///< dotted id
  std::string as;     ///< name of the transform
  std::string text;   ///< empty: nothing is held
  bool away = false;  ///< it was wrong, and nobody has said yet what is right: not shown
};

struct Stored {
  std::string id, request, discloser, recipient, member, supplier;
  std::vector<std::string> fields;
  int version = 1;
  std::string given_at = {};
  std::string open_until = {};  ///< empty: not given in the hub
  store::Bytes values_sealed = {};  ///< empty: not given in the hub, taken back, or past its day
  std::string taken_back_at = {}, taken_back_by = {};
  std::string received_in = {};  ///< the request in which it came from another agency
  std::uint64_t ledger_index = 0;

  [[nodiscard]] bool in_hub() const { return !open_until.empty(); }
  [[nodiscard]] bool is_over(std::string_view today) const { return in_hub() && open_until < today; }
  [[nodiscard]] bool can_open(std::string_view today) const { return !values_sealed.empty() && taken_back_at.empty() && !is_over(today); }
};

[[nodiscard]] Result<std::optional<Stored>> stored_of_request(store::Connection& connection, std::string const& request);
/// Of an agency's own record, by its mark: what it gave of it, oldest first.
[[nodiscard]] Result<std::vector<Stored>> stored_of_mark(store::Connection& connection, std::string const& discloser, std::string const& mark);
/// With each of these, what was passed on of it in the hub, and so on; each once.
[[nodiscard]] Result<std::vector<Stored>> with_passed_on(store::Connection& connection, std::vector<Stored> first);

/// Word to the recipient of a disclosure that something of it is no longer as it was given.
struct NewNotice {
  std::string id;  ///< UUID
  std::string kind;
  std::vector<std::string> fields;
  std::string because;
};
/// Written beside its entry of the ledger, the words sealed.
[[nodiscard]] Result<void> put_notice(Hub& hub, store::Transaction& transaction, Member const& member, Stored const& about, NewNotice const& notice, std::uint64_t ledger_index);

[[nodiscard]] inline sharing::Spot spot_of_values(std::string_view id, std::string_view discloser) { return {"disclosure", "values_sealed", id, discloser}; }
[[nodiscard]] inline sharing::Spot spot_of_notice(std::string_view id, std::string_view made_for) { return {"disclosure_notice", "words_sealed", id, made_for}; }

[[nodiscard]] Json to_json(std::vector<Packed> const& values);
[[nodiscard]] std::vector<Packed> packed_in(Json const& json);

/// Whether a name and the person's role are among what is given: the one never goes without the other.
class NameAndRole {
 public:
  explicit NameAndRole(catalogue::Catalogue const& catalogue) : catalogue_{catalogue} {}
  void look(Packed const& value);  ///< one that is away is not given
  [[nodiscard]] bool is_name(Packed const& value) const;
  [[nodiscard]] bool name_without_role() const { return name_ && !role_; }

 private:
  catalogue::Catalogue const& catalogue_;
  bool name_ = false;
  bool role_ = false;
};
inline constexpr std::string_view role_field = "person.role_in_concern";

/// The value as it is kept: cut down to the rule's transform; a person's role is one of the catalogue's, a name has no
/// digits, and nobody is born on a day to come. "disclosure.value-form".
[[nodiscard]] Result<std::string> cut_down(Hub& hub, std::string_view as, catalogue::Field const& field, std::string_view typed);

/// What the ledger's entry commits to: which disclosure, and a hash of its values with a salt that goes with them.
[[nodiscard]] Json commitment_to(std::string const& disclosure, int version, Json const& sealed);
/// The values with their salt, as they are sealed.
[[nodiscard]] Json salted(Hub& hub, std::vector<Packed> const& values);

[[nodiscard]] Problem unknown_disclosure();

}  // namespace concordat::hub::disclosures
