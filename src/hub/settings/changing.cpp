// SPDX-License-Identifier: Apache-2.0
#include "hub/settings/changing.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "hub/accounts/rights.h"
#include "hub/act.h"
#include "hub/agreements/life.h"
#include "hub/local_settings.h"
#include "hub/log/entered_log.h"
#include "hub/settings/setting_rows.h"

namespace concordat::hub {
namespace {

constexpr FixedText whom_else = "Ask the information-governance lead of another agency.";

Act setting_act(Member const& member, ledger::Event event, std::vector<std::string> fields) {
  Act act;
  act.event = event;
  act.to = member.agency;
  act.member = member.id;
  act.fields = std::move(fields);
  return act;
}

/// With a leaf of the refusal.
tl::unexpected<Problem> turned_down(Hub& hub, Member const& member, tl::unexpected<Problem> why) {
  auto act = setting_act(member, ledger::Event::access, {"protection-settings"});
  return turned_away(hub, std::move(act), std::move(why));
}

bool is_lead(Member const& member) { return member.active && allowed(Right::govern_agreements, member.roles); }

Result<SettingSpec const*> admit_lead(Hub& hub, Member const& member, std::string_view name) {
  if (!is_lead(member)) {
    return turned_down(hub, member, fail(Fault::refused, "setting.not-yours", "In this role nobody changes what the hub hides.", "Ask the information-governance lead of your agency."));
  }
  if (auto const* const spec = setting_named(name); spec != nullptr) return spec;
  return fail(Fault::not_found, "setting.unknown", "There is no protection setting of that name.", "The page of what this hub hides, or 'concordat protection settings', lists them.");
}

SettingWord word_of(Hub const& hub, Member const& member, std::uint64_t index) { return {member.id, member.agency, format_instant(hub.clock().now()), index}; }

/// One state of it all.
struct Standing {
  ProtectionSettings floors;
  ProtectionSettings in_force;
  std::vector<SettingStep> steps;
  std::optional<AgreedGroup> agreed = {};  ///< below what the file asks for: waits for init

