// SPDX-License-Identifier: Apache-2.0
// Inside the module: rows of samples.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/linkage/quality/samples.h"

namespace concordat::hub::links {

struct SamplePair {
  std::int64_t place = 0;
  Record left = 0;
  Record right = 0;
  std::size_t stratum = 0;
  int judges = 1;
  std::vector<std::pair<std::string, std::string>> judgements;  ///< member and verdict, the first first
};
/// Where both records have a link still, by place.
[[nodiscard]] Result<std::vector<SamplePair>> pairs_of_sample(store::Connection& connection, std::string const& sample);
[[nodiscard]] Result<std::optional<Sample>> find_sample(store::Connection& connection, std::string const& id);

/// What the judges of a pair came to: nothing before as many judged as were wanted; "cannot-tell" where they differ.
[[nodiscard]] std::optional<std::string> settled(SamplePair const& pair);

[[nodiscard]] Problem unknown_sample();
[[nodiscard]] Problem sample_over();
[[nodiscard]] Problem sample_words();

[[nodiscard]] Json to_json(std::vector<SampleStratum> const& strata);
[[nodiscard]] std::vector<SampleStratum> strata_in(Json const& json);

inline constexpr std::string_view not_weighed = "not-weighed";

}  // namespace concordat::hub::links
