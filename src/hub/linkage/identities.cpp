// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/identities.h"

#include <algorithm>

#include "base/id.h"
#include "base/json.h"
#include "intake/standardise/person_name.h"

namespace concordat::hub::links {
namespace sql {

// One row of person_in_event a record: the hub writes no more. A record without an event is current until it is superseded.
constexpr store::Sql current =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id LEFT JOIN event e ON e.id = r.id "
    "WHERE r.superseded_by IS NULL AND r.sealed IS NOT NULL AND p.role <> 'professional' AND s.state = 'accepted' AND (e.id IS NULL OR e.is_current = 1) ORDER BY r.id";
constexpr store::Sql current_one =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id LEFT JOIN event e ON e.id = r.id "
    "WHERE r.superseded_by IS NULL AND r.sealed IS NOT NULL AND p.role <> 'professional' AND s.state = 'accepted' AND (e.id IS NULL OR e.is_current = 1) AND r.id = ?";
constexpr store::Sql current_ids =
    "SELECT r.id, coalesce(l.person, 0) FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id LEFT JOIN event e ON e.id = r.id LEFT JOIN link l ON l.source_record = r.id "
    "WHERE r.superseded_by IS NULL AND r.sealed IS NOT NULL AND p.role <> 'professional' AND s.state = 'accepted' AND (e.id IS NULL OR e.is_current = 1) ORDER BY r.id";
constexpr store::Sql one =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id WHERE r.id = ? AND r.sealed IS NOT NULL";
constexpr store::Sql sealed_of = "SELECT sealed FROM source_record WHERE id = ? AND sealed IS NOT NULL";
constexpr store::Sql last_of_feed = "SELECT max(received_at) FROM submission WHERE feed = ? AND state = 'accepted'";

}  // namespace sql

namespace {

constexpr std::array<std::string_view, trait_count + 1> fields{"given_name", "middle_names", "family_name", "alias_names", "date_of_birth", "sex",
                                                      "postcode",   "address_text", "address_from", "address_to", "phone",       "email",       "nhs_number",    "upn",
                                                      "uln",        "pnc_id",       "cro_number",  "noms_number", "delius_crn",    "nino",  "own_numbers"};
constexpr std::size_t rows_between_questions = 4096;

std::string& at(Traits& traits, Trait trait) { return traits[static_cast<std::size_t>(trait)]; }
std::string const& at(Traits const& traits, Trait trait) { return traits[static_cast<std::size_t>(trait)]; }

/// Whether anybody could be told by it.
bool names_somebody(Traits const& traits) {
  if (!at(traits, Trait::family_name).empty() || !at(traits, Trait::given_name).empty()) return true;
  return std::ranges::any_of(std::array{Trait::nhs_number, Trait::upn, Trait::uln, Trait::pnc_id, Trait::cro_number, Trait::noms_number, Trait::delius_crn, Trait::nino},
                             [&](Trait trait) { return !at(traits, trait).empty(); });
}

}  // namespace

RecordFacts facts_in(store::Row const& row) {
  return {row.integer(0), row.small(1), row.small(2), row.integer(3), row.string(4), row.small(5), row.flag(6)};
}

std::string_view field_of(Trait trait) { return fields[static_cast<std::size_t>(trait)]; }

bool is_strong(Trait trait) { return trait >= Trait::nhs_number && trait != Trait::own_numbers; }

Traits traits_in(std::string_view identity) {
  Traits traits;
  auto const json = Json::parse(identity);
  if (!json) return traits;
  auto const standard = [&](std::string_view field) -> std::string const& {
    auto const& value = (*json)[field].array();
    static std::string const none;
    return value.empty() ? none : value.front().string();
  };
  for (std::size_t i = 0; i < trait_count; ++i) traits[i] = standard(fields[i]);
  auto const& full = standard("full_name");
  if (!full.empty() && at(traits, Trait::family_name).empty() && at(traits, Trait::given_name).empty()) {
    auto name = intake::split_full_name(full);
    at(traits, Trait::family_name) = std::move(name.family);
    at(traits, Trait::given_name) = std::move(name.given);
  }
  return traits;
}

namespace {

/// Opens row by row what a query gives.
class Opener {
 public:
  Opener(Hub& hub, Processing const& processing, IdentityDesk::Taking const& taking) : hub_{hub}, processing_{processing}, taking_{taking} {}

