// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/common_names.h"

#include <algorithm>
#include <utility>

#include "catalogue/decode.h"
#include "catalogue/yaml.h"
#include "linkage/text/folding.h"

namespace concordat::linkage {
namespace {

using catalogue::MapReader;
using catalogue::Node;
using catalogue::Remarks;

/// Large enough for the names of a country.
constexpr catalogue::YamlLimits table_limits{.bytes = std::size_t{4} << 20U, .events = 200'000, .depth = 7};
constexpr std::int64_t whole = 100'000;

/// Nothing, with a finding, where it is no share.
double share_in(MapReader& map, std::string_view key, Remarks remarks) {
  auto const number = map.integer(key);
  if (number > 0 && number < whole) return static_cast<double>(number) / static_cast<double>(whole);
  remarks.error("common-names.share", map.node(), "This is no share of 100,000 people.", "Give a whole number above 0 and below 100000.");
  return 1;
}

}  // namespace

double CommonNames::Shares::of(std::string_view name) const {
  if (auto const found = shares.find(name); found != shares.end()) return found->second;
  double commonest = other;
  for (auto const word : words_of(name)) {
    if (auto const found = shares.find(word); found != shares.end()) commonest = std::max(commonest, found->second);
  }
  return commonest;
}

tl::expected<CommonNames, Findings> CommonNames::from_yaml(std::string_view text, std::string_view file) {
  auto const document = catalogue::read_yaml(text, file, table_limits);
  if (!document) return tl::unexpected(Findings{document.error()});
  Findings findings;
  Remarks const remarks{file, findings};
  CommonNames read;
  auto const read_shares = [&](Node const& node, std::string_view what, Shares& into) {
    MapReader map{node, remarks, what};
    into.other = share_in(map, "others", remarks);
    if (auto const* const list = map.need("shares", Node::Kind::list)) {
      for (auto const& item : list->items) {
        MapReader entry{item, remarks, "share"};
        auto const share = share_in(entry, "per_100000", remarks);
        for (auto const& name : entry.texts("names")) {
          auto const plain = folded(name);
          if (plain.empty() || !into.shares.emplace(plain, share).second) {
            remarks.error("common-names.name", item, "A name without letters, or one that stands here twice.", "Take it out.");
          }
        }
        entry.done();
      }
    }
    map.done();
  };
  MapReader map{*document, remarks, "document"};
  map.choice("format", "common-names.format", {"concordat-common-names/1"});
  if (auto const* const given = map.need("given_names")) read_shares(*given, "given_names", read.given_);
  if (auto const* const family = map.need("family_names")) read_shares(*family, "family_names", read.family_);
  map.done();
  if (has_errors(findings)) return tl::unexpected(std::move(findings));
  return read;
}

}  // namespace concordat::linkage
