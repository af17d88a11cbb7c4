// SPDX-License-Identifier: Apache-2.0
// Any bytes: read or refused with a remedy, and what is read has the same canonical bytes when read again as JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "catalogue/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace concordat;
  auto const node = catalogue::read_yaml({reinterpret_cast<char const*>(data), size}, "fuzz");
  if (!node) {
    if (node.error().remedy.empty() || node.error().code.empty()) std::abort();
    return 0;
  }
  auto const json = catalogue::to_json(*node);
  auto const again = Json::parse(json.canonical());
  if (!again || again->canonical() != json.canonical()) std::abort();
  return 0;
}
