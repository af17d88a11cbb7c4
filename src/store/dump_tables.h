// SPDX-License-Identifier: Apache-2.0
// Which tables and columns a schema has at one migration. Inside this module only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/migrate.h"

namespace concordat::store {

struct DumpColumn {
  enum class Kind : char { integer = 'i', number = 'n', text = 't', blob = 'b' };
  std::string name;
  Kind kind = Kind::text;
};

struct DumpTable {
  std::string name;
  std::vector<DumpColumn> columns;
  std::string key;  ///< columns of the primary key, in its order, joined by ", "

  /// "a, b, c"
  [[nodiscard]] std::string column_names() const;
  [[nodiscard]] std::string select_all() const;
};

/// In the order in which they can be filled: what a table refers to comes before it.
[[nodiscard]] Result<std::vector<DumpTable>> tables_of(Schema schema, int number);

}  // namespace concordat::store
