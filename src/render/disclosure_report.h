// SPDX-License-Identifier: Apache-2.0
// The one-page disclosure-control report: for the person who signs a release off, whoever made it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace concordat::render {

using ReportLines = std::vector<std::pair<std::string, std::string>>;

struct DisclosureReport {
  std::string title = {};
  ReportLines release = {};              ///< of a release: which one, for whom, under which agreements and rules; none for plain files
  ReportLines done = {};                 ///< what was done, and with what figures
  ReportLines tried = {};                ///< what an attacker tried, and what that gave
  std::vector<std::string> limits = {};  ///< what it does not hold against
};

/// {"title", "release", "done", "attacks", "limits"}; lines as {"what", "result"}; no "release" where there are no such lines.
[[nodiscard]] Json json_of(DisclosureReport const& report);
/// What json_of wrote.
[[nodiscard]] DisclosureReport disclosure_report_of(Json const& json);
/// One line each, for a terminal; of a release under headings.
[[nodiscard]] std::string text_of(DisclosureReport const& report);
/// A whole document of one page, readable on paper; nothing is loaded from elsewhere.
[[nodiscard]] std::string html_of(DisclosureReport const& report);

}  // namespace concordat::render
