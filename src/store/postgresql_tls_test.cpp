// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql_tls.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "store/connection.h"
#include "support/temporary_folder.h"

namespace concordat::store {
namespace {

std::string answer(std::string const& url) {
  auto const demand = tls_demand(url);
  if (!demand) return std::string{demand.error().code.view()};
  return demand->needed ? "tls" : "local";
}

TEST(WayToPostgresql, StaysOpenOnThisMachineOnly) {
  for (auto const* local : {"postgresql:///hub", "postgresql:///hub?host=/run/postgresql", "postgresql://hub@localhost/hub",
                            "postgresql://hub@127.0.0.1:5433/hub?sslmode=disable", "postgresql://[::1]/hub",
                            "postgresql://localhost,127.0.0.1/hub", "postgresql:///hub?host=@abstract",
                            "postgresql://name.example/hub?hostaddr=127.0.0.1"}) {
    EXPECT_EQ(answer(local), "local") << local;
  }
  for (auto const* remote :
       {"postgresql://hub@db.example/hub", "postgres://db.example:5432/hub?sslmode=verify-full", "postgresql://10.0.0.7/hub",
        "postgresql://[2001:db8::7]/hub", "postgresql://localhost,db.example/hub", "postgresql://localhost/hub?hostaddr=10.0.0.7",
        "postgresql:///hub?host=db.example", "postgresql://127.0.0.1.example.org/hub", "postgresql://localhost.example/hub",
        "postgresql://localhost,db.example/hub?hostaddr=127.0.0.1,,"}) {
    EXPECT_EQ(answer(remote), "tls") << remote;
  }
}

TEST(WayToPostgresql, IsNeverLessThanCheckedToAnotherMachine) {
  for (auto const* mode : {"disable", "allow", "prefer", "require", "verify-ca"}) {
    auto const url = std::string{"postgresql://hub@db.example/hub?sslmode="} + mode;
    EXPECT_EQ(answer(url), "store.tls-needed") << mode;
    auto const parsed = Url::parse(url);
    ASSERT_TRUE(parsed);
    auto const opened = Connection::open(*parsed);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code.view(), "store.tls-needed") << "before anything is sent";
    EXPECT_NE(opened.error().remedy.view().find("verify-full"), std::string_view::npos);
  }
}

TEST(WayToPostgresql, NamesItsServerInTheAddressItself) {
  EXPECT_EQ(answer("postgresql:///hub?service=elsewhere"), "store.service-file");
  EXPECT_EQ(answer("postgresql://db.example/hub?no_such_option=1"), "store.bad-url");
  ASSERT_EQ(::setenv("PGHOST", "db.example", 1), 0);
  EXPECT_EQ(answer("postgresql:///hub"), "tls") << "as libpq does, the environment is asked";
  EXPECT_EQ(answer("postgresql:///hub?host=/run/postgresql"), "local");
  ASSERT_EQ(::setenv("PGSSLMODE", "disable", 1), 0);
  EXPECT_EQ(answer("postgresql:///hub"), "tls") << "and does not weaken the way";
  ::unsetenv("PGHOST");
  ::unsetenv("PGSSLMODE");
}

TEST(WayToPostgresql, TrustsTheAuthoritiesThatAreNamed) {
  test_support::TemporaryFolder const folder;
  auto const file = (folder / "root.crt").string();
  auto const url = "postgresql://db.example/hub?sslrootcert=" + file;
  EXPECT_EQ(answer(url), "store.tls-no-root");
  std::ofstream{file} << "a certificate";
  ASSERT_TRUE(tls_demand(url));
  EXPECT_TRUE(tls_demand(url)->root_file.empty());
  EXPECT_TRUE(tls_demand("postgresql://db.example/hub?sslrootcert=system"));
}

}  // namespace
}  // namespace concordat::store
