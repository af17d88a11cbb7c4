// SPDX-License-Identifier: Apache-2.0
// Why two records of plain files weigh what they weigh.
#pragma once

#include "cli/arguments.h"
#include "cli/linkage/input.h"
#include "cli/office.h"
#include "linkage/grouping.h"
#include "linkage/linker.h"

namespace concordat::cli {

/// Prints the levels and weights of the two records that were asked about, and draws them where a picture was asked for.
/// REQUIRES a trained model. An id that is not there, or there twice, is a finding that names its file.
/// With the pairs that were kept and the groups they make, of a collective model, also what the pair settles at with them.
[[nodiscard]] Exit explain_pair(Arguments const& arguments, linkage::Linker const& linker, TextList const& ids, std::vector<linkage::Edge> const* edges = nullptr,
                                linkage::RecordGroups const* groups = nullptr);

}  // namespace concordat::cli
