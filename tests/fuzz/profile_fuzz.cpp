// SPDX-License-Identifier: Apache-2.0
// Any bytes as a mapping profile and as a mapping file: read or refused with a remedy, and a profile that is read maps its
// own headers onto themselves.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "intake/map/mapping.h"
#include "intake/map/profile.h"

namespace {

using namespace concordat;

catalogue::Catalogue const& small_catalogue() {
  static auto const all = [] {
    auto definitions = catalogue::Definitions{};
    for (auto const* const id : {"period", "offence_class", "published_crime_id", "subject_role", "longitude", "latitude"}) {
      auto field = catalogue::Field{};
      field.id = id;
      field.aliases = {std::string{"x."} + id};
      field.storage = catalogue::Storage::open;
      definitions.fields.push_back(field);
    }
    definitions.bodies.emplace_back().id = "police";
    definitions.feed_kinds.emplace_back().id = "police_street";
    definitions.event_categories.emplace_back().id = "violence";
    definitions.subject_roles.emplace_back().id = "victim";
    definitions.returns.emplace_back().id = "s17a";
    definitions.gateways.emplace_back().id = "cda1998.s17A";
    return catalogue::Catalogue::from(std::move(definitions));
  }();
  return all;
}

void must_have_remedies(Findings const& findings) {
  for (auto const& finding : findings) {
    if (finding.remedy.empty() || finding.code.empty()) std::abort();
  }
}

}  // namespace

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const text = std::string_view{reinterpret_cast<char const*>(data), size};
  auto const loaded = intake::read_profile(text, "fuzz", small_catalogue());
  must_have_remedies(loaded.findings);
  if (!loaded.profile) return 0;
  auto headers = std::vector<std::string>{};
  for (auto const& column : loaded.profile->columns) headers.push_back(column.headers.front());
  auto const compiled = intake::map_by_headers(*loaded.profile, headers, small_catalogue());
  if (!compiled.mapping || compiled.mapping->columns.size() != headers.size()) std::abort();
  must_have_remedies(intake::map_by_file(text, "fuzz", *loaded.profile, headers, small_catalogue()).findings);
  return 0;
}
