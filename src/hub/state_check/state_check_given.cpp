// SPDX-License-Identifier: Apache-2.0
// What was given in answer to requests, who opened it, what was taken back and corrected, against the entries of each.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/date.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/sharing/sealed_words.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql given =
    "SELECT d.id, d.request, d.discloser, d.recipient, d.fields, d.version, d.given_at, d.open_until, d.leaf_index, d.taken_back_at, d.taken_back_index, d.values_sealed, d.supplier, d.member, "
    "r.member, CASE WHEN d.erased_on IS NULL AND r.erased_on IS NULL THEN 0 ELSE 1 END, coalesce(d.taken_back_by, '') FROM disclosure d JOIN sharing_request r ON r.id = d.request ORDER BY d.given_at, d.id";
constexpr store::Sql looks = "SELECT o.disclosure, o.leaf_index, o.version, o.opened_at, d.request FROM disclosure_opening o JOIN disclosure d ON d.id = o.disclosure ORDER BY o.disclosure, o.leaf_index";
constexpr store::Sql corrections =
    "SELECT n.id, n.kind, n.fields, n.made_for, n.made_at, n.leaf_index, n.done, n.done_at, n.done_index, d.request, d.recipient, d.id FROM disclosure_notice n JOIN disclosure d ON d.id = n.disclosure "
    "ORDER BY n.made_at, n.id";

}  // namespace sql

namespace {

using Index = std::uint64_t;

bool begins(ledger::Leaf const& leaf, std::string_view word) { return !leaf.fields.empty() && leaf.fields.front() == word; }
bool is_opening(ledger::Leaf const& leaf) { return leaf.event == ledger::Event::access && leaf.verdict && *leaf.verdict != ledger::Verdict::refuse && begins(leaf, "disclosure"); }
bool is_taking_back(ledger::Leaf const& leaf) { return leaf.event == ledger::Event::erase && begins(leaf, "disclosure"); }
bool is_correction(ledger::Leaf const& leaf) { return leaf.event == ledger::Event::disclose && leaf.verdict != ledger::Verdict::refuse && begins(leaf, "correction"); }
bool is_answer(ledger::Leaf const& leaf) { return leaf.event == ledger::Event::receive && begins(leaf, "correction") && leaf.fields.size() > 1; }

std::vector<std::string> after(ledger::Leaf const& leaf, std::size_t first) {
  auto const from = std::min(first, leaf.fields.size());
  return {leaf.fields.begin() + static_cast<std::ptrdiff_t>(from), leaf.fields.end()};
}

class Given {
 public:
  explicit Given(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run() {
    auto unsettled = requests_beyond(comparing_);
    if (!unsettled) return fail(unsettled);
    unsettled_ = std::move(*unsettled);
    if (auto done = open_details(); !done) return done;
    for (auto const part : {&Given::hold_given, &Given::hold_values, &Given::hold_openings, &Given::hold_corrections}) {
      if (auto done = (this->*part)(); !done) return done;
    }
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (is_taking_back(leaf) && !taken_.contains(index)) missing(index, leaf, "taken back");
      if (is_taking_back(leaf) && !cited_.contains(index)) missing(index, leaf, "word of what was taken back");
      if (cited_.contains(index)) continue;
      // Of a giving from before disclosures were written down the entry names none.
      if (is_giving(leaf) && details_[index]["disclosure"].is_string()) missing(index, leaf, "what was given");
      if (is_opening(leaf)) missing(index, leaf, "an opening");
      if (is_correction(leaf)) missing(index, leaf, "a correction");
      if (is_answer(leaf)) missing(index, leaf, "an answer to a correction");
    }
    return {};
  }

 private:
  void missing(Index index, ledger::Leaf const& leaf, std::string_view what) { comparing_.differ("request " + leaf.previous, index, std::string{what}, "no such row"); }

