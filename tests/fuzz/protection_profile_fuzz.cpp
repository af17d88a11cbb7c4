// SPDX-License-Identifier: Apache-2.0
// Any bytes as a protection profile: read, or refused with a remedy for everything that is wrong; what is read says of any
// value what becomes of it at each step, or that it does not say.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protection/anonymity/record_profile.h"

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace concordat;
  auto const text = std::string_view{reinterpret_cast<char const*>(data), size};
  auto const profile = protection::read_profile(text, "fuzz");
  if (!profile) {
    if (profile.error().empty()) std::abort();
    for (auto const& finding : profile.error()) {
      if (finding.remedy.empty() || finding.code.empty()) std::abort();
    }
    return 0;
  }
  if (profile->k < protection::least_k || profile->withheld_percent > protection::most_withheld_percent) std::abort();
  for (auto const& column : profile->columns) {
    if ((column.role == protection::ColumnRole::known) == column.steps.empty()) std::abort();
    for (auto const& step : column.steps) {
      for (auto const value : {std::string_view{"17"}, std::string_view{"2026-03-28"}, std::string_view{""}, std::string_view{"-9223372036854775808"}, text}) {
        auto const label = step.of(value);
        if (label && step.kind == protection::LadderStep::Kind::all && *label != "any") std::abort();
      }
    }
  }
  return 0;
}
