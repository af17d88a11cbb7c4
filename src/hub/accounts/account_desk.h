// SPDX-License-Identifier: Apache-2.0
// Where accounts are made, ended and given memberships: the desk of an agency's administrator.
//
//   auto desk = AccountDesk::of(hub, who);           // or AccountDesk::at_the_machine(hub)
//   auto made = desk->add({"analyst.csp", "analyst.csp"});
//
// An administrator sees and changes what belongs to the own agency; anything else answers like something that does not
// exist ("account.not-found", "member.unknown", both Fault::not_found). Every change needs a step-up
// ("account.step-up-needed") and is a leaf. Roles cannot be given here: they are the member's, and the partnership file
// says which.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/accounts/accounts.h"

namespace concordat::hub {

struct AccountView {
  std::string id;
  std::string login;
  std::string agency;                     ///< that looks after it
  std::vector<Membership> memberships;    ///< those that the viewer may know
  bool active = false;
  bool demo = false;
  bool set_up = false;                    ///< has a password and an authenticator app
  std::string standing;                   ///< "fine", or the code of what stands against signing in
  std::uint64_t failed = 0;               ///< tries since the last sign-in
  std::optional<Date> last_used_on;
  std::optional<Date> vetted_until;
};

struct NewAccount {
  std::string login;   ///< 3 to 64 of a-z 0-9 . - _, first a letter or digit; names a post, never a person
  std::string member;
  std::optional<Date> vetted_until = {};
};
struct AddedAccount {
  std::string id;
  Token link;  ///< single use, 48 hours: for Accounts::set_password
};

class AccountDesk {
 public:
  /// "account.not-administrator" where the roles do not allow it.
  [[nodiscard]] static Result<AccountDesk> of(Hub& hub, SignedIn const& who);
  /// For whoever runs the hub and sits at its machine: every agency, no step-up. The leaves say so.
  [[nodiscard]] static AccountDesk at_the_machine(Hub& hub);

  [[nodiscard]] Result<std::vector<AccountView>> list();
  /// The id of the account with this login.
  [[nodiscard]] Result<std::string> find(std::string_view login);

  /// "account.login-malformed", "account.login-taken".
  [[nodiscard]] Result<AddedAccount> add(NewAccount const& account);
  /// Acts at the account's next request. "account.last-administrator" where the agency would have none left.
  [[nodiscard]] Result<void> disable(std::string_view id);
  [[nodiscard]] Result<void> enable(std::string_view id);
  /// Takes password, authenticator app and sessions away, and gives a new set-up link. "account.self" for the own one.
  [[nodiscard]] Result<Token> reset(std::string_view id);
  /// "account.self": nobody gives himself another post.
  [[nodiscard]] Result<void> grant(std::string_view id, std::string_view member);
  [[nodiscard]] Result<void> remove(std::string_view id, std::string_view member);
  /// Nothing: no end. "account.self".
  [[nodiscard]] Result<void> set_vetted_until(std::string_view id, std::optional<Date> until);

 private:
  explicit AccountDesk(Hub& hub) : hub_{hub} {}
  class Change;
  [[nodiscard]] bool is_own(std::string_view agency) const { return agency_.empty() || agency_ == agency; }
  [[nodiscard]] Result<Member> own_member(std::string_view id);
  [[nodiscard]] Result<void> refuse_self(std::string_view id) const;

  Hub& hub_;
  std::string agency_;   ///< empty: at the machine
  std::string account_;  ///< of the administrator
  std::string member_;
  bool stepped_up_ = true;
};

}  // namespace concordat::hub
