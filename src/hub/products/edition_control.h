// SPDX-License-Identifier: Apache-2.0
// The disclosure-control report of an edition: those of its releases on one page.
#pragma once

#include "hub/products/editions.h"
#include "render/disclosure_report.h"

namespace concordat::hub {

/// What is the same for every figure stands once, what is not with the figures that it is true of. Words are no figures and not in it.
[[nodiscard]] render::DisclosureReport control_report_of(Edition const& edition);

}  // namespace concordat::hub
