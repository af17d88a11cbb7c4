// SPDX-License-Identifier: Apache-2.0
// One answer a verb, as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "agreements/analysis/scope.h"
#include "base/finding.h"
#include "base/json.h"
#include "base/result.h"
#include "cli/analysis/question.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/hub.h"

namespace concordat::cli::analysis {

struct Answer {
  std::string text;
  Json json;
  bool refuses = false;  ///< exit code 3: the new version widens
  bool finds = false;    ///< exit code 4: a signature does not fit
};

/// Why there is no answer.
struct Failure {
  std::string about;
  Problem problem;
  Findings findings = {};
};

/// `hub`: none where files are asked about. Its look is one entry of the ledger.
/// Codes: "agreement.bad-date", "agreement.bad-days", "agreement.unknown-form", "agreement.nothing-to-look-at", "agreement.no-such-role", "agreement.keys-malformed", "agreement.signatures-of-another-text",
/// "agreement.sharings-malformed", "agreement.has-errors".
[[nodiscard]] tl::expected<Answer, Failure> answer(Question const& question, hub::Shelf const& shelf, hub::Hub* hub, Date today);

}  // namespace concordat::cli::analysis
