// SPDX-License-Identifier: Apache-2.0
#include "catalogue/keeping.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "catalogue/decode.h"

namespace concordat::catalogue {
namespace {

/// What the hub keeps of people's acts: each needs a rule, and there is nothing else.
constexpr std::array kept_kinds{"request", "refusal", "appeal", "may-i", "fact", "use", "glass", "sample", "decision", "judgement", "commentary", "acknowledgement", "draft", "message", "opening", "given", "disclosure", "notice", "monitoring"};

std::optional<Period> length(MapReader& map, Remarks remarks, std::string_view key) {
  auto const* const node = map.find(key, Node::Kind::text);
  if (node == nullptr) return std::nullopt;
  auto const period = parse_period(node->text);
  if (period && *period != Period{}) return period;
  remarks.error("bad-period", *node, fmt::format("'{}' is not a length of time", key), "Write it as P1Y for a year, P6M for six months.");
  return std::nullopt;
}

/// Both from one day, in a month that any calendar has.
bool longer(Period one, Period other) {
  constexpr Date day{std::chrono::year{2024} / 1 / 1};
  return add(day, one) > add(day, other);
}

KeepingRule rule_from(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "the kind"};
  KeepingRule rule;
  rule.id = map.text("id");
  rule.title = map.text("title");
  if (map.need("keep_for", Node::Kind::text) != nullptr) rule.keep_for = length(map, remarks, "keep_for").value_or(Period{});
  rule.under_18 = length(map, remarks, "under_18");
  rule.from = map.text("from");
  rule.held_at_most = length(map, remarks, "held_at_most");
  rule.then = map.choice("then", "unknown-word", {"delete", "strip"});
  rule.why = map.text("why");
  map.done();
  if (!rule.id.empty() && std::ranges::find(kept_kinds, rule.id) == kept_kinds.end()) {
    remarks.error("unknown-kind", node, fmt::format("the hub keeps nothing of the kind '{}'", rule.id), "Correct the spelling, or take it away.");
  }
  if (rule.under_18 && longer(*rule.under_18, rule.keep_for)) {
    remarks.error("bad-period", node, fmt::format("'{}' would be kept longer about children than about others", rule.id), "Write under_18 no longer than keep_for.");
  }
  return rule;
}

}  // namespace

LoadedKeeping load_keeping(std::string const& folder) {
  LoadedKeeping loaded;
  auto const path = folder + "/retention.yaml";
  auto const document = read_yaml_file(path);
  if (!document) {
    loaded.findings.push_back(document.error());
    return loaded;
  }
  auto const remarks = Remarks{path, loaded.findings};
  auto map = MapReader{*document, remarks, "the file"};
  auto const* const list = map.need("kinds", Node::Kind::list);
  for (std::size_t at = 0; list != nullptr && at < list->items.size(); ++at) {
    auto rule = rule_from(list->items[at], remarks);
    if (rule_of(loaded.rules, rule.id) != nullptr) {
      Remarks{path, loaded.findings}.error("duplicate-id", list->items[at], fmt::format("the kind '{}' has a rule already", rule.id), "Take one of the two away.");
    }
    loaded.rules.push_back(std::move(rule));
  }
  map.done();
  for (auto const* kind : kept_kinds) {
    if (rule_of(loaded.rules, kind) != nullptr) continue;
    Remarks{path, loaded.findings}.error("unbounded-retention", 0, 0, fmt::format("nothing says how long the kind '{}' is kept", kind), "Add it under 'kinds', with keep_for and then.");
  }
  return loaded;
}

KeepingRule const* rule_of(std::vector<KeepingRule> const& rules, std::string_view kind) {
  auto const found = std::ranges::find(rules, kind, &KeepingRule::id);
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace concordat::catalogue
