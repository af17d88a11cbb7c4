// SPDX-License-Identifier: Apache-2.0
// Inside the module: rows of public editions.
#pragma once

#include "hub/publishing/publishing.h"
#include "store/connection.h"

namespace concordat::hub::publishing {

struct StoredPublication {
  Publication publication;
  store::Bytes sealed = {};
  std::optional<std::string> content = {};
};

[[nodiscard]] Result<std::vector<StoredPublication>> all_of(store::Connection& connection);
/// "public.unknown"
[[nodiscard]] Result<StoredPublication> find(store::Connection& connection, std::string const& id);
/// Tables of those that are public or proposed.
[[nodiscard]] Result<std::vector<EarlierTable>> earlier_tables(store::Connection& connection);

[[nodiscard]] Result<void> put(store::Connection& connection, StoredPublication const& stored, std::vector<PublicTable> const& tables);
[[nodiscard]] Result<void> put_answer(store::Connection& connection, std::string const& id, PublicationAnswer const& answer);
/// False where it was not proposed any more. `content`: of one that is public now.
[[nodiscard]] Result<bool> end(store::Connection& connection, Publication const& publication, std::optional<std::string> const& content);

[[nodiscard]] tl::unexpected<Problem> unknown();

}  // namespace concordat::hub::publishing
