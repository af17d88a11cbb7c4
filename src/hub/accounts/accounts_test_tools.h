// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a hub whose partnership has administrators, and people who sign in.
#pragma once

#include "crypto/one_time_code.h"
#include "hub/accounts/account_desk.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {

using namespace std::chrono_literals;

/// The least that the library makes: tests are about who gets in, not about how long a guess takes.
constexpr crypto::PasswordCost cheap{.passes = 1, .memory = 8192};

inline std::string from_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (char const one : text) {
    auto const value = one >= 'A' ? one - 'A' : one - '2' + 26;
    held = held << 5U | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<char>(held >> static_cast<unsigned>(bits) & 0xFFU));
    }
  }
  return bytes;
}

constexpr std::string_view own_address = "192.0.2.10";
constexpr std::string_view strange_address = "198.51.100.7";
constexpr std::string_view good_password = "seventeen green bicycles";

/// An account with password and authenticator app.
struct Colleague {
  std::string id;
  std::string login;
  std::string secret;  ///< of the app
};

class AccountsTest : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override { return with_members(std::string{more_members}); }

  static constexpr std::string_view more_members =
      "    - {id: ada, agency: northshire-csp, roles: [administrator], trained: []}\n"
      "    - {id: alba, agency: northshire-csp, roles: [administrator], trained: []}\n"
      "    - {id: boss, agency: northshire-police, roles: [administrator], trained: []}\n"
      "    - {id: sara, agency: northshire-csp, roles: [feed-supplier], trained: []}\n";

  /// The members of every test and these.
  [[nodiscard]] static std::string with_members(std::string const& more) {
    return replaced(std::string{partnership_yaml}, "  feeds:\n", more + "  feeds:\n");
  }
  /// Brings the partnership up to date; whoever is `without` is no member any more.
  void set_members(std::string const& more, std::string_view without = {}) {
    auto text = with_members(more);
    if (!without.empty()) {
      auto const from = text.find("    - {id: " + std::string{without} + ",");
      ASSERT_NE(from, std::string::npos);
      text.erase(from, text.find('\n', from) - from + 1);
    }
    put(folder() / "partnership.yaml", text);
    auto const made = init();
    ASSERT_EQ(code_of(made), "fine");
    open_it();
  }

  [[nodiscard]] Accounts accounts() { return Accounts{hub(), cheap}; }
  [[nodiscard]] AccountDesk desk() { return AccountDesk::at_the_machine(hub()); }
  void wait(std::chrono::milliseconds time) { clock_.set(clock_.now() + time); }

  /// A session by a demonstration's link.
  [[nodiscard]] std::string demo(std::string_view member) {
    auto const link = make_sign_in_link(hub(), member);
    EXPECT_EQ(code_of(link), "fine");
    auto const token = accounts().sign_in_by_link(link->expose());
    EXPECT_EQ(code_of(token), "fine");
    return token ? token->expose() : std::string{};
  }

  [[nodiscard]] Colleague colleague(std::string const& login, std::string const& member) {
    auto const made = desk().add({login, member});
    EXPECT_EQ(code_of(made), "fine");
    if (!made) return {};
    Colleague colleague{made->id, login, {}};
    set_up(colleague, made->link.expose());
    return colleague;
  }
  void set_up(Colleague& colleague, std::string_view link) {
    auto const step = accounts().set_password(link, good_password);
    ASSERT_EQ(code_of(step), "fine");
    ASSERT_EQ(step->stage, Stage::must_enrol);
    auto const enrolment = accounts().begin_enrolment(step->token.expose());
    ASSERT_EQ(code_of(enrolment), "fine");
    colleague.secret = from_base32(enrolment->secret.expose());
    wait(30s);
    ASSERT_EQ(code_of(accounts().confirm_enrolment(step->token.expose(), code(colleague), own_address)), "fine");
  }
  /// What the app shows, `steps` of 30 seconds from now.
  [[nodiscard]] std::string code(Colleague const& colleague, int steps = 0) const {
    return crypto::code_of_step(crypto::CodeSecret{std::string{colleague.secret}}, crypto::code_step(clock_.now()) + steps);
  }
  /// The whole way in; half a minute goes by, so that the code is a new one.
  [[nodiscard]] std::string sign_in(Colleague const& colleague, std::string_view peer = own_address) {
    wait(30s);
    auto const step = accounts().sign_in(colleague.login, good_password, peer);
    EXPECT_EQ(code_of(step), "fine");
    if (!step) return {};
    EXPECT_EQ(step->stage, Stage::needs_code);
    auto const token = accounts().confirm_code(step->token.expose(), code(colleague), peer);
    EXPECT_EQ(code_of(token), "fine");
    return token ? token->expose() : std::string{};
  }
  [[nodiscard]] std::string step_up(std::string const& token, Colleague const& colleague) {
    wait(30s);
    auto const fresh = accounts().step_up(token, {good_password, code(colleague)}, own_address);
    EXPECT_EQ(code_of(fresh), "fine");
    return fresh ? fresh->expose() : std::string{};
  }
  /// Who this token is at this moment.
  [[nodiscard]] std::optional<SignedIn> who(std::string_view token) {
    auto const found = accounts().session(token);
    EXPECT_EQ(code_of(found), "fine");
    return found ? *found : std::nullopt;
  }
  [[nodiscard]] bool is_in(std::string_view token) { return who(token).has_value(); }
  [[nodiscard]] std::string try_password(std::string_view login, std::string_view password, std::string_view peer = own_address) {
    return code_of(accounts().sign_in(login, password, peer));
  }

  /// Leaves of this event that were written since `from`.
  [[nodiscard]] std::vector<ledger::Leaf> leaves_of(ledger::Event event, std::size_t from = 0) {
    auto all = leaves();
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())));
    std::erase_if(all, [&](ledger::Leaf const& leaf) { return leaf.event != event; });
    return all;
  }
};

}  // namespace concordat::hub::proving
