// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

#include <cstring>

#include "base/text.h"
#include "store/driver.h"

namespace concordat::store {
namespace {

/// Puts back what a query changed, however it ends.
class Visit {
 public:
  Visit(Core& core, Prepared& statement) : core_{core}, statement_{statement} { core_.visiting = true; }
  ~Visit() {
    statement_.reset();
    core_.visiting = false;
  }
  Visit(Visit const&) = delete;
  Visit& operator=(Visit const&) = delete;

 private:
  Core& core_;
  Prepared& statement_;
};

Result<std::int64_t> run(Core& core, std::size_t index, std::span<Value const> values) {
  if (auto ready = core.ready(); !ready) return fail(ready);
  return core.noted(core.statements[index]->run(values));
}

Result<void> visit_rows(Core& core, std::size_t index, std::span<Value const> values, RowVisitor visit) {
  if (auto ready = core.ready(); !ready) return fail(ready);
  auto& statement = *core.statements[index];
  Visit const guard{core, statement};
  if (auto started = core.noted(statement.start(values)); !started) return started;
  for (;;) {
    auto const more = core.noted(statement.step());
    if (!more) return fail(more);
    if (!*more) return {};
    auto const on = visit(Row{statement});
    if (!on) return fail(on);
    if (!*on) return {};
  }
}

}  // namespace

Result<void> Core::ready() const {
  if (visiting) return fail(Trouble::nested_query);
  if (failed) return fail(Trouble::transaction_failed);
  return {};
}

Result<std::size_t> Core::find(std::string_view sql) {
  if (auto const known = by_text.find(sql); known != by_text.end()) return known->second;
  if (auto now = ready(); !now) return fail(now);
  auto made = noted(driver->prepare(sql));
  if (!made) return fail(made);
  statements.push_back(std::move(*made));
  by_text.emplace(sql, statements.size() - 1);
  return statements.size() - 1;
}

bool is_storable(std::string_view text) {
  // Most text is plain ASCII without NUL: eight characters at a time. A byte is NUL or above 0x7f exactly
  // where one of these has its top bit set (the borrow of a lower byte can only name a text for the slow
  // look, never spare it one).
  constexpr std::uint64_t low = 0x0101010101010101U;
  constexpr std::uint64_t high = 0x8080808080808080U;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, 8);
    if (((eight - low) | eight) & high)
      return text.find('\0', at) == text.npos && text::is_utf8(text.substr(at));
  }
  for (; at < text.size(); ++at) {
    if (static_cast<signed char>(text[at]) <= 0)
      return text.find('\0', at) == text.npos && text::is_utf8(text.substr(at));
  }
  return true;
}

std::string joined(std::initializer_list<Sql> columns) {
  std::string out;
  for (auto const column : columns) {
    if (!out.empty()) out += ", ";
    out += column.view();
  }
  return out;
}

Connection::Connection(std::unique_ptr<Core> core) : core_{std::move(core)} {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(Url const& url, ConnectionOptions const& options) {
  auto driver = url.backend() == Backend::sqlite ? open_sqlite(url.target(), options)
                                                 : open_postgresql(url.target(), options);
  if (!driver) return fail(driver);
  auto core = std::make_unique<Core>();
  core->driver = std::move(*driver);
  return Connection{std::move(core)};
}

Backend Connection::backend() const {
  return core_->driver->backend();
}
bool Connection::is_lost() const {
  return core_->driver->is_lost();
}
bool Connection::in_transaction() const {
  return core_->in_transaction;
}

Result<std::int64_t> Connection::execute_bound(Sql sql, std::span<Value const> values) {
  auto const index = core_->find(sql.view());
  return index ? run(*core_, *index, values) : fail(index);
}

Result<void> Connection::query_bound(Sql sql, std::span<Value const> values, RowVisitor visit) {
  auto const index = core_->find(sql.view());
  return index ? visit_rows(*core_, *index, values, visit) : fail(index);
}

Result<Statement> Statement::prepare(Connection& connection, Sql sql) {
  auto const index = connection.core().find(sql.view());
  if (!index) return fail(index);
  return Statement{connection.core(), *index};
}

Result<std::int64_t> Statement::execute_bound(std::span<Value const> values) {
  return run(*core_, index_, values);
}

Result<void> Statement::query_bound(std::span<Value const> values, RowVisitor visit) {
  return visit_rows(*core_, index_, values, visit);
}

}  // namespace concordat::store
