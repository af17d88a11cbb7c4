// SPDX-License-Identifier: Apache-2.0
// Any bytes as the features of a GeoJSON FeatureCollection.
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  concordat::intake::ReadOptions options{.format = concordat::intake::Format::geojson};
  options.limits.columns = 50;
  options.limits.key_sample_objects = 2;
  std::string text =
      R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":)";
  text.append(reinterpret_cast<char const*>(data), size);
  concordat::fuzz::read_twice(text, options);
  concordat::fuzz::read_twice(text + "}]}", options);
  return 0;
}
