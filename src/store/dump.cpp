// SPDX-License-Identifier: Apache-2.0
#include "store/dump.h"

#include <algorithm>
#include <array>
#include <bit>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "store/bulk.h"
#include "store/driver.h"
#include "store/dump_tables.h"

namespace concordat::store {
namespace {

constexpr std::string_view magic = "concordat-dump/1\n";
constexpr char table_mark = 't';
constexpr char row_mark = 'r';
constexpr char end_of_table = 'e';
constexpr char end_of_dump = 'z';
constexpr std::uint32_t largest_value = 256U << 20;
constexpr std::size_t growth = 1U << 20;

std::string_view name_of(Schema schema) { return schema == Schema::hub ? "hub" : "keys"; }

template <class Number>
void put(std::string& out, Number number) {
  for (std::size_t byte = sizeof(Number); byte-- > 0;) out += static_cast<char>(number >> (8 * byte));
}

void put_name(std::string& out, std::string_view name) {
  put(out, static_cast<std::uint16_t>(name.size()));
  out += name;
}

/// What comes before a table's rows: its name, and its columns with their kinds.
std::string head_of(DumpTable const& table) {
  std::string head(1, table_mark);
  put_name(head, table.name);
  put(head, static_cast<std::uint16_t>(table.columns.size()));
  for (auto const& column : table.columns) {
    put_name(head, column.name);
    head += static_cast<char>(column.kind);
  }
  return head;
}

std::string head_of(Schema schema, int number) {
  std::string head{magic};
  put_name(head, name_of(schema));
  put(head, static_cast<std::uint32_t>(number));
  head += schema_hash(schema, number);
  return head;
}

void put_value(std::string& out, Row const& row, int place, DumpColumn::Kind kind) {
  bool const there = !row.is_null(place);
  out += static_cast<char>(there);
  if (!there) return;
  auto const bytes = [&](std::string_view value) {
    put(out, static_cast<std::uint32_t>(value.size()));
    out += value;
  };
  switch (kind) {
    case DumpColumn::Kind::integer: return put(out, static_cast<std::uint64_t>(row.integer(place)));
    case DumpColumn::Kind::number: return put(out, std::bit_cast<std::uint64_t>(row.number(place)));
    case DumpColumn::Kind::text: return bytes(row.text(place));
    case DumpColumn::Kind::blob: return bytes(crypto::text_of(row.blob(place)));
  }
}

/// Runs a statement made of our own migrations' names: the one place where SQL is no literal.
template <class Visit>
Result<void> visit_all(Core& core, std::string const& sql, Visit visit) {
  if (auto now = core.ready(); !now) return now;
  auto statement = core.noted(core.driver->prepare(sql));
  if (!statement) return fail(statement);
  auto done = core.noted((*statement)->start({}));
  while (done) {
    auto const more = core.noted((*statement)->step());
    if (!more) done = fail(more);
    if (!more || !*more) break;
    done = visit(Row{**statement});
  }
  (*statement)->reset();
  return done;
}

Result<std::uint64_t> write_table(Core& core, DumpTable const& table, DumpSink& sink) {
  std::uint64_t rows = 0;
  auto gathered = head_of(table);
  auto done = visit_all(core, table.select_all(), [&](Row const& row) -> Result<void> {
    ++rows;
    gathered += row_mark;
    for (std::size_t at = 0; at < table.columns.size(); ++at) put_value(gathered, row, static_cast<int>(at), table.columns[at].kind);
    if (gathered.size() < growth) return {};
    auto written = sink.write(gathered);
    gathered.clear();
    return written;
  });
  if (!done) return fail(done);
  gathered += end_of_table;
  put(gathered, rows);
  if (auto written = sink.write(gathered); !written) return fail(written);
  return rows;
}

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "dump.malformed", "The backup does not hold what its tables should.",
              "Take another copy of the backup; it was made by another program or is damaged.");
}

/// Takes the stream apart and compares it with what it must be, byte for byte where it can.
class Reader {
 public:
  explicit Reader(DumpSource& source) : source_{source} {}

