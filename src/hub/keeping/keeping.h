// SPDX-License-Identifier: Apache-2.0
// Deletes what people typed and said once it reached its day, without anybody asking, and says what went and what stayed, and why.
//
// Of each kind definitions/retention.yaml says how long. What was given under an agreement goes by the agreement's own retention
// where that ends first; a matter about somebody under 18 goes sooner. What is still open (an appeal, a review, an answer, the
// audit sample, a second person) holds its words, for the stated time at the most.
//
// The keys are destroyed first, in one transaction of the key database; then rows are deleted or stripped of words, matter and
// posts, with one leaf. Codes, agencies and days stay, so that reports go on counting. Safe to repeat and after a crash.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/retention.h"

namespace concordat::hub {

struct KeepingReport {
  std::map<std::string, std::uint64_t> erased;  ///< by kind
  std::uint64_t keys = 0;                       ///< destroyed
  std::map<std::pair<std::string, std::string>, std::uint64_t> kept;  ///< by kind and why: "day-not-come", "appeal-open", ...
  [[nodiscard]] std::uint64_t erased_in_all() const;
  [[nodiscard]] std::uint64_t held() const;  ///< past their day, and still open
};
/// {"erased": {"request": 3}, "keys": 6, "kept": [{"kind": "request", "why": "appeal-open", "count": 1}]}
[[nodiscard]] Json to_json(KeepingReport const& report);

/// "retention.no-rules": the definitions changed for the worse since the hub was opened.
[[nodiscard]] Result<KeepingReport> run_keeping(Hub& hub);

/// Both halves of a round: records that agencies sent, and words that people typed.
struct RoundReport {
  RetentionReport records;
  KeepingReport words;
};
[[nodiscard]] Result<RoundReport> run_round(Hub& hub);
/// The same where nobody asked for it: "retention.clock-leap", with nothing deleted, where the clock is doubted (retention.h).
[[nodiscard]] Result<RoundReport> run_round_by_itself(Hub& hub);

}  // namespace concordat::hub
