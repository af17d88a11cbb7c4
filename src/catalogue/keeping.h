// SPDX-License-Identifier: Apache-2.0
// definitions/retention.yaml: how long a hub keeps each kind of what people said and did in it. Every kind has a rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/finding.h"

namespace concordat::catalogue {

struct KeepingRule {
  std::string id;
  std::string title;
  Period keep_for;
  std::optional<Period> under_18 = {};      ///< instead, about somebody under 18; never longer
  std::string from;                         ///< the day it begins with, in words
  std::optional<Period> held_at_most = {};  ///< so much longer while something is open; none: nothing holds it
  std::string then;                         ///< delete, strip
  std::string why;
};

struct LoadedKeeping {
  std::vector<KeepingRule> rules;
  Findings findings;  ///< with an error among them `rules` are not to be used
};
/// Of that folder of definitions.
[[nodiscard]] LoadedKeeping load_keeping(std::string const& folder);

/// Of a kind; nullptr where there is none.
[[nodiscard]] KeepingRule const* rule_of(std::vector<KeepingRule> const& rules, std::string_view kind);

}  // namespace concordat::catalogue
