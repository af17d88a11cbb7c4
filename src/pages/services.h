// SPDX-License-Identifier: Apache-2.0
// What the pages stand on. Made once by `serve`; every page is handed it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "hub/hub.h"
#include "hub/supply/uploads.h"
#include "pages/assets.h"
#include "pages/hub_pool.h"

namespace concordat::hub {
class LookDesk;
}

namespace concordat::pages {

struct Settings {
  std::string origin;        ///< "https://hub.example": what the browser shows; every form must come from it
  bool secure = false;       ///< the origin is https: cookies are for TLS only
  std::string version;
  std::uint64_t largest_upload = std::uint64_t{50} << 20;  ///< bytes of one file; longer ones go in by command line
  std::chrono::milliseconds look_grace{700};  ///< a page waits so long for a look before it shows how far that is
};

struct Services {
  HubPool& hubs;
  hub::UploadDesk& uploads;
  hub::Shelf const& shelf;
  Assets const& assets;
  Clock const& clock;
  Settings settings;
  Json words;                ///< web/locales/en.json, section by section
  /// Fills the template of that name. A failure is our own mistake.
  using Markup = std::map<std::string, std::string, std::less<>>;
  std::function<Result<std::string>(std::string_view page, Json const& context, Markup const& markup)> render;
  hub::LookDesk* looks = nullptr;  ///< none: whoever asks for a look waits for it
};

}  // namespace concordat::pages
