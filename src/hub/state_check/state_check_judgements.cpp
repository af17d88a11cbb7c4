// SPDX-License-Identifier: Apache-2.0
// Judgements of criteria against the entries of their making, confirming and withdrawing, and the records they hang on against those
// that the entry is about. One that is gone before its day is missed, unless the entry of a deletion of records names it.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/date.h"
#include "catalogue/keeping.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql judgements_kept =
    "SELECT id, agency, made_by, made_as, made_at, until, coalesce(asked, ''), words_sealed, state, coalesce(second, ''), coalesce(second_as, ''), coalesce(second_at, ''), second_sealed, "
    "coalesce(withdrawn_by, ''), coalesce(withdrawn_at, ''), leaf_index FROM criteria_judgement ORDER BY made_at, id";

constexpr store::Sql records_judged = "SELECT record FROM criteria_judgement_record WHERE judgement = ? ORDER BY record";
// The record that an entry is about, and those that took its place since.
constexpr store::Sql records_of_entry =
    "WITH RECURSIVE standing (first, record) AS (SELECT record, record FROM ledger_subject WHERE leaf = ? UNION SELECT s.first, r.superseded_by FROM standing s JOIN source_record r ON r.id = s.record WHERE "
    "r.superseded_by IS NOT NULL) SELECT first, record FROM standing ORDER BY first, record";

}  // namespace sql

namespace {

bool is_judging(ledger::Leaf const& leaf, std::string_view word) {
  return leaf.event == ledger::Event::facts && leaf.fields.size() > 1 && leaf.fields[0] == "judgement" && leaf.fields[1] == word;
}

/// An entry about a judgement names no more records: hub/linkage writes it so.
constexpr std::size_t most_named = 40;

/// What became of one, by entries.
struct JudgementSteps {
  std::optional<std::uint64_t> confirmed, withdrawn;
};

class Judgements {
 public:
  Judgements(Comparing& comparing, std::set<std::string> unsettled) : comparing_{comparing}, unsettled_{std::move(unsettled)} {
    for (auto const& [index, leaf] : comparing.sharing) {
      if (is_judging(leaf, "confirmed")) steps_[leaf.previous].confirmed = index;
      if (is_judging(leaf, "withdrawn")) steps_[leaf.previous].withdrawn = index;
    }
  }

  Result<void> run() {
    // First: no other question is asked while rows are read.
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (!is_judging(leaf, "made") && !is_judging(leaf, "confirmed")) continue;
      auto detail = comparing_.details.of(index, leaf);
      if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
      if (detail) {
        details_[index] = std::move(*detail);
      } else {
        auto const& about = leaf.fields[1] == "made" ? leaf.request : leaf.previous;
        comparing_.differ("judgement " + about, index, "commits to its end and to who was asked, in which role", "what lies sealed beside it is something else, or gone");
      }
    }
    std::map<std::string, std::uint64_t> kept;
    auto const read = comparing_.connection.query(sql::judgements_kept, [&](store::Row const& row) {
      kept.emplace(row.string(0), static_cast<std::uint64_t>(row.integer(15)));
      if (static_cast<std::uint64_t>(row.integer(15)) < comparing_.size) hold(row);
    });
    if (!read) return read;
    for (auto const& [id, index] : kept) {
      if (index >= comparing_.size) continue;
      if (auto done = hold_records(id, index); !done) return done;
    }
    return miss(kept);
  }

 private:
  static bool is_sealed_as(store::Bytes const& sealed, ledger::Leaf const& leaf) { return leaf.bundle && *leaf.bundle == crypto::sha256(crypto::bytes_of(crypto::text_of(sealed))); }

