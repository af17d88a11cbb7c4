// SPDX-License-Identifier: Apache-2.0
// Where a database is: `sqlite:PATH` or `postgresql://user@host/name?host=/run/postgresql` (also
// `postgres://`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace concordat::store {

enum class Backend : std::uint8_t { sqlite, postgresql };

class Url {
 public:
  /// Fails with store.bad-url.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
  [[nodiscard]] static Url sqlite(std::string path) { return Url{Backend::sqlite, std::move(path)}; }

  [[nodiscard]] Backend backend() const { return backend_; }
  /// The path of the SQLite file, or the whole PostgreSQL URL. May hold a password: never print it.
  [[nodiscard]] std::string const& target() const { return target_; }
  /// For people: without user, password and query.
  [[nodiscard]] std::string shown() const;

 private:
  Url(Backend backend, std::string target) : backend_{backend}, target_{std::move(target)} {}
  Backend backend_;
  std::string target_;
};

}  // namespace concordat::store
