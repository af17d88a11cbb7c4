// SPDX-License-Identifier: Apache-2.0
// Boundary files and stored areas, from bytes nobody vouches for. What is accepted must come back from its
// own bytes and answer every question about places.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "places/area_locator.h"
#include "places/area_set.h"

namespace {

using namespace concordat::places;

void use(AreaSet const& areas) {
  auto const back = AreaSet::from_bytes(areas.to_bytes());
  if (!back || !(*back == areas)) std::abort();
  AreaLocator const locator{areas};
  auto const& box = areas.box();
  for (double part = -0.1; part <= 1.1; part += 0.05) {
    auto const found = locator.locate(
        {box.west + part * (box.east - box.west), box.south + part * part * (box.north - box.south)});
    if (found && *found >= areas.size()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  if (auto const stored = AreaSet::from_bytes(bytes)) use(*stored);
  AreaDocument const document{"areas.json", bytes};
  AreaReading const reading{.kind = "lsoa",
                            .vintage = "2011",
                            .code_property = "c",
                            .name_property = "",
                            .population_property = "",
                            .project = [](Point raw) -> std::optional<Point> {
                              if (!(std::abs(raw.x) <= 180 && std::abs(raw.y) <= 90)) return std::nullopt;
                              return Point{raw.x * 70'000, raw.y * 111'000};
                            }};
  auto const read = AreaSet::from_geojson({&document, 1}, reading);
  if (read) use(*read);
  return 0;
}
