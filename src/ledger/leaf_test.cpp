// SPDX-License-Identifier: Apache-2.0
#include "ledger/leaf.h"

#include <gtest/gtest.h>

#include <set>

#include "base/date.h"
#include "base/id.h"
#include "base/json.h"
#include "crypto/encoding.h"
#include "crypto/seal.h"

namespace concordat::ledger {
namespace {

Instant noon() {
  return *parse_instant("2026-11-21T12:00:00.125Z");
}

Leaf full_leaf() {
  SeededChance chance{1};
  Leaf leaf{
      .at = noon(), .event = Event::disclose, .verdict = Verdict::partial, .agreement = "isa-ed-istv@4"};
  leaf.rules = {"r1", "r2"};
  leaf.bundle = crypto::sha256("bundle");
  leaf.facts = 88213;
  leaf.purpose = "prevent-violence";
  leaf.from = "leicester-ed";
  leaf.to = "violence-partnership";
  leaf.actor = actor_pseudonym(crypto::generate_key(chance), "ann");
  leaf.form = "depersonalised";
  leaf.fields = {"incident.place.text", "incident.month"};
  leaf.count = 1;
  leaf.subjects = {commit(new_opening("person 7", chance))};
  leaf.detail = commit(new_opening("{}", chance));
  leaf.why = {"R04", "field-not-covered"};
  leaf.request = uuid7(noon(), chance);
  leaf.previous = uuid7(noon(), chance);
  return leaf;
}

TEST(Leaves, ReadBackAsWritten) {
  auto const leaf = full_leaf();
  auto const entry = write_leaf(leaf);
  ASSERT_TRUE(entry) << sentence(entry.error());
  EXPECT_EQ(*read_leaf(*entry), leaf);
  Leaf const least{.at = noon(), .event = Event::login};
  EXPECT_EQ(*write_leaf(least), R"({"ev":"login","t":"2026-11-21T12:00:00.125Z","v":1})");
  EXPECT_EQ(*read_leaf(*write_leaf(least)), least);
}

TEST(Leaves, AreCanonicalJson) {
  auto const entry = *write_leaf(full_leaf());
  EXPECT_EQ(Json::parse(entry)->canonical(), entry);
}

TEST(Leaves, EveryEventAndVerdictHasItsWord) {
  std::set<std::string_view> words;
  for (int number = 0; number < 16; ++number) {
    auto const event = static_cast<Event>(number);
    words.insert(name_of(event));
    EXPECT_EQ(event_named(name_of(event)), event);
  }
  EXPECT_EQ(words, (std::set<std::string_view>{"disclose", "refuse", "decline", "access", "search", "export",
                                               "break-glass", "agreement", "facts", "admin", "login", "link",
                                               "erase", "send", "receive", "checkpoint-restore"}));
  EXPECT_FALSE(event_named("Disclose"));
  for (auto const verdict : {Verdict::permit, Verdict::partial, Verdict::refuse}) {
    EXPECT_EQ(verdict_named(name_of(verdict)), verdict);
  }
}

class RefusedWords : public testing::TestWithParam<std::string> {};

TEST_P(RefusedWords, DoNotEnterALeaf) {
  std::vector<Leaf> leaves;
  auto const with = [&](auto set) {
    Leaf leaf{.at = noon(), .event = Event::access};
    set(leaf);
    leaves.push_back(leaf);
  };
  auto const& word = GetParam();
  with([&](Leaf& leaf) { leaf.purpose = word; });
  with([&](Leaf& leaf) { leaf.from = word; });
  with([&](Leaf& leaf) { leaf.to = word; });
  with([&](Leaf& leaf) { leaf.form = word; });
  with([&](Leaf& leaf) { leaf.fields = {"fine", word}; });
  with([&](Leaf& leaf) { leaf.rules = {word}; });
  with([&](Leaf& leaf) { leaf.why = {word}; });
  with([&](Leaf& leaf) { leaf.agreement = word + "@1"; });
  for (auto const& leaf : leaves) {
    auto const entry = write_leaf(leaf);
    ASSERT_FALSE(entry) << *entry;
    EXPECT_EQ(entry.error().code.view(), "ledger.leaf-token");
  }
}

INSTANTIATE_TEST_SUITE_P(Words, RefusedWords,
                         testing::Values("Ann Other", "line\nend", "tab\t", "quote\"", "back\\slash",
                                         std::string{"a\0b", 3}, "\x1b[2J", "caf\xc3\xa9", "\xe2\x80\xae",
                                         "\xff", "ann@example.org", "07700900123", "ref-9434765919",
                                         "2001-03-04", "4/3/2001", "04.03.2001", "born:2001-3-4x",
                                         std::string(129, 'a')));

TEST(Leaves, AcceptTheWordsInUse) {
  for (auto const* word : {"counts-by-area", "table:counts-by-month:2026-11", "R00", "ed/istv", "a_b.c"}) {
    Leaf const leaf{.at = noon(), .purpose = word};
    EXPECT_TRUE(write_leaf(leaf)) << word;
  }
}

TEST(Leaves, NameTheRuleInItsAgreement) {
  for (auto const* rule : {"own-data", "isa.northshire.ed-partnership@1#figures-to-partnership"}) {
    Leaf const leaf{.at = noon(), .rules = {rule}};
    auto const entry = write_leaf(leaf);
    ASSERT_TRUE(entry) << rule;
    EXPECT_EQ(read_leaf(*entry)->rules, leaf.rules);
  }
  for (auto const* rule : {"isa@1", "isa#figures", "isa@1#", "#figures", "isa@1#a#b", "isa@1#2001-03-04",
                           "isa@0#figures"}) {
    Leaf const leaf{.at = noon(), .rules = {rule}};
    ASSERT_FALSE(write_leaf(leaf)) << rule;
    EXPECT_EQ(write_leaf(leaf).error().code.view(), "ledger.leaf-token");
  }
}

TEST(Leaves, EmptyListMembersAreRefused) {
  Leaf const leaf{.at = noon(), .fields = {""}};
  EXPECT_EQ(write_leaf(leaf).error().code.view(), "ledger.leaf-token");
}

TEST(Leaves, AgreementsNameTheirVersion) {
  for (auto const* reference : {"isa", "isa@", "@1", "isa@0", "isa@01", "isa@x", "isa@1@2", "isa@1234567"}) {
    Leaf const leaf{.at = noon(), .agreement = reference};
    ASSERT_FALSE(write_leaf(leaf)) << reference;
  }
}

TEST(Leaves, ActorsAndRequestsHaveOneForm) {
  for (auto const* actor : {"ann", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF"}) {
    Leaf const leaf{.at = noon(), .actor = actor};
    EXPECT_EQ(write_leaf(leaf).error().code.view(), "ledger.leaf-id") << actor;
  }
  for (auto const* request :
       {"1", "0190163d-8694-4d9a-8000-000000000000", "0190163D-8694-7D9A-8000-000000000000",
        "0190163d-8694-7d9a-c000-000000000000", "0190163d_8694-7d9a-8000-000000000000"}) {
    EXPECT_EQ(write_leaf({.at = noon(), .request = request}).error().code.view(), "ledger.leaf-id")
        << request;
    EXPECT_EQ(write_leaf({.at = noon(), .previous = request}).error().code.view(), "ledger.leaf-id")
        << request;
  }
}

TEST(Leaves, ImpossibleTimesAndNumbersAreRefused) {
  EXPECT_EQ(write_leaf({.at = Instant{std::chrono::milliseconds{-1}}}).error().code.view(),
            "ledger.leaf-time");
  EXPECT_EQ(write_leaf({.at = Instant{std::chrono::hours{24} * 366 * 8100}}).error().code.view(),
            "ledger.leaf-time");
  EXPECT_EQ(write_leaf({.at = noon(), .count = UINT64_MAX}).error().code.view(), "ledger.leaf-number");
}

TEST(Leaves, OverFourKibibytesAreRefused) {
  Leaf leaf{.at = noon()};
  while (write_leaf(leaf)) {
    ASSERT_LE(write_leaf(leaf)->size(), largest_entry);
    leaf.fields.push_back("field." + std::string(20, 'x'));
  }
  EXPECT_EQ(write_leaf(leaf).error().code.view(), "ledger.leaf-too-large");
}

TEST(Leaves, InAnyOtherSpellingAreRefused) {
  for (auto const* entry : {"", "{}", "[]", "null", R"({"ev":"login","t":"2026-11-21T12:00:00.125Z"})",
                            R"({"ev":"login","t":"2026-11-21T12:00:00.125Z","v":2})",
                            R"({"ev":"login","t":"2026-11-21T12:00:00Z","v":1})",
                            R"({"t":"2026-11-21T12:00:00.125Z","ev":"login","v":1})",
                            R"({"ev":"login", "t":"2026-11-21T12:00:00.125Z","v":1})",
                            R"({"ev":"logout","t":"2026-11-21T12:00:00.125Z","v":1})",
                            R"({"dec":"maybe","ev":"login","t":"2026-11-21T12:00:00.125Z","v":1})",
                            R"({"ev":"login","name":"Ann","t":"2026-11-21T12:00:00.125Z","v":1})",
                            R"({"ev":"login","subj":["00"],"t":"2026-11-21T12:00:00.125Z","v":1})",
                            R"({"ev":"login","fields":"x","t":"2026-11-21T12:00:00.125Z","v":1})",
                            R"({"ev":"login","n":-1,"t":"2026-11-21T12:00:00.125Z","v":1})",
                            R"({"ev":"login","n":1.5,"t":"2026-11-21T12:00:00.125Z","v":1})"}) {
    auto const leaf = read_leaf(entry);
    ASSERT_FALSE(leaf) << entry;
    EXPECT_EQ(leaf.error().code.view(), "ledger.leaf-malformed");
  }
  EXPECT_FALSE(read_leaf(std::string(5000, ' ')));
}

TEST(Commitments, OpenWithTheirSaltAndValueOnly) {
  SeededChance chance{2};
  auto const opening = new_opening("person 7", chance);
  auto const commitment = commit(opening);
  EXPECT_TRUE(opens(commitment, opening));
  EXPECT_FALSE(opens(commitment, {opening.salt, "person 8"}));
  EXPECT_FALSE(opens(commitment, new_opening("person 7", chance)));
  EXPECT_NE(commit(new_opening("person 7", chance)), commitment)
      << "two leaves about one person do not match";
  std::string bytes{"\x02"};
  bytes += std::string{crypto::text_of(opening.salt)} + "person 7";
  EXPECT_EQ(commitment, crypto::sha256(bytes)) << "SHA-256(0x02 || salt || value)";
}

TEST(Commitments, OfHalfAMillionGuessesNoneIsTheLeafs) {
  // the salt is what a guesser lacks; a fixed one stands for "no salt known"
  SeededChance chance{3};
  auto const commitment = commit(new_opening("person 424242", chance));
  Salt const unsalted{};
  for (int guess = 0; guess < 500'000; ++guess) {
    ASSERT_NE(commit(unsalted, "person " + std::to_string(guess)), commitment);
  }
}

TEST(Actors, AreStableUnderOneKeyAndStrangersUnderAnother) {
  SeededChance chance{4};
  auto const police = crypto::generate_key(chance);
  auto const school = crypto::generate_key(chance);
  EXPECT_EQ(actor_pseudonym(police, "ann").size(), 32U);
  EXPECT_EQ(actor_pseudonym(police, "ann"), actor_pseudonym(police, "ann"));
  EXPECT_NE(actor_pseudonym(police, "ann"), actor_pseudonym(police, "ben"));
  EXPECT_NE(actor_pseudonym(police, "ann"), actor_pseudonym(school, "ann"));
}

}  // namespace
}  // namespace concordat::ledger
