// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/identities.h"

#include <algorithm>

#include "base/date.h"
#include "base/json.h"
#include "crypto/hash.h"
#include "intake/standardise/person_name.h"

namespace concordat::hub::links {
namespace sql {

// One row of person_in_event a record: the hub writes no more. A record without an event is current until it is superseded.
constexpr store::Sql current =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id LEFT JOIN event e ON e.id = r.id "
    "WHERE r.superseded_by IS NULL AND r.sealed IS NOT NULL AND p.role <> 'professional' AND s.state = 'accepted' AND (e.id IS NULL OR e.is_current = 1) ORDER BY r.id";
constexpr store::Sql one =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id WHERE r.id = ? AND r.sealed IS NOT NULL";
constexpr store::Sql last_of_feed = "SELECT max(received_at) FROM submission WHERE feed = ? AND state = 'accepted'";

}  // namespace sql

namespace {

constexpr std::array<std::string_view, trait_count> fields{"given_name", "middle_names", "family_name", "alias_names", "date_of_birth", "sex",
                                                      "postcode",   "address_text", "address_from", "address_to", "phone",       "email",       "nhs_number",    "upn",
                                                      "uln",        "pnc_id",       "cro_number",  "noms_number", "delius_crn",    "nino"};
constexpr std::size_t rows_between_questions = 4096;

std::string& at(Traits& traits, Trait trait) { return traits[static_cast<std::size_t>(trait)]; }
std::string const& at(Traits const& traits, Trait trait) { return traits[static_cast<std::size_t>(trait)]; }

/// Whether anybody could be told by it.
bool names_somebody(Traits const& traits) {
  if (!at(traits, Trait::family_name).empty() || !at(traits, Trait::given_name).empty()) return true;
  return std::ranges::any_of(std::array{Trait::nhs_number, Trait::upn, Trait::uln, Trait::pnc_id, Trait::cro_number, Trait::noms_number, Trait::delius_crn, Trait::nino},
                             [&](Trait trait) { return !at(traits, trait).empty(); });
}

/// Dates that a slip of the pen explains differ in one of day, month and year, or have day and month exchanged.
bool a_slip(std::int32_t left, std::int32_t right) {
  auto const year = [](std::int32_t date) { return date / 10000; };
  auto const month = [](std::int32_t date) { return date / 100 % 100; };
  auto const day = [](std::int32_t date) { return date % 100; };
  if (year(left) == year(right) && month(left) == day(right) && day(left) == month(right)) return true;
  int const differ = (year(left) != year(right) ? 1 : 0) + (month(left) != month(right) ? 1 : 0) + (day(left) != day(right) ? 1 : 0);
  return differ <= 1;
}

/// The first of January of a year is what is written where only the year is known.
bool says_no_day(std::int32_t date) { return date % 10000 == 101; }

}  // namespace

RecordFacts facts_in(store::Row const& row) {
  return {row.integer(0), row.small(1), row.small(2), row.integer(3), row.string(4), row.small(5), row.flag(6)};
}

std::string_view field_of(Trait trait) { return fields[static_cast<std::size_t>(trait)]; }

bool is_strong(Trait trait) { return trait >= Trait::nhs_number; }

Traits traits_in(std::string_view identity) {
  Traits traits;
  auto const json = Json::parse(identity);
  if (!json) return traits;
  auto const standard = [&](std::string_view field) -> std::string const& {
    auto const& value = (*json)[field].array();
    static std::string const none;
    return value.empty() ? none : value.front().string();
  };
  for (std::size_t i = 0; i < traits.size(); ++i) traits[i] = standard(fields[i]);
  auto const& full = standard("full_name");
  if (!full.empty() && at(traits, Trait::family_name).empty() && at(traits, Trait::given_name).empty()) {
    auto name = intake::split_full_name(full);
    at(traits, Trait::family_name) = std::move(name.family);
    at(traits, Trait::given_name) = std::move(name.given);
  }
  return traits;
}

Marks marks_of(Traits const& traits) {
  Marks marks;
  for (std::size_t i = 0; i < traits.size(); ++i) {
    if (!is_strong(static_cast<Trait>(i)) || traits[i].empty()) continue;
    auto const hash = crypto::sha256(std::string_view{traits[i]});
    for (std::size_t byte = 0; byte < 8; ++byte) marks.numbers[i] = marks.numbers[i] << 8 | std::to_integer<std::uint64_t>(hash[byte]);
  }
  if (auto const born = parse_date(at(traits, Trait::date_of_birth))) {
    std::chrono::year_month_day const day{*born};
    marks.born = static_cast<int>(day.year()) * 10000 + static_cast<std::int32_t>(static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day()));
  }
  return marks;
}

bool in_conflict(Marks const& left, Marks const& right) {
  for (std::size_t i = 0; i < trait_count; ++i) {
    if (left.numbers[i] != 0 && right.numbers[i] != 0 && left.numbers[i] != right.numbers[i]) return true;
  }
  if (left.born == 0 || right.born == 0 || says_no_day(left.born) || says_no_day(right.born)) return false;
  return !a_slip(left.born, right.born);
}

bool given_names_differ(Evidence const& evidence) {
  return std::ranges::any_of(evidence.levels, [](Level const& level) { return level.comparison == field_of(Trait::given_name) && level.agreement == Agreement::differs; });
}

Result<Opened> IdentityDesk::open_current(Hub& hub, Scorer& scorer, std::function<bool(std::size_t)> const& go_on) {
  Opened opened;
  auto const processing = ProcessingDesk::open();
  scorer.begin();
  std::size_t seen = 0;
  auto read = hub.database().query(sql::current, [&](store::Row const& row) -> Result<void> {
    if (seen++ % rows_between_questions == 0 && go_on && !go_on(seen - 1)) {
      return fail(Fault::cancelled, "link.cancelled", "Linking was stopped; nothing was changed.", "Start it again: it begins anew.");
    }
    auto facts = facts_in(row);
    auto const identity = hub.vault().open_identity(facts.key(), row.blob(7));
    if (!identity) {
      // Its key was destroyed a moment ago: the row is on its way out.
      if (identity.error().code.view() == "keys.erased") return {};
      return fail(identity);
    }
    auto const traits = Personal<Traits>{traits_in(identity->reveal(processing))};
    if (!names_somebody(traits.reveal(processing))) return {};
    scorer.add(traits, processing);
    opened.marks.push_back(marks_of(traits.reveal(processing)));
    opened.facts.push_back(std::move(facts));
    return {};
  });
  if (!read) return fail(read);
  return opened;
}

Result<std::optional<RecordFacts>> facts_of(store::Connection& connection, Record record) {
  return connection.query_one(sql::one, &facts_in, record);
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
