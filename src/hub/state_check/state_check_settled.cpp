// SPDX-License-Identifier: Apache-2.0
// What was settled for whole quarters and months, and for all that leaves, against the entries that settled it: who could change it would have the
// same reports taken apart in a second way, figures of a month that came in part, or more shown than people agreed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/local_settings.h"
#include "hub/quarters/settled.h"
#include "hub/snap/epochs.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql said_of_months =
    "SELECT f.id, m.month, m.reason, m.said_by, m.said_for, m.said_at, m.ledger_index FROM month_all_there m JOIN feed f ON f.number = m.feed ORDER BY m.month, f.id";

constexpr store::Sql protection_steps =
    "SELECT setting, value_before, value, is_proposal, reason, said_by, said_for, said_at, ledger_index, answer, answered_by, answered_for, answered_at, answer_index FROM protection_step "
    "ORDER BY ledger_index";
constexpr store::Sql group_changed = "SELECT group_changed_index FROM partnership WHERE id = 1";

}  // namespace sql

Result<void> compare_settled(Comparing& comparing) {
  auto const all = settled_ways(comparing.connection);
  if (!all) return fail(all);
  // Hubs of before this had an entry wrote a way down with the release that settled it.
  auto const first = comparing.settled.empty() ? comparing.size : comparing.settled.begin()->first;
  for (auto const& [index, ways] : *all) {
    if (index >= comparing.size) continue;
    auto const of = fmt::format("parts by {} of {}", ways.front().way, format_quarter(ways.front().quarter));
    auto const found = comparing.settled.find(index);
    if (found == comparing.settled.end()) {
      if (index < first && comparing.releases.contains(index)) continue;
      comparing.differ(of, index, "nothing of how reports are taken apart", "settled");
    } else if (found->second.bundle != crypto::sha256(settled_text(ways))) {
      comparing.differ(of, index, "other quarters, or another definition of the parts", "settled");
    }
  }
  for (auto const& [index, leaf] : comparing.settled) {
    if (index < comparing.size && !all->contains(index)) comparing.differ(fmt::format("{} of entry {}", fmt::join(leaf.fields, " "), index), index, fmt::format("{} quarters", leaf.count.value_or(0)), "no such row");
  }
  return {};
}

Result<void> compare_months(Comparing& comparing) {
  std::set<std::uint64_t> cited;
  auto read = comparing.connection.query(sql::said_of_months, [&](store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(6));
    bool const once = cited.insert(index).second;
    if (index >= comparing.size) return;
    auto const month = format_month(Month{row.small(1)});
    auto const found = comparing.months.find(index);
    if (once && found != comparing.months.end()) {
      auto const& leaf = found->second;
      bool const same = leaf.fields == std::vector<std::string>{"month-all-there", row.string(0), month} && leaf.why == std::vector<std::string>{row.string(2)} && leaf.to == row.text(4) &&
                        is_time_of(row.string(5), leaf) && acted(comparing.hub, leaf, row.string(4), row.string(3));
      if (same) return;
    }
    comparing.differ(fmt::format("month {} of {}", month, row.text(0)), index, found == comparing.months.end() ? "nothing of a month" : words_of(found->second), fmt::format("all there, says {}", row.text(3)));
  });
  if (!read) return read;
  for (auto const& [index, leaf] : comparing.months) {
    if (index < comparing.size && !cited.contains(index)) comparing.differ(words_of(leaf), index, "all there", "no such row");
  }
  return {};
}

