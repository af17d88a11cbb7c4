// SPDX-License-Identifier: Apache-2.0
// A table of words and figures that may be shown, made from what has passed disclosure control.
//
// Invariant: only the functions of this module make one, and each says in its header what its cells rest on; so a true
// count cannot be rendered by mistake. Every cell is text as a reader sees it: "125", "*", "more".
#pragma once

#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "protection/protected_table.h"

namespace concordat::protection {

class WordTable {
 public:
  [[nodiscard]] TableLabels const& labels() const { return labels_; }
  [[nodiscard]] std::size_t rows() const { return labels_.rows.size(); }
  [[nodiscard]] std::size_t columns() const { return labels_.columns.size(); }
  [[nodiscard]] std::string const& text(std::size_t row, std::size_t column) const {
    return cells_[row * columns() + column];
  }
  [[nodiscard]] FixedText method() const { return method_; }
  [[nodiscard]] std::vector<FixedText> const& notes() const { return notes_; }

 private:
  friend class WordMaker;
  WordTable(TableLabels labels, FixedText method, std::vector<FixedText> notes)
      : labels_{std::move(labels)}, method_{method}, notes_{std::move(notes)} {}
  TableLabels labels_;
  std::vector<std::string> cells_;
  FixedText method_;
  std::vector<FixedText> notes_;
};

}  // namespace concordat::protection
