// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/question.h"

#include <gtest/gtest.h>

#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

using test::code_of;
using test::party_key;

TokenFields const canary{"Zebedee", "Canarybird", TokenFields::Date{2001, 2, 3}, "F"};

Pair pair_of(char const* mine, char const* theirs, char const* epoch = "2026-11") {
  return party_key(mine, "ISA-014", epoch).pair_with(party_key(theirs, "ISA-014", epoch).card()).value();
}

std::string sealed(SeededChance& chance, Question& question) {
  auto const pair = pair_of("police", "housing");
  question = {question_id(chance), "officer.12", "prevent-violence", Tokeniser{pair.key}.tokens(canary)};
  return seal_question(pair, question, chance).value();
}

TEST(Question, IsReadByTheOtherPartyAlone) {
  SeededChance chance{21};
  Question question;
  auto const bytes = sealed(chance, question);
  auto const read = open_question(pair_of("housing", "police"), bytes).value();
  EXPECT_EQ(read.id, question.id);
  EXPECT_EQ(read.officer, "officer.12");
  EXPECT_EQ(read.purpose, "prevent-violence");
  EXPECT_EQ(open_own_question(pair_of("police", "housing"), bytes)->id, question.id);
  FixedText const shut{"question.does-not-open"};
  EXPECT_EQ(code_of(open_question(pair_of("police", "housing"), bytes)), shut) << "its own question came back";
  EXPECT_EQ(code_of(open_question(pair_of("housing", "schools"), bytes)), shut);
  EXPECT_EQ(code_of(open_question(pair_of("schools", "police"), bytes)), shut);
  EXPECT_EQ(code_of(open_question(pair_of("housing", "police", "2026-12"), bytes)), shut);
}

TEST(Question, FindsThePersonAndNobodyElse) {
  SeededChance chance{22};
  Question question;
  (void)sealed(chance, question);
  Tokeniser const held{pair_of("housing", "police").key};
  auto misspelt = canary;
  misspelt.surname = "Kanarybird";
  EXPECT_TRUE(is_held(question, held.tokens(canary)));
  EXPECT_TRUE(is_held(question, held.tokens(misspelt))) << "by the sound and the date of birth";
  EXPECT_FALSE(is_held(question, held.tokens({"Ann", "Smith", TokenFields::Date{1990, 4, 5}, "F"})));
  EXPECT_FALSE(is_held(question, {}));
}

TEST(Question, AndAnswerAreOfOneLengthAndShowNothing) {
  SeededChance chance{23};
  Question question;
  auto const bytes = sealed(chance, question);
  EXPECT_NE(bytes, sealed(chance, question)) << "the same question twice can be told";
  for (auto const* word : {"Zebedee", "zebedee", "Canarybird", "canarybird", "officer", "ISA-014", "prevent"}) EXPECT_EQ(bytes.find(word), std::string::npos);
  auto const pair = pair_of("housing", "police");
  auto const no = seal_answer(pair, {question.id, Reply::no, ""}, chance).value();
  auto const yes = seal_answer(pair, {question.id, Reply::yes, "Duty desk, 01632 960001"}, chance).value();
  EXPECT_EQ(no.size(), yes.size());
  EXPECT_EQ(yes.find("Duty"), std::string::npos);
}

TEST(Question, IsRefusedCutOrChanged) {
  SeededChance chance{24};
  Question question;
  auto const bytes = sealed(chance, question);
  auto const pair = pair_of("housing", "police");
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_FALSE(open_question(pair, changed).has_value()) << at;
    EXPECT_FALSE(open_question(pair, bytes.substr(0, at)).has_value()) << at;
  }
  EXPECT_EQ(code_of(open_question(pair, "hello")), FixedText{"question.malformed"});
  question.officer = "PC Zebedee Canarybird";
  EXPECT_EQ(code_of(seal_question(pair, question, chance)), FixedText{"question.words"}) << "no free text travels";
}

TEST(Answer, BelongsToOneQuestion) {
  SeededChance chance{25};
  auto const bytes = seal_answer(pair_of("housing", "police"), {"q1", Reply::yes, "Duty desk"}, chance).value();
  auto const asker = pair_of("police", "housing");
  auto const read = open_answer(asker, bytes, "q1").value();
  EXPECT_EQ(read.reply, Reply::yes);
  EXPECT_EQ(read.contact, "Duty desk");
  EXPECT_EQ(code_of(open_answer(asker, bytes, "q2")), FixedText{"question.does-not-open"});
  EXPECT_EQ(code_of(open_answer(pair_of("housing", "police"), bytes, "q1")), FixedText{"question.does-not-open"});
  EXPECT_EQ(code_of(seal_answer(asker, {"q1", Reply::yes, ""}, chance)), FixedText{"question.words"}) << "a yes without anybody to ask";
}

}  // namespace
}  // namespace concordat::linkage