  Result<void> open_details() {
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (!is_giving(leaf) && !is_correction(leaf) && !is_answer(leaf) && !is_taking_back(leaf)) continue;
      auto detail = comparing_.details.of(index, leaf);
      if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
      if (!detail) comparing_.differ("request " + leaf.previous, index, "commits to what was given", "what lies sealed beside it is something else, or gone");
      details_[index] = detail ? std::move(*detail) : Json{};
      // Once the key of its year is gone nobody can tell which correction changed what can be opened.
      if (is_correction(leaf) && !details_[index]["disclosure"].is_string()) unsettled_.insert(leaf.previous);
      if (is_correction(leaf) && details_[index]["version"].is_integer()) ++corrected_[details_[index]["disclosure"].string()];
      if (details_[index]["values"].is_string()) committed_[details_[index]["disclosure"].string()] = {index, details_[index]["values"].string()};
    }
    return {};
  }

  /// The entry of that number where it is of this kind and about this request.
  ledger::Leaf const* entry(Index index, bool (*is)(ledger::Leaf const&), std::string_view request) {
    cited_.insert(index);
    return found(index, is, request);
  }
  ledger::Leaf const* found(Index index, bool (*is)(ledger::Leaf const&), std::string_view request) {
    auto const found = comparing_.sharing.find(index);
    return found == comparing_.sharing.end() || !is(found->second) || found->second.previous != request ? nullptr : &found->second;
  }

  /// That what the entry committed to is what the row says; where it can be opened.
  bool says(Index index, std::string_view key, std::string_view value) { return !details_[index][key].is_string() || details_[index][key].string() == value; }

  Result<void> hold_given() {
    return comparing_.connection.query(sql::given, [&](store::Row const& row) {
      auto const index = static_cast<Index>(row.integer(8));
      auto const name = "disclosure " + row.string(0);
      if (!row.is_null(10)) hold_taking_back(name, row);
      if (index >= comparing_.size) return void(cited_.insert(index));
      auto const* leaf = entry(index, is_giving, row.text(1));
      auto const told = fmt::format("{} to {} at {}, version {}, until {}: {}", row.text(2), row.text(3), row.text(6), row.integer(5), row.is_null(7) ? "-" : row.text(7), row.text(4));
      if (leaf == nullptr) return comparing_.differ(name, index, "nothing that was given in this request", told);
      if (!row.is_null(11) && !unsettled_.contains(row.string(1))) kept_.push_back({row.string(0), row.string(2), row.bytes(11)});
      auto const fields = texts_in(row.text(4));
      auto const went = after(*leaf, 1);
      // A correction that no checkpoint covers yet makes a version more.
      bool const version = unsettled_.contains(row.string(1)) ? row.integer(5) >= 1 + corrected_[row.string(0)] : row.integer(5) == 1 + corrected_[row.string(0)];
      bool const same = leaf->from == row.text(2) && leaf->to == row.text(3) && is_time_of(row.string(6), *leaf) && fields == went && version && says(index, "supplier", row.text(12)) && says(index, "disclosure", row.text(0)) &&
                        (row.is_null(7) || says(index, "open_until", row.text(7)));
      if (!row.flag(15) && row.text(13) != row.text(14)) comparing_.differ(name, index, "for who asked", "for another member");
      bool const readable = !row.is_null(7) && row.text(7) >= today_ && row.is_null(9) && !row.flag(15);
      if (readable && row.is_null(11)) comparing_.differ(name, index, "can be opened until " + row.string(7), "what was given is gone");
      if (!same) comparing_.differ(name, index, fmt::format("{} to {} at {}, corrected {} times: {}", leaf->from, leaf->to, format_instant(leaf->at), corrected_[row.string(0)], fmt::join(went, ", ")), told);
    });
  }

  /// What can be opened is what the newest entry committed to: an older value in its place would open as though it were right.
  Result<void> hold_values() {
    for (auto const& one : kept_) {
      auto const committed = committed_.find(one.id);
      if (committed == committed_.end()) continue;
      auto const values = sharing::open_words(comparing_.hub, {"disclosure", "values_sealed", one.id, one.discloser}, one.sealed);
      if (!values && values.error().code.view() == "keys.erased") continue;
      if (!values && values.error().fault != Fault::integrity) return fail(values);
      bool const same = values && crypto::to_hex(crypto::sha256(values->canonical())) == committed->second.second;
      if (!same) comparing_.differ("disclosure " + one.id, committed->second.first, "other values", "these are not those that were given, or corrected last");
    }
    return {};
  }

