// SPDX-License-Identifier: Apache-2.0
#include "crypto/one_time_code.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace concordat::crypto {
namespace {

using namespace std::chrono_literals;

CodeSecret rfc_secret() { return CodeSecret{std::string{"12345678901234567890"}}; }
constexpr Instant at(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

TEST(OneTimeCodes, AreThoseOfTheStandard) {
  // RFC 6238 appendix B, the last six of its eight digits.
  for (auto const& [seconds, code] : {std::pair<std::int64_t, std::string>{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
                                      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}}) {
    EXPECT_EQ(code_of_step(rfc_secret(), code_step(at(seconds))), code);
    EXPECT_EQ(step_of_code(rfc_secret(), code, at(seconds), 0), seconds / 30);
  }
}

TEST(OneTimeCodes, CountOnceAndOneStepEitherWay) {  // attack 6
  auto const secret = rfc_secret();
  auto const now = at(1234567890);
  auto const step = code_step(now);
  for (std::int64_t around = -3; around <= 3; ++around) {
    auto const found = step_of_code(secret, code_of_step(secret, step + around), now, 0);
    EXPECT_EQ(found.has_value(), around >= -1 && around <= 1) << around;
  }
  EXPECT_FALSE(step_of_code(secret, code_of_step(secret, step), now, step));
  EXPECT_FALSE(step_of_code(secret, code_of_step(secret, step - 1), now, step)) << "older than one that was used";
  EXPECT_EQ(step_of_code(secret, code_of_step(secret, step + 1), now, step), step + 1);
}

TEST(OneTimeCodes, AreSixDigitsAndNothingElse) {
  auto const secret = rfc_secret();
  auto const now = at(59);
  for (auto const* wrong : {"", "28708", "2870820", " 287082", "287082 ", "94287082", "000000", "287 82"}) {
    EXPECT_FALSE(step_of_code(secret, wrong, now, 0)) << wrong;
  }
}

TEST(OneTimeCodes, SecretsAreOneHundredAndSixtyBitsAndShowAsAppsReadThem) {
  SeededChance chance{1};
  auto const secret = generate_code_secret(chance);
  EXPECT_EQ(secret.expose().size(), 20U);
  EXPECT_NE(secret.expose(), generate_code_secret(chance).expose());
  EXPECT_EQ(code_secret_text(rfc_secret()), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(code_uri(rfc_secret(), "North & South: \"X\"", "analyst.csp"),
            "otpauth://totp/North%20%26%20South%3A%20%22X%22:analyst.csp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
            "North%20%26%20South%3A%20%22X%22&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace concordat::crypto
