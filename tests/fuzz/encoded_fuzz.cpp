// SPDX-License-Identifier: Apache-2.0
// Files of encoded records, public keys and declarations of enclaves from bytes nobody vouches for. What is accepted must be
// its own bytes again, and filters must be comparable on every path with one result. Files of records are signed here as well,
// so that what lies behind the signature is reached.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/encoding.h"
#include "linkage/encoded/exchange.h"
#include "linkage/encoded/match.h"
#include "linkage/encoded/party_test_tools.h"

namespace {

using namespace concordat;
using namespace concordat::linkage;

void use(EncodedFile const& file, std::string_view bytes, PartyKey const& maker) {
  if (to_bytes(file, maker) != bytes) std::abort();
  auto other = file;
  std::swap(other.from, other.with);
  if (!comparable(file, other)) std::abort();
  auto const* const filters = std::get_if<Filters>(&file.records);
  if (filters == nullptr) {
    auto const& sets = std::get<TokenSets>(file.records);
    for (auto const count : common_tokens(sets, sets)) {
      if (count != sets.front().size()) std::abort();
    }
    return;
  }
  static Enclave const enclave = test::enclave();
  auto const expected = similar_pairs(enclave, *filters, *filters, {.per_mille = 750, .path = Path::scalar});
  for (auto const path : usable_paths()) {
    auto const found = similar_pairs(enclave, *filters, *filters, {.per_mille = 750, .path = path});
    if (!expected || !found || *found != *expected) std::abort();
  }
}

std::string signed_again(std::string_view bytes, PartyKey const& maker) {
  constexpr std::size_t signature = 64;
  std::string out{bytes.substr(0, bytes.size() - std::min(bytes.size(), signature))};
  out += crypto::text_of(maker.sign(out));
  return out;
}

void read_texts(std::string_view bytes) {
  if (auto const card = PartyCard::parse(bytes); card && card->text() != bytes) std::abort();
  if (auto const key = PartyKey::parse(bytes); key && key->text().expose() != bytes) std::abort();
  auto const declared = Declaration::parse(bytes);
  if (declared && declared->text() != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static PartyKey const maker = test::party_key("police");
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  if (auto const read = read_encoded(bytes, maker.card())) use(*read, bytes, maker);
  auto const whole = signed_again(bytes, maker);
  if (auto const read = read_encoded(whole, maker.card())) use(*read, whole, maker);
  read_texts(bytes);
  return 0;
}
