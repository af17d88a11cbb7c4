// SPDX-License-Identifier: Apache-2.0
// Any bytes as an upload: in one piece or byte by byte the same parts come out, with clean names.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "base/text.h"
#include "http/multipart.h"

namespace http = concordat::http;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

class Pieces final : public http::Body {
 public:
  Pieces(std::string_view text, std::size_t piece) : text_{text}, piece_{piece} {}
  concordat::Result<std::size_t> read(std::span<char> room) override {
    auto const length = std::min({room.size(), piece_, text_.size()});
    std::memcpy(room.data(), text_.data(), length);
    text_.remove_prefix(length);
    return length;
  }
  std::optional<std::uint64_t> content_length() const override { return std::nullopt; }

 private:
  std::string_view text_;
  std::size_t piece_;
};

std::string story(std::string_view text, std::size_t piece, std::size_t room_bytes) {
  http::Headers headers;
  headers.add("Content-Type", "multipart/form-data; boundary=B");
  Pieces body{text, piece};
  auto parts =
      http::Multipart::open(headers, body, {.parts = 5, .header_bytes = 300, .name_bytes = 40}).value();
  std::string told;
  std::array<char, 512> room;
  for (;;) {
    auto const part = parts.next();
    if (!part) return told + std::string{part.error().code.view()};
    if (!*part) return told + "end";
    auto const& name = (*part)->name;
    check(concordat::text::is_utf8(name) && name.size() <= 40 && name.find('\0') == std::string::npos);
    told += name + "|" + (*part)->file_name.value_or("-") + "|" + (*part)->content_type + "|";
    for (;;) {
      auto const got = parts.read(std::span{room}.first(room_bytes));
      if (!got) return told + std::string{got.error().code.view()};
      if (*got == 0) break;
      told.append(room.data(), *got);
    }
    told += '\x1e';
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  auto const whole = story(text, size + 1, 512);
  check(story(text, 1, 512) == whole);
  check(story(text, 3, 1) == whole);
  return 0;
}
