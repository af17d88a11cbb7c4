// SPDX-License-Identifier: Apache-2.0
// Every problem of the store, in one list, and how SQLite's codes and PostgreSQL's SQLSTATEs become one of
// them. What the server says about it in its own words stays there: it quotes values.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace concordat::store {

enum class Trouble : std::uint8_t {
  bad_url,
  tls_needed,
  tls_no_root,
  service_file,
  cannot_open,
  unreachable,
  sign_in_refused,
  not_a_database,
  corrupt,
  read_only,
  locked,
  disk_full,
  memory_full,
  disk_error,
  lost,
  commit_unknown,
  too_many_connections,
  retry,
  cancelled,
  conflict,
  rule_broken,
  append_only,
  bad_value,
  out_of_range,
  bad_text,
  not_finite,
  too_large,
  mistake,
  wrong_parameters,
  nested_query,
  nested_transaction,
  transaction_failed,
  bulk_columns,
  bulk_unfinished,
  pool_empty,
  not_initialised,
  older_database,
  newer_database,
  other_schema,
  migration_changed,
  wrong_root_key,
  no_agency_key,
  key_erased,
  no_record_key,
};

[[nodiscard]] Problem problem_of(Trouble trouble);
[[nodiscard]] inline tl::unexpected<Problem> fail(Trouble trouble) {
  return tl::unexpected<Problem>{problem_of(trouble)};
}
using concordat::fail;

/// From sqlite3_extended_errcode.
[[nodiscard]] Trouble trouble_of_sqlite(int extended_code);
/// From five characters; empty where libpq itself failed.
[[nodiscard]] Trouble trouble_of_sqlstate(std::string_view state, bool connection_bad);

}  // namespace concordat::store
