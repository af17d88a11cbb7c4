// SPDX-License-Identifier: Apache-2.0
// What the two back ends implement. Inside this module only.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "store/connection.h"
#include "store/errors.h"
#include "store/value.h"

namespace concordat::store {

class Prepared : public RowReader {
 public:
  /// Runs to the end without looking at rows; how many it touched.
  [[nodiscard]] virtual Result<std::int64_t> run(std::span<Value const> values) = 0;
  /// Begins a query; then step until false or a failure, and always reset.
  [[nodiscard]] virtual Result<void> start(std::span<Value const> values) = 0;
  [[nodiscard]] virtual Result<bool> step() = 0;
  virtual void reset() = 0;
};

class BulkDriver {
 public:
  virtual ~BulkDriver() = default;
  virtual void integer(std::int64_t value) = 0;
  virtual void number(double value) = 0;
  virtual void text(std::string_view value) = 0;
  virtual void blob(ByteView value) = 0;
  virtual void null() = 0;
  [[nodiscard]] virtual Result<void> end_row() = 0;
  [[nodiscard]] virtual Result<void> flush() = 0;

  Core* core = nullptr;
  std::uint64_t rows = 0;
  bool finished = false;
};

enum class Access {
  read,
  write,
  write_unforced,  ///< the commit does not wait for the disk
};

class Driver {
 public:
  virtual ~Driver() = default;
  [[nodiscard]] virtual Backend backend() const = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<Prepared>> prepare(std::string_view sql) = 0;
  /// Any number of statements without values or answers.
  [[nodiscard]] virtual Result<void> run_script(std::string const& sql) = 0;
  [[nodiscard]] virtual Result<void> begin(Access access) = 0;
  [[nodiscard]] virtual Result<void> commit() = 0;
  virtual void roll_back() = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<BulkDriver>> bulk(std::string_view table,
                                                                 std::string_view columns, int count) = 0;
  [[nodiscard]] virtual bool is_lost() const = 0;
};

[[nodiscard]] Result<std::unique_ptr<Driver>> open_sqlite(std::string const& path,
                                                          ConnectionOptions const& options);
[[nodiscard]] Result<std::unique_ptr<Driver>> open_postgresql(std::string const& url,
                                                              ConnectionOptions const& options);

/// A connection's state. Statements die before the driver that made them.
struct Core {
  std::unique_ptr<Driver> driver;
  std::vector<std::unique_ptr<Prepared>> statements;
  std::unordered_map<std::string_view, std::size_t> by_text;  ///< keys are literals
  bool in_transaction = false;
  bool failed = false;    ///< a statement of this transaction failed
  bool visiting = false;  ///< a query is handing out rows

  /// Whether a statement may run now.
  [[nodiscard]] Result<void> ready() const;
  [[nodiscard]] Result<std::size_t> find(std::string_view sql);
  /// Notes a failure, so that the transaction cannot commit.
  template <class T>
  [[nodiscard]] Result<T> noted(Result<T> result) {
    if (!result && in_transaction) failed = true;
    return result;
  }
};

/// UTF-8 without NUL: what both back ends can keep.
[[nodiscard]] bool is_storable(std::string_view text);
/// "a, b, c"
[[nodiscard]] std::string joined(std::initializer_list<Sql> columns);

}  // namespace concordat::store
