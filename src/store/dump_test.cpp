// SPDX-License-Identifier: Apache-2.0
#include "store/dump.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>

#include "store/store_test_tools.h"
#include "support/on_both_stores.h"

namespace concordat::store {
namespace {

class Gathered final : public DumpSink {
 public:
  Result<void> write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  std::string text;
};

class From final : public DumpSource {
 public:
  explicit From(std::string_view text) : rest_{text} {}
  Result<void> read(char* to, std::size_t size) override {
    if (rest_.size() < size) return concordat::fail(Fault::malformed, "dump.cut", "Cut.", "Take another.");
    std::copy_n(rest_.begin(), size, to);
    rest_.remove_prefix(size);
    return {};
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

class Dumps : public test_support::OnBothStores {
 protected:
  /// A row of every kind, with the values that are easily lost.
  static void fill(Connection& hub) {
    expect(hub.execute("INSERT INTO agency (id, number, kind, name) VALUES ('ed', 1, 'hospital', 'Ysbyty G\xc5\xb5yr \\ \"x\"')"));
    expect(hub.execute("INSERT INTO agency (id, number, kind, name, public_key) VALUES ('a-police', 2, 'police', 'P', '')"));
    expect(hub.execute("INSERT INTO hub_clock (one, high_water) VALUES (1, '2026-11-21')"));
    for (auto const id : {std::numeric_limits<std::int64_t>::min() + 1, std::int64_t{-1}, std::int64_t{7}, std::numeric_limits<std::int64_t>::max()}) {
      expect(hub.execute("INSERT INTO source_record (id, submission, sheet, row_number, version, open_data, sealed, key_version)"
                         " VALUES (?, 1, 0, 1, 1, ?, ?, 1)",
                         id, "line\nline\ttab\r", "\x00\xff\n\\x"_blob));
    }
    expect(hub.execute("INSERT INTO source_record (id, submission, sheet, row_number, version, open_data) VALUES (8, 1, 0, 1, 1, '')"));
    for (auto const i : {0, 1, 2}) expect(hub.execute("INSERT INTO ledger_leaf (i, entry) VALUES (?, ?)", i, "entry"_blob));
    expect(hub.execute("INSERT INTO feed_points (feed, points) VALUES (1, ?)", ""_blob));
  }

  static std::string dumped(Connection& connection, Schema schema = Schema::hub) {
    auto transaction = expect(Transaction::read(connection));
    Gathered sink;
    expect(write_dump(transaction, schema, sink));
    return std::move(sink.text);
  }

  static std::string loaded(Connection& connection, std::string_view dump, Clock const& clock, Schema schema = Schema::hub) {
    From source{dump};
    auto const report = read_dump(connection, schema, source, clock);
    EXPECT_TRUE(!report || source.at_end());
    return outcome(report);
  }
};
CONCORDAT_ON_BOTH_STORES(Dumps);

TEST_P(Dumps, HoldEveryValueAndLoadIntoEitherStore) {
  auto hub = open_hub();
  fill(hub);
  auto const dump = dumped(hub);
  auto second = expect(Connection::open(another_url()));
  ASSERT_EQ(loaded(second, dump, clock_), "fine");
  EXPECT_EQ(dumped(second), dump);
  expect(check_schema(second, Schema::hub));
  EXPECT_EQ(expect(count_rows(second, Schema::hub)), expect(count_rows(hub, Schema::hub)));
  // The other back end's dump of the same rows is the same, but for the order of keys that are text.
  auto other = expect(Connection::open(Url::sqlite((folder() / "other.db").string())));
  ASSERT_EQ(loaded(other, dump, clock_), "fine");
  auto third = expect(Connection::open(another_url()));
  ASSERT_EQ(loaded(third, dumped(other), clock_), "fine");
  EXPECT_EQ(dumped(third), dump);
}

TEST_P(Dumps, AreOfOneMomentWhateverIsWrittenMeanwhile) {
  auto hub = open_hub();
  fill(hub);
  auto const before = dumped(hub);
  auto transaction = expect(Transaction::read(hub));
  expect(hub.query_integer("SELECT count(*) FROM agency"));  // on SQLite the first look fixes the moment
  auto writer = open();
  expect(writer.execute("INSERT INTO ledger_leaf (i, entry) VALUES (3, ?)", "later"_blob));
  Gathered sink;
  expect(write_dump(transaction, Schema::hub, sink));
  EXPECT_TRUE(sink.text == before);
}

TEST_P(Dumps, NeverGoOverDataThatIsThere) {
  auto hub = open_hub();
  fill(hub);
  auto const dump = dumped(hub);
  EXPECT_EQ(loaded(hub, dump, clock_), "store.not-empty");
  EXPECT_EQ(dumped(hub), dump);
}

TEST_P(Dumps, LeaveNothingBehindWhereverTheyAreCut) {
  auto hub = open_hub();
  fill(hub);
  auto const dump = dumped(hub);
  auto place = expect(Connection::open(another_url()));
  for (std::size_t length = 0; length < dump.size(); length += 37) {
    EXPECT_EQ(loaded(place, std::string_view{dump}.substr(0, length), clock_), "dump.cut") << length;
    EXPECT_TRUE(expect(is_empty(place, Schema::hub))) << length;
  }
  EXPECT_EQ(loaded(place, dump, clock_), "fine") << "a place that a failed restore left is still empty";
}

TEST_P(Dumps, TakenAwayAgainLeaveAnEmptyDatabase) {
  auto hub = open_hub();
  fill(hub);
  auto const dump = dumped(hub);
  auto place = expect(Connection::open(another_url()));
  ASSERT_EQ(loaded(place, dump, clock_), "fine");
  expect(drop_tables(place, Schema::hub));
  EXPECT_EQ(expect(schema_number(place, Schema::hub)), 0);
  EXPECT_EQ(loaded(place, dump, clock_), "fine") << "not even a function is left";
}

TEST_P(Dumps, KeepTheTwoDatabasesApart) {
  auto hub = open_hub();
  auto keys = expect(Connection::open(another_url()));
  expect(migrate(keys, Schema::keys, clock_));
  auto place = expect(Connection::open(another_url()));
  EXPECT_EQ(loaded(place, dumped(hub), clock_, Schema::keys), "dump.other-schema");
  EXPECT_EQ(loaded(place, dumped(keys, Schema::keys), clock_), "dump.other-schema");
  EXPECT_EQ(loaded(place, dumped(keys, Schema::keys), clock_, Schema::keys), "fine");
}

TEST_P(Dumps, OfAnotherProgramAreRefused) {
  auto hub = open_hub();
  auto const dump = dumped(hub);
  auto place = expect(Connection::open(another_url()));
  auto const number_at = std::string_view{"concordat-dump/1\n"}.size() + 2 + 3;
  auto newer = dump;
  newer[number_at + 3] = static_cast<char>(migrations(Schema::hub).size() + 1);
  EXPECT_EQ(loaded(place, newer, clock_), "dump.newer");
  auto changed = dump;
  changed[number_at + 4] = changed[number_at + 4] == '0' ? '1' : '0';
  EXPECT_EQ(loaded(place, changed, clock_), "dump.newer");
  EXPECT_EQ(loaded(place, "concordat-dump/2\n" + dump.substr(17), clock_), "dump.malformed");
  auto table = dump;
  table.replace(table.find("agency"), 6, "member");
  EXPECT_EQ(loaded(place, table, clock_), "dump.malformed");
}

TEST_P(Dumps, OfAnOlderProgramAreBroughtUpToDate) {
  auto const newest = static_cast<int>(migrations(Schema::hub).size());
  auto old = open();
  expect(migrate(old, Schema::hub, clock_, 1));
  expect(old.execute("INSERT INTO agency (id, number, kind, name) VALUES ('ed', 1, 'hospital', 'H')"));
  EXPECT_EQ(expect(schema_number(old, Schema::hub)), 1);
  auto transaction = expect(Transaction::read(old));
  Gathered sink;
  EXPECT_EQ(outcome(write_dump(transaction, Schema::hub, sink)), "store.older-database") << "first init, then a backup";
  transaction.roll_back();
  // As the program of that day wrote it: the tables of the first migration alone.
  std::string dump = "concordat-dump/1\n";
  dump += std::string{"\0\3hub\0\0\0\1", 9} + schema_hash(Schema::hub, 1);
  auto hub = expect(Connection::open(Url::sqlite((folder() / "new.db").string())));
  expect(migrate(hub, Schema::hub, clock_));
  auto const now = dumped(hub);
  using namespace std::string_literals;
  auto const no_rows = "e"s + std::string(8, '\0');
  std::map<std::size_t, std::string> tables;  // by where they stand
  for (std::string const name : {"partnership", "agency", "member", "feed", "hub_clock", "outbox"}) {
    auto const begin = now.find("t\0"s + static_cast<char>(name.size()) + name);
    ASSERT_NE(begin, std::string::npos) << name;
    auto const end = now.find(no_rows, begin) + no_rows.size();
    tables[begin] = now.substr(begin, end - begin);
    // The columns that later migrations added.
    auto const added = name == "feed" ? "\0\x07"s + "contactt" : name == "partnership" ? "\0\x13"s + "group_changed_indexi" : ""s;
    if (added.empty()) continue;
    auto& table = tables[begin];
    ASSERT_NE(table.find(added), std::string::npos) << name;
    table.erase(table.find(added), added.size());
    --table[2 + 1 + name.size() + 1];
  }
  for (auto const& [at, table] : tables) dump += table;
  dump += "z";
  auto place = expect(Connection::open(another_url()));
  ASSERT_EQ(loaded(place, dump, clock_), "fine");
  EXPECT_EQ(expect(schema_number(place, Schema::hub)), newest);
}

}  // namespace
}  // namespace concordat::store
