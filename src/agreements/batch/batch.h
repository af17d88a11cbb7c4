// SPDX-License-Identifier: Apache-2.0
// One line of JSON a request in, one line of JSON a decision out, and what it cost.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "agreements/batch/world.h"
#include "base/result.h"

namespace concordat::agreements {

struct BatchReport {
  std::uint64_t requests = 0;
  std::uint64_t permitted = 0;  ///< in whole
  std::uint64_t partial = 0;
  std::uint64_t refused = 0;
  std::uint64_t mute = 0;       ///< refusals without a reason or without a remedy: there are none
  std::uint64_t expected = 0;   ///< requests that say what is expected
  std::uint64_t differ = 0;     ///< of these, decided otherwise
  std::uint64_t first_differing = 0;  ///< its line; 0: none
  std::map<std::string, std::uint64_t> reasons = {};  ///< refused fields by first reason
  double compile_ms = 0;
  double seconds = 0;           ///< of deciding, words and all
  double p50_us = 0;            ///< of one decision, words and all
  double p99_us = 0;
  double bare_p50_us = 0;       ///< of one decision in numbers: permit with rule and transform, reasons and remedies by rule
  double bare_p99_us = 0;
  double bare_seconds = 0;
};

struct BatchFiles {
  std::filesystem::path requests;
  std::filesystem::path out;  ///< empty: no answers are written
};

/// Decides every line. Findings name the line that could not be read; then nothing is written. "batch.cancelled" where
/// `progress` (lines done) says no.
struct BatchResult {
  BatchReport report = {};
  Findings findings = {};
};
[[nodiscard]] Result<BatchResult> decide_file(World const& world, BatchFiles const& files,
                                              std::function<bool(std::uint64_t)> const& progress);

}  // namespace concordat::agreements
