// SPDX-License-Identifier: Apache-2.0
// Any bytes as the talk of a reading process: the parent must call it dead or give clean cells.
#include <algorithm>

#include "intake/read/protocol.h"
#include "reading.h"

namespace {

class Bytes final : public concordat::intake::ByteFeed {
 public:
  explicit Bytes(std::string_view bytes) : bytes_{bytes} {}
  std::size_t read(char* to, std::size_t room) override {
    auto const size = std::min(room, bytes_.size());
    bytes_.copy(to, size);
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
};

void hear(std::string_view bytes) {
  Bytes feed{bytes};
  concordat::intake::FrameReader reader{feed, {}};
  if (!reader.open()) return;
  for (;;) {
    auto const row = reader.next();
    if (!row || !*row) return;
    concordat::fuzz::check((*row)->row > 0);
    for (auto const cell : (*row)->cells) {
      concordat::fuzz::check(concordat::text::is_utf8(cell) && cell.find('\0') == std::string_view::npos);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  hear(bytes);
  // The greeting and a head of two columns, so that the fuzzer need not find them.
  static constexpr std::string_view start{
      "\x05\0\0\0\x01"
      "CCRD\x02\x0b\0\0\0\x02\0\x01\x01\x01\x01,\x02\x01"
      "a\x01"
      "b",
      26};
  hear(std::string{start}.append(bytes));
  return 0;
}
