// SPDX-License-Identifier: Apache-2.0
// Charts of what a look tells: the funnel of areas, and the months of each source. Each has a table that says the same.
#pragma once

#include <string>

#include "protection/looks/funnel.h"
#include "protection/looks/signals.h"
#include "render/about.h"
#include "render/maps.h"

namespace concordat::render {

/// Rates by residents inside the limits of chance; areas whose number is hidden, or that are left out, are not drawn.
[[nodiscard]] std::string svg_funnel(protection::FunnelTable const& funnel, MapText const& text, About const& about);

/// The published reports of each source by month, with their EWMA and its limit; of a source that is not judged it says so.
[[nodiscard]] std::string svg_signals(protection::SignalTable const& signals, MapText const& text, About const& about);

}  // namespace concordat::render
