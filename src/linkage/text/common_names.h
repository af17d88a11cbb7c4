// SPDX-License-Identifier: Apache-2.0
// How common names are: two records that share a common one are less likely of one person than two that share a rare one.
//
// Loaded from definitions/linkage/common_names.yaml: shares of all young people and their families, by and large, the same for
// every hub, so that a small hub counts a common name as common and what came yesterday changes no weight of today.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/finding.h"

namespace concordat::linkage {

class CommonNames {
 public:
  CommonNames() = default;
  /// Every line of the document is read or is a finding; names are folded.
  [[nodiscard]] static tl::expected<CommonNames, Findings> from_yaml(std::string_view text, std::string_view file);

  /// Of a folded name, from 0 to 1: of the commonest of its words, where it is not known as a whole. `other` for a name that is not
  /// in the table.
  [[nodiscard]] double given(std::string_view name) const { return given_.of(name); }
  [[nodiscard]] double family(std::string_view name) const { return family_.of(name); }
  [[nodiscard]] std::size_t size() const { return given_.shares.size() + family_.shares.size(); }

 private:
  struct Shares {
    std::map<std::string, double, std::less<>> shares;
    double other = 1;
    [[nodiscard]] double of(std::string_view name) const;
  };
  Shares given_, family_;
};

}  // namespace concordat::linkage
