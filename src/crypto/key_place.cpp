// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_place.h"

#include <sodium.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/private_file.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view key_start = "concordat-key/1 ed25519 ";
constexpr std::string_view credential_start = "concordat-key/1 credential ";
constexpr std::string_view token_start = "concordat-key/1 pkcs11\n";

void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "key-place.malformed", "The file neither is a signing key nor says where one lies.",
              "Write it as docs/formats/signer-protocol.md shows, or bring the file back that concordat made.");
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char character) {
    return character > ' ' && character != '/' && character != '\x7f';
  });
}

Result<SigningKey> key_in(std::string_view line) {
  line.remove_prefix(key_start.size());
  if (line.ends_with('\n')) line.remove_suffix(1);
  auto bytes = hash_from_base64(line);
  if (!bytes) return malformed();
  SymmetricKey seed{*bytes};
  sodium_memzero(bytes->data(), bytes->size());
  return SigningKey::from_seed(std::move(seed));
}

Result<KeyPlace> in_credential(std::string const& name) {
  if (!is_name(name)) return malformed();
  auto text = read_credential(name);
  if (!text) return fail(text);
  auto key = text->starts_with(key_start) ? key_in(*text) : Result<SigningKey>{malformed()};
  wipe(*text);
  if (!key) return fail(key);
  return KeyPlace{std::move(*key)};
}

Result<KeyPlace> in_token(std::string_view text) {
  TokenPlace place;
  for (auto const line : text::split(text, '\n')) {
    auto const space = line.find(' ');
    if (text::trim(line).empty()) continue;
    auto const name = line.substr(0, space);
    auto const value = space == line.npos ? std::string_view{} : text::trim(line.substr(space + 1));
    auto* const into = name == "module" ? &place.module : name == "token" ? &place.token : name == "key" ? &place.key
                       : name == "pin-file" ? &place.pin_file : name == "pin-credential" ? &place.pin_credential : nullptr;
    if (into == nullptr || !into->empty() || value.empty()) return malformed();
    *into = value;
  }
  // a relative path would be looked for in folders that the environment names
  bool const whole = place.module.starts_with('/') && !place.token.empty() && !place.key.empty();
  bool const one_pin = place.pin_file.empty() != place.pin_credential.empty();
  bool const pin_named = place.pin_credential.empty() ? place.pin_file.starts_with('/') : is_name(place.pin_credential);
  if (!whole || !one_pin || !pin_named) return malformed();
  return KeyPlace{std::move(place)};
}

}  // namespace

Result<KeyPlace> read_key_place(std::filesystem::path const& file) {
  auto text = read_private_file(file);
  if (!text) return fail(text);
  if (text->starts_with(token_start)) return in_token(std::string_view{*text}.substr(token_start.size()));
  if (text->starts_with(credential_start)) return in_credential(std::string{text::trim(std::string_view{*text}.substr(credential_start.size()))});
  auto key = text->starts_with(key_start) ? key_in(*text) : Result<SigningKey>{malformed()};
  wipe(*text);
  if (!key) return fail(key);
  return KeyPlace{std::move(*key)};
}

Result<std::string> place_in_words(std::filesystem::path const& file) {
  auto text = read_private_file(file);
  if (!text) return fail(text);
  if (text->starts_with(token_start)) {
    auto const place = in_token(std::string_view{*text}.substr(token_start.size()));
    if (!place) return fail(place);
    auto const& token = std::get<TokenPlace>(place->at);
    return fmt::format("the key {} of the token {}", token.key, token.token);
  }
  if (text->starts_with(credential_start)) {
    auto const name = text::trim(std::string_view{*text}.substr(credential_start.size()));
    if (!is_name(name)) return malformed();
    return fmt::format("the file of the credential {}", name);
  }
  bool const key = text->starts_with(key_start);
  wipe(*text);
  if (!key) return malformed();
  return std::string{};
}

Result<Secret<std::string>> read_pin(TokenPlace const& place) {
  auto text = place.pin_credential.empty() ? read_private_file(place.pin_file) : read_credential(place.pin_credential);
  if (!text && text.error().fault != Fault::not_found) return fail(text);
  while (text && (text->ends_with('\n') || text->ends_with('\r'))) text->pop_back();
  if (!text || text->empty()) {
    return fail(Fault::missing, "key-place.no-pin", "The file with the PIN of the token is not there, or is empty.",
                "Write the PIN into the file that pin-file names in signer.key, with mode 0400 and the hub's account as its owner.");
  }
  return Secret<std::string>{std::move(*text)};
}

}  // namespace concordat::crypto
