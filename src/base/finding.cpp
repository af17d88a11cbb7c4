// SPDX-License-Identifier: Apache-2.0
#include "base/finding.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace concordat {
namespace {

bool ends_a_sentence(std::string_view text) {
  return text.empty() || std::string_view{".!?:"}.find(text.back()) != std::string_view::npos;
}

}  // namespace

bool has_errors(Findings const& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](Finding const& finding) { return finding.severity == Severity::error; });
}

std::string sentence(Finding const& finding) {
  std::string text = finding.file;
  if (finding.line != 0) {
    text += fmt::format(":{}", finding.line);
    if (finding.column != 0) text += fmt::format(":{}", finding.column);
  } else if (finding.column != 0) {
    // A column of a table has no line: as a bare number it would be taken for one.
    text += fmt::format("{}column {}", text.empty() ? "" : ": ", finding.column);
  }
  char const* severity = finding.severity == Severity::error     ? "error"
                         : finding.severity == Severity::warning ? "warning"
                                                                 : "note";
  text += fmt::format("{}{}: {}", text.empty() ? "" : ": ", severity, finding.message);
  if (!finding.remedy.empty()) text += (ends_a_sentence(finding.message) ? " " : ". ") + finding.remedy;
  if (!finding.code.empty()) text += fmt::format(" [{}]", finding.code);
  return text;
}

}  // namespace concordat
