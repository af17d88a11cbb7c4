// SPDX-License-Identifier: Apache-2.0
// The only hand that fills a WordTable; for the sources of this module alone.
#pragma once

#include "protection/looks/word_table.h"

namespace concordat::protection {

class WordMaker {
 public:
  WordMaker(TableLabels labels, FixedText method, std::vector<FixedText> notes)
      : table_{std::move(labels), method, std::move(notes)} {}
  /// REQUIRES: one cell a column.
  void row(std::string name, std::vector<std::string> cells) {
    table_.labels_.rows.push_back(std::move(name));
    for (auto& cell : cells) table_.cells_.push_back(std::move(cell));
  }
  [[nodiscard]] WordTable finish() && { return std::move(table_); }

 private:
  WordTable table_;
};

}  // namespace concordat::protection
