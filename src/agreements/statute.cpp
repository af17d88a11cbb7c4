// SPDX-License-Identifier: Apache-2.0
#include "agreements/statute.h"

#include <fmt/format.h>

#include "base/file.h"

namespace concordat::agreements {
namespace {

constexpr std::uint64_t largest_statute = std::uint64_t{1} << 20U;

void remark(ParsedStatute& statute, std::string_view file, std::string_view code, Word const& at, std::string_view what) {
  statute.findings.push_back({Severity::error, std::string{code}, std::string{file}, at.line, at.column,
                              fmt::format("no {} '{}' is known", what, at.text), "Use a word of the hub's definitions."});
}

void check(ParsedStatute& statute, Prohibition const& one, std::string_view file, Vocabulary const& vocabulary) {
  for (auto const* const patterns : {&one.items, &one.combined_with}) {
    for (auto const& pattern : *patterns) {
      if (!vocabulary.knows_pattern(pattern.text)) remark(statute, file, "unknown-field", pattern, "field");
    }
  }
  for (auto const& purpose : one.purposes) {
    if (!vocabulary.purposes.contains(purpose.text)) remark(statute, file, "unknown-purpose", purpose, "purpose");
  }
  for (auto const& kind : one.recipient_kinds) {
    if (!vocabulary.kinds.contains(kind)) remark(statute, file, "unknown-kind", {kind, one.id.line, one.id.column}, "kind of agency");
  }
}

}  // namespace

ParsedStatute load_statute(std::filesystem::path const& file, Vocabulary const& vocabulary) {
  auto const text = read_file(file.string(), largest_statute);
  if (!text) {
    return {.prohibitions = {},
            .findings = {{Severity::error, "no-statute", file.string(), 0, 0, "the hub's own prohibitions are not here",
                          "Bring statute.yaml back into the folder of the definitions."}}};
  }
  auto statute = parse_statute(*text, file.string());
  if (has_errors(statute.findings)) return statute;
  for (auto const& one : statute.prohibitions) check(statute, one, file.string(), vocabulary);
  return statute;
}

}  // namespace concordat::agreements