  template <class Number>
  Result<Number> number() {
    std::array<char, sizeof(Number)> bytes{};
    if (auto read = source_.read(bytes.data(), bytes.size()); !read) return fail(read);
    std::uint64_t value = 0;
    for (char const byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return static_cast<Number>(value);
  }

  /// Grows with what is there: a length that lies costs no memory.
  Result<void> bytes(std::string& into, std::uint32_t size) {
    into.clear();
    if (size > largest_value) return malformed();
    while (into.size() < size) {
      auto const have = into.size();
      into.resize(have + std::min<std::size_t>(growth, size - have));
      if (auto read = source_.read(into.data() + have, into.size() - have); !read) return read;
    }
    return {};
  }

  /// True where the next bytes are these.
  Result<bool> is(std::string_view expected) {
    if (auto read = bytes(scratch_, static_cast<std::uint32_t>(expected.size())); !read) return fail(read);
    return scratch_ == expected;
  }

  Result<void> must_be(std::string_view expected) {
    auto const same = is(expected);
    if (!same) return fail(same);
    return *same ? Result<void>{} : malformed();
  }

 private:
  DumpSource& source_;
  std::string scratch_;
};

/// Which migration the dump was made at, or why it cannot be read here.
Result<int> read_head(Reader& reader, Schema schema) {
  if (auto fine = reader.must_be(magic); !fine) return fail(fine);
  auto const length = reader.number<std::uint16_t>();
  if (!length) return fail(length);
  std::string name;
  if (auto read = reader.bytes(name, *length); !read) return fail(read);
  if (name != name_of(schema)) {
    return fail(Fault::refused, "dump.other-schema", "The backup holds the other database: hub and keys are kept apart.",
                "Give the backup of the database and that of the keys each where it belongs.");
  }
  auto const number = reader.number<std::uint32_t>();
  if (!number) return fail(number);
  auto const newest = static_cast<std::uint32_t>(migrations(schema).size());
  auto const known = *number >= 1 && *number <= newest ? reader.is(schema_hash(schema, static_cast<int>(*number))) : Result<bool>{false};
  if (!known) return fail(known);
  if (!*known) {
    return fail(Fault::refused, "dump.newer", "The backup was made by a newer or a changed version of this program.",
                "Install the version that made it, or a newer one.");
  }
  return static_cast<int>(*number);
}

Result<void> load_value(Reader& reader, DumpColumn::Kind kind, Bulk& bulk, std::string& room) {
  auto const there = reader.number<std::uint8_t>();
  if (!there) return fail(there);
  if (*there > 1) return malformed();
  if (*there == 0) {
    bulk.null();
    return {};
  }
  if (kind == DumpColumn::Kind::integer || kind == DumpColumn::Kind::number) {
    auto const value = reader.number<std::uint64_t>();
    if (!value) return fail(value);
    if (kind == DumpColumn::Kind::integer) bulk.integer(static_cast<std::int64_t>(*value));
    else bulk.number(std::bit_cast<double>(*value));
    return {};
  }
  auto const size = reader.number<std::uint32_t>();
  if (!size) return fail(size);
  if (auto read = reader.bytes(room, *size); !read) return read;
  if (kind == DumpColumn::Kind::text) bulk.text(room);
  else bulk.blob(std::as_bytes(std::span{room}));
  return {};
}

Result<std::uint64_t> load_table(Reader& reader, DumpTable const& table, Bulk bulk) {
  if (auto fine = reader.must_be(head_of(table)); !fine) return fail(fine);
  std::vector<std::string> rooms(table.columns.size());  // a row's texts must live until its end
  std::uint64_t rows = 0;
  for (;; ++rows) {
    auto const mark = reader.number<char>();
    if (!mark) return fail(mark);
    if (*mark == end_of_table) break;
    if (*mark != row_mark) return malformed();
    for (std::size_t at = 0; at < table.columns.size(); ++at) {
      if (auto done = load_value(reader, table.columns[at].kind, bulk, rooms[at]); !done) return fail(done);
    }
    if (auto done = bulk.end_row(); !done) return fail(done);
  }
  auto const said = reader.number<std::uint64_t>();
  if (!said) return fail(said);
  if (*said != rows) return malformed();
  return bulk.finish();
}

}  // namespace

std::string schema_hash(Schema schema, int number) {
  crypto::Sha256 hash;
  for (auto const& migration : migrations(schema).first(static_cast<std::size_t>(number))) hash.update(crypto::sha256(migration.text));
  return crypto::to_hex(hash.finish());
}

