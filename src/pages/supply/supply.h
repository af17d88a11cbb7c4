// SPDX-License-Identifier: Apache-2.0
// The pages of those who send files: timetable, what came, its quality, what was set aside, and the way in.
#pragma once

#include "hub/feeds.h"
#include "pages/site.h"

namespace concordat::pages {

void add_feed_pages(Site& site);
void add_quality_pages(Site& site);
void add_place_text_pages(Site& site);
void add_upload_pages(Site& site);

/// The feed in the address; "feed.unknown" where there is none.
[[nodiscard]] Result<hub::Feed const*> feed_of(Visit& visit);
/// The same for what only its supplier may do; "feed.not-yours" otherwise.
[[nodiscard]] Result<hub::Feed const*> own_feed_of(Visit& visit);

/// "Assault time" for "istv_assault_at".
[[nodiscard]] std::string field_title(hub::Hub const& hub, std::string_view field);

}  // namespace concordat::pages
