// SPDX-License-Identifier: Apache-2.0
// A private PostgreSQL cluster for one test program: in a fresh folder, on a Unix socket only, durable as a
// real one.
//
// It starts when first asked for and ends with the program; a watching process ends it and removes its folder
// where the program crashes. As root the server runs as the unprivileged user concordat-test.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "store/url.h"

namespace concordat::test_support {

class PostgresCluster {
 public:
  /// Nothing where no PostgreSQL server is installed; `why_not` then says so.
  [[nodiscard]] static PostgresCluster* shared();
  [[nodiscard]] static std::string const& why_not();

  ~PostgresCluster();
  PostgresCluster(PostgresCluster const&) = delete;
  PostgresCluster& operator=(PostgresCluster const&) = delete;

  /// A new empty place for tables: a schema of its own in one database, since a database of its own would
  /// cost a second on a busy disk. It goes with the cluster.
  [[nodiscard]] store::Url make_database();
  /// Every process of the server dies at once, as by a power cut.
  void kill();
  /// Starts it again after kill, and waits until it answers.
  [[nodiscard]] bool start();
  /// Makes a folder the server's, so that it may write there.
  void give(std::filesystem::path const& folder) const;
  /// An address of this server at which any database may be named.
  [[nodiscard]] store::Url url_of(std::string const& database) const;

 private:
  PostgresCluster() = default;
  [[nodiscard]] bool prepare();
  [[nodiscard]] bool run_sql(std::string const& sql);
  void stop();

  std::filesystem::path programs_;
  std::filesystem::path folder_;
  pid_t server_ = 0;
  pid_t watcher_ = 0;
  int life_line_ = -1;  ///< closed by the kernel when this program dies
  int made_ = 0;
};

}  // namespace concordat::test_support
