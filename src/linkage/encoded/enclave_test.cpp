// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/enclave.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

using test::declaration;
using test::party_key;

Date const day_of_test = *parse_date("2026-11-28");

static_assert(!std::is_default_constructible_v<Enclave>);
static_assert(!std::is_constructible_v<Enclave, EnclaveTerms>);
static_assert(!std::is_constructible_v<Enclave, Declaration>);

Declaration signed_by(std::initializer_list<char const*> parties) {
  auto declared = declaration();
  for (auto const* party : parties) EXPECT_TRUE(declared.sign(party_key(party)).has_value());
  return declared;
}

FixedText opened(Declaration const& declared, Date day = day_of_test) {
  return test::code_of(Enclave::open(declared, party_key("police").card(), party_key("housing").card(), day));
}

TEST(Enclave, IsDeclaredByBothParties) {
  EXPECT_EQ(opened(signed_by({"police", "housing"})), FixedText{});
  EXPECT_EQ(opened(signed_by({"housing", "police"})), FixedText{});
  EXPECT_EQ(opened(signed_by({})), FixedText{"enclave.unsigned"});
  EXPECT_EQ(opened(signed_by({"police"})), FixedText{"enclave.unsigned"});
  EXPECT_EQ(opened(signed_by({"police", "schools"})), FixedText{"enclave.unsigned"}) << "somebody else signed";
  EXPECT_EQ(test::code_of(signed_by({"police"}).sign(party_key("police"))), FixedText{"enclave.signed-already"});
  EXPECT_EQ(test::code_of(signed_by({"police", "housing"}).sign(party_key("schools"))), FixedText{"enclave.signed-already"});
}

TEST(Enclave, EndsOnItsLastDay) {
  auto const declared = signed_by({"police", "housing"});
  EXPECT_EQ(opened(declared, *parse_date("2026-12-31")), FixedText{});
  EXPECT_EQ(opened(declared, *parse_date("2027-01-01")), FixedText{"enclave.expired"});
}

TEST(Enclave, IsForOneAgreementAndEpoch) {
  EXPECT_EQ(test::code_of(declaration().sign(party_key("police", "ISA-015"))), FixedText{"enclave.other-agreement"});
  auto const declared = signed_by({"police", "housing"});
  EXPECT_EQ(test::code_of(Enclave::open(declared, party_key("police", "ISA-014", "2026-12").card(), party_key("housing", "ISA-014", "2026-12").card(), day_of_test)),
            FixedText{"enclave.other-agreement"});
  EXPECT_EQ(test::code_of(Enclave::open(declared, party_key("police").card(), party_key("police").card(), day_of_test)), FixedText{"party.itself"});
}

TEST(Declaration, ComesBackFromItsTextAndNotChanged) {
  auto const text = signed_by({"police", "housing"}).text();
  EXPECT_EQ(Declaration::parse(text)->text(), text);
  EXPECT_EQ(opened(Declaration::parse(text).value()), FixedText{});
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    auto const read = Declaration::parse(changed);
    EXPECT_TRUE(!read || opened(*read) != FixedText{}) << at << " " << text[at];
    auto const shorter = Declaration::parse(text.substr(0, at));
    EXPECT_TRUE(!shorter || opened(*shorter) == FixedText{"enclave.unsigned"}) << at;
  }
  EXPECT_EQ(test::code_of(Declaration::parse("hello\n")), FixedText{"enclave.malformed"});
  auto terms = declaration().terms();
  terms.place = "two\nlines";
  EXPECT_EQ(test::code_of(Declaration::of(terms)), FixedText{"enclave.terms"});
  terms = declaration().terms();
  terms.run_by = "";
  EXPECT_EQ(test::code_of(Declaration::of(terms)), FixedText{"enclave.terms"});
}

}  // namespace
}  // namespace concordat::linkage
