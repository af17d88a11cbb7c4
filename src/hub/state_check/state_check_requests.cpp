// SPDX-License-Identifier: Apache-2.0
// Requests between agencies against what was asked and answered, each refusal by a person, and each use of data.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/encoding.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql requests =
    "SELECT id, asker, member, discloser, purpose, form, asked_at, codes, bundle, facts_version, leaf_index, erased_on, state, answered_at, answered_by, decline_code, coalesce(how, '') FROM sharing_request ORDER BY id";
constexpr store::Sql human_refusals = "SELECT request, code, declined_by, declined_at, erased_on FROM human_refusal ORDER BY declined_at, id";
constexpr store::Sql uses =
    "SELECT kind, reference, supplier, discloser, recipient, purpose, form, fields, rules, used_at, leaf_index FROM data_use WHERE kind NOT IN ('locate', 'household', 'criteria') ORDER BY used_at, id";
constexpr store::Sql beyond = "SELECT i, entry FROM ledger_leaf WHERE i >= ? ORDER BY i";
constexpr store::Sql acknowledged =
    "SELECT a.id, a.version, a.member, a.at, a.ledger_index, coalesce(m.agency, '') FROM agreement_acknowledgement a LEFT JOIN member m ON m.id = a.member ORDER BY a.id, a.version, a.member";

}  // namespace sql

Result<Entries> entries_beyond(Comparing& comparing) {
  Entries beyond;
  auto const read = comparing.connection.query(sql::beyond, [&](store::Row const& row) {
    if (auto leaf = ledger::read_leaf(crypto::text_of(row.blob(1)))) beyond.emplace(static_cast<std::uint64_t>(row.integer(0)), std::move(*leaf));
  }, comparing.size);
  if (!read) return fail(read);
  return beyond;
}

Result<std::set<std::string>> requests_beyond(Comparing& comparing) {
  auto const beyond = entries_beyond(comparing);
  if (!beyond) return fail(beyond);
  std::set<std::string> touched;
  for (auto const& [index, leaf] : *beyond) {
    if (!leaf.previous.empty()) touched.insert(leaf.previous);
  }
  return touched;
}

namespace {

std::string_view first_of(ledger::Leaf const& leaf) { return leaf.fields.empty() ? std::string_view{} : std::string_view{leaf.fields.front()}; }

/// Of what one agency asked another for: what it asked stands in it, and it answers no other.
bool asks(ledger::Leaf const& leaf) {
  bool const event = leaf.event == ledger::Event::access || leaf.event == ledger::Event::refuse;
  return event && first_of(leaf) == "request" && leaf.fields.size() > 1 && leaf.previous.empty() && !leaf.form.empty();
}

bool declines(ledger::Leaf const& leaf) { return leaf.event == ledger::Event::decline && first_of(leaf) == "request"; }
bool overturns(ledger::Leaf const& leaf) { return first_of(leaf) == "appeal-decided" && leaf.fields.size() > 1 && leaf.fields[1] == "overturned"; }

/// How a request stands by its entries.
struct Stands {
  std::string state;
  std::string code;                      ///< of a refusal by a person
  std::uint64_t entry = 0;
  ledger::Leaf const* answer = nullptr;  ///< that led to it; none: nobody has answered
};

std::map<std::string, Stands> standing_by_entries(Entries const& entries) {
  std::map<std::string, Stands> all;
  for (auto const& [index, leaf] : entries) {
    if (asks(leaf)) all[leaf.request] = {leaf.event == ledger::Event::access ? "waiting" : "refused", {}, index};
    if (is_giving(leaf)) all[leaf.previous] = {"given", {}, index, &leaf};
    if (declines(leaf)) all[leaf.previous] = {"declined", leaf.why.empty() ? std::string{} : leaf.why.front(), index, &leaf};
    if (overturns(leaf)) all[leaf.previous] = {"waiting", {}, index};
  }
  return all;
}

class Requests {
 public:
  Requests(Comparing& comparing, std::set<std::string> unsettled) : comparing_{comparing}, unsettled_{std::move(unsettled)}, standing_{standing_by_entries(comparing.sharing)} {}

