// SPDX-License-Identifier: Apache-2.0
// Inside the module: the checks of one rule.
#pragma once

#include <string>
#include <string_view>

#include "agreements/document.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements {

struct Remarker {
  std::string_view file;
  Findings& findings;

  void error(std::string_view code, Word const& at, std::string message, std::string remedy) const;
  void warning(std::string_view code, Word const& at, std::string message, std::string remedy) const;
};

/// What a document that is well formed still ought not to say: mixed purposes, keeping too long, rules that can never
/// fire, a missing equality assessment, people who are not protected.
void check_wisdom(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark);

void check_rule(Agreement const& agreement, Rule const& rule, Vocabulary const& vocabulary,
                Remarker const& remark);

}  // namespace concordat::agreements
