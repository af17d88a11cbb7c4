// SPDX-License-Identifier: Apache-2.0
// Random lives of sessions against a model of the rules; and secrets looked for wherever the hub writes.
#include <array>

#include "hub/accounts/accounts_test_tools.h"

namespace concordat::hub::proving {
namespace {

class SessionLives : public AccountsTest {};
CONCORDAT_ON_BOTH_STORES(SessionLives);

/// The rules once more, as plainly as they can be said.
struct ModelSession {
  std::string account;
  std::string token;
  Instant created;
  Instant seen;
  std::optional<Instant> stepped_up_until;
  bool alive = true;
};

class Model {
 public:
  void sign_in(std::string const& account, std::string token, Instant now) {
    for (auto& one : all_) one.alive = one.alive && !over(one, now);
    std::vector<ModelSession*> open;
    for (auto& one : all_) {
      if (one.alive && one.account == account) open.push_back(&one);
    }
    if (open.size() == 3) open.front()->alive = false;
    all_.push_back({account, std::move(token), now, now, {}, true});
  }
  bool request(ModelSession& one, Instant now) {
    if (one.alive && over(one, now)) one.alive = false;
    if (one.alive && now - one.seen >= 1min) one.seen = now;
    return one.alive;
  }
  void end_all(std::string const& account) {
    for (auto& one : all_) one.alive = one.alive && one.account != account;
  }
  std::vector<ModelSession>& all() { return all_; }

 private:
  static bool over(ModelSession const& one, Instant now) { return now - one.seen > 15min || now - one.created >= 10h; }
  std::vector<ModelSession> all_;
};

TEST_P(SessionLives, AreThoseOfTheModel) {
  constexpr std::array<std::string_view, 2> members{"anna", "ada"};
  SeededChance dice{7};
  Model model;
  int requests_in = 0, requests_out = 0;
  for (int step = 0; step < 250; ++step) {
    wait(std::chrono::seconds{static_cast<int>(dice.below(dice.below(8) == 0 ? 1200 : 200))});
    if (dice.below(40) == 0) wait(4h);
    auto const now = clock_.now();
    auto const what = dice.below(10);
    if (what < 2 || model.all().empty()) {
      std::string const member{members[dice.below(2)]};
      model.sign_in(member, demo(member), now);
      continue;
    }
    // Mostly the young ones: the old are dead and stay so.
    auto& one = model.all()[model.all().size() - 1 - dice.below(std::min<std::uint64_t>(model.all().size(), 5))];
    bool const alive = model.request(one, now);
    if (what < 7) {
      auto const found = who(one.token);
      ASSERT_EQ(found.has_value(), alive) << "step " << step;
      ++(alive ? requests_in : requests_out);
      if (!alive) continue;
      EXPECT_EQ(found->member, one.account);
      EXPECT_EQ(found->created, one.created);
      EXPECT_EQ(found->stepped_up_until.has_value(), one.stepped_up_until && *one.stepped_up_until > now) << "step " << step;
    } else if (what == 7) {
      auto const link = make_sign_in_link(hub(), one.account);
      auto const fresh = accounts().step_up_by_link(one.token, link->expose());
      ASSERT_EQ(code_of(fresh), alive ? "fine" : "session.over") << "step " << step;
      if (!alive) continue;
      EXPECT_FALSE(is_in(one.token));
      one.token = fresh->expose();
      one.seen = now;
      one.stepped_up_until = now + 10min;
    } else if (what == 8) {
      ASSERT_EQ(code_of(accounts().sign_out(one.token)), "fine");
      one.alive = false;
    } else if (alive) {
      ASSERT_EQ(code_of(accounts().end_all_sessions(*who(one.token))), "fine");
      model.end_all(one.account);
    }
  }
  EXPECT_GT(requests_in, 20);
  EXPECT_GT(requests_out, 10);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

class AccountSecrets : public AccountsTest {
 protected:
  /// Everything the hub keeps: the database as bytes or as text, the keys' folder without the keys, the ledger.
  [[nodiscard]] std::string everything() {
    std::string all;
    if (is_sqlite()) {
      hub_.reset();  // what is still in the write-ahead log goes into the file
      for (auto const& entry : fs::recursive_directory_iterator{folder().path()}) {
        if (entry.is_regular_file() && entry.path().extension() != ".key") all += get(entry.path());
      }
      open_it();
      return all;
    }
    auto const add = [&](store::Sql sql) {
      auto const read = hub().database().query(sql, [&](store::Row const& row) { all += row.string(0) + "\n"; });
      EXPECT_TRUE(read);
    };
    add("SELECT t::text FROM account t");
    add("SELECT t::text FROM session t");
    add("SELECT t::text FROM sign_in_link t");
    add("SELECT t::text FROM sign_in_throttle t");
    add("SELECT t::text FROM ledger_opening t");
    add("SELECT encode(entry, 'escape') FROM ledger_leaf");
    return all;
  }
};
CONCORDAT_ON_BOTH_STORES(AccountSecrets);

TEST_P(AccountSecrets, AreReadableNowhere) {
  auto const anna = colleague("anna.csp", "anna");
  auto const token = sign_in(anna);
  auto const fresh = step_up(token, anna);
  auto const half = accounts().sign_in("anna.csp", good_password, own_address);
  auto const demo_link = make_sign_in_link(hub(), "bert");
  auto const set_up_link = desk().add({"sara.csp", "sara"});
  auto const enrolling = accounts().set_password(desk().add({"ada.csp", "ada"})->link.expose(), "another good password");
  auto const enrolment = accounts().begin_enrolment(enrolling->token.expose());
  std::string const wrong_password = "a password that is wrong";
  EXPECT_EQ(try_password("anna.csp", wrong_password, strange_address), "sign-in.refused");
  EXPECT_EQ(try_password("somebodys.real-name", wrong_password, strange_address), "sign-in.refused");
  auto const csrf = who(fresh)->csrf;
  auto const all = everything();
  ASSERT_NE(all.find("anna.csp"), std::string::npos) << "it looks where accounts are";
  for (std::string const& secret :
       {std::string{good_password}, std::string{"another good password"}, wrong_password, token, fresh, half->token.expose(),
        demo_link->expose(), set_up_link->link.expose(), enrolling->token.expose(), csrf, anna.secret, crypto::to_hex(crypto::bytes_of(anna.secret)),
        crypto::code_secret_text(crypto::CodeSecret{std::string{anna.secret}}), enrolment->secret.expose(),
        from_base32(enrolment->secret.expose()), crypto::to_hex(crypto::bytes_of(from_base32(enrolment->secret.expose()))),
        std::string{strange_address}, std::string{own_address}, std::string{"somebodys.real-name"}}) {
    ASSERT_FALSE(secret.empty());
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

TEST_P(AccountSecrets, OpenWithThisHubsKeyInTheirOwnRowOnly) {  // attack 102
  auto const anna = colleague("anna.csp", "anna");
  auto const sara = colleague("sara.csp", "sara");
  ASSERT_TRUE(hub().database().execute("UPDATE account SET code_sealed = (SELECT code_sealed FROM account WHERE login = 'anna.csp') WHERE login = 'sara.csp'"));
  wait(1min);
  auto const half = accounts().sign_in("sara.csp", good_password, own_address);
  ASSERT_EQ(code_of(half), "fine");
  EXPECT_EQ(code_of(accounts().confirm_code(half->token.expose(), code(anna), own_address)), "crypto.seal");
}

}  // namespace
}  // namespace concordat::hub::proving
