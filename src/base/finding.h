// SPDX-License-Identifier: Apache-2.0
// A remark about a trusted document (definition, agreement, partnership file). Such documents hold no personal data,
// so a finding may quote them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace concordat {

enum class Severity : std::uint8_t { note, warning, error };

struct Finding {
  Severity severity = Severity::error;
  std::string code = {};          ///< stable, for machines: "unknown-key"
  std::string file = {};          ///< as the operator named it
  std::uint32_t line = 0;    ///< 1-based; 0 where the whole file is meant
  std::uint32_t column = 0;  ///< 1-based
  std::string message = {};       ///< what is wrong
  std::string remedy = {};        ///< what to do
};

using Findings = std::vector<Finding>;

[[nodiscard]] bool has_errors(Findings const& findings);

/// "definitions/bodies.csv:12:3: error: no kind 'polis' is known. Use one of: body, group. [unknown-kind]"
[[nodiscard]] std::string sentence(Finding const& finding);

}  // namespace concordat
