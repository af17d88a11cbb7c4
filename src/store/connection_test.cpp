// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

#include <gmock/gmock.h>

#include <limits>

#include "base/chance.h"
#include "base/text.h"
#include "store/driver.h"
#include "store/pool.h"
#include "store/store_test_tools.h"
#include "store/transaction.h"
#include "support/on_both_stores.h"

namespace concordat::store {
namespace {

using testing::ElementsAre;

class Connections : public test_support::OnBothStores {
 protected:
  Connection open_with_table() {
    auto connection = open();
    expect(connection.core().driver->run_script(in_dialect(
        "CREATE TABLE thing (id @id@, small INTEGER, amount @real@, words TEXT, bytes @blob@) @strict@;",
        connection.backend())));
    return connection;
  }
};
CONCORDAT_ON_BOTH_STORES(Connections);

constexpr Sql add = "INSERT INTO thing (id, small, amount, words, bytes) VALUES (?, ?, ?, ?, ?)";
constexpr Sql read = "SELECT small, amount, words, bytes FROM thing WHERE id = ?";
constexpr Sql count = "SELECT count(*) FROM thing";

TEST_P(Connections, GiveBackEveryKindOfValueAsItWasBound) {
  auto connection = open_with_table();
  Bytes const blob{std::byte{0}, std::byte{255}, std::byte{'\''}};
  EXPECT_EQ(expect(connection.execute(add, 1, -7, 0.1, "Siân's \"café\"\t\\N ☃ 😀", blob)), 1);
  auto const same = connection.query_one(
      read,
      [&](Row const& row) {
        return row.columns() == 4 && row.integer(0) == -7 && row.small(0) == -7 && row.flag(0) &&
               row.number(1) == 0.1 && row.text(2) == "Siân's \"café\"\t\\N ☃ 😀" && row.bytes(3) == blob;
      },
      1);
  EXPECT_EQ(expect(same), true);
}

TEST_P(Connections, TellEmptyFromNull) {
  auto connection = open_with_table();
  expect(connection.execute(add, 1, std::optional<int>{}, nullptr, "", ByteView{}));
  auto const seen = connection.query_one(
      read,
      [](Row const& row) {
        EXPECT_EQ(row.integer(0), 0);
        EXPECT_EQ(row.number(1), 0);
        EXPECT_EQ(row.maybe_integer(0), std::nullopt);
        EXPECT_EQ(row.maybe_number(1), std::nullopt);
        EXPECT_EQ(row.maybe_string(2), "");
        return std::vector{row.is_null(0), row.is_null(1), row.is_null(2), row.is_null(3)};
      },
      1);
  EXPECT_THAT(*expect(seen), ElementsAre(true, true, false, false));
  EXPECT_EQ(
      expect(connection.query_one(read, [](Row const& row) { return row.integer(0); }, 2)), std::nullopt);
}

TEST_P(Connections, KeepTheWholeRangeOfIntegersAndTheBitsOfHashes) {
  auto connection = open_with_table();
  for (auto const id : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    expect(connection.execute(add, id, 1, 1.0, "", nullptr));
    EXPECT_EQ(expect(connection.query_integer("SELECT id FROM thing WHERE id = ?", id)), id);
  }
  auto const hash = std::uint64_t{0xdeadbeefcafef00dU};
  expect(connection.execute(add, hash, 1, 1.0, "", nullptr));
  auto const found = expect(connection.query_integer("SELECT id FROM thing WHERE id = ?", hash));
  EXPECT_EQ(static_cast<std::uint64_t>(*found), hash);
}

TEST_P(Connections, ReadSumsAveragesAndNumbersAskedForAsText) {
  auto connection = open_with_table();
  std::int64_t const large = 4'000'000'000'000;
  expect(connection.execute(add, large, 1, 2.5, "12", nullptr));
  expect(connection.execute(add, large + 10'000, 2, -0.25, "x", nullptr));
  auto const seen = connection.query_one(
      "SELECT sum(id), avg(small), sum(amount), -sum(id), max(small) FROM thing", [&](Row const& row) {
        EXPECT_EQ(row.integer(0), 2 * large + 10'000);
        EXPECT_EQ(row.number(1), 1.5);
        EXPECT_EQ(row.number(2), 2.25);
        EXPECT_EQ(row.integer(3), -2 * large - 10'000);
        EXPECT_EQ(row.text(4), "2");
        return 1;
      });
  expect(seen);
  auto const text_as_number = connection.query_one(
      "SELECT words, words FROM thing WHERE small = 1",
      [](Row const& row) { return row.integer(0) + static_cast<std::int64_t>(row.number(1)); });
  EXPECT_EQ(expect(text_as_number), 24);
}

TEST_P(Connections, StreamManyRowsAndStopWhenToldTo) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  for (int i = 0; i < 1000; ++i) expect(connection.execute(add, i, i % 7, 0.0, "row", nullptr));
  expect(transaction.commit());
  std::int64_t sum = 0;
  expect(
      connection.query("SELECT id FROM thing ORDER BY id", [&](Row const& row) { sum += row.integer(0); }));
  EXPECT_EQ(sum, 999 * 1000 / 2);
  int seen = 0;
  expect(connection.query("SELECT id FROM thing ORDER BY id", [&](Row const&) { return ++seen < 10; }));
  EXPECT_EQ(seen, 10);
  EXPECT_EQ(expect(connection.query_integer(count)), 1000);
}

TEST_P(Connections, PassOnTheFailureOfAVisitorWithoutSpoilingTheTransaction) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  expect(connection.execute(add, 1, 1, 0.0, "", nullptr));
  auto const refuse = [](Row const&) -> Result<void> {
    return fail(Fault::refused, "test.refused", "No.", "Ask differently.");
  };
  EXPECT_EQ(outcome(connection.query("SELECT id FROM thing", refuse)), "test.refused");
  expect(transaction.commit());
}

TEST_P(Connections, SayHowManyRowsAStatementTouched) {
  auto connection = open_with_table();
  for (int i = 0; i < 5; ++i) expect(connection.execute(add, i, i, 0.0, "", nullptr));
  EXPECT_EQ(expect(connection.execute("UPDATE thing SET small = 9 WHERE id < ?", 3)), 3);
  EXPECT_EQ(expect(connection.execute("DELETE FROM thing WHERE id = ?", 77)), 0);
  EXPECT_EQ(expect(connection.execute("SELECT id FROM thing")), 0);
  EXPECT_EQ(expect(connection.execute("CREATE TABLE other (id INTEGER)")), 0);
}

TEST_P(Connections, RunUpsertsWithReturningInTheSameWords) {
  auto connection = open_with_table();
  constexpr Sql upsert =
      "INSERT INTO thing (id, small) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET small = thing.small + 1"
      " RETURNING small";
  EXPECT_EQ(expect(connection.query_integer(upsert, 1, 10)), 10);
  EXPECT_EQ(expect(connection.query_integer(upsert, 1, 10)), 11);
}

TEST_P(Connections, LeaveQuestionMarksInQuotesAndCommentsAlone) {
  auto connection = open_with_table();
  auto const text = connection.query_one(
      "SELECT '? it''s ?', words -- ?\n FROM thing WHERE small = ?",
      [](Row const& row) { return row.string(0); }, 1);
  EXPECT_EQ(expect(text), std::nullopt);
  expect(connection.execute(add, 1, 1, 0.0, "", nullptr));
  auto const again = connection.query_one(
      "SELECT '? it''s ?', words -- ?\n FROM thing WHERE small = ?",
      [](Row const& row) { return row.string(0); }, 1);
  EXPECT_EQ(expect(again), "? it's ?");
}

TEST_P(Connections, HoldAStatementForALoop) {
  auto connection = open_with_table();
  auto insert = expect(Statement::prepare(connection, add));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(expect(insert.execute(i, i, 0.5, "x", nullptr)), 1);
  auto select = expect(Statement::prepare(connection, read));
  std::vector<std::int64_t> seen;
  for (int i = 0; i < 3; ++i)
    expect(select.query([&](Row const& row) { seen.push_back(row.integer(0)); }, i));
  EXPECT_THAT(seen, ElementsAre(0, 1, 2));
}

TEST_P(Connections, RollBackWhatIsNotCommitted) {
  auto connection = open_with_table();
  {
    auto transaction = expect(Transaction::write(connection));
    expect(connection.execute(add, 1, 1, 0.0, "", nullptr));
    EXPECT_TRUE(connection.in_transaction());
  }
  EXPECT_FALSE(connection.in_transaction());
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
  {
    auto transaction = expect(Transaction::write(connection));
    expect(transaction.connection().execute(add, 1, 1, 0.0, "", nullptr));
    expect(transaction.commit());
  }
  EXPECT_EQ(expect(connection.query_integer(count)), 1);
}

TEST_P(Connections, WaitForTheDiskAgainAfterATransactionThatDidNot) {
  auto connection = open_with_table();
  auto const waits = [&] {
    auto const said = is_sqlite() ? connection.query_one("PRAGMA synchronous", [](Row const& row) { return row.integer(0) == 2; })
                                  : connection.query_one("SHOW synchronous_commit", [](Row const& row) { return row.text(0) != "off"; });
    return expect(said).value_or(false);
  };
  ASSERT_TRUE(waits());
  for (bool const kept : {true, false}) {
    auto transaction = expect(Transaction::write_unforced(connection));
    EXPECT_FALSE(waits());
    expect(connection.execute(add, 1, 1, 0.0, "", nullptr));
    if (kept) {
      expect(transaction.commit());
      EXPECT_EQ(expect(connection.query_integer(count)), 1);
      expect(connection.execute("DELETE FROM thing"));
    } else {
      transaction.roll_back();
    }
    EXPECT_TRUE(waits());
  }
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
}

TEST_P(Connections, CommitNothingAfterOneFailedStatement) {
  auto connection = open_with_table();
  auto transaction = expect(Transaction::write(connection));
  expect(connection.execute(add, 1, 1, 0.0, "", nullptr));
  EXPECT_EQ(outcome(connection.execute(add, 1, 1, 0.0, "", nullptr)), "store.conflict");
  EXPECT_EQ(outcome(connection.execute(add, 2, 1, 0.0, "", nullptr)), "store.transaction-failed");
  EXPECT_EQ(outcome(connection.query_integer(count)), "store.transaction-failed");
  EXPECT_EQ(outcome(transaction.commit()), "store.transaction-failed");
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
}

TEST_P(Connections, SeeOneUnchangingStateInAReadingTransaction) {
  auto writer = open_with_table();
  auto reader = open();
  auto transaction = expect(Transaction::read(reader));
  EXPECT_EQ(expect(reader.query_integer(count)), 0);
  expect(writer.execute(add, 1, 1, 0.0, "", nullptr));
  EXPECT_EQ(expect(reader.query_integer(count)), 0);
  EXPECT_EQ(outcome(reader.execute(add, 2, 1, 0.0, "", nullptr)), "store.read-only");
  transaction.roll_back();
  EXPECT_EQ(expect(reader.query_integer(count)), 1);
  expect(reader.execute(add, 2, 1, 0.0, "", nullptr));
}

TEST_P(Connections, ReadTogetherAndWriteAgainAfterwards) {
  auto connection = open_with_table();
  expect(connection.execute(add, 1, 1, 0.0, "", nullptr));
  {
    ReadsTogether const together{connection};
    ReadsTogether const inside{connection};
    EXPECT_EQ(expect(connection.query_integer(count)), 1);
    EXPECT_EQ(expect(connection.query_integer(count)), 1);
    if (connection.backend() == Backend::sqlite) {
      EXPECT_EQ(outcome(connection.execute(add, 2, 1, 0.0, "", nullptr)), "store.read-only");
    }
  }
  expect(connection.execute(add, 2, 1, 0.0, "", nullptr));
  auto transaction = expect(Transaction::write(connection));
  ReadsTogether const within{connection};
  expect(connection.execute(add, 3, 1, 0.0, "", nullptr));
  expect(transaction.commit());
  EXPECT_EQ(expect(connection.query_integer(count)), 3);
}

TEST_P(Connections, RefuseAQuestionInsideAnAnswerAndATransactionInsideAnother) {
  auto connection = open_with_table();
  expect(connection.execute(add, 1, 1, 0.0, "", nullptr));
  std::string inner;
  expect(connection.query("SELECT id FROM thing",
                          [&](Row const&) { inner = outcome(connection.query_integer(count)); }));
  EXPECT_EQ(inner, "store.nested-query");
  auto transaction = expect(Transaction::write(connection));
  EXPECT_EQ(outcome(Transaction::write(connection)), "store.nested-transaction");
  EXPECT_EQ(outcome(Transaction::read(connection)), "store.nested-transaction");
  expect(transaction.commit());
}

TEST_P(Connections, RefuseTheSameValues) {
  auto connection = open_with_table();
  constexpr Sql set_words = "INSERT INTO thing (id, words) VALUES (1, ?)";
  std::string_view const with_nul{"a\0b", 3};
  EXPECT_EQ(outcome(connection.execute(set_words, with_nul)), "store.bad-text");
  EXPECT_EQ(outcome(connection.execute(set_words, "12345678\xff")), "store.bad-text");
  EXPECT_EQ(outcome(connection.execute(set_words, "\xc3")), "store.bad-text");
  constexpr Sql set_amount = "INSERT INTO thing (id, amount) VALUES (1, ?)";
  EXPECT_EQ(outcome(connection.execute(set_amount, std::numeric_limits<double>::infinity())),
            "store.not-finite");
  EXPECT_EQ(outcome(connection.execute(set_amount, std::numeric_limits<double>::quiet_NaN())),
            "store.not-finite");
  EXPECT_EQ(outcome(connection.execute("INSERT INTO thing (id, small) VALUES (1, ?)", "seven")),
            "store.bad-value");
  EXPECT_EQ(outcome(connection.execute("INSERT INTO thing (id, bytes) VALUES (1, ?)", 5)), "store.bad-value");
  EXPECT_EQ(outcome(connection.execute(set_words)), "store.wrong-parameters");
  EXPECT_EQ(outcome(connection.execute(set_words, "a", "b")), "store.wrong-parameters");
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
  expect(connection.execute(set_amount, 3));
}

TEST_P(Connections, RefuseANumberThatIsTooLargeForItsColumn) {
  if (is_sqlite()) GTEST_SKIP() << "every integer of SQLite has 64 bits";
  auto connection = open_with_table();
  constexpr Sql set_small = "INSERT INTO thing (id, small) VALUES (1, ?)";
  EXPECT_EQ(outcome(connection.execute(set_small, std::int64_t{1} << 31)), "store.out-of-range");
  EXPECT_EQ(outcome(connection.execute(set_small, -(std::int64_t{1} << 31) - 1)), "store.out-of-range");
  expect(connection.execute(set_small, (std::int64_t{1} << 31) - 1));
}

TEST(Storable, TextIsUtf8WithoutNul) {
  EXPECT_TRUE(is_storable(""));
  EXPECT_TRUE(is_storable("12345678901234567890"));
  EXPECT_TRUE(is_storable("Ünïcödé, and after it plain text"));
  EXPECT_FALSE(is_storable("plain text, and after it \xff"));
  EXPECT_FALSE(is_storable("\xed\xa0\x80"));
  EXPECT_FALSE(is_storable("\xc0\x80"));
  // against the slow way, for every length and place
  SeededChance chance{7};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto length = chance.below(20); length > 0; --length)
      text += chance.below(12) == 0 ? static_cast<char>(chance.below(256))
                                    : static_cast<char>(1 + chance.below(127));
    EXPECT_EQ(is_storable(text), text.find('\0') == text.npos && text::is_utf8(text));
  }
}

TEST(Urls, NameBothBackEndsAndNeverShowAPassword) {
  EXPECT_EQ(expect(Url::parse("sqlite:/data/hub.db")).target(), "/data/hub.db");
  EXPECT_EQ(expect(Url::parse("sqlite:hub.db")).shown(), "sqlite:hub.db");
  auto const server = expect(Url::parse("postgresql://hub:se@cret@db.example:5432/hub?sslmode=require"));
  EXPECT_EQ(server.backend(), Backend::postgresql);
  EXPECT_EQ(server.shown(), "postgresql://db.example:5432/hub");
  EXPECT_EQ(expect(Url::parse("postgres:///hub?host=/run/postgresql&password=x")).shown(),
            "postgresql:///hub");
  for (auto const* const bad :
       {"", "sqlite:", "hub.db", "postgresql://", "mysql://localhost/hub", "SQLITE:x"})
    EXPECT_EQ(outcome(Url::parse(bad)), "store.bad-url") << bad;
}

class Pools : public test_support::OnBothStores {};
CONCORDAT_ON_BOTH_STORES(Pools);

TEST_P(Pools, LendEachConnectionToOneAtATime) {
  Pool pool{url(), {}, 2};
  auto first = expect(pool.take());
  {
    auto second = expect(pool.take());
    EXPECT_EQ(expect(second->query_integer("SELECT 2")), 2);
    EXPECT_EQ(outcome(pool.take(std::chrono::milliseconds{1})), "store.pool-empty");
  }
  auto again = expect(pool.take(std::chrono::milliseconds{1}));
  EXPECT_EQ(expect((*again).query_integer("SELECT 3")), 3);
}

TEST_P(Pools, KeepTheirSizeWhenAConnectionCannotBeMade) {
  Pool pool{Url::sqlite((folder() / "no" / "such" / "folder.db").string()), {}, 1};
  EXPECT_EQ(outcome(pool.take()), "store.cannot-open");
  EXPECT_EQ(outcome(pool.take(std::chrono::milliseconds{1})), "store.cannot-open");
}

}  // namespace
}  // namespace concordat::store
