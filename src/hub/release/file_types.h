// SPDX-License-Identifier: Apache-2.0
// What a released file is served as: by the ending of its name, which the entry of its release commits to with the hash of its bytes.
// Nothing else that is stored says so, so that nobody with the database can have a table served as a page.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace concordat::hub {

struct FileType {
  std::string_view ending;
  std::string_view media_type;
};
inline constexpr std::array released_file_types{FileType{".csv", "text/csv"},         FileType{".geojson", "application/geo+json"}, FileType{".html", "text/html"},
                                                FileType{".json", "application/json"}, FileType{".svg", "image/svg+xml"},             FileType{".txt", "text/plain"}};

/// Of a name that ends in none of these, bytes that a browser keeps and does not show.
[[nodiscard]] inline std::string released_media_type(std::string_view name) {
  for (auto const& type : released_file_types) {
    if (name.ends_with(type.ending)) return std::string{type.media_type};
  }
  return "application/octet-stream";
}

}  // namespace concordat::hub
