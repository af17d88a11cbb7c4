// SPDX-License-Identifier: Apache-2.0
// Inside the module: rows of the steps that people took.
#pragma once

#include <vector>

#include "hub/settings/changing.h"

namespace concordat::hub {

/// What the entry of a step and of its answer begins with: "protection-setting", name, value before, value.
[[nodiscard]] std::vector<std::string> fields_of(SettingStep const& step);

/// Every step, in the order in which they were entered.
[[nodiscard]] Result<std::vector<SettingStep>> setting_steps(store::Connection& connection);
/// What the last step that is in force says of it; nothing where nobody ever said anything.
[[nodiscard]] std::optional<std::int64_t> last_said(std::vector<SettingStep> const& steps, SettingSpec const& spec);

[[nodiscard]] Result<void> put_step(store::Connection& connection, SettingStep const& step);
/// REQUIRES: the step has no answer in the database.
[[nodiscard]] Result<void> put_answer_to_step(store::Connection& connection, SettingStep const& step);

}  // namespace concordat::hub
