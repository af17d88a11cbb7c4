// SPDX-License-Identifier: Apache-2.0
// What this hub hides, and how coarse its maps are: a short list of numbers. What every hub has is the floor, and a local setting is
// only ever tighter. Everything that leaves is made under those in force at that moment, and says so; what left before stays as it was.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/fixed_text.h"
#include "base/json.h"
#include "hub/hub.h"
#include "store/connection.h"

namespace concordat::hub {

enum class Setting : std::uint8_t { smallest_group, map_support, map_bandwidth, map_classes, kind_places, public_residents };
inline constexpr std::size_t setting_count = 6;

enum class Tighter : std::uint8_t { more, fewer };

struct SettingSpec {
  Setting setting;
  FixedText name;    ///< "smallest-group"
  FixedText unit;    ///< "reports"
  FixedText title;   ///< for people
  FixedText means;   ///< one or two sentences, for people
  std::int64_t floor;     ///< in every hub; nothing is looser
  std::int64_t tightest;  ///< beyond this nothing would be left
  std::int64_t step;      ///< from the floor in steps of so many: values tried one after another tell no count closer than a rounded one
  Tighter tighter;
};

[[nodiscard]] std::span<SettingSpec const> protection_settings();
[[nodiscard]] SettingSpec const& spec_of(Setting setting);
[[nodiscard]] SettingSpec const* setting_named(std::string_view name);
[[nodiscard]] std::vector<std::string> setting_names();
[[nodiscard]] bool is_tighter(SettingSpec const& spec, std::int64_t one, std::int64_t than);

/// What is in force; made of the floors, it is what every hub has.
class ProtectionSettings {
 public:
  ProtectionSettings();
  [[nodiscard]] std::int64_t operator[](Setting setting) const { return values_[static_cast<std::size_t>(setting)]; }
  /// The tighter of the two stands.
  void tighten(Setting setting, std::int64_t value);
  /// Whether somebody asked for it, be it for what every hub has.
  [[nodiscard]] bool is_asked_for(Setting setting) const { return asked_for_[static_cast<std::size_t>(setting)]; }
  [[nodiscard]] bool is_tightened(Setting setting) const { return (*this)[setting] != spec_of(setting).floor; }
  /// Those that are tightened, by name: {"map-support": 20}.
  [[nodiscard]] Json tightened() const;
  /// For whoever reads what left: "as in every hub", or "tighter than in every hub: map-support 20 reports (8)".
  [[nodiscard]] std::string words() const;

 private:
  std::array<std::int64_t, setting_count> values_ = {};
  std::array<bool, setting_count> asked_for_ = {};
};

/// What the partnership file asks for beside what every hub has.
[[nodiscard]] Result<ProtectionSettings> settings_of_file(store::Connection& connection);
/// With what people tightened and loosened since.
[[nodiscard]] Result<ProtectionSettings> settings_in_force(store::Connection& connection);

}  // namespace concordat::hub