  Result<void> operator()(store::Row const& row) {
    if (seen_++ % rows_between_questions == 0 && taking_.go_on && !taking_.go_on(seen_ - 1)) {
      return fail(Fault::cancelled, "link.cancelled", "Linking was stopped; nothing was changed.", "Start it again: it begins anew.");
    }
    auto facts = facts_in(row);
    auto const identity = hub_.vault().open_identity(facts.key(), row.blob(7));
    if (!identity) {
      // Its key was destroyed a moment ago: the row is on its way out.
      if (identity.error().code.view() == "keys.erased") return {};
      return fail(identity);
    }
    auto found = traits_in(identity->reveal(processing_));
    at(found, Trait::own_numbers) = own_person_numbers(facts.agency, identity->reveal(processing_));
    auto const traits = Personal<Traits>{std::move(found)};
    if (!names_somebody(traits.reveal(processing_))) {
      opened_.nobody.push_back(facts.record);
      return {};
    }
    taking_.take(traits, processing_);
    if (taking_.numbers) {
      for (auto const& number : numbers_in(identity->reveal(processing_))) opened_.numbers.emplace_back(hash_of_number(facts.agency, number), facts.record);
    }
    opened_.marks.push_back(marks_of(traits.reveal(processing_)));
    opened_.facts.push_back(std::move(facts));
    return {};
  }
  Opened opened() && { return std::move(opened_); }

 private:
  Hub& hub_;
  Processing const& processing_;
  IdentityDesk::Taking const& taking_;
  std::size_t seen_ = 0;
  Opened opened_;
};

}  // namespace

Result<Opened> IdentityDesk::open_current(Hub& hub, Taking const& taking) {
  auto const processing = ProcessingDesk::open();
  Opener opener{hub, processing, taking};
  if (auto const read = hub.database().query(sql::current, [&](store::Row const& row) { return opener(row); }); !read) return fail(read);
  return std::move(opener).opened();
}

Result<Opened> IdentityDesk::open_these(Hub& hub, std::vector<Record> const& records, Taking const& taking) {
  auto const processing = ProcessingDesk::open();
  Opener opener{hub, processing, taking};
  for (auto const record : records) {
    if (auto const read = hub.database().query(sql::current_one, [&](store::Row const& row) { return opener(row); }, record); !read) return fail(read);
  }
  return std::move(opener).opened();
}

Result<std::vector<std::pair<Record, Person>>> current_records(store::Connection& connection) {
  std::vector<std::pair<Record, Person>> all;
  auto const read = connection.query(sql::current_ids, [&](store::Row const& row) { all.emplace_back(row.integer(0), row.integer(1)); });
  if (!read) return fail(read);
  return all;
}

Result<std::vector<Marks>> IdentityDesk::marks_of_records(Hub& hub, store::Connection& connection, std::vector<RecordFacts> const& facts) {
  std::vector<Marks> all(facts.size());
  auto const processing = ProcessingDesk::open();
  for (std::size_t i = 0; i < facts.size(); ++i) {
    auto const sealed = connection.query_one(sql::sealed_of, [](store::Row const& row) { return row.bytes(0); }, facts[i].record);
    if (!sealed) return fail(sealed);
    if (!*sealed) continue;
    auto const identity = hub.vault().open_identity(facts[i].key(), **sealed);
    if (!identity && identity.error().code.view() == "keys.erased") continue;
    if (!identity) return fail(identity);
    all[i] = marks_of(traits_in(identity->reveal(processing)));
  }
  return all;
}

Result<std::optional<RecordFacts>> facts_of(store::Connection& connection, Record record) {
  return connection.query_one(sql::one, &facts_in, record);
}

Result<Receipt> record_about(Hub& hub, store::Transaction& transaction, Act act, std::vector<store::RecordKeyRef> people) {
  if (act.request.empty()) act.request = uuid7(hub.clock().now(), hub.chance());
  Act more;
  more.event = act.event;
  more.verdict = act.verdict;
  more.purpose = act.purpose;
  more.to = act.to;
  more.member = act.member;
  more.fields = {act.fields.empty() ? std::string{} : act.fields.front(), "more"};
  more.previous = act.request;
  auto const cut = [&](std::size_t from) {
    auto const end = std::min(people.size(), from + most_people);
    return std::vector<store::RecordKeyRef>{people.begin() + static_cast<std::ptrdiff_t>(from), people.begin() + static_cast<std::ptrdiff_t>(end)};
  };
  act.people = cut(0);
  auto receipt = record(hub, transaction, std::move(act));
  if (!receipt) return receipt;
  for (auto from = most_people; from < people.size(); from += most_people) {
    auto next = more;
    next.people = cut(from);
    if (auto const further = record(hub, transaction, std::move(next)); !further) return fail(further);
  }
  return receipt;
}

Agency const* agency_numbered(Hub const& hub, int number) {
  auto const found = std::ranges::find(hub.agencies(), number, &Agency::number);
  return found == hub.agencies().end() ? nullptr : &*found;
}

Feed const* feed_numbered(Hub const& hub, int number) {
  auto const found = std::ranges::find(hub.feeds(), number, &Feed::number);
  return found == hub.feeds().end() ? nullptr : &*found;
}

Result<std::string> last_came(store::Connection& connection, int feed) {
  auto const last = connection.query_one(sql::last_of_feed, [](store::Row const& row) { return row.is_null(0) ? std::string{} : row.string(0).substr(0, 10); }, feed);
  if (!last) return fail(last);
  return last->value_or("");
}

}  // namespace concordat::hub::links
