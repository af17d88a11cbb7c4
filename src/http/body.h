// SPDX-License-Identifier: Apache-2.0
// What a request carries, pulled in chunks, so that an upload of any size takes the memory of one chunk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"

namespace concordat::http {

class Body {
 public:
  Body() = default;
  Body(Body const&) = delete;
  Body& operator=(Body const&) = delete;
  virtual ~Body() = default;

  /// Fills the front of `room` and says how many bytes; 0 only at the end. May wait for the network.
  /// REQUIRES: room is not empty. After a problem (cut off, too slow, too large) every call gives that
  /// problem again.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<char> room) = 0;
  /// Total bytes where the sender stated them.
  [[nodiscard]] virtual std::optional<std::uint64_t> content_length() const = 0;
};

/// A body that is in memory already: small requests, tests.
class BytesBody final : public Body {
 public:
  explicit BytesBody(std::string bytes) : bytes_{std::move(bytes)} {}
  [[nodiscard]] Result<std::size_t> read(std::span<char> room) override;
  [[nodiscard]] std::optional<std::uint64_t> content_length() const override { return bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

/// The rest of the body; Fault::too_large, code "http.body-too-large", where it is longer than `limit` bytes.
[[nodiscard]] Result<std::string> read_all(Body& body, std::uint64_t limit);

}  // namespace concordat::http
