// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON: an array of objects, JSON Lines, or whatever they turn out to be.
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  concordat::intake::ReadOptions options{.format = concordat::intake::Format::json};
  options.limits.columns = 50;
  options.limits.key_sample_objects = 2;
  concordat::fuzz::read_twice({reinterpret_cast<char const*>(data), size}, options);
  return 0;
}
