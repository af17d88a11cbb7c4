// SPDX-License-Identifier: Apache-2.0
// multipart/form-data (RFC 7578), part by part, in the memory of one buffer whatever the size of a file.
//
//   auto parts = Multipart::open(request.headers, request.body);
//   while (auto part = TRY(parts->next())) … parts->read(room) …
//
// Strict: nothing before the first boundary or after the last, no nested parts, no transfer encodings, names
// and file names in UTF-8. Browsers and curl send nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/body.h"
#include "http/headers.h"

namespace concordat::http {

struct MultipartLimits {
  std::size_t parts = 100;
  std::size_t header_bytes = 4096;  ///< of one part
  std::size_t name_bytes = 255;     ///< of a name or a file name
};

struct Part {
  std::string name;
  /// As the sender wrote it: personal data until shown otherwise, and never a path. Nothing where the part is
  /// a field.
  std::optional<std::string> file_name;
  std::string content_type;  ///< "" where none was given; never believe it
};

class Multipart {
 public:
  /// REQUIRES: the body outlives this. "multipart.type" where Content-Type is not multipart/form-data with a
  /// boundary.
  [[nodiscard]] static Result<Multipart> open(Headers const& headers, Body& body,
                                              MultipartLimits limits = {});

  /// The next part, after dropping what is left of this one; nothing after the last. After a problem, that
  /// problem again. Problems: "multipart.boundary", "multipart.header", "multipart.limits",
  /// "multipart.cut-off", and the body's.
  [[nodiscard]] Result<std::optional<Part>> next();
  /// Bytes of the part that next() gave; 0 at its end. REQUIRES: room is not empty.
  [[nodiscard]] Result<std::size_t> read(std::span<char> room);
  /// The rest of the part; "http.body-too-large" over `limit` bytes.
  [[nodiscard]] Result<std::string> read_all(std::uint64_t limit);

 private:
  Multipart(Body& body, std::string boundary, MultipartLimits limits);
  [[nodiscard]] Result<void> fill();
  [[nodiscard]] Result<void> need(std::size_t bytes);
  [[nodiscard]] Result<std::optional<Part>> advance();
  [[nodiscard]] Result<std::optional<Part>> end();
  [[nodiscard]] Result<std::size_t> read_part(std::span<char> room);
  [[nodiscard]] Result<Part> read_part_head();
  [[nodiscard]] std::string_view view() const { return {buffer_.data() + begin_, end_ - begin_}; }

  enum class State : std::uint8_t { before, in_part, at_boundary, over };

  Body* body_;
  std::string delimiter_;  ///< CR LF -- boundary
  MultipartLimits limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t parts_ = 0;
  State state_ = State::before;
  std::optional<Problem> problem_;
};

/// The value of a parameter of a header such as `form-data; name="a"; filename="b"`. A quoted value may hold
/// \" for a quotation mark; other backslashes stand for themselves, as browsers send them. Nothing where it
/// is absent, and for the whole header where a name comes twice or it cannot be read.
[[nodiscard]] std::optional<std::string> header_parameter(std::string_view header, std::string_view name);

}  // namespace concordat::http