  void hold_taking_back(std::string const& name, store::Row const& row) {
    auto const index = static_cast<Index>(row.integer(10));
    taken_.insert(index);
    if (index >= comparing_.size) return;
    auto const* leaf = found(index, is_taking_back, row.text(1));
    bool const by = leaf == nullptr || row.flag(15) || acted(comparing_.hub, *leaf, leaf->from, row.string(16));
    if (leaf == nullptr || !by || !is_time_of(row.string(9), *leaf)) comparing_.differ(name, index, leaf == nullptr ? "not taken back" : "taken back at " + format_instant(leaf->at), "taken back at " + row.string(9) + (by ? std::string{} : std::string{", by somebody else"}));
  }

  Result<void> hold_openings() {
    return comparing_.connection.query(sql::looks, [&](store::Row const& row) {
      auto const index = static_cast<Index>(row.integer(1));
      if (index >= comparing_.size) return void(cited_.insert(index));
      auto const* leaf = entry(index, is_opening, row.text(4));
      if (leaf == nullptr || !is_time_of(row.string(3), *leaf)) comparing_.differ("disclosure " + row.string(0), index, leaf == nullptr ? "no opening" : "opened at " + format_instant(leaf->at), "opened at " + row.string(3));
    });
  }

  Result<void> hold_corrections() {
    return comparing_.connection.query(sql::corrections, [&](store::Row const& row) {
      auto const name = "correction " + row.string(0);
      auto const index = static_cast<Index>(row.integer(5));
      if (!row.is_null(8)) hold_answer(name, row);
      if (index >= comparing_.size) return void(cited_.insert(index));
      bool const back = row.text(1) == "taken-back";
      auto const* leaf = entry(index, back ? is_taking_back : is_correction, row.text(9));
      auto const told = fmt::format("{} by {} at {}: {}", row.text(1), row.text(3), row.text(4), row.text(2));
      bool const same = leaf != nullptr && leaf->fields.size() > 1 && leaf->fields[1] == row.text(1) && (back || after(*leaf, 2) == texts_in(row.text(2))) && leaf->from == row.text(3) && leaf->to == row.text(10) &&
                        is_time_of(row.string(4), *leaf) && says(index, "notice", row.text(0)) && says(index, "disclosure", row.text(11));
      if (!same) comparing_.differ(name, index, leaf == nullptr ? "no correction in this request" : fmt::format("{} by {} at {}", fmt::join(leaf->fields, ", "), leaf->from, format_instant(leaf->at)), told);
    });
  }

  void hold_answer(std::string const& name, store::Row const& row) {
    auto const index = static_cast<Index>(row.integer(8));
    if (index >= comparing_.size) return void(cited_.insert(index));
    auto const* leaf = entry(index, is_answer, row.text(9));
    bool const same = leaf != nullptr && leaf->fields[1] == row.text(6) && leaf->to == row.text(10) && is_time_of(row.string(7), *leaf) && says(index, "notice", row.text(0));
    if (!same) comparing_.differ(name, index, leaf == nullptr ? "not answered" : leaf->fields[1] + " at " + format_instant(leaf->at), row.string(6) + " at " + row.string(7));
  }

  Comparing& comparing_;
  std::map<Index, Json> details_;
  std::map<std::string, std::int64_t> corrected_;  ///< by disclosure: how often what can be opened was changed
  std::map<std::string, std::pair<Index, std::string>> committed_;  ///< by disclosure: the newest entry that commits to its values, and their hash
  struct Kept {
    std::string id, discloser;
    store::Bytes sealed;
  };
  std::vector<Kept> kept_;
  std::set<std::string> unsettled_;
  std::string today_ = format_date(comparing_.hub.clock().today());
  std::set<Index> cited_;
  std::set<Index> taken_;  ///< by rows of what was given: of a taking back two rows tell
};

}  // namespace

Result<void> compare_given(Comparing& comparing) { return Given{comparing}.run(); }

}  // namespace concordat::hub
