// SPDX-License-Identifier: Apache-2.0
// The one-page report: plain words, pictures with their table twins, and how to check the release oneself.
#pragma once

#include <string>
#include <vector>

#include "render/about.h"

namespace concordat::render {

/// One section; `body` is markup made by this module.
struct ReportPart {
  std::string id;
  std::string heading;
  std::string lead;  ///< a sentence or two, plain text
  std::string body;
};

/// A whole document: no script, nothing loaded from elsewhere, readable on paper, on a phone and aloud.
[[nodiscard]] std::string html_report(About const& about, std::vector<ReportPart> const& parts);

}  // namespace concordat::render
