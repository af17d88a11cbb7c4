// SPDX-License-Identifier: Apache-2.0
// What was heard, from one round to the next.
#include <algorithm>
#include <array>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "ledger/witness/gossip_memory.h"

namespace concordat::ledger {
namespace {

constexpr std::array<std::string_view, 8> names{"same", "behind", "ahead", "nothing", "no-answer", "nonsense", "not-comparable", "split-view"};
constexpr std::uint64_t largest_memory = 4U << 20U;
constexpr std::chrono::hours kept_for{7 * 24};

std::filesystem::path memory_file(std::filesystem::path const& folder) { return folder / "gossip.json"; }

Json to_json(Heard const& heard) {
  return Json{}.set("from", heard.from).set("log", heard.origin).set("standing", name_of(heard.standing)).set("size", heard.size).set("since", format_instant(heard.since)).set("at", format_instant(heard.at));
}

std::optional<Heard> from_json(Json const& json) {
  auto const name = std::find(names.begin(), names.end(), json["standing"].string());
  auto const since = parse_instant(json["since"].string());
  auto const at = parse_instant(json["at"].string());
  if (name == names.end() || !since || !at) return std::nullopt;
  return Heard{json["from"].string(), json["log"].string(), static_cast<Standing>(name - names.begin()), static_cast<std::uint64_t>(json["size"].integer()), *since, *at};
}

bool of_one(Heard const& one, Heard const& other) { return one.from == other.from && one.origin == other.origin; }

}  // namespace

std::string_view name_of(Standing standing) { return names.at(static_cast<std::size_t>(standing)); }

bool is_worrying(Heard const& heard, Instant now) { return heard.standing == Standing::not_comparable && now - heard.since > not_comparable_too_long; }

std::vector<Heard> recall_gossip(std::filesystem::path const& folder) {
  std::vector<Heard> all;
  auto const text = read_file(memory_file(folder), largest_memory);
  auto const json = text ? Json::parse(*text) : Result<Json>{fail(text)};
  if (!json) return all;
  for (auto const& one : json->array()) {
    if (auto heard = from_json(one)) all.push_back(std::move(*heard));
  }
  return all;
}

void remember_gossip(std::filesystem::path const& folder, GossipReport& report, Instant now) {
  auto const before = recall_gossip(folder);
  for (auto& heard : report.heard) {
    heard.at = heard.since = now;
    auto const last = std::find_if(before.begin(), before.end(), [&](auto const& one) { return of_one(one, heard); });
    if (last != before.end() && last->standing == heard.standing) heard.since = last->since;
    else report.changed.push_back(heard);
  }
  Json all{Json::Array{}};
  for (auto const& heard : report.heard) all.push(to_json(heard));
  for (auto const& old : before) {
    bool const again = std::any_of(report.heard.begin(), report.heard.end(), [&](auto const& one) { return of_one(one, old); });
    if (!again && now - old.at < kept_for) all.push(to_json(old));
  }
  // Lost, it is heard again; only since when would be forgotten.
  (void)write_file(memory_file(folder), all.canonical() + "\n", {.mode = 0600, .durable = false});
}

}  // namespace concordat::ledger
