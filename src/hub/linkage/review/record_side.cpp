// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/record_side.h"

#include <algorithm>

#include "base/date.h"
#include "base/json.h"
#include "hub/agency_name.h"
#include "hub/processing_desk.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql record =
    "SELECT r.sealed, s.received_at, s.delete_on, s.mapping, r.open_data, e.month, e.starts, e.utc_offset FROM source_record r "
    "JOIN submission s ON s.number = r.submission LEFT JOIN event e ON e.id = r.id WHERE r.id = ?";

}  // namespace sql

namespace {

struct Stored {
  store::Bytes sealed;
  std::string received, expires, mapping, open_data, happened;
};

Stored stored_in(store::Row const& row) {
  Stored one{row.bytes(0), row.string(1).substr(0, 10), row.is_null(2) ? std::string{} : row.string(2), row.string(3), row.string(4), {}};
  if (!row.is_null(6)) {
    auto const minutes = row.integer(6) + (row.is_null(7) ? 0 : row.integer(7));
    one.happened = format_date(std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::minutes>{std::chrono::minutes{minutes}}));
  } else if (!row.is_null(5)) {
    one.happened = format_month(Month{row.small(5)});
  }
  return one;
}

}  // namespace

std::string standard_of(Json const& value) { return value.is_array() && !value.array().empty() ? value.array().front().string() : value.string(); }

Json open_values(catalogue::Catalogue const& catalogue, std::string_view mapping_text, std::string_view open_data) {
  auto const mapping = Json::parse(mapping_text);
  auto const values = Json::parse(open_data);
  if (!mapping || !values) return {};
  Json found;
  std::size_t at = 0;
  for (auto const& column : (*mapping)["columns"].array()) {
    auto const* field = catalogue.field(column["field"].string());
    if (field == nullptr || field->storage != catalogue::Storage::open) continue;
    if (at < values->array().size()) found.set(field->id, standard_of(values->array()[at]));
    ++at;
  }
  return at == values->array().size() ? found : Json{};
}

RecordSides::RecordSides(Hub& hub, Member const& member) : hub_{hub}, member_{member}, processing_{ProcessingDesk::open()} {}

Result<RecordShown> RecordSides::show(store::Connection& connection, RecordFacts const& facts, Sight const& sight, Person person) const {
  RecordShown shown;
  auto& told = shown.side;
  told.own = sight.own;
  told.person = person;
  // That an agency holds a record of somebody is told by an agreement or not at all.
  if (sight.out_of_use && sight.own) {
    told.agency_name = agency_name(hub_, member_.agency);
    told.why = "Nobody answers for this list of your agency: it is out of use until a lead names its owner.";
    return shown;
  }
  if (sight.nothing()) {
    told.agency_name = "Another agency";
    told.why = "No agreement in force lets a linkage reviewer of your agency know whose record this is or what it says.";
    return shown;
  }
  if (auto const* agency = agency_numbered(hub_, facts.agency)) {
    told.agency = agency->id;
    told.agency_name = agency->name;
  }
  if (!sight.own && sight.traits.size() < trait_count) told.why = "Of this record the agreement lets a linkage reviewer of your agency see only what is shown.";
  auto const stored = connection.query_one(sql::record, &stored_in, facts.record);
  if (!stored) return fail(stored);
  if (!*stored) return shown;
  told.received = (*stored)->received;
  shown.expires = (*stored)->expires;
  if (auto const* feed = feed_numbered(hub_, facts.feed)) told.feed = feed->title;
  told.role = sight.role ? facts.role : std::string{};
  auto const opened = hub_.vault().open_identity(facts.key(), (*stored)->sealed);
  if (!opened) return fail(opened);
  auto const& text = opened->reveal(processing_);
  shown.values = traits_in(text);
  auto const sealed = Json::parse(text);
  auto const open = open_values(hub_.catalogue(), (*stored)->mapping, (*stored)->open_data);
  auto const said = [&](std::string_view field) {
    auto value = sealed ? standard_of((*sealed)[field]) : std::string{};
    return value.empty() ? open[field].string() : value;
  };
  for (auto const field : statement_fields) {
    if (!sight.statements.contains(std::string{field})) continue;
    if (field == "event_date") {
      shown.happened = (*stored)->happened.empty() ? said(field) : (*stored)->happened;
      continue;
    }
    auto value = said(field);
    auto const* known = hub_.catalogue().field(field);
    if (!value.empty()) shown.statement.emplace_back(known == nullptr ? std::string{field} : known->label, std::move(value));
  }
  return shown;
}

}  // namespace concordat::hub::links
