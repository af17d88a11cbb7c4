// SPDX-License-Identifier: Apache-2.0
#include "pages/assets.h"

#include <array>

#include "base/file.h"

namespace concordat::pages {
namespace {

constexpr std::uint64_t largest_asset = std::uint64_t{16} << 20;

struct Kind {
  std::string_view ending;
  std::string_view media_type;
};
constexpr std::array kinds{Kind{".css", "text/css; charset=utf-8"},    Kind{".js", "text/javascript; charset=utf-8"},
                           Kind{".mjs", "text/javascript; charset=utf-8"}, Kind{".svg", "image/svg+xml"},
                           Kind{".png", "image/png"},                  Kind{".ico", "image/x-icon"},
                           Kind{".json", "application/json"},          Kind{".map", "application/json"},
                           Kind{".woff2", "font/woff2"}};

std::string media_type_of(std::string_view name) {
  for (auto const& kind : kinds) {
    if (name.ends_with(kind.ending)) return std::string{kind.media_type};
  }
  return "application/octet-stream";
}

tl::unexpected<Problem> not_built() {
  return fail(Fault::missing, "assets.missing", "The styles and scripts of the pages are not there.",
              "Build the whole program (not only 'concordat'), or name the folder 'web' with --web.");
}

}  // namespace

Result<Assets> Assets::read(std::filesystem::path const& folder) {
  auto const text = read_file((folder / "manifest.json").string(), largest_asset);
  if (!text) return not_built();
  auto const manifest = Json::parse(*text);
  if (!manifest || !manifest->is_object()) return not_built();
  Assets assets;
  for (auto const& [logical, name] : manifest->object()) assets.addresses_.set(logical, name.string());
  std::error_code error;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{folder / "assets", error}) {
    if (!entry.is_regular_file(error)) continue;
    auto content = read_file(entry.path().string(), largest_asset);
    if (!content) return fail(content);
    auto name = entry.path().lexically_relative(folder / "assets").generic_string();
    auto type = media_type_of(name);
    assets.files_.emplace(std::move(name), Asset{std::move(type), std::move(*content)});
  }
  if (error) return not_built();
  return assets;
}

Asset const* Assets::find(std::string_view name) const {
  auto const found = files_.find(name);
  return found == files_.end() ? nullptr : &found->second;
}

std::string Assets::address(std::string_view logical) const { return addresses_[logical].string(); }

}  // namespace concordat::pages
