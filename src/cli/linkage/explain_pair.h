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
/// REQUIRES a trained model, the pairs that were kept, in order, and the groups they make. An id that is not there is a finding that
/// names its file. Of a collective model also what the pair settles at; of two records that others alone hold in one group, by which
/// pair.
[[nodiscard]] Exit explain_pair(Arguments const& arguments, linkage::Linker const& linker, TextList const& ids, std::vector<linkage::Edge> const& edges,
                                linkage::RecordGroups const& groups);

}  // namespace concordat::cli
