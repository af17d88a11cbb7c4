// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "base/chance.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "crypto/sign.h"

namespace concordat::crypto {
namespace {

SymmetricKey key_of(std::uint64_t seed) {
  SeededChance chance{seed};
  return generate_key(chance);
}

SymmetricKey key_from_hex(std::string_view hex) {
  return SymmetricKey{*hash_from_hex(hex)};
}

std::string any_bytes(SeededChance& chance, std::size_t size) {
  std::string bytes(size, '\0');
  chance.fill(std::as_writable_bytes(std::span{bytes}));
  return bytes;
}

TEST(Sha256Of, AgreesWithTheVectorsOfNist) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256Of, PiecesIsThatOfTheWhole) {
  SeededChance chance{1};
  Sha256 streaming;
  for (std::size_t round = 0; round < 200; ++round) {
    auto const bytes = any_bytes(chance, round);
    auto const cut = static_cast<std::size_t>(chance.below(round + 1));
    std::string_view const whole{bytes};
    streaming.update(whole.substr(0, cut)).update(whole.substr(cut));
    EXPECT_EQ(streaming.finish(), sha256(whole)) << "and the object starts afresh";
    EXPECT_EQ(sha256({bytes_of(whole.substr(0, cut)), bytes_of(whole.substr(cut))}), sha256(whole));
  }
}

TEST(HmacSha256, AgreesWithRfc4231) {
  // test case 2 has the four-byte key "Jefe": zeros at the end of a short key change nothing
  Hash key{};
  std::string_view const jefe = "Jefe";
  for (std::size_t at = 0; at < jefe.size(); ++at) key[at] = static_cast<std::byte>(jefe[at]);
  EXPECT_EQ(to_hex(hmac_sha256(SymmetricKey{key}, bytes_of("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, WithAKeptKeyIsTheSame) {
  Hash key{};
  key[3] = std::byte{7};
  HmacSha256 const kept{SymmetricKey{key}};
  for (std::size_t const size : {0U, 1U, 55U, 56U, 64U, 200U}) {
    std::string const message(size, 'm');
    EXPECT_EQ(kept.of(bytes_of(message)), hmac_sha256(SymmetricKey{key}, bytes_of(message)));
  }
}

TEST(BlindIndex, IsKeyedBlake2b) {
  // expected value: hashlib.blake2b(b"N15 4AB", key=bytes(range(32)), digest_size=32)
  auto const key = key_from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  EXPECT_EQ(to_hex(blind_index(key, bytes_of("N15 4AB"))),
            "5a0e8507deb7b4927f9167589d42ec9384cb744dcb7fcfe1be75e998a00a38de");
  auto const whole = blind_index(key, bytes_of("N15 4AB"));
  EXPECT_EQ(fmt::format("{:016x}", blind_index_64(key, bytes_of("N15 4AB"))), to_hex(whole).substr(0, 16));
}

TEST(BlindIndex, DiffersByKeyAndByValue) {
  auto const one = key_of(1);
  auto const two = key_of(2);
  EXPECT_NE(blind_index_64(one, bytes_of("a")), blind_index_64(two, bytes_of("a")));
  EXPECT_NE(blind_index_64(one, bytes_of("a")), blind_index_64(one, bytes_of("b")));
  EXPECT_EQ(blind_index_64(one, bytes_of("a")), blind_index_64(one, bytes_of("a")));
}

TEST(ConstantTimeEquality, ComparesWholeValues) {
  EXPECT_TRUE(equal_in_constant_time(bytes_of("abc"), bytes_of("abc")));
  EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("abd")));
  EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("ab")));
}

TEST(Encodings, AgreeWithRfc4648) {
  struct Case {
    std::string_view plain, hex, base64, url;
  };
  for (auto const& each :
       {Case{"", "", "", ""}, Case{"f", "66", "Zg==", "Zg"}, Case{"fo", "666f", "Zm8=", "Zm8"},
        Case{"foo", "666f6f", "Zm9v", "Zm9v"}, Case{"foob", "666f6f62", "Zm9vYg==", "Zm9vYg"},
        Case{"\xff\xfe\xfd", "fffefd", "//79", "__79"}}) {
    EXPECT_EQ(to_hex(bytes_of(each.plain)), each.hex);
    EXPECT_EQ(to_base64(bytes_of(each.plain)), each.base64);
    EXPECT_EQ(to_base64url(bytes_of(each.plain)), each.url);
  }
}

TEST(Encodings, ReadBackWhatTheyWrote) {
  SeededChance chance{4};
  for (std::size_t size = 0; size < 300; ++size) {
    auto const bytes = any_bytes(chance, size);
    EXPECT_EQ(from_hex(to_hex(bytes_of(bytes))), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes_of(bytes))), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes_of(bytes))), bytes);
  }
}

