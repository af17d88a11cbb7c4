// SPDX-License-Identifier: Apache-2.0
#include "hub/settings/settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "hub/local_settings.h"
#include "hub/settings/setting_rows.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql partnership_as_loaded = "SELECT document FROM partnership WHERE id = 1";

}  // namespace sql

namespace {

constexpr std::array<SettingSpec, setting_count> all_settings{
    SettingSpec{Setting::smallest_group, "smallest-group", "reports", "Smallest group",
                "A count of fewer reports is hidden, in tables, verdicts and on maps. An agreement may ask for more, never for fewer.", smallest_group_baseline, smallest_group_most,
                5, Tighter::more},
    SettingSpec{Setting::map_support, "map-support", "reports", "Reports near a square",
                "A square of a map shows only where so many reports lie within 500 metres of its centre, and are known to be of two days at least.", 8, 998, 5, Tighter::more},
    SettingSpec{Setting::map_bandwidth, "map-bandwidth", "metres", "Reach of density maps",
                "Over how far density is smoothed. Farther shows less of where; no square shows that did not show before.", 500, 5'000, 500, Tighter::more},
    SettingSpec{Setting::map_classes, "map-classes", "classes", "Classes of density",
                "How many shades a map of density has. Fewer tell less of where reports lie close together.", 5, 2, 1, Tighter::fewer},
    SettingSpec{Setting::kind_places, "kind-places", "places", "Places of a kind",
                "Of key places of a kind (schools, stations) something is told only where there are so many in the area, and reports at as many of them.", 3, 100, 1, Tighter::more},
    SettingSpec{Setting::public_residents, "public-residents", "residents", "Residents of an area in public figures",
                "An area with fewer residents has no figure in a public edition.", 1'000, 100'000, 500, Tighter::more},
};

}  // namespace

std::span<SettingSpec const> protection_settings() { return all_settings; }

SettingSpec const& spec_of(Setting setting) { return all_settings[static_cast<std::size_t>(setting)]; }

SettingSpec const* setting_named(std::string_view name) {
  auto const found = std::ranges::find_if(all_settings, [&](SettingSpec const& spec) { return spec.name.view() == name; });
  return found == all_settings.end() ? nullptr : &*found;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  for (auto const& spec : all_settings) names.emplace_back(spec.name.view());
  return names;
}

bool is_tighter(SettingSpec const& spec, std::int64_t one, std::int64_t than) { return spec.tighter == Tighter::more ? one > than : one < than; }

ProtectionSettings::ProtectionSettings() {
  for (auto const& spec : all_settings) values_[static_cast<std::size_t>(spec.setting)] = spec.floor;
}

void ProtectionSettings::tighten(Setting setting, std::int64_t value) {
  auto& stands = values_[static_cast<std::size_t>(setting)];
  if (is_tighter(spec_of(setting), stands, value)) return;
  stands = value;
  asked_for_[static_cast<std::size_t>(setting)] = true;
}

Json ProtectionSettings::tightened() const {
  Json json{Json::Object{}};
  for (auto const& spec : all_settings) {
    if (is_tightened(spec.setting)) json.set(std::string{spec.name.view()}, (*this)[spec.setting]);
  }
  return json;
}

std::string ProtectionSettings::words() const {
  std::vector<std::string> told;
  for (auto const& spec : all_settings) {
    if (is_tightened(spec.setting)) told.push_back(fmt::format("{} {} {} ({})", spec.name.view(), (*this)[spec.setting], spec.unit.view(), spec.floor));
  }
  return told.empty() ? std::string{"as in every hub"} : "tighter than in every hub (there in brackets): " + text::join(told, ", ");
}

Result<ProtectionSettings> settings_of_file(store::Connection& connection) {
  auto const document = connection.query_one(sql::partnership_as_loaded, [](store::Row const& row) { return Json::parse(row.text(0)); });
  if (!document) return fail(document);
  ProtectionSettings settings;
  if (!*document) return settings;
  if (!**document) return fail(**document);
  settings.tighten(Setting::smallest_group, local_settings(***document).smallest_group);
  return settings;
}

Result<ProtectionSettings> settings_in_force(store::Connection& connection) {
  auto settings = settings_of_file(connection);
  if (!settings) return settings;
  auto const steps = setting_steps(connection);
  if (!steps) return fail(steps);
  for (auto const& spec : all_settings) {
    // A row of the database cannot loosen anything below the floor: the tighter of the two stands.
    auto const said = last_said(*steps, spec);
    if (said && is_tighter(spec, *said, spec.floor)) settings->tighten(spec.setting, *said);
  }
  return settings;
}

}  // namespace concordat::hub
