// SPDX-License-Identifier: Apache-2.0
// Styles, scripts and pictures of the pages, read once into memory. Their names hold their hash, so a browser may keep
// them for ever.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace concordat::pages {

struct Asset {
  std::string media_type;
  std::string content;
};

class Assets {
 public:
  /// Reads `folder`/manifest.json and every file in and under `folder`/assets. "assets.missing" where the pages were not built.
  [[nodiscard]] static Result<Assets> read(std::filesystem::path const& folder);

  /// By what follows "/assets/" in the address, or nullptr.
  [[nodiscard]] Asset const* find(std::string_view name) const;
  /// The address of what the manifest calls `logical`: "main.css" -> "/assets/main-3F2A.css"; empty where there is none.
  [[nodiscard]] std::string address(std::string_view logical) const;
  /// The same for all of the manifest, for the templates.
  [[nodiscard]] Json const& addresses() const { return addresses_; }

 private:
  std::map<std::string, Asset, std::less<>> files_;
  Json addresses_{Json::Object{}};
};

}  // namespace concordat::pages
