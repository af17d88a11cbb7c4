// SPDX-License-Identifier: Apache-2.0
// Inside the module: a row of data_use as a value.
#pragma once

#include "base/json_list.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::sharing {

/// REQUIRES: the columns in the order of the struct.
inline DataUse use_of(store::Row const& row) {
  return {row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7),
          row.string(8), row.string(9), texts_in(row.text(10)), texts_in(row.text(11)), row.flag(12), static_cast<std::uint64_t>(row.integer(13))};
}

}  // namespace concordat::hub::sharing
