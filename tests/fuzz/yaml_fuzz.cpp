// SPDX-License-Identifier: Apache-2.0
// Any bytes: read or refused with a remedy, and what is read has the same canonical bytes when read again as JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "catalogue/yaml.h"

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

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