  Result<void> run() {
    if (auto done = open_details(); !done) return done;
    auto read = comparing_.connection.query(sql::requests, [&](store::Row const& row) {
      ids_.insert(row.string(0));
      if (static_cast<std::uint64_t>(row.integer(10)) >= comparing_.size) return;
      hold_question(row);
      hold_answer(row);
    });
    if (!read) return read;
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (asks(leaf) && !ids_.contains(leaf.request)) comparing_.differ("request " + leaf.request, index, fmt::format("{} asked {}", leaf.to, leaf.from), "no such request");
    }
    if (auto done = hold_refusals(); !done) return done;
    return hold_uses();
  }

 private:
  void hold_question(store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(10));
    auto const found = comparing_.sharing.find(index);
    auto const* leaf = found == comparing_.sharing.end() || !asks(found->second) ? nullptr : &found->second;
    auto const name = "request " + row.string(0);
    auto const says = fmt::format("{} asked {} for {}, {}, at {}", row.text(1), row.text(3), row.text(4), row.text(5), row.text(6));
    if (leaf == nullptr || leaf->request != row.text(0)) return comparing_.differ(name, index, "no such request", says);
    bool const same = leaf->to == row.text(1) && leaf->from == row.text(3) && leaf->purpose == row.text(4) && leaf->form == row.text(5) && is_time_of(row.string(6), *leaf) && leaf->why == texts_in(row.text(7)) &&
                      leaf->bundle && crypto::to_hex(*leaf->bundle) == row.text(8) && leaf->facts == static_cast<std::uint64_t>(row.integer(9)) && (!row.is_null(11) || acted(comparing_.hub, *leaf, row.string(1), row.string(2)));
    if (!same) comparing_.differ(name, index, fmt::format("{} asked {} for {}, {}, at {}; codes: {}", leaf->to, leaf->from, leaf->purpose, leaf->form, format_instant(leaf->at), fmt::join(leaf->why, ", ")), says + "; codes: " + row.string(7));
  }

  void hold_answer(store::Row const& row) {
    auto const found = standing_.find(row.string(0));
    if (found == standing_.end() || unsettled_.contains(row.string(0))) return;
    auto const& stands = found->second;
    auto const name = "request " + row.string(0);
    auto const code = row.is_null(15) ? std::string{} : row.string(15);
    if (stands.state != row.text(12) || stands.code != code) return comparing_.differ(name, stands.entry, stands.state + (stands.code.empty() ? "" : " with " + stands.code), row.string(12) + (code.empty() ? "" : " with " + code));
    if (stands.answer == nullptr || !row.is_null(11)) return;
    auto const& how = details_[stands.entry]["how"];
    if (how.is_string() && how.string() != row.text(16)) comparing_.differ(name, stands.entry, "given " + how.string(), "given " + row.string(16));
    bool const same = is_time_of(row.string(13), *stands.answer) && acted(comparing_.hub, *stands.answer, row.string(3), row.string(14));
    if (!same) comparing_.differ(name, stands.entry, "answered at " + format_instant(stands.answer->at) + ", by somebody else or at another time than the tables say", fmt::format("answered by {} at {}", row.text(14), row.text(13)));
  }

  /// Each is one entry, and each entry one row.
  Result<void> hold_refusals() {
    std::multimap<std::string, std::uint64_t> of_request;
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (declines(leaf)) of_request.emplace(leaf.previous, index);
    }
    std::set<std::uint64_t> cited;
    auto const read = comparing_.connection.query(sql::human_refusals, [&](store::Row const& row) {
      auto const [first, last] = of_request.equal_range(row.string(0));
      for (auto one = first; one != last; ++one) {
        auto const& leaf = comparing_.sharing.at(one->second);
        bool const same = !cited.contains(one->second) && leaf.why == std::vector{row.string(1)} && is_time_of(row.string(3), leaf) && (!row.is_null(4) || acted(comparing_.hub, leaf, leaf.from, row.string(2)));
        if (!same) continue;
        cited.insert(one->second);
        return;
      }
      if (!unsettled_.contains(row.string(0))) comparing_.differ("refusal of request " + row.string(0), std::nullopt, "no such refusal", fmt::format("{}, by {} at {}", row.text(1), row.text(2), row.text(3)));
    });
    if (!read) return read;
    for (auto const& [request, index] : of_request) {
      if (!cited.contains(index)) comparing_.differ("refusal of request " + request, index, fmt::format("{}", fmt::join(comparing_.sharing.at(index).why, ", ")), "no such refusal");
    }
    return {};
  }

  Result<void> hold_uses() {
    std::set<std::uint64_t> cited;
    std::set<std::pair<std::uint64_t, std::string>> rows;  // a release uses data of several suppliers
    auto const read = comparing_.connection.query(sql::uses, [&](store::Row const& row) {
      auto const index = static_cast<std::uint64_t>(row.integer(10));
      cited.insert(index);
      if (index >= comparing_.size) return;
      if (!rows.emplace(index, row.string(2)).second) return comparing_.differ(fmt::format("use of {} data in {} {}", row.text(2), row.text(0), row.text(1)), index, "one use", "a second row of it");
      bool const of_request = row.text(0) == "request";
      auto const& entries = of_request ? comparing_.sharing : comparing_.releases;
      auto const found = entries.find(index);
      auto const* leaf = found == entries.end() || (of_request && !is_giving(found->second)) ? nullptr : &found->second;
      auto const name = fmt::format("use of {} data in {} {}", row.text(2), row.text(0), row.text(1));
      auto const says = fmt::format("{} to {} for {} at {}: {}", row.text(3), row.text(4), row.text(5), row.text(9), row.text(7));
      if (leaf == nullptr) return comparing_.differ(name, index, "nothing that was given", says);
      bool same = leaf->to == row.text(4) && leaf->purpose == row.text(5) && leaf->form == row.text(6) && is_time_of(row.string(9), *leaf);
      if (of_request) same = same && leaf->previous == row.text(1) && leaf->from == row.text(3) && texts_in(row.text(7)) == std::vector<std::string>{leaf->fields.begin() + 1, leaf->fields.end()} && texts_in(row.text(8)) == leaf->rules;
      auto const& supplier = details_[index]["supplier"];
      if (of_request && supplier.is_string()) same = same && supplier.string() == row.text(2);
      if (!same) comparing_.differ(name, index, fmt::format("{} to {} for {} at {}: {}", leaf->from, leaf->to, leaf->purpose, format_instant(leaf->at), fmt::join(leaf->fields, ", ")), says);
    });
    if (!read) return read;
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (is_giving(leaf) && !cited.contains(index)) comparing_.differ("use in request " + leaf.previous, index, fmt::format("{} to {}", leaf.from, leaf.to), "no such use");
    }
    return {};
  }

  /// As the entries committed to; of those from before they did, and of what cannot be opened any more, nobody can tell.
  Result<void> open_details() {
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (!is_giving(leaf)) continue;
      auto const detail = comparing_.details.of(index, leaf);
      if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
      if (!detail) continue;
      details_[index] = *detail;
      comparing_.note_uses(index, *detail);
    }
    return {};
  }

  Comparing& comparing_;
  std::set<std::string> unsettled_;
  std::map<std::string, Stands> standing_;
  std::set<std::string> ids_;
  std::map<std::uint64_t, Json> details_;  ///< of what was given
};

