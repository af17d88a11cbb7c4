// SPDX-License-Identifier: Apache-2.0
// Which forenames stand for one another: Beth for Elizabeth, Olek for Aleksander, Mo for Mohammed.
//
// Loaded from definitions/linkage/nicknames.yaml. The table says which names are used for which; it says
// nothing of the people who bear them, and nothing is grouped by whose names they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/finding.h"

namespace concordat::linkage {

class Nicknames {
 public:
  enum class Relation : std::uint8_t {
    none,
    same,     ///< the same folded name
    form,     ///< one is a form of the other: Beth, Elizabeth
    sibling,  ///< both are forms of one name: Beth, Liz
  };

  Nicknames() = default;
  /// Every line of the document is read or is a finding; names are folded.
  [[nodiscard]] static tl::expected<Nicknames, Findings> from_yaml(std::string_view text,
                                                                   std::string_view file);

  /// Both folded.
  [[nodiscard]] Relation relation(std::string_view left, std::string_view right) const;

  /// The names this one may stand for, as numbers, sorted; itself among them where it has forms. Two
  /// different names are related exactly where these meet.
  [[nodiscard]] std::span<std::uint32_t const> stands_for(std::string_view name) const;
  /// The number of a name in the table; nothing for any other.
  [[nodiscard]] std::optional<std::uint32_t> number_of(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::string> names_;
  std::vector<std::vector<std::uint32_t>> stands_for_;
};

}  // namespace concordat::linkage
