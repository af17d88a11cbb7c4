// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/cosignature.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

constexpr std::size_t time_bytes = 8;
constexpr std::uint64_t last_second = 253'402'300'799;  // the end of the year 9999: what others can print

std::string message_of(std::uint64_t seconds, std::string_view text) {
  return fmt::format("cosignature/v1\ntime {}\n{}", seconds, text);
}

}  // namespace

NoteSignature cosign(std::string_view text, VerifierKey const& cosigner, crypto::SigningKey const& key, Instant at) {
  auto const since = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
  auto const seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(since, 0));
  auto const signature = key.sign(crypto::bytes_of(message_of(seconds, text)));
  NoteSignature made{cosigner.name(), cosigner.key_hash(), {}};
  for (int shift = 56; shift >= 0; shift -= 8) made.bytes += static_cast<char>(seconds >> static_cast<unsigned>(shift) & 0xffU);
  made.bytes += crypto::text_of(signature);
  return made;
}

std::optional<Instant> cosigned_at(std::string_view text, NoteSignature const& signature, VerifierKey const& cosigner) {
  crypto::Signature bytes{};
  if (signature.name != cosigner.name() || signature.key_hash != cosigner.key_hash()) return std::nullopt;
  if (signature.bytes.size() != time_bytes + bytes.size()) return std::nullopt;
  std::uint64_t seconds = 0;
  for (std::size_t at = 0; at < time_bytes; ++at) seconds = seconds << 8U | static_cast<unsigned char>(signature.bytes[at]);
  if (seconds > last_second) return std::nullopt;
  auto const given = crypto::bytes_of(std::string_view{signature.bytes}.substr(time_bytes));
  std::copy(given.begin(), given.end(), bytes.begin());
  if (!crypto::verify(cosigner.public_key(), crypto::bytes_of(message_of(seconds, text)), bytes)) return std::nullopt;
  return Instant{std::chrono::seconds{seconds}};
}

std::optional<FoundCosignature> find_cosignature(SignedNote const& note, VerifierKey const& cosigner) {
  std::optional<FoundCosignature> newest;
  for (auto const& signature : note.signatures) {
    auto const at = cosigned_at(note.text, signature, cosigner);
    if (at && (!newest || *at > newest->at)) newest = FoundCosignature{signature, *at};
  }
  return newest;
}

}  // namespace concordat::ledger
