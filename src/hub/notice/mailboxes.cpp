// SPDX-License-Identifier: Apache-2.0
#include "hub/notice/mailboxes.h"

#include <algorithm>

#include "base/json.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql document = "SELECT document FROM partnership WHERE id = 1";

}  // namespace sql

Result<std::set<std::string>> mailboxes_of(store::Connection& connection, std::string const& agency, std::vector<Member> const& people) {
  auto const document = connection.query_one(sql::document, [](store::Row const& row) { return Json::parse(row.text(0)); });
  if (!document) return fail(document);
  std::set<std::string> mailboxes;
  if (!*document || !**document) return std::set{std::string{}};
  auto const& partnership = (***document)["partnership"];
  for (auto const& member : partnership["members"].array()) {
    bool const asked = std::ranges::any_of(people, [&](Member const& one) { return one.id == member["id"].string(); });
    if (asked && !member["contact"].string().empty()) mailboxes.insert(member["contact"].string());
  }
  if (!mailboxes.empty()) return mailboxes;
  for (auto const& one : partnership["agencies"].array()) {
    if (one["id"].string() == agency) mailboxes.insert(one["contact"].string());
  }
  return mailboxes;
}

}  // namespace concordat::hub
