// SPDX-License-Identifier: Apache-2.0
// Members with their agencies, roles and training against the partnership file, and that file against the entry of its taking in.
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql partnership_document = "SELECT document FROM partnership WHERE id = 1";
constexpr store::Sql members_kept = "SELECT id, agency, roles, training, active FROM member ORDER BY id";

}  // namespace sql

namespace {

struct MemberOfFile {
  std::string agency, roles, training;
};

std::map<std::string, MemberOfFile> members_in(Json const& document) {
  std::map<std::string, MemberOfFile> members;
  for (auto const& one : document["partnership"]["members"].array()) {
    Json roles{Json::Array{}};
    for (auto const& role : one["roles"].array()) roles.push(role.string());
    Json training{Json::Array{}};
    for (auto const& course : one["trained"].array()) training.push(Json{}.set("course", course["course"].string()).set("on", course["on"].string()));
    members[one["id"].string()] = {one["agency"].string(), roles.canonical(), training.canonical()};
  }
  return members;
}

/// Whether the document is the one that the newest entry names, as far as that can be told.
Result<bool> is_that_of_the_entry(Comparing& comparing, std::string const& document) {
  if (comparing.partnerships.empty()) return true;
  auto const& [index, leaf] = *comparing.partnerships.rbegin();
  auto const detail = comparing.details.of(index, leaf);
  if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
  if (!detail) comparing.differ("partnership file", index, "commits to the file that was taken in", "what lies sealed beside it is something else, or gone");
  if (!detail || !(*detail)["partnership_sha256"].is_string()) return true;
  if ((*detail)["partnership_sha256"].string() == crypto::to_hex(crypto::sha256(document))) return true;
  comparing.differ("partnership file", index, "another file was taken in", "this is not it");
  return false;
}

}  // namespace

Result<void> compare_members(Comparing& comparing) {
  auto const beyond = entries_beyond(comparing);
  if (!beyond) return fail(beyond);
  for (auto const& [index, leaf] : *beyond) {
    if (leaf.event == ledger::Event::admin && leaf.detail && leaf.fields == std::vector<std::string>{"init"}) return {};
  }
  auto const text = comparing.connection.query_one(sql::partnership_document, [](store::Row const& row) { return row.string(0); });
  if (!text) return fail(text);
  if (!*text) return {};
  auto const same = is_that_of_the_entry(comparing, **text);
  if (!same) return fail(same);
  auto const document = Json::parse(**text);
  // What another file says of members is nothing to hold them against.
  if (!*same || !document) return {};
  auto members = members_in(*document);
  auto const read = comparing.connection.query(sql::members_kept, [&](store::Row const& row) {
    auto const name = "member " + row.string(0);
    auto const found = members.find(row.string(0));
    auto const says = fmt::format("{} of {}, {}: {}", row.flag(4) ? "active" : "not active", row.text(1), row.text(2), row.text(3));
    if (found == members.end()) {
      if (row.flag(4)) comparing.differ(name, std::nullopt, "not in the partnership file: may not ask", says);
      return;
    }
    auto const& file = found->second;
    bool const is_same = row.flag(4) && row.text(1) == file.agency && row.text(2) == file.roles && row.text(3) == file.training;
    if (!is_same) comparing.differ(name, std::nullopt, fmt::format("active of {}, {}: {}", file.agency, file.roles, file.training), says);
    members.erase(found);
  });
  if (!read) return read;
  for (auto const& [id, file] : members) comparing.differ("member " + id, std::nullopt, fmt::format("active of {}, {}: {}", file.agency, file.roles, file.training), "no such member");
  return {};
}

}  // namespace concordat::hub
