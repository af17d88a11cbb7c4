// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/over_common.h"

#include <algorithm>
#include <charconv>

#include "base/json_list.h"

namespace concordat::hub::links {
namespace {

std::vector<Trait> traits_named(Json const& fields) {
  std::vector<Trait> traits;
  for (auto const& field : fields.array()) {
    for (std::size_t i = 0; i <= trait_count; ++i) {
      if (field_of(static_cast<Trait>(i)) == field.string()) traits.push_back(static_cast<Trait>(i));
    }
  }
  return traits;
}

}  // namespace

std::vector<OverCommon> over_common_of(Scorer const& scorer, std::vector<RecordFacts> const& facts) {
  std::vector<OverCommon> all;
  for (auto& rule : scorer.guarded()) {
    OverCommon one{std::move(rule.traits), rule.keys, {}};
    std::ranges::sort(rule.sharers);
    auto const twice = std::ranges::unique(rule.sharers);
    rule.sharers.erase(twice.begin(), twice.end());
    for (auto const place : rule.sharers) ++one.by_agency[facts[place].agency];
    all.push_back(std::move(one));
  }
  return all;
}

Json to_json(std::vector<OverCommon> const& all) {
  Json list{Json::Array{}};
  for (auto const& one : all) {
    Json fields{Json::Array{}};
    for (auto const trait : one.traits) fields.push(field_of(trait));
    Json agencies{Json::Object{}};
    for (auto const& [number, records] : one.by_agency) agencies.set(std::to_string(number), records);
    list.push(Json{}.set("fields", std::move(fields)).set("values", one.values).set("by_agency", std::move(agencies)));
  }
  return list;
}

std::vector<OverCommon> over_common_in(Json const& json) {
  std::vector<OverCommon> all;
  for (auto const& item : json.array()) {
    OverCommon one{traits_named(item["fields"]), static_cast<std::uint64_t>(item["values"].integer()), {}};
    for (auto const& [name, records] : item["by_agency"].object()) {
      int number = 0;
      std::from_chars(name.data(), name.data() + name.size(), number);
      one.by_agency[number] = static_cast<std::uint64_t>(records.integer());
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<OverCommonTold> over_common_told(Hub const& hub, std::vector<OverCommon> const& all, Member const& member) {
  auto const* agency = hub.agency(member.agency);
  std::vector<OverCommonTold> told;
  for (auto const& one : all) {
    OverCommonTold row;
    for (auto const trait : one.traits) {
      auto const* field = hub.catalogue().field(field_of(trait));
      row.labels.push_back(field == nullptr ? std::string{field_of(trait)} : field->label);
    }
    row.values = one.values;
    auto const own = agency == nullptr ? one.by_agency.end() : one.by_agency.find(agency->number);
    if (own != one.by_agency.end()) row.own_records = own->second;
    told.push_back(std::move(row));
  }
  return told;
}

Json to_json(std::vector<OverCommonTold> const& told) {
  Json list{Json::Array{}};
  for (auto const& one : told) list.push(Json{}.set("fields", list_of(one.labels)).set("values", one.values).set("own_records", one.own_records));
  return list;
}

}  // namespace concordat::hub::links
