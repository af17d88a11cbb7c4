// SPDX-License-Identifier: Apache-2.0
#include "base/finding.h"

#include <algorithm>

#include <fmt/format.h>

namespace concordat {

bool has_errors(Findings const& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](Finding const& finding) { return finding.severity == Severity::error; });
}

std::string sentence(Finding const& finding) {
  std::string text = finding.file;
  if (finding.line != 0) text += fmt::format(":{}", finding.line);
  if (finding.column != 0) text += fmt::format(":{}", finding.column);
  char const* severity = finding.severity == Severity::error     ? "error"
                         : finding.severity == Severity::warning ? "warning"
                                                                 : "note";
  text += fmt::format("{}{}: {}", text.empty() ? "" : ": ", severity, finding.message);
  if (!finding.remedy.empty()) text += " " + finding.remedy;
  if (!finding.code.empty()) text += fmt::format(" [{}]", finding.code);
  return text;
}

}  // namespace concordat
