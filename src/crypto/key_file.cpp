// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_file.h"

#include <sodium.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "crypto/encoding.h"
#include "crypto/private_file.h"
#include "crypto/sealed_stream.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view symmetric_start = "concordat-key/1 symmetric ";
constexpr std::string_view signing_start = "concordat-key/1 ed25519 ";
constexpr std::string_view identity_start = "concordat-key/1 x25519 ";

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
}

Result<void> write_line(std::filesystem::path const& path, std::string_view start, SymmetricKey const& key) {
  std::string line;
  line.reserve(128);  // so that no half-written copy stays behind in a smaller buffer
  auto encoded = to_base64(key.expose());
  line.append(start).append(encoded).append("\n");
  auto written = write_file(path, line, {.mode = 0400, .existing = Existing::refuse});
  wipe(encoded);
  wipe(line);
  return written;
}

Result<SymmetricKey> read_line(std::filesystem::path const& path, std::string_view start) {
  auto line = read_private_file(path);
  if (!line) return fail(line);
  std::string_view rest = *line;
  auto const is = [&](std::string_view kind) { return rest.starts_with(kind); };
  if (!is(start) && (is(symmetric_start) || is(signing_start) || is(identity_start))) {
    return fail(Fault::malformed, "key-file.wrong-kind", "This key file holds another kind of key.",
                "Name the file made for this use: signing, sealing and backup keys are not the same.");
  }
  std::optional<Hash> bytes;
  if (is(start) && rest.ends_with('\n')) {
    rest.remove_prefix(start.size());
    rest.remove_suffix(1);
    bytes = hash_from_base64(rest);
  }
  wipe(*line);
  if (!bytes) {
    return fail(Fault::malformed, "key-file.malformed", "This is not a key file of Concordat.",
                "Name a file that concordat made, or restore it from its copy.");
  }
  SymmetricKey key{*bytes};
  sodium_memzero(bytes->data(), bytes->size());
  return key;
}

}  // namespace

Result<void> write_key_file(std::filesystem::path const& path, SymmetricKey const& key) {
  return write_line(path, symmetric_start, key);
}

Result<void> write_key_file(std::filesystem::path const& path, SigningKey const& key) {
  return write_line(path, signing_start, key.seed());
}

Result<void> write_key_file(std::filesystem::path const& path, Identity const& identity) {
  return write_line(path, identity_start, identity.secret());
}

Result<Identity> read_identity(std::filesystem::path const& path) {
  auto secret = read_line(path, identity_start);
  if (!secret) return fail(secret);
  return Identity::from_secret(std::move(*secret));
}

Result<SymmetricKey> read_symmetric_key(std::filesystem::path const& path) {
  return read_line(path, symmetric_start);
}

Result<SigningKey> read_signing_key(std::filesystem::path const& path) {
  auto seed = read_line(path, signing_start);
  if (!seed) return fail(seed);
  return SigningKey::from_seed(std::move(*seed));
}

}  // namespace concordat::crypto
