// SPDX-License-Identifier: Apache-2.0
#include "store/bulk.h"

#include <gmock/gmock.h>

#include <limits>

#include "base/chance.h"
#include "store/driver.h"
#include "store/postgresql_values.h"
#include "store/store_test_tools.h"
#include "support/on_both_stores.h"

namespace concordat::store {
namespace {

using testing::ElementsAre;

constexpr Sql count = "SELECT count(*) FROM thing";

class BulkLoads : public test_support::OnBothStores {
 protected:
  Connection open_with_table() {
    auto connection = open();
    expect(connection.core().driver->run_script(in_dialect(
        "CREATE TABLE thing (id @id@, small INTEGER, amount @real@, words TEXT, bytes @blob@) @strict@;"
        "CREATE TABLE other (id @id@ CHECK (id < 1000000)) @strict@;",
        connection.backend())));
    return connection;
  }
  static Result<Bulk> into_thing(Transaction& transaction) {
    return Bulk::into(transaction, "thing", {"id", "small", "amount", "words", "bytes"});
  }
};
CONCORDAT_ON_BOTH_STORES(BulkLoads);

TEST_P(BulkLoads, KeepEveryCharacterThatMeansSomethingToCopy) {
  std::vector<std::string> const texts{
      "",     "\\N",    "\\.",        "a\tb",   "a\nb\r\nc", "\\",
      "\\\\", "\\x00",  "'; DROP --", "☃ Siân", "\x01\x1f",  "{\"a\":\"b\\n\"}",
      "\t",   "tail\\", "\r",         "NULL",   "a\\tb"};
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  auto bulk = expect(into_thing(transaction));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    bulk.integer(static_cast<std::int64_t>(i)).null().number(0).text(texts[i]).null();
    expect(bulk.end_row());
  }
  EXPECT_EQ(expect(bulk.finish()), texts.size());
  expect(transaction.commit());
  std::vector<std::string> read;
  expect(connection.query("SELECT words FROM thing ORDER BY id",
                          [&](Row const& row) { read.push_back(row.string(0)); }));
  EXPECT_EQ(read, texts);
}

TEST_P(BulkLoads, KeepBlobsNumbersAndNullsApart) {
  Bytes every;
  for (int i = 0; i < 256; ++i) every.push_back(static_cast<std::byte>(i));
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  auto bulk = expect(into_thing(transaction));
  expect(bulk.integer(1).integer(-5).number(0.1).maybe_text("").blob(every).end_row());
  expect(bulk.integer(2).null().null().null().null().end_row());
  expect(bulk.integer(3).flag(true).maybe_number({}).maybe_text({}).blob({}).end_row());
  expect(bulk.integer(std::numeric_limits<std::int64_t>::min())
             .maybe_integer(7)
             .number(-1e300)
             .text("x")
             .null()
             .end_row());
  expect(bulk.finish());
  expect(transaction.commit());
  std::vector<std::string> read;
  expect(connection.query("SELECT small, amount, words, bytes FROM thing ORDER BY id", [&](Row const& row) {
    std::string line;
    for (int i = 0; i < 4; ++i) line += row.is_null(i) ? 'n' : 'v';
    line += std::to_string(row.integer(0)) + "/" + std::to_string(row.blob(3).size());
    read.push_back(line);
    if (line == "vvvv-5/256") {
      EXPECT_EQ(row.bytes(3), every);
      EXPECT_EQ(row.number(1), 0.1);
    }
    if (line == "vvvn7/0") {
      EXPECT_EQ(row.number(1), -1e300);
    }
  }));
  EXPECT_THAT(read, ElementsAre("vvvn7/0", "vvvv-5/256", "nnnn0/0", "vnnv1/0"));
}

TEST_P(BulkLoads, RefuseTextThatIsNotUtf8OrHoldsNul) {
  auto connection = open_with_table();
  for (auto const bad : {std::string_view{"\xff"}, std::string_view{"a\0", 2}}) {
    auto transaction = expect(Transaction::write(connection));
    auto bulk = expect(into_thing(transaction));
    EXPECT_EQ(outcome(bulk.integer(1).integer(1).number(1).text(bad).null().end_row()), "store.bad-text");
    EXPECT_EQ(outcome(bulk.finish()), "store.transaction-failed");
    EXPECT_EQ(outcome(transaction.commit()), "store.transaction-failed");
  }
  auto transaction = expect(Transaction::write(connection));
  auto bulk = expect(into_thing(transaction));
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(outcome(bulk.integer(1).integer(1).number(nan).text("").null().end_row()), "store.not-finite");
}

TEST_P(BulkLoads, RefuseTooFewAndTooManyValuesAndUnknownColumns) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  {
    auto bulk = expect(Bulk::into(transaction, "other", {"id"}));
    EXPECT_EQ(outcome(bulk.integer(1).integer(2).end_row()), "store.bulk-columns");
  }
  transaction.roll_back();
  auto second = expect(Transaction::write(connection));
  {
    auto bulk = expect(into_thing(second));
    EXPECT_EQ(outcome(bulk.integer(1).end_row()), "store.bulk-columns");
  }
  second.roll_back();
  auto third = expect(Transaction::write(connection));
  {
    auto bulk = expect(Bulk::into(third, "other", {"id"}));
    bulk.integer(1);
    EXPECT_EQ(outcome(bulk.finish()), "store.bulk-columns");
  }
  third.roll_back();
  auto fourth = expect(Transaction::write(connection));
  EXPECT_EQ(outcome(Bulk::into(fourth, "thing", {"id", "nothing"})), "store.mistake");
}

