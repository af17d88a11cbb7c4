// SPDX-License-Identifier: Apache-2.0
// Runs each test of a suite on SQLite and on PostgreSQL, each in a database of its own.
//
//   class Submissions : public concordat::test_support::OnBothStores {};
//   CONCORDAT_ON_BOTH_STORES(Submissions);
//   TEST_P(Submissions, AreRecognisedByTheirHash) { auto connection = open_hub(); ... }
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "base/clock.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "support/temporary_folder.h"

namespace concordat::test_support {

class OnBothStores : public testing::TestWithParam<store::Backend> {
 protected:
  void SetUp() override;

  [[nodiscard]] bool is_sqlite() const { return GetParam() == store::Backend::sqlite; }
  /// The test's empty database.
  [[nodiscard]] store::Url const& url() const { return *url_; }
  /// A further empty database (the key database), gone with the first.
  [[nodiscard]] store::Url another_url();
  /// A connection to the test's database; ends the program where it cannot be had.
  [[nodiscard]] store::Connection open(store::ConnectionOptions const& options = {});
  /// The same, with the tables of the main schema.
  [[nodiscard]] store::Connection open_hub(store::ConnectionOptions const& options = {});

  [[nodiscard]] TemporaryFolder const& folder() const { return folder_; }

  FixedClock clock_{Instant{std::chrono::seconds{1'795'000'000}}};

 private:
  TemporaryFolder folder_;
  std::optional<store::Url> url_;
  int further_ = 0;
};

[[nodiscard]] std::string name_of_store(testing::TestParamInfo<store::Backend> const& info);

}  // namespace concordat::test_support

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): GoogleTest's own registration is a macro
#define CONCORDAT_ON_BOTH_STORES(suite)                                                                   \
  INSTANTIATE_TEST_SUITE_P(                                                                               \
      , suite, testing::Values(concordat::store::Backend::sqlite, concordat::store::Backend::postgresql), \
      concordat::test_support::name_of_store)
