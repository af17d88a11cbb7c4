// SPDX-License-Identifier: Apache-2.0
// Files of encoded records from bytes nobody vouches for. What is accepted must be its own bytes again, and
// filters must be comparable on every path with one result. The sum at the end is put right first, so that
// what lies behind it is reached.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "linkage/encoded/exchange.h"
#include "linkage/encoded/match.h"

namespace {

using namespace concordat;
using namespace concordat::linkage;

void use(EncodedFile const& file, std::string_view bytes) {
  if (to_bytes(file) != bytes) std::abort();
  if (!comparable(file, file)) std::abort();
  auto const* const filters = std::get_if<std::vector<Filter>>(&file.records);
  if (filters == nullptr) return;
  auto const expected = similar_pairs(*filters, *filters, {.per_mille = 750, .path = Path::scalar});
  for (auto const path : usable_paths()) {
    auto const found = similar_pairs(*filters, *filters, {.per_mille = 750, .path = path});
    if (!expected || !found || *found != *expected) std::abort();
  }
}

std::string summed(std::string_view bytes) {
  constexpr std::size_t sum = 32;
  std::string out{bytes.substr(0, bytes.size() - std::min(bytes.size(), sum))};
  for (auto const byte : crypto::sha256(out)) out.push_back(static_cast<char>(byte));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  if (auto const read = read_encoded(bytes)) use(*read, bytes);
  auto const whole = summed(bytes);
  if (auto const read = read_encoded(whole)) use(*read, whole);
  return 0;
}
