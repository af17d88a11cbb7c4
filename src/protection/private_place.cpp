// SPDX-License-Identifier: Apache-2.0
#include "protection/private_place.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace concordat::protection {
namespace {

/// Whole phrases: "club" is public and "youth club" is not said to be. A plural in -s needs no line of its own.
constexpr auto public_kinds = std::to_array<std::string_view>({
    // out of doors
    "street", "public street", "road", "highway", "public highway", "lane", "alley", "alleyway", "pavement", "footpath", "towpath", "underpass", "subway",
    "bridge", "square", "town centre", "city centre", "town square", "high street", "precinct", "car park", "public car park", "park", "public park", "public garden", "open space",
    "public open space", "open land", "common", "woodland", "wood", "field", "beach", "river", "canal", "playground", "play area", "skate park", "sports ground", "playing field",
    "public place", "public area", "outdoor", "outside in public",
    // on the way
    "transport", "public transport", "station", "railway station", "train station", "bus station", "tram stop", "bus stop", "bus", "train", "tram", "taxi", "taxi rank",
    "transport hub", "interchange", "airport", "ferry", "motorway", "service station",
    // where anybody may go in
    "licensed premises", "pub", "public house", "bar", "club", "nightclub", "night club", "restaurant", "cafe", "caf\xc3\xa9", "takeaway", "take away", "fast food outlet", "shop",
    "retail", "retail premises", "shop premises", "supermarket", "shopping", "shopping centre", "shopping area", "shopping mall", "market", "off licence", "petrol station",
    "bank", "post office", "library", "museum", "cinema", "theatre", "betting shop", "casino", "stadium", "sports centre", "leisure centre", "swimming pool",
    "gym", "town hall", "public building",
});

/// "Pub, club or bar": "pub", "club", "bar".
std::vector<std::string> parts_of(std::string_view kind) {
  std::vector<std::string> parts(1);
  std::string word;
  auto const end_word = [&] {
    if (word == "or" || word == "and") parts.emplace_back();
    else if (!word.empty()) parts.back() += (parts.back().empty() ? "" : " ") + word;
    word.clear();
  };
  for (char const letter : text::ascii_lower(kind)) {
    bool const of_word = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '\'' || static_cast<unsigned char>(letter) >= 0x80;
    if (of_word) {
      word += letter;
      continue;
    }
    end_word();
    if (letter == ',' || letter == ';' || letter == '/' || letter == '&') parts.emplace_back();
  }
  end_word();
  std::erase(parts, std::string{});
  return parts;
}

bool is_public(std::string_view part) {
  auto const known = [](std::string_view phrase) { return std::ranges::find(public_kinds, phrase) != public_kinds.end(); };
  return known(part) || (part.ends_with('s') && known(part.substr(0, part.size() - 1)));
}

}  // namespace

bool is_private_place(std::string_view kind) {
  auto const parts = parts_of(kind);
  return parts.empty() || !std::ranges::all_of(parts, is_public);
}

}  // namespace concordat::protection