  void hold(store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(15));
    auto const name = "judgement " + row.string(0);
    auto const says = fmt::format("made by {} of {} as {} at {}, until {}", row.text(2), row.text(1), row.text(3), row.text(4), row.text(5));
    auto const found = comparing_.sharing.find(index);
    if (found == comparing_.sharing.end() || !is_judging(found->second, "made") || found->second.request != row.text(0)) {
      return comparing_.differ(name, index, "no such judgement", says);
    }
    auto const& made = found->second;
    auto const& detail = details_[index];
    auto const is_said = [&](std::string_view key, std::string_view value) { return detail.is_null() || detail[key].string() == value; };
    auto const words = row.bytes(7);
    bool const same = made.to == row.text(1) && is_time_of(row.string(4), made) && acted(comparing_.hub, made, row.string(1), row.string(2)) && is_said("until", row.text(5)) && is_said("asked", row.text(6)) &&
                      is_said("role", row.text(3)) && (words.empty() ? row.text(8) == "withdrawn" : is_sealed_as(words, made));
    if (!same) comparing_.differ(name, index, fmt::format("made by {} at {}, with other words, another end or by somebody else than the tables say", made.to, format_instant(made.at)), says);
    if (!unsettled_.contains(row.string(0))) hold_steps(row, name);
  }

  void hold_steps(store::Row const& row, std::string const& name) {
    auto const& steps = steps_[row.string(0)];
    auto const state = steps.withdrawn ? "withdrawn" : steps.confirmed || row.text(6).empty() ? "in-force" : "waiting";
    if (row.text(8) != state) return comparing_.differ(name, steps.withdrawn ? steps.withdrawn : steps.confirmed, state, row.string(8));
    if (steps.confirmed) {
      auto const& leaf = comparing_.sharing.at(*steps.confirmed);
      auto const& detail = details_[*steps.confirmed];
      bool const role = detail.is_null() || detail["role"].string() == row.text(10);
      bool const same = role && is_time_of(row.string(11), leaf) && acted(comparing_.hub, leaf, row.string(6), row.string(9)) && (row.is_null(12) ? state == std::string_view{"withdrawn"} : is_sealed_as(row.bytes(12), leaf));
      if (!same) comparing_.differ(name, steps.confirmed, fmt::format("confirmed by {} at {}", leaf.to, format_instant(leaf.at)), fmt::format("confirmed by {} as {} at {}", row.text(9), row.text(10), row.text(11)));
    } else if (!row.text(9).empty()) {
      comparing_.differ(name, std::nullopt, "not confirmed", fmt::format("confirmed by {} at {}", row.text(9), row.text(11)));
    }
    if (!steps.withdrawn) return;
    if (!row.bytes(7).empty() || !row.is_null(12)) comparing_.differ(name, steps.withdrawn, "withdrawn: its words are gone", "it has words again");
    auto const& leaf = comparing_.sharing.at(*steps.withdrawn);
    bool const same = is_time_of(row.string(14), leaf) && acted(comparing_.hub, leaf, leaf.to, row.string(13));
    if (!same) comparing_.differ(name, steps.withdrawn, fmt::format("withdrawn by {} at {}", leaf.to, format_instant(leaf.at)), fmt::format("withdrawn by {} at {}", row.text(13), row.text(14)));
  }

  /// About whom it is: another record beside or in place of its own would be a judgement of somebody else, and one that is taken away
  /// would let it outlive that.
  Result<void> hold_records(std::string const& id, std::uint64_t index) {
    std::set<std::int64_t> judged;
    std::set<std::int64_t> about;
    std::map<std::int64_t, bool> stands;  // each record of the entry: whether it, or what took its place, is among them
    auto read = comparing_.connection.query(sql::records_judged, [&](store::Row const& row) { judged.insert(row.integer(0)); }, id);
    if (!read) return read;
    read = comparing_.connection.query(sql::records_of_entry, [&](store::Row const& row) {
      about.insert(row.integer(1));
      auto& found = stands[row.integer(0)];
      found = found || judged.contains(row.integer(1));
    }, static_cast<std::int64_t>(index));
    if (!read) return read;
    auto const name = "judgement " + id;
    if (judged.empty()) {
      comparing_.differ(name, index, "hangs on the records that it was made about", "it hangs on none");
      return {};
    }
    auto const whole = is_whole(index, stands.size());
    if (!whole) return fail(whole);
    if (*whole && !std::ranges::includes(about, judged)) comparing_.differ(name, index, "hangs on the records that it was made about", "it hangs on others");
    else if (std::ranges::any_of(stands, [](auto const& one) { return !one.second; })) comparing_.differ(name, index, "hangs on the records that it was made about", "it hangs on some of them");
    return {};
  }

  /// Whether the entry still says of every record that it is about: those of a file that reached its day are forgotten, and of very many
  /// it names the first alone.
  Result<bool> is_whole(std::uint64_t index, std::size_t named) {
    auto const entry = comparing_.sharing.find(index);
    if (entry == comparing_.sharing.end()) return true;
    auto const said = entry->second.subjects.size();
    if (said >= most_named) return false;
    if (named >= said) return true;
    auto const erasures = erasures_until_now(comparing_);
    if (!erasures) return fail(erasures);
    return std::ranges::none_of(*erasures, [&](auto const& one) { return one.first > index; });
  }

  /// The last day on which it may still be there; nothing where its entry does not tell any more.
  [[nodiscard]] std::optional<Date> last_day(std::string const& id, std::uint64_t index, catalogue::KeepingRule const& rule) const {
    auto const detail = details_.find(index);
    auto until = detail == details_.end() ? std::nullopt : parse_date(detail->second["until"].string());
    if (!until) return std::nullopt;
    if (auto const steps = steps_.find(id); steps != steps_.end() && steps->second.withdrawn) {
      until = std::min(*until, Date{std::chrono::floor<std::chrono::days>(comparing_.sharing.at(*steps->second.withdrawn).at)});
    }
    return add(*until, rule.keep_for);
  }

  /// Judgements that entries tell of, that should be there, and are not.
  Result<void> miss(std::map<std::string, std::uint64_t> const& kept) {
    auto const keeping = catalogue::load_keeping(comparing_.hub.options().definitions.string());
    auto const* rule = catalogue::rule_of(keeping.rules, "judgement");
    if (rule == nullptr) return {};  // then nothing is deleted by its day either, and 'definitions check' says so
    auto const erasures = erasures_until_now(comparing_);
    if (!erasures) return fail(erasures);
    std::set<std::string> gone;
    std::optional<std::uint64_t> untold;  // the last deletion of a hub that did not name them yet
    for (auto const& [index, leaf] : *erasures) {
      auto const detail = comparing_.details.of(index, leaf);
      if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
      if (!detail || !(*detail)["judgements"].is_array()) untold = index;
      else for (auto const& one : (*detail)["judgements"].array()) gone.insert(one.string());
    }
    auto const today = comparing_.hub.clock().today();
    for (auto const& [index, leaf] : comparing_.sharing) {
      if (!is_judging(leaf, "made") || index >= comparing_.size || kept.contains(leaf.request) || gone.contains(leaf.request)) continue;
      auto const last = last_day(leaf.request, index, *rule);
      if (!last || *last <= today || (untold && *untold > index)) continue;
      comparing_.differ("judgement " + leaf.request, index, fmt::format("made by {}, and kept until {}", leaf.to, format_date(*last)), "no such judgement");
    }
    return {};
  }

  Comparing& comparing_;
  std::set<std::string> unsettled_;
  std::map<std::string, JudgementSteps> steps_;
  std::map<std::uint64_t, Json> details_;
};

}  // namespace

Result<void> compare_judgements(Comparing& comparing) {
  auto beyond = requests_beyond(comparing);
  if (!beyond) return fail(beyond);
  return Judgements{comparing, std::move(*beyond)}.run();
}

}  // namespace concordat::hub
