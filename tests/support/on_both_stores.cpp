// SPDX-License-Identifier: Apache-2.0
#include "support/on_both_stores.h"

#include <cstdio>
#include <cstdlib>

#include "support/postgres_cluster.h"

namespace concordat::test_support {

void OnBothStores::SetUp() {
  if (is_sqlite()) {
    url_ = store::Url::sqlite((folder_ / "test.db").string());
    return;
  }
  auto* const cluster = PostgresCluster::shared();
  if (cluster == nullptr) GTEST_SKIP() << PostgresCluster::why_not();
  url_ = cluster->make_database();
}

store::Url OnBothStores::another_url() {
  auto const number = std::to_string(++further_);
  return is_sqlite() ? store::Url::sqlite((folder_ / ("further" + number + ".db")).string())
                     : PostgresCluster::shared()->make_database();
}

store::Connection OnBothStores::open(store::ConnectionOptions const& options) {
  auto connection = store::Connection::open(url(), options);
  if (!connection) {
    std::fputs(sentence(connection.error()).c_str(), stderr);
    std::abort();  // no test can go on without its database
  }
  return std::move(*connection);
}

store::Connection OnBothStores::open_hub(store::ConnectionOptions const& options) {
  auto connection = open(options);
  auto const migrated = store::migrate(connection, store::Schema::hub, clock_);
  if (!migrated) {
    std::fputs(sentence(migrated.error()).c_str(), stderr);
    std::abort();
  }
  return connection;
}

std::string name_of_store(testing::TestParamInfo<store::Backend> const& info) {
  return info.param == store::Backend::sqlite ? "SQLite" : "PostgreSQL";
}

}  // namespace concordat::test_support