TEST(Encodings, GiveNothingForASecondSpellingOfAValue) {
  for (auto const* text : {"6", "6G", "0x66", "AB", "66 "}) EXPECT_FALSE(from_hex(text)) << text;
  for (auto const* text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n", "Z===", "====", "=", "Zm-v", "Zm 9", "Zg==Zg=="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  for (auto const* text : {"Z", "Zh", "Zg==", "Zm+v"}) EXPECT_FALSE(from_base64url(text)) << text;
  EXPECT_FALSE(hash_from_hex("00"));
  EXPECT_FALSE(hash_from_base64("Zg=="));
}

TEST(Signatures, AgreeWithRfc8032) {
  auto const key =
      SigningKey::from_seed(key_from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(to_hex(key.public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  auto const signature = key.sign(bytes_of("r"));
  EXPECT_EQ(to_hex(signature),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(verify(key.public_key(), bytes_of("r"), signature));
}

TEST(Signatures, FailForAnyChangedBit) {
  SeededChance chance{5};
  auto const key = SigningKey::generate(chance);
  auto const message = any_bytes(chance, 40);
  auto const signature = key.sign(bytes_of(message));
  ASSERT_TRUE(verify(key.public_key(), bytes_of(message), signature));
  for (std::size_t bit = 0; bit < 512; ++bit) {
    auto changed = signature;
    changed[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    EXPECT_FALSE(verify(key.public_key(), bytes_of(message), changed));
  }
  EXPECT_FALSE(verify(key.public_key(), bytes_of(message + "x"), signature));
  EXPECT_FALSE(verify(SigningKey::generate(chance).public_key(), bytes_of(message), signature));
  EXPECT_FALSE(verify(PublicKey{}, bytes_of(message), signature)) << "a public key of small order";
}

constexpr SealPlace here{.table = "source_record", .column = "identity", .row = "17", .key_version = 3};

TEST(Seals, OpenAtTheirPlaceWithTheirKey) {
  SeededChance chance{6};
  auto const key = key_of(6);
  for (std::size_t size : {0U, 1U, 40U, 5000U}) {
    auto const plain = any_bytes(chance, size);
    auto const sealed = seal(key, bytes_of(plain), here, chance);
    EXPECT_EQ(sealed.size(), size + seal_overhead);
    auto const opened = open(key, sealed, here);
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, plain);
  }
}

TEST(Seals, DoNotOpenAnywhereElse) {
  SeededChance chance{7};
  auto const key = key_of(7);
  auto const sealed = seal(key, bytes_of("Ann"), here, chance);
  auto place = here;
  auto const refused = [&] {
    auto const opened = open(key, sealed, place);
    auto const was_refused = !opened && opened.error().code.view() == "crypto.seal";
    place = here;
    return was_refused;
  };
  place.table = "person";
  EXPECT_TRUE(refused());
  place.column = "name";
  EXPECT_TRUE(refused());
  place.row = "18";
  EXPECT_TRUE(refused());
  place.key_version = 4;
  EXPECT_TRUE(refused());
  place.row = "17|3";
  EXPECT_TRUE(refused());
  EXPECT_FALSE(open(key_of(8), sealed, here));
}

TEST(Seals, DoNotOpenWithAnyBitChangedOrAnyPartMissing) {
  SeededChance chance{8};
  auto const key = key_of(8);
  auto const sealed = seal(key, bytes_of("Ann Other"), here, chance);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ static_cast<char>(1U << bit % 8));
    EXPECT_FALSE(open(key, changed, here)) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(open(key, sealed.substr(0, size), here));
}

TEST(Seals, NeverUseANonceTwice) {
  SystemChance chance;
  auto const key = key_of(9);
  std::set<std::string> nonces;
  std::string buffer;
  for (int round = 0; round < 10'000; ++round) {
    buffer.clear();
    seal_into(buffer, key, bytes_of("x"), here, chance);
    nonces.insert(buffer.substr(1, 24));
  }
  EXPECT_EQ(nonces.size(), 10'000U);
}

TEST(WrappedKeys, ComeBackUnderTheRightKeyOnly) {
  SeededChance chance{10};
  auto const root = key_of(10);
  auto const agency = key_of(11);
  auto const wrapped = wrap_key(root, agency, here, chance);
  EXPECT_EQ(wrapped.size(), wrapped_key_size);
  auto const back = unwrap_key(root, wrapped, here);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->expose(), agency.expose());
  EXPECT_FALSE(unwrap_key(agency, wrapped, here));
  EXPECT_FALSE(unwrap_key(root, seal(root, bytes_of("short"), here, chance), here));
}

}  // namespace
}  // namespace concordat::crypto
