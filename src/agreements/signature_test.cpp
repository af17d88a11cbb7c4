// SPDX-License-Identifier: Apache-2.0
#include "agreements/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/testing.h"
#include "base/date.h"
#include "crypto/encoding.h"

namespace concordat::agreements {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Signing : public ::testing::Test {
 protected:
  Signing() {
    for (auto const* const agency : {"testshire-ed", "testshire-csp", "testshire-police"}) {
      signers.emplace(agency, crypto::SigningKey::generate(chance));
      keys.emplace(agency, signers.at(agency).public_key());
    }
  }

  Result<Sidecar> sign_as(std::string const& agency, Sidecar sidecar, Agreement const& text) {
    return sign(text, std::move(sidecar),
                {.agency = agency,
                 .role = "information-governance-lead",
                 .signed_at = *parse_instant("2026-03-01T09:00:00Z")},
                signers.at(agency));
  }

  Sidecar signed_by(std::initializer_list<char const*> agencies) {
    Sidecar sidecar;
    for (auto const* const agency : agencies) sidecar = *sign_as(agency, std::move(sidecar), agreement);
    return sidecar;
  }

  std::vector<std::string> codes(Sidecar const& sidecar) {
    std::vector<std::string> out;
    for (auto const& finding : verify(agreement, sidecar, keys, "ed.yaml.sig").findings) {
      EXPECT_FALSE(finding.remedy.empty());
      out.push_back(finding.code);
    }
    return out;
  }

  SignatureState state(Sidecar const& sidecar) {
    return verify(agreement, sidecar, keys, "ed.yaml.sig").state;
  }

