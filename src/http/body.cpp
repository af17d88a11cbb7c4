// SPDX-License-Identifier: Apache-2.0
#include "http/body.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace concordat::http {

Result<std::size_t> BytesBody::read(std::span<char> room) {
  auto const length = std::min(room.size(), bytes_.size() - at_);
  if (length > 0) std::memcpy(room.data(), bytes_.data() + at_, length);
  at_ += length;
  return length;
}

Result<std::string> read_all(Body& body, std::uint64_t limit) {
  std::string all;
  if (auto const length = body.content_length(); length && *length <= limit) all.reserve(*length);
  std::array<char, 16384> chunk;
  for (;;) {
    auto const got = body.read(chunk);
    if (!got) return fail(got);
    if (*got == 0) return all;
    if (*got > limit - all.size())
      return fail(Fault::too_large, "http.body-too-large", "What was sent is longer than is taken here.",
                  "Send less at once.");
    all.append(chunk.data(), *got);
  }
}

}  // namespace concordat::http