namespace {

/// What a row says that an entry must say as well.
struct SettingSaid {
  std::vector<std::string> fields;
  std::vector<std::string> why;
  std::string member;
  std::string agency;
  std::string at;
  std::uint64_t entry = 0;
};

class SettingSteps {
 public:
  explicit SettingSteps(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run() {
    auto read = comparing_.connection.query(sql::protection_steps, [&](store::Row const& row) {
      std::vector<std::string> const fields{"protection-setting", row.string(0), std::to_string(row.integer(1)), std::to_string(row.integer(2))};
      bool const proposed = row.integer(3) != 0;
      hold({fields, {proposed ? "loosening-proposed" : "tightened", row.string(4)}, row.string(5), row.string(6), row.string(7), static_cast<std::uint64_t>(row.integer(8))});
      if (!row.is_null(9)) hold({fields, {"loosening-" + row.string(9)}, row.string(10), row.string(11), row.string(12), static_cast<std::uint64_t>(row.integer(13))});
    });
    if (!read) return read;
    for (auto const& [index, leaf] : comparing_.settings) {
      if (index < comparing_.size && !cited_.contains(index)) comparing_.differ(words_of(leaf), index, fmt::format("{}", fmt::join(leaf.why, ", ")), "no such row");
    }
    return hold_change_of_file();
  }

 private:
  /// Since when the partnership file has its smallest group: who moved that would make an agreement count a second time.
  Result<void> hold_change_of_file() {
    std::optional<std::uint64_t> entered;
    for (auto const& [index, leaf] : comparing_.partnerships) {
      if (index < comparing_.size && !leaf.why.empty() && leaf.why.front() == smallest_group_word.view()) entered = index;
    }
    return comparing_.connection.query(sql::group_changed, [&](store::Row const& row) {
      auto const stored = row.is_null(0) ? std::nullopt : std::optional{static_cast<std::uint64_t>(row.integer(0))};
      if (stored == entered || (stored && *stored >= comparing_.size)) return;
      auto const words = [](std::optional<std::uint64_t> const& at) { return at ? fmt::format("last changed in entry {}", *at) : std::string{"never changed"}; };
      comparing_.differ("smallest group of the partnership file", entered, words(entered), words(stored));
    });
  }
  void hold(SettingSaid const& said) {
    bool const once = cited_.insert(said.entry).second;
    if (said.entry >= comparing_.size) return;
    auto const found = comparing_.settings.find(said.entry);
    if (once && found != comparing_.settings.end()) {
      auto const& leaf = found->second;
      if (leaf.fields == said.fields && leaf.why == said.why && leaf.to == said.agency && is_time_of(said.at, leaf) && acted(comparing_.hub, leaf, said.agency, said.member)) return;
    }
    comparing_.differ(fmt::format("protection setting {}", said.fields[1]), said.entry,
                      found == comparing_.settings.end() ? "nothing of a setting" : fmt::format("{}: {}", words_of(found->second), fmt::join(found->second.why, ", ")),
                      fmt::format("{} to {}, by {}: {}{}", said.fields[2], said.fields[3], said.agency, fmt::join(said.why, ", "), once ? "" : ", a second time"));
  }

  Comparing& comparing_;
  std::set<std::uint64_t> cited_;
};

}  // namespace

Result<void> compare_points(Comparing& comparing) {
  auto const epochs = snap::all_epochs(comparing.connection);
  if (!epochs) return fail(epochs);
  std::set<std::uint64_t> cited;
  for (auto const& epoch : *epochs) {
    auto const points = snap::stored_points(comparing.connection, epoch.number);
    if (!points) return fail(points);
    bool const once = cited.insert(epoch.ledger_index).second;
    if (epoch.ledger_index >= comparing.size) continue;
    auto const name = fmt::format("published points, table {}", epoch.number);
    auto const found = comparing.points.find(epoch.ledger_index);
    bool const said = once && found != comparing.points.end() && found->second.bundle == crypto::sha256(snap::committed_text(epoch)) && is_time_of(epoch.since, found->second);
    if (!said) {
      comparing.differ(name, epoch.ledger_index, found == comparing.points.end() ? "nothing of published points" : "other points, or another number", fmt::format("{} points of {}", epoch.points, epoch.since));
    } else if (snap::hash_of(*points) != epoch.sha256) {
      comparing.differ(name, epoch.ledger_index, fmt::format("{} points that came in", epoch.points), fmt::format("{} points: some were added, moved or taken away", points->size()));
    }
  }
  for (auto const& [index, leaf] : comparing.points) {
    if (index < comparing.size && !cited.contains(index)) comparing.differ(fmt::format("published points of entry {}", index), index, fmt::format("{} points", leaf.count.value_or(0)), "no such table");
  }
  return {};
}

Result<void> compare_settings(Comparing& comparing) { return SettingSteps{comparing}.run(); }

// What was sent for equality monitoring, by the hash of the sealed bytes; reports, by the hash of their content; what reached its day,
// by what the round said. Nothing is opened here.
namespace sql {

constexpr store::Sql counts_sent =
    "SELECT id, agency, quarter, submitted_by, submitted_at, rows_sealed, replaced, coalesce(erased_on, ''), leaf_index FROM equality_submission ORDER BY leaf_index";
constexpr store::Sql reports_made = "SELECT quarter, made_by, made_for, made_at, content, leaf_index FROM equality_report ORDER BY leaf_index";

}  // namespace sql

namespace {

class EqualityRows {
 public:
  explicit EqualityRows(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run() {
    if (auto done = read_rounds(); !done) return done;
    auto read = comparing_.connection.query(sql::counts_sent, [&](store::Row const& row) { hold_sent(row); });
    if (!read) return read;
    read = comparing_.connection.query(sql::reports_made, [&](store::Row const& row) { hold_report(row); });
    if (!read) return read;
    hold_later_files();
    hold_days();
    for (auto const& [index, leaf] : comparing_.equality) {
      if (index < comparing_.size && !cited_.contains(index)) comparing_.differ(words_of(leaf), index, "sent or made", "no such row");
    }
    return {};
  }

 private:
  struct Sent {
    std::string name;
    std::uint64_t entry = 0;
    bool replaced = false;
  };
  struct Round {
    std::int64_t erased = 0;
    bool exact = true;  ///< false where what an entry of the day committed to cannot be read any more
  };

  /// How much each round of retention said that it erased. What is changed beside an entry is told by compare_uses.
  Result<void> read_rounds() {
    for (auto const& [index, leaf] : comparing_.forgettings) {
      auto const detail = comparing_.details.of(index, leaf);
      if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
      bool const opened = detail && detail->is_object();
      auto& round = rounds_[opened && (*detail)["on"].is_string() ? (*detail)["on"].string() : format_instant(leaf.at).substr(0, 10)];
      round.exact = round.exact && opened;
      if (opened) round.erased += (*detail)["erased"]["monitoring"].integer();
    }
    auto const beyond = entries_beyond(comparing_);
    if (!beyond) return fail(beyond);
    for (auto const& [index, leaf] : *beyond) {
      if (leaf.event == ledger::Event::erase) unsettled_.insert(format_instant(leaf.at).substr(0, 10));
    }
    return {};
  }

  ledger::Leaf const* entry_of(std::uint64_t index, std::vector<std::string> const& fields, std::string const& agency, std::string const& at) {
    bool const once = cited_.insert(index).second;
    auto const found = comparing_.equality.find(index);
    if (!once || found == comparing_.equality.end()) return nullptr;
    auto const& leaf = found->second;
    return leaf.fields == fields && leaf.to == agency && is_time_of(at, leaf) ? &leaf : nullptr;
  }

  void hold_sent(store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(8));
    auto const name = fmt::format("counts for equality monitoring of {} by {}", row.text(2), row.text(1));
    bool const replaced = row.integer(6) != 0;
    bool const erased = !row.text(7).empty();
    if (erased) ++erased_[row.string(7)];
    sent_[{row.string(2), row.string(1)}].push_back({name, index, replaced});
    if (index >= comparing_.size) return;
    auto const says = fmt::format("sent at {}{}{}", row.text(4), replaced ? ", replaced" : "", erased ? ", past its day" : "");
    auto const* const leaf = entry_of(index, {"equality-submission", row.string(2)}, row.string(1), row.string(4));
    if (leaf == nullptr) return comparing_.differ(name, index, "no such counts", says);
    auto const sealed = row.bytes(5);
    bool const as_sealed = sealed.empty() ? replaced || erased : leaf->bundle == crypto::sha256(crypto::bytes_of(crypto::text_of(sealed)));
    bool const by = erased ? row.text(3).empty() : acted(comparing_.hub, *leaf, row.string(1), row.string(3));
    if (!as_sealed || !by) comparing_.differ(name, index, fmt::format("sent by {} at {}", leaf->to, format_instant(leaf->at)), says + ", with other counts, or by somebody else");
  }