  SeededChance chance{3};
  Agreement agreement = testing::agreement(testing::clean_text);
  std::map<std::string, crypto::SigningKey> signers = {};
  PublicKeys keys = {};
};

TEST_F(Signing, ByAllPartiesCompletesTheAgreement) {
  auto const sidecar = signed_by({"testshire-police", "testshire-ed", "testshire-csp"});
  auto const verified = verify(agreement, sidecar, keys, "ed.yaml.sig");
  EXPECT_EQ(verified.state, SignatureState::complete);
  EXPECT_THAT(verified.valid, ElementsAre("testshire-csp", "testshire-ed", "testshire-police"));
  EXPECT_TRUE(verified.findings.empty());
}

TEST_F(Signing, IsOverTheHashOfTheCanonicalText) {
  auto const sidecar = signed_by({"testshire-ed"});
  auto const bytes = *crypto::from_base64(sidecar.signatures.front().signature);
  crypto::Signature signature{};
  std::transform(bytes.begin(), bytes.end(), signature.begin(),
                 [](char letter) { return static_cast<std::byte>(letter); });
  EXPECT_TRUE(crypto::verify(signers.at("testshire-ed").public_key(), crypto::sha256(agreement.canonical),
                             signature));
}

TEST_F(Signing, LeavesADraftWhileADiscloserIsMissing) {
  EXPECT_EQ(state({}), SignatureState::draft);
  EXPECT_THAT(codes({}), ElementsAre("unsigned", "unsigned", "unsigned"));
  EXPECT_EQ(state(signed_by({"testshire-csp", "testshire-police"})), SignatureState::draft);
  EXPECT_THAT(codes(signed_by({"testshire-csp", "testshire-police"})), ElementsAre("unsigned"));
}

TEST_F(Signing, LeavesAProposalWhileARecipientIsMissing) {
  EXPECT_EQ(state(signed_by({"testshire-csp", "testshire-ed"})), SignatureState::proposed);
}

TEST_F(Signing, OfOtherBytesCountsForNothing) {
  auto const sidecar = signed_by({"testshire-police", "testshire-ed", "testshire-csp"});
  agreement =
      testing::agreement(testing::replaced(std::string{testing::clean_text}, "min_group: 3", "min_group: 4"));
  EXPECT_EQ(state(sidecar), SignatureState::draft);
  EXPECT_THAT(codes(sidecar), ElementsAre("other-bytes"));
  auto forged = sidecar;
  forged.sha256 = agreement.sha256;
  EXPECT_EQ(state(forged), SignatureState::draft);
  EXPECT_THAT(codes(forged), ElementsAre("wrong-key", "wrong-key", "wrong-key"));
}

TEST_F(Signing, WithAnotherKeyCountsForNothing) {
  auto sidecar = signed_by({"testshire-police", "testshire-csp"});
  signers.erase("testshire-ed");
  signers.emplace("testshire-ed", crypto::SigningKey::generate(chance));
  sidecar = *sign_as("testshire-ed", std::move(sidecar), agreement);
  EXPECT_EQ(state(sidecar), SignatureState::draft);
  EXPECT_THAT(codes(sidecar), ElementsAre("wrong-key"));
  keys.emplace("testshire-ed", signers.at("testshire-ed").public_key());
  EXPECT_EQ(state(sidecar), SignatureState::complete);
}

TEST_F(Signing, WithAnUnreadableSignatureCountsForNothing) {
  auto sidecar = signed_by({"testshire-police", "testshire-csp", "testshire-ed"});
  sidecar.signatures.front().signature = "AAAA";
  EXPECT_THAT(codes(sidecar), ElementsAre("wrong-key"));
}

TEST_F(Signing, OfAnAgencyWithoutARegisteredKeyCountsForNothing) {
  keys.erase("testshire-ed");
  auto const sidecar = signed_by({"testshire-police", "testshire-csp", "testshire-ed"});
  EXPECT_EQ(state(sidecar), SignatureState::draft);
  EXPECT_THAT(codes(sidecar), ElementsAre("no-key"));
}

TEST_F(Signing, TwiceOrByStrangersIsRemarkedOn) {
  auto sidecar = signed_by({"testshire-police", "testshire-csp", "testshire-ed"});
  sidecar.signatures.push_back(sidecar.signatures.front());
  sidecar.signatures.push_back(sidecar.signatures.front());
  sidecar.signatures.back().agency = "somebody";
  EXPECT_THAT(codes(sidecar), ElementsAre("signed-twice", "stranger-signed"));
}

TEST_F(Signing, AgainReplacesTheEarlierSignature) {
  auto sidecar = signed_by({"testshire-ed"});
  sidecar = *sign_as("testshire-ed", std::move(sidecar), agreement);
  EXPECT_EQ(sidecar.signatures.size(), 1U);
}

TEST_F(Signing, ANewTextStartsTheSidecarAnew) {
  auto sidecar = signed_by({"testshire-ed", "testshire-csp"});
  auto const next =
      testing::agreement(testing::replaced(std::string{testing::clean_text}, "version: 4", "version: 5"));
  sidecar = *sign_as("testshire-csp", std::move(sidecar), next);
  EXPECT_EQ(sidecar.version, 5);
  EXPECT_EQ(sidecar.signatures.size(), 1U);
}

TEST_F(Signing, AsAStrangerIsRefused) {
  auto const refused = sign(agreement, {}, {.agency = "somebody", .role = "lead", .signed_at = {}},
                            signers.at("testshire-ed"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "agreements.not-a-party");
}

TEST_F(Signing, NamesThePostAndNotThePerson) {
  auto const refused =
      sign(agreement, {}, {.agency = "testshire-ed", .role = "Dr A. Person", .signed_at = {}},
           signers.at("testshire-ed"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "agreements.bad-post");
}

TEST_F(Signing, SidecarsReadBackAsTheyWereWritten) {
  auto const sidecar = signed_by({"testshire-police", "testshire-csp", "testshire-ed"});
  auto const read = read_sidecar(write_sidecar(sidecar));
  ASSERT_TRUE(read);
  EXPECT_EQ(write_sidecar(*read), write_sidecar(sidecar));
  EXPECT_EQ(state(*read), SignatureState::complete);
  EXPECT_EQ(sidecar_name("ed.yaml"), "ed.yaml.sig");
}

TEST_F(Signing, SidecarsOfAnyOtherShapeAreRefused) {
  auto const good = write_sidecar(signed_by({"testshire-ed"}));
  std::vector<std::string> bad{"",
                               "[]",
                               "{}",
                               "null",
                               testing::replaced(good, "concordat-signature/1", "concordat-signature/2"),
                               testing::replaced(good, "\"agency\"", "\"agent\""),
                               testing::replaced(good, "\"version\": 4", "\"version\": \"4\""),
                               testing::replaced(good, "\"sha256\": \"", "\"sha256\": \"zz"),
                               testing::replaced(good, "2026-03-01T09", "2026-03-01X09"),
                               testing::replaced(good, "{", "{\"note\": 1,")};
  for (auto const& text : bad) {
    auto const read = read_sidecar(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code.view(), "agreements.sidecar-malformed");
  }
}

}  // namespace
}  // namespace concordat::agreements
