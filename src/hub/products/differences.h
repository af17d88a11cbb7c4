// SPDX-License-Identifier: Apache-2.0
// What released tables say now and did not say in an earlier edition. Pure: reads released files and nothing else.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hub/release/picture.h"

namespace concordat::hub {

struct CellChange {
  std::string row;     ///< "E01099001 Westmere 001A", "Police 2026-Q3"
  std::string column;  ///< heading now
  std::string before;  ///< as shown: "*" is hidden
  std::string now;
};

/// Of one file that both editions have.
struct TableChange {
  std::string title;           ///< of the released table
  std::string file;            ///< "violence-change.csv"
  std::string period_before;
  std::string period_now;
  std::vector<CellChange> cells = {};        ///< in the order of the table now
  std::vector<std::string> new_columns = {}; ///< headings that were not there: a quarter more
  std::size_t squares_came = 0;              ///< of a map: squares that are in the highest class now and were not
  std::size_t squares_went = 0;

  [[nodiscard]] bool any() const { return !cells.empty() || !new_columns.empty() || squares_came + squares_went > 0; }
};

/// Only files with a difference. Rows are met by the columns that name them (code, area, source, quarter), columns by their
/// heading; a row of one edition alone counts as no change. Where the periods differ and no heading says so, each cell is of
/// its own period.
[[nodiscard]] std::vector<TableChange> differences(std::span<ReleaseFile const> before, std::span<ReleaseFile const> now);

}  // namespace concordat::hub
