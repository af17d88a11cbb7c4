// SPDX-License-Identifier: Apache-2.0
// Any bytes as the file of compiled templates: refused, or every template in it ends within its limits, twice alike.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.h"
#include "template/templates.h"
#include "template/tree.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace concordat;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  auto const templates = page_template::Templates::from_bytes(bytes);
  if (!templates) return 0;
  static auto const context =
      Json::parse(R"({"a":"<x>","b":[1,"two",null,[3]],"c":{"k":"v","l":[true]},"page":{"lang":"en"}})").value();
  page_template::RenderOptions options;
  options.limits = {.steps = 3000, .output_bytes = 100'000, .work_bytes = 1'000'000, .depth = 200};
  for (auto const& one : templates->tree().templates) {
    auto const first = templates->render(one.name, context, options);
    auto const second = templates->render(one.name, context, options);
    if (first.has_value() != second.has_value() || (first && (*first != *second || first->size() > 100'000))) {
      std::abort();
    }
  }
  return 0;
}
