// SPDX-License-Identifier: Apache-2.0
// The PostgreSQL back end: binary values, single-row mode for queries, COPY for bulk loading.
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "base/text.h"
#include "store/driver.h"
#include "store/postgresql_tls.h"
#include "store/postgresql_values.h"

namespace concordat::store {
namespace {

using postgresql::Kind;

struct Closer {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Link = std::unique_ptr<PGconn, Closer>;
using Answer = std::unique_ptr<PGresult, Closer>;

tl::unexpected<Problem> failed(PGconn* link, PGresult const* answer) {
  auto const* state = answer == nullptr ? nullptr : PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  auto const told = trouble_of_sqlstate(state == nullptr ? "" : state, false);
  if (state != nullptr && told != Trouble::lost) return fail(told);
  // libpq notices only when reading that the server is gone, not when writing: so that is_lost is right too
  PQconsumeInput(link);
  return fail(state != nullptr ? told : trouble_of_sqlstate("", PQstatus(link) == CONNECTION_BAD));
}

bool is_good(PGresult const* answer) {
  auto const status = PQresultStatus(answer);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

Result<Answer> run_text(PGconn* link, char const* sql) {
  Answer answer{PQexec(link, sql)};
  if (!is_good(answer.get())) return failed(link, answer.get());
  return answer;
}

/// Takes what is left of an answer, so that the link is free for the next question.
void drain(PGconn* link) {
  while (Answer const rest{PQgetResult(link)}) {
    if (PQresultStatus(rest.get()) == PGRES_COPY_IN) PQputCopyEnd(link, "abandoned");
    if (PQstatus(link) == CONNECTION_BAD) return;
  }
}

class PostgresqlStatement final : public Prepared {
 public:
  PostgresqlStatement(PGconn* link, std::string name, PGresult const* description)
      : link_{link}, name_{std::move(name)} {
    for (int i = 0; i < PQnparams(description); ++i)
      parameter_kinds_.push_back(postgresql::kind_of(PQparamtype(description, i)));
    for (int i = 0; i < PQnfields(description); ++i)
      column_kinds_.push_back(postgresql::kind_of(PQftype(description, i)));
    texts_.resize(column_kinds_.size());
  }

  Result<std::int64_t> run(std::span<Value const> values) override {
    if (auto set = parameters_.set(values, parameter_kinds_); !set) return fail(set);
    Answer const answer{PQexecPrepared(link_, name_.c_str(), parameters_.count(), parameters_.pointers(),
                                       parameters_.lengths(), parameters_.formats(), 1)};
    if (!is_good(answer.get())) return failed(link_, answer.get());
    std::string_view const command{PQcmdStatus(answer.get())};
    if (command.starts_with("SELECT")) return 0;
    std::string_view const touched{PQcmdTuples(answer.get())};
    std::int64_t count = 0;
    std::from_chars(touched.data(), touched.data() + touched.size(), count);
    return count;
  }

  Result<void> start(std::span<Value const> values) override {
    if (auto set = parameters_.set(values, parameter_kinds_); !set) return set;
    if (PQsendQueryPrepared(link_, name_.c_str(), parameters_.count(), parameters_.pointers(),
                            parameters_.lengths(), parameters_.formats(), 1) == 0)
      return failed(link_, nullptr);
    running_ = true;
    PQsetSingleRowMode(link_);
    return {};
  }

  Result<bool> step() override {
    row_.reset(PQgetResult(link_));
    if (row_ == nullptr) {
      running_ = false;
      return false;
    }
    auto const status = PQresultStatus(row_.get());
    if (status == PGRES_SINGLE_TUPLE) return true;
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return false;
    return failed(link_, row_.get());
  }

  void reset() override {
    row_.reset();
    if (std::exchange(running_, false)) drain(link_);
  }

  [[nodiscard]] int columns() const override { return static_cast<int>(column_kinds_.size()); }
  [[nodiscard]] bool is_null(int column) const override { return PQgetisnull(row_.get(), 0, column) != 0; }
  [[nodiscard]] std::int64_t integer(int column) const override {
    return is_null(column) ? 0 : postgresql::read_integer(kind(column), raw(column));
  }
  [[nodiscard]] double number(int column) const override {
    return is_null(column) ? 0 : postgresql::read_number(kind(column), raw(column));
  }
  [[nodiscard]] std::string_view text(int column) const override {
    if (kind(column) == Kind::text || is_null(column)) return raw(column);
    auto& kept = texts_[static_cast<std::size_t>(column)];
    kept = postgresql::read_as_text(kind(column), raw(column));
    return kept;
  }
  [[nodiscard]] ByteView blob(int column) const override { return std::as_bytes(std::span{raw(column)}); }

 private:
  [[nodiscard]] Kind kind(int column) const { return column_kinds_[static_cast<std::size_t>(column)]; }
  [[nodiscard]] std::string_view raw(int column) const {
    return {PQgetvalue(row_.get(), 0, column), static_cast<std::size_t>(PQgetlength(row_.get(), 0, column))};
  }

  PGconn* link_;
  std::string name_;
  std::vector<Kind> parameter_kinds_;
  std::vector<Kind> column_kinds_;
  postgresql::Parameters parameters_;
  Answer row_;
  bool running_ = false;
  mutable std::vector<std::string> texts_;  // numbers asked for as text
};

class PostgresqlBulk final : public BulkDriver {
 public:
  PostgresqlBulk(PGconn* link, std::string copy, int columns)
      : link_{link}, copy_{std::move(copy)}, columns_{columns} {
    gathered_.reserve(full + full / 8);
  }

  void integer(std::int64_t value) override {
    start_column();
    std::array<char, 24> room;
    auto const end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
    gathered_.append(room.data(), end);
  }
  void number(double value) override {
    start_column();
    if (!std::isfinite(value)) return note(Trouble::not_finite);
    std::array<char, 32> room;
    auto const end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
    gathered_.append(room.data(), end);
  }
  void text(std::string_view value) override {
    start_column();
    if (!is_storable(value)) return note(Trouble::bad_text);
    postgresql::append_copy_text(gathered_, value);
  }
  void blob(ByteView value) override {
    start_column();
    postgresql::append_copy_blob(gathered_, value);
  }
  void null() override {
    start_column();
    gathered_ += "\\N";
  }

  Result<void> end_row() override {
    if (filled_ != columns_) note(Trouble::bulk_columns);
    filled_ = 0;
    gathered_ += '\n';
    if (trouble_) return fail(*std::exchange(trouble_, std::nullopt));
    return gathered_.size() < full ? Result<void>{} : flush();
  }

  Result<void> flush() override {
    if (filled_ != 0) return fail(Trouble::bulk_columns);
    if (gathered_.empty()) return {};
    Answer const ready{PQexec(link_, copy_.c_str())};
    if (PQresultStatus(ready.get()) != PGRES_COPY_IN) return failed(link_, ready.get());
    auto const sent = PQputCopyData(link_, gathered_.data(), static_cast<int>(gathered_.size())) == 1 &&
                      PQputCopyEnd(link_, nullptr) == 1;
    gathered_.clear();
    Answer const done{PQgetResult(link_)};
    auto const good = sent && PQresultStatus(done.get()) == PGRES_COMMAND_OK;
    auto result = good ? Result<void>{} : Result<void>{failed(link_, done.get())};
    drain(link_);
    return result;
  }

 private:
  static constexpr std::size_t full = 1U << 20;

  void start_column() {
    if (filled_++ > 0) gathered_ += '\t';
  }
  void note(Trouble trouble) {
    if (!trouble_) trouble_ = trouble;
  }

  PGconn* link_;
  std::string copy_;
  int columns_;
  int filled_ = 0;
  std::string gathered_;
  std::optional<Trouble> trouble_;
};

class PostgresqlDriver final : public Driver {
 public:
  explicit PostgresqlDriver(Link link) : link_{std::move(link)} {}

  [[nodiscard]] Backend backend() const override { return Backend::postgresql; }

  Result<std::unique_ptr<Prepared>> prepare(std::string_view sql) override {
    auto const name = fmt::format("s{}", ++made_);
    auto const numbered = postgresql::with_numbered_places(sql);
    Answer const made{PQprepare(link_.get(), name.c_str(), numbered.c_str(), 0, nullptr)};
    if (!is_good(made.get())) return failed(link_.get(), made.get());
    Answer const description{PQdescribePrepared(link_.get(), name.c_str())};
    if (!is_good(description.get())) return failed(link_.get(), description.get());
    return std::make_unique<PostgresqlStatement>(link_.get(), name, description.get());
  }

  Result<void> run_script(std::string const& sql) override {
    auto done = run_text(link_.get(), sql.c_str());
    return done ? Result<void>{} : fail(done);
  }

  Result<void> begin(Access access) override {
    if (access == Access::read) return run_script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return run_script(access == Access::write ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                                              : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit TO off");
  }

  Result<void> commit() override {
    auto const done = run_text(link_.get(), "COMMIT");
    if (!done) return is_lost() ? Result<void>{fail(Trouble::commit_unknown)} : fail(done);
    // the server answers a commit of a failed transaction by rolling it back, without an error
    if (std::string_view{PQcmdStatus(done->get())} != "COMMIT") return fail(Trouble::transaction_failed);
    return {};
  }

  void roll_back() override {
    auto const done = run_text(link_.get(), "ROLLBACK");
    static_cast<void>(done);  // a server that is gone has rolled back
  }

  Result<std::unique_ptr<BulkDriver>> bulk(std::string_view table, std::string_view columns, int count) override {
    // asked now, so that a wrong name is told here as it is on SQLite
    auto probe = run_text(link_.get(), fmt::format("SELECT {} FROM {} LIMIT 0", columns, table).c_str());
    if (!probe) return fail(probe);
    return std::make_unique<PostgresqlBulk>(link_.get(), fmt::format("COPY {} ({}) FROM STDIN", table, columns), count);
  }

  [[nodiscard]] bool is_lost() const override { return PQstatus(link_.get()) == CONNECTION_BAD; }

 private:
  Link link_;
  int made_ = 0;
};

struct Keywords {
  std::array<char const*, 10> names;
  std::array<char const*, 10> values;
};

/// Before "dbname" what the URL may change, after it what it may not. Both must outlive the answer.
Keywords keywords_for(char const* url, TlsDemand const& tls) {
  Keywords keywords{{"fallback_application_name", "connect_timeout", "keepalives_idle", "tcp_user_timeout", "dbname",
                     "client_encoding", nullptr},
                    {"concordat", "10", "30", "30000", url, "UTF8", nullptr}};
  if (!tls.needed) return keywords;
  auto at = std::size_t{6};
  // not by Kerberos either: it would go before TLS, and past the check of the certificate
  for (auto const& [name, value] : {std::pair{"sslmode", "verify-full"}, {"gssencmode", "disable"}, {"sslrootcert", tls.root_file.c_str()}}) {
    if (*value == '\0') continue;
    keywords.names[at] = name;
    keywords.values[at++] = value;
  }
  keywords.names[at] = nullptr;
  keywords.values[at] = nullptr;
  return keywords;
}

/// Why a server that answers would not let us in. libpq gives a code only to who asks step by step.
Trouble why_refused(Keywords const& keywords) {
  Link const link{PQconnectStartParams(keywords.names.data(), keywords.values.data(), 1)};
  PQsetErrorVerbosity(link.get(), PQERRORS_SQLSTATE);
  for (int steps = 0; steps < 100; ++steps) {
    auto const state = PQconnectPoll(link.get());
    if (state != PGRES_POLLING_READING && state != PGRES_POLLING_WRITING) break;
    pollfd wait{PQsocket(link.get()), static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                0};
    if (::poll(&wait, 1, 10'000) <= 0) return Trouble::unreachable;
  }
  // "...FATAL:  53300": the code is the last word
  auto const message = text::trim(PQerrorMessage(link.get()));
  auto const trouble =
      message.size() < 5 ? Trouble::lost : trouble_of_sqlstate(message.substr(message.size() - 5), true);
  return trouble == Trouble::lost ? Trouble::unreachable : trouble;
}

}  // namespace

Result<std::unique_ptr<Driver>> open_postgresql(std::string const& url, ConnectionOptions const& options) {
  auto const tls = tls_demand(url);
  if (!tls) return fail(tls);
  auto const keywords = keywords_for(url.c_str(), *tls);
  Link link{PQconnectdbParams(keywords.names.data(), keywords.values.data(), 1)};
  if (PQstatus(link.get()) != CONNECTION_OK) {
    auto const answers = PQpingParams(keywords.names.data(), keywords.values.data(), 1) == PQPING_OK;
    return fail(answers ? why_refused(keywords) : Trouble::unreachable);
  }
  // Notices quote values; nobody may see them.
  PQsetNoticeReceiver(link.get(), [](void*, PGresult const*) {}, nullptr);
  auto const settings = fmt::format(
      "SET lock_timeout = {}; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
      "SET TimeZone = 'UTC'; SET standard_conforming_strings = on; SET default_transaction_read_only = {};"
      // a commit must be on disk, whatever the server's owner chose; a stronger choice stays
      "SELECT set_config('synchronous_commit', '{}', false) WHERE {} current_setting('synchronous_commit') = "
      "'off'",
      options.patience.count(), options.read_only ? "on" : "off", options.durable ? "on" : "off",
      options.durable ? "" : "true OR");
  if (auto done = run_text(link.get(), settings.c_str()); !done) return fail(done);
  return std::make_unique<PostgresqlDriver>(std::move(link));
}

}  // namespace concordat::store
