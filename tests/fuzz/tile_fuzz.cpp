// SPDX-License-Identifier: Apache-2.0
// Tile paths, entry bundles, and proofs from strangers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ledger/tiles.h"
#include "ledger/tree.h"

namespace ledger = concordat::ledger;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::uint64_t number_at(std::string_view bytes, std::size_t from) {
  std::uint64_t number = 0;
  for (std::size_t at = from; at < from + 8; ++at)
    number = number << 8U | static_cast<unsigned char>(bytes[at]);
  return number;
}

/// Nobody can find a proof for a root that has none.
void check_proofs(std::string_view bytes) {
  if (bytes.size() < 16) return;
  auto const first = number_at(bytes, 0);
  auto const second = number_at(bytes, 8);
  bytes.remove_prefix(16);
  ledger::Proof proof;
  for (std::size_t at = 0; at < bytes.size() / ledger::hash_size; ++at)
    proof.push_back(ledger::hash_at(bytes, at));
  auto const root = concordat::crypto::sha256("a root nobody computed");
  auto const leaf = ledger::leaf_hash("an entry");
  require(!ledger::check_inclusion(proof, first, leaf, {second, root}));
  auto const consistent = ledger::check_consistency(proof, {first, leaf}, {second, root});
  require(!consistent);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const text(data, data + size);
  if (auto const id = ledger::parse_tile_path(text)) require(ledger::path_of(*id) == text);
  if (auto const id = ledger::parse_bundle_path(text)) require(ledger::path_of(*id) == text);
  if (!text.empty()) {
    auto const width = static_cast<unsigned>(static_cast<unsigned char>(text[0])) + 1;
    auto const bundle = std::string_view{text}.substr(1);
    if (auto const entries = ledger::decode_bundle(bundle, width)) {
      require(ledger::encode_bundle({entries->begin(), entries->end()}) == bundle);
    }
  }
  check_proofs(text);
  return 0;
}
