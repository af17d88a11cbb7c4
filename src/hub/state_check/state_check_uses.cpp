// SPDX-License-Identifier: Apache-2.0
// Every use of an agency's data against what the entry of its act committed to: one mark of all uses of the act. And who asked is gone
// from a use on the day that keeping says, and on no other.
#include <map>
#include <set>

#include <fmt/format.h>

#include "hub/sharing/uses.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql uses_by_entry =
    "SELECT leaf_index, kind, reference, supplier, discloser, recipient, purpose, form, fields, rules, onward, CASE WHEN member = '' THEN 1 ELSE 0 END, coalesce(erased_on, '') FROM data_use "
    "ORDER BY leaf_index, id";

}  // namespace sql

namespace {

class Uses {
 public:
  explicit Uses(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run() {
    if (auto done = read_forgettings(); !done) return done;
    auto const read = comparing_.connection.query(sql::uses_by_entry, [&](store::Row const& row) {
      auto const index = static_cast<std::uint64_t>(row.integer(0));
      if (index != entry_) hold_act(index);
      sharing::DataUse use;
      use.kind = row.string(1);
      use.reference = row.string(2);
      use.supplier = row.string(3);
      use.discloser = row.string(4);
      use.recipient = row.string(5);
      use.purpose = row.string(6);
      use.form = row.string(7);
      use.fields = texts_in(row.text(8));
      use.rules = texts_in(row.text(9));
      use.onward = row.flag(10);
      hold_day(index, use, row.flag(11), row.string(12));
      uses_.push_back(std::move(use));
    });
    if (!read) return read;
    hold_act(std::nullopt);
    for (auto const& [index, mark] : comparing_.uses_said) {
      if (!held_.contains(index) && mark != sharing::mark_of(std::vector<sharing::DataUse>{})) comparing_.differ(fmt::format("uses of entry {}", index), index, "commits to uses of agencies' data", "no such use");
    }
    hold_days();
    return {};
  }

 private:
  /// All uses of one act are read; the next is of this entry.
  void hold_act(std::optional<std::uint64_t> next) {
    auto const said = entry_ ? comparing_.uses_said.find(*entry_) : comparing_.uses_said.end();
    if (said != comparing_.uses_said.end()) {
      held_.insert(*entry_);
      if (said->second != sharing::mark_of(uses_)) {
        auto const& first = uses_.front();
        comparing_.differ(fmt::format("uses in {} {}", first.kind, first.reference), *entry_, "commits to these uses with other fields, rules, agencies or passing on, or to other uses",
                          fmt::format("{} uses, of {} and so on", uses_.size(), first.supplier));
      }
    }
    entry_ = next;
    uses_.clear();
  }

  void hold_day(std::uint64_t index, sharing::DataUse const& use, bool nobody, std::string const& erased_on) {
    if (nobody == !erased_on.empty()) {
      if (nobody) ++erased_[erased_on];
      return;
    }
    comparing_.differ(fmt::format("use of {} data in {} {}", use.supplier, use.kind, use.reference), index, "who asked is gone from it on its day, and on no other",
                      nobody ? "who asked is gone, and no day of it" : "gone on " + erased_on + ", while who asked is there");
  }

  struct Forgotten {
    std::int64_t uses = 0;
    bool exact = true;  ///< false where what an entry of the day committed to cannot be read any more
  };

  Result<void> read_forgettings() {
    for (auto const& [index, leaf] : comparing_.forgettings) {
      auto const detail = comparing_.details.of(index, leaf);
      if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
      if (!detail) comparing_.differ(fmt::format("keeping of entry {}", index), index, "commits to how much went", "what lies sealed beside it is something else, or gone");
      bool const opened = detail && detail->is_object();
      // Entries of earlier hubs say no day: it is that of their time.
      auto& day = told_[opened && (*detail)["on"].is_string() ? (*detail)["on"].string() : format_instant(leaf.at).substr(0, 10)];
      day.exact = day.exact && opened;
      if (opened) day.uses += (*detail)["erased"]["use"].integer();
    }
    auto const beyond = entries_beyond(comparing_);
    if (!beyond) return fail(beyond);
    for (auto const& [index, leaf] : *beyond) {
      if (leaf.event == ledger::Event::erase) unsettled_.insert(format_instant(leaf.at).substr(0, 10));
    }
    return {};
  }

  void hold_days() {
    for (auto const& [day, told] : told_) {
      if (told.exact && told.uses > 0) erased_.emplace(day, 0);
    }
    for (auto const& [day, rows] : erased_) {
      auto const found = told_.find(day);
      if (unsettled_.contains(day) || (found != told_.end() && (!found->second.exact || found->second.uses == rows))) continue;
      comparing_.differ("uses that were forgotten on " + day, std::nullopt, found == told_.end() ? "none" : fmt::format("{}", found->second.uses), fmt::format("{}", rows));
    }
  }

  Comparing& comparing_;
  std::optional<std::uint64_t> entry_;
  std::vector<sharing::DataUse> uses_;        ///< of that entry
  std::set<std::uint64_t> held_;
  std::map<std::string, std::int64_t> erased_;  ///< by day: rows without who asked
  std::map<std::string, Forgotten> told_;       ///< by day, as entries say
  std::set<std::string> unsettled_;             ///< days of entries that no checkpoint covers yet
};

}  // namespace

Result<void> compare_uses(Comparing& comparing) { return Uses{comparing}.run(); }

}  // namespace concordat::hub
