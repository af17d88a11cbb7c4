// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/sharing/runs.h"
#include "hub/settings/changing.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

std::string setting_text(hub::SettingView const& view) {
  auto const& spec = *view.spec;
  auto out = fmt::format("{:<18}{} {}; in every hub {}, tighter is {}, {} {}\n", spec.name.view(), view.value, spec.unit.view(), spec.floor, spec.tighter == hub::Tighter::more ? "more" : "fewer", spec.tighter == hub::Tighter::more ? "at most" : "at least", spec.tightest);
  if (view.floor != spec.floor) out += fmt::format("{:<18}the partnership file asks for {}\n", "", view.floor);
  if (view.agreed) out += fmt::format("{:<18}two leads agreed to {}: in force once 'concordat init' reads a partnership file with it, by {}\n", "", view.agreed->value, view.agreed->lapses);
  out += fmt::format("{:<18}{}\n", "", spec.means.view());
  if (view.proposal) {
    auto const& step = view.proposal->step;
    auto const reason = hub::setting_reason_named(step.reason);
    out += fmt::format("{:<18}{} is proposed by {} of {} ({}); the lead of another agency confirms it by {}\n", "", step.value, step.said.member, step.said.agency,
                       reason ? hub::words_of(*reason).view() : std::string_view{step.reason}, view.proposal->lapses);
  }
  return out;
}

std::string setting_step_text(hub::SettingStep const& step) {
  if (step.of_file) return fmt::format("{}  {} {} to {}, by init with the partnership file that it read, ledger index {}\n", step.said.at.substr(0, 10), step.setting, step.before, step.value, step.said.ledger_index);
  auto out = fmt::format("{}  {} {} to {}, {} by {} of {} ({}), ledger index {}", step.said.at.substr(0, 10), step.setting, step.before, step.value, step.is_proposal ? "loosening proposed" : "tightened", step.said.member,
                         step.said.agency, step.reason, step.said.ledger_index);
  if (!step.answer.empty()) out += fmt::format("; {} {} by {} of {}, ledger index {}", step.answer, step.answered.at.substr(0, 10), step.answered.member, step.answered.agency, step.answered.ledger_index);
  return out + "\n";
}

Result<Shown> run_settings(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const seen = hub::see_settings(hub, member);
  if (!seen) return fail(seen);
  Shown shown{hub::to_json(*seen), {}, false};
  for (auto const& view : seen->settings) shown.text += setting_text(view);
  shown.text += seen->steps.empty() ? "Nobody has changed any: all is as in every hub, or as the partnership file asks.\n" : "Steps, newest first:\n";
  for (auto const& step : seen->steps) shown.text += setting_step_text(step);
  return shown;
}

Shown told(A const& a, std::uint64_t index, std::string_view state, std::string_view sentence) {
  return {std::move(Json{}.set("setting", a.id).set("state", std::string{state}).set("ledger_index", index)), fmt::format("{} Ledger index {}.\n", sentence, index), false};
}

Result<Shown> run_set(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const value = text::parse_integer(a.number);
  if (!value) return fail(Fault::malformed, "setting.value", "The value is no whole number.", "Write it in digits, as 'concordat protection settings' shows it.");
  auto const reason = hub::setting_reason_named(a.because);
  if (!reason) return fail(Fault::malformed, "setting.reason", "That is no reason to change what the hub hides.", "Name one of those that --help lists.");
  auto const changed = hub::set_setting(hub, member, a.id, *value, *reason);
  if (!changed) return fail(changed);
  if (changed->proposed && changed->below_file) {
    return told(a, changed->ledger_index, "proposed",
                "Proposed, for it is looser: nothing changes until the information-governance lead of another agency confirms it, within a fortnight. Below what the partnership file asks for it is in force only once 'concordat init' has read a file with it.");
  }
  if (changed->proposed) return told(a, changed->ledger_index, "proposed", "Proposed, for it is looser: nothing changes until the information-governance lead of another agency confirms it, within a fortnight.");
  return told(a, changed->ledger_index, "tightened", "Tightened: whatever leaves from now on is made so. What left before stays as it was.");
}

Result<Shown> run_confirm_setting(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const confirmed = hub::confirm_setting(hub, member, a.id);
  if (!confirmed) return fail(confirmed);
  if (!confirmed->agreed) return told(a, confirmed->ledger_index, "confirmed", "Confirmed: whatever leaves from now on is made so.");
  auto shown = told(a, confirmed->ledger_index, "agreed",
                    fmt::format("Agreed to {0}, and {1} is in force, as the partnership file asks. What still has to happen: 'concordat init' reads a partnership file with {0}, by {2}; then whatever leaves is made so. After that day the agreement lapses.",
                                confirmed->value, confirmed->in_force, confirmed->agreed->lapses));
  shown.json.set("agreed", confirmed->value).set("in_force", confirmed->in_force).set("lapses", confirmed->agreed->lapses);
  return shown;
}

Result<Shown> run_withdraw_setting(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const index = hub::withdraw_setting(hub, member, a.id);
  if (!index) return fail(index);
  return told(a, *index, "withdrawn", "Withdrawn: the setting stays as it is.");
}

}  // namespace

std::vector<SharingVerb> setting_protection() {
  OptionSpec const name{"SETTING", "as 'protection settings' names it", &A::id, true, hub::setting_names()};
  return {
      {"protection", "settings", "what this hub hides and how coarse its maps are: each setting, what every hub has, what is proposed, and who changed it", {}, run_settings, R::see_agreements},
      {"protection", "set", "tighten a setting at once, or propose to loosen it; for information-governance leads",
       {name, {"VALUE", "a whole number; never looser than in every hub", &A::number, true},
        {"--because", "attack, recognised, advice, agreed, too-little or mistake", &A::because, true, hub::setting_reason_names()}},
       run_set, R::see_agreements},
      {"protection", "confirm", "confirm a loosening that the lead of another agency proposed", {name}, run_confirm_setting, R::see_agreements},
      {"protection", "withdraw", "take a proposed loosening back, or say no to it", {name}, run_withdraw_setting, R::see_agreements},
  };
}

}  // namespace concordat::cli
