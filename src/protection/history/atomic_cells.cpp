// SPDX-License-Identifier: Apache-2.0
#include "protection/history/atomic_cells.h"

#include <algorithm>

namespace concordat::protection {

Result<CategoryHistory> CategoryHistory::from(std::vector<std::string> const& first, std::span<CodeChange const> changes) {
  CategoryHistory history;
  for (auto const& code : first) history.called_.push_back({code});
  for (auto const& change : changes) {
    std::vector<std::vector<std::string>> longer;
    for (auto const& names : history.called_) {
      auto const before = longer.size();
      for (auto const& [from, to] : change) {
        if (from != names.back()) continue;
        longer.push_back(names);
        longer.back().push_back(to);
      }
      if (longer.size() == before) {
        return fail(Fault::malformed, "history.code-lost", "A code of the list before it is nowhere in a change of the list.",
                    "Say of every code what it became, also of those that stayed as they were.");
      }
    }
    history.called_ = std::move(longer);
  }
  return history;
}

std::vector<std::uint32_t> CategoryHistory::of(std::size_t list, std::string const& code) const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t category = 0; category < called_.size(); ++category) {
    if (list < called_[category].size() && called_[category][list] == code) found.push_back(category);
  }
  return found;
}

std::vector<std::uint32_t> AtomicSpace::cells(std::span<std::uint32_t const> of_areas, std::span<std::uint32_t const> of_periods, std::span<std::uint32_t const> of_categories) const {
  std::vector<std::uint32_t> all;
  for (auto const area : of_areas) {
    for (auto const period : of_periods) {
      for (auto const category : of_categories) all.push_back(cell(area, period, category));
    }
  }
  return all;
}

}  // namespace concordat::protection
