// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "crypto/key_file.h"
#include "crypto/encoding.h"

namespace concordat::crypto {
namespace {

std::string code_of(Problem const& problem) { return std::string{problem.code.view()}; }

std::string sealed(std::string_view plain, Recipient const& recipient) {
  StreamSealer sealer{recipient};
  auto out = sealer.header();
  for (; plain.size() > stream_chunk; plain.remove_prefix(stream_chunk)) sealer.seal(plain.substr(0, stream_chunk), false, out);
  sealer.seal(plain, true, out);
  return out;
}

/// The whole plain text, or the code of what stopped it.
std::string opened(std::string_view bytes, Identity const& identity) {
  auto opener = StreamOpener::begin(bytes.substr(0, stream_header_size), identity);
  if (!opener) return code_of(opener.error());
  bytes.remove_prefix(std::min(bytes.size(), stream_header_size));
  std::string all;
  for (bool last = false; !last;) {
    auto const chunk = bytes.substr(0, stream_chunk + stream_chunk_overhead);
    std::string plain;
    auto const more = opener->open(chunk, plain);
    if (!more) return code_of(more.error());
    all += plain;
    bytes.remove_prefix(chunk.size());
    last = *more;
  }
  return bytes.empty() ? all : "bytes after the end";
}

std::string text_of_size(std::size_t size) {
  std::string text(size, 'x');
  for (std::size_t at = 0; at < size; at += 97) text[at] = static_cast<char>(at % 251);
  return text;
}

class SealedStreams : public testing::Test {
 protected:
  SystemChance chance_;
  Identity identity_ = Identity::generate(chance_);
};

TEST_F(SealedStreams, OpenWithThePrivateHalfWhateverTheirLength) {
  for (std::size_t const size : {std::size_t{0}, std::size_t{1}, stream_chunk - 1, stream_chunk, stream_chunk + 1, 3 * stream_chunk}) {
    auto const plain = text_of_size(size);
    auto const bytes = sealed(plain, identity_.recipient());
    EXPECT_EQ(opened(bytes, identity_), plain) << size;
    EXPECT_EQ(bytes.size(), stream_header_size + size + stream_chunk_overhead * std::max<std::size_t>(1, (size + stream_chunk - 1) / stream_chunk));
  }
}

TEST_F(SealedStreams, AreNeverTheSameTwice) {
  EXPECT_NE(sealed("text", identity_.recipient()), sealed("text", identity_.recipient()));
}

TEST_F(SealedStreams, SayWhenTheyWereSealedToAnotherKey) {
  auto const other = Identity::generate(chance_);
  EXPECT_EQ(opened(sealed("text", other.recipient()), identity_), "sealed.other-key");
}

TEST_F(SealedStreams, CutAfterAnyByteAreRefused) {
  auto const bytes = sealed(text_of_size(300), identity_.recipient());
  EXPECT_EQ(opened("", identity_), "sealed.not-sealed");
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    EXPECT_EQ(opened(std::string_view{bytes}.substr(0, length), identity_), "sealed.damaged") << length;
  }
}

TEST_F(SealedStreams, CutBetweenChunksAreRefused) {
  auto const bytes = sealed(text_of_size(2 * stream_chunk + 5), identity_.recipient());
  for (std::size_t chunks = 0; chunks < 3; ++chunks) {
    auto const length = stream_header_size + chunks * (stream_chunk + stream_chunk_overhead);
    EXPECT_EQ(opened(std::string_view{bytes}.substr(0, length), identity_), "sealed.damaged") << chunks;
  }
}

TEST_F(SealedStreams, AnyBitTurnedIsFound) {
  auto const bytes = sealed(text_of_size(200), identity_.recipient());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto turned = bytes;
    turned[bit / 8] = static_cast<char>(turned[bit / 8] ^ (1 << (bit % 8)));
    auto const answer = opened(turned, identity_);
    EXPECT_TRUE(answer == "sealed.damaged" || answer == "sealed.not-sealed" || answer == "sealed.other-key") << bit;
  }
}

TEST_F(SealedStreams, ChunksCannotBeMovedRepeatedOrTakenFromAnotherStream) {
  auto const whole = stream_chunk + stream_chunk_overhead;
  auto const bytes = sealed(text_of_size(3 * stream_chunk), identity_.recipient());
  auto const other = sealed(text_of_size(3 * stream_chunk), identity_.recipient());
  auto const chunk = [&](std::string const& of, std::size_t n) { return of.substr(stream_header_size + n * whole, whole); };
  auto const header = bytes.substr(0, stream_header_size);
  EXPECT_EQ(opened(header + chunk(bytes, 1) + chunk(bytes, 0) + chunk(bytes, 2), identity_), "sealed.damaged");
  EXPECT_EQ(opened(header + chunk(bytes, 0) + chunk(bytes, 0) + chunk(bytes, 2), identity_), "sealed.damaged");
  EXPECT_EQ(opened(header + chunk(bytes, 0) + chunk(bytes, 2), identity_), "sealed.damaged");
  EXPECT_EQ(opened(header + chunk(bytes, 0) + chunk(other, 1) + chunk(bytes, 2), identity_), "sealed.damaged");
  EXPECT_EQ(opened(other.substr(0, stream_header_size) + chunk(bytes, 0) + chunk(bytes, 1) + chunk(bytes, 2), identity_), "sealed.damaged");
  EXPECT_EQ(opened(bytes + "x", identity_), "bytes after the end");
}

TEST_F(SealedStreams, KeysOfBothHalvesComeBackFromTheirFiles) {
  auto const folder = std::filesystem::temp_directory_path() / ("sealed-" + to_hex(identity_.recipient().name()));
  std::filesystem::create_directory(folder);
  ASSERT_TRUE(write_key_file(folder / "backup.key", identity_));
  ASSERT_TRUE(write_file(folder / "backup.key.pub", identity_.recipient().text() + "\n"));
  auto const read = read_identity(folder / "backup.key");
  ASSERT_TRUE(read);
  auto const recipient = Recipient::read(folder / "backup.key.pub");
  ASSERT_TRUE(recipient);
  EXPECT_EQ(opened(sealed("text", *recipient), *read), "text");
  auto const wrong = read_symmetric_key(folder / "backup.key");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(code_of(wrong.error()), "key-file.wrong-kind");
  auto const private_half = Recipient::read(folder / "backup.key");
  ASSERT_FALSE(private_half);
  EXPECT_EQ(code_of(private_half.error()), "sealed.no-recipient");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace concordat::crypto
