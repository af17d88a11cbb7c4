// SPDX-License-Identifier: Apache-2.0
// Signing in, sessions and what comes with them. Knows no HTTP: a page hands in what the browser sent and the
// address it came from ("peer"), and gets a token to hand back.
//
//   Accounts accounts{hub};
//   auto step = accounts.sign_in(login, password, peer);      // then by step->stage:
//     Stage::needs_code   -> accounts.confirm_code(step->token, code, peer)
//     Stage::must_enrol   -> accounts.begin_enrolment(step->token), accounts.confirm_enrolment(step->token, code, peer)
//     Stage::signed_in    -> step->token is the session's
//   auto who = accounts.session(token);                       // at every request, anew
//   if (*who && may((*who).value(), Right::release) == May::yes) ...
//
// Invariants:
//   1. account, membership, member and roles are looked up at every request; what was taken away is gone at the next;
//   2. a token exists as its SHA-256 only; signing in, stepping up and acting as another member each make a new one;
//   3. nothing tells a login name that does not exist from a wrong password: same answer, same work;
//   4. what changes anything is one transaction with its ledger leaf.
// Thread safety: as the hub, one thread at a time. Cheap to make: one a request.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "crypto/password.h"
#include "hub/accounts/rights.h"
#include "hub/hub.h"

namespace concordat::hub {

/// 43 characters, A-Z a-z 0-9 - _.
using Token = Secret<std::string>;

constexpr std::chrono::minutes session_idle{15};
constexpr std::chrono::hours session_longest{10};
constexpr int sessions_most = 3;                       ///< of one account; the oldest ends
constexpr std::chrono::minutes step_up_lasts{10};
constexpr std::chrono::minutes half_sign_in_lasts{10};  ///< between password and code
constexpr std::chrono::hours set_up_link_lasts{48};
constexpr std::chrono::hours demo_link_lasts{24};
constexpr std::chrono::days unused_most{90};

enum class Stage : std::uint8_t {
  needs_code,  ///< the password was right; the token stands for that, ten minutes long
  must_enrol,  ///< the same, and there is no authenticator app yet
  signed_in,   ///< the token is the session's
};
struct SignInStep {
  Stage stage = Stage::needs_code;
  Token token;
};

/// What an authenticator app needs.
struct Enrolment {
  Token secret;  ///< base32, to be typed
  Token uri;     ///< otpauth://..., to be shown as a picture
};

struct Membership {
  std::string member;
  std::string agency;
  std::vector<std::string> roles;
};

/// Who asks, as of this request.
struct SignedIn {
  std::string session;  ///< its id: no secret, of use to nobody else
  std::string account;
  std::string login;
  std::string member;  ///< as whom it acts
  std::string agency;
  std::vector<std::string> roles;  ///< of that member and no other
  std::vector<Membership> others;  ///< as whom it might act; see switch_member
  bool demo = false;
  std::optional<Instant> stepped_up_until;  ///< only where that is still to come
  std::string csrf;                         ///< for the forms of this session; see csrf_fits
  Instant created;
  Instant expires;  ///< at the latest, however busy
};

enum class May : std::uint8_t { no, yes, step_up };
[[nodiscard]] May may(SignedIn const& who, Right right);
/// Takes as long for a wrong first character as for a wrong last one.
[[nodiscard]] bool csrf_fits(SignedIn const& who, std::string_view sent);

struct SessionView {
  std::string id;
  std::string member;
  Instant created;
  Instant seen;  ///< to the minute
  bool own = false;
  bool demo = false;
};

/// What a link is for, without using it up: a page may show it, and a program that looks at links changes nothing.
struct LinkView {
  std::string login;
  bool demo = false;  ///< signs in at once; otherwise it sets a password
};

struct StepUpProof {
  std::string_view password;
  std::string_view code;
};

class Accounts {
 public:
  /// `cost`: tests make it cheaper.
  explicit Accounts(Hub& hub, crypto::PasswordCost cost = {}) : hub_{hub}, cost_{cost} {}

  // Signing in. "sign-in.refused" whatever was wrong; "sign-in.slow-down" and "password.busy" (Fault::locked) pass.
  // After the right password: "account.disabled", "account.unused", "account.vetting-over", "account.no-membership".
  [[nodiscard]] Result<SignInStep> sign_in(std::string_view login, std::string_view password, std::string_view peer);
  [[nodiscard]] Result<Token> confirm_code(std::string_view half, std::string_view code, std::string_view peer);
  /// The same secret as long as `half` lasts.
  [[nodiscard]] Result<Enrolment> begin_enrolment(std::string_view half);
  [[nodiscard]] Result<Token> confirm_enrolment(std::string_view half, std::string_view code, std::string_view peer);

  // Links. "link.over" where it was used, has ended or never was.
  [[nodiscard]] Result<LinkView> look_at_link(std::string_view link);
  /// Uses up a set-up link. "password.too-short", "password.too-long", "password.common", "password.own-name" leave it.
  [[nodiscard]] Result<SignInStep> set_password(std::string_view link, std::string_view password);
  /// Uses up a demonstration's link.
  [[nodiscard]] Result<Token> sign_in_by_link(std::string_view link);

  // Sessions. Nothing where there is none, it has ended, or account, membership or member are no longer what they were.
  [[nodiscard]] Result<std::optional<SignedIn>> session(std::string_view token);
  /// A token that is no longer one is fine.
  [[nodiscard]] Result<void> sign_out(std::string_view token);
  [[nodiscard]] Result<std::vector<SessionView>> own_sessions(SignedIn const& who);
  /// One of the own sessions; Fault::not_found ("session.not-found") for any other id.
  [[nodiscard]] Result<void> end_session(SignedIn const& who, std::string_view id);
  [[nodiscard]] Result<void> end_all_sessions(SignedIn const& who);
  /// A new token, stepped up for ten minutes; the old one is dead. "session.over" where there is no session.
  [[nodiscard]] Result<Token> step_up(std::string_view token, StepUpProof const& proof, std::string_view peer);
  /// The same by a fresh link of the same account: demonstrations have no password.
  [[nodiscard]] Result<Token> step_up_by_link(std::string_view token, std::string_view link);
  /// A new token that acts as another member of this account, not stepped up. Fault::not_found ("member.not-yours").
  [[nodiscard]] Result<Token> switch_member(std::string_view token, std::string_view member);

 private:
  Hub& hub_;
  crypto::PasswordCost cost_;
};

/// A link that signs in as this member once, for demonstrations; makes the account where there is none. Refused
/// ("accounts.links-only-synthetic") where the partnership is not made up. "member.unknown" where there is no such
/// active member.
[[nodiscard]] Result<Token> make_sign_in_link(Hub& hub, std::string_view member, std::chrono::seconds lasts = demo_link_lasts);

}  // namespace concordat::hub
