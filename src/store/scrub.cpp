// SPDX-License-Identifier: Apache-2.0
#include "store/scrub.h"

namespace concordat::store {

Result<void> scrub(Connection& connection, std::span<Sql const> vacuums) {
  if (connection.backend() == Backend::sqlite) {
    return connection.query("PRAGMA wal_checkpoint(TRUNCATE)", [](Row const&) {});
  }
  for (auto const vacuum : vacuums) {
    if (auto const cleaned = connection.execute(vacuum); !cleaned) return fail(cleaned);
  }
  return {};
}

}  // namespace concordat::store
