// SPDX-License-Identifier: Apache-2.0
// For the tests of documents that are read strictly: a text with one thing changed, and the codes of what is wrong with it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"

namespace concordat::test_support {

/// The text with the first `from` replaced, which must be there.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// The codes of everything that is wrong; each finding must have its place and a remedy. `read`: an expected of some value or findings.
template <class Read>
std::vector<std::string> codes_of(Read const& read) {
  std::vector<std::string> codes;
  if (read) return codes;
  for (auto const& finding : read.error()) {
    EXPECT_FALSE(finding.remedy.empty()) << finding.message;
    EXPECT_NE(finding.line, 0U) << finding.message;
    EXPECT_NE(finding.column, 0U) << finding.message;
    codes.push_back(finding.code);
  }
  return codes;
}

}  // namespace concordat::test_support
