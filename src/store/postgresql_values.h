// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's binary values: how bound values go there and columns come back. Knows no connection.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/value.h"

namespace concordat::store::postgresql {

/// What we read and write; the server's other types are not used by our tables.
enum class Kind : std::uint8_t { boolean, int2, int4, int8, float4, float8, numeric, text, bytea, other };
[[nodiscard]] Kind kind_of(std::uint32_t type_oid);

/// Values in the form PQexecPrepared takes. Views the values it was given.
class Parameters {
 public:
  /// `kinds` as the server inferred them for the statement.
  [[nodiscard]] Result<void> set(std::span<Value const> values, std::span<Kind const> kinds);
  [[nodiscard]] int count() const { return static_cast<int>(pointers_.size()); }
  [[nodiscard]] char const* const* pointers() const { return pointers_.data(); }
  [[nodiscard]] int const* lengths() const { return lengths_.data(); }
  [[nodiscard]] int const* formats() const { return formats_.data(); }

 private:
  [[nodiscard]] Result<void> set_one(std::size_t place, Value const& value, Kind kind);
  void point_at_number(std::size_t place, std::size_t size);

  struct Scratch {
    char bytes[32];
  };
  std::vector<Scratch> scratch_;
  std::vector<char const*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

[[nodiscard]] std::int64_t read_integer(Kind kind, std::string_view bytes);
[[nodiscard]] double read_number(Kind kind, std::string_view bytes);
/// Of a value that is not text already.
[[nodiscard]] std::string read_as_text(Kind kind, std::string_view bytes);

/// One row of COPY's text format, column after column.
void append_copy_text(std::string& out, std::string_view text);
void append_copy_blob(std::string& out, ByteView blob);

/// `?` outside quotes and comments becomes $1, $2 and so on.
[[nodiscard]] std::string with_numbered_places(std::string_view sql);

}  // namespace concordat::store::postgresql
