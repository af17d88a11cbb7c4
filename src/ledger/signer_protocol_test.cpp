// SPDX-License-Identifier: Apache-2.0
#include "ledger/signer_protocol.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

namespace concordat::ledger {
namespace {

TEST(Frames, ArriveWholeHoweverTheyAreCut) {
  auto const bytes = encode_frame({FrameKind::signed_note, "note"}) + encode_frame({FrameKind::refused, {}});
  std::string buffer;
  std::vector<Frame> frames;
  for (char const byte : bytes) {
    buffer += byte;
    auto frame = take_frame(buffer);
    ASSERT_TRUE(frame);
    if (*frame) frames.push_back(**frame);
  }
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].kind, FrameKind::signed_note);
  EXPECT_EQ(frames[0].payload, "note");
  EXPECT_EQ(frames[1].payload, "");
  EXPECT_TRUE(buffer.empty());
}

TEST(Frames, OfAnotherVersionKindOrSizeAreRefused) {
  std::vector<std::string> const broken{std::string{"\0\0\0\0", 4},         std::string{"\0\0\0\1\1", 5},
                                        std::string{"\xff\xff\xff\xff", 4}, std::string{"\0\2\0\1\1\1", 6},
                                        std::string{"\0\0\0\2\2\1", 6},     std::string{"\0\0\0\2\1\7", 6}};
  for (auto buffer : broken) {
    auto const frame = take_frame(buffer);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code.view(), "ledger.signer-protocol");
  }
}

TEST(Requests, ReadBackAsWritten) {
  SignRequest const request{
      .old_size = 3, .head = {UINT64_MAX, crypto::sha256("r")}, .proof = {crypto::sha256("p"), {}}};
  auto const payload = encode_request(request);
  auto const back = decode_request(payload);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->old_size, 3U);
  EXPECT_EQ(back->head, request.head);
  EXPECT_EQ(back->proof, request.proof);
  for (std::size_t size = 0; size < payload.size(); ++size)
    EXPECT_FALSE(decode_request(payload.substr(0, size)));
  EXPECT_FALSE(decode_request(payload + "x"));
  EXPECT_FALSE(decode_request(encode_request({.head = {}, .proof = Proof(129)})));
}

TEST(Refusals, EachHasItsOwnCodeAndRemedy) {
  std::set<std::string_view> codes;
  for (char number = 1; number <= 16; ++number) {
    auto const refusal = decode_refusal(std::string(1, number));
    ASSERT_TRUE(refusal);
    auto const problem = problem_of(*refusal);
    codes.insert(problem.code.view());
    EXPECT_FALSE(problem.remedy.empty());
  }
  EXPECT_EQ(codes.size(), 16U);
  for (std::string const& payload :
       {std::string{}, std::string(1, '\0'), std::string(1, '\x11'), std::string(2, '\1')}) {
    EXPECT_FALSE(decode_refusal(payload));
  }
}

TEST(Channels, TellASilentPartnerFromOneThatIsGone) {
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  FrameChannel channel{ends[0], ends[1]};
  ASSERT_TRUE(channel.send({FrameKind::signed_note, "one"}));
  EXPECT_EQ((*channel.receive(std::chrono::milliseconds{1000}))->payload, "one");
  auto const silent = channel.receive(std::chrono::milliseconds{1});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code.view(), "ledger.signer-unavailable");
  ::close(ends[1]);
  auto const gone = channel.receive(std::chrono::milliseconds{1000});
  ASSERT_TRUE(gone);
  EXPECT_FALSE(*gone);
  ::close(ends[0]);
}

}  // namespace
}  // namespace concordat::ledger