Result<DumpReport> write_dump(Transaction& transaction, Schema schema, DumpSink& sink) {
  DumpReport report;
  report.schema_number = static_cast<int>(migrations(schema).size());
  if (auto fine = check_schema(transaction.connection(), schema); !fine) return fail(fine);
  auto const tables = tables_of(schema, report.schema_number);
  if (!tables) return fail(tables);
  if (auto written = sink.write(head_of(schema, report.schema_number)); !written) return fail(written);
  for (auto const& table : *tables) {
    auto const rows = write_table(transaction.connection().core(), table, sink);
    if (!rows) return fail(rows);
    report.tables.push_back({table.name, *rows});
  }
  if (auto written = sink.write(std::string(1, end_of_dump)); !written) return fail(written);
  return report;
}

Result<DumpReport> read_dump(Connection& connection, Schema schema, DumpSource& source, Clock const& clock) {
  Reader reader{source};
  auto const number = read_head(reader, schema);
  if (!number) return fail(number);
  auto const empty = is_empty(connection, schema);
  if (!empty) return fail(empty);
  if (!*empty) {
    return fail(Fault::conflict, "store.not-empty", "The database is not empty, and a restore never writes over data.",
                "Name a database that does not exist yet, or an empty one.");
  }
  auto const tables = tables_of(schema, *number);
  if (!tables) return fail(tables);
  if (auto made = migrate(connection, schema, clock, *number); !made) return fail(made);
  DumpReport report{*number, {}};
  auto transaction = Transaction::write(connection);
  if (!transaction) return fail(transaction);
  for (auto const& table : *tables) {
    auto bulk = Bulk::into_named(*transaction, table.name, table.column_names(), static_cast<int>(table.columns.size()));
    if (!bulk) return fail(bulk);
    auto const rows = load_table(reader, table, std::move(*bulk));
    if (!rows) return fail(rows);
    report.tables.push_back({table.name, *rows});
  }
  if (auto fine = reader.must_be(std::string(1, end_of_dump)); !fine) return fail(fine);
  if (auto kept = transaction->commit(); !kept) return fail(kept);
  if (auto made = migrate(connection, schema, clock); !made) return fail(made);
  return report;
}

Result<void> drop_tables(Connection& connection, Schema schema) {
  auto const tables = tables_of(schema, static_cast<int>(migrations(schema).size()));
  if (!tables) return fail(tables);
  auto& core = connection.core();
  std::string script;
  // What refers to others was made after them.
  for (auto table = tables->rbegin(); table != tables->rend(); ++table) script += fmt::format("DROP TABLE IF EXISTS {};", table->name);
  script += "DROP TABLE IF EXISTS schema_migration;";
  constexpr std::string_view makes_function = "\nCREATE FUNCTION ";
  for (auto const& migration : migrations(schema)) {
    auto const text = in_dialect(migration.text, connection.backend());
    for (auto at = text.find(makes_function); at != text.npos; at = text.find(makes_function, at + 1)) {
      auto const name = at + makes_function.size();
      script += fmt::format("DROP FUNCTION IF EXISTS {};", text.substr(name, text.find(')', name) + 1 - name));
    }
  }
  return core.driver->run_script(script);
}

Result<std::vector<TableRows>> count_rows(Connection& connection, Schema schema) {
  auto const tables = tables_of(schema, static_cast<int>(migrations(schema).size()));
  if (!tables) return fail(tables);
  std::vector<TableRows> counts;
  for (auto const& table : *tables) {
    auto done = visit_all(connection.core(), fmt::format("SELECT count(*) FROM {}", table.name), [&](Row const& row) -> Result<void> {
      counts.push_back({table.name, static_cast<std::uint64_t>(row.integer(0))});
      return {};
    });
    if (!done) return fail(done);
  }
  return counts;
}

Result<bool> is_empty(Connection& connection, Schema schema) {
  auto const number = schema_number(connection, schema);
  if (!number) return fail(number);
  if (*number == 0) return true;
  auto const tables = tables_of(schema, *number);
  if (!tables) return fail(tables);
  for (auto const& table : *tables) {
    bool found = false;
    auto done = visit_all(connection.core(), fmt::format("SELECT 1 FROM {} LIMIT 1", table.name), [&](Row const&) -> Result<void> {
      found = true;
      return {};
    });
    if (!done) return fail(done);
    if (found) return false;
  }
  return true;
}

}  // namespace concordat::store
