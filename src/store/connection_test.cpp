// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

#include <gtest/gtest.h>

#include "store/bulk.h"
#include "store/transaction.h"
#include "support/on_both_stores.h"

namespace concordat::store {
namespace {

class Connections : public test_support::OnBothStores {};
CONCORDAT_ON_BOTH_STORES(Connections);

TEST_P(Connections, AnswerASimpleQuestion) {
  auto connection = open_hub();
  auto const one = connection.query_integer("SELECT 1");
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(**one, 1);
}

}  // namespace
}  // namespace concordat::store
