// SPDX-License-Identifier: Apache-2.0
// The rows of a submission that were set aside, as a file that goes back to their supplier: each cell as it came, what was
// wrong with it and what helps. Corrected and sent again, it is known for what it is by its last columns (correction.h).
//
// For a member of the agency that supplied them and nobody else; each file is a leaf ("export") with its hash.
#pragma once

#include <cstdint>
#include <string>

#include "hub/hub.h"

namespace concordat::hub {

enum class ErrorFormat : std::uint8_t { xlsx, csv };

struct ErrorRequest {
  std::string submission = {};  ///< its id; empty: the last one of which rows are set aside
  ErrorFormat format = ErrorFormat::xlsx;
};

struct ErrorFile {
  std::string name;
  std::string media_type;
  std::string bytes;
  std::string submission;
  std::uint64_t rows = 0;
  std::uint64_t ledger_index = 0;
};

/// "quarantine.supplier-only" with a leaf; "quarantine.nothing" where no row is set aside; those of sheet_out/book.h.
[[nodiscard]] Result<ErrorFile> error_file(Hub& hub, Feed const& feed, Member const& member, ErrorRequest const& request);

}  // namespace concordat::hub
