// SPDX-License-Identifier: Apache-2.0
// Any bytes as a delimited file, in any encoding and with any delimiter.
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using concordat::intake::Encoding;
  using concordat::intake::Format;
  if (size < 2) return 0;
  static constexpr char delimiters[] = {'\0', ',', ';', '|', '~', '\t'};
  concordat::intake::ReadOptions options{.format = Format::csv,
                                         .encoding = static_cast<Encoding>(data[0] % 5),
                                         .delimiter = delimiters[data[1] % sizeof delimiters],
                                         .no_header = data[1] >= 0x80};
  options.limits.columns = 50;
  options.limits.field_bytes = 500;
  concordat::fuzz::read_twice({reinterpret_cast<char const*>(data) + 2, size - 2}, options);
  return 0;
}
