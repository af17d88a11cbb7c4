// SPDX-License-Identifier: Apache-2.0
// What goes into a statement and what comes out of a row.
//
// A Value is a view: what it points at must live until the call it is handed to returns. A Row is a view into
// the driver's memory: what it gives is valid until the next row is read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fixed_text.h"

namespace concordat::store {

/// SQL is a literal, so that no input can ever become part of it. Values are bound to its `?` places.
using Sql = FixedText;

using Bytes = std::vector<std::byte>;
using ByteView = std::span<std::byte const>;

/// One bound value: null, integer, number, text or blob.
class Value {
 public:
  using Held = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, ByteView>;

  // NOLINTBEGIN(google-explicit-constructor): values are meant to convert where they are bound
  Value(std::nullptr_t) : held_{nullptr} {}
  Value(std::nullopt_t) : held_{nullptr} {}
  /// Unsigned 64-bit numbers (hashes) keep their bits and may read back negative; cast them back.
  Value(std::integral auto number) : held_{static_cast<std::int64_t>(number)} {}
  Value(double number) : held_{number} {}
  Value(std::string_view text) : held_{text} {}
  Value(std::string const& text) : held_{std::string_view{text}} {}
  Value(char const* text) : held_{std::string_view{text}} {}
  Value(ByteView blob) : held_{blob} {}
  Value(Bytes const& blob) : held_{ByteView{blob}} {}
  template <class T>
  Value(std::optional<T> const& value) : held_{value ? Value{*value}.held_ : Held{nullptr}} {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] Held const& held() const { return held_; }

 private:
  Held held_;
};

/// What a back end offers for reading the row it stands on. Columns count from 0.
class RowReader {
 public:
  virtual ~RowReader() = default;
  [[nodiscard]] virtual int columns() const = 0;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual double number(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
  [[nodiscard]] virtual ByteView blob(int column) const = 0;
};

/// The row a query stands on. A null reads as 0 or as empty; ask is_null or the maybe_ forms where it
/// matters.
class Row {
 public:
  explicit Row(RowReader const& reader) : reader_{&reader} {}

  [[nodiscard]] int columns() const { return reader_->columns(); }
  [[nodiscard]] bool is_null(int column) const { return reader_->is_null(column); }
  [[nodiscard]] std::int64_t integer(int column) const { return reader_->integer(column); }
  [[nodiscard]] int small(int column) const { return static_cast<int>(reader_->integer(column)); }
  [[nodiscard]] bool flag(int column) const { return reader_->integer(column) != 0; }
  [[nodiscard]] double number(int column) const { return reader_->number(column); }
  [[nodiscard]] std::string_view text(int column) const { return reader_->text(column); }
  [[nodiscard]] std::string string(int column) const { return std::string{reader_->text(column)}; }
  [[nodiscard]] ByteView blob(int column) const { return reader_->blob(column); }
  [[nodiscard]] Bytes bytes(int column) const {
    auto const view = reader_->blob(column);
    return Bytes(view.begin(), view.end());
  }

  [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional{integer(column)};
  }
  [[nodiscard]] std::optional<double> maybe_number(int column) const {
    return is_null(column) ? std::nullopt : std::optional{number(column)};
  }
  [[nodiscard]] std::optional<std::string> maybe_string(int column) const {
    return is_null(column) ? std::nullopt : std::optional{string(column)};
  }

 private:
  RowReader const* reader_;
};

}  // namespace concordat::store