TEST_P(BulkLoads, LoadAllOrNothing) {
  auto connection = open_with_table();
  {
    auto transaction = expect(Transaction::write(connection));
    auto bulk = expect(Bulk::into(transaction, "thing", {"id", "words"}));
    for (int i = 0; i < 50'000; ++i) expect(bulk.integer(i).text("some words to fill the buffer").end_row());
    auto again = bulk.integer(49'999).text("").end_row();
    if (again) again = bulk.flush();
    EXPECT_EQ(outcome(again), "store.conflict");
    EXPECT_EQ(outcome(transaction.commit()), "store.transaction-failed");
  }
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
}

TEST_P(BulkLoads, TellARowThatBreaksARule) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  auto bulk = expect(Bulk::into(transaction, "other", {"id"}));
  auto broken = bulk.integer(1'000'000).end_row();
  if (broken) broken = bulk.flush();
  EXPECT_EQ(outcome(broken), "store.rule-broken");
}

TEST_P(BulkLoads, SpoilTheTransactionWhenLeftUnfinished) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  {
    auto bulk = expect(Bulk::into(transaction, "other", {"id"}));
    expect(bulk.integer(1).end_row());
  }
  EXPECT_EQ(outcome(transaction.commit()), "store.transaction-failed");
}

TEST_P(BulkLoads, TakeNoMoreRowsAfterTheyFinished) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  auto bulk = expect(Bulk::into(transaction, "other", {"id"}));
  EXPECT_EQ(expect(bulk.finish()), 0U);
  EXPECT_EQ(outcome(bulk.integer(1).end_row()), "store.bulk-unfinished");
}

TEST_P(BulkLoads, ShareATransactionWithEachOtherAndWithStatements) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  auto things = expect(Bulk::into(transaction, "thing", {"id", "words"}));
  auto others = expect(Bulk::into(transaction, "other", {"id"}));
  for (int i = 0; i < 40'000; ++i) {
    expect(things.integer(i).text("words enough to send more than once, words enough to send").end_row());
    expect(others.integer(i).end_row());
    if (i % 10'000 == 0) {
      expect(things.flush());
      EXPECT_EQ(expect(connection.query_integer("SELECT id FROM thing WHERE id = ?", i)), i);
    }
  }
  EXPECT_EQ(expect(things.finish()), 40'000U);
  EXPECT_EQ(expect(others.finish()), 40'000U);
  expect(transaction.commit());
  EXPECT_EQ(expect(connection.query_integer("SELECT count(*) FROM thing JOIN other ON thing.id = other.id")),
            40'000);
}

/// Whatever is put in comes out, row for row, on both.
TEST_P(BulkLoads, GiveBackAnyTextAndBlob) {
  auto connection = open_with_table();
  SeededChance chance{11};
  std::vector<std::pair<std::string, Bytes>> put;
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (auto length = chance.below(30); length > 0; --length) {
      static constexpr std::string_view pieces[] = {"\\", "\t", "\n", "\r", "N", ".",
                                                    "é",  "😀", "x",  "'",  "\""};
      text += pieces[chance.below(std::size(pieces))];
    }
    Bytes blob(chance.below(40));
    chance.fill(blob);
    put.emplace_back(std::move(text), std::move(blob));
  }
  auto transaction = expect(Transaction::write(connection));
  auto bulk = expect(Bulk::into(transaction, "thing", {"id", "words", "bytes"}));
  for (std::size_t i = 0; i < put.size(); ++i)
    expect(bulk.integer(static_cast<std::int64_t>(i)).text(put[i].first).blob(put[i].second).end_row());
  expect(bulk.finish());
  expect(transaction.commit());
  std::vector<std::pair<std::string, Bytes>> got;
  expect(connection.query("SELECT words, bytes FROM thing ORDER BY id",
                          [&](Row const& row) { got.emplace_back(row.string(0), row.bytes(1)); }));
  EXPECT_EQ(got, put);
}

TEST(NumberedPlaces, CountOutsideQuotesAndComments) {
  using postgresql::with_numbered_places;
  EXPECT_EQ(with_numbered_places("a = ? AND b = ?"), "a = $1 AND b = $2");
  EXPECT_EQ(with_numbered_places("'?''?' = ? -- ?\n AND \"?\" = ?"), "'?''?' = $1 -- ?\n AND \"?\" = $2");
  EXPECT_EQ(with_numbered_places("? '?"), "$1 '?");
  EXPECT_EQ(with_numbered_places(""), "");
}

}  // namespace
}  // namespace concordat::store
