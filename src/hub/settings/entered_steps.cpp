// SPDX-License-Identifier: Apache-2.0
#include "hub/settings/entered_steps.h"

#include <algorithm>
#include <set>

#include "hub/settings/setting_rows.h"

namespace concordat::hub {
namespace {

class StepEntries {
 public:
  explicit StepEntries(EnteredLeaves const& entries) : entries_{entries} {}
  /// Whether the entry says this, and no other row was of it.
  bool say(SettingStep const& step, SettingWord const& word, std::vector<std::string> const& why) {
    auto const found = entries_.find(word.ledger_index);
    return found != entries_.end() && found->second.fields == fields_of(step) && found->second.why == why && found->second.to == word.agency && cited_.insert(word.ledger_index).second;
  }
  [[nodiscard]] bool all_cited() const { return cited_.size() == entries_.size(); }

 private:
  EnteredLeaves const& entries_;
  std::set<std::uint64_t> cited_ = {};
};

}  // namespace

Result<void> hold_setting_steps(store::Connection& connection, EnteredLog const& entered) {
  auto const steps = setting_steps(connection);
  if (!steps) return fail(steps);
  StepEntries entries{entered.of_kind(Entered::settings)};
  bool const as_entered = std::ranges::all_of(*steps, [&](SettingStep const& step) {
    return entries.say(step, step.said, {step.is_proposal ? "loosening-proposed" : "tightened", step.reason}) && (step.answer.empty() || entries.say(step, step.answered, {"loosening-" + step.answer}));
  });
  if (as_entered && entries.all_cited()) return {};
  return fail(Fault::integrity, "setting.entry-differs", "What this hub hides was set otherwise than the ledger has entries of.",
              "Nothing is made under it. Run 'concordat ledger verify', and restore the database from a backup.");
}

}  // namespace concordat::hub
