// SPDX-License-Identifier: Apache-2.0
// Who changes a protection setting, and how.
//
//   set_setting(hub, lead, "map-support", 20, SettingReason::attack);        // tighter: in force at once
//   set_setting(hub, lead, "map-support", 12, SettingReason::too_little);    // looser: proposed
//   confirm_setting(hub, lead_of_another_agency, "map-support");             // and only now in force
//
// Information-governance leads alone. A proposal lapses after a fortnight, falls with whoever made it, and is overtaken where the
// setting is tightened meanwhile.
//
// Errors of all: "setting.not-yours" for any other role; "setting.unknown".
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/init_rows.h"
#include "hub/settings/settings.h"

namespace concordat::hub {

inline constexpr int days_a_loosening_waits = 14;

enum class SettingReason : std::uint8_t { attack, recognised, advice, agreed, too_little, mistake };
inline constexpr std::array all_setting_reasons{SettingReason::attack, SettingReason::recognised, SettingReason::advice, SettingReason::agreed, SettingReason::too_little, SettingReason::mistake};
[[nodiscard]] FixedText name_of(SettingReason reason);   ///< "too-little"
[[nodiscard]] FixedText words_of(SettingReason reason);  ///< for people
[[nodiscard]] std::optional<SettingReason> setting_reason_named(std::string_view name);
[[nodiscard]] std::vector<std::string> setting_reason_names();

struct SettingWord {
  std::string member = {};
  std::string agency = {};
  std::string at = {};
  std::uint64_t ledger_index = 0;
};

/// One step that somebody took.
struct SettingStep {
  std::string setting;
  std::int64_t before = 0;
  std::int64_t value = 0;
  bool is_proposal = false;  ///< looser; in force once it is confirmed
  bool of_file = false;      ///< taken by init, with the partnership file that it read; nobody is named then
  std::string reason = {};
  SettingWord said = {};
  std::string answer = {};   ///< "confirmed", "withdrawn" or ""
  SettingWord answered = {};
  bool proposer_is_here = true;  ///< still active for the agency that it was said for
};

struct SettingProposal {
  SettingStep step;
  std::string lapses;  ///< the last day on which it can be confirmed
  bool may_confirm = false;  ///< by whoever looks, as far as role and agency go
};

struct SettingView {
  SettingSpec const* spec = nullptr;
  std::int64_t value = 0;
  std::int64_t floor = 0;  ///< of this hub: the partnership file may have a tighter one
  std::optional<SettingProposal> proposal = {};
  std::optional<AgreedGroup> agreed = {};  ///< what two leads agreed to, where the partnership file still asks for more
};

struct SettingsSeen {
  std::vector<SettingView> settings;
  std::vector<SettingStep> steps;  ///< newest first, those of init among them
  bool may_set = false;
};
/// For every role that sees agreements; the look is a leaf.
[[nodiscard]] Result<SettingsSeen> see_settings(Hub& hub, Member const& member);
[[nodiscard]] Json to_json(SettingsSeen const& seen);

struct SettingChanged {
  std::uint64_t ledger_index = 0;
  bool proposed = false;  ///< looser, and in force once somebody of another agency confirms it
  bool below_file = false;  ///< and once init has read a partnership file with it
};
/// "setting.too-loose" below what every hub has; below what the partnership file asks it is agreed, and in force when init reads the file with it; "setting.too-tight"; "setting.same", but where something lower is agreed and waits for init: one lead takes that back; "setting.proposed-already" where a loosening waits.
[[nodiscard]] Result<SettingChanged> set_setting(Hub& hub, Member const& member, std::string_view name, std::int64_t value, SettingReason reason);
struct SettingConfirmed {
  std::uint64_t ledger_index = 0;
  std::int64_t value = 0;     ///< what is agreed
  std::int64_t in_force = 0;  ///< from this entry on
  std::optional<AgreedGroup> agreed = {};  ///< where the partnership file asks for more: it waits for init
};
/// "setting.no-proposal"; "setting.second-person" where the member is of the agency that proposed it, or is the same person in another post.
[[nodiscard]] Result<SettingConfirmed> confirm_setting(Hub& hub, Member const& member, std::string_view name);
/// Any lead says no, or takes back what they proposed. "setting.no-proposal": what two leads agreed to and init has not read yet is taken
/// back with `set_setting`, to what is in force.
[[nodiscard]] Result<std::uint64_t> withdraw_setting(Hub& hub, Member const& member, std::string_view name);

/// Names of settings of which a proposed loosening waits for this member; no leaf.
[[nodiscard]] Result<std::vector<std::string>> settings_to_answer(Hub& hub, Member const& member);

}  // namespace concordat::hub
