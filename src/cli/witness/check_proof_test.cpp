// SPDX-License-Identifier: Apache-2.0
// `ledger check-proof` as somebody runs it who was given a proof and has a key.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "base/file.h"
#include "base/json.h"
#include "ledger/witness/tlog_proof.h"
#include "ledger/witness/witness.h"
#include "ledger/witness/witness_test_tools.h"
#include "support/temporary_folder.h"

namespace concordat::cli {
namespace {

class CheckProof : public testing::Test {
 protected:
  void SetUp() override {
    log_.grow(300);
    ASSERT_TRUE(ledger::create_witness(folder_.path() / "w", "police.example/witness", chance_));
    auto const witness = ledger::Witness::open(folder_.path() / "w", {log_.verifier});
    ASSERT_TRUE(witness);
    auto const line = (*witness)->add_checkpoint(log_.question(0), Instant{std::chrono::seconds{1'800'000'000}});
    ASSERT_EQ(line.status, 200);
    witness_ = (*witness)->key().text();
    auto proof = ledger::prove_entry(log_.log, 7, log_.note() + line.body, log_.verifier);
    ASSERT_TRUE(proof);
    proof->extra = log_.log.stored[7];
    proof_ = *proof;
    write("vkey", log_.verifier.text() + "\n" + witness_ + "\n");
    write("proof", ledger::write_tlog_proof(proof_));
  }
  void write(std::string const& name, std::string const& text) { ASSERT_TRUE(write_file(folder_.path() / name, text)); }
  /// Exit code, and what was printed.
  [[nodiscard]] std::pair<int, std::string> check(std::string const& more = {}) const {
    auto const folder = folder_.path().string();
    auto const command = fmt::format("cd '{}' && '{}/concordat' ledger check-proof proof {} --vkey vkey 2>&1", folder, CONCORDAT_BINARY_DIR, more);
    auto* const pipe = ::popen(command.c_str(), "r");
    std::string out;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
    return {WEXITSTATUS(::pclose(pipe)), out};
  }
  [[nodiscard]] std::string code() const {
    auto const [exit, out] = check("--json");
    auto const json = Json::parse(out);
    if (!json) return out;
    EXPECT_EQ(exit, (*json)["holds"].boolean() ? 0 : 4);
    return (*json)["holds"].boolean() ? "holds" : (*json)["problem"]["code"].string();
  }

  test_support::TemporaryFolder folder_;
  SeededChance chance_{13};
  ledger::TestLog log_{chance_};
  std::string witness_;
  ledger::TlogProof proof_;
};

TEST_F(CheckProof, SaysWhichEntryOfHowManyAndWhoSigned) {
  auto const [exit, out] = check();
  EXPECT_EQ(exit, 0) << out;
  for (auto const& part : {fmt::format("Entry 7 stands in the ledger {} of 300 entries.", log_.verifier.name()), "signed by " + log_.verifier.text(),
                           std::string{"cosigned by police.example/witness at 2027-01-15T08:00:00"}, log_.log.stored[7]}) {
    EXPECT_NE(out.find(part), std::string::npos) << part << " in " << out;
  }
  auto const json = Json::parse(check("--json").second);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["index"].integer(), 7);
  EXPECT_EQ((*json)["size"].integer(), 300);
  EXPECT_EQ((*json)["entry"].string(), log_.log.stored[7]);
  EXPECT_EQ((*json)["other_signatures"].integer(), 0);
  auto const twice = log_.verifier.text() + "\n";
  write("vkey", twice + twice);
  EXPECT_EQ((*Json::parse(check("--json").second))["signed_by"].array().size(), 1U) << "a key that stands twice counts once";
  EXPECT_EQ((*Json::parse(check("--json").second))["other_signatures"].integer(), 1);
  write("vkey", log_.verifier.text() + "\n");
  EXPECT_NE(check().second.find("1 more signatures, of keys that were not given"), std::string::npos);
}

TEST_F(CheckProof, SaysWhatDoesNotFit) {
  EXPECT_EQ(code(), "holds");
  auto moved = proof_;
  moved.index = 8;
  write("proof", ledger::write_tlog_proof(moved));
  EXPECT_EQ(code(), "ledger.entry-not-proven");
  auto other = proof_;
  other.extra = "another entry";
  write("proof", ledger::write_tlog_proof(other));
  EXPECT_EQ(code(), "ledger.entry-not-proven");
  write("proof", "no proof at all\n");
  EXPECT_EQ(code(), "ledger.proof-malformed");
  write("proof", ledger::write_tlog_proof(proof_));
  write("vkey", ledger::TestLog{chance_, log_.verifier.name()}.verifier.text() + "\n");
  EXPECT_EQ(code(), "ledger.note-signature") << "one of the same name";
  write("vkey", witness_ + "\n");
  EXPECT_EQ(code(), "proof.no-key");
}

TEST_F(CheckProof, ReadsAProofThatCameThroughMail) {
  std::string mailed;
  for (char const c : ledger::write_tlog_proof(proof_)) mailed += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
  write("proof", mailed);
  EXPECT_EQ(code(), "holds");
}

TEST_F(CheckProof, TakesTheEntryFromAFileWhereTheProofHasNone) {
  proof_.extra.clear();
  write("proof", ledger::write_tlog_proof(proof_));
  auto const [exit, out] = check();
  EXPECT_EQ(exit, 2) << out;
  EXPECT_NE(out.find("name a file"), std::string::npos);
  write("entry", log_.log.stored[7]);
  EXPECT_EQ(check("entry").first, 0);
  write("entry", log_.log.stored[8]);
  EXPECT_EQ(check("entry").first, 4);
}

}  // namespace
}  // namespace concordat::cli