  void hold_report(store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(5));
    if (index >= comparing_.size) return;
    auto const name = fmt::format("equality report of {}", row.text(0));
    auto const* const leaf = entry_of(index, {"equality-report", row.string(0)}, row.string(2), row.string(3));
    if (leaf == nullptr) return comparing_.differ(name, index, "no such report", fmt::format("made at {}", row.text(3)));
    if (leaf->bundle != crypto::sha256(row.text(4)) || !acted(comparing_.hub, *leaf, row.string(2), row.string(1))) {
      comparing_.differ(name, index, fmt::format("made by {} at {}", leaf->to, format_instant(leaf->at)), "another content, or made by somebody else");
    }
  }

  /// Each file but the last of an agency's quarter was replaced, and no other.
  void hold_later_files() {
    for (auto const& [which, files] : sent_) {
      for (std::size_t i = 0; i < files.size(); ++i) {
        bool const later = i + 1 < files.size();
        if (files[i].entry < comparing_.size && files[i].replaced != later) comparing_.differ(files[i].name, files[i].entry, later ? "a later file took its place" : "no later file took its place", files[i].replaced ? "replaced" : "counted");
      }
    }
  }

  void hold_days() {
    for (auto const& [day, round] : rounds_) {
      if (round.exact && round.erased > 0) erased_.emplace(day, 0);
    }
    for (auto const& [day, rows] : erased_) {
      auto const found = rounds_.find(day);
      if (unsettled_.contains(day) || (found != rounds_.end() && (!found->second.exact || found->second.erased == rows))) continue;
      comparing_.differ("counts for equality monitoring past their day on " + day, std::nullopt, fmt::format("{} went", found == rounds_.end() ? 0 : found->second.erased), fmt::format("{} went", rows));
    }
  }

  Comparing& comparing_;
  std::set<std::uint64_t> cited_;
  std::map<std::pair<std::string, std::string>, std::vector<Sent>> sent_;
  std::map<std::string, Round> rounds_;
  std::map<std::string, std::int64_t> erased_;
  std::set<std::string> unsettled_;
};

}  // namespace

Result<void> compare_equality(Comparing& comparing) { return EqualityRows{comparing}.run(); }

}  // namespace concordat::hub