/// Those of an agreement go together once it is over: a row that is gone is missed by nobody.
Result<void> hold_acknowledgements(Comparing& comparing) {
  return comparing.connection.query(sql::acknowledged, [&](store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(4));
    if (index >= comparing.size) return;
    auto const reference = fmt::format("{}@{}", row.text(0), row.integer(1));
    auto const found = comparing.sharing.find(index);
    bool const same = found != comparing.sharing.end() && first_of(found->second) == "acknowledge" && found->second.event == ledger::Event::agreement && found->second.agreement == reference &&
                      is_time_of(row.string(3), found->second) && acted(comparing.hub, found->second, row.string(5), row.string(2));
    if (!same) comparing.differ("acknowledgement of " + reference, index, "nothing of the kind by this member at that time", fmt::format("by {} at {}", row.text(2), row.text(3)));
  });
}

}  // namespace

bool is_giving(ledger::Leaf const& leaf) { return leaf.event == ledger::Event::disclose && leaf.verdict != ledger::Verdict::refuse && first_of(leaf) == "request" && !leaf.previous.empty(); }

Result<void> compare_requests(Comparing& comparing) {
  auto unsettled = requests_beyond(comparing);
  if (!unsettled) return fail(unsettled);
  if (auto done = Requests{comparing, std::move(*unsettled)}.run(); !done) return done;
  return hold_acknowledgements(comparing);
}

}  // namespace concordat::hub