  [[nodiscard]] std::optional<AgreedGroup> agreed_of(SettingSpec const& spec) const { return spec.setting == Setting::smallest_group ? agreed : std::nullopt; }
};

Result<Standing> read_standing(Hub const& hub, store::Connection& connection) {
  auto const floors = settings_of_file(connection);
  if (!floors) return fail(floors);
  auto const in_force = settings_in_force(connection);
  if (!in_force) return fail(in_force);
  auto steps = setting_steps(connection);
  if (!steps) return fail(steps);
  auto agreed = agreed_group(connection, hub.clock().now());
  if (!agreed) return fail(agreed);
  if (*agreed && !is_tighter(spec_of(Setting::smallest_group), (*floors)[Setting::smallest_group], (*agreed)->value)) agreed->reset();
  return Standing{*floors, *in_force, std::move(*steps), std::move(*agreed)};
}

/// What waits for an answer: not lapsed, by somebody who is still here, and not overtaken.
SettingStep const* waiting_in(Hub const& hub, Standing const& standing, SettingSpec const& spec) {
  auto const lapsed_at = format_instant(hub.clock().now() - std::chrono::days{days_a_loosening_waits});
  SettingStep const* found = nullptr;
  for (auto const& step : standing.steps) {
    if (step.setting == spec.name.view() && !step.is_proposal) found = nullptr;
    bool const waits = step.setting == spec.name.view() && step.is_proposal && step.answer.empty() && step.said.at > lapsed_at && step.proposer_is_here;
    if (waits && step.before == standing.in_force[spec.setting]) found = &step;
  }
  return found;
}

constexpr FixedText none_proposed = "Nobody has proposed to loosen that setting, or the proposal has lapsed or was overtaken.";

tl::unexpected<Problem> no_proposal(Standing const& standing, SettingSpec const& spec, bool yes) {
  if (!yes && standing.agreed_of(spec)) {
    return fail(Fault::not_found, "setting.no-proposal", none_proposed,
                "Two leads have agreed to a lower one already, which waits for init. To take that back, set it to what is in force: the page of what this hub hides, or 'concordat protection set'.");
  }
  return fail(Fault::not_found, "setting.no-proposal", none_proposed, "Propose it on the page of what this hub hides, or with 'concordat protection set'; the lead of another agency then confirms it.");
}

Result<std::uint64_t> answered_setting(Hub& hub, Member const& member, std::string_view name, bool yes) {
  auto const spec = admit_lead(hub, member, name);
  if (!spec) return fail(spec);
  auto act = setting_act(member, ledger::Event::admin, {});
  act.why = {yes ? "loosening-confirmed" : "loosening-withdrawn"};
  auto const index = record_with(hub, std::move(act), [&](store::Connection& connection, Act& leaf, std::uint64_t entry) -> Result<void> {
    auto const standing = read_standing(hub, connection);
    if (!standing) return fail(standing);
    auto const* const found = waiting_in(hub, *standing, **spec);
    if (found == nullptr) return no_proposal(*standing, **spec, yes);
    auto step = *found;
    auto const same = same_person(connection, step.said.member, member.id);
    if (!same) return fail(same);
    if (yes && (*same || step.said.agency == member.agency)) {
      return fail(Fault::refused, "setting.second-person", "Whoever proposed it, or is of the same agency, does not confirm it.", whom_else);
    }
    leaf.fields = fields_of(step);
    step.answer = yes ? "confirmed" : "withdrawn";
    step.answered = word_of(hub, member, entry);
    return put_answer_to_step(connection, step);
  });
  if (!index && index.error().fault == Fault::refused) return turned_down(hub, member, fail(index));
  return index;
}

}  // namespace

FixedText name_of(SettingReason reason) {
  switch (reason) {
    case SettingReason::attack: return "attack";
    case SettingReason::recognised: return "recognised";
    case SettingReason::advice: return "advice";
    case SettingReason::agreed: return "agreed";
    case SettingReason::too_little: return "too-little";
    case SettingReason::mistake: return "mistake";
  }
  return "";
}

FixedText words_of(SettingReason reason) {
  switch (reason) {
    case SettingReason::attack: return "a test or an attack showed that somebody could be found";
    case SettingReason::recognised: return "somebody was, or could have been, recognised in what left";
    case SettingReason::advice: return "a regulator, a data protection officer or a guardian advised it";
    case SettingReason::agreed: return "the agencies agreed it";
    case SettingReason::too_little: return "what may be shown is too little for its purpose";
    case SettingReason::mistake: return "it was set by mistake";
  }
  return "";
}

std::optional<SettingReason> setting_reason_named(std::string_view name) {
  auto const found = std::ranges::find_if(all_setting_reasons, [&](SettingReason reason) { return name_of(reason).view() == name; });
  return found == all_setting_reasons.end() ? std::nullopt : std::optional{*found};
}

std::vector<std::string> setting_reason_names() {
  std::vector<std::string> names;
  for (auto const reason : all_setting_reasons) names.emplace_back(name_of(reason).view());
  return names;
}

namespace {

/// What init changed with the file that it read, by the entries: no row has it.
std::vector<SettingStep> steps_of_files(EnteredLog const& entered) {
  std::vector<SettingStep> steps;
  for (auto const& [index, leaf] : entered.of_kind(Entered::inits)) {
    if (leaf.why.size() != 3 || leaf.why.front() != smallest_group_word.view()) continue;
    SettingStep step{leaf.why.front(), text::parse_integer(leaf.why[1]).value_or(0), text::parse_integer(leaf.why[2]).value_or(0)};
    step.of_file = true;
    step.said = {{}, leaf.to, format_instant(leaf.at), index};
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

Result<SettingsSeen> see_settings(Hub& hub, Member const& member) {
  auto standing = read_standing(hub, hub.database());
  if (!standing) return fail(standing);
  SettingsSeen seen{{}, {}, is_lead(member)};
  for (auto const& spec : protection_settings()) {
    SettingView view{&spec, standing->in_force[spec.setting], standing->floors[spec.setting]};
    view.agreed = standing->agreed_of(spec);
    if (auto const* const step = waiting_in(hub, *standing, spec); step != nullptr) {
      view.proposal = SettingProposal{*step, {}, seen.may_set && step->said.agency != member.agency};
      if (auto const at = parse_instant(step->said.at)) view.proposal->lapses = format_instant(*at + std::chrono::days{days_a_loosening_waits}).substr(0, 10);
    }
    seen.settings.push_back(std::move(view));
  }
  seen.steps = std::move(standing->steps);
  if (auto read = EnteredLog::of(hub).read_on(hub); !read) return fail(read);
  std::ranges::move(steps_of_files(EnteredLog::of(hub)), std::back_inserter(seen.steps));
  std::ranges::sort(seen.steps, std::ranges::greater{}, [](SettingStep const& step) { return step.said.ledger_index; });
  if (auto noted = record_alone(hub, setting_act(member, ledger::Event::access, {"protection-settings"})); !noted) return fail(noted);
  return seen;
}

Result<SettingChanged> set_setting(Hub& hub, Member const& member, std::string_view name, std::int64_t value, SettingReason reason) {
  auto const spec = admit_lead(hub, member, name);
  if (!spec) return fail(spec);
  auto const& of = **spec;
  if (is_tighter(of, value, of.tightest)) {
    return fail(Fault::malformed, "setting.too-tight", "Beyond that nothing would be left to show.", "The page of what this hub hides, or 'concordat protection settings', says how far each setting goes.");
  }
  SettingChanged changed;
  auto const index = record_with(hub, setting_act(member, ledger::Event::admin, {}), [&](store::Connection& connection, Act& leaf, std::uint64_t entry) -> Result<void> {
    auto const standing = read_standing(hub, connection);
    if (!standing) return fail(standing);
    if (is_tighter(of, of.floor, value)) {
      return fail(Fault::refused, "setting.too-loose", "No hub is looser than that, whoever agrees to it: every hub has it so.",
                  "The page of what this hub hides, or 'concordat protection settings', says how loose it may be.");
    }
    if ((value - of.floor) % of.step != 0 && value != standing->floors[of.setting]) {
      return fail(Fault::malformed, "setting.step", "That setting goes in steps, so that values tried one after another tell no count closely.",
                  "Groups and reports go in fives from 8 (13, 18, 23), as published counts are rounded; metres and residents in steps of 500.");
    }
    auto const in_force = standing->in_force[of.setting];
    auto const agreed = standing->agreed_of(of);
    // What is agreed is not in force yet: to set what is in force takes it back.
    auto const before = agreed && value == in_force ? agreed->value : in_force;
    if (value == before) return fail(Fault::conflict, "setting.same", "It is set so already.", "Nothing need be done.");
    changed.proposed = is_tighter(of, before, value);
    changed.below_file = is_tighter(of, standing->floors[of.setting], value);
    if (changed.proposed && waiting_in(hub, *standing, of) != nullptr) {
      return fail(Fault::conflict, "setting.proposed-already", "It is proposed to loosen that setting already.", "Let it be confirmed, or withdraw it first: the page of what this hub hides, or 'concordat protection withdraw'.");
    }
    SettingStep const step{std::string{name}, before, value, changed.proposed, false, std::string{name_of(reason).view()}, word_of(hub, member, entry)};
    leaf.fields = fields_of(step);
    leaf.why = {changed.proposed ? "loosening-proposed" : "tightened", step.reason};
    return put_step(connection, step);
  });
  if (!index && index.error().fault == Fault::refused) return turned_down(hub, member, fail(index));
  if (!index) return fail(index);
  changed.ledger_index = *index;
  return changed;
}

Result<SettingConfirmed> confirm_setting(Hub& hub, Member const& member, std::string_view name) {
  auto const index = answered_setting(hub, member, name, true);
  if (!index) return fail(index);
  auto const standing = read_standing(hub, hub.database());
  if (!standing) return fail(standing);
  auto const& spec = *setting_named(name);
  SettingConfirmed confirmed{*index, 0, standing->in_force[spec.setting], standing->agreed_of(spec)};
  for (auto const& step : standing->steps) {
    if (step.answer == "confirmed" && step.answered.ledger_index == *index) confirmed.value = step.value;
  }
  return confirmed;
}

Result<std::uint64_t> withdraw_setting(Hub& hub, Member const& member, std::string_view name) { return answered_setting(hub, member, name, false); }

Result<std::vector<std::string>> settings_to_answer(Hub& hub, Member const& member) {
  std::vector<std::string> names;
  if (!is_lead(member)) return names;
  auto const standing = read_standing(hub, hub.database());
  if (!standing) return fail(standing);
  for (auto const& spec : protection_settings()) {
    auto const* const step = waiting_in(hub, *standing, spec);
    if (step != nullptr && step->said.agency != member.agency) names.emplace_back(spec.name.view());
  }
  return names;
}

namespace {

Json json_of(SettingWord const& word) { return std::move(Json{}.set("member", word.member).set("agency", word.agency).set("at", word.at).set("ledger_index", word.ledger_index)); }

Json json_of(SettingStep const& step) {
  Json json;
  json.set("setting", step.setting).set("before", step.before).set("value", step.value).set("step", step.of_file ? "partnership-file" : step.is_proposal ? "loosening" : "tightening").set("reason", step.reason);
  auto const reason = setting_reason_named(step.reason);
  json.set("reason_words", reason ? words_of(*reason).view() : std::string_view{});
  json.set("said", json_of(step.said)).set("answer", step.answer);
  if (!step.answer.empty()) json.set("answered", json_of(step.answered));
  return json;
}

}  // namespace

Json to_json(SettingsSeen const& seen) {
  Json settings{Json::Array{}};
  for (auto const& view : seen.settings) {
    auto const& spec = *view.spec;
    Json one;
    one.set("name", spec.name.view()).set("unit", spec.unit.view()).set("title", spec.title.view()).set("means", spec.means.view()).set("value", view.value);
    one.set("default", spec.floor).set("floor", view.floor).set("tightest", spec.tightest).set("tighter", spec.tighter == Tighter::more ? "more" : "fewer");
    if (view.agreed) one.set("agreed", view.agreed->value).set("agreed_lapses", view.agreed->lapses);
    if (view.proposal) {
      auto proposal = json_of(view.proposal->step);
      one.set("proposal", std::move(proposal.set("lapses", view.proposal->lapses).set("may_confirm", view.proposal->may_confirm)));
    }
    settings.push(std::move(one));
  }
  Json steps{Json::Array{}};
  for (auto const& step : seen.steps) steps.push(json_of(step));
  return std::move(Json{}.set("settings", std::move(settings)).set("steps", std::move(steps)).set("may_set", seen.may_set));
}

}  // namespace concordat::hub
