// SPDX-License-Identifier: Apache-2.0
// The papers that go with an agreement, as drafts in Markdown filled from what it really says: screening questions of a
// data protection impact assessment, equality questions, and an appropriate policy document.
//
// Where the agreement answers a question, the answer stands there; where only a person can, a line is left for it. The
// same agreement and definitions give the same bytes.
#pragma once

#include <string>
#include <vector>

#include "agreements/document.h"

namespace concordat::catalogue {
class Catalogue;
}

namespace concordat::agreements {

struct Paper {
  std::string file_name;  ///< "dpia-screening.md"
  std::string text;
};

/// REQUIRES: an agreement without errors. Three papers, in the order above.
[[nodiscard]] std::vector<Paper> papers_for(Agreement const& agreement, catalogue::Catalogue const& catalogue);

}  // namespace concordat::agreements
