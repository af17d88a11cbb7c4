// SPDX-License-Identifier: Apache-2.0
#include "ledger/note.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "ledger/memory_log.h"

namespace concordat::ledger {
namespace {

// The example of golang.org/x/mod/sumdb/note, which is also the one of C2SP.
constexpr std::string_view peter_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view peter_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

class Notes : public testing::Test {
 protected:
  SeededChance chance_{1};
  crypto::SigningKey key_ = crypto::SigningKey::generate(chance_);
  VerifierKey verifier_ = *VerifierKey::make("hub.example.org/log", key_.public_key());
  TreeHead head_{.size = 5, .root = crypto::sha256("root")};
};

TEST_F(Notes, OfOthersAreReadAndTheirSignaturesHold) {
  auto const key = VerifierKey::parse(peter_key);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name(), "PeterNeumann");
  EXPECT_EQ(key->text(), peter_key);
  auto const note = parse_note(peter_note);
  ASSERT_TRUE(note);
  EXPECT_EQ(write_note(*note), peter_note);
  // signed by this key, though not a checkpoint
  EXPECT_EQ(open_checkpoint(peter_note, *key).error().code.view(), "ledger.checkpoint-malformed");
}

TEST_F(Notes, CheckpointsOpenWithTheirKey) {
  auto const note = sign_checkpoint(head_, verifier_, key_);
  EXPECT_TRUE(note.starts_with("hub.example.org/log\n5\n" + crypto::to_base64(head_.root) +
                               "\n\n\xe2\x80\x94 hub.example.org/log "));
  auto const checkpoint = open_checkpoint(note, verifier_);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->head, head_);
  EXPECT_EQ(VerifierKey::parse(verifier_.text())->public_key(), key_.public_key());
}

TEST_F(Notes, AnyChangedBitOfACheckpointIsFound) {
  auto const note = sign_checkpoint(head_, verifier_, key_);
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    auto changed = note;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ static_cast<char>(1U << bit % 8));
    EXPECT_FALSE(open_checkpoint(changed, verifier_)) << bit;
  }
}

TEST_F(Notes, ForgedCheckpointsDoNotOpen) {
  auto const other = crypto::SigningKey::generate(chance_);
  auto const forged = sign_checkpoint(head_, *VerifierKey::make(verifier_.name(), other.public_key()), other);
  EXPECT_EQ(open_checkpoint(forged, verifier_).error().code.view(), "ledger.note-signature");
  // the right key, but under the name of another log
  auto const elsewhere = *VerifierKey::make("other.example.org/log", key_.public_key());
  EXPECT_EQ(open_checkpoint(sign_checkpoint(head_, elsewhere, key_), verifier_).error().code.view(),
            "ledger.note-signature");
  SignedNote misnamed{.text = checkpoint_text({"other.example.org/log", head_}), .signatures = {}};
  auto const signature = key_.sign(crypto::bytes_of(misnamed.text));
  misnamed.signatures.push_back(
      {verifier_.name(), verifier_.key_hash(), std::string{crypto::text_of(signature)}});
  EXPECT_EQ(open_checkpoint(write_note(misnamed), verifier_).error().code.view(), "ledger.other-origin");
}

TEST_F(Notes, OtherSignaturesBesideTheLogsDoNoHarm) {
  auto note = *parse_note(sign_checkpoint(head_, verifier_, key_));
  note.signatures.insert(note.signatures.begin(), {"witness.example.org", 7, std::string(72, 'w')});
  note.signatures.insert(note.signatures.begin(),
                         {verifier_.name(), verifier_.key_hash(), std::string(64, 'x')});
  EXPECT_TRUE(open_checkpoint(write_note(note), verifier_));
}

TEST_F(Notes, ThatAreNoNotesAreRefused) {
  std::string many = "a\n\n";
  for (int line = 0; line < 101; ++line) many += "\xe2\x80\x94 a AAAAAAA=\n";
  for (std::string const& note :
       {std::string{}, std::string{"\n"}, std::string{"text\n"}, std::string{"text\n\n"},
        std::string{"text\n\nnot a signature\n"}, std::string{"text\n\n\xe2\x80\x94 name\n"},
        std::string{"text\n\n\xe2\x80\x94 name AAAA\n"}, std::string{"text\n\n\xe2\x80\x94 na+me AAAAAAA=\n"},
        std::string{"text\n\n\xe2\x80\x94  AAAAAAA=\n"}, std::string{"text\n\n\xe2\x80\x94 name AAAAAAA\n"},
        std::string{"text\n\n\xe2\x80\x94 name AAAAAAA="},
        std::string{"te\rxt\n\n\xe2\x80\x94 name AAAAAAA=\n"},
        std::string{"te\xffxt\n\n\xe2\x80\x94 name AAAAAAA=\n"},
        std::string(largest_note, 'a') + "\n\n\xe2\x80\x94 name AAAAAAA=\n", many}) {
    auto const parsed = parse_note(note);
    ASSERT_FALSE(parsed) << note.substr(0, 80);
    EXPECT_EQ(parsed.error().code.view(), "ledger.note-malformed");
  }
  EXPECT_TRUE(parse_note("text\n\n\xe2\x80\x94 name AAAAAAA=\n"));
}

TEST_F(Notes, ThatAreNoCheckpointsAreRefused) {
  auto const root = crypto::to_base64(head_.root);
  for (std::string const& text :
       {std::string{}, "log\n5\n" + root, "log\n5\n" + root + "\nmore\n", "\n5\n" + root + "\n",
        "a log\n5\n" + root + "\n", "log\n05\n" + root + "\n", "log\n-5\n" + root + "\n",
        "log\n5 \n" + root + "\n", "log\n\n" + root + "\n", "log\n9223372036854775808\n" + root + "\n",
        "log\n99999999999999999999\n" + root + "\n", std::string{"log\n5\nAAAA\n"},
        "log\n5\n " + root + "\n"}) {
    auto const parsed = parse_checkpoint(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code.view(), "ledger.checkpoint-malformed");
  }
  EXPECT_EQ(parse_checkpoint("log\n9223372036854775807\n" + root + "\n")->head.size, 9223372036854775807U);
}

TEST_F(Notes, KeysThatAreNoneAreRefused) {
  auto text = verifier_.text();
  auto other_hash = text;
  auto& digit = other_hash[other_hash.find('+') + 1];
  digit = digit == '0' ? '1' : '0';
  for (std::string const& key :
       {std::string{}, std::string{"name"}, std::string{"name+0"}, text + "A", text.substr(1), other_hash,
        text + "\n", " " + text, std::string{"+00000000+AAAA"}}) {
    auto const parsed = VerifierKey::parse(key);
    ASSERT_FALSE(parsed) << key;
    EXPECT_EQ(parsed.error().code.view(), "ledger.vkey-malformed");
  }
  for (auto const* name : {"", "a b", "a+b", "a\nb", "\xff"})
    EXPECT_FALSE(VerifierKey::make(name, key_.public_key()));
}

}  // namespace
}  // namespace concordat::ledger
