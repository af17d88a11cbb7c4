// SPDX-License-Identifier: Apache-2.0
// The one-page disclosure-control report of a verb on plain files: as its answer and as a file.
#pragma once

#include <string>

#include "cli/files/trouble.h"
#include "render/disclosure_report.h"

namespace concordat::cli {

using render::DisclosureReport;

/// As the answer of a verb: the report in words and as JSON.
[[nodiscard]] FileAnswer answer_of(DisclosureReport const& report);

/// The bytes of the report for this file name: HTML, or JSON where it ends in .json. Refuses any other ("protect.report").
[[nodiscard]] Result<std::string> report_bytes(DisclosureReport const& report, std::string const& path);

/// Writes the output and then the report, each whole or not at all; the report only where a name is given. A file that may
/// not be written is told by its name.
[[nodiscard]] Tried<void> write_both(std::string const& out, std::string const& text, std::string const& report_path, DisclosureReport const& report);

}  // namespace concordat::cli
